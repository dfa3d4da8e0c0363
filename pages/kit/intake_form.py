"""An agency's own form to take away: chosen by agency and quarter, what is known of it filled in."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, today
from etl.definitions.models import Agency
from etl.publish import template
from etl.queries import NothingPublished, OutdatedSnapshot, naming
from pages.kit import load, markup
from pages.kit.downloads import XLSX

_QUARTERS_BACK: Final = 20


def quarters() -> list[Period]:
    """Return the quarters one may report for, the present one first."""
    return [Period.of(today()).shift(-back) for back in range(_QUARTERS_BACK)]


def offer(words: Words) -> None:
    """Draw the choice of agency and quarter, and offer the form made for them."""
    markup.heading(words("send.form"), words("send.form_text"))
    agencies = definitions().agencies
    places = st.columns(2)
    code = places[0].selectbox(
        words("send.form_agency"),
        [code for code, agency in agencies.items() if agency.scope == "civil"],
        index=None,
        format_func=lambda code: naming.agency_in_full(code, words),
        placeholder=words("send.form_pick"),
        key="send.form.agency",
    )
    period = places[1].selectbox(
        words("send.period"),
        quarters(),
        format_func=lambda one: one.label(words.lang),
        key="send.form.period",
    )
    if code is None:
        return
    if not agencies[code].existed(period):
        st.info(words("template.unknown_agency", code=code, period=period), icon=":material/info:")
        return
    st.download_button(
        words("send.form_take"),
        partial(_form, agencies[code], period, words),
        file_name=f"{code}_{period}.xlsx",
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
        key="send.form.take",
    )


def _form(agency: Agency, period: Period, words: Words) -> bytes:
    """Return the form's bytes. Runs in a thread of its own: it must not draw."""
    try:
        known = template.published_headcount(load.current().reader(), agency, period, words)
    except (NothingPublished, OutdatedSnapshot):
        known = None
    known = known or template.headcount_of(agency, period, words)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        template.write(agency, period, known=known, words=words, path=path, saved_at=datetime.now(UTC))
        return path.read_bytes()

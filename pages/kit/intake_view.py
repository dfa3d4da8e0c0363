"""The page on which files are sent: drop them, see what a check says, take the marked copy, store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.pipeline import FileReport, LoadReport
from etl.publish import rejects
from etl.queries import NothingPublished, OutdatedSnapshot
from etl.queries import number as printed
from pages.kit import (
    blocks,
    cards,
    downloads,
    filters,
    intake,
    intake_form,
    intake_tables,
    load,
    markup,
)
from pages.kit.cards import Card
from pages.kit.downloads import XLSX
from pages.kit.frame import open_page

_UPLOADER: Final = {
    "[data-testid=stFileUploaderDropzone] > span p": "send.choose",
    "[data-testid=stFileUploaderDropzoneInstructions] span": "send.at_most",
}
"""What the uploader of files says in English in every language, by its place, with our words for it."""
_CHECKED: Final = "send.checked"
_STORED: Final = "send.stored"


def open_send() -> Words:
    """Draw the page's head, with what is published as other pages do, or without where nothing is yet."""
    _clean_up()
    words = definitions().words(filters.language())
    try:
        load.current()
    except (NothingPublished, OutdatedSnapshot):
        st.title(words("page.send.title"))
        st.caption(words("page.send.question"))
        filters.remember("send")
        return words
    frame = open_page("send")
    frame.finding()
    return frame.words


def upload(words: Words) -> tuple[list[Any], Period | None]:
    """Return the files dropped here and the quarter for tables that name none."""
    markup.instead({selector: words(key) for selector, key in _UPLOADER.items()})
    uploads = st.file_uploader(
        words("send.drop"), accept_multiple_files=True, key="send.files", help=words("send.drop_help")
    )
    period = st.selectbox(
        words("send.operator_period"),
        [None, *intake_form.quarters()],
        format_func=lambda one: one.label(words.lang) if one else words("send.period_in_file"),
        key="send.period",
        help=words("send.operator_period_help"),
    )
    return list(uploads or ()), period


def check(uploads: Sequence[Any], period: Period | None, words: Words) -> intake.Checked | None:
    """Check the files when asked; return what the last check of exactly these files said."""
    if st.button(
        words("send.check"), type="primary", disabled=not uploads, icon=":material/fact_check:", key="send.go"
    ):
        with st.status(words("send.checking")) as status:
            bar = st.progress(0.0)
            st.session_state[_CHECKED] = intake.check(
                uploads, home=load.home(), period=period, progress=partial(_advance, bar)
            )
            status.update(label=words("send.checked"), state="complete")
        st.session_state.pop(_STORED, None)
    checked: intake.Checked | None = st.session_state.get(_CHECKED)
    if checked is None or not uploads:
        st.session_state.pop(_CHECKED, None)
        return None
    if (checked.digests, checked.period) != (intake.digests(uploads), period):
        st.info(words("send.check_again"), icon=":material/refresh:")
        return None
    return checked


def show(report: LoadReport, words: Words) -> None:
    """Draw everything a check found: sums, files, problems, columns, rows set aside."""
    cards.row(_sums(report, words), words)
    _table(intake_tables.files(report, words), "send.files_title", words)
    _problems(intake_tables.problems(report, words), words)
    if names := intake_tables.dropped(report):
        st.info(words("send.dropped", columns=", ".join(names)), icon=":material/visibility_off:")
    _table(intake_tables.mapping(report, words), "send.mapping_title", words, folded=True)
    _table(intake_tables.set_aside(report, words), "send.set_aside_title", words, folded=True)


def marked_copies(report: LoadReport, words: Words) -> None:
    """Offer, for each file with refused rows, the sender's own sheets with the faulty cells marked."""
    faulty = [file for file in report.files if file.refused and rejects.has_faults(file.refused)]
    if not faulty:
        return
    markup.heading(words("send.marked"), words("send.marked_note"))
    for number, file in enumerate(faulty):
        st.download_button(
            words("send.take_marked", file=file.path.name),
            partial(_marked, file, words),
            file_name=f"{file.path.stem}-{words('send.marked_suffix')}.xlsx",
            mime=XLSX,
            icon=":material/edit_document:",
            on_click="ignore",
            key=f"send.marked.{number}",
        )


def confirm(uploads: Sequence[Any], checked: intake.Checked, words: Words) -> None:
    """Store what was checked when asked to, and say what is published now."""
    stored: LoadReport | None = st.session_state.get(_STORED)
    markup.heading(words("send.confirm"), words("send.confirm_note"))
    if stored is None:
        if not checked.storable:
            st.warning(words("send.nothing_to_store"), icon=":material/block:")
        if st.button(
            words("send.store"),
            type="primary",
            disabled=not checked.storable,
            icon=":material/save:",
            key="send.store",
        ):
            _store(uploads, checked, words)
            st.rerun()
        return
    counts = " · ".join(
        words("send.stored_file", file=file.path.name, state=words(f"send.fate.{file.status}"))
        for file in stored.files
    )
    st.success(words("send.stored", snapshot=stored.snapshot or "", files=counts), icon=":material/check:")


def _store(uploads: Sequence[Any], checked: intake.Checked, words: Words) -> None:
    with st.status(words("send.storing")):
        bar = st.progress(0.0)
        st.session_state[_STORED] = intake.store(
            uploads, checked, home=load.home(), progress=partial(_advance, bar)
        )


def _advance(bar: Any, done: int, total: int, path: Path) -> None:  # noqa: ANN401 Streamlit keeps the type
    bar.progress(done / max(total, 1), text=path.name)


def _sums(report: LoadReport, words: Words) -> list[Card]:
    datasets = [one for file in report.files for one in file.datasets]
    read, accepted, rejected, ignored = (
        sum(getattr(one, name) for one in datasets)
        for name in ("rows_read", "accepted", "rejected", "ignored")
    )
    share = printed.percent(rejected / read if read else None)
    return [
        Card(words("send.files_count"), printed.count(len(report.files))),
        Card(words("submissions.read"), printed.count(read), notes=(words("submissions.sum_note"),)),
        Card(words("submissions.accepted"), printed.count(accepted)),
        Card(
            words("submissions.rejected"),
            printed.count(rejected),
            notes=(words("submissions.of_read", share=share),),
        ),
        Card(words("submissions.ignored"), printed.count(ignored)),
    ]


def _problems(table: pd.DataFrame, words: Words) -> None:
    """Draw the table of problems with its filters: how grave, which rule."""
    markup.heading(words("send.problems_title"), words("send.problems_note"))
    if table.empty:
        st.success(words("send.no_problem"), icon=":material/check_circle:")
        return
    counts = table["severity"].value_counts()
    present = [name for name in intake_tables.SEVERITIES if name in counts]
    with st.container(horizontal=True):
        graver = st.pills(
            words("send.severity"),
            present,
            selection_mode="multi",
            default=present[:1],
            format_func=lambda name: words(f"send.severity_name.{name}", n=printed.count(counts[name])),
            key="send.severity",
        )
        rules = st.multiselect(
            words("send.rule"),
            sorted(table["rule"].unique()),
            key="send.rules",
            placeholder=words("send.any_rule"),
        )
    shown = table[table["severity"].isin(graver)] if graver else table
    shown = shown[shown["rule"].isin(rules)] if rules else shown
    plain = shown.drop(columns=["severity", "rule"])
    blocks.rows(plain, key="send.problems")
    st.download_button(
        words("downloads.csv"),
        partial(downloads.encode, plain),
        file_name=f"{words('send.problems_file')}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="send.problems.csv",
    )


def _table(table: pd.DataFrame, key: str, words: Words, *, folded: bool = False) -> None:
    if table.empty:
        return
    if folded:
        with st.expander(words(key), icon=":material/table_rows:"):
            st.caption(words(f"{key}_note"))
            blocks.rows(table, key=f"{key}.rows")
        return
    markup.heading(words(key), words(f"{key}_note"))
    blocks.rows(table, key=f"{key}.rows")


def _marked(file: FileReport, words: Words) -> bytes:
    """Return the marked copy's bytes. Runs in a thread of its own: it must not draw."""
    if file.refused is None:
        return b""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "marked.xlsx"
        rejects.write([file.refused], words=words, path=path, saved_at=datetime.now(UTC))
        return path.read_bytes()


@st.cache_resource(show_spinner=False)
def _clean_up() -> None:
    intake.clean_up()

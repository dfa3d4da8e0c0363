"""Who reported in time, whose rows are refused and why, taking a file back: from all files ever received."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from etl import pipeline
from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, date_label, local_day, today
from etl.definitions.codes import CONFIDENTIAL
from etl.queries import WarehouseError, naming
from etl.queries import number as printed
from pages.kit import blocks, load, markup
from pages.kit.frame import Frame

if TYPE_CHECKING:
    from etl.warehouse.records import Part, Stored

_PICKED: Final = "reporting.pick"
_DONE: Final = "reporting.withdrawn"
_REFUSED: Final = "reporting.refused"


def due(period: Period) -> date:
    """Return the last day on which a report for the quarter is in time."""
    return period.end + timedelta(days=int(definitions().rule("report_due_days", period)))


def punctuality(
    received: Iterable[Stored],
    standing: pd.DataFrame,
    period: Period,
    words: Words,
    *,
    ministry: str | None,
    today: date,
) -> pd.DataFrame:
    """Return one row per agency expected, the latest first: when its report came, and how late that was."""
    first: dict[str, date] = {}
    for one in received:
        if one.entry.counts and one.manifest.receipt.publisher == "agency":
            day = local_day(one.manifest.received_at)
            for part in one.manifest.parts:
                if part.period == str(period):
                    first.setdefault(part.unit, day)
    expected = standing[standing["expected"]]
    if ministry is not None:
        expected = expected[expected["ministry"] == ministry]
    late = {code: ((first.get(code) or today) - due(period)).days for code in expected["agency"]}
    order = sorted(late, key=lambda code: (code in first, -late[code], code))
    return pd.DataFrame(
        [
            {
                words("submissions.agency"): naming.unit_short(code, words),
                words("reporting.punctuality"): _said(code in first, late[code], words),
                words("reporting.received"): date_label(first[code], words.lang) if code in first else "",
                words("text.full_name"): naming.agency_in_full(code, words),
            }
            for code in order
        ]
    )


def by_agency(received: Iterable[Stored], words: Words, *, ministry: str | None) -> pd.DataFrame:
    """Return one row per agency that sent tables of its own: its files, and the share of its rows refused."""
    read: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    files: defaultdict[str, set[str]] = defaultdict(set)
    for one in _standing(received):
        for record in one.manifest.receipt.datasets:
            named = record.named or record.agencies
            if len(named) == 1:
                read[named[0]] += record.rows_read
                refused[named[0]] += record.rejected
                files[named[0]].add(one.entry.id)
    fewest = definitions().coarsest.least
    agencies = definitions().agencies
    shown = [code for code in read if ministry is None or agencies[code].ministry == ministry]
    shown.sort(key=lambda code: (-refused[code] / max(read[code], 1), code))
    return pd.DataFrame(
        [
            {
                words("submissions.agency"): naming.unit_short(code, words),
                words("reporting.refused_share"): printed.percent(refused[code] / read[code])
                if read[code] >= fewest
                else printed.bracket(CONFIDENTIAL),
                words("reporting.files"): len(files[code]),
                words("text.full_name"): naming.agency_in_full(code, words),
            }
            for code in shown
        ]
    )


def by_rule(received: Iterable[Stored], words: Words) -> pd.DataFrame:
    """Return one row per rule that refused something, the most frequent first."""
    rules = definitions().rules
    counted: Counter[str] = Counter()
    files: defaultdict[str, set[str]] = defaultdict(set)
    for one in _standing(received):
        receipt = one.manifest.receipt
        told = [*receipt.problems, *(problem for record in receipt.datasets for problem in record.problems)]
        for problem in told:
            if problem.rule in rules and rules[problem.rule].severity == "error":
                counted[problem.rule] += 1
                files[problem.rule].add(one.entry.id)
    return pd.DataFrame(
        [
            {
                words("send.rule"): rule,
                words("reporting.faults"): number,
                words("reporting.files"): len(files[rule]),
                words("reporting.told"): words.name(rules[rule].why),
                words("send.mend"): words.name(rules[rule].mend),
            }
            for rule, number in counted.most_common()
        ]
    )


def draw(frame: Frame) -> None:
    """Draw who was in time, and for analysts whose rows are refused by which rules."""
    words, period = frame.words, frame.choice.period
    received = load.received(frame.access)
    ministry = frame.choice.ministry
    days = printed.count(definitions().rule("report_due_days", period))
    blocks.listing(
        frame,
        punctuality(
            received,
            frame.access.standing(period),
            period,
            words,
            ministry=ministry,
            today=today(),
        ),
        key="punctuality",
        title=words("reporting.punctual"),
        note=words("reporting.punctual_note", due=date_label(due(period), words.lang), days=days),
    )
    if frame.access.view.kind != "analyst":
        return
    blocks.listing(
        frame,
        by_agency(received, words, ministry=ministry),
        key="refused_by_agency",
        title=words("reporting.by_agency"),
        note=words("reporting.by_agency_note"),
    )
    blocks.listing(
        frame,
        by_rule(received, words),
        key="refused_by_rule",
        title=words("reporting.by_rule"),
        note=words("reporting.by_rule_note"),
    )


def withdrawal(frame: Frame) -> None:
    """Offer analysts to take one file back: choose it, see what that takes back, and confirm."""
    if frame.access.view.kind != "analyst":
        return
    words = frame.words
    markup.heading(words("reporting.withdraw"), words("reporting.withdraw_note"))
    if done := st.session_state.pop(_DONE, None):
        st.success(words("reporting.withdrawn", **done), icon=":material/undo:")
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(refused, icon=":material/error:")
    counting = {one.entry.id: one for one in reversed(load.received(frame.access)) if one.entry.counts}
    chosen = st.selectbox(
        words("reporting.pick"),
        list(counting),
        index=None,
        format_func=lambda code: words(
            "reporting.option", id=code, file=counting[code].manifest.receipt.file_name
        ),
        placeholder=words("reporting.nobody"),
        key=_PICKED,
    )
    if chosen is None or chosen not in counting:
        return
    manifest = counting[chosen].manifest
    taken = " · ".join(_parts(manifest.parts, words))
    st.warning(
        words("reporting.takes_back", file=manifest.receipt.file_name, id=chosen, parts=taken),
        icon=":material/warning:",
    )
    st.button(
        words("reporting.sure"),
        icon=":material/undo:",
        on_click=_withdraw,
        args=(chosen, words),
        key="reporting.sure",
    )


def _withdraw(submission: str, words: Words) -> None:
    """Take a file back, or keep why not for the page, which runs after its callbacks."""
    try:
        published = pipeline.withdraw(submission, home=load.home())
    except WarehouseError as fault:
        st.session_state[_REFUSED] = fault.message(words.lang)
        return
    st.session_state[_DONE] = {"id": submission, "snapshot": published.snapshot}
    st.session_state[_PICKED] = None


def _standing(received: Iterable[Stored]) -> list[Stored]:
    return [one for one in received if one.entry.withdrawn is None]


def _said(reported: bool, days: int, words: Words) -> str:
    if reported:
        return words("reporting.in_time") if days <= 0 else words("reporting.late", days=printed.count(days))
    if days <= 0:
        return words("reporting.silent")
    return words("reporting.overdue", days=printed.count(days))


def _parts(parts: Sequence[Part], words: Words) -> list[str]:
    """Return what a file gave, in words, a dataset each."""
    said = []
    for dataset in dict.fromkeys(part.dataset for part in parts):
        own = [part for part in parts if part.dataset == dataset]
        periods = sorted({part.period for part in own})
        said.append(
            words(
                "reporting.part",
                dataset=words.name(definitions().dataset(dataset)),
                periods="–".join(dict.fromkeys((periods[0], periods[-1]))),
                rows=printed.count(sum(part.rows for part in own)),
                agencies=printed.count(len({part.unit for part in own})),
            )
        )
    return said

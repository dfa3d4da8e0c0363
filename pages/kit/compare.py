"""Any two units, or one unit at any two quarters: what is picked, and what may be said of the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.definitions.models import Level
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from pages.kit import filters
from pages.kit.cards import Card, Change, change_shown
from pages.kit.charts.numbers import on_card, shown_or_mark, span, whole
from pages.kit.frame import Frame
from pages.kit.tidy import of_measure

MEASURES: Final = (
    "reporting_rate",
    "coverage",
    "ready_share",
    "capability_pass",
    "capability_score",
    "evidence_a",
    "self_tested_gap",
    "gap_people",
    "one_step",
    "T1",
    "T2",
    "T3",
    "T4",
    "lecture_share",
    "budget_disbursed_share",
)
_PANEL: Final = ("coverage", "ready_share", "capability_pass", "gap_people")
"""Measures whose change the matched panel can be told of."""
_PARTS: Final = (
    ("all_reporters", "change", "change_mark"),
    ("matched", "panel_change", "panel_change_mark"),
    ("who_reported", "who_reported", "who_mark"),
    ("rule_changed", "rule_changed", "rule_mark"),
)
"""Parts of a change: their words, number and mark."""

Gap = tuple[float | None, str | None]
"""A difference, or none and the mark that says why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things compared: a unit at a quarter."""

    unit: str
    period: Period

    @property
    def level(self) -> Level:
        """Level of the unit."""
        known = definitions()
        return (
            "ministry"
            if self.unit in known.ministries
            else "agency"
            if self.unit in known.agencies
            else "nation"
        )

    def named(self, words: Words) -> str:
        """Return the unit's short name and the quarter."""
        return words("compare.side", unit=unit_label(self.unit, words), period=self.period.short(words.lang))


def pick(frame: Frame) -> tuple[Side, Side]:
    """Draw the two choices of what to compare with, and return both sides; the first is the filters' own."""
    words, choice = frame.words, frame.choice
    units = [NATION, *_units(choice.period)]
    periods = {str(period): period.short(words.lang) for period in reversed(frame.access.periods())}
    beside = st.columns(2)
    with beside[0]:
        unit = filters.own_select(
            "versus",
            words("compare.unit"),
            {code: unit_label(code, words, full=True) for code in units},
            choice.unit,
        )
    with beside[1]:
        default = str(choice.period.shift(-4)) if unit == choice.unit else str(choice.period)
        period = filters.own_select("since", words("compare.period"), periods, default)
    return Side(choice.unit, choice.period), Side(unit, Period.parse(period))


def figures(frame: Frame, side: Side) -> pd.DataFrame:
    """Return the figures of one side."""
    return frame.figures(MEASURES, periods=[side.period], levels=[side.level], units=[side.unit])


def changes(frame: Frame, sides: tuple[Side, Side]) -> pd.DataFrame:
    """Return the changes of one unit between two quarters (see `Reader.change`).

    No rows where two units or the same quarter are compared.
    """
    now, then = sides
    if now.unit != then.unit or now.period == then.period:
        return pd.DataFrame()
    found = frame.access.change(
        period=now.period,
        since=then.period,
        measures=MEASURES,
        levels=(now.level,),
        units=(now.unit,),
        evidence=frame.choice.evidence,
    )
    return whole(found)


def gaps(one: pd.DataFrame, other: pd.DataFrame, changes: pd.DataFrame) -> dict[str, Gap]:
    """Return by measure the first side less the second; of one unit that is its change, marked as such."""
    mine, theirs = _rows(one), _rows(other)
    found: dict[str, Gap] = {}
    for measure in MEASURES:
        first, second = (rows.get(measure, Figure("", measure, "")) for rows in (mine, theirs))
        lacking = next((row for row in (first, second) if not row.known), None)
        found[measure] = (None, lacking.mark) if lacking else (first.amount - second.amount, None)
    return found | {row["measure"]: (row["change"], row["change_mark"]) for row in changes.to_dict("records")}


def finding(
    one: pd.DataFrame, other: pd.DataFrame, sides: tuple[Side, Side], gaps: Mapping[str, Gap], words: Words
) -> str:
    """Return both ready shares, their difference, and whether their ranges overlap."""
    first, second = (_rows(figures).get("ready_share") for figures in (one, other))
    facts = {"one": sides[0].named(words), "other": sides[1].named(words)}
    if first is None or second is None or not (first.known and second.known):
        return words("compare.nothing", **facts)
    return words(
        "compare.finding",
        **facts,
        share=first.share().prose(words),
        other_share=second.share().prose(words),
        points=change.text if (change := _card_change(gaps["ready_share"], words)) else "",
        doubt=words("compare.overlap") if not first.differs(second) else "",
    )


def cards(
    one: pd.DataFrame, other: pd.DataFrame, sides: tuple[Side, Side], gaps: Mapping[str, Gap], words: Words
) -> list[Card]:
    """Return three key shares of the first side with their difference to the second."""
    mine, theirs = _rows(one), _rows(other)
    made = []
    for measure in ("reporting_rate", "coverage", "ready_share"):
        first, second = mine.get(measure), theirs.get(measure)
        made.append(
            Card(
                words.name(definitions().measures[measure]),
                on_card(first, words),
                notes=(
                    words("compare.other", side=sides[1].named(words), value=shown_or_mark(second, words)),
                ),
                change=_card_change(gaps[measure], words),
            )
        )
    return made


def table(
    one: pd.DataFrame, other: pd.DataFrame, sides: tuple[Side, Side], gaps: Mapping[str, Gap], words: Words
) -> pd.DataFrame:
    """Return one row per key measure: both values with their ranges, and the difference."""
    mine, theirs = _rows(one), _rows(other)
    first, second = (side.named(words) for side in sides)
    return pd.DataFrame(
        [
            {
                words("charts.table.measure"): words.name(definitions().measures[measure]),
                first: shown_or_mark(mine.get(measure), words),
                words("compare.range", side=first): _span(mine.get(measure), words),
                second: shown_or_mark(theirs.get(measure), words),
                words("compare.range", side=second): _span(theirs.get(measure), words),
                words("compare.difference"): _change(*gaps[measure], measure, words),
            }
            for measure in MEASURES
        ]
    )


def panel(changes: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per measure of one unit at two quarters: change of all reporters and of the panel."""
    known = definitions().measures
    return pd.DataFrame(
        [
            {
                words("charts.table.measure"): words.name(known[row["measure"]]),
                **{
                    words(f"compare.{name}"): _change(row[number], row[mark], row["measure"], words)
                    for name, number, mark in _PARTS
                },
                words("compare.panel_size"): printed.count(row["panel"]),
            }
            for row in changes.to_dict("records")
            if row["measure"] in _PANEL
        ]
    )


def trend(frame: Frame, sides: tuple[Side, Side]) -> pd.DataFrame:
    """Return the ready share of both units over the quarters."""
    units = dict.fromkeys((sides[0], sides[1]))
    found = [
        frame.figures(["ready_share"], periods=frame.quarters, levels=[side.level], units=[side.unit])
        for side in {side.unit: side for side in units}.values()
    ]
    return pd.concat([of_measure(rows, "ready_share") for rows in found])


def unit_label(code: str, words: Words, *, full: bool = False) -> str:
    """Return a unit's short name, with the full one behind it in a list to choose from."""
    if code == NATION:
        return words("text.nation")
    name = naming.unit_name(code, words)
    short = naming.unit_short(code, words)
    return words("compare.unit_label", short=short, name=name) if full and short != name else short


def _units(period: Period) -> list[str]:
    expected = definitions().expected_agencies(period)
    return [*filters.expected_ministries(period), *(agency.code for agency in expected)]


def _rows(figures: pd.DataFrame) -> dict[str, Figure]:
    return {row.measure: row for row in walk(whole(figures))}


def _span(row: Figure | None, words: Words) -> str:
    return span(row, words) if row is not None and row.known and row.ranged else ""


def _card_change(gap: Gap, words: Words) -> Change | None:
    return change_shown(printed.number_of(gap[0], "points", gap[1]), words)


def _change(amount: float | None, mark: str | None, measure: str, words: Words) -> str:
    """Return a difference with its sign in its measure's unit."""
    known = definitions().measures[measure]
    if known.unit == "share":
        return printed.points(amount, words, mark)
    return printed.difference(amount, known, words, mark)


def notes(sides: Sequence[Side], words: Words) -> str:
    """Return what must be known before two things are compared."""
    same = sides[0].unit == sides[1].unit
    return words("compare.panel_note" if same else "compare.units_note")

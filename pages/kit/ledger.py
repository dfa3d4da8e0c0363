"""What the page of stages says: the year's movements in a sentence, agencies by name, what blocks them."""

from itertools import product
from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from pages.kit import text
from pages.kit.cards import Card
from pages.kit.charts.flow import Move, kind_of_move
from pages.kit.charts.numbers import walk
from pages.kit.explore import stage_name
from pages.kit.tidy import of_measure

_ORDER: Final[tuple[Move, ...]] = ("down", "same", "unknown", "up")
"""Slips first: they are what somebody must look at."""


def units(ministry: str | None) -> list[str] | None:
    """Return the units to read gaps of: a ministry's agencies, or None for all."""
    return None if ministry is None else [ministry]


def two_years(period: Period) -> list[Period]:
    """Return the eight quarters that end with this one."""
    return [period.shift(back) for back in range(-7, 1)]


def of_ministry(rows: pd.DataFrame, ministry: str | None) -> pd.DataFrame:
    """Return the rows of a ministry's agencies; all rows where no ministry is chosen."""
    return rows if ministry is None else rows[rows["ministry"] == ministry]


def finding(moves: pd.DataFrame, period: Period, words: Words) -> str:
    """Return how many agencies moved up, slipped or stayed in the year to a quarter."""
    kinds = _kinds(moves)
    if kinds.isin(["up", "down", "same"]).sum() == 0:
        return words("explore.stages_nothing")
    counts = {kind: text.number((kinds == kind).sum()) for kind in _ORDER}
    return words("explore.stages_finding", period=period.short(words.lang), **counts)


def cards(figures: pd.DataFrame, period: Period, words: Words) -> list[Card]:
    """Return how many agencies stated their stage, and how many stand at each."""
    now = figures[figures["period"] == str(period)]
    rows = walk(of_measure(now, "stage_share"))
    standing = {row.stage: row for row in rows if row.known}
    expected = [row.denominator for row in walk(of_measure(now, "reporting_rate")) if row.stage == "ALL"]
    stages = definitions().stages
    stated = sum(row.numerator for stage, row in standing.items() if stage in stages)
    nobody = 0.0 if stated else None
    whole = words("explore.stages_of", n=text.number(expected[0] if expected else None))
    shares = [
        Card(
            words.name(term),
            text.number(standing[stage].numerator if stage in standing else 0),
            notes=(
                words(
                    "explore.stages_share",
                    share=text.percent(standing[stage].value if stage in standing else nobody),
                ),
            ),
        )
        for stage, term in stages.items()
    ]
    return [Card(words("explore.stages_stated"), text.number(stated), notes=(whole,)), *shares]


def flows(moves: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per pair of stages then and now: how many agencies, and who changed."""
    order = (*definitions().stages, "NOT_STATED")
    agencies: dict[tuple[str, str], list[str]] = {pair: [] for pair in product(order, order)}
    for agency, earlier, later in zip(moves["agency"], moves["earlier"], moves["later"], strict=True):
        agencies[earlier, later].append(words.short(definitions().agencies[agency]))
    return pd.DataFrame(
        [
            {
                words("explore.ledger_column.before"): stage_name(earlier, words),
                words("explore.ledger_column.stage"): stage_name(later, words),
                words("explore.ledger_column.count"): len(names),
                words("explore.ledger_column.names"): "" if earlier == later else ", ".join(names),
            }
            for (earlier, later), names in agencies.items()
            if names
        ]
    )


def ledger(standing: pd.DataFrame, moves: pd.DataFrame, gaps: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per agency expected: its stage now and a year ago, its movement, what blocks it.

    `gaps` are `gap_people` by agency and capability: the capability with most persons below the mark, as far
    as that may be shown, is what blocks.
    """
    before = dict(zip(moves["agency"], moves["earlier"], strict=True))
    blocks = _largest_gaps(gaps, words)
    rows = standing[standing["expected"]].to_dict("records")
    entries = [
        (kind_of_move(before.get(row["agency"], "NOT_STATED"), row["stage"]), -row["quarters_in_stage"], row)
        for row in rows
    ]
    entries.sort(key=lambda entry: (_ORDER.index(entry[0]), entry[1], entry[2]["agency"]))
    return pd.DataFrame(
        [
            {
                words("explore.ledger_column.agency"): text.unit_short(row["agency"], words),
                words("explore.ledger_column.move"): words(f"explore.move.{move}"),
                words("explore.ledger_column.before"): stage_name(
                    before.get(row["agency"], ""), words, short=True
                ),
                words("explore.ledger_column.stage"): stage_name(row["stage"], words, short=True),
                words("explore.ledger_column.quarters"): row["quarters_in_stage"],
                words("explore.ledger_column.block"): blocks.get(row["agency"], text.bracket(None)),
                words("explore.ledger_column.reported"): words(
                    f"explore.yes_no.{'yes' if row['reported'] else 'no'}"
                ),
                words("explore.ledger_column.ministry"): text.unit_short(row["ministry"], words),
                words("text.full_name"): text.agency_in_full(row["agency"], words),
            }
            for move, _, row in entries
        ]
    )


def _kinds(moves: pd.DataFrame) -> "pd.Series[str]":
    pairs = zip(moves["earlier"], moves["later"], strict=True)
    return pd.Series([kind_of_move(earlier, later) for earlier, later in pairs], dtype="str")


def _largest_gaps(gaps: pd.DataFrame, words: Words) -> dict[str, str]:
    """Return per agency the capability with most persons below the mark, in words."""
    known = definitions().capabilities
    rows = [row for row in walk(gaps) if row.capability in known and row.known and row.value > 0]
    largest = {row.unit_code: row for row in sorted(rows, key=lambda row: row.value)}
    return {
        agency: words(
            "explore.yes_no.blocked_by",
            capability=words.short(known[row.capability]),
            n=text.number(row.value),
        )
        for agency, row in largest.items()
    }

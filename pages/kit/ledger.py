"""What the page of stages says: the year's movements in a sentence, agencies by name, what blocks them."""

from collections.abc import Hashable
from itertools import product
from typing import Any, Final, Literal

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NOT_APPLICABLE, NOT_STATED
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.figure import walk
from etl.queries.stages import AMONG_STATED, Movement, movement
from pages.kit.cards import Card
from pages.kit.charts.flow import counted
from pages.kit.explore import stage_name
from pages.kit.tidy import of_measure

Standing = Movement | Literal["stuck"]
"""How an agency moved, and whether it has stayed too long."""

_ORDER: Final[tuple[Standing, ...]] = ("down", "stuck", "same", "never", "lost", "stated", "up")
"""Moves back first: they are what somebody must look at."""


def two_years(period: Period) -> list[Period]:
    """Return the eight quarters that end with this one."""
    return [period.shift(back) for back in range(-7, 1)]


def of_ministry(rows: pd.DataFrame, ministry: str | None) -> pd.DataFrame:
    """Return the rows of a ministry's agencies; all rows where no ministry is chosen."""
    return rows if ministry is None else rows[rows["ministry"] == ministry]


def finding(moves: pd.DataFrame, period: Period, words: Words) -> str:
    """Return how many agencies moved up or back, stayed, or stated a first stage in the year to a quarter."""
    kinds = counted(moves)
    if not any(kinds[kind] for kind in AMONG_STATED):
        return words("explore.stages_nothing")
    counts = {kind: printed.count(kinds[kind]) for kind in (*AMONG_STATED, "stated")}
    return words("explore.stages_finding", period=period.short(words.lang), **counts)


def cards(figures: pd.DataFrame, period: Period, words: Words) -> list[Card]:
    """Return how many agencies stated their stage, and how many stand at each."""
    now = figures[figures["period"] == str(period)]
    rows = walk(of_measure(now, "stage_share"))
    standing = {row.stage: row for row in rows if row.known}
    expected = [row.denominator for row in walk(of_measure(now, "reporting_rate")) if row.stage == ALL]
    stages = definitions().stages
    stated = sum(row.numerator or 0 for stage, row in standing.items() if stage in stages)
    nobody = 0.0 if stated else None
    whole = words("explore.stages_of", n=printed.count(expected[0] if expected else None))
    shares = [
        Card(
            words.name(term),
            printed.count(standing[stage].numerator if stage in standing else 0),
            notes=(
                words(
                    "explore.stages_share",
                    share=printed.percent(standing[stage].value if stage in standing else nobody),
                ),
            ),
        )
        for stage, term in stages.items()
    ]
    return [Card(words("explore.stages_stated"), printed.count(stated), notes=(whole,)), *shares]


def flows(moves: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per pair of stages then and now, one of them stated: how many agencies, who changed."""
    order = (*definitions().stages, NOT_STATED)
    agencies: dict[tuple[str, str], list[str]] = {pair: [] for pair in product(order, order)}
    moves = moves[(moves["earlier"] != NOT_STATED) | (moves["later"] != NOT_STATED)]
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


def ledger(
    standing: pd.DataFrame, moves: pd.DataFrame, blocked: pd.DataFrame, period: Period, words: Words
) -> pd.DataFrame:
    """Return one row per agency expected: its stage now and a year ago, its movement, what blocks the next.

    `blocked` is `Reader.stage_ledger`: the next stage, and the group and capability that most keep it away.
    """
    before = dict(zip(moves["agency"], moves["earlier"], strict=True))
    blocks = {row["agency"]: row for row in blocked.to_dict("records")}
    rows = (
        standing[standing["expected"]]
        .sort_values(["quarters_in_stage", "agency"], ascending=[False, True])
        .to_dict("records")
    )
    entries = [(_standing_of(row, before, period), row) for row in rows]
    entries.sort(key=lambda entry: _ORDER.index(entry[0]))
    return pd.DataFrame(
        [
            {
                words("explore.ledger_column.agency"): naming.unit_short(row["agency"], words),
                words("explore.ledger_column.move"): words(f"explore.move.{move}"),
                words("explore.ledger_column.before"): stage_name(
                    before.get(row["agency"], ""), words, short=True
                ),
                words("explore.ledger_column.stage"): stage_name(row["stage"], words, short=True),
                words("explore.ledger_column.quarters"): printed.count(
                    row["quarters_in_stage"], NOT_APPLICABLE
                ),
                words("explore.ledger_column.block"): _block(blocks.get(row["agency"]), words),
                words("explore.ledger_column.lacking"): _lacking(blocks.get(row["agency"]), words),
                words("explore.ledger_column.reported"): words(
                    f"explore.yes_no.{'yes' if row['reported'] else 'no'}"
                ),
                words("explore.ledger_column.ministry"): naming.unit_short(row["ministry"], words),
                words("text.full_name"): naming.agency_in_full(row["agency"], words),
            }
            for move, row in entries
        ]
    )


def stuck_note(standing: pd.DataFrame, moves: pd.DataFrame, period: Period, words: Words) -> str:
    """Return how many agencies have stood at one stage below the last for longer than the rule allows."""
    before = dict(zip(moves["agency"], moves["earlier"], strict=True))
    rows = standing[standing["expected"]].to_dict("records")
    stuck = sum(_standing_of(row, before, period) == "stuck" for row in rows)
    longest = printed.count(definitions().rule("stuck_quarters", period))
    return words("explore.ledger_note", stuck=printed.count(stuck), quarters=longest)


def _standing_of(row: dict[Hashable, Any], before: dict[str, str], period: Period) -> Standing:
    """Return how an agency moved in a year; stayed too long below the last stage is stuck."""
    move = movement(before.get(row["agency"], NOT_STATED), row["stage"])
    if move != "same" or row["stage"] == list(definitions().stages)[-1]:
        return move
    return "stuck" if row["quarters_in_stage"] > definitions().rule("stuck_quarters", period) else move


def _block(row: dict[Hashable, Any] | None, words: Words) -> str:
    """Return the capability and group that most keep an agency from its next stage, in words."""
    if row is None:
        return printed.bracket(None)
    known = definitions()
    group, capability = (
        known.groups.get(row["blocking_group"]),
        known.capabilities.get(row["blocking_capability"]),
    )
    if group is None or capability is None:
        return printed.bracket(_mark(row) if row["next_stage"] in known.stages else NOT_APPLICABLE)
    return words("explore.yes_no.blocked_by", capability=words.short(capability), group=words.short(group))


def _lacking(row: dict[Hashable, Any] | None, words: Words) -> str:
    """Return how many persons of those seen lack it, or the mark."""
    if row is not None and (mark := _mark(row)):
        return printed.bracket(mark)
    if row is None or row["blocking_group"] not in definitions().groups:
        return ""
    lacking, seen = (printed.count(row[name]) for name in ("lacking", "seen"))
    return words("charts.of", numerator=lacking, denominator=seen)


def _mark(row: dict[Hashable, Any]) -> str | None:
    return row["mark"] if isinstance(row["mark"], str) else None

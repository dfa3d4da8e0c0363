"""Faults put into written sheets on purpose: extra rows intake must refuse, so the truth stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.demo.dialect import Dialect
from etl.demo.forms import SCORE
from etl.demo.people import capabilities

ROWS_PER_FAULT: Final = 12
"""At least so many rows stand against each faulty one: well below the share at which a dataset is held."""
MOST_FAULTS: Final = 4
HELD_SHARE: Final = 0.4

Row = dict[Hashable, object]
Fault = Callable[[Row, Dialect], list[Row]]


def spoiled(dataset: str, table: pd.DataFrame, how: Dialect, draw: np.random.Generator) -> pd.DataFrame:
    """Return the written table with a few faulty rows between the good ones (none in a short table)."""
    kinds = [kind for kind in FAULTS[dataset] if _possible(kind, table, how)]
    room = min(MOST_FAULTS, len(table) // ROWS_PER_FAULT - 1)
    bad: list[Row] = []
    for place in draw.permutation(len(kinds)):
        model: Row = table.iloc[int(draw.integers(len(table)))].to_dict()
        rows = kinds[place](model, how)
        if len(bad) + len(rows) <= room:
            bad += rows
    if not bad:
        return table
    after = np.sort(draw.integers(0, len(table), len(bad))) + 0.5
    added = pd.DataFrame(bad, index=after, dtype=object)[list(table.columns)]
    return pd.concat([table.reset_index(drop=True), added]).sort_index(kind="stable").reset_index(drop=True)


def held(dataset: str, table: pd.DataFrame, how: Dialect) -> pd.DataFrame:
    """Return the written table with so many faulty rows that intake must hold the whole dataset."""
    fault = FAULTS[dataset][0]
    rows = [
        row if place >= len(table) * HELD_SHARE else fault(row, how)[0]
        for place, row in enumerate(table.to_dict("records"))
    ]
    return pd.DataFrame(rows, columns=table.columns, dtype=object)


def _say(name: str) -> str:
    return definitions().words("th")(f"demo.{name}")


def _unknown_group(row: Row, how: Dialect) -> list[Row]:
    del how
    return [_other_person(row) | {"group": _say("unknown_group")}]


def _score_out_of_range(row: Row, how: Dialect) -> list[Row]:
    wrong = {"0-100": 101, "1-5": 6, "pass_fail": _say("not_assessed")}[how.scale]
    return [_other_person(row) | {_score_column(row): wrong}]


def _date_that_is_none(row: Row, how: Dialect) -> list[Row]:
    del how
    name = next(name for name in ("assessed_on", "held_on", "effective_on") if name in row)
    return [_other_person(row) | {name: _say("impossible_date")}]


def _near_miss(row: Row, how: Dialect) -> list[Row]:
    del how
    name = str(row["agency"]).strip()
    return [_other_person(row) | {"agency": name[: len(name) // 2] + name[len(name) // 2 + 1 :]}]


def _nobody(row: Row, how: Dialect) -> list[Row]:
    del how
    return [row | {"person_id": None}]


def _two_scores(row: Row, how: Dialect) -> list[Row]:
    """Return the same person, capability, date and method twice with different scores: both are refused."""
    column, person = _score_column(row), _other_person(row)
    first, second = {"0-100": (41, 87), "1-5": (2, 4), "pass_fail": _pass_and_fail()}[how.scale]
    return [person | {column: first}, person | {column: second}]


def _no_number(row: Row, how: Dialect) -> list[Row]:
    del how
    name = "headcount" if "headcount" in row else "participants"
    return [row | {name: _say("not_a_number")}]


def _unknown_stage(row: Row, how: Dialect) -> list[Row]:
    del how
    return [row | {"stage": _say("unknown_stage")}]


def _unknown_source(row: Row, how: Dialect) -> list[Row]:
    del how
    return [row | {"source": _say("unknown_source")}]


def _unknown_status(row: Row, how: Dialect) -> list[Row]:
    del how
    return [row | {"status": _say("unknown_status")}]


FAULTS: Final[dict[str, tuple[Fault, ...]]] = {
    "assessment": (_unknown_group, _score_out_of_range, _date_that_is_none, _near_miss, _nobody, _two_scores),
    "headcount": (_no_number, _near_miss),
    "stage": (_unknown_stage, _date_that_is_none),
    "training": (_date_that_is_none, _no_number),
    "budget": (_unknown_source,),
    "practice": (_unknown_status, _near_miss),
}
"""Faults by dataset; the first is the one repeated in a held dataset."""


def _possible(kind: Fault, table: pd.DataFrame, how: Dialect) -> bool:
    """Return whether this fault can be written in this table: a near miss needs a column of names."""
    return kind is not _near_miss or ("agency" in table and how.agency_as in ("name", "name_en", "short"))


def _other_person(row: Row) -> Row:
    """Return the row for a person nobody else is, so that only the fault put in is found."""
    if "person_id" not in row:
        return row
    return row | {"person_id": str(row["person_id"]).replace("E", "X", 1)}


def _score_column(row: Row) -> str:
    return "score" if "score" in row else SCORE + capabilities()[0]


def _pass_and_fail() -> tuple[str, str]:
    outcomes = definitions().outcomes
    return outcomes["pass"].th, outcomes["fail"].th

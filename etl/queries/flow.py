"""Where the persons of a quarter were a year before: each in one cell of state then × state now."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.queries.view import View

STATES: Final = ("ready", "not_ready", "incomplete", "no_requirement", "lapsed", "not_there")
"""A person's states: outcomes of scores in force, none in force any more, not known at an expected body."""
_NOT_THERE: Final = "not_there"


def of_unit(rows: pd.DataFrame, unit: str, *, view: View) -> pd.DataFrame:
    """Return a unit's persons by state then and now: columns state_then, state, persons, by_rules, mark.

    `rows` are those of etl/sql/query/person_flow.sql. Who was or is elsewhere was or is not there. The sums
    over either state are the published counts of its quarter; `by_rules` are persons whose state a change of
    rules made. Cells are of few persons: they are for readers of exact figures alone.
    """
    cells = rows.copy()
    if unit != NATION:
        for ministry, state in (("ministry_then", "state_then"), ("ministry", "state")):
            cells.loc[cells[ministry] != unit, state] = _NOT_THERE
        cells.loc[cells["state"] == _NOT_THERE, "by_rules"] = 0
    known = cells[(cells["state_then"] != _NOT_THERE) | (cells["state"] != _NOT_THERE)]
    found = known.groupby(["state_then", "state"], as_index=False)[["persons", "by_rules"]].sum()
    order = {state: place for place, state in enumerate(STATES)}
    found = found.sort_values(
        ["state_then", "state"], key=lambda states: states.map(order), ignore_index=True
    )
    exact = view.exact("nation" if unit == NATION else "ministry", unit)
    return shown(found, ["persons", "by_rules"], [exact] * len(found))


def shown(rows: pd.DataFrame, counts: Sequence[str], exact: Sequence[bool]) -> pd.DataFrame:
    """Return rows with their counts of persons withheld and marked where figures are not exact."""
    known = np.array(exact, dtype=bool)
    numbers = {name: rows[name].astype(float).where(known) for name in counts}
    marks = pd.Series([None if one else CONFIDENTIAL for one in exact], index=rows.index, dtype="object")
    return rows.assign(**numbers, mark=marks)

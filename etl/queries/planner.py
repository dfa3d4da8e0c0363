"""Where the next baht goes: gaps ranked, and what closing the first of them would change.

A cell is a capability that persons of one agency and group lack (failed or missing). Closing it means that
all of them are trained, tested and pass; a person is ready once every capability they lack is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL
from etl.queries.small import Flags, few, is_small, marks
from etl.queries.tidy import Numbers, Tidy, coded
from etl.queries.view import ANALYST, View

if TYPE_CHECKING:
    from etl.queries.reader import Reader

Criterion = Literal["one_step", "gap", "one_step_per_baht"]
"""What cells are ranked by: persons one step from ready, persons below the mark, or the first per baht."""

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
TARGETS: Final = ("T1", "T2")
"""The targets a plan moves."""
PLANNED: Final = "planned"
"""Name of the scenario (see `compile.Scope`) in which the cells are closed."""

_NO_FIGURE: Final = -1
_PERSONS: Final = ["gap", "one_step", "lacking"]
_PARTS: Final = ["value", "low", "high"]
_ASSUMED: Final = (
    "passes",
    "no_decay",
    "tested",
    "failed_and_untested",
    "same_people",
    "cost",
    "cost_unknown",
)
_ASSUMED_OF_THE_PUBLIC: Final = ("small_cells", "full_steps")


@dataclass(frozen=True, slots=True)
class Plan:
    """Cells in the order of a criterion, and what closing the first `closed` of them would change."""

    cells: pd.DataFrame
    """One row per cell (see `Reader.planner_cells`) with its `place`; null where it is not ranked."""
    path: pd.DataFrame
    """One row per number of cells closed from 0 on: `closed`, and `persons` ready who are not ready now."""
    effects: pd.DataFrame
    """One row per target and unit touched: `value`, `low`, `high` before and after, `mark`."""
    closed: int
    trainings: float | None
    """Persons to be trained, once a capability, in the cells closed where that may be told; None in none."""
    cost: float | None
    """Baht for the cells whose cost is known; None where it is known of none."""
    cost_unknown: int
    """Cells closed whose cost is not known, or not told."""
    assumptions: tuple[str, ...]

    @property
    def rankable(self) -> int:
        """Cells that have a place."""
        return int(self.cells["place"].notna().sum())

    @property
    def becoming(self) -> int:
        """Persons ready then who are not ready now."""
        return int(self.path.loc[self.path["closed"] <= self.closed, "persons"].iloc[-1])


def plan(
    reader: "Reader",
    period: Period,
    cells: pd.DataFrame,
    *,
    closing: int,
    criterion: Criterion = "one_step",
    view: View = ANALYST,
) -> Plan:
    """Return cells (see `Reader.planner_cells`) in order, and the effect of closing the first of them."""
    cells = ranked(cells, criterion)
    in_order = cells[cells["place"].notna()]
    path = reader.planner_path(period, in_order, view=view)
    start = pd.DataFrame({"closed": [0], "persons": [0]})
    closed = in_order.head(max(closing, 0))
    return Plan(
        cells=cells,
        path=pd.concat([start, path], ignore_index=True),
        effects=reader.planner_effects(period, closed, view=view),
        closed=len(closed),
        trainings=_sum(closed["lacking"]),
        cost=_sum(closed["cost_to_close"]),
        cost_unknown=int(closed["cost_to_close"].isna().sum()),
        assumptions=_ASSUMED if view == ANALYST else (*_ASSUMED, *_ASSUMED_OF_THE_PUBLIC),
    )


def ranked(cells: pd.DataFrame, criterion: Criterion) -> pd.DataFrame:
    """Return the cells with their `place`, the first on top; those that gain nothing or are not told last.

    Cells equal by the criterion follow each other by persons below the mark, then in their own order.
    """
    by = list(dict.fromkeys((criterion, "one_step", "gap")))
    known = cells[cells[criterion] > 0].sort_values(by, ascending=False, kind="stable")
    rest = cells.drop(known.index)
    places = [*range(1, len(known) + 1), *[pd.NA] * len(rest)]
    return pd.concat([known, rest]).assign(place=pd.array(places, dtype="Int64")).reset_index(drop=True)


def told(cells: pd.DataFrame, *, hidden: Mapping[str, Flags], view: View) -> pd.DataFrame:
    """Return the cells with `one_step_per_baht` and `mark`, few persons hidden from all but analysts.

    `hidden` tells by column which cells are hidden in the figures everybody reads: they are hidden here.
    Besides, no number of few persons is told, nor one whose difference to another is such a number.
    """
    persons = {name: cells[name].to_numpy(dtype=np.float64) for name in _PERSONS}
    secret = {name: few(numbers) | hidden.get(name, False) for name, numbers in persons.items()}
    secret["one_step"] |= secret["gap"] | few(persons["gap"] - persons["one_step"])
    secret["lacking"] |= secret["gap"] | few(persons["lacking"] - persons["gap"])
    cost = cells["cost_to_close"].to_numpy(dtype=np.float64)
    if view != ANALYST:
        persons = {name: np.where(secret[name], np.nan, numbers) for name, numbers in persons.items()}
        cost = np.where(secret["lacking"], np.nan, cost)
    per_baht = np.divide(persons["one_step"], cost, out=np.full(len(cells), np.nan), where=~np.isnan(cost))
    return cells.assign(
        **persons,
        cost_to_close=cost,
        one_step_per_baht=per_baht,
        mark=marks(secret["gap"] | secret["one_step"] | secret["lacking"]),
    )


def effects(before: Tidy, after: Tidy, *, view: View) -> pd.DataFrame:
    """Return one row per target and unit of figures before and after, emptied where either is hidden."""
    told = before.keys()
    place = {key: row for row, key in enumerate(after.keys())}
    found = sorted(
        (level, unit, measure, row, place.get(key, _NO_FIGURE))
        for row, key in enumerate(told)
        for measure, level, unit, *_ in [key]
    )
    rows = np.array([[row, then] for *_, row, then in found], dtype=np.int64).reshape(-1, 2)
    sides = {"before": (before, rows[:, 0]), "after": (after, rows[:, 1])}
    hidden = is_small(*(_at(after.numbers[name], rows[:, 1]) for name in ("numerator", "denominator")))
    for side, at in sides.values():
        hidden |= _at(side.mark == CONFIDENTIAL, at) == 1
    named = coded([told[row] for row in rows[:, 0]], before.measures)
    columns: dict[str, object] = {name: named[name] for name in ("measure", "level", "unit_code")}
    for part in _PARTS:
        for time, (side, at) in sides.items():
            numbers = _at(side.numbers[part], at)
            columns[f"{part}_{time}"] = numbers if view == ANALYST else np.where(hidden, np.nan, numbers)
    return pd.DataFrame({**columns, "mark": marks(hidden)}, copy=False)


def _at(numbers: NDArray[np.generic], places: NDArray[np.int64]) -> Numbers:
    """Return numbers at places; NaN where there is no figure."""
    return np.append(numbers.astype(np.float64), np.nan)[places]


def step(view: View) -> int:
    """Return in what steps persons are counted: one by one, or as many as may be told to anybody."""
    return 1 if view == ANALYST else int(definitions().threshold("small_cell"))


def _sum(numbers: "pd.Series[float]") -> float | None:
    """Return the sum of what is known; None where nothing is."""
    return float(numbers.sum()) if numbers.notna().any() else None

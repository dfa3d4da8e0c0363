"""Where the next baht goes: gaps ranked, and what closing the first of them would change.

A cell is a capability that persons of one unit and group lack (failed or missing). Closing it means that
all of them are trained, tested and pass; a person is ready once every capability they lack is closed. A unit
is an agency where that is exact in the view, else a ministry, whose sets of persons are rounded before
anything is computed from them: no plan tells more than those sets.
"""

import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.definitions.models import Crossing
from etl.queries import public
from etl.queries.closing import Cell, Moved, Sets
from etl.queries.tidy import Key, Tidy, coded, marks
from etl.queries.view import ANALYST, View

if TYPE_CHECKING:
    from etl.queries.reader import Reader

Criterion = Literal["one_step", "gap", "one_step_per_baht"]
"""What cells are ranked by: persons one step from ready, persons below the mark, or the first per baht."""

CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
TARGETS: Final = ("T1", "T2")
"""The targets a plan moves."""

_PARTS: Final = ("value", "low", "high")
_NOBODY: Final = Crossing(id="none", level="ministry", splits=(), base=5, least=sys.maxsize)
"""How coarse a crossing is that is not public: nobody is counted."""
_CELL: Final = ["ministry", "agency", "group", "stage", "capability", "gap", "one_step", "lacking"]
_ASSUMED: Final = (
    "passes",
    "no_decay",
    "tested",
    "failed_and_untested",
    "same_people",
    "cost",
    "cost_unknown",
)
_ASSUMED_OF_THE_PUBLIC: Final = ("small_cells",)


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
    view: View,
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


def cells(exact: pd.DataFrame, told: Sets, units: Mapping[str, str]) -> pd.DataFrame:
    """Return the cells of agencies, those of `units` summed to the unit named there, with what they cost.

    `exact` has a row per cell of an agency, its `disbursed` baht and `participants`; `told` are the sets of
    the units. Money over few participants is withheld.
    """
    found = exact
    if units:
        summed = pd.DataFrame(_summed(told, frozenset(units.values())), columns=_CELL)
        spent = _spent(exact, units).reindex(summed["agency"]).set_index(summed.index)
        found = pd.concat([exact[~exact["agency"].isin(list(units))], summed.join(spent)], ignore_index=True)
    per_person = found["disbursed"] / found["participants"]
    cost = per_person * found["lacking"]
    return found.drop(columns=["disbursed", "participants"]).assign(
        cost_per_person=per_person,
        cost_to_close=cost,
        one_step_per_baht=found["one_step"] / cost.where(cost > 0),
        mark=marks((found["disbursed"] > 0) & found["participants"].isna(), CONFIDENTIAL),
    )


def _spent(exact: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
    """Return by unit the baht disbursed and the participants of its agencies, rounded; null where few."""
    agencies = exact.drop_duplicates("agency")
    unit = agencies["agency"].map(dict(units)).astype("object")
    parts = agencies[["cost_year", "disbursed", "participants"]].astype("float64").groupby(unit)
    found = parts.sum(min_count=1).assign(cost_year=parts["cost_year"].max())
    people = found["participants"].to_numpy(dtype=np.float64)
    coarse = coarseness()
    enough = public.rounded(people, coarse.base) >= coarse.share
    return found.assign(participants=np.where(enough, public.rounded(people, coarse.base), np.nan))


def coarseness() -> Crossing:
    """Return how coarse sets of persons of a ministry, a group and capabilities are in public."""
    return definitions().crossing("ministry", ("group", "capability")) or _NOBODY


def rounded(persons: int) -> int:
    """Return how many persons a set of a ministry holds in public: none where they are few."""
    coarse = coarseness()
    if persons < coarse.least:
        return 0
    return int(public.rounded(np.array([persons], dtype=np.float64), coarse.base)[0])


def _summed(told: Sets, units: Collection[str]) -> list[tuple[object, ...]]:
    """Return the cells of units by the sets they are told in, in the order of units, groups, capabilities."""
    known = definitions()
    groups = {code: place for place, code in enumerate(known.groups)}
    rows: list[tuple[object, ...]] = []
    for (unit, group), sets in sorted(told.items(), key=lambda one: (one[0][0], groups.get(one[0][1], -1))):
        if unit not in units or group not in groups:
            continue
        for place, capability in enumerate(known.capabilities):
            bit = 1 << place
            lacking = sum(persons for bits, _, persons in sets if bits & bit)
            gap = sum(persons for _, below, persons in sets if below & bit)
            one = sum(persons for bits, below, persons in sets if bits == below == bit)
            if lacking:
                rows.append((unit, unit, group, None, capability, gap, one, lacking))
    return rows


def effects(exact: Tidy, seen: Tidy, moved: Mapping[Cell, Moved], *, view: View) -> pd.DataFrame:
    """Return one row per target and unit, of figures before and after persons have moved.

    `whole_before` and `whole_after` say whether shares are told in whole per cents. `seen` are the rows of
    `exact` in a view: there, what follows is computed from what it shows.
    """
    keys = seen.keys()
    order = sorted(range(len(keys)), key=lambda row: (keys[row][1], keys[row][2], keys[row][0]))
    who = [list(_of(seen, keys[row], moved)) for row in order]
    ready = np.array([sum(one.passing + one.completed for one in ones) for ones in who], dtype=np.float64)
    judged = np.array([sum(one.completed - one.untested for one in ones) for ones in who], dtype=np.float64)
    now = {name: seen.numbers[name][order] for name in (*_PARTS, "numerator", "denominator")}
    parts, wholes = now["numerator"] + ready, now["denominator"] + judged
    posts = public.posts(exact.numbers)[order]
    true = parts / posts, 1 - (wholes - parts) / posts
    rounded_posts = public.rounded(posts, coarseness().base)
    told = public.spans(parts, wholes, posts=rounded_posts, base=coarseness().base)
    own = public.exact_rows(seen, view)[order]
    share = np.where(wholes > 0, parts / np.where(wholes > 0, wholes, 1), np.nan)
    then = {
        "value": np.where(own, share, public.at_decimals(np.minimum(share, 1), public.decimals(wholes))),
        "low": np.where(own, true[0], told[0]),
        "high": np.where(own, true[1], told[1]),
    }
    still = (ready == 0) & (judged == 0)
    named = coded([keys[row] for row in order], seen.measures)
    columns: dict[str, object] = {name: named[name] for name in ("measure", "level", "unit_code")}
    for part in _PARTS:
        columns[f"{part}_before"] = now[part]
        columns[f"{part}_after"] = np.where(still | np.isnan(now[part]), now[part], then[part])
    for time, persons in (("before", now["denominator"]), ("after", wholes)):
        columns[f"whole_{time}"] = ~own & public.in_whole_per_cent(persons)
    return pd.DataFrame({**columns, "mark": seen.mark[order]}, copy=False)


def _of(rows: Tidy, key: Key, moved: Mapping[Cell, Moved]) -> Iterator[Moved]:
    """Yield who of those moved is counted in a figure."""
    agencies, measure, unit = definitions().agencies, rows.measures[key[0]], key[2]
    for (within, group), who in moved.items():
        above = agencies[within].ministry if within in agencies else within
        if unit in (NATION, above, within) and (not measure.groups or group in measure.groups):
            yield who


def _sum(numbers: "pd.Series[float]") -> float | None:
    """Return the sum of what is known; None where nothing is."""
    return float(numbers.sum()) if numbers.notna().any() else None

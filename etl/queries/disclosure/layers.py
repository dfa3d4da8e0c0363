"""The counts of one quarter that hang together, layer by layer: what is hidden in one bears on the next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.codes import NOT_STATED
from etl.queries.disclosure.cells import (
    LEADERS,
    Standing,
    Units,
    Weights,
    capability_sums,
    group_sums,
    units_of,
)
from etl.queries.disclosure.crossings import Crossing, ringed, table_crossing
from etl.queries.disclosure.relations import Flags, Numbers, Sums
from etl.queries.disclosure.suppress import price, small, suppressed

Rows = Mapping[str, NDArray[Any]]
"""What a statement gives of one quarter, by column."""

Layer = Literal["judged", "seen", "scored", "one_step", "grades", "paired"]

LAYERS: Final[Mapping[Layer, tuple[str, ...]]] = {
    "judged": ("ready", "not_ready", "high"),
    "seen": ("seen", "incomplete", "no_requirement"),
    "scored": ("scored", "score_sum", "over_mark", "under_mark", "judged", "passed", "below"),
    "one_step": ("one_step",),
    "grades": ("grade_a", "grade_b", "grade_c"),
    "paired": ("paired", "gap_sum"),
}
"""The columns of the marts outcome and capability that count persons, by the layer that decides on them."""

OUTCOME_LAYERS: Final[tuple[Layer, ...]] = ("judged", "seen")
SCORE_LAYERS: Final[tuple[Layer, ...]] = ("scored", "one_step", "grades", "paired")

_CAPABILITY_PARTS: Final[Mapping[Layer, tuple[str, ...]]] = {
    "scored": ("passed", "below", "unasked", "untested"),
    "one_step": ("one_step",),
    "grades": ("grade_a", "grade_b", "grade_c"),
    "paired": ("paired",),
}


_WIDEST: Final = 40
"""Units with more parts are looked at through those in between: the nation through its ministries."""


@dataclass(frozen=True)
class Cells:
    """Counts of one layer in one quarter, in a table of units, groups and (but for outcomes) capabilities."""

    units: Units
    parts: Numbers
    """One table per count that adds up; every one of them is 0 or large where a cell is safe."""
    filled: Flags
    primary: Flags
    counted: int
    """How many of the parts count persons in the cell; the others are what a difference would tell."""
    axes: tuple[tuple[Sums, Weights], ...]
    """How each axis adds up, and how dear its cells are: units first, then groups, then capabilities."""

    def relations(self) -> list[Sums]:
        """Return how the cells, numbered through, add up along each axis."""
        return [sums.along(axis, self.filled.shape) for axis, (sums, _) in enumerate(self.axes)]

    def networks(self) -> list[tuple[Crossing, Numbers]]:
        """Return the networks that chains of sums run in, and cells: one column an edge, one row a table."""
        cells = np.arange(self.filled.size).reshape(*self.filled.shape[:2], -1)
        groups = cells[:, : int(self.axes[1][0].starts[1]) + 1]
        crossing = self.units.crossing
        found = [(crossing, np.moveaxis(cells[crossing.cells], 0, -1).reshape(-1, len(crossing.cells)))]
        by_size: dict[int, list[Numbers]] = defaultdict(list)
        for parent, children in self.units.sums:
            if len(children) <= _WIDEST:
                by_size[len(children)].append(groups[[parent, *children]])
        for size, blocks in by_size.items():
            block = np.stack(blocks)
            # One table of units by groups for every capability, and one by capabilities for every group.
            axes = [(3, 2)] if self.filled.ndim == 2 else [(3, 2), (2, 3)]
            for of, by in axes:
                tables = block.transpose(0, of, 1, by)
                crossing = table_crossing(size, tables.shape[3] - 1)
                found.append((crossing, tables.reshape(-1, crossing.cells.size)))
        if self.filled.ndim > 2:
            crossing = table_crossing(cells.shape[1] - 1, cells.shape[2] - 1)
            found.append((crossing, cells.reshape(len(cells), -1)))
        return found

    def hide(self, *, must: Flags, known: Flags, smallest: int) -> Flags:
        """Return the cells to hide; `must` come on top of the small ones, `known` are better not used."""
        shape = self.filled.shape
        weight = np.ones(shape)
        for axis, (_, dear) in enumerate(self.axes):
            weight = weight * dear.reshape([-1 if place == axis else 1 for place in range(len(shape))])
        parts, filled = self.parts.reshape(len(self.parts), -1), self.filled.reshape(-1)
        cost = price(parts, weight.reshape(-1), known.reshape(-1))
        relations, networks = self.relations(), self.networks()
        hidden = (self.primary | must).reshape(-1) & filled
        seen = np.zeros_like(hidden)
        while True:
            hidden = suppressed(
                parts, filled=filled, hidden=hidden, cost=cost, axes=relations, smallest=smallest
            )
            more = ringed(networks, hidden, since=seen, cost=np.where(filled, cost, np.inf))
            if not (more & ~hidden).any():
                return hidden.reshape(shape) | must
            seen, hidden = hidden, hidden | more


@dataclass(frozen=True)
class Outcomes:
    """Persons by outcome in one quarter: the layers judged and seen, and what stands beside them."""

    agencies: tuple[Standing, ...]
    units: Units
    layers: Mapping[Layer, Cells]
    ready: Numbers
    judged: Numbers
    few_seen: Flags
    leading: tuple[int, ...]
    """Numbers of the groups target 1 sums."""
    overfull: Flags
    """Where more persons were seen than the headcount has: the bounds of the share then tell who was seen."""
    strata: Flags
    """Per agency and group: whether the stratum counts in the weighted share."""


def outcomes(rows: Rows, *, smallest: int) -> Outcomes:
    """Return the outcome layers of a quarter from its rows by agency and group."""
    groups = tuple(definitions().groups)
    standing = (rows[name].tolist() for name in ("ministry", "agency", "stage"))
    agencies = tuple(sorted(set(zip(*standing, strict=True))))
    units = units_of(agencies)
    places = (
        _placed(rows["agency"], [agency for _, agency, _ in agencies]),
        _placed(rows["group"], [*groups, NOT_STATED]),
    )
    names = ("headcount", "seen", "ready", "not_ready", "incomplete", "no_requirement", "untested")
    by_agency = _spread(rows, names, places, (len(agencies), len(groups) + 1))
    tables = _summed(units, by_agency)
    leaders = definitions().measures[LEADERS].groups
    leading = tables[:, :, [groups.index(name) for name in leaders]].sum(axis=2, keepdims=True)
    tables = np.concatenate([tables.sum(axis=2, keepdims=True), tables[:, :, :-1], leading], axis=2)
    headcount, seen, ready, not_ready, incomplete, no_requirement, untested = tables
    judged = ready + not_ready
    by_outcome = np.stack([ready, not_ready, np.where(headcount > 0, headcount - judged, 0)])
    by_sight = np.stack([incomplete, no_requirement, seen, untested])[:, :, :-1]
    unit_axis = (units.sums, units.weight)
    few = (headcount > 0) & (headcount < smallest)
    return Outcomes(
        agencies,
        units,
        layers={
            "judged": Cells(
                units,
                by_outcome,
                judged > 0,
                small(by_outcome, smallest) | few,
                2,
                (unit_axis, group_sums(groups, leaders)),
            ),
            "seen": Cells(
                units,
                by_sight,
                by_sight[2] > 0,
                small(by_sight, smallest),
                3,
                (unit_axis, group_sums(groups, ())),
            ),
        },
        ready=ready,
        judged=judged,
        leading=tuple(groups.index(name) + 1 for name in leaders),
        few_seen=(seen > 0) & (seen < smallest),
        overfull=seen > headcount,
        strata=(by_agency[2] + by_agency[3] > 0) & (by_agency[0] > 0),
    )


def capabilities(rows: Rows, whole: Outcomes, *, smallest: int) -> dict[Layer, Cells]:
    """Return the capability layers of a quarter from its rows by agency, group and capability."""
    groups, names = tuple(definitions().groups), tuple(definitions().capabilities)
    places = (
        _placed(rows["agency"], [agency for _, agency, _ in whole.agencies]),
        _placed(rows["group"], groups),
        _placed(rows["capability"], names),
    )
    counts = list(dict.fromkeys(name for parts in _CAPABILITY_PARTS.values() for name in parts))
    by_agency = _spread(rows, [*counts, "scored"], places, (len(whole.agencies), len(groups), len(names)))
    tables = _summed(whole.units, by_agency)
    for axis in (2, 3):
        tables = np.concatenate([tables.sum(axis=axis, keepdims=True), tables], axis=axis)
    few = whole.few_seen[:, :-1, None]
    axes = (
        (whole.units.sums, whole.units.weight),
        group_sums(groups, ()),
        capability_sums(len(names)),
    )
    found: dict[Layer, Cells] = {}
    for layer, parts in _CAPABILITY_PARTS.items():
        table = tables[[counts.index(name) for name in parts]]
        primary = small(table, smallest) | few
        # Scores of few persons can be many: all capabilities together are large where one of them is.
        largest = table[..., 1:].max(axis=-1)
        primary[..., 0] |= ((largest > 0) & (largest < smallest)).any(axis=0)
        filled = (tables[-1] > 0) & (table > 0).any(axis=0)
        found[layer] = Cells(whole.units, table, filled, primary, len(parts) - ("untested" in parts), axes)
    return found


def _placed(codes: NDArray[np.object_], known: Sequence[str]) -> Numbers:
    """Return the places of codes among those known; KeyError where one is none of them."""
    place = {code: number for number, code in enumerate(known)}
    return np.array([place[code] for code in codes.tolist()], dtype=np.int64)


def _spread(
    rows: Rows, names: Sequence[str], places: tuple[Numbers, ...], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    """Return one table a column, its whole numbers at their places; a missing one is zero.

    They are doubles, which hold whole numbers exactly and are summed far faster.
    """
    cells = np.ravel_multi_index(places, shape)
    size = int(np.prod(shape))
    tables = np.zeros((len(names), size))
    for number, name in enumerate(names):
        counts = np.ma.filled(np.ma.asarray(rows[name], dtype=np.float64), 0.0)
        tables[number] = np.bincount(cells, weights=counts, minlength=size)
    return tables.reshape(-1, *shape)


def _summed(units: Units, by_agency: NDArray[np.float64]) -> Numbers:
    """Return tables by agency (their second axis) summed to units."""
    summed = np.tensordot(units.members.astype(np.float64), by_agency, axes=(1, 1))
    return np.moveaxis(summed, 0, 1).astype(np.int64)

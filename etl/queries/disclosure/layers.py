"""The counts of one quarter that hang together, layer by layer: what is hidden in one bears on the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.queries.disclosure.cells import (
    Standing,
    Units,
    Weights,
    capability_sums,
    group_sums,
    units_of,
)
from etl.queries.disclosure.crossings import table_crossing
from etl.queries.disclosure.relations import Flags, Numbers, Sums
from etl.queries.disclosure.suppress import price, small, suppressed

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

LEADING_GROUPS: Final = ("EXEC", "MGMT")
"""The groups target 1 sums."""

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

    def hide(self, *, must: Flags, known: Flags, smallest: int) -> Flags:
        """Return the cells to hide; `must` come on top of the small ones, `known` are better not used."""
        shape = self.filled.shape
        weight = np.ones(shape)
        for axis, (_, dear) in enumerate(self.axes):
            weight = weight * dear.reshape([-1 if place == axis else 1 for place in range(len(shape))])
        parts = self.parts.reshape(len(self.parts), -1)
        cost = price(parts, weight.reshape(-1), known.reshape(-1))
        relations = self.relations()
        hidden = (self.primary | must) & self.filled
        while True:
            hidden = suppressed(
                parts,
                filled=self.filled.reshape(-1),
                hidden=hidden.reshape(-1),
                cost=cost,
                axes=relations,
                smallest=smallest,
            ).reshape(shape)
            more = self._crossed(hidden, np.where(self.filled, cost.reshape(shape), np.inf))
            if not (more & ~hidden).any():
                return hidden | must
            hidden |= more

    def _crossed(self, hidden: Flags, cost: Weights) -> Flags:
        """Return the cells to hide besides, because chains of sums would give others away."""
        units, groups = self.units, int(self.axes[1][0].starts[1])
        shape = (*hidden.shape[:2], -1)
        lost, dear, more = hidden.reshape(shape), cost.reshape(shape), np.zeros_like(hidden).reshape(shape)
        flat = (units.crossing.cells.size, -1)
        more[units.crossing.cells] |= units.crossing.rings(
            lost[units.crossing.cells].reshape(flat).T, dear[units.crossing.cells].reshape(flat).T
        ).T.reshape(len(units.crossing.cells), *lost.shape[1:])
        crossed = [(1, groups + 1)] if hidden.ndim == 2 else [(1, groups + 1), (2, hidden.shape[2])]
        for parent, children in units.sums:
            rows = np.array([parent, *children])
            if len(children) > _WIDEST or not lost[rows].any():
                continue
            for axis, size in crossed:
                # One table of units by the axis for every place of the other axis.
                order = (3 - axis, 0, axis)
                block = np.ix_(rows, np.arange(groups + 1), np.arange(lost.shape[2]))
                tables, prices = (part[block].transpose(order) for part in (lost, dear))
                found = table_crossing(len(children), size - 1).rings(
                    tables.reshape(len(tables), -1), prices.reshape(len(tables), -1)
                )
                more[block] |= found.reshape(tables.shape).transpose(np.argsort(order))
        if hidden.ndim > 2:
            wide = (len(hidden), -1)
            crossing = table_crossing(hidden.shape[1] - 1, hidden.shape[2] - 1)
            more |= crossing.rings(lost.reshape(wide), dear.reshape(wide)).reshape(more.shape)
        return more.reshape(hidden.shape)


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


def outcomes(rows: pd.DataFrame, *, smallest: int) -> Outcomes:
    """Return the outcome layers of a quarter from its rows by agency and group."""
    groups = tuple(definitions().groups)
    agencies = tuple(sorted(set(zip(rows["ministry"], rows["agency"], rows["stage"], strict=True))))
    units = units_of(agencies)
    places = (
        pd.Index([agency for _, agency, _ in agencies]).get_indexer(pd.Index(rows["agency"])),
        pd.Index([*groups, "NOT_STATED"]).get_indexer(pd.Index(rows["group"])),
    )
    names = ("headcount", "seen", "ready", "not_ready", "incomplete", "no_requirement", "untested")
    by_agency = _spread(rows, names, places, (len(agencies), len(groups) + 1))
    tables = np.einsum("ua,nag->nug", units.members.astype(np.int64), by_agency)
    leading = tables[:, :, [groups.index(name) for name in LEADING_GROUPS]].sum(axis=2, keepdims=True)
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
                (unit_axis, group_sums(groups, LEADING_GROUPS)),
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
        leading=tuple(groups.index(name) + 1 for name in LEADING_GROUPS),
        few_seen=(seen > 0) & (seen < smallest),
        overfull=seen > headcount,
        strata=(by_agency[2] + by_agency[3] > 0) & (by_agency[0] > 0),
    )


def capabilities(rows: pd.DataFrame, whole: Outcomes, *, smallest: int) -> dict[Layer, Cells]:
    """Return the capability layers of a quarter from its rows by agency, group and capability."""
    groups, names = tuple(definitions().groups), tuple(definitions().capabilities)
    places = (
        pd.Index([agency for _, agency, _ in whole.agencies]).get_indexer(pd.Index(rows["agency"])),
        pd.Index(groups).get_indexer(pd.Index(rows["group"])),
        pd.Index(names).get_indexer(pd.Index(rows["capability"])),
    )
    counts = list(dict.fromkeys(name for parts in _CAPABILITY_PARTS.values() for name in parts))
    by_agency = _spread(rows, [*counts, "scored"], places, (len(whole.agencies), len(groups), len(names)))
    tables = np.einsum("ua,nagc->nugc", whole.units.members.astype(np.int64), by_agency)
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


def _spread(
    rows: pd.DataFrame, names: Sequence[str], places: tuple[Numbers, ...], shape: tuple[int, ...]
) -> Numbers:
    """Return one table a column, its whole numbers at their places; a missing one is zero."""
    table = np.zeros((len(names), *shape), dtype=np.int64)
    for number, name in enumerate(names):
        np.add.at(table[number], places, rows[name].fillna(0).to_numpy(dtype=np.int64))
    return table

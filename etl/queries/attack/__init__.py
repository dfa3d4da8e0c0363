"""The attack: what somebody who reads every public figure at once can work out of counts that are not told.

Whoever attacks knows which agencies there are, their stages, which capabilities are required of whom and how
the public rule rounds; reads every figure of a quarter, of all evidence and of tests alone, and of adjoining
quarters; and draws every conclusion that follows by interval arithmetic. A count of fewer persons than the
public rule tells of, that is nevertheless known exactly, is a finding: its crossing must be made coarser.
Relations that the exact counts contradict, of persons who changed groups say, are not used: they would lead
whoever guessed at them astray.

Not modelled, so that no finding says nothing of it: shares that are no quotients of public counts
(`ready_share_weighted`, `cost_per_ready`), medians and quartiles, panels of changes, scenarios, the planner,
parts of the bridge between releases, and which persons are known to be in a unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.measures.compile import Evidence
from etl.queries.attack.cells import Cells, fall, units_of
from etl.queries.attack.intervals import Builder, Contradiction, Flags, Numbers, Relations, narrowed
from etl.queries.attack.observed import Reading, Table, tables
from etl.queries.reader import Reader
from etl.queries.view import ANALYST, PUBLIC

__all__ = ["AIM", "Attack", "Contradiction", "Count", "Figures", "Finding", "figures_of", "found"]

_SLACK: Final = 1e-6
_NEAR: Final = 2
"""To how few values a count is narrowed when it counts as nearly known."""
AIM: Final = 0.01
"""The largest share of small counts that may be nearly known; none may come out."""


@dataclass(frozen=True)
class Figures:
    """The figures of one quarter, as everybody reads them and as they are, by kind of evidence."""

    period: Period
    agencies: pd.DataFrame
    """One row per agency: ministry, agency, stage, expected, reported."""
    public: Mapping[Evidence, pd.DataFrame]
    exact: Mapping[Evidence, pd.DataFrame]


@dataclass(frozen=True)
class Count:
    """A count of persons that is not public."""

    period: str
    evidence: str
    count: str
    level: str
    unit_code: str
    stage: str
    group: str
    capability: str
    value: int


@dataclass(frozen=True)
class Finding:
    """What an attack found: how many small counts are not public, which come out, how many nearly do."""

    hidden: int
    near: int
    """How many are known to within two values, those that come out included."""
    pinned: tuple[Count, ...]
    rows: tuple[str, ...] = ()
    """The rows of the public rule whose crossings give them away."""

    @property
    def share(self) -> float:
        """Return the share of small counts that are nearly known."""
        return self.near / self.hidden if self.hidden else 0.0

    @property
    def passed(self) -> bool:
        """Return whether nothing comes out, and no more than the aim nearly does."""
        return not self.pinned and self.share <= AIM


def figures_of(
    reader: Reader, periods: Sequence[Period], *, evidence: Sequence[Evidence] = ("ALL", "TESTED")
) -> list[Figures]:
    """Return what an attack reads of some quarters."""

    def read(period: Period, kind: Evidence, *, public: bool) -> pd.DataFrame:
        return reader.figures(
            periods=[period],
            by=["group", "capability", "stage"],
            evidence=kind,
            view=PUBLIC if public else ANALYST,
        )

    return [
        Figures(
            period,
            reader.standing(period, view=ANALYST),
            {kind: read(period, kind, public=True) for kind in evidence},
            {kind: read(period, kind, public=False) for kind in evidence},
        )
        for period in periods
    ]


def found(figures: Sequence[Figures]) -> Finding:
    """Return what an attack on the public figures of some quarters finds.

    Contradiction where public and exact figures cannot both be true.
    """
    return Attack(figures).finding()


class Attack:
    """An attack on the figures of some quarters."""

    def __init__(self, figures: Sequence[Figures]) -> None:
        """Number every count behind the figures, and find the relations between them."""
        self._figures = figures = sorted(figures, key=lambda one: one.period)
        self.cells: list[Cells] = []
        for one in figures:
            first = sum(cells.number for cells in self.cells)
            expected = one.agencies[one.agencies["expected"].astype(bool)]  # others are in no larger unit
            agencies = expected[["ministry", "agency", "stage"]].itertuples(index=False, name=None)
            self.cells.append(Cells(one.period, units_of(list(agencies)), list(one.public), first))
        nature = Builder()
        for cells in self.cells:
            cells.relations(nature)
        self._nature = nature.relations()

    @cached_property
    def whole(self) -> Flags:
        """Which counts are whole numbers."""
        return np.concatenate([cells.whole() for cells in self.cells])

    @cached_property
    def truth(self) -> Numbers:
        """The exact counts; NaN where even the exact figures do not tell."""
        reading = self._unread()
        for table in self._tables(exact=True):
            reading.know(table)
        low, high = narrowed(self._nature, reading.low, reading.high, whole=self.whole)
        return np.where(high - low > _SLACK, np.nan, low)

    def finding(self) -> Finding:
        """Return what comes out."""
        hidden = self.hidden()
        low, high = self.bounds()
        pinned = hidden & (low == high)
        return Finding(
            hidden=int(hidden.sum()),
            near=int((hidden & (high - low < _NEAR)).sum()),
            pinned=tuple(self.count(int(number)) for number in np.flatnonzero(pinned)),
            rows=self._rows(hidden, pinned) if pinned.any() else (),
        )

    def hidden(self) -> Flags:
        """Return the small counts that are told by nothing but that there is nobody to count."""
        reading = self._unread()
        for table in self._tables():
            reading.read(table, silent=True)
        low, high = narrowed(
            Relations.of(self._nature, self._likely), reading.low, reading.high, whole=self.whole
        )
        few = definitions().coarsest.least
        return np.asarray(self.whole & (high > low) & (self.truth < few))

    def bounds(self, *, but: str = "") -> tuple[Numbers, Numbers]:
        """Return the least and the most every count can be, one row of the rule (`but`) not read."""
        reading, relations = self.read(but=but)
        return narrowed(relations, reading.low, reading.high, whole=self.whole)

    def read(self, *, but: str = "") -> tuple[Reading, Relations]:
        """Return what the public figures say: of counts, and every relation between them."""
        reading = self._unread()
        for table in self._tables():
            reading.read(table, but=but)
        learnt = reading.relations.relations()
        return reading, Relations.of(self._nature, self._likely, learnt)

    @cached_property
    def _likely(self) -> Relations:
        """What holds of persons who stay where they are, as far as it does hold."""
        likely = Builder()
        for cells in self.cells:
            cells.tested(likely)
        for (before, _), (after, one) in pairwise(zip(self.cells, self._figures, strict=True)):
            if after.period == before.period.shift(1):
                silent = one.agencies.loc[~one.agencies["reported"].astype(bool), "agency"]
                fall(likely, before, after, frozenset(silent))
        relations = likely.relations()
        return relations.among(relations.hold(np.nan_to_num(self.truth)))

    def count(self, number: int) -> Count:
        """Return what a count is of."""
        cells = next(cells for cells in reversed(self.cells) if cells.first <= number)
        return Count(value=int(self.truth[number]), **cells.name(number))

    def _rows(self, hidden: Flags, pinned: Flags) -> tuple[str, ...]:
        """Return the rows of the public rule any of which gives the findings away, or most of them."""
        left: dict[str, int] = {}
        for row in definitions().disclosure:
            low, high = self.bounds(but=row)
            left[row] = int((hidden & (low == high)).sum())
        least = min(left.values())
        return tuple(row for row, count in left.items() if count == least and count < pinned.sum())

    def _unread(self) -> Reading:
        bounds = [cells.bounds() for cells in self.cells]
        low, high = (np.concatenate(ends) for ends in zip(*bounds, strict=True))
        return Reading(low, high, Builder())

    def _tables(self, *, exact: bool = False) -> Iterator[Table]:
        for cells, one in zip(self.cells, self._figures, strict=True):
            yield from tables(cells, one.exact if exact else one.public)

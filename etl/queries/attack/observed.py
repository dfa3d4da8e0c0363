"""What a table of figures says of the counts behind them, mark by mark."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.codes import ALL, CONFIDENTIAL, FEW, NEARLY_ALL
from etl.definitions.models import Level, Measure
from etl.measures.compile import DIMENSIONS, Evidence
from etl.queries.attack.cells import MOST, POINTS, SCORES, Cells
from etl.queries.attack.intervals import Builder, Flags, Numbers, Places

_SUM: Final = re.compile(r"sum\((\w+)\)")
_OUTCOMES: Final = {
    frozenset({"seen"}): "seen",
    frozenset({"ready"}): "ready",
    frozenset({"not_ready"}): "not_ready",
    frozenset({"ready", "not_ready"}): "judged",
}
_HALF: Final = 0.05
"""What a mean of one decimal may be off by."""

Part = Literal["numerator", "denominator"]


@dataclass(frozen=True)
class Source:
    """Which counts a measure's numerator and denominator are."""

    measure: Measure
    numerator: str | None
    denominator: str | None

    @property
    def scores(self) -> bool:
        """Whether scores are counted, by capability, rather than persons."""
        return self.measure.mart == "capability"

    @property
    def whole(self) -> Part:
        """The part that is the persons a figure is of: its denominator, or the count itself."""
        return "denominator" if self.denominator else "numerator"

    @property
    def bound(self) -> Literal["most", "least"] | None:
        """Whether its parts are not the counts themselves but the most or the least they can be."""
        return "most" if self.measure.public == "headcount" else "least" if self.measure.where else None

    @property
    def parted(self) -> bool:
        """Whether its numerator counts some of the persons of its denominator."""
        return self.numerator not in (None, POINTS) and self.denominator is not None


def sources() -> Iterator[Source]:
    """Return the measures of persons whose parts are sums of counts, by what their definitions say."""
    for measure in definitions().measures.values():
        if measure.public == "headcount":
            yield Source(measure, "seen", None)
        elif measure.mart in ("outcome", "capability"):
            numerator, denominator = (
                _count(sql, measure) for sql in (measure.numerator, measure.denominator)
            )
            if denominator or (numerator and not measure.denominator):
                yield Source(measure, numerator, denominator)


def _count(sql: str, measure: Measure) -> str | None:
    """Return the count that a part of a definition sums; None for what is none, as money or headcount."""
    names = frozenset(_SUM.findall(sql))
    if measure.mart == "outcome":
        return _OUTCOMES.get(names)
    return next(iter(names)) if len(names) == 1 and names <= set(SCORES) else None


@dataclass(frozen=True)
class Table:
    """The rows of one measure, and the numbers of the counts their parts are; -1: of none."""

    cells: Cells
    source: Source
    at: int
    """Place of the kind of evidence."""
    rows: pd.DataFrame

    @cached_property
    def _cell(self) -> tuple[Places, ...]:
        names = ["\t".join(name) for name in self.cells.units.places]
        rows, known = self.rows, definitions()
        level, code, stage = (rows[name].astype(str) for name in ("level", "unit_code", "stage"))
        told = level + "\t" + code + "\t" + stage
        unit = _placed(told, dict(zip(names, self.cells.units.places.values(), strict=True)))
        joined = tuple(self.source.measure.groups)
        group = (
            np.full(len(rows), self.cells.groups.index(joined))
            if joined
            else _placed(rows["group"], _numbers([ALL, *known.groups]))
        )
        if not self.source.scores:
            return unit, group
        return unit, group, _placed(rows["capability"], _numbers([ALL, *known.capabilities]))

    def places(self, part: Part) -> Places:
        """Return the numbers of the counts a part of each row is."""
        stated = np.logical_and.reduce([places >= 0 for places in self._cell])
        return np.where(stated, self._all(part)[self._cell], -1)

    def unmentioned(self) -> Places:
        """Return the numbers of the persons of every cell the measure could be given of and no row is of."""
        every, measure = self._all(self.source.whole), self.source.measure
        units = [
            place for (*_, stage), place in self.cells.units.places.items()
            if stage == ALL or "stage" in measure.splits
        ]  # fmt: skip
        groups = len(definitions().groups)
        if measure.groups:
            asked = every[np.unique(units), self.cells.groups.index(tuple(measure.groups))]
        else:
            asked = every[np.unique(units), : groups + 1 if "group" in measure.splits else 1]
        return np.setdiff1d(asked.reshape(-1), self.places(self.source.whole))

    def _all(self, part: Part) -> Places:
        block = self.cells.scores if self.source.scores else self.cells.persons
        numbers: Places = block[getattr(self.source, part)][self.at]
        return numbers


def tables(cells: Cells, figures: Mapping[Evidence, pd.DataFrame]) -> Iterator[Table]:
    """Return the tables of every measure of persons in figures of a quarter."""
    for evidence, frame in figures.items():
        for source in sources():
            rows = frame[frame["measure"] == source.measure.id]
            if len(rows):
                yield Table(cells, source, cells.evidence.index(evidence), rows)


@dataclass
class Reading:
    """Bounds on counts, and relations between them, that were learnt from tables."""

    low: Numbers
    high: Numbers
    relations: Builder

    def read(self, table: Table, *, silent: bool = False, but: str = "") -> None:
        """Learn what a public table says: `silent` alone of whom it says that there are none.

        `but` names a row of the public rule whose crossings are not read.
        """
        whole = table.places(table.source.whole)
        counted = table.rows[table.source.whole].to_numpy(dtype=np.float64)
        if table.source.bound:
            if not silent:
                self._bound(table, but=but)
            return
        mark = table.rows["mark"].fillna("").to_numpy(dtype=object)
        nobody = (mark != CONFIDENTIAL) & (np.isnan(counted) | (counted == 0))
        self._between(whole, nobody, 0, 0)
        self._between(table.unmentioned(), None, 0, 0)
        if silent:
            return
        coarse = _coarse(table, but)
        hidden = (mark == CONFIDENTIAL) & np.isnan(counted)
        least = np.full(len(whole), np.nan) if table.source.measure.public == "withheld" else coarse["least"]
        self._between(whole, hidden, 0, np.where(np.isnan(least), MOST, least - 1))
        shown = ~hidden & ~nobody & ~np.isnan(coarse["base"])
        self._rounded(whole, shown, counted, coarse, least="least")
        if table.source.parted:
            self._part(table, whole, mark, shown, coarse)
        elif table.source.numerator == POINTS:
            self._mean(table, whole, shown)

    def _bound(self, table: Table, *, but: str) -> None:
        """Learn what the counts of others say of those asked for: at most as many as there are posts, or at
        least as many as those of the bodies that reported."""
        coarse, most = _coarse(table, but), table.source.bound == "most"
        for part in ("numerator", "denominator"):
            if getattr(table.source, part):
                told = table.rows[part].to_numpy(dtype=np.float64)
                rows = ~np.isnan(told) & ~np.isnan(coarse["base"])
                low = 0 if most else told - coarse["base"] // 2
                high = told + (coarse["base"] - 1) // 2 if most else np.inf
                self._between(table.places(part), rows, low, high)

    def know(self, table: Table) -> None:
        """Learn the counts themselves from an exact table; what no row is of is nobody."""
        if table.source.bound:
            return
        self._between(table.unmentioned(), None, 0, 0)
        for part in ("numerator", "denominator"):
            if getattr(table.source, part):
                numbers = np.nan_to_num(table.rows[part].to_numpy(dtype=np.float64))
                self._between(table.places(part), None, numbers, numbers)

    def _part(
        self,
        table: Table,
        whole: Places,
        mark: NDArray[np.object_],
        shown: Flags,
        coarse: Mapping[str, Numbers],
    ) -> None:
        part, few = table.places("numerator"), coarse["few"]
        counted = table.rows["numerator"].to_numpy(dtype=np.float64)
        self._between(part, shown & (mark == FEW), 0, few - 1)
        plain = shown & ~np.isnan(counted)
        self._rounded(part, plain, counted, coarse, least="few")
        for rows, least, most in ((mark == NEARLY_ALL, 0, few - 1), (plain, few, np.full(len(few), np.inf))):
            at = shown & rows & (part >= 0)
            if at.any():
                self.relations.add(
                    [(whole[at], 1.0), (part[at], -1.0)],
                    least=np.broadcast_to(least, len(at))[at],
                    most=most[at],
                )

    def _mean(self, table: Table, whole: Places, shown: Flags) -> None:
        mean = table.rows["value"].to_numpy(dtype=np.float64)
        points = table.places("numerator")
        at = shown & ~np.isnan(mean) & (points >= 0)
        if at.any():
            for off, bounds in ((-_HALF, {"most": np.inf}), (_HALF, {"least": -np.inf})):
                self.relations.add([(points[at], 1.0), (whole[at], -(mean[at] + off))], **bounds)

    def _rounded(
        self, places: Places, rows: Flags, counted: Numbers, coarse: Mapping[str, Numbers], *, least: str
    ) -> None:
        low = np.maximum(counted - coarse["base"] // 2, coarse[least])
        self._between(places, rows, low, counted + (coarse["base"] - 1) // 2)

    def _between(
        self, places: Places, rows: Flags | None, low: Numbers | float, high: Numbers | float
    ) -> None:
        """Learn that the counts of some rows lie between two numbers."""
        chosen = (places >= 0) if rows is None else rows & (places >= 0)
        np.maximum.at(self.low, places[chosen], np.broadcast_to(low, len(places))[chosen])
        np.minimum.at(self.high, places[chosen], np.broadcast_to(high, len(places))[chosen])


def _coarse(table: Table, but: str) -> Mapping[str, Numbers]:
    """Return base, few and least of each row's crossing; NaN where it is not public, or not read."""
    split = (table.rows[list(DIMENSIONS)] != ALL).to_numpy(copy=True)
    split[:, DIMENSIONS.index("group")] |= bool(table.source.measure.groups)
    levels = table.rows["level"].to_numpy(dtype=object).tolist()
    keys = list(zip(levels, map(tuple, split.tolist()), strict=True))
    found = {key: _crossing(*key, table.source.measure, but=but) for key in set(keys)}
    base, few, least = np.array([found[key] for key in keys]).T
    return {"base": base, "few": few, "least": least}


def _crossing(
    level: Level, split: tuple[bool, ...], measure: Measure, *, but: str
) -> tuple[float, float, float]:
    splits = [name for name, there in zip(DIMENSIONS, split, strict=True) if there]
    row = definitions().crossing(level, splits, measure)
    return (np.nan, np.nan, np.nan) if row is None or row.id == but else (row.base, row.few, row.least)


def _placed(codes: "pd.Series[str]", places: Mapping[str, int]) -> Places:
    return np.asarray(codes.map(places).fillna(-1), dtype=np.int64)


def _numbers(codes: list[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}

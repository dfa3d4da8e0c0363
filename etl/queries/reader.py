"""Reads one snapshot: tidy figures, and the named lists pages and exports need."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.queries.compile import LEVELS, NATION, PARTS, Shape, shape_of, statement
from etl.queries.disclosure import Role, protect
from etl.queries.tidy import (
    NOT_AVAILABLE,
    gather,
    judge,
    ordered,
    with_silent_units,
    with_whole,
    without_strangers,
)
from etl.warehouse import sql
from etl.warehouse.errors import OutdatedSnapshot
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a snapshot is: when it was made, of how many submissions, whether any of them is synthetic."""

    id: str
    created_at: datetime
    synthetic: bool
    submissions: int
    definitions_version: str
    code_version: str
    figures: str


class Reader:
    """One open snapshot. Not shared between threads: take a `cursor` for each."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", *, snapshot: SnapshotInfo | None = None
    ) -> None:
        """Read from an open snapshot; its description is looked up unless it is known."""
        self._connection = connection
        self.snapshot = snapshot or self._describe()
        self._quarters = [int(quarter) for quarter in self._rows("computed")["quarter"]]

    def cursor(self) -> "Reader":
        """Return a reader of the same snapshot with a cursor of its own."""
        return Reader(self._connection.cursor(), snapshot=self.snapshot)

    def _describe(self) -> SnapshotInfo:
        row = self._rows("snapshot").iloc[0]
        return SnapshotInfo(
            id=row["id"],
            created_at=row["created_at"].to_pydatetime(),
            synthetic=bool(row["synthetic"]),
            submissions=int(row["submissions"]),
            definitions_version=row["definitions_version"],
            code_version=row["code_version"],
            figures=row["figures"],
        )

    def _rows(self, name: str, **parameters: object) -> pd.DataFrame:
        """Return what a statement of etl/sql/query gives."""
        return self._ask(sql.statement("query", name), **parameters)

    def _ask(self, query: str, **parameters: object) -> pd.DataFrame:
        return self._connection.execute(query, parameters or None).df()

    def periods(self) -> list[Period]:
        """Return every quarter from the first to the last the data speak of."""
        return [Period.parse(text) for text in self._rows("periods")["period"]]

    def reported_periods(self) -> list[Period]:
        """Return the quarters agencies themselves reported for, ascending; all quarters where none did."""
        return [Period.parse(text) for text in self._rows("reported_periods")["period"]] or self.periods()

    def figures(
        self,
        *,
        periods: Sequence[Period],
        measures: Sequence[str] | None = None,
        levels: Sequence[Level] = LEVELS,
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
        role: Role = "analyst",
    ) -> pd.DataFrame:
        """Return tidy figures, one row a value, in the columns of the command contract.

        Shares are fractions 0-1, unrounded; money is in baht; null where there is no value. `by` gives the
        named splits and their crossings beside the ALL rows. `units` keeps these units; a ministry's code
        brings its agencies along, the nation is kept where "TH" is named. KeyError for an unknown measure.
        """
        known = definitions()
        chosen = [known.measures[name] for name in (measures if measures is not None else known.measures)]
        frames = [
            self._read(shape, group, periods=periods, units=units)
            for shape, group in _shapes(chosen, levels=levels, by=by)
        ]
        frames += [
            self._medians(measure, periods=periods, by=by)
            for measure in chosen
            if measure.kind == "median" and "nation" in levels
        ]
        tidy = gather(frames)
        tidy = without_strangers(tidy)
        tidy = with_silent_units(tidy, chosen, periods=periods, levels=levels)
        if units is not None:
            wanted = set(units) | {agency.code for code in units for agency in known.agencies_of(code)}
            tidy = tidy[tidy["unit_code"].isin(wanted)]
        tidy["mark"] = tidy["value"].isna().map({True: NOT_AVAILABLE, False: None}).astype("object")
        judge(tidy)
        persons = (
            tidy["measure"]
            .map({measure.id: measure.persons for measure in chosen})
            .fillna(False)
            .astype(bool)
        )
        tidy = protect(tidy, persons=persons, smallest=known.threshold("small_cell"), role=role)
        tidy["mark"] = tidy["mark"].where(tidy["mark"].notna(), None)
        tidy["snapshot"] = self.snapshot.id
        return ordered(tidy, chosen)

    def _read(
        self,
        shape: Shape,
        measures: Sequence[Measure],
        *,
        periods: Sequence[Period],
        units: Sequence[str] | None,
    ) -> pd.DataFrame:
        """Return long rows of the measures that share a statement."""
        times: dict[int, list[Period]] = defaultdict(list)
        for period in periods:
            times[period.fiscal_year if shape.per == "fiscal_year" else self._computed(period)].append(period)
        keep = None if units is None or NATION in units else list(units)
        wide = self._ask(statement(shape, measures), times=list(times), units=keep)
        keys = ["time", "level", "unit_code", "group", "capability", "stage"]
        long = pd.concat(
            [
                wide[keys + [f"{part}_{number}" for part in PARTS]]
                .set_axis([*keys, *PARTS], axis="columns")
                .assign(measure=measure.id)
                for number, measure in enumerate(measures)
            ],
            ignore_index=True,
        )
        for measure in measures:
            if measure.whole:
                long = with_whole(long, measure, splits=shape.splits)
        named = pd.DataFrame(
            [(time, str(period)) for time, found in times.items() for period in found],
            columns=["time", "period"],
        )
        return long.merge(named, on="time").drop(columns="time")

    def _computed(self, period: Period) -> int:
        """Return the running number of the quarter that answers for a period: itself or the last before."""
        later = bisect_right(self._quarters, period.index)
        return self._quarters[later - 1] if later else period.index

    def _medians(
        self, measure: Measure, *, periods: Sequence[Period], by: Sequence[Dimension]
    ) -> pd.DataFrame:
        """Return the median over the ministries of the measure it is of, at each split of both."""
        of = definitions().measures[measure.of]
        frames = [
            self._read(shape, group, periods=periods, units=None)
            for shape, group in _shapes(
                [of], levels=["ministry"], by=[name for name in by if name in measure.splits]
            )
        ]
        ministries = without_strangers(gather(frames))
        medians = ministries.groupby(["period", "group", "capability", "stage"], as_index=False).agg(
            value=("value", "median"), denominator=("value", "count")
        )
        return medians.assign(
            measure=measure.id,
            level="nation",
            unit_code=NATION,
            numerator=float("nan"),
            low=float("nan"),
            high=float("nan"),
            coverage=float("nan"),
            status=None,
        )

    def stage_moves(self, *, period: Period, since: Period) -> pd.DataFrame:
        """Return one row per agency known at both quarters: ministry, agency, stage `earlier` and `later`."""
        return self._rows("stage_moves", quarter=period.index, since=since.index)

    def standing(self, period: Period) -> pd.DataFrame:
        """Return one row per agency at a quarter.

        Columns: ministry, agency, stage, quarters_in_stage, expected, reported, headcount, seen, judged.
        """
        return self._rows("standing", quarter=period.index)

    def budget(self, *, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, phase, source and fit; `units` keeps these ministries or agencies.

        Columns: fiscal_year, phase, source, misfit, requested, allocated, disbursed (baht, null: not stated),
        agencies.
        """
        return self._rows("budget", units=_listed(units))

    def budget_lines(self, *, fiscal_year: int, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per agency, source and purpose of a fiscal year, in baht."""
        return self._rows("budget_lines", fiscal_year=fiscal_year, units=_listed(units))

    def execution(self) -> pd.DataFrame:
        """Return one row per fiscal year and ministry: budget execution in baht as of the latest report."""
        return self._rows("execution")

    def submissions(self) -> pd.DataFrame:
        """Return one row per submission ever received, the latest first, with its accounting of rows."""
        return self._rows("submissions")

    def returns(self, period: Period) -> pd.DataFrame:
        """Return one row per agency expected at a quarter: ministry, agency, rows in force by dataset."""
        rows = self._rows("returns", period=str(period), quarter=period.index)
        wide = rows.pivot(index=["ministry", "agency"], columns="dataset", values="rows")
        datasets = [dataset for dataset, found in definitions().datasets.items() if found.period == "quarter"]
        return wide.reindex(columns=datasets).rename_axis(columns=None).reset_index()


@contextmanager
def open_reader(home: Path) -> Iterator[Reader]:
    """Open the published snapshot of a data home.

    NothingPublished where there is none yet; OutdatedSnapshot where the definitions or the statements have
    changed since it was built, for its marts and the measures that read them would not belong together.
    """
    with open_current(Home(home)) as opened:
        reader = Reader(opened.connection)
        shaped_by = (reader.snapshot.definitions_version, reader.snapshot.code_version)
        if shaped_by != (definitions().version, sql.version()):
            raise OutdatedSnapshot("snapshot_outdated", snapshot=reader.snapshot.id)
        yield reader


def _listed(units: Sequence[str] | None) -> list[str] | None:
    return None if units is None else list(units)


def _shapes(
    measures: Iterable[Measure], *, levels: Iterable[Level], by: Iterable[Dimension]
) -> list[tuple[Shape, list[Measure]]]:
    shapes: dict[Shape, list[Measure]] = defaultdict(list)
    for measure in measures:
        if measure.kind != "median":
            shapes[shape_of(measure, levels=levels, by=by)].append(measure)
    return [(shape, group) for shape, group in shapes.items() if shape.levels]

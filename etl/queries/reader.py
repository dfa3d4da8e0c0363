"""Reads one snapshot: tidy figures, and the named lists pages and exports need."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.queries.compile import ALL, LEVELS, NATION, PARTS, Shape, shape_of, statement
from etl.queries.disclosure import Role, protect
from etl.queries.targets import verdict
from etl.warehouse import sql
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current

if TYPE_CHECKING:
    import duckdb

COLUMNS: Final = [
    "period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator",
    "value", "low", "high", "coverage", "mark", "status", "snapshot",
]  # fmt: skip
"""The tidy columns of the command contract, in their order."""

_NUMBERS: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]
NOT_STATED: Final = "NOT_STATED"
NOT_AVAILABLE: Final = "x"


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a snapshot is: when it was made, of how many submissions, whether any of them is synthetic."""

    id: str
    created_at: datetime
    synthetic: bool
    submissions: int
    definitions_version: str
    figures: str


class Reader:
    """One open snapshot. Not shared between threads: take a `cursor` for each."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", *, snapshot: SnapshotInfo | None = None
    ) -> None:
        """Read from an open snapshot; its description is looked up unless it is known."""
        self._connection = connection
        self.snapshot = snapshot or self._describe()
        last = self._rows("span").iloc[0]["last_quarter"]
        self._last_quarter = None if pd.isna(last) else int(last)

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
        tidy = _gather(frames)
        tidy = _without_strangers(tidy)
        tidy = _with_silent_units(tidy, chosen, periods=periods, levels=levels)
        if units is not None:
            wanted = set(units) | {agency.code for code in units for agency in known.agencies_of(code)}
            tidy = tidy[tidy["unit_code"].isin(wanted)]
        tidy["mark"] = tidy["value"].isna().map({True: NOT_AVAILABLE, False: None}).astype("object")
        _judge(tidy)
        persons = (
            tidy["measure"]
            .map({measure.id: measure.persons for measure in chosen})
            .fillna(False)
            .astype(bool)
        )
        tidy = protect(tidy, persons=persons, smallest=known.threshold("small_cell"), role=role)
        tidy["mark"] = tidy["mark"].where(tidy["mark"].notna(), None)
        tidy["snapshot"] = self.snapshot.id
        return _ordered(tidy, chosen)

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
                long = _with_whole(long, measure)
        named = pd.DataFrame(
            [(time, str(period)) for time, found in times.items() for period in found],
            columns=["time", "period"],
        )
        return long.merge(named, on="time").drop(columns="time")

    def _computed(self, period: Period) -> int:
        """Return the running number of the quarter that answers for a period: the last one for all later."""
        last = self._last_quarter
        return period.index if last is None else min(period.index, last)

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
        ministries = _without_strangers(_gather(frames))
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
    """Open the published snapshot of a data home; NothingPublished where there is none yet."""
    with open_current(Home(home)) as opened:
        yield Reader(opened.connection)


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


def _gather(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    columns = [name for name in COLUMNS if name not in ("mark", "snapshot")]
    if not filled:
        return pd.DataFrame(
            {name: pd.Series(dtype="float64" if name in _NUMBERS else "object") for name in columns}
        )
    tidy = pd.concat(filled, ignore_index=True)[columns]
    tidy[_NUMBERS] = tidy[_NUMBERS].astype("float64")
    tidy["status"] = tidy["status"].astype("object").where(tidy["status"].notna(), None)
    return tidy


def _with_whole(long: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Replace a measure's denominator by that of the row not split by the dimensions it is a part of."""
    mine = long["measure"] == measure.id
    keys = [
        "time",
        "level",
        "unit_code",
        *(name for name in ("group", "capability", "stage") if name not in measure.whole),
    ]
    rows = long[mine]
    wholes = rows[(rows[list(measure.whole)] == ALL).all(axis="columns")].set_index(keys)["denominator"]
    long.loc[mine, "denominator"] = wholes.reindex(pd.MultiIndex.from_frame(rows[keys])).to_numpy()
    long.loc[mine, "value"] = long.loc[mine, "numerator"] / long.loc[mine, "denominator"].where(
        lambda whole: whole > 0
    )
    return long


def _without_strangers(tidy: pd.DataFrame) -> pd.DataFrame:
    """Drop the group "not stated" where it holds no figure: it is there for headcount by position type only."""
    on_persons = tidy["measure"].map(
        {
            measure.id: measure.persons and measure.mart == "outcome"
            for measure in definitions().measures.values()
        }
    )
    return tidy[~((tidy["group"] == NOT_STATED) & (on_persons.astype(bool) | tidy["numerator"].isna()))]


def _with_silent_units(
    tidy: pd.DataFrame, measures: Sequence[Measure], *, periods: Sequence[Period], levels: Sequence[Level]
) -> pd.DataFrame:
    """Add an empty row for every unit that should have a figure and has none: silence is shown."""
    known = definitions()
    due: list[tuple[str, str, str, str]] = []
    for period in periods:
        agencies = known.expected_agencies(period)
        units: dict[Level, list[str]] = {
            "nation": [NATION],
            "ministry": sorted({agency.ministry for agency in agencies}),
            "agency": [agency.code for agency in agencies],
        }
        due += [
            (str(period), measure.id, level, unit)
            for measure in measures
            for level in levels
            if level in measure.levels
            for unit in units[level]
        ]
    keys = ["period", "measure", "level", "unit_code"]
    split = (tidy[["group", "capability", "stage"]] == ALL).all(axis="columns")
    silent = pd.MultiIndex.from_tuples(due, names=keys).difference(
        pd.MultiIndex.from_frame(tidy.loc[split, keys])
    )
    if not len(silent):
        return tidy
    rows = silent.to_frame(index=False).assign(
        group=ALL, capability=ALL, stage=ALL, status=None, **dict.fromkeys(_NUMBERS, float("nan"))
    )
    return pd.concat([tidy, rows[tidy.columns]], ignore_index=True) if len(tidy) else rows[tidy.columns]


def _judge(tidy: pd.DataFrame) -> None:
    """Write the verdict into the status of the targets' own rows."""
    targets = {target.measure: target.id for target in definitions().targets.values()}
    rows = tidy["measure"].isin(targets) & (tidy[["group", "capability", "stage"]] == ALL).all(axis="columns")
    tidy["status"] = tidy["status"].astype("object")
    for index, row in tidy[rows].iterrows():
        numbers = {
            name: None if pd.isna(row[name]) else float(row[name])
            for name in ("value", "low", "high", "coverage")
        }
        tidy.loc[index, "status"] = verdict(targets[row["measure"]], Period.parse(row["period"]), **numbers)


def _ordered(tidy: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Return rows in the order of period, measure, level, unit and splits as they are defined."""
    known = definitions()
    places: dict[str, dict[str, int]] = {
        "measure": {measure.id: place for place, measure in enumerate(measures)},
        "level": {level: place for place, level in enumerate(LEVELS)},
        **{
            name: {code: place for place, code in enumerate((ALL, *vocabulary, NOT_STATED))}
            for name, vocabulary in (
                ("group", known.groups),
                ("capability", known.capabilities),
                ("stage", known.stages),
            )
        },
    }
    order = pd.DataFrame(
        {name: tidy[name].map(places[name]) if name in places else tidy[name] for name in COLUMNS[:7]}
    )
    return tidy.loc[order.sort_values(COLUMNS[:7], kind="stable").index, COLUMNS].reset_index(drop=True)

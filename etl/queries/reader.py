"""Reads one snapshot: tidy figures, and the named lists pages and exports need."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.queries import change, planner, robust
from etl.queries.compile import ALL, LEVELS, NATION, Evidence, Scope, statement
from etl.queries.disclosure import Decision, Decisions, Role, protect
from etl.queries.lists import Lists, listed
from etl.queries.small import is_small, marks
from etl.queries.tidy import COLUMNS, judge
from etl.warehouse import sql
from etl.warehouse.errors import OutdatedSnapshot
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from etl.warehouse.snapshot import published as state_of

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


class Reader(Lists):
    """One open snapshot. Not shared between threads: take a `cursor` for each."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        *,
        snapshot: SnapshotInfo | None = None,
        decisions: Decisions | None = None,
        quarters: Sequence[int] | None = None,
    ) -> None:
        """Read from an open snapshot; its description and what is hidden are found unless they are known."""
        self._connection = connection
        self._decisions = decisions or Decisions()
        self.snapshot = snapshot or self._describe()
        self._quarters = (
            [int(quarter) for quarter in self._rows("computed")["quarter"]] if quarters is None else quarters
        )

    def cursor(self) -> "Reader":
        """Return a reader of the same snapshot with a cursor of its own."""
        return Reader(
            self._connection.cursor(),
            snapshot=self.snapshot,
            decisions=self._decisions,
            quarters=self._quarters,
        )

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
        among: Sequence[str] | None = None,
        evidence: Evidence = "ALL",
        role: Role = "analyst",
    ) -> pd.DataFrame:
        """Return tidy figures, one row a value, in the columns of the command contract.

        Shares are fractions 0-1, unrounded; money is in baht; null where there is no value. `by` gives the
        named splits and their crossings beside the ALL rows. `units` keeps these units; a ministry's code
        brings its agencies along, the nation is kept where "TH" is named. `among` counts these agencies alone
        at every level, `evidence` TESTED the scores of a test alone. KeyError for an unknown measure.
        """
        known = definitions()
        chosen = [known.measures[name] for name in (measures if measures is not None else known.measures)]
        if not chosen or not periods or not levels:
            return pd.DataFrame(columns=COLUMNS)
        scope = Scope(
            quarters={period: self._computed(period) for period in periods},
            evidence=evidence,
            units=None if units is None or NATION in units else units,
            among=among,
            shown=None
            if units is None
            else [*units, *(agency.code for code in units for agency in known.agencies_of(code))],
        )
        ordered = [level for level in LEVELS if level in levels]
        return self._told(statement(chosen, scope, levels=ordered, by=by), chosen, scope, role=role)

    def _told(self, query: str, measures: Sequence[Measure], scope: Scope, *, role: Role) -> pd.DataFrame:
        """Return the tidy rows of a statement, verdicts written and disclosure control applied."""
        tidy = self._ask(query)
        for name in ("mark", "status"):
            words = [word if isinstance(word, str) else None for word in tidy[name].tolist()]
            tidy[name] = pd.Series(words, index=tidy.index, dtype="object")
        judge(tidy)
        decide = partial(self._decided, evidence=scope.evidence, among=scope.among)
        tidy = protect(tidy, measures, decide=decide, role=role)
        tidy["snapshot"] = self.snapshot.id
        return tidy[COLUMNS]

    def _decided(
        self, period: str, scores: bool, *, evidence: Evidence, among: Sequence[str] | None
    ) -> Decision:
        """Return what disclosure control hides of a period."""
        quarter = self._computed(Period.parse(period))
        decision = self._decisions.of(self._connection, quarter, evidence=evidence, scores=scores)
        return decision if among is None else decision.among(frozenset(among))

    def _computed(self, period: Period) -> int:
        """Return the running number of the quarter that answers for a period: itself or the last before it.

        A quarter before all data is answered for by none: -1.
        """
        later = bisect_right(self._quarters, period.index)
        return self._quarters[later - 1] if later else -1

    def change(
        self,
        *,
        period: Period,
        since: Period,
        measures: Sequence[str],
        levels: Sequence[Level] = ("nation",),
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
        evidence: Evidence = "ALL",
        role: Role = "analyst",
    ) -> pd.DataFrame:
        """Return one row per figure: its change since an earlier quarter, of all reporters and of the panel.

        Columns: measure, level, unit_code, group, capability, stage, now, then, change, panel_now,
        panel_then, panel_change, who_reported (change less panel_change), panel (agencies in it), mark,
        panel_mark. Where those outside the panel are too few to be told of, the panel is withheld.
        """
        read = partial(
            self.figures, periods=[since, period], levels=levels, by=by, units=units, evidence=evidence
        )
        agencies = self.figures(
            periods=[since, period], measures=measures, levels=["agency"], evidence=evidence
        )
        return change.table(read, agencies, now=str(period), then=str(since), role=role)

    def robustness(self, period: Period, *, role: Role = "analyst") -> pd.DataFrame:
        """Return tidy figures of one quarter under every scenario, with a band of ranks for each ministry.

        The tidy columns, `scenario` before, `rank_best` and `rank_worst` behind: see `robust.with_ranks`.
        """
        known = definitions()
        robust.lay_out(self._connection, known.scenarios.values(), quarter=self._computed(period))
        measures = [known.measures[name] for name in robust.MEASURES]
        tables = []
        for scenario in known.scenarios:
            scope = Scope({period: self._computed(period)}, scenario=scenario)
            query = statement(measures, scope, levels=["nation", "ministry"], by=())
            tables.append(self._told(query, measures, scope, role=role).assign(scenario=scenario))
        return robust.with_ranks(robust.protected(pd.concat(tables, ignore_index=True), role=role))

    def stage_ledger(self, period: Period, *, role: Role = "analyst") -> pd.DataFrame:
        """Return one row per agency with a stage at a quarter, and what most keeps it from the next stage.

        Columns: ministry, agency, stage, quarters_in_stage, next_stage (null at the last), blocking_group,
        blocking_capability, lacking and seen (persons), mark.
        """
        rows = self._rows("stage_ledger", quarter=self._computed(period))
        small = is_small(rows["lacking"], rows["seen"]) | self._cells_hidden(
            rows, period, group="blocking_group", capability="blocking_capability"
        )
        if role != "analyst":
            rows.loc[small, ["lacking", "seen"]] = float("nan")
        return rows.assign(mark=marks(small))

    def _cells_hidden(
        self, rows: pd.DataFrame, period: Period, *, group: str, capability: str
    ) -> "pd.Series[bool]":
        """Return the rows of agencies whose persons seen, or their scores, are hidden in this quarter."""
        quarter, known = self._computed(period), definitions()
        seen = self._decisions.of(self._connection, quarter)
        scored = self._decisions.of(self._connection, quarter, scores=True)
        groups, capabilities = [ALL, *known.groups], [ALL, *known.capabilities]

        def hidden(agency: str, of: str, at: str) -> bool:
            if of not in groups or at not in capabilities:
                return False
            unit = ("agency", agency, ALL)
            row, column = groups.index(of), capabilities.index(at)
            return bool(
                seen.hidden["seen"][seen.whole.units.places[unit], row]
                or scored.hidden["scored"][scored.whole.units.places[unit], row, column]
            )

        cells = zip(rows["agency"], rows[group], rows[capability], strict=True)
        return pd.Series([hidden(*cell) for cell in cells], index=rows.index, dtype=bool)

    def planner_cells(
        self,
        period: Period,
        *,
        units: Sequence[str] | None = None,
        group: str | None = None,
        role: Role = "analyst",
    ) -> pd.DataFrame:
        """Return one row per agency, group and capability that persons lack at a quarter.

        Columns: ministry, agency, group, stage, capability, gap, one_step, lacking (persons), cost_year,
        cost_per_person and cost_to_close (baht, null: not known), one_step_per_baht, mark.
        """
        rows = self._rows(
            "planner_cells",
            quarter=self._computed(period),
            fiscal_year=period.fiscal_year,
            units=listed(units),
            group=group,
        )
        figures = self.figures(
            periods=[period],
            measures=["gap_people", "one_step"],
            levels=["agency"],
            by=["group", "capability"],
            units=sorted(rows["agency"].unique()),
        )
        return planner.told(rows, figures, role=role)

    def planner_path(self, period: Period, ranked: pd.DataFrame, *, role: Role = "analyst") -> pd.DataFrame:
        """Return one row per number of ranked cells `closed` at which `persons` in all have become ready."""
        return self._rows(
            "planner_path",
            **_cells(ranked),
            places=[int(place) for place in ranked["place"]],
            quarter=self._computed(period),
            step=planner.step(role),
        )

    def planner_effects(
        self, period: Period, closed: pd.DataFrame, *, role: Role = "analyst"
    ) -> pd.DataFrame:
        """Return T1 and T2 of the nation and of the ministries with cells closed, before and after."""
        quarter = self._computed(period)
        query = sql.statement("query", "planner_outcome")
        self._connection.execute(
            f"create or replace temporary table scenario_outcome as {query}",
            {**_cells(closed), "quarter": quarter, "step": planner.step(role)},
        )
        measures = [definitions().measures[name] for name in planner.TARGETS]
        scope = Scope({period: quarter}, scenario=planner.PLANNED)
        planned = statement(measures, scope, levels=["nation", "ministry"], by=())
        units = [NATION, *sorted(closed["ministry"].unique())]
        now = self.figures(
            periods=[period], measures=planner.TARGETS, levels=["nation", "ministry"], units=units, role=role
        )
        return planner.effects(now, self._told(planned, measures, scope, role=role), role=role)


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


def published(home: Path) -> tuple[str, int, int]:
    """Return what changes whenever another snapshot is published, in less time than opening one takes."""
    return state_of(Home(home))


def _cells(cells: pd.DataFrame) -> dict[str, object]:
    """Return the cells of a plan as the parameters its statements know them by."""
    names = {"agency": "agencies", "group": "groups", "capability": "capabilities"}
    return {name: [str(code) for code in cells[column]] for column, name in names.items()}

"""Reads one snapshot: tidy figures, and the named lists pages and exports need."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.definitions.models import Dimension, Level, Measure
from etl.measures.compile import LEVELS, Evidence, Scope, places, statement
from etl.queries import change, closing, planner, robust, tidy
from etl.queries.disclosure import Decision, Decisions, protect
from etl.queries.disclosure.layers import Layer
from etl.queries.lists import Lists, listed
from etl.queries.published import Published
from etl.queries.small import Flags, is_small, marks
from etl.queries.tidy import Tidy
from etl.queries.view import ANALYST, View
from etl.warehouse import sql

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """What a snapshot is: when it was made, of how many submissions, whether any of them is synthetic.

    `instead_of` names the newer one it stands in for because that is damaged or gone; None: it is the newest.
    """

    id: str
    created_at: datetime
    synthetic: bool
    submissions: int
    definitions_version: str
    code_version: str
    figures: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Once:
    """What is asked once for a snapshot and shared by its cursors: quarters, what persons lack in one."""

    calendar: dict[str, list[Period]] = field(default_factory=dict)
    lacking: dict[int, closing.Sets] = field(default_factory=dict)


class Reader(Lists):
    """One open snapshot. Not shared between threads: take a `cursor` for each."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        *,
        snapshot: SnapshotInfo | None = None,
        decisions: Decisions | None = None,
        quarters: Sequence[int] | None = None,
        published: Published | None = None,
        once: Once | None = None,
    ) -> None:
        """Read from an open snapshot; what it is, holds and hides is found unless it is known."""
        self._connection = connection
        self._published = published or Published()
        self._decisions = decisions or Decisions()
        self._once = once or Once()
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
            published=self._published,
            once=self._once,
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
        return tidy.frame(tidy.columns_of(self._execute(sql.statement("query", name), **parameters)))

    def _execute(self, query: str, **parameters: object) -> "duckdb.DuckDBPyConnection":
        """Ask a statement; every question goes through here."""
        return self._connection.execute(query, parameters or None)

    def periods(self) -> list[Period]:
        """Return every quarter from the first to the last the data speak of."""
        return self._quarters_of("periods")

    def reported_periods(self) -> list[Period]:
        """Return the quarters agencies themselves reported for, ascending; all quarters where none did."""
        return self._quarters_of("reported_periods") or self.periods()

    def _quarters_of(self, name: str) -> list[Period]:
        """Return the quarters a statement gives, asked once for a snapshot."""
        if name not in self._once.calendar:
            found = self._execute(sql.statement("query", name)).fetchall()
            self._once.calendar[name] = [Period.parse(text) for (text,) in found]
        return list(self._once.calendar[name])

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
        view: View = ANALYST,
    ) -> pd.DataFrame:
        """Return tidy figures, one row a value, in the columns of `tidy.COLUMNS`.

        Shares are fractions 0-1, unrounded; money is in baht; null where there is no value. `by` gives the
        named splits and their crossings beside the ALL rows. `units` keeps these units; a ministry's code
        brings its agencies along, the nation is kept where "TH" is named. `among` counts these agencies alone
        at every level, `evidence` TESTED the scores of a test alone. KeyError for an unknown measure.
        """
        if (measures is not None and not measures) or not periods or not levels:
            return tidy.empty()
        rows = self._read(
            periods, measures, levels=levels, by=by, units=units, among=among, evidence=evidence
        )
        return self._told(rows, evidence=evidence, among=among, view=view).frame(snapshot=self.snapshot.id)

    def _read(
        self,
        periods: Sequence[Period],
        measures: Sequence[str] | None,
        *,
        levels: Sequence[Level],
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
        among: Sequence[str] | None = None,
        evidence: Evidence = "ALL",
    ) -> Tidy:
        """Return the rows of `figures` as they are, nothing judged or hidden: looked up, or else computed."""
        known = definitions()
        chosen = [known.measures[name] for name in (measures if measures is not None else known.measures)]
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
        rows = self._published.rows(self._connection, chosen, scope, levels=ordered, by=by)
        return rows or self._asked(statement(chosen, scope, levels=ordered, by=by), chosen, scope)

    def _asked(self, query: str, measures: Sequence[Measure], scope: Scope, **parameters: object) -> Tidy:
        """Return the tidy rows of a statement."""
        found = tidy.columns_of(self._execute(query, **parameters))
        return Tidy.of(found, periods=list(scope.quarters), measures=measures)

    def _told(
        self, rows: Tidy, *, evidence: Evidence = "ALL", among: Sequence[str] | None = None, view: View
    ) -> Tidy:
        """Return tidy rows with verdicts written and disclosure control applied."""
        tidy.judge(rows)
        protect(rows, decide=partial(self._decided, evidence=evidence, among=among), view=view)
        return rows

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
        view: View = ANALYST,
    ) -> pd.DataFrame:
        """Return one row per figure: its change since an earlier quarter, of all reporters and of the panel.

        Columns: measure, level, unit_code, group, capability, stage, now, then, change, panel_now,
        panel_then, panel_change, who_reported (change less panel_change), panel (agencies in it), mark,
        panel_mark. Where those outside the panel are too few to be told of, the panel is withheld.
        """
        periods = list(dict.fromkeys((since, period)))
        read = partial(self._read, periods, evidence=evidence)
        shown = read(measures, levels=levels, by=by, units=units)
        return change.table(
            self._told(shown, evidence=evidence, view=ANALYST),
            read(measures, levels=["agency"], by=by),
            when=(periods.index(since), periods.index(period)),
            among=lambda measure, panel: read([measure.id], levels=levels, by=by, units=units, among=panel),
            view=view,
        )

    def robustness(self, period: Period, *, view: View = ANALYST) -> pd.DataFrame:
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
            told = self._told(self._asked(query, measures, scope), view=view).frame(snapshot=self.snapshot.id)
            tables.append(told.assign(scenario=scenario))
        return robust.with_ranks(robust.protected(pd.concat(tables, ignore_index=True), view=view))

    def stage_ledger(self, period: Period, *, view: View = ANALYST) -> pd.DataFrame:
        """Return one row per agency with a stage at a quarter, and what most keeps it from the next stage.

        Columns: ministry, agency, stage, quarters_in_stage, next_stage (null at the last), blocking_group,
        blocking_capability, lacking and seen (persons), mark.
        """
        rows = self._rows("stage_ledger", quarter=self._computed(period))
        hidden = self._cells_hidden(rows, period, group="blocking_group", capability="blocking_capability")
        small = is_small(rows["lacking"], rows["seen"]) | hidden["seen"] | hidden["scored"]
        if view != ANALYST:
            rows.loc[small, ["lacking", "seen"]] = float("nan")
        return rows.assign(mark=marks(small))

    def _cells_hidden(
        self,
        rows: pd.DataFrame,
        period: Period,
        *,
        group: str = "group",
        capability: str = "capability",
        scores: Sequence[Layer] = ("scored",),
    ) -> dict[Layer, Flags]:
        """Return the rows of agencies whose persons seen, or scores by layer, are hidden in a quarter."""
        if rows.empty:  # as in a quarter before all data, which nothing is decided of
            return dict.fromkeys(("seen", *scores), np.zeros(0, dtype=bool))
        quarter = self._computed(period)
        of_group, of_capability = (
            tidy.placed(rows[column], codes)
            for column, codes in ((group, places("group")), (capability, places("capability")))
        )
        seen = self._decisions.of(self._connection, quarter)
        scored = self._decisions.of(self._connection, quarter, scores=True)
        whole = np.zeros(len(rows), dtype=np.int64)
        unit = seen.whole.units.at(
            whole + LEVELS.index("agency"), rows["agency"].to_numpy(dtype=object), whole
        )
        known = (unit >= 0) & (of_group >= 0) & (of_capability >= 0)
        cells = unit, of_group, of_capability
        hidden: dict[Layer, Flags] = {"seen": known & seen.hidden["seen"][cells[:2]]}
        return hidden | {layer: known & scored.hidden[layer][cells] for layer in scores}

    def planner_cells(
        self,
        period: Period,
        *,
        units: Sequence[str] | None = None,
        group: str | None = None,
        view: View = ANALYST,
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
        hidden = self._cells_hidden(rows, period, scores=("scored", "one_step"))
        return planner.told(rows, hidden={"gap": hidden["scored"], "one_step": hidden["one_step"]}, view=view)

    def planner_path(self, period: Period, ranked: pd.DataFrame, *, view: View = ANALYST) -> pd.DataFrame:
        """Return one row per number of ranked cells `closed` at which `persons` in all have become ready."""
        return closing.path(self._lacking(period), ranked, step=planner.step(view))

    def _lacking(self, period: Period) -> closing.Sets:
        """Return what persons lack at a quarter, asked once for a snapshot."""
        quarter = self._computed(period)
        if quarter not in self._once.lacking:
            found = self._execute(sql.statement("query", "planner_lacking"), quarter=quarter)
            self._once.lacking[quarter] = closing.sets(tidy.columns_of(found))
        return self._once.lacking[quarter]

    def planner_effects(self, period: Period, closed: pd.DataFrame, *, view: View = ANALYST) -> pd.DataFrame:
        """Return T1 and T2 of the nation and of the ministries with cells closed, before and after."""
        quarter = self._computed(period)
        moved = closing.moves(self._lacking(period), closed, step=planner.step(view))
        measures = [definitions().measures[name] for name in planner.TARGETS]
        scope = Scope({period: quarter}, scenario=planner.PLANNED)
        planned = statement(measures, scope, levels=["nation", "ministry"], by=(), silent=False)
        outcome = sql.statement("query", "planner_outcome")
        query = f"with scenario_outcome as materialized ({outcome}) {planned}"
        units = [NATION, *sorted(closed["ministry"].unique())]
        now = self._read([period], planner.TARGETS, levels=["nation", "ministry"], units=units)
        then = self._asked(query, measures, scope, **moved, quarter=quarter)
        return planner.effects(self._told(now, view=view), self._told(then, view=view), view=view)

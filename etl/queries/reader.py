"""Reads one snapshot: tidy figures, and the named lists pages and exports need."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL, NATION, WITHIN_ROUNDING
from etl.definitions.models import Dimension, Level, Measure, Scenario
from etl.measures.compile import DIMENSIONS, LEVELS, Evidence, Scope, statement
from etl.queries import bodies, change, closing, planner, public, robust, tidy
from etl.queries.lists import Lists
from etl.queries.published import Published
from etl.queries.targets import plan_end
from etl.queries.tidy import Numbers, Tidy
from etl.queries.view import ANALYST, PUBLIC, View
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
    lacking: dict[tuple[int, View], closing.Sets] = field(default_factory=dict)
    units: dict[Period, Mapping[str, bodies.Known]] = field(default_factory=dict)


class Reader(Lists):
    """One open snapshot. Not shared between threads: take a `cursor` for each."""

    def __init__(
        self,
        connection: "duckdb.DuckDBPyConnection",
        *,
        snapshot: SnapshotInfo | None = None,
        quarters: Sequence[int] | None = None,
        published: Published | None = None,
        once: Once | None = None,
    ) -> None:
        """Read from an open snapshot; what it is, holds and hides is found unless it is known."""
        self._connection = connection
        self._published = published or Published()
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
        view: View,
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
        return self._told(rows, evidence=evidence, among=among, view=view).frame(
            snapshot=self.snapshot.id, view=view
        )

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
        rules_of: Period | None = None,
    ) -> Tidy:
        """Return the rows of `figures` as they are, nothing judged or hidden: looked up, or else computed.

        `rules_of` counts persons' outcomes by the rules of another quarter, which takes one period.
        """
        known = definitions()
        chosen = [known.measures[name] for name in (measures if measures is not None else known.measures)]
        scope = Scope(
            quarters={period: self._computed(period) for period in periods},
            evidence=evidence,
            units=None if units is None or NATION in units else units,
            among=among,
            scenario=None if rules_of is None else self._by_rules_of(rules_of, *periods, evidence=evidence),
            shown=None
            if units is None
            else [*units, *(agency.code for code in units for agency in known.agencies_of(code))],
        )
        ordered = [level for level in LEVELS if level in levels]
        rows = self._published.rows(self._connection, chosen, scope, levels=ordered, by=by)
        return rows or self._asked(statement(chosen, scope, levels=ordered, by=by), chosen, scope)

    def _by_rules_of(self, other: Period, period: Period, *, evidence: Evidence) -> str:
        """Lay out the outcomes of a quarter by the rules of another, and return their scenario."""
        reading = Scenario(id="other", th="", en="", evidence=evidence)
        of = {"quarter": self._computed(period), "rules_of": self._computed(other)}
        robust.lay_out(self._connection, [reading], **of)
        return reading.id

    def _asked(self, query: str, measures: Sequence[Measure], scope: Scope, **parameters: object) -> Tidy:
        """Return the tidy rows of a statement."""
        found = tidy.columns_of(self._execute(query, **parameters))
        return Tidy.of(found, periods=list(scope.quarters), measures=measures)

    def _told(
        self,
        rows: Tidy,
        *,
        evidence: Evidence = "ALL",
        among: Sequence[str] | None = None,
        rules_of: Period | None = None,
        view: View,
    ) -> Tidy:
        """Return tidy rows with verdicts written, as a view shows them."""
        ended = self._closing(rows, evidence=evidence, among=among)
        for one in (rows, ended):
            if one and view != ANALYST:
                self._name_large_alone(one, view, evidence=evidence, among=among)
        tidy.judge(rows, ended)
        public.apply(rows, view, units=self._units)
        if view != ANALYST:
            self._recompute(rows, evidence=evidence, among=among, rules_of=rules_of)
        return rows

    def _closing(self, rows: Tidy, *, evidence: Evidence, among: Sequence[str] | None) -> Tidy | None:
        """Return the targets' rows at the ends of plans that are over by a period; None where none is."""
        asked = {measure.id for measure in rows.measures}
        ends = {
            target.measure: end
            for target in definitions().targets.values()
            if target.measure in asked and (end := plan_end(target.id)) and max(rows.periods) > end
        }
        if not ends:
            return None
        levels = [LEVELS[place] for place in np.unique(rows.at["level"]).tolist()]
        return self._read(
            sorted(set(ends.values())), list(ends), levels=levels, evidence=evidence, among=among
        )

    def _units(self, rows: Tidy) -> public.Units:
        """Return what everybody knows of the unit of each row; asked once for a snapshot and a quarter."""
        for period in rows.periods:
            if period not in self._once.units:
                self._once.units[period] = bodies.known(self._read([period], bodies.MEASURES, levels=LEVELS))
        return bodies.units(rows, self._once.units)

    def _name_large_alone(
        self, rows: Tidy, view: View, *, evidence: Evidence, among: Sequence[str] | None
    ) -> None:
        """Let larger units count only bodies that may be named, of what is told of bodies by name."""
        for number, measure in enumerate(rows.measures):
            of = (rows.at["measure"] == number) & (rows.at["level"] != LEVELS.index("agency"))
            of &= ~public.exact_rows(rows, view)
            if measure.public == "named" and of.any():
                found = self._read(rows.periods, [measure.id], levels=["agency"], evidence=evidence)
                bodies.leave_unnamed_open(rows, of, found, self._units(found).named, among=among)

    def _recompute(
        self,
        rows: Tidy,
        *,
        evidence: Evidence,
        among: Sequence[str] | None = None,
        rules_of: Period | None = None,
    ) -> Numbers:
        """Set medians and quartiles, and of how many ministries they are, to those of public figures.

        The least number of ministries is asked of those whose share is public. Returned is how far each may
        lie from the exact one: as far as any share it is of; 0 in other rows.
        """
        slack = np.zeros(len(rows.unit))
        for number, measure in enumerate(rows.measures):
            of = rows.at["measure"] == number
            if measure.public != "recomputed" or not of.any():
                continue
            by = [name for name in DIMENSIONS if (rows.at[name][of] > 0).any()]
            parts = self._read(
                rows.periods, [measure.of], levels=["ministry"], by=by, evidence=evidence, among=among,
                rules_of=rules_of,
            )  # fmt: skip
            needed = [definitions().rule("judge_coverage", period) for period in rows.periods]
            there = parts.numbers["coverage"] >= np.array(needed)[parts.at["period"]]
            public.apply(parts, PUBLIC, units=self._units)
            shown, off = public.comparable(parts), public.slack(parts, PUBLIC)
            for row in np.flatnonzero(of & ~np.isnan(rows.numbers["denominator"])):
                same = np.logical_and.reduce(
                    [parts.at[name] == rows.at[name][row] for name in ("period", *DIMENSIONS)]
                )
                counted = same & there & ~np.isnan(shown)
                told, judged = shown[counted], int(counted.sum())
                slack[row] = public.median_slack(off[counted])
                rows.numbers["denominator"][row] = judged
                if np.isnan(rows.numbers["value"][row]):
                    continue
                enough = public.enough(judged, int(same.sum()), rows.periods[rows.at["period"][row]])
                rows.numbers["value"][row] = public.quantile(told, measure.quantile) if enough else np.nan
                if np.isnan(rows.numbers["value"][row]):
                    rows.mark[row] = CONFIDENTIAL
        return slack

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
        view: View,
    ) -> pd.DataFrame:
        """Return one row per figure: its change since an earlier quarter, of all reporters and of the panel.

        Columns: measure, level, unit_code, group, capability, stage, now, then, change, panel_now,
        panel_then, panel_change, who_reported (change less panel_change), panel (agencies in it),
        then_of (denominator of the earlier figure); mark (of now and then), then_mark, change_mark,
        panel_mark, panel_change_mark, who_mark; rule_changed (now less what it would be by the rules of
        then, null where not known), rule_mark. All are of the figures a view shows;
        where that rounds, a panel that leaves few out is withheld, and a change no larger than rounding can
        make has the mark WITHIN_ROUNDING instead. A median of ministries has no panel.
        """
        periods = list(dict.fromkeys((since, period)))
        read = partial(self._read, periods, evidence=evidence)
        exact = read(measures, levels=levels, by=by, units=units)
        shown, slack = self._shown(exact.copy(), evidence=evidence, view=view)
        found = change.table(
            exact,
            shown,
            read(measures, levels=["agency"], by=by),
            slack=slack,
            when=(periods.index(since), periods.index(period)),
            among=lambda measure, panel: read([measure.id], levels=levels, by=by, units=units, among=panel),
            view=view,
            units=self._units,
        )
        found.attrs["view"] = str(view)
        if not any(since < begun <= period for begun in definitions().rule_changes()):
            unmoved = (found["now"] + found["then"]) * 0
            return found.assign(rule_changed=unmoved, rule_mark=found["mark"].where(unmoved.isna(), None))
        ruled = [name for name in measures if self._measured(name).mart == robust.MART]
        if not ruled:
            return found.assign(rule_changed=np.nan, rule_mark=None)
        rows = self._read(
            [period], ruled, levels=levels, by=by, units=units, evidence=evidence, rules_of=since
        )
        return self._rule_changed(found, *self._shown(rows, evidence=evidence, rules_of=since, view=view))

    @staticmethod
    def _measured(name: str) -> Measure:
        """Return the measure a median is of, or the measure itself."""
        known = definitions().measures
        return known[known[name].of or name]

    def _shown(
        self, rows: Tidy, *, evidence: Evidence, rules_of: Period | None = None, view: View
    ) -> tuple[Tidy, Numbers]:
        """Return exact rows as a view shows them, and how far each of them may lie from the exact one."""
        shown = self._told(rows, evidence=evidence, rules_of=rules_of, view=view)
        slack = public.slack(shown, view)
        if view != ANALYST:
            slack += self._recompute(shown, evidence=evidence, rules_of=rules_of)
        return shown, slack

    def _rule_changed(self, found: pd.DataFrame, ruled: Tidy, slack: Numbers) -> pd.DataFrame:
        """Add now less what is `ruled` otherwise, as a view shows both; a mark where rounding hides it."""
        key = ["measure", "level", "unit_code", *DIMENSIONS]
        other = ruled.frame(snapshot=self.snapshot.id, view=ANALYST)[[*key, "value"]]
        aligned = found[key].join(other.assign(slack=2 * slack).set_index(key), on=key)
        step = (found["now"] - aligned["value"]).round(change.DIGITS) + 0.0
        hidden = (aligned["slack"] > 0) & (step.abs() <= aligned["slack"])
        mark = found["mark"].mask(hidden, WITHIN_ROUNDING)
        return found.assign(rule_changed=step.mask(hidden), rule_mark=mark.where(hidden | step.isna(), None))

    def robustness(self, period: Period, *, view: View) -> pd.DataFrame:
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
            told = self._told(self._asked(query, measures, scope), view=view).frame(
                snapshot=self.snapshot.id, view=view
            )
            tables.append(told.assign(scenario=scenario))
        return robust.with_ranks(pd.concat(tables, ignore_index=True)[["scenario", *tidy.COLUMNS]])

    def stage_ledger(self, period: Period, *, view: View) -> pd.DataFrame:
        """Return one row per agency with a stage at a quarter, and what most keeps it from the next stage.

        Columns: ministry, agency, stage, quarters_in_stage, next_stage (null at the last), blocking_group,
        blocking_capability, lacking and seen (persons), mark. What blocks follows from small counts: it is
        given, with them, of agencies alone that are exact in the view.
        """
        rows = self._rows("stage_ledger", quarter=self._computed(period))
        agencies = rows["agency"].to_numpy(dtype=object).tolist()
        shut = ~np.array([view.exact("agency", agency) for agency in agencies], dtype=bool)
        shut &= rows["next_stage"].notna().to_numpy()
        rows.loc[shut, ["lacking", "seen"]] = float("nan")
        rows.loc[shut, ["blocking_group", "blocking_capability"]] = None
        return rows.assign(mark=tidy.marks(shut, CONFIDENTIAL))

    def planner_cells(
        self,
        period: Period,
        *,
        units: Sequence[str] | None = None,
        group: str | None = None,
        view: View,
    ) -> pd.DataFrame:
        """Return one row per unit, group and capability that persons lack at a quarter.

        A unit is an agency where that is exact in the view, else a ministry: its code stands in `agency`,
        its persons are rounded. Columns: ministry, agency, group, stage, capability, gap, one_step, lacking
        (persons), cost_year, cost_per_person and cost_to_close (baht, null: not known), one_step_per_baht,
        mark.
        """
        rows = self._rows("planner_cells", quarter=self._computed(period), fiscal_year=period.fiscal_year)
        cells = planner.cells(rows, self._lacking(period, view), self._joined(view))
        if units is not None:
            cells = cells[cells["ministry"].isin(list(units)) | cells["agency"].isin(list(units))]
        if group is not None:
            cells = cells[cells["group"] == group]
        return cells.reset_index(drop=True)

    def planner_path(self, period: Period, ranked: pd.DataFrame, *, view: View) -> pd.DataFrame:
        """Return one row per number of ranked cells `closed` at which `persons` in all have become ready."""
        return closing.path(self._lacking(period, view), ranked)

    def _joined(self, view: View) -> dict[str, str]:
        """Return the ministry of each agency that is told of in a view only with its ministry."""
        known = definitions().agencies.values()
        return {one.code: one.ministry for one in known if not view.exact("agency", one.code)}

    def _lacking(self, period: Period, view: View) -> closing.Sets:
        """Return what persons lack at a quarter in a view, asked once for a snapshot."""
        key = self._computed(period), view
        if key not in self._once.lacking:
            if view == ANALYST:
                found = self._execute(sql.statement("query", "planner_lacking"), quarter=key[0])
                self._once.lacking[key] = closing.sets(tidy.columns_of(found))
            else:
                exact = self._lacking(period, ANALYST)
                self._once.lacking[key] = closing.seen_in(exact, self._joined(view), planner.rounded)
        return self._once.lacking[key]

    def planner_effects(self, period: Period, closed: pd.DataFrame, *, view: View) -> pd.DataFrame:
        """Return T1 and T2 of the nation and of the ministries with cells closed, before and after."""
        moved = closing.moves(self._lacking(period, view), closed)
        units = [NATION, *sorted(closed["ministry"].unique())]
        exact = self._read([period], planner.TARGETS, levels=["nation", "ministry"], units=units)
        return planner.effects(exact, self._told(exact.copy(), view=view), moved, view=view)

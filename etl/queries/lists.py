"""The named lists of one snapshot: what pages and exports show beside figures."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.measures.compile import Evidence
from etl.queries import flow, public
from etl.queries.view import ANALYST, View

ROWS: Final = ("rows_read", "accepted", "rejected", "ignored", "problems")
"""How many rows of a file became what."""


class Lists(ABC):
    """Lists read from one open snapshot."""

    @abstractmethod
    def _rows(self, name: str, **parameters: object) -> pd.DataFrame:
        """Return what a statement of etl/sql/query gives."""

    def _of_persons(
        self,
        rows: pd.DataFrame,
        view: View,
        *,
        unit: str,
        persons: Sequence[str],
        told: Callable[[public.Numbers], public.Numbers] = public.coarse,
    ) -> pd.DataFrame:
        """Return rows with their counts of persons as a view tells them, of the unit named in a column."""
        levels = rows["level"] if "level" in rows else ["agency"] * len(rows)
        units = zip(levels, rows[unit], strict=True)
        exact = np.array([view.exact(*one) for one in units], dtype=bool)
        counts = {name: rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in persons}
        shown = {name: np.where(exact, count, told(count)) for name, count in counts.items()}
        return rows if exact.all() else rows.assign(**shown)

    def stage_moves(self, *, period: Period, since: Period) -> pd.DataFrame:
        """Return one row per agency known at both quarters: ministry, agency, stage `earlier` and `later`."""
        return self._rows("stage_moves", quarter=period.index, since=since.index)

    def person_flow(self, *, period: Period, since: Period, unit: str = NATION, view: View) -> pd.DataFrame:
        """Return the persons of the nation or a ministry by state then and now (see `flow.of_unit`)."""
        rows = self._rows("person_flow", quarter=period.index, since=since.index)
        return flow.of_unit(rows, unit, view=view)

    def lapsing(self, period: Period, *, view: View) -> pd.DataFrame:
        """Return one row per ministry and capability: `scores` in force that lapse next quarter, and mark."""
        then = period.shift(1)
        months = int(definitions().rule("validity_months", then))
        rows = self._rows("lapsing", quarter=period.index, next_end=then.end, next_months=months)
        return flow.shown(rows, ["scores"], [view.exact("ministry", unit) for unit in rows["ministry"]])

    def standing(self, period: Period, *, view: View) -> pd.DataFrame:
        """Return one row per agency at a quarter.

        Columns: ministry, agency, stage, quarters_in_stage, expected, reported, headcount, seen, judged.
        """
        rows = self._rows("standing", quarter=period.index)
        return self._of_persons(rows, view, unit="agency", persons=["headcount"], told=public.posts_told)

    def high_potential(self, period: Period, *, view: View, evidence: Evidence = "ALL") -> pd.DataFrame:
        """Return one row per agency expected: ministry, agency, `potential` (has, none, open), headcount.

        An agency too small to be named in public has no `potential` there (null).
        """
        rows = self._rows("high_potential", quarter=period.index, evidence=evidence)
        exact = np.array([view.exact("agency", agency) for agency in rows["agency"]], dtype=bool)
        large = rows["headcount"].to_numpy(dtype=np.float64, na_value=np.nan) >= _named_from()
        rows["potential"] = rows["potential"].where(exact | large)
        return self._of_persons(rows, view, unit="agency", persons=["headcount"], told=public.posts_told)

    def practice_answers(self, period: Period, *, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per agency expected and practice asked for.

        Columns: ministry, agency, stage, practice, status (null: not answered, or lapsed).
        """
        return self._rows("practice_answers", quarter=period.index, units=listed(units))

    def budget(self, *, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, phase, source and fit; `units` keeps these ministries or agencies.

        Columns: fiscal_year, phase, source, misfit, requested, allocated, disbursed (baht, null: not stated),
        agencies.
        """
        return self._rows("budget", units=listed(units))

    def budget_lines(self, *, units: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, agency, source and purpose, in baht."""
        return self._rows("budget_lines", units=listed(units))

    def execution(self) -> pd.DataFrame:
        """Return one row per fiscal year and ministry: budget execution in baht as of the latest report."""
        return self._rows("execution")

    def submissions(self, *, view: View) -> pd.DataFrame:
        """Return one row per submission ever received, the latest first, with its accounting of rows.

        Rows are persons more often than not: they are counted for analysts alone.
        """
        rows = self._rows("submissions")
        return rows if view == ANALYST else rows.assign(**dict.fromkeys(ROWS, np.nan))

    def headcounts(self, agency: str, period: Period) -> pd.DataFrame:
        """Return the agency's latest headcount at or before a quarter, one row per group or position type.

        Columns: category, headcount, period, publisher.
        """
        return self._rows("headcounts", agency=agency, quarter=period.index)

    def returns(self, period: Period) -> pd.DataFrame:
        """Return one row per agency expected at a quarter: ministry, agency, whether it sent each dataset."""
        rows = self._rows("returns", period=str(period), quarter=period.index)
        wide = rows.pivot(index=["ministry", "agency"], columns="dataset", values="sent")
        datasets = [dataset for dataset, found in definitions().datasets.items() if found.period == "quarter"]
        sent = wide.reindex(columns=datasets).notna()
        return sent.rename_axis(columns=None).reset_index()

    def courses(self, period: Period, *, units: Sequence[str] | None = None, view: View) -> pd.DataFrame:
        """Return one row per agency, course and day held in a quarter, the highest share of lecture first.

        Columns: ministry, agency, course, held_on, lecture_hours, hours, lecture_share (no hours: null),
        hours_differ (its rows do not agree: the largest count), mix_ok, hours_to_fix, participants.
        """
        rows = self._rows("courses", quarter=period.index, units=listed(units))
        return self._of_persons(rows, view, unit="agency", persons=["participants"])

    def training_mix(self, period: Period, *, units: Sequence[str] | None = None, view: View) -> pd.DataFrame:
        """Return one row per theme and capability of a quarter's courses, NOT_STATED where none is named.

        Columns: theme, capability, lecture_hours, hours, lecture_share, mix_ok, hours_to_fix, participants.
        """
        rows = self._rows("training_mix", quarter=period.index, units=listed(units))
        exact = units is not None and all(
            view.exact("agency", unit) or view.exact("ministry", unit) for unit in units
        )
        counted = rows["participants"].to_numpy(dtype=np.float64, na_value=np.nan)
        return rows if exact or view == ANALYST else rows.assign(participants=public.coarse(counted))


def _named_from() -> float:
    """Return the headcount from which on an agency is named in public."""
    return definitions().threshold("named_headcount")


def listed(units: Sequence[str] | None) -> list[str] | None:
    """Return units as a statement's parameter; None stands for all."""
    return None if units is None else list(units)

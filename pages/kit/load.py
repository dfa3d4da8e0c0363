"""Figures for pages, read once per snapshot and shared; `released`, `papers` and `kept` keep the rest.

Every run asks which snapshot is published, so a load shows up without a restart; a run then keeps that
snapshot to its end, so one page never mixes two. Who gets a table from here must not change it: all readers
are given the same one, for copying it would cost more than most of what a page does with it.
"""

import gc
import os
from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Event
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st
from cachetools import LRUCache, cached

from etl import pipeline
from etl.commands import DEFAULT_HOME, HOME
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.measures.compile import Evidence
from etl.queries import Reader, open_reader, published_state
from etl.queries.planner import Criterion, Plan, plan
from etl.queries.reader import SnapshotInfo
from etl.queries.view import PUBLIC, View

if TYPE_CHECKING:
    from etl.warehouse.records import Stored

_SETTLED_SECONDS: Final = 60
_KEPT_SNAPSHOTS: Final = 4
_KEPT_TABLES: Final = 512


def home() -> Path:
    """Return the data home, that of the command line: READINESS_HOME, else data/ beside the dashboard."""
    return Path(os.environ.get(HOME) or DEFAULT_HOME)


class _Opened:
    """An open snapshot and what it was asked; it closes when the last page that holds it is gone."""

    def __init__(self, opening: AbstractContextManager[Reader]) -> None:
        self.reader = opening.__enter__()
        self._opening = opening
        # Fifty readers of a page just published ask the same at once: one asks, the others wait.
        self._answers = cached(LRUCache(_KEPT_TABLES), condition=Condition())(self._ask)

    def ask(self, name: str, **asked: Hashable) -> Any:  # noqa: ANN401 each method has a type of its own
        """Return what a method of the reader gives, asked once for all sessions."""
        return self._answers(name, **asked)

    def _ask(self, name: str, **asked: Hashable) -> object:
        return getattr(self.reader.cursor(), name)(**asked)


@dataclass(frozen=True)
class Access:
    """One snapshot's figures as a view shows them; tables are shared and must not be changed."""

    snapshot: SnapshotInfo
    view: View
    _opened: _Opened

    def periods(self) -> list[Period]:
        """Return the quarters agencies reported for, ascending; every known quarter where none did."""
        return list(self._opened.ask("reported_periods"))

    def figures(
        self,
        *,
        periods: Sequence[Period],
        measures: Sequence[str],
        levels: Sequence[Level] = ("nation",),
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
        evidence: Evidence = "ALL",
    ) -> pd.DataFrame:
        """Return tidy figures in the columns of `etl.queries.Reader.figures`, one row a value."""
        found: pd.DataFrame = self._opened.ask(
            "figures",
            periods=tuple(periods),
            measures=tuple(measures),
            levels=tuple(levels),
            by=tuple(by),
            units=None if units is None else tuple(units),
            evidence=evidence,
            view=self.view,
        )
        return found

    def standing(self, period: Period) -> pd.DataFrame:
        """Return one row per agency at a quarter (see `Reader.standing`)."""
        return self._rows("standing", period=period, view=self.view)

    def stage_moves(self, *, period: Period, since: Period) -> pd.DataFrame:
        """Return one row per agency known at both quarters (see `Reader.stage_moves`)."""
        return self._rows("stage_moves", period=period, since=since)

    def person_flow(self, *, period: Period, since: Period, unit: str) -> pd.DataFrame:
        """Return a unit's persons by state then and now (see `Reader.person_flow`)."""
        return self._rows("person_flow", period=period, since=since, unit=unit, view=self.view)

    def lapsing(self, period: Period) -> pd.DataFrame:
        """Return one row per ministry and capability: scores that lapse next (see `Reader.lapsing`)."""
        return self._rows("lapsing", period=period, view=self.view)

    def high_potential(self, period: Period, *, evidence: Evidence) -> pd.DataFrame:
        """Return one row per agency expected: its high-potential group (see `Reader.high_potential`)."""
        return self._rows("high_potential", period=period, evidence=evidence, view=self.view)

    def practice_answers(self, period: Period) -> pd.DataFrame:
        """Return one row per agency expected and practice asked for (see `Reader.practice_answers`)."""
        return self._rows("practice_answers", period=period)

    def change(
        self,
        *,
        period: Period,
        since: Period,
        measures: tuple[str, ...],
        levels: tuple[Level, ...],
        units: tuple[str, ...],
        by: tuple[Dimension, ...] = (),
        evidence: Evidence = "ALL",
    ) -> pd.DataFrame:
        """Return one row per figure: its change, of all reporters and the panel (see `Reader.change`)."""
        return self._rows(
            "change",
            period=period,
            since=since,
            measures=measures,
            levels=levels,
            units=units,
            by=by,
            evidence=evidence,
            view=self.view,
        )

    def stage_ledger(self, period: Period) -> pd.DataFrame:
        """Return one row per agency with a stage, and what keeps it from the next (`Reader.stage_ledger`)."""
        return self._rows("stage_ledger", period=period, view=self.view)

    def returns(self, period: Period) -> pd.DataFrame:
        """Return one row per agency expected at a quarter (see `Reader.returns`)."""
        return self._rows("returns", period=period)

    def submissions(self) -> pd.DataFrame:
        """Return one row per submission ever received, the latest first (see `Reader.submissions`)."""
        return self._rows("submissions", view=self.view)

    def budget(self, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, phase and source, in baht (see `Reader.budget`)."""
        return self._rows("budget", units=units)

    def budget_lines(self, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, agency, source and purpose, in baht (`Reader.budget_lines`)."""
        return self._rows("budget_lines", units=units)

    def execution(self) -> pd.DataFrame:
        """Return one row per fiscal year and ministry, in baht (see `Reader.execution`)."""
        return self._rows("execution")

    def courses(self, period: Period, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per agency, course and day held in a quarter (see `Reader.courses`)."""
        return self._rows("courses", period=period, units=units, view=self.view)

    def training_mix(self, period: Period, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per theme and capability courses were for (see `Reader.training_mix`)."""
        return self._rows("training_mix", period=period, units=units, view=self.view)

    def gaps(
        self, period: Period, *, units: tuple[str, ...] | None = None, group: str | None = None
    ) -> pd.DataFrame:
        """Return one row per agency, group and capability persons lack (see `Reader.planner_cells`)."""
        return self._rows("planner_cells", period=period, units=units, group=group, view=self.view)

    def plan(
        self,
        period: Period,
        *,
        closing: int,
        criterion: Criterion,
        units: tuple[str, ...] | None = None,
        group: str | None = None,
    ) -> Plan:
        """Return the gaps in the order of a criterion and what closing the first of them would change."""
        return _plan(self._opened, self.snapshot.id, period, closing, criterion, units, group, self.view)

    def robustness(self, period: Period) -> pd.DataFrame:
        """Return tidy figures of a quarter under every scenario, with bands (see `Reader.robustness`)."""
        return self._rows("robustness", period=period, view=self.view)

    def _rows(self, name: str, **asked: Hashable) -> pd.DataFrame:
        rows: pd.DataFrame = self._opened.ask(name, **asked)
        return rows

    def reader(self) -> Reader:
        """Return a reader of this snapshot with a cursor of its own, for what writes whole documents."""
        return self._opened.reader.cursor()


def current(view: View = PUBLIC) -> Access:
    """Return the published snapshot as a view shows it, opened once for all sessions.

    NothingPublished or OutdatedSnapshot (see `etl.queries.open_reader`) where there is none to show.
    """
    opened = _open(str(home()), published_state(home()))
    return Access(opened.reader.snapshot, view, opened)


def received(access: Access) -> "tuple[Stored, ...]":
    """Return every file ever received, in that order, as of a snapshot."""
    return _received(str(home()), access.snapshot.id)


def first_run() -> bool:
    """Return whether this is the first run of any page in this process; True once."""
    runs = _runs()
    first = not runs.is_set()
    runs.set()
    return first


@st.cache_resource(ttl=_SETTLED_SECONDS, show_spinner=False)
def settle() -> None:
    """Take what lives by now out of the garbage collector's sight, again after a minute.

    Streamlit collects after every run of a page; walking its modules, those of pandas and Plotly, and the
    sessions of all other readers each time costs more than most pages do.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=_KEPT_SNAPSHOTS, show_spinner=False)
def _received(folder: str, snapshot: str) -> "tuple[Stored, ...]":
    del snapshot
    return pipeline.history(Path(folder))


@st.cache_resource(show_spinner=False)
def _runs() -> Event:
    return Event()


@st.cache_resource(max_entries=_KEPT_SNAPSHOTS, show_spinner=False)
def _open(folder: str, state: tuple[object, ...]) -> _Opened:
    del state
    return _Opened(open_reader(Path(folder)))


@st.cache_resource(max_entries=_KEPT_TABLES, show_spinner=False)
def _plan(
    _opened: _Opened,
    snapshot: str,
    period: Period,
    closing: int,
    criterion: Criterion,
    units: tuple[str, ...] | None,
    group: str | None,
    view: View,
) -> Plan:
    del snapshot
    cells = _opened.ask("planner_cells", period=period, units=units, group=group, view=view)
    return plan(_opened.reader.cursor(), period, cells, closing=closing, criterion=criterion, view=view)

"""Figures for pages, read once per snapshot and kept; `released`, `papers` and `drawn` keep the rest.

Every run asks which snapshot is published, so a load shows up without a restart; a run then keeps that
snapshot to its end, so one page never mixes two.
"""

import gc
import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd
import streamlit as st

from etl import pipeline
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.queries import Reader, open_reader
from etl.queries.compile import Evidence
from etl.queries.disclosure import Role
from etl.queries.planner import Criterion, Plan, plan
from etl.queries.reader import SnapshotInfo

if TYPE_CHECKING:
    from etl.warehouse.records import Stored

ROLE: Final[Role] = "executive"
"""Pages know no sign-in: everybody sees what everybody may see."""

_KEPT_SNAPSHOTS: Final = 4
_KEPT_TABLES: Final = 512
_ATTEMPTS: Final = 5

Rows = Literal[
    "standing",
    "stage_moves",
    "stage_ledger",
    "returns",
    "submissions",
    "budget",
    "budget_lines",
    "execution",
    "courses",
    "training_mix",
    "training_units",
    "change",
    "robustness",
]


def home() -> Path:
    """Return the data home: READINESS_HOME, else data/ beside the dashboard."""
    return Path(os.environ.get("READINESS_HOME") or Path(__file__).parents[2] / "data")


@dataclass(frozen=True)
class _Opened:
    """An open snapshot; it closes when the last page that holds it is gone."""

    reader: Reader
    opening: AbstractContextManager[Reader]


@dataclass(frozen=True)
class Access:
    """One snapshot's figures, as everybody may see them; tables are shared copies of the cache's own."""

    snapshot: SnapshotInfo
    _opened: _Opened

    def periods(self) -> list[Period]:
        """Return the quarters agencies reported for, ascending; every known quarter where none did."""
        return [Period.parse(text) for text in _periods(self._opened, self.snapshot.id)]

    def figures(
        self,
        *,
        periods: Sequence[Period],
        measures: Sequence[str],
        levels: Sequence[Level] = ("nation",),
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
        among: Sequence[str] | None = None,
        evidence: Evidence = "ALL",
    ) -> pd.DataFrame:
        """Return tidy figures in the columns of `etl.queries.Reader.figures`, one row a value."""
        return _figures(
            self._opened,
            self.snapshot.id,
            tuple(map(str, periods)),
            tuple(measures),
            tuple(levels),
            tuple(by),
            None if units is None else tuple(units),
            None if among is None else tuple(among),
            evidence,
        )

    def standing(self, period: Period) -> pd.DataFrame:
        """Return one row per agency at a quarter (see `Reader.standing`)."""
        return _rows(self._opened, self.snapshot.id, "standing", period=period)

    def stage_moves(self, *, period: Period, since: Period) -> pd.DataFrame:
        """Return one row per agency known at both quarters (see `Reader.stage_moves`)."""
        return _rows(self._opened, self.snapshot.id, "stage_moves", period=period, since=since)

    def change(
        self,
        *,
        period: Period,
        since: Period,
        measures: tuple[str, ...],
        levels: tuple[Level, ...],
        units: tuple[str, ...],
        evidence: Evidence = "ALL",
    ) -> pd.DataFrame:
        """Return one row per figure: its change, of all reporters and the panel (see `Reader.change`)."""
        return _rows(
            self._opened,
            self.snapshot.id,
            "change",
            period=period,
            since=since,
            measures=measures,
            levels=levels,
            units=units,
            evidence=evidence,
            role=ROLE,
        )

    def stage_ledger(self, period: Period) -> pd.DataFrame:
        """Return one row per agency with a stage, and what keeps it from the next (`Reader.stage_ledger`)."""
        return _rows(self._opened, self.snapshot.id, "stage_ledger", period=period, role=ROLE)

    def returns(self, period: Period) -> pd.DataFrame:
        """Return one row per agency expected at a quarter (see `Reader.returns`)."""
        return _rows(self._opened, self.snapshot.id, "returns", period=period)

    def submissions(self) -> pd.DataFrame:
        """Return one row per submission ever received, the latest first (see `Reader.submissions`)."""
        return _rows(self._opened, self.snapshot.id, "submissions")

    def budget(self, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per fiscal year, phase and source, in baht (see `Reader.budget`)."""
        return _rows(self._opened, self.snapshot.id, "budget", units=units)

    def budget_lines(self, *, fiscal_year: int, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per agency, source and purpose, in baht (see `Reader.budget_lines`)."""
        return _rows(self._opened, self.snapshot.id, "budget_lines", fiscal_year=fiscal_year, units=units)

    def execution(self) -> pd.DataFrame:
        """Return one row per fiscal year and ministry, in baht (see `Reader.execution`)."""
        return _rows(self._opened, self.snapshot.id, "execution")

    def courses(self, period: Period, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per agency, course and day held in a quarter (see `Reader.courses`)."""
        return _rows(self._opened, self.snapshot.id, "courses", period=period, units=units)

    def training_units(self, period: Period, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per agency and ministry that trained, and one of all (`Reader.training_units`)."""
        return _rows(self._opened, self.snapshot.id, "training_units", period=period, units=units)

    def training_mix(self, period: Period, *, units: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return one row per theme and capability courses were for (see `Reader.training_mix`)."""
        return _rows(self._opened, self.snapshot.id, "training_mix", period=period, units=units)

    def gaps(
        self, period: Period, *, units: tuple[str, ...] | None = None, group: str | None = None
    ) -> pd.DataFrame:
        """Return one row per agency, group and capability persons lack (see `Reader.planner_cells`)."""
        return _gaps(self._opened, self.snapshot.id, period, units, group)

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
        return _plan(self._opened, self.snapshot.id, period, closing, criterion, units, group)

    def robustness(self, period: Period) -> pd.DataFrame:
        """Return tidy figures of a quarter under every scenario, with bands (see `Reader.robustness`)."""
        return _rows(self._opened, self.snapshot.id, "robustness", period=period, role=ROLE)

    def reader(self) -> Reader:
        """Return a reader of this snapshot with a cursor of its own, for what writes whole documents."""
        return self._opened.reader.cursor()


def current() -> Access:
    """Return the published snapshot, opened once for all sessions.

    NothingPublished or OutdatedSnapshot (see `etl.queries.open_reader`) where there is none to show.
    """
    for _ in range(_ATTEMPTS):
        found = _published(home())
        opened = _open(str(home()), found)
        if opened.reader.snapshot.id == found:
            return Access(opened.reader.snapshot, opened)
        _open.clear(str(home()), found)
    raise RuntimeError("snapshots are published faster than they can be opened")


def received(access: Access) -> "tuple[Stored, ...]":
    """Return every file ever received, in that order, as of a snapshot."""
    return _received(str(home()), access.snapshot.id)


def first_run() -> bool:
    """Return whether this is the first run of any page in this process; True once."""
    runs = _runs()
    first = not runs.is_set()
    runs.set()
    return first


@st.cache_resource(show_spinner=False)
def settle() -> None:
    """Take what is imported by now out of the garbage collector's sight.

    Streamlit collects after every run of a page; walking its modules and those of pandas and Plotly each time
    costs more than most pages do.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=_KEPT_SNAPSHOTS, show_spinner=False)
def _received(folder: str, snapshot: str) -> "tuple[Stored, ...]":
    del snapshot
    return pipeline.history(Path(folder))


@st.cache_resource(show_spinner=False)
def _runs() -> Event:
    return Event()


def _published(folder: Path) -> str:
    with open_reader(folder) as reader:
        return reader.snapshot.id


@st.cache_resource(max_entries=_KEPT_SNAPSHOTS, show_spinner=False)
def _open(folder: str, snapshot: str) -> _Opened:
    del snapshot
    opening = open_reader(Path(folder))
    return _Opened(opening.__enter__(), opening)


@st.cache_data(max_entries=_KEPT_SNAPSHOTS, show_spinner=False)
def _periods(_opened: _Opened, snapshot: str) -> list[str]:
    del snapshot
    return [str(period) for period in _opened.reader.cursor().reported_periods()]


@st.cache_data(max_entries=_KEPT_TABLES, show_spinner=False)
def _figures(
    _opened: _Opened,
    snapshot: str,
    periods: tuple[str, ...],
    measures: tuple[str, ...],
    levels: tuple[Level, ...],
    by: tuple[Dimension, ...],
    units: tuple[str, ...] | None,
    among: tuple[str, ...] | None,
    evidence: Evidence,
) -> pd.DataFrame:
    del snapshot
    return _opened.reader.cursor().figures(
        periods=[Period.parse(text) for text in periods],
        measures=measures,
        levels=levels,
        by=by,
        units=units,
        among=among,
        evidence=evidence,
        role=ROLE,
    )


@st.cache_data(max_entries=_KEPT_TABLES, show_spinner=False)
def _rows(
    _opened: _Opened, snapshot: str, name: Rows, **arguments: Period | int | str | tuple[str, ...] | None
) -> pd.DataFrame:
    del snapshot
    rows: pd.DataFrame = getattr(_opened.reader.cursor(), name)(**arguments)
    return rows


@st.cache_data(max_entries=_KEPT_TABLES, show_spinner=False)
def _gaps(
    _opened: _Opened, snapshot: str, period: Period, units: tuple[str, ...] | None, group: str | None
) -> pd.DataFrame:
    del snapshot
    return _opened.reader.cursor().planner_cells(period, units=units, group=group, role=ROLE)


@st.cache_data(max_entries=_KEPT_TABLES, show_spinner=False)
def _plan(
    _opened: _Opened,
    snapshot: str,
    period: Period,
    closing: int,
    criterion: Criterion,
    units: tuple[str, ...] | None,
    group: str | None,
) -> Plan:
    cells = _gaps(_opened, snapshot, period, units, group)
    return plan(_opened.reader.cursor(), period, cells, closing=closing, criterion=criterion, role=ROLE)

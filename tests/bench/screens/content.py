"""What the overview page shows, as key figures and charts: the same functions draw it for every contender."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries import Reader, open_reader
from etl.queries import number as printed
from etl.queries.view import PUBLIC
from pages.kit import cards, charts
from pages.kit.load import home
from pages.kit.theme import look
from pages.kit.tidy import of_group, of_measure, one

KEY = ("reporting_rate", "coverage", "ready_share", "ministry_median")
TARGETS = ("T1", "T2", "T3", "T4")
EVIDENCE = ("evidence_a", "evidence_b", "evidence_c")
GROUPS = ("", "TECH")
"""The groups the filter changes between: all of them, and one."""


@cache
def reader() -> Reader:
    """The reader of READINESS_HOME, opened once and never closed, as the dashboard's is."""
    opening = open_reader(Path(home()))
    _KEPT.append(opening)
    return opening.__enter__()


_KEPT: list[object] = []


def content(group: str) -> tuple[list[tuple[str, str]], list[go.Figure]]:
    """The key figures (label, value) and the charts of the overview, of a group or of all."""
    words, shades = definitions().words("th"), look("light")
    quarters = reader().reported_periods()
    period = quarters[-1]
    key = _figures(group, KEY, periods=(*quarters, period.shift(-4)))
    changes = _changes(period)
    targets = _figures(group, TARGETS, periods=(period,))
    shown = [(card.label, card.value) for card in cards.national(key, changes, period, words)]
    shown += [(name, printed.percent(one(targets, name, period=period).value)) for name in TARGETS]
    ministries = _figures(group, ("ready_share",), periods=(period,), levels=("ministry",))
    grid = _figures(group, ("capability_pass",), periods=(period,), levels=("ministry",), by=("capability",))
    evidence = _figures(group, EVIDENCE, periods=(period,))
    middle = one(key, "ministry_median", period=period)
    return shown, [
        charts.ranged_dots(ministries, words, shades, median=middle),
        charts.heat_grid(grid, "unit_code", "capability", words, shades),
        *(charts.trend(of_measure(key, name), words, shades) for name in ("ready_share", "coverage")),
        charts.evidence_bar(evidence, words, shades),
    ]


@cache
def _changes(period: Period) -> pd.DataFrame:
    return reader().change(period=period, since=period.shift(-4), measures=KEY[1:3], view=PUBLIC)


@cache
def _figures(
    group: str,
    measures: tuple[str, ...],
    *,
    periods: tuple[Period, ...],
    levels: tuple[str, ...] = ("nation",),
    by: tuple[str, ...] = (),
) -> pd.DataFrame:
    found = reader().figures(
        periods=list(dict.fromkeys(periods)),
        measures=measures,
        levels=levels,  # type: ignore[arg-type]
        by=by if not group else ("group", *by),  # type: ignore[arg-type]
        view=PUBLIC,
    )
    return of_group(found, group) if group else found

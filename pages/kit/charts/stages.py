"""Agencies per stage over the quarters, as stacked columns with their numbers."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NOT_STATED
from etl.queries import number as printed
from etl.queries.figure import walk
from pages.kit.charts.canvas import (
    AXIS,
    KEYS,
    SCALE,
    canvas,
    hover,
    label_pixels,
    narrowed,
    nothing,
    upright,
)
from pages.kit.charts.names import full, quarter_tick
from pages.kit.theme import PATTERNS, SMALL, Look

_HEIGHT: Final = 300
_PRINTED: Final = 0.05
"""Least part of the highest column that has room for its number."""

Counts = dict[str, dict[str, int]]
"""Agencies per stage per quarter."""


def stage_columns(figures: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return agencies per stage per quarter, stacked, of one unit's `stage_share` figures split by stage.

    Agencies expected without a stated stage are drawn where `reporting_rate` figures by stage come along.
    """
    counts = _counts(figures)
    if not counts:
        return nothing(look, words)
    quarters = list(counts)
    texts, slim = (
        [quarter_tick(period, words, narrow=narrow) for period in quarters] for narrow in (False, True)
    )
    figure = canvas(
        look, height=_HEIGHT + KEYS + AXIS, showlegend=True, barmode="stack", bargap=0.25, margin={"t": KEYS}
    )
    figure.update_layout(
        xaxis={
            "type": "category",
            "tickvals": quarters,
            "ticktext": texts,
            "title": {"text": words("charts.quarter_axis")},
        },
        yaxis={"rangemode": "tozero"},
        legend={"traceorder": "normal"},
    )
    narrowed(figure, SCALE + len(quarters) * label_pixels(texts), xaxis={"ticktext": slim})
    least = _PRINTED * max(sum(stages.values()) for stages in counts.values())
    for stage in (*definitions().stages, NOT_STATED):
        numbers = [counts[period].get(stage, 0) for period in quarters]
        if any(numbers):
            figure.add_trace(_column(stage, quarters, numbers, least, words, look))
    return upright(figure, words("charts.agencies_axis"))


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: agencies per stage in the latest quarter."""
    counts = _counts(figures)
    if not counts:
        return words("charts.alt.nothing")
    last = list(counts)[-1]
    parts = [
        words(
            "charts.series_value", name=full("stage", stage, words), value=printed.count(counts[last][stage])
        )
        for stage in (*definitions().stages, NOT_STATED)
        if stage in counts[last]
    ]
    return words("charts.alt.stages", period=Period.parse(last).short(words.lang), parts=", ".join(parts))


def _counts(figures: pd.DataFrame) -> Counts:
    """Return agencies per stage per quarter, the quarters ascending."""
    counts: Counts = {}
    for row in walk(figures[(figures["stage"] != ALL) & (figures["group"] == ALL)]):
        stated = row.measure == "stage_share" and row.stage != NOT_STATED
        unstated = row.measure == "reporting_rate" and row.stage == NOT_STATED
        number = row.numerator if stated else row.denominator
        if (stated or unstated) and number:
            counts.setdefault(row.period, {})[row.stage] = round(number)
    return {period: counts[period] for period in sorted(counts)}


def _column(
    stage: str, quarters: list[str], numbers: list[int], least: float, words: Words, look: Look
) -> go.Bar:
    colour = look.stages[stage]
    name = full("stage", stage, words)
    pattern = PATTERNS.get(stage, "")
    return go.Bar(
        x=quarters,
        y=numbers,
        name=name,
        marker={
            "color": look.page if pattern else colour,
            "line": {"color": look.page if not pattern else colour, "width": 1},
            "pattern": {
                "shape": pattern,
                "fgcolor": look.grid,
                "size": 8,
                "solidity": 0.3,
                "fillmode": "overlay",
            },
        },
        text=[printed.count(number) if number >= least else "" for number in numbers],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": look.text if pattern else look.on(colour), "size": SMALL},
        hovertext=[
            hover(
                Period.parse(period).label(words.lang),
                {name: f"{printed.count(number)} {words('charts.unit.agencies')}"},
                words,
            )
            for period, number in zip(quarters, numbers, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )

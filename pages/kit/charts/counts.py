"""Two counts of persons, one row per capability: those below the mark, and of them those one step away."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.queries.figure import Figure, walk
from pages.kit.charts.canvas import (
    AXIS,
    FOOT,
    KEYS,
    axis_title,
    beside,
    canvas,
    nothing,
    row_height,
    rows_of,
    told,
)
from pages.kit.charts.names import Side, short
from pages.kit.charts.numbers import by_side, each, shown_or_mark
from pages.kit.theme import Look

_TWO: Final = 2
_VALUES: Final = 104
"""Width of the column of both counts at the right."""


def count_bars(figures: pd.DataFrame, side: Side, words: Words, look: Look) -> go.Figure:
    """Return two bars per code of a side: the first measure of the figures wide and pale, the second on it.

    The second must count some of the first, so that the bar on top is part of the one below. A suppressed or
    missing count has no bar but its mark at the right.
    """
    measures = _measures(figures)
    rows = {
        measure: {getattr(row, side): row for row in _rows(figures, measure, side)} for measure in measures
    }
    codes = list(dict.fromkeys(code for found in rows.values() for code in found))
    known = [row for found in rows.values() for row in found.values() if row.known]
    if len(measures) < _TWO or not known:
        return nothing(look, words)
    first, second = measures
    names = [short(side, code, words) for code in codes]
    figure = canvas(
        look, height=len(codes) * (row_height(names) + 8) + KEYS + AXIS, showlegend=True, barmode="overlay"
    )
    figure.update_layout(
        margin={"r": _VALUES, "t": KEYS},
        xaxis={
            "title": {"text": axis_title(first, words)},
            "rangemode": "tozero",
            "nticks": 3,
            "tickformat": ",d",
        },
        **rows_of(codes, names),
        **FOOT,
        legend={"traceorder": "normal"},
    )
    for measure, width, colour in ((first, 0.62, look.bar), (second, 0.3, look.not_ready)):
        drawn = [row for row in rows[measure].values() if row.known]
        figure.add_bar(
            x=[row.value for row in drawn],
            y=[getattr(row, side) for row in drawn],
            orientation="h",
            width=width,
            name=words.name(definitions().measures[measure]),
            marker={
                "color": colour,
                "cornerradius": 3,
                "line": {"color": look.page, "width": 1},
            },
            customdata=[getattr(row, side) for row in drawn],
            hovertext=[told(row, side, words) for row in drawn],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for number, code in enumerate(codes):
        whole, part = (shown_or_mark(rows[measure].get(code), words) for measure in measures)
        beside(figure, number, f"<b>{whole}</b><br>{part}", look)
    return figure


def alt(figures: pd.DataFrame, side: Side, words: Words) -> str:
    """Return in one sentence each measure's counts, row by row."""
    told = [
        each(by_side(figures[figures["measure"] == measure], side), side, words)
        for measure in _measures(figures)
    ]
    return " ".join(told) or words("charts.alt.nothing")


def _measures(figures: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(figures["measure"]))[:_TWO]


def _rows(figures: pd.DataFrame, measure: str, side: Side) -> list[Figure]:
    return walk(by_side(figures[figures["measure"] == measure], side))

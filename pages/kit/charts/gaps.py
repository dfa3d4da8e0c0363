"""A signed difference, one row per capability: how far self-assessment stands above or below the test."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from pages.kit.charts.canvas import (
    AXIS,
    FOOT,
    KEYS,
    at_right,
    axis_title,
    canvas,
    nothing,
    row_height,
    rows_of,
    told,
)
from pages.kit.charts.names import Side, short
from pages.kit.charts.numbers import by_side, each
from pages.kit.theme import Look

_VALUES: Final = 104
_DOT: Final = 12
_LINE: Final = 20
"""Height of the title's second line: in one it is wider than a telephone leaves."""
_LEAST: Final = 10.0
"""Points the axis shows at least on either side, so that a small gap looks small."""


def gap_dots(figures: pd.DataFrame, side: Side, words: Words, look: Look) -> go.Figure:
    """Return one dot per code of a side with a stem from zero; the value and n stand at the right."""
    rows = walk(by_side(figures, side))
    known = [row for row in rows if row.known]
    if not known:
        return nothing(look, words)
    codes = [getattr(row, side) for row in rows]
    names = [short(side, code, words) for code in codes]
    furthest = max(_LEAST, *(abs(row.amount) * 1.15 for row in known))
    figure = canvas(look, height=len(rows) * (row_height(names) + 8) + KEYS + AXIS + _LINE)
    figure.update_layout(
        margin={"r": _VALUES, "t": KEYS},
        xaxis={
            "title": {"text": axis_title(rows[0].measure, words).replace(" (", "<br>(")},
            "range": [-furthest, furthest],
            "nticks": 4,
            "zeroline": True,
            "zerolinecolor": look.muted,
            "zerolinewidth": 2,
        },
        **rows_of(codes, names),
        **{**FOOT, "margin_b": AXIS + _LINE},
    )
    figure.add_scatter(
        x=[end for row in known for end in (0, row.value, None)],
        y=[code for row in known for code in (getattr(row, side), getattr(row, side), None)],
        mode="lines",
        line={"color": look.span, "width": 4},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=[row.value for row in known],
        y=[getattr(row, side) for row in known],
        mode="markers",
        marker={
            "size": _DOT,
            "color": look.value,
            "symbol": ["triangle-right" if row.amount > 0 else "triangle-left" for row in known],
        },
        cliponaxis=False,
        hovertext=[told(row, side, words) for row in known],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    at_right(figure, codes, [_said(row, words) for row in rows], look, end=furthest)
    return figure


def alt(figures: pd.DataFrame, side: Side, words: Words) -> str:
    """Return in one sentence how far self-assessment stands from the test in each row."""
    return each(by_side(figures, side), side, words)


def _said(row: Figure, words: Words) -> str:
    """Return value and n as two lines; the mark alone where there is no value."""
    n = f"<br>{words('charts.n', n=printed.count(row.denominator))}" if row.known else ""
    return f"<b>{row.number().text}</b>{n}"

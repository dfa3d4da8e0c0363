"""One row per unit: a dot for the measured value on a line for what the truth can be."""

from itertools import pairwise
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import MISSING
from etl.queries import number as printed
from etl.queries import statements
from etl.queries.figure import Figure, walk
from etl.queries.statements import Kind
from pages.kit.charts.canvas import (
    AXIS,
    FOOT,
    KEYS,
    at_right,
    canvas,
    key,
    nothing,
    row_height,
    rows_of,
    share_axis,
    told,
)
from pages.kit.charts.names import short
from pages.kit.charts.numbers import shown, whole
from pages.kit.theme import Look

_DOT: Final = 13
_LINE: Final = 4
_VALUES: Final = 84
"""Width of the column of values at the right."""


def ranged_dots(
    figures: pd.DataFrame, words: Words, look: Look, *, median: Figure | None = None
) -> go.Figure:
    """Return one row per ministry or agency of a share, in bands: judged enough, thinly judged, no value.

    In each band the highest stands on top. A ring instead of a dot tells that too few are judged for a
    verdict. `median` draws a dashed line. A click tells the unit's code in `customdata`.
    """
    rows = _sorted(figures)
    if not rows:
        return nothing(look, words)
    codes = [row.unit_code for row in rows]
    names = [short("unit_code", code, words) for code in codes]
    height = len(rows) * row_height(names) + KEYS + AXIS
    figure = canvas(look, height=height, showlegend=True)
    figure.update_layout(
        margin={"r": _VALUES, "t": KEYS},
        xaxis=share_axis(rows[0].measure, words),
        **rows_of(codes, names),
        **FOOT,
    )
    known = [row for row in rows if row.known]
    figure.add_trace(_spans([row for row in known if row.ranged], look))
    figure.add_trace(_dots(known, words, look))
    figure.add_trace(_silent([row for row in rows if not row.known], words, look))
    at_right(figure, codes[: len(known)], [shown(row, words) for row in known], look)
    _bands(figure, rows, look)
    figure.add_traces(_keys(known, words, look))
    if median is not None and median.known:
        _median(figure, median, words, look)
    return figure


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: highest, lowest, how many without a value or thinly covered."""
    rows = _sorted(figures)
    known = [row for row in rows if row.known]
    if not known:
        return words("charts.alt.nothing")
    kind: Kind = "ministry" if known[0].unit_code in definitions().ministries else "agency"
    return words(
        "charts.alt.ranged",
        extremes=statements.extremes(rows, kind).text(words),
        silent=len(rows) - len(known),
        thin=sum(row.thin for row in known),
    )


def _sorted(figures: pd.DataFrame) -> list[Figure]:
    rows = walk(whole(figures))
    return sorted(
        rows, key=lambda row: (not row.known, row.thin, -row.amount if row.known else 0.0, row.unit_code)
    )


def _value(row: Figure) -> float:
    return row.amount


def _bands(figure: go.Figure, rows: list[Figure], look: Look) -> None:
    """Draw a line between two bands: a thinly judged value next to a firm one must not pass for its rank."""
    for number, (above, below) in enumerate(pairwise(rows), start=1):
        if (above.known, above.thin) != (below.known, below.thin):
            figure.add_hline(y=number - 0.5, line={"color": look.muted, "width": 1, "dash": "dot"})


def _spans(rows: list[Figure], look: Look) -> go.Scatter:
    """Return all lines as one trace: low, high, break."""
    return go.Scatter(
        x=[end for row in rows for end in (row.low, row.high, None)],
        y=[code for row in rows for code in (row.unit_code, row.unit_code, None)],
        mode="lines",
        line={"color": look.span, "width": _LINE},
        hoverinfo="skip",
        showlegend=False,
    )


def _dots(rows: list[Figure], words: Words, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[row.value for row in rows],
        y=[row.unit_code for row in rows],
        mode="markers",
        marker={
            "size": _DOT,
            "color": [look.page if row.thin else look.value for row in rows],
            "line": {"color": look.value, "width": 2.5},
            "opacity": 1,
        },
        unselected={"marker": {"opacity": 1}},
        cliponaxis=False,
        customdata=[row.unit_code for row in rows],
        hovertext=[told(row, "unit_code", words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _silent(rows: list[Figure], words: Words, look: Look) -> go.Scatter:
    """Return the rows without a value: a small cross and the reason, where a dot would be at zero."""
    return go.Scatter(
        x=[0.02] * len(rows),
        y=[row.unit_code for row in rows],
        mode="markers+text",
        marker={"symbol": "x-thin", "size": 8, "line": {"color": look.missing, "width": 1.5}},
        text=[f"\N{NO-BREAK SPACE}{words(f'charts.mark.{row.mark or MISSING}')}" for row in rows],
        textposition="middle right",
        textfont={"color": look.muted},
        cliponaxis=False,
        customdata=[row.unit_code for row in rows],
        hovertext=[told(row, "unit_code", words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _keys(rows: list[Figure], words: Words, look: Look) -> list[go.Scatter]:
    dot = {"size": _DOT, "line": {"color": look.value, "width": 2.5}}
    keys = [key(words("charts.value"), mode="markers", marker={**dot, "color": look.value})]
    if thin_rows := [row for row in rows if row.thin]:
        share = printed.whole_percent(thin_rows[-1].needed)
        keys.append(
            key(words("charts.thin", share=share), mode="markers", marker={**dot, "color": look.page})
        )
    if any(row.ranged for row in rows):
        keys.append(key(words("charts.range"), mode="lines", line={"color": look.span, "width": _LINE}))
    return keys


def _median(figure: go.Figure, median: Figure, words: Words, look: Look) -> None:
    """Draw the median as a dashed line, and name it among the keys."""
    line = {"color": look.median, "width": 2, "dash": "dash"}
    figure.add_vline(x=median.value, line=line, layer="below")
    figure.add_trace(key(words("charts.median", value=median.share().text), mode="lines", line=line))

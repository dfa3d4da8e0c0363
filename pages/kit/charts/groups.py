"""Groups or capabilities: a share with what the truth can be, and how many persons stand behind it."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words
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
from pages.kit.charts.names import Side, short
from pages.kit.charts.numbers import by_side, shown
from pages.kit.theme import PATTERNS, Look

_VALUES: Final = 104
"""Width of the column of values and counts at the right."""
_KINDS: Final[dict[Side, Kind]] = {"group": "group", "capability": "capability", "stage": "stage"}
_HATCH: Final = {"fillmode": "overlay", "size": 8, "solidity": 0.35}


def group_bars(figures: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return one bar per group of a share of one unit: see `share_bars`."""
    return share_bars(figures, "group", words, look)


def share_bars(figures: pd.DataFrame, side: Side, words: Words, look: Look) -> go.Figure:
    """Return one bar per code of a side of a share of one unit, with a whisker for its range and n, persons.

    A hatched bar tells that too few are judged for a verdict. A click tells the code in `customdata`.
    """
    rows = _by(figures, side)
    if not rows:
        return nothing(look, words)
    codes = [getattr(row, side) for row in rows]
    names = [short(side, code, words) for code in codes]
    figure = canvas(
        look, height=len(rows) * (row_height(names) + 8) + KEYS + AXIS, showlegend=True, bargap=0.36
    )
    figure.update_layout(
        margin={"r": _VALUES, "t": KEYS},
        xaxis=share_axis(rows[0].measure, words),
        **rows_of(codes, names),
        **FOOT,
    )
    known = [row for row in rows if row.known]
    figure.add_trace(_bars(known, side, words, look))
    at_right(figure, codes, [_said(row, words) for row in rows], look)
    whisker = {"symbol": "line-ew", "size": 18, "line": {"color": look.text, "width": 2}}
    if any(row.ranged for row in known):
        figure.add_trace(key(words("charts.range"), mode="markers", marker=whisker))
    if thin_rows := [row for row in known if row.thin]:
        share = printed.whole_percent(thin_rows[-1].needed)
        hatched = {"color": look.bar, "pattern": {**_HATCH, "shape": PATTERNS["doubt"], "fgcolor": look.page}}
        figure.add_bar(
            x=[None], y=[None], name=words("charts.thin", share=share), marker=hatched, showlegend=True
        )
    return figure


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: the highest and the lowest group."""
    return share_alt(figures, "group", words)


def share_alt(figures: pd.DataFrame, side: Side, words: Words) -> str:
    """Return the finding in one sentence: between which shares they lie, named where their ranges allow."""
    rows = _by(figures, side)
    if not any(row.known for row in rows):
        return words("charts.alt.nothing")
    return statements.extremes(rows, _KINDS[side]).text(words)


def _by(figures: pd.DataFrame, side: Side) -> list[Figure]:
    """Return the rows split by one side alone, in the defined order of its codes."""
    return walk(by_side(figures, side))


def _bars(rows: list[Figure], side: Side, words: Words, look: Look) -> go.Bar:
    return go.Bar(
        x=[row.value for row in rows],
        y=[getattr(row, side) for row in rows],
        orientation="h",
        marker={
            "color": look.bar,
            "cornerradius": 3,
            "pattern": {
                "shape": [PATTERNS["doubt"] if row.thin else "" for row in rows],
                "fgcolor": look.page,
                **_HATCH,
            },
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0 if row.high is None else row.high - row.amount for row in rows],
            "arrayminus": [0 if row.low is None else row.amount - row.low for row in rows],
            "visible": any(row.ranged for row in rows),
            "color": look.text,
            "thickness": 1.5,
            "width": 6,
        },
        customdata=[getattr(row, side) for row in rows],
        unselected={"marker": {"opacity": 1}},
        hovertext=[told(row, side, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _said(row: Figure, words: Words) -> str:
    """Return value and n as two lines; the mark alone where there is no value."""
    if not row.known:
        return shown(row, words)
    return f"<b>{shown(row, words)}</b><br>{words('charts.n', n=printed.count(row.denominator))}"

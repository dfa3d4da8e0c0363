"""Lecture's share of training hours, one row per unit, against the limit."""

from typing import Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words
from etl.queries import number as printed
from pages.kit.charts.canvas import (
    AXIS,
    FOOT,
    KEYS,
    at_right,
    canvas,
    hover,
    key,
    nothing,
    row_height,
    rows_of,
)
from pages.kit.charts.names import full, short
from pages.kit.theme import Look

_DOT: Final = 13
_VALUES: Final = 72
"""Width of the column of values at the right."""


class _Unit(NamedTuple):
    """One row of `pages.kit.training.of_units`."""

    unit_code: str
    lecture_share: float
    lecture_max: float
    lecture_hours: float
    hours: float
    hours_to_fix: float
    mix_ok: bool


def mix_dots(units: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return one dot per unit, the highest share on top; a square, not a dot, is over the limit."""
    rows = _rows(units)
    if not rows:
        return nothing(look, words)
    limit = rows[0].lecture_max
    codes = [row.unit_code for row in rows]
    names = [short("unit_code", code, words) for code in codes]
    figure = canvas(look, height=len(rows) * row_height(names) + KEYS + AXIS, showlegend=True)
    figure.update_layout(
        margin={"r": _VALUES, "t": KEYS},
        xaxis={
            "range": [0, 1],
            "tickvals": [0, 0.5, 1],
            "tickformat": ".0%",
            "title": {"text": words("training.axis")},
        },
        **rows_of(codes, names),
        **FOOT,
    )
    line = {"color": look.target, "width": 2, "dash": "dash"}
    figure.add_vline(x=limit, line=line, layer="below")
    for within, colour, symbol in ((True, look.ready, "circle"), (False, look.not_ready, "square")):
        shown = [row for row in rows if row.mix_ok == within]
        marker = {"size": _DOT, "color": colour, "symbol": symbol}
        figure.add_scatter(
            x=[row.lecture_share for row in shown],
            y=[row.unit_code for row in shown],
            mode="markers",
            marker=marker,
            cliponaxis=False,
            customdata=[row.unit_code for row in shown],
            hovertext=[_told(row, words) for row in shown],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
        figure.add_trace(
            key(words(f"training.{'within' if within else 'over'}"), mode="markers", marker=marker)
        )
    named = words("training.limit", value=printed.whole_percent(limit))
    figure.add_trace(key(named, mode="lines", line=line))
    at_right(figure, codes, [printed.percent(row.lecture_share) for row in rows], look)
    return figure


def alt(units: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: how many are over the limit, and the highest."""
    rows = _rows(units)
    if not rows:
        return words("charts.alt.nothing")
    return words(
        "training.alt",
        over=sum(not row.mix_ok for row in rows),
        all=len(rows),
        top=full("unit_code", rows[0].unit_code, words),
        value=printed.percent(rows[0].lecture_share),
    )


def _rows(units: pd.DataFrame) -> list[_Unit]:
    """Return the units that trained for any hours, the highest share of lecture first."""
    known = units[units["lecture_share"].notna()].sort_values(
        ["lecture_share", "unit_code"], ascending=[False, True], kind="stable"
    )
    return [_Unit(*row) for row in known[list(_Unit._fields)].itertuples(index=False, name=None)]


def _told(row: _Unit, words: Words) -> str:
    facts = {
        words("training.column.lecture_share"): printed.percent(row.lecture_share),
        words("training.column.lecture_hours"): printed.decimal(row.lecture_hours),
        words("training.column.hours"): printed.decimal(row.hours),
        words("training.column.hours_to_fix"): printed.decimal(row.hours_to_fix),
    }
    return hover(full("unit_code", row.unit_code, words), facts, words)

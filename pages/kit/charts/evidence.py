"""How far scores can be trusted: tested (A), judged or recorded (B), self-assessed (C), in one bar."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.queries.figure import Figure, walk
from pages.kit.charts.canvas import KEYS, canvas, facts_of, hover, nothing, rows_of
from pages.kit.charts.names import Side, short
from pages.kit.charts.numbers import by_side, each, shown, whole
from pages.kit.theme import PATTERNS, SIZE, SMALL, Look

GRADES: Final = {"evidence_a": "A", "evidence_b": "B", "evidence_c": "C"}
_BAR: Final = 46
_PRINTED: Final = 0.09
"""Least share that has room for its number."""


def evidence_bar(figures: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return one stacked bar per unit of the shares of evidence A, B and C."""
    return _stacked(_rows(whole(figures)), "unit_code", words, look)


def evidence_bars(figures: pd.DataFrame, side: Side, words: Words, look: Look) -> go.Figure:
    """Return one stacked bar per code of a side of the shares of evidence A, B and C."""
    return _stacked(_rows(by_side(figures, side)), side, words, look)


def _stacked(rows: list[Figure], side: Side, words: Words, look: Look) -> go.Figure:
    if not any(row.known for row in rows):
        return nothing(look, words)
    units = list(dict.fromkeys(getattr(row, side) for row in rows))
    names = [short(side, unit, words) for unit in units]
    figure = canvas(
        look,
        height=len(units) * _BAR + KEYS * 3,
        showlegend=True,
        barmode="stack",
        bargap=0.3,
        margin={"t": KEYS},
    )
    figure.update_layout(
        xaxis={"visible": False, "range": [0, 1]},
        **rows_of(units, names, showticklabels=len(units) > 1),
        legend={"traceorder": "normal"},
    )
    for measure in GRADES:
        of_grade = [row for row in rows if row.measure == measure and row.known]
        if of_grade:
            figure.add_trace(_part(measure, of_grade, side, len(units), words, look))
    return figure


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: the share of each grade."""
    known = [row for row in _rows(whole(figures)) if row.known]
    if not known:
        return words("charts.alt.nothing")
    parts = [
        words("charts.series_value", name=_name(row.measure, words), value=shown(row, words)) for row in known
    ]
    return words("charts.alt.evidence", parts=", ".join(parts))


def bars_alt(figures: pd.DataFrame, side: Side, words: Words) -> str:
    """Return in one sentence the share of tests in each group or capability."""
    return each(by_side(figures[figures["measure"] == "evidence_a"], side), side, words)


def _rows(figures: pd.DataFrame) -> list[Figure]:
    return walk(figures[figures["measure"].isin(list(GRADES))])


def _printed(grade: str, row: Figure, words: Words, *, alone: bool) -> str:
    """Return what stands in a part: grade and share where one bar has the width for it, else the number."""
    if row.amount < _PRINTED:
        return ""
    return f"<b>{grade} {shown(row, words)}</b>" if alone else row.share().bare


def _name(measure: str, words: Words) -> str:
    return words.name(definitions().measures[measure])


def _part(measure: str, rows: list[Figure], side: Side, units: int, words: Words, look: Look) -> go.Bar:
    grade = GRADES[measure]
    colour = look.evidence[grade]
    name = _name(measure, words)
    return go.Bar(
        x=[row.value for row in rows],
        y=[getattr(row, side) for row in rows],
        orientation="h",
        name=words("charts.series_value", name=name, value=f"<b>{shown(rows[0], words)}</b>")
        if units == 1
        else name,
        marker={
            "color": colour,
            "line": {"color": look.page, "width": 2},
            "pattern": {
                "shape": PATTERNS[grade],
                "fgcolor": look.on(colour),
                "fgopacity": 0.45,
                "size": 9,
                "fillmode": "overlay",
                "solidity": 0.08,
            },
        },
        text=[_printed(grade, row, words, alone=units == 1) for row in rows],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"color": look.on(colour), "size": SIZE if units == 1 else SMALL},
        hovertext=[hover(name, facts_of(row, words), words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )

"""A target over the quarters: value with what the truth can be, against the path due."""

from itertools import groupby
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries import against_plan, path_due
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from etl.queries.targets import verdict_at, verdict_of
from pages.kit.charts.canvas import axis_title, canvas, facts_of, hover, key, nothing, share_axis, upright
from pages.kit.charts.numbers import shown, whole
from pages.kit.theme import SIZE, SMALL, Look

_HEIGHT: Final = 400
_HEAD: Final = 36
"""Pixels from the plot up to the line of the latest value, above the axis' title."""


def target_path(figures: pd.DataFrame, target_id: str, words: Words, look: Look) -> go.Figure:
    """Return one unit's value of a target per quarter with its range, the path due and the yearly milestones.

    Quarters without a value stay gaps.
    """
    rows = _of_target(figures, target_id)
    if not rows:
        return nothing(look, words)
    figure = canvas(look, height=_HEIGHT, showlegend=True, margin={"r": 24})
    figure.update_layout(
        xaxis=_time_axis(rows, target_id, words),
        yaxis=share_axis(rows[0].measure, words, range=[0, 1.04]),
    )
    for run in _runs(rows):
        figure.add_trace(_band(run, look))
    _due(figure, target_id, rows, words, look)
    figure.add_trace(_line(rows, words, look))
    figure.add_traces(_keys(rows, words, look))
    upright(figure, axis_title(rows[0].measure, words))
    _end(figure, rows, words, look)
    return figure


def alt(figures: pd.DataFrame, target_id: str, words: Words) -> str:
    """Return the finding in one sentence: the latest value, its range, what is due and the verdict."""
    known = [row for row in _of_target(figures, target_id) if row.known]
    if not known:
        return words("charts.alt.nothing")
    plan, last = definitions().targets[target_id], known[-1]
    period = Period.parse(last.period)
    told = against_plan.target(plan, last, period).text(words)
    return words("charts.alt.path", period=period.short(words.lang), told=told)


def _keys(rows: list[Figure], words: Words, look: Look) -> list[go.Scatter]:
    dot = {"size": 9, "line": {"color": look.value, "width": 2}}
    line = {"color": look.value, "width": 2.5}
    keys = [key(words("charts.value"), mode="lines+markers", line=line, marker={**dot, "color": look.value})]
    if thin_rows := [row for row in rows if row.thin]:
        share = printed.whole_percent(thin_rows[-1].needed)
        thin = {**dot, "color": look.page}
        keys.append(key(words("charts.thin", share=share), mode="lines+markers", line=line, marker=thin))
    band = {"symbol": "square", "size": 13, "color": look.span, "opacity": 0.6}
    return [*keys, key(words("charts.range"), mode="markers", marker=band)]


def _of_target(figures: pd.DataFrame, target_id: str) -> list[Figure]:
    measure = definitions().targets[target_id].measure
    rows = walk(whole(figures[figures["measure"] == measure]))
    return sorted(rows, key=lambda row: _at(row))


def _at(row: Figure) -> int:
    return Period.parse(row.period).index


def _plan(target_id: str) -> list[Period]:
    """Return the path's quarters, from the end of the year before the first milestone to the last."""
    years = [row.fiscal_year_be for row in definitions().milestones if row.target == target_id]
    if not years:
        return []
    first, last = Period(min(years) - 1, 4).index, Period(max(years), 4).index
    return [Period.at(index) for index in range(first, last + 1)]


def _time_axis(rows: list[Figure], target_id: str, words: Words) -> dict[str, object]:
    """Return the quarters as an axis with a tick at the end of each fiscal year."""
    places = [_at(row) for row in rows] + [period.index for period in _plan(target_id)]
    first, last = min(places), max(places)
    ends = [index for index in range(first, last + 1) if Period.at(index).quarter == 4]
    return {
        "range": [first - 0.5, last + 1.5],
        "tickvals": ends,
        "ticktext": [str(Period.at(index).fiscal_year) for index in ends],
        "title": {"text": words("charts.year_axis")},
    }


def _runs(rows: list[Figure]) -> list[list[Figure]]:
    """Return runs of consecutive quarters whose range is known."""
    ranged = [row for row in rows if row.ranged]
    return [
        [row for _, row in run]
        for _, run in groupby(enumerate(ranged), key=lambda pair: _at(pair[1]) - pair[0])
    ]


def _band(run: list[Figure], look: Look) -> go.Scatter:
    """Return the range over a run of quarters as an area; a single quarter as a stroke."""
    there, back = [_at(row) for row in run], [_at(row) for row in reversed(run)]
    return go.Scatter(
        x=there + back,
        y=[row.high for row in run] + [row.low for row in reversed(run)],
        mode="lines",
        fill="toself",
        fillcolor=look.span,
        opacity=0.45,
        line={"color": look.span, "width": 1.5},
        hoverinfo="skip",
        showlegend=False,
    )


def _line(rows: list[Figure], words: Words, look: Look) -> go.Scatter:
    return go.Scatter(
        x=[_at(row) for row in rows],
        y=[row.value if row.known else None for row in rows],
        mode="lines+markers",
        connectgaps=False,
        line={"color": look.value, "width": 2.5},
        marker={
            "size": 9,
            "color": [look.page if row.thin else look.value for row in rows],
            "line": {"color": look.value, "width": 2},
        },
        hovertext=[_told(row, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _told(row: Figure, words: Words) -> str:
    period = Period.parse(row.period)
    target = next(target for target in definitions().targets.values() if target.measure == row.measure)
    facts = {**facts_of(row, words), words("charts.due"): printed.percent(path_due(target.id, period))}
    return hover(period.label(words.lang), facts, words)


def _due(figure: go.Figure, target_id: str, rows: list[Figure], words: Words, look: Look) -> None:
    """Draw the path due, and a diamond with its value at each milestone, off the measured line."""
    plan = _plan(target_id)
    dash = {"color": look.target, "width": 2, "dash": "dash"}
    figure.add_scatter(
        x=[period.index for period in plan],
        y=[path_due(target_id, period) for period in plan],
        mode="lines",
        line=dash,
        name=words("charts.path"),
        hoverinfo="skip",
        showlegend=bool(plan),
    )
    reached = {_at(row): row for row in rows}
    stones = [row for row in definitions().milestones if row.target == target_id]
    figure.add_scatter(
        x=[Period(row.fiscal_year_be, 4).index for row in stones],
        y=[row.value for row in stones],
        mode="markers+text",
        marker={"symbol": "diamond", "size": 10, "color": look.target},
        text=[printed.whole_percent(row.value) for row in stones],
        textposition=[
            "bottom center"
            if _above(target_id, reached.get(Period(row.fiscal_year_be, 4).index))
            else "top center"
            for row in stones
        ],
        textfont={"color": look.target_text, "size": SMALL},
        cliponaxis=False,
        hovertext=[
            words("charts.milestone", year=row.fiscal_year_be, value=printed.percent(row.value))
            for row in stones
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _above(target_id: str, row: Figure | None) -> bool:
    """Return whether a value is known and not below the path due."""
    if row is None or not row.known:
        return False
    return row.amount >= (path_due(target_id, Period.parse(row.period)) or 0.0)


def _end(figure: go.Figure, rows: list[Figure], words: Words, look: Look) -> None:
    """Write the latest value and the verdict above the chart, where they hide no point at any width."""
    known = [row for row in rows if row.known]
    if not known:
        return
    last = known[-1]
    verdict = verdict_at(last) or "cannot_judge"
    place = {
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "yshift": _HEAD,
        "xref": "paper",
        "yref": "paper",
    }
    figure.add_annotation(
        text=words(
            "charts.latest",
            period=Period.parse(last.period).short(words.lang),
            value=shown(last, words),
            verdict=verdict_of(last, words),
        ),
        font={"color": look.verdicts[verdict]},
        align="left",
        **place,
    )
    figure.update_layout(margin={"t": figure.layout.margin.t + SIZE + _HEAD // 2})

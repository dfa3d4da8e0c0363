"""Persons who become ready as gaps are closed one after the other, with the number chosen marked."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words
from etl.queries import number as printed
from pages.kit.charts.canvas import AXIS, canvas, hover, nothing, upright
from pages.kit.theme import Look

_HEIGHT: Final = 320
_HEADROOM: Final = 1.25
"""How far the axis goes beyond the highest step, so that the mark's words have room."""


def plan_path(path: pd.DataFrame, closed: int, rankable: int, words: Words, look: Look) -> go.Figure:
    """Return `Plan.path` as steps from no gap closed to all with a rank; a dashed line marks those closed."""
    if not rankable:
        return nothing(look, words)
    steps = _steps(path, closed, rankable)
    top = max(int(steps["persons"].max()), 1) * _HEADROOM
    figure = canvas(look, height=_HEIGHT + AXIS, margin={"r": 24})
    figure.update_layout(
        xaxis={
            "title": {"text": words("planner.path_axis")},
            "range": [0, rankable * 1.02],
            "nticks": 6,
            "tickformat": ",d",
        },
        yaxis={"range": [0, top], "nticks": 5, "tickformat": ",d"},
    )
    figure.add_scatter(
        x=steps["closed"],
        y=steps["persons"],
        mode="lines",
        line={"color": look.ready, "width": 2.5, "shape": "hv"},
        hovertext=[
            _told(at, persons, words) for at, persons in zip(steps["closed"], steps["persons"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chosen = _at(path, closed)
    figure.add_vline(x=closed, line={"color": look.target, "width": 2, "dash": "dash"}, layer="below")
    figure.add_scatter(
        x=[closed],
        y=[chosen],
        mode="markers",
        marker={"size": 12, "color": look.target, "line": {"color": look.page, "width": 2}},
        cliponaxis=False,
        hovertext=[_told(closed, chosen, words)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    right = closed > rankable / 2
    figure.add_annotation(
        x=closed,
        y=chosen,
        text=words("planner.marked", closed=closed, persons=printed.count(chosen)),
        xanchor="right" if right else "left",
        yanchor="bottom" if right else "top",
        xshift=-10 if right else 10,
        align="right" if right else "left",
        bgcolor=look.page,
        font={"color": look.target_text},
    )
    return upright(figure, words("planner.persons_axis"))


def alt(path: pd.DataFrame, closed: int, rankable: int, words: Words) -> str:
    """Return the finding in one sentence: what those closed bring, and what all would."""
    if not rankable:
        return words("charts.alt.nothing")
    return words(
        "planner.alt",
        closed=closed,
        persons=printed.count(_at(path, closed)),
        most=printed.count(_at(path, rankable)),
        all=rankable,
    )


def _steps(path: pd.DataFrame, closed: int, rankable: int) -> pd.DataFrame:
    """Return the path with a step at the number chosen and at the last, where nothing rises."""
    ends = [
        {"closed": place, "persons": _at(path, place)}
        for place in (closed, rankable)
        if place not in set(path["closed"])
    ]
    return pd.concat([path, pd.DataFrame(ends, columns=path.columns)]).sort_values("closed", kind="stable")


def _at(path: pd.DataFrame, closed: int) -> int:
    return int(path.loc[path["closed"] <= closed, "persons"].iloc[-1])


def _told(closed: int, persons: int, words: Words) -> str:
    fact = {words("planner.becoming"): printed.count(persons)}
    return hover(words("planner.told", closed=closed), fact, words)

"""Agencies by their answer to each practice: one stacked bar per practice."""

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import NOT_STATED
from etl.queries import number as printed
from etl.queries.figure import walk
from pages.kit.charts.canvas import (
    KEYS,
    ROW,
    canvas,
    hover,
    label_pixels,
    narrowed,
    nothing,
    row_height,
    rows_of,
)
from pages.kit.charts.names import folded
from pages.kit.charts.numbers import whole
from pages.kit.theme import PATTERNS, SMALL, Look

_LINE: Final = 28
_PRINTED: Final = 0.04
"""Least part of the longest bar that has room for its number."""

Counts = dict[str, dict[str, float]]
"""Agencies per practice, by answer; NOT_STATED: not answered."""


def answer_bars(figures: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return agencies per practice by answer, stacked, of one unit's `practice_done` figures."""
    counts = _counts(figures)
    if not counts:
        return nothing(look, words)
    names = [folded(name(code, words), _LINE, words) for code in counts]
    figure = canvas(
        look,
        height=len(counts) * row_height(names) + KEYS * 2,
        showlegend=True,
        barmode="stack",
        bargap=0.25,
        margin={"t": KEYS},
    )
    figure.update_layout(
        xaxis={"visible": False}, **rows_of(list(counts), names), legend={"traceorder": "normal"}
    )
    codes = list(counts)
    narrowed(
        figure,
        2 * figure.layout.margin.l,
        margin={"l": label_pixels(codes) + ROW // 4},
        yaxis={"ticktext": codes},
    )
    least = _PRINTED * max(sum(answers.values()) for answers in counts.values())
    colours = dict(zip(definitions().statuses, (look.ready, look.bar, look.not_ready), strict=True))
    for status in (*definitions().statuses, NOT_STATED):
        colour = colours.get(status, look.page)
        numbers = [answers.get(status, 0) for answers in counts.values()]
        figure.add_bar(
            x=numbers,
            y=list(counts),
            orientation="h",
            name=answer(status, words),
            marker={
                "color": colour,
                "line": {"color": look.page if status in colours else look.missing, "width": 1},
                "pattern": {"shape": PATTERNS.get(status, ""), "fgcolor": look.grid, "fillmode": "overlay"},
            },
            text=[printed.count(number) if number >= least else "" for number in numbers],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"color": look.on(colour) if status in colours else look.text, "size": SMALL},
            hovertext=[
                hover(name(code, words), {answer(status, words): printed.count(number)}, words)
                for code, number in zip(counts, numbers, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    return figure


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: how many agencies do each practice, of how many."""
    counts = _counts(figures)
    if not counts:
        return words("charts.alt.nothing")
    done = next(iter(definitions().statuses))
    parts = [
        words("charts.series_value", name=code, value=printed.count(answers.get(done, 0)))
        for code, answers in counts.items()
    ]
    expected = printed.count(max(sum(answers.values()) for answers in counts.values()))
    return words("charts.alt.practices", parts=", ".join(parts), expected=expected)


def _counts(figures: pd.DataFrame) -> Counts:
    known = definitions()
    counts: Counts = {}
    for row in walk(whole(figures)):
        *status, practice = known.measures[row.measure].terms
        if row.value is not None:
            counts.setdefault(practice, {})["".join(status) or NOT_STATED] = row.value
    return {practice: counts[practice] for practice in known.practices if practice in counts}


def name(practice: str, words: Words) -> str:
    """Return a practice's code and name."""
    return f"{practice} {words.name(definitions().practices[practice])}"


def answer(status: str, words: Words) -> str:
    """Return the name of an answer, also of none."""
    known = definitions().statuses
    return words.name(known[status]) if status in known else words("charts.not_answered")

"""A measure over the quarters for one or several units; a quarter without a value stays a gap."""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries.figure import Figure, walk
from pages.kit.charts.canvas import (
    SCALE,
    axis_title,
    beside,
    canvas,
    facts_of,
    hover,
    label_pixels,
    narrowed,
    nothing,
    share_axis,
    upright,
)
from pages.kit.charts.names import folded, full, quarter_tick, short
from pages.kit.charts.numbers import apart, shown, whole
from pages.kit.theme import DASHES, SYMBOLS, Look

_HEIGHT: Final = 340
_LABELS: Final = 160
"""Width of the labels at the lines' ends."""
_LETTERS: Final = 14
"""Letters a line of such a label holds."""
_LINE: Final = 0.11
"""Height of a label as a share of the axis."""
_TICKS: Final = 5


def trend(
    figures: pd.DataFrame, words: Words, look: Look, *, notes: Sequence[tuple[str, int]] = ()
) -> go.Figure:
    """Return one line per unit over the quarters, named at its end; at most six units stay apart.

    `notes` are quarters with the number of a note on them, drawn as a dotted line with the number on top.
    """
    lines = _lines(figures)
    if not lines:
        return nothing(look, words)
    measure = next(iter(lines.values()))[0].measure
    periods = sorted({_at(row) for rows in lines.values() for row in rows})
    figure = canvas(look, height=_HEIGHT, margin={"r": _LABELS, "t": 20})
    _quarters(figure, periods, words)
    values = [row.amount for rows in lines.values() for row in rows if row.known]
    shares = definitions().measures[measure].unit == "share"
    top = 1.0 if shares else max(values, default=1.0) * 1.08
    figure.update_layout(yaxis=share_axis(measure, words, range=[0, 1.02]) if shares else {"range": [0, top]})
    for number, (unit, rows) in enumerate(lines.items()):
        figure.add_trace(_line(unit, rows, number, words, look))
    _name_ends(figure, lines, top, words, look)
    _noted(figure, [(Period.parse(period).index, number) for period, number in notes], periods, look)
    return upright(figure, axis_title(measure, words))


def alt(figures: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence a unit: from the first value to the last."""
    sentences = []
    for unit, rows in _lines(figures).items():
        known = [row for row in rows if row.known]
        if known:
            sentences.append(
                words(
                    "charts.alt.trend",
                    measure=words.name(definitions().measures[known[0].measure]),
                    name=full("unit_code", unit, words),
                    first=shown(known[0], words),
                    first_period=Period.parse(known[0].period).short(words.lang),
                    last=shown(known[-1], words),
                    last_period=Period.parse(known[-1].period).short(words.lang),
                )
            )
    return " ".join(sentences) or words("charts.alt.nothing")


def _at(row: Figure) -> int:
    return Period.parse(row.period).index


def _lines(figures: pd.DataFrame) -> dict[str, list[Figure]]:
    """Return each unit's rows by quarter, in the order units come in."""
    lines: dict[str, list[Figure]] = {}
    for row in sorted(walk(whole(figures)), key=_at):
        lines.setdefault(row.unit_code, []).append(row)
    return {unit: lines[unit] for unit in dict.fromkeys(figures["unit_code"]) if unit in lines}


def _quarters(figure: go.Figure, places: list[int], words: Words) -> None:
    """Give a figure an axis of quarters with few enough ticks to stay level."""
    step = -(-len(places) // _TICKS)
    ticks = list(reversed(places[::-1][::step]))
    texts, slim = (
        [quarter_tick(str(Period.at(tick)), words, narrow=narrow) for tick in ticks]
        for narrow in (False, True)
    )
    figure.update_xaxes(
        range=[places[0] - 0.3, places[-1] + 0.3],
        tickvals=ticks,
        ticktext=texts,
        title={"text": words("charts.quarter_axis")},
        showgrid=False,
    )
    ticks_across = (places[-1] - places[0] + 0.6) / step
    narrowed(figure, SCALE + ticks_across * label_pixels(texts) + _LABELS, xaxis={"ticktext": slim})


def _line(unit: str, rows: list[Figure], number: int, words: Words, look: Look) -> go.Scatter:
    colour = look.series[number % len(look.series)]
    return go.Scatter(
        x=[_at(row) for row in rows],
        y=[row.value if row.known else None for row in rows],
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2.5, "dash": DASHES[number % len(DASHES)]},
        marker={
            "symbol": SYMBOLS[number % len(SYMBOLS)],
            "size": 9,
            "color": [look.page if row.thin else colour for row in rows],
            "line": {"color": colour, "width": 2},
        },
        cliponaxis=False,
        hovertext=[_told(unit, row, words) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _noted(figure: go.Figure, notes: Sequence[tuple[int, int]], periods: list[int], look: Look) -> None:
    """Draw a dotted line with the numbers of its notes at each quarter of the chart that has any."""
    numbers: dict[int, list[int]] = {}
    for at, number in notes:
        if at in periods:
            numbers.setdefault(at, []).append(number)
    for at, told in numbers.items():
        figure.add_vline(
            x=at,
            line={"color": look.muted, "width": 1.5, "dash": "dot"},
            layer="below",
            annotation={
                "text": "<b>" + " ".join(f"[{number}]" for number in told) + "</b>",
                "font": {"color": look.text},
                "bgcolor": look.page,
                "yanchor": "top",
                "xanchor": "center",
                "y": 1,
            },
        )


def _told(unit: str, row: Figure, words: Words) -> str:
    title = f"{full('unit_code', unit, words)}<br>{Period.parse(row.period).label(words.lang)}"
    return hover(title, facts_of(row, words), words)


def _name_ends(
    figure: go.Figure, lines: dict[str, list[Figure]], top: float, words: Words, look: Look
) -> None:
    """Write each unit's short name and last value beside its last point, moved apart where they touch.

    A unit without any value is named at the foot, with the mark that says why.
    """
    ends = {
        unit: next((row for row in reversed(rows) if row.known), rows[-1]) for unit, rows in lines.items()
    }
    names = [folded(short("unit_code", unit, words).replace("<br>", " "), _LETTERS, words) for unit in ends]
    tallest = max(name.count("<br>") + 1 for name in names)
    heights = apart([row.amount if row.known else 0.0 for row in ends.values()], _LINE * top * tallest)
    for height, name, row in zip(heights, names, ends.values(), strict=True):
        space = "<br>" if "<br>" in name else " "
        beside(figure, height, f"<b>{name}</b>{space}{shown(row, words)}", look)

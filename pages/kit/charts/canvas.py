"""What charts share: an empty figure in a look, axes, keys, hover texts and the picture of no data."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import MISSING
from etl.queries import number as printed
from etl.queries.figure import Figure
from pages.kit.charts.names import Side, full
from pages.kit.charts.numbers import shown, span
from pages.kit.theme import SIZE, Look

ROW: Final = 34
"""Least height of a row of units in pixels."""
KEYS: Final = 40
"""Height of a line of keys above a chart."""
AXIS: Final = 64
"""Height of a horizontal axis with its title."""
SCALE: Final = 56
"""Width of a vertical axis' numbers."""
FOOT: Final = MappingProxyType({"margin_b": AXIS, "xaxis_automargin": False})
"""Layout of a chart that leaves just this height to its horizontal axis: plotly need not measure it."""

_TITLE: Final = 40
_APART: Final = "\N{NO-BREAK SPACE}" * 2
_TICK: Final = 8
"""Pixels between a row's label and the chart."""
_SLACK: Final = 10
"""Pixels a row of labels may be wider than worked out: another typeface, a letter of its own width."""
_WIDE: Final = 0.64
"""Width of most letters of the typeface, in its size; Thai marks above and below take none."""
_NARROW_THAI: Final = (0x0E30, 0x0E40, 0x0E42, 0x0E43, 0x0E44)
"""The vowels a, e, o and both ai; below aa, am, and the letters yo ying, tho phuthao, no nen."""
_WIDTHS: Final = MappingProxyType(
    dict.fromkeys([*" '().,-/ftijlIJ", *map(chr, _NARROW_THAI)], 0.34)
    | dict.fromkeys(["r", chr(0x0E32), chr(0x0E33)], 0.42)
    | dict.fromkeys([*"mwMWGHNOQD&", chr(0x0E0D), chr(0x0E12), chr(0x0E13)], 0.92)
)
_TICKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
_NAMED: Final = (0.0, 0.5, 1.0)
"""The ticks with a number: three have room on a telephone."""


def canvas(look: Look, *, height: float, **layout: Any) -> go.Figure:  # noqa: ANN401 plotly's own words
    """Return an empty figure of a look, so many pixels high."""
    figure = go.Figure(layout={"template": look.template, "height": round(height)})
    return figure.update_layout(**layout)


def nothing(look: Look, words: Words) -> go.Figure:
    """Return the figure that says there is no data."""
    figure = canvas(look, height=120, xaxis={"visible": False}, yaxis={"visible": False})
    middle = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper"}
    return figure.add_annotation(text=words("charts.no_figures"), font={"color": look.muted}, **middle)


def axis_title(measure: str, words: Words) -> str:
    """Return an axis title: the measure and its unit."""
    defined = definitions().measures[measure]
    return words("charts.axis", measure=words.name(defined), unit=words(f"charts.unit.{defined.unit}"))


def share_axis(measure: str, words: Words, **more: Any) -> dict[str, Any]:  # noqa: ANN401 plotly's own words
    """Return an axis from 0 to 100 % with the measure and its unit as title."""
    ticks = {
        "tickvals": list(_TICKS),
        "ticktext": [printed.whole_percent(tick) if tick in _NAMED else "" for tick in _TICKS],
    }
    return {"range": [0, 1], **ticks, "title": {"text": axis_title(measure, words)}, **more}


def rows_of(codes: Sequence[str], texts: Sequence[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401 plotly's own words
    """Return the layout of a chart with one row per code, the first on top, and the texts as its labels.

    The room for the labels is worked out here: where plotly measures it, it draws the whole chart twice.
    """
    axis = {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(codes),
        "range": [len(codes) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(codes),
        "ticktext": list(texts),
        "showgrid": False,
        "ticklen": _TICK,
        "automargin": False,
        **more,
    }
    labelled = axis.get("showticklabels", True)
    left = label_pixels(texts) + _TICK if labelled else _TICK
    return {"yaxis": axis, "margin_l": left}


def label_pixels(texts: Iterable[str], size: int = SIZE) -> int:
    """Return the pixels the longest line of some labels takes, with some to spare."""
    lines = (line for text in texts for line in text.split("<br>"))
    return round(size * max(map(_ems, lines), default=0)) + _SLACK


def _ems(line: str) -> float:
    return sum(_WIDTHS.get(letter, _WIDE) for letter in line if unicodedata.category(letter) != "Mn")


def narrowed(figure: go.Figure, least: float, **layout: Any) -> go.Figure:  # noqa: ANN401 plotly's own words
    """Say what else holds of a figure's layout where its place has fewer pixels than `least`.

    Only the browser knows how wide the place is: it takes what `meta` holds here.
    """
    return figure.update_layout(meta={"least": round(least), "narrow": layout})


def upright(figure: go.Figure, title: str) -> go.Figure:
    """Write a vertical axis' title level above it and move the keys below the chart: Thai is never turned."""
    place = {
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 10,
        "xref": "paper",
        "yref": "paper",
    }
    figure.add_annotation(
        text=title, font={"color": figure.layout.template.layout.yaxis.title.font.color}, **place
    )
    figure.update_yaxes(title=None)
    return figure.update_layout(
        legend={"yref": "container", "y": 0, "yanchor": "bottom"}, margin={"t": _TITLE}
    )


def beside(figure: go.Figure, height: float, said: str, look: Look) -> None:
    """Write a text right of the chart, at a value of its vertical axis or at a row's number from 0."""
    place = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 10, "y": height, "align": "left"}
    figure.add_annotation(text=said, font={"color": look.text}, **place)


def at_right(
    figure: go.Figure, codes: Sequence[str], texts: Iterable[str], look: Look, *, end: float = 1
) -> None:
    """Write a text right of each row of a chart whose horizontal axis ends at a value: all in one trace."""
    figure.add_scatter(
        x=[end] * len(codes),
        y=list(codes),
        mode="text",
        text=["<br>".join(f"{_APART}{line}" for line in said.split("<br>")) for said in texts],
        textposition="middle right",
        textfont={"color": look.text},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def key(name: str, **trace: Any) -> go.Scatter:  # noqa: ANN401 plotly's own words
    """Return an entry of the legend that draws nothing in the chart."""
    return go.Scatter(x=[None], y=[None], name=name, showlegend=True, hoverinfo="skip", **trace)


def hover(title: str, facts: Mapping[str, str], words: Words) -> str:
    """Return a hover text: a bold title and one line per fact."""
    lines = [words("charts.hover", label=label, value=value) for label, value in facts.items()]
    return "<br>".join((f"<b>{title}</b>", *lines))


def facts_of(row: Figure, words: Words) -> dict[str, str]:
    """Return what is to be said of a figure: value, range, parts, coverage, or its mark in words."""
    measure = definitions().measures[row.measure]
    if not row.known:
        return {words.name(measure): words(f"charts.mark.{row.mark or MISSING}")}
    facts = {words.name(measure): shown(row, words)}
    if row.ranged:
        facts[words("charts.range")] = span(row, words)
    if measure.kind == "ratio":
        parts = {"numerator": printed.count(row.numerator), "denominator": printed.count(row.denominator)}
        facts[words("charts.count")] = words("charts.of", **parts)
    if not printed.is_missing(row.coverage):
        facts[words("charts.coverage")] = row.share("coverage").text
    return facts


def told(row: Figure, side: Side, words: Words) -> str:
    """Return the hover text of a figure under the full name of its unit, group, capability or stage."""
    return hover(full(side, getattr(row, side), words), facts_of(row, words), words)


def row_height(texts: Sequence[str]) -> float:
    """Return the pixels one row needs for the tallest of its labels."""
    lines = max((name.count("<br>") + 1 for name in texts), default=1)
    return max(ROW, lines * (SIZE + 5) + 6)

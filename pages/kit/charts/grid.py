"""A grid of a share, units or groups by capabilities or stages: five classes with the number in each cell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import ALL, CONFIDENTIAL, FEW, MISSING, NEARLY_ALL, NOT_APPLICABLE, NOT_STATED
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from pages.kit.charts.canvas import (
    KEYS,
    canvas,
    facts_of,
    hover,
    key,
    label_pixels,
    narrowed,
    nothing,
    row_height,
    rows_of,
)
from pages.kit.charts.names import SPLITS, Side, codes_of, full, head, short
from pages.kit.charts.numbers import shown
from pages.kit.theme import CLEAR, SIZE, SMALL, Look

_STEPS: Final = 5
_GAP: Final = 3
_SQUARE: Final = 26
_BUTTONS: Final = 40
"""Height above the heads of the columns for the button that saves the picture."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One cell: where it is, what it says and how it looks."""

    row: str
    column: str
    figure: Figure | None
    mark: str | None

    @property
    def level(self) -> int | None:
        """Class of the value, 0 to 4; None without one."""
        if self.figure is None or not self.figure.known:
            return None
        return min(int(self.figure.amount * _STEPS), _STEPS - 1)

    @property
    def text(self) -> str:
        if self.figure is not None and self.figure.known:
            return self.figure.share().bare
        return "·" if self.mark == NOT_APPLICABLE else printed.bracket(self.mark)


def heat_grid(
    figures: pd.DataFrame,
    rows: Side,
    columns: Side,
    words: Words,
    look: Look,
    *,
    required: Collection[tuple[str, str]] | None = None,
) -> go.Figure:
    """Return a share by two sides of the figures (such as "unit_code" by "capability"), one square a cell.

    Zero is a cell of the lowest class; a missing one is clear with its mark, a suppressed one a grey box with
    its mark, one that `required` (pairs of row and column) leaves out a dot. A click tells [row, column] in
    `customdata`.
    """
    cells = _cells(figures, rows, columns, required)
    if not cells:
        return nothing(look, words)
    across = list(dict.fromkeys(cell.column for cell in cells))
    down = list(dict.fromkeys(cell.row for cell in cells))
    names = [short(rows, code, words) for code in down]
    heads = [head(columns, code, words) for code in across]
    below = len(down) * (row_height(names) + _GAP) + 2 * KEYS
    figure = canvas(
        look,
        height=below + _top(heads),
        showlegend=True,
        margin={"t": _top(heads)},
        legend={"y": 0, "yanchor": "top"},
        xaxis=_heads(across, heads),
        **rows_of(down, names),
    )
    slim = [head(columns, code, words, narrow=True) for code in across]
    narrowed(
        figure,
        figure.layout.margin.l + len(across) * label_pixels(heads, SMALL),
        height=round(below + _top(slim)),
        margin={"t": _top(slim)},
        xaxis={"ticktext": slim},
    )
    figure.add_trace(_ground(cells, look))
    figure.add_trace(_boxes([cell for cell in cells if cell.mark == CONFIDENTIAL], look))
    figure.add_trace(_squares(cells, rows, columns, words, look))
    figure.add_traces(_keys(cells, words, look))
    return figure


def alt(figures: pd.DataFrame, rows: Side, columns: Side, words: Words) -> str:
    """Return the grid's finding in one sentence: between which values, and how many cells have none."""
    cells = _cells(figures, rows, columns, None)
    known = sorted(
        (row for cell in cells if (row := cell.figure) is not None and row.known), key=lambda row: row.amount
    )
    if not known:
        return words("charts.alt.nothing")
    return words(
        "charts.alt.grid",
        measure=words.name(definitions().measures[known[0].measure]),
        cells=len(known),
        top_value=shown(known[-1], words),
        bottom_value=shown(known[0], words),
        empty=len(cells) - len(known),
    )


def _cells(
    figures: pd.DataFrame, rows: Side, columns: Side, required: Collection[tuple[str, str]] | None
) -> list[_Cell]:
    """Return every cell of the grid in reading order, also those no figure speaks of."""
    others = list(SPLITS - {rows, columns})
    inside = figures[(figures[others] == ALL).all(axis="columns")]
    for side in {rows, columns} & SPLITS:
        inside = inside[~inside[side].isin([ALL, NOT_STATED])]
    found = {(getattr(row, rows), getattr(row, columns)): row for row in walk(inside)}
    down, across = (_order(side, figures) for side in (rows, columns))
    cells = []
    for pair in ((row, column) for row in down for column in across):
        figure = found.get(pair)
        mark = (
            NOT_APPLICABLE
            if required is not None and pair not in required
            else figure.mark
            if figure
            else MISSING
        )
        empty = figure is None or not figure.known
        cells.append(_Cell(*pair, figure, mark if empty else None))
    return cells if found else []


def _order(side: Side, figures: pd.DataFrame) -> list[str]:
    """Return every code of a side in their defined order; units in the order they come in."""
    return list(dict.fromkeys(figures["unit_code"])) if side == "unit_code" else codes_of(side)


def _top(heads: Sequence[str]) -> int:
    """Return the pixels above the cells."""
    return max(name.count("<br>") + 1 for name in heads) * (SMALL + 5) + _BUTTONS


def _heads(codes: Sequence[str], heads: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(codes),
        "range": [-0.5, len(codes) - 0.5],
        "tickmode": "array",
        "tickvals": list(codes),
        "ticktext": list(heads),
        "tickfont": {"size": SMALL},
        "side": "top",
        "automargin": False,
        "showgrid": False,
        "ticks": "",
    }


def _ground(cells: Sequence[_Cell], look: Look) -> go.Heatmap:
    """Return the cells' colours, filling them at every width; missing or not applicable ones stay clear.

    Every row and column is named, filled or not: a row is as high as the next one named is away.
    """
    colours = (look.confidential, *look.classes)
    across = list(dict.fromkeys(cell.column for cell in cells))
    down = list(dict.fromkeys(cell.row for cell in cells))
    filled = {(cell.row, cell.column): cell.level for cell in cells if cell.level is not None}
    filled |= {
        (cell.row, cell.column): -1 for cell in cells if cell.level is None and cell.mark == CONFIDENTIAL
    }
    edges = [number / len(colours) for number in range(len(colours) + 1)]
    return go.Heatmap(
        x=across,
        y=down,
        z=[[filled.get((row, column)) for column in across] for row in down],
        zmin=-1.5,
        zmax=_STEPS - 0.5,
        colorscale=[
            (edge, colour) for number, colour in enumerate(colours) for edge in edges[number : number + 2]
        ],
        showscale=False,
        xgap=_GAP,
        ygap=_GAP,
        hoverinfo="skip",
    )


def _boxes(cells: Sequence[_Cell], look: Look) -> go.Scatter:
    """Return the box around each suppressed cell: an outline on every square takes as long as the texts."""
    return go.Scatter(
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        mode="markers",
        marker={
            "symbol": "square-open",
            "size": _SQUARE,
            "color": look.muted,
            "line": {"width": 1},
            "opacity": 1,
        },
        hoverinfo="skip",
        showlegend=False,
    )


def _squares(cells: Sequence[_Cell], rows: Side, columns: Side, words: Words, look: Look) -> go.Scatter:
    """Return the squares one can point at and click, with the printed text."""
    return go.Scatter(
        x=[cell.column for cell in cells],
        y=[cell.row for cell in cells],
        mode="markers+text",
        marker={
            "symbol": "square",
            "size": _SQUARE,
            "color": CLEAR,
            "opacity": 1,
        },
        unselected={"marker": {"opacity": 1}},
        text=[cell.text for cell in cells],
        textfont={"size": SMALL, "color": [_ink(cell, look) for cell in cells]},
        customdata=[[cell.row, cell.column] for cell in cells],
        hovertext=[_told(cell, rows, columns, words) for cell in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _ink(cell: _Cell, look: Look) -> str:
    if cell.level is not None:
        return look.on(look.classes[cell.level])
    return look.text if cell.mark == NOT_APPLICABLE else look.muted


def _told(cell: _Cell, rows: Side, columns: Side, words: Words) -> str:
    title = f"{full(rows, cell.row, words)}<br>{full(columns, cell.column, words)}"
    if cell.figure is None or (cell.mark == NOT_APPLICABLE and not cell.figure.known):
        return f"<b>{title}</b><br>{words(f'charts.mark.{cell.mark or MISSING}')}"
    return hover(title, facts_of(cell.figure, words), words)


def _keys(cells: Sequence[_Cell], words: Words, look: Look) -> list[go.Scatter]:
    """Return one key per class, and one per mark that occurs."""
    square = {"symbol": "square", "size": SIZE, "line": {"width": 1, "color": look.muted}}
    edges = [printed.whole_percent(step / _STEPS) for step in range(_STEPS + 1)]
    names = [
        words("charts.class_below", high=edges[1]),
        *(words("charts.class_span", low=edges[step], high=edges[step + 1]) for step in range(1, _STEPS - 1)),
        words("charts.class_from", low=edges[_STEPS - 1]),
    ]
    keys = [
        key(name, mode="markers", marker={**square, "color": colour})
        for name, colour in zip(names, look.classes, strict=True)
    ]
    looks: dict[str, dict[str, Any]] = {
        CONFIDENTIAL: {"color": look.confidential},
        FEW: {"color": CLEAR},
        NEARLY_ALL: {"color": CLEAR},
        MISSING: {"color": CLEAR},
        NOT_APPLICABLE: {"symbol": "circle", "size": 4, "color": look.text},
    }
    marks = {cell.mark for cell in cells}
    keys += [
        key(words(f"charts.mark.{mark}"), mode="markers", marker={**square, **looks[mark]})
        for mark in looks
        if mark in marks
    ]
    return keys

"""Blocks of a page: a chart with what it means under it, a table, a section's heading."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.grid_container import GridContainer

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries import naming
from etl.queries import number as printed
from pages.kit import downloads, markup, plot
from pages.kit.drawn import drawn
from pages.kit.frame import Frame

_BEHIND: Final = "behind"
"""The panel with what stands behind a chart."""
_LISTED_ROWS: Final = 12
_ROW_PIXELS: Final = 35
_CELL_PIXELS: Final = 440
_PINNED_PIXELS: Final = 264
_FIRST_PIXELS: Final = 400
_LETTER_PIXELS: Final = 7
_EDGES_PIXELS: Final = 24
_MOST: Final = 0.9
"""Part of a first column's texts that must have room where the longest are too long to stay in sight."""
_NUMBER: Final = re.compile(r"[+\-\N{MINUS SIGN}]?[\d,.]+%?|\[\w\]|")
"""A number written as text, its mark, or nothing."""
_DIGIT: Final = re.compile(r"\d")


def chart(
    frame: Frame,
    figure: bytes,
    *,
    key: str,
    alt: str,
    definition: Sequence[str],
    table: pd.DataFrame,
    name: str,
    title: str = "",
    note: str = "",
    panels: Sequence[plot.Panel] = (),
    on_select: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Draw a chart under its title; what it means, its table and its download are opened below it.

    `definition` names the measures shown, `table` is what the chart shows in words and numbers, `name` starts
    the name of the file, `panels` can be opened besides. A chart without rows gives way to a sentence.
    `on_select` is told the codes of a point that is clicked.
    """
    if table.empty:
        if title:
            markup.heading(title, note)
        st.info(frame.words("blocks.no_data"), icon=":material/hourglass_empty:")
        return
    plot.chart(
        figure,
        key=key,
        title=title,
        note=note,
        alt=alt,
        file=downloads.file_name(frame, name, "png").removesuffix(".png"),
        words=frame.words,
        panels=[plot.Panel(_BEHIND, frame.words("blocks.behind")), *panels],
        on_pick=on_select,
    )
    if plot.is_open(key, _BEHIND):
        with st.container(border=True):
            for measure in definition:
                define(measure, frame.choice.period, frame.words)
            rows(table)
            downloads.csv(frame, table, name=name, key=key)


def draw(
    frame: Frame,
    drawing: Callable[..., go.Figure],
    alt: Callable[..., str],
    figures: pd.DataFrame,
    *parts: str,
    key: str,
    definition: Sequence[str] = (),
    panels: Sequence[plot.Panel] = (),
    on_select: Callable[[Sequence[str]], None] | None = None,
    **options: object,
) -> None:
    """Draw one of the kit's charts of tidy figures, with the texts `key` and `<key>_note`.

    `parts` stand between the figures and the words in the calls of `drawing` and `alt`; `definition` names
    measures to explain beside those drawn. Figures without any value or mark of secrecy draw nothing.
    """
    made = drawn(drawing, alt, figures, parts, options, lang=frame.lang, theme=frame.look.name)
    measures = tuple(dict.fromkeys((*figures["measure"], *definition)))
    chart(
        frame,
        made.plot,
        key=".".join((key, *parts)),
        alt=made.alt,
        definition=measures,
        table=made.table,
        name="_".join((*measures[:1], key.rpartition(".")[2])),
        title=frame.words(key),
        note=frame.words(f"{key}_note"),
        panels=panels,
        on_select=on_select,
    )


def define(measure_id: str, period: Period, words: Words) -> None:
    """Draw what a measure is at a quarter: name, formula, what it does not measure, owner and source."""
    measure = definitions().measures[measure_id]
    st.markdown(
        words(
            "blocks.definition",
            name=words.name(measure),
            formula=definitions().formula(measure, words.lang, period),
            limits=getattr(measure, f"not_measured_{words.lang}"),
            owner=words(f"blocks.owner.{measure.owner}"),
            source=naming.sources(measure, words),
            version=measure.version,
        )
    )


def rows(table: pd.DataFrame, *, key: str | None = None) -> None:
    """Draw a table as high as its rows, up to where it scrolls; numbers stand right, null shows as its mark.

    The first column stays in sight where it leaves room for the others on a tablet.
    """
    shown = min(len(table), _LISTED_ROWS) + 1
    st.dataframe(
        table,
        hide_index=True,
        height=shown * _ROW_PIXELS + 3,
        column_config={
            str(name): _column(table[name], first=not place) for place, name in enumerate(table.columns)
        },
        placeholder=printed.bracket(None),
        key=key,
    )


def _column(cells: pd.Series, *, first: bool) -> Any:  # noqa: ANN401 Streamlit keeps the type to itself
    if pd.api.types.is_numeric_dtype(cells):
        return st.column_config.NumberColumn(format="localized")
    written = [str(cell) for cell in cells.tolist() if not printed.is_missing(cell)]
    numeric = all(map(_NUMBER.fullmatch, written)) and any(map(_DIGIT.search, written))
    width = first_width([*map(len, written), len(str(cells.name))])
    return st.column_config.Column(
        pinned=first and width <= _PINNED_PIXELS,
        width=width if first else None,
        alignment="right" if numeric else None,
    )


def first_width(letters: Sequence[int]) -> int:
    """Return the pixels of a first column whose texts have so many letters: enough for all, or for most."""
    *_, most = sorted(letters)[: max(1, int(len(letters) * _MOST))]
    needed, usual = (_LETTER_PIXELS * length + _EDGES_PIXELS for length in (max(letters), most))
    return min(needed, max(_PINNED_PIXELS, usual), _FIRST_PIXELS)


def caveats(sentences: Sequence[str]) -> None:
    """Draw what must be known before the figures above are believed."""
    for sentence in sentences:
        st.warning(sentence, icon=":material/groups:")


def beside() -> GridContainer:
    """Return a place for cells (`.cell()`) beside each other, below each other where the page is narrow."""
    return st.grid(columns=2, min_column_width=_CELL_PIXELS, gap="medium")


def listing(
    frame: Frame,
    table: pd.DataFrame,
    *,
    key: str,
    title: str,
    note: str = "",
    empty: str = "",
    wrapped: bool = False,
) -> None:
    """Draw a table under its title, with its download; a table without rows gives way to a sentence, `empty`.

    `wrapped` shows every row and breaks long texts, and a row is a list where the page is narrow; without it
    the table scrolls.
    """
    markup.heading(title, note)
    if table.empty:
        st.info(empty or frame.words("blocks.no_data"), icon=":material/hourglass_empty:")
        return
    if wrapped:
        markup.listing(table)
    else:
        rows(table, key=key)
    downloads.csv(frame, table, name=key, key=key)


def prose(title: str, said: str) -> None:
    """Draw a section of text."""
    markup.heading(title)
    st.markdown(said)


def commands(title: str, said: str, lines: Mapping[str, str]) -> None:
    """Draw a section that tells which commands to run, each under what it is for."""
    prose(title, said)
    for purpose, line in lines.items():
        if purpose:
            st.markdown(purpose)
        st.code(line, language=None, wrap_lines=True)

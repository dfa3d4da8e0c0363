"""A chart in its place on the page, drawn by plotly.js in the reader's browser and changed there in place.

Streamlit's own chart takes a chart with other figures for another chart: it takes the old one down and draws
the new one three times. This one keeps its place, is written down once for all readers and asks the browser
for a quarter of plotly.js (`static/plotly`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import orjson
import plotly.graph_objects as go
import streamlit as st

from etl.definitions import Words
from pages.kit.component import component

LIBRARY: Final = "app/static/plotly/plotly-4.1.1.min.js"
"""Where the server gives plotly.js, from the root of its pages."""

_place: Final = component(__file__)


def written(figure: go.Figure) -> bytes:
    """Return a finished chart as plotly.js reads it: JSON with `data` and `layout`, the height in pixels."""
    return str(figure.to_json(validate=False)).encode()


@dataclass(frozen=True, slots=True)
class Panel:
    """What the reader can open below a chart: its name for the program, and the words that open it."""

    name: str
    opening: str


def chart(
    figure: bytes,
    *,
    key: str,
    title: str,
    note: str,
    alt: str,
    file: str,
    words: Words,
    panels: Sequence[Panel] = (),
    on_pick: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Draw a chart as wide as its place under its title, with buttons: its picture, the whole screen, panels.

    `figure` is what `written` gives, `note` stands under the title, `alt` says what the chart shows to who
    cannot see it, `file` names its picture. `on_pick` is told the codes of a point that is clicked.
    """
    told = {
        "title": title,
        "note": note,
        "alt": alt,
        "file": file,
        "lang": words.lang,
        "said": {name: words(f"plot.{name}") for name in ("picture", "whole", "missing")},
        "library": LIBRARY,
        "panels": [(panel.name, panel.opening, is_open(key, panel.name)) for panel in panels],
        "picking": on_pick is not None,
    }
    _place(
        key=key,
        data=b'%b,"figure":%b}' % (orjson.dumps(told)[:-1], figure),
        on_picked_change=partial(_heard, key, on_pick) if on_pick else None,
        on_opened_change=partial(_turn, key),
    )


def is_open(key: str, panel: str) -> bool:
    """Return whether the reader has opened a panel of a chart."""
    return bool(st.session_state.get(f"{key}.{panel}"))


def _heard(key: str, on_pick: Callable[[Sequence[str]], None]) -> None:
    """Tell the codes of the point that was clicked."""
    if codes := st.session_state[key].picked:
        on_pick(codes)


def _turn(key: str) -> None:
    """Open the panel whose button was pressed, or close it."""
    if panel := st.session_state[key].opened:
        st.session_state[f"{key}.{panel}"] = not is_open(key, panel)

"""A chart in its place on the page, drawn by plotly.js in the reader's browser and changed there in place.

Streamlit's own chart takes a chart with other figures for another chart: it takes the old one down and draws
the new one three times. This one keeps its place, is written down once for all readers and asks the browser
for a quarter of plotly.js (`static/plotly`).
"""

from collections.abc import Callable, Sequence
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


def chart(
    figure: bytes,
    *,
    key: str,
    alt: str,
    file: str,
    words: Words,
    on_pick: Callable[[Sequence[str]], None] | None = None,
) -> None:
    """Draw a chart as wide as its place, with buttons that save its picture and fill the screen with it.

    `figure` is what `written` gives, `alt` says what it shows to who cannot see it, `file` names its picture.
    `on_pick` is told the codes of a point that is clicked.
    """
    told = {
        "alt": alt,
        "file": file,
        "lang": words.lang,
        "said": {name: words(f"plot.{name}") for name in ("picture", "whole", "missing")},
        "library": LIBRARY,
        "picking": on_pick is not None,
    }
    _place(
        key=key,
        data=b'{"figure":%b,%b' % (figure, orjson.dumps(told)[1:]),
        on_picked_change=partial(_heard, key, on_pick) if on_pick else None,
    )


def _heard(key: str, on_pick: Callable[[Sequence[str]], None]) -> None:
    """Tell the codes of the point that was clicked."""
    if codes := st.session_state[key].picked:
        on_pick(codes)

"""Charts drawn once for all readers: the same figures in the same language and look give the same chart.

Drawing costs a page more than anything else it does, and most runs show what was shown before. Who gets a
chart from here must not change it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from etl.definitions import Lang, definitions
from etl.queries.disclosure import CONFIDENTIAL
from pages.kit import charts
from pages.kit.theme import ThemeName, look

_KEPT: Final = 256


@dataclass(frozen=True)
class Drawn:
    """A chart with its finding in words and the table behind it."""

    figure: go.Figure
    alt: str
    table: pd.DataFrame


def drawn(
    drawing: Callable[..., go.Figure],
    alt: Callable[..., str],
    figures: pd.DataFrame,
    parts: Sequence[str],
    options: Mapping[str, object],
    *,
    lang: Lang,
    theme: ThemeName,
) -> Drawn:
    """Return a chart of tidy figures; its table is empty where they hold neither value nor mark of secrecy.

    `parts` stand between the figures and the words in the calls of `drawing` and `alt`, `options` behind.
    """
    name = f"{drawing.__module__}.{drawing.__qualname__}"
    return _drawn(
        drawing, alt, name, figures, tuple(parts), dict(options), lang, theme, definitions().version
    )


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _drawn(
    _drawing: Callable[..., go.Figure],
    _alt: Callable[..., str],
    name: str,
    figures: pd.DataFrame,
    parts: tuple[str, ...],
    options: dict[str, object],
    lang: Lang,
    theme: ThemeName,
    version: str,
) -> Drawn:
    del name, version
    words = definitions().words(lang)
    told = figures[figures["value"].notna() | (figures["mark"] == CONFIDENTIAL)]
    return Drawn(
        _drawing(figures, *parts, words, look(theme), **options),
        _alt(figures, *parts, words),
        charts.table(figures if len(told) else told, words),
    )

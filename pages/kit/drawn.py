"""Charts drawn once for all readers: the same figures in the same language and look give the same chart.

Drawing costs a page more than anything else it does, and most runs show what was shown before. Who gets a
chart from here must not change it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Lang, Words, definitions
from etl.definitions.codes import CONFIDENTIAL
from pages.kit import charts
from pages.kit.kept import kept
from pages.kit.plot import written
from pages.kit.theme import Look, ThemeName, look


@dataclass(frozen=True)
class Drawn:
    """A chart as plotly.js reads it, with its finding in words and the table behind it."""

    plot: bytes
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
    words = definitions().words(lang)
    return _drawn(drawing, alt, figures, tuple(parts), dict(options), words, look(theme))


@kept
def _drawn(
    drawing: Callable[..., go.Figure],
    alt: Callable[..., str],
    figures: pd.DataFrame,
    parts: tuple[str, ...],
    options: Mapping[str, object],
    words: Words,
    look: Look,
) -> Drawn:
    told = figures[figures["value"].notna() | (figures["mark"] == CONFIDENTIAL)]
    return Drawn(
        written(drawing(figures, *parts, words, look, **options)),
        alt(figures, *parts, words),
        charts.table(figures if len(told) else told, words),
    )

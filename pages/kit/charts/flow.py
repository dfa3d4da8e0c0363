"""Stages then and now: how many agencies stayed, moved up or back. A table of names belongs beside it."""

from collections import Counter
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import NOT_STATED
from etl.queries.stages import movement
from pages.kit.charts.canvas import canvas, nothing
from pages.kit.charts.names import full
from pages.kit.theme import SIZE, Look

_HEIGHT: Final = 360
_TOP: Final = 64
"""Room for the headings, below the button that saves the picture."""
_NEITHER: Final = (NOT_STATED, NOT_STATED)


def stage_flow(moves: pd.DataFrame, words: Words, look: Look, *, then: str = "", now: str = "") -> go.Figure:
    """Return agencies (`Reader.stage_moves`) flowing from their stage then to that now, under headings.

    Agencies without a stage at both are not drawn, only told: they moved nowhere and would dwarf the rest.
    """
    counts = {pair: number for pair, number in _counts(moves).items() if pair != _NEITHER}
    if not counts:
        return nothing(look, words)
    order = [*definitions().stages, NOT_STATED]
    left = [stage for stage in order if any(earlier == stage for earlier, _ in counts)]
    right = [stage for stage in order if any(later == stage for _, later in counts)]
    place = {("then", stage): at for at, stage in enumerate(left)} | {
        ("now", stage): at + len(left) for at, stage in enumerate(right)
    }
    flows = sorted(counts)
    figure = canvas(look, height=_HEIGHT, margin={"t": _TOP, "b": 16, "l": 8, "r": 8})
    figure.add_trace(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [_label(counts, 0, stage, words) for stage in left]
                + [_label(counts, 1, stage, words) for stage in right],
                "color": [look.stages[stage] for stage in (*left, *right)],
                "x": [0.001] * len(left) + [0.999] * len(right),
                "y": _heights(counts, 0, left) + _heights(counts, 1, right),
                "pad": 24,
                "thickness": 18,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [place["then", earlier] for earlier, _ in flows],
                "target": [place["now", later] for _, later in flows],
                "value": [counts[pair] for pair in flows],
                "color": [_veil(look.moves[movement(*pair)]) for pair in flows],
                "customdata": [_told(pair, counts[pair], words) for pair in flows],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={
                "color": look.text,
                "size": SIZE,
                "shadow": f"0 0 3px {look.page}, 0 0 3px {look.page}",
            },
        )
    )
    heads = ((0, "left", then or words("charts.then")), (1, "right", now or words("charts.now")))
    for at, side, head in heads:
        figure.add_annotation(
            x=at,
            y=1,
            xref="paper",
            yref="paper",
            xanchor=side,
            yanchor="bottom",
            yshift=10,
            text=f"<b>{head}</b>",
        )
    return figure


def alt(moves: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: how many stayed, moved up or back, or stated a first stage."""
    if moves.empty:
        return words("charts.alt.nothing")
    kinds = counted(moves)
    return words("charts.alt.flow", **{kind: kinds[kind] for kind in ("same", "up", "down", "stated")})


def counted(moves: pd.DataFrame) -> Counter[str]:
    """Return how many agencies moved in each way."""
    return Counter(map(movement, moves["earlier"], moves["later"]))


def _counts(moves: pd.DataFrame) -> dict[tuple[str, str], int]:
    return dict(Counter(zip(moves["earlier"], moves["later"], strict=True)))


def _heights(counts: dict[tuple[str, str], int], side: int, stages: list[str]) -> list[float]:
    """Return the middles of a side's nodes, stacked in the order of the stages."""
    sizes = [sum(number for pair, number in counts.items() if pair[side] == stage) for stage in stages]
    whole, above, middles = sum(sizes), 0, []
    for size in sizes:
        middles.append(min(max((above + size / 2) / whole, 0.001), 0.999))
        above += size
    return middles


def _label(counts: dict[tuple[str, str], int], side: int, stage: str, words: Words) -> str:
    number = sum(count for pair, count in counts.items() if pair[side] == stage)
    return words("charts.node", stage=full("stage", stage, words), n=f"{number:,}")


def _told(pair: tuple[str, str], number: int, words: Words) -> str:
    earlier, later = (full("stage", stage, words) for stage in pair)
    return words("charts.move", earlier=earlier, later=later, n=f"{number:,}")


def _veil(colour: str) -> str:
    """Return a colour that lets others shine through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"

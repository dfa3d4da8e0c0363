"""Stages of agencies and states of persons, then and now: how many stayed, how many moved where."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import NOT_STATED
from etl.queries import number as printed
from etl.queries.flow import STATES
from etl.queries.stages import movement
from pages.kit.charts.canvas import canvas, nothing
from pages.kit.charts.names import full
from pages.kit.theme import SIZE, Look

_HEIGHT: Final = 360
_TOP: Final = 64
"""Room for the headings, below the button that saves the picture."""
_FOOT: Final = 16
_PAD: Final = 24
"""Room between two nodes, so that the names of the smallest do not meet."""
_NEITHER: Final = (NOT_STATED, NOT_STATED)


Pair = tuple[str, str]
"""What somebody was then and is now."""


@dataclass(frozen=True)
class _Kind:
    """What flows: the states it can be in, in order, with their names and colours, and words for a move."""

    names: Mapping[str, str]
    colours: Mapping[str, str]
    move: str


def stage_flow(moves: pd.DataFrame, words: Words, look: Look, *, then: str = "", now: str = "") -> go.Figure:
    """Return agencies (`Reader.stage_moves`) flowing from their stage then to that now, under headings.

    Agencies without a stage at both are not drawn, only told: they moved nowhere and would dwarf the rest.
    """
    counts = Counter(zip(moves["earlier"], moves["later"], strict=True))
    del counts[_NEITHER]
    names = {stage: full("stage", stage, words) for stage in (*definitions().stages, NOT_STATED)}
    veils = {pair: look.moves[movement(*pair)] for pair in counts}
    return _flow(counts, _Kind(names, look.stages, "charts.move"), veils, words, look, heads=(then, now))


def person_flow(flow: pd.DataFrame, words: Words, look: Look, *, then: str = "", now: str = "") -> go.Figure:
    """Return persons (`Reader.person_flow`) flowing from their state then to that now, under headings."""
    counts = persons(flow)
    colours = dict(
        zip(
            STATES,
            (look.ready, look.not_ready, look.median, look.span, look.incomplete, look.grid),
            strict=True,
        )
    )
    names = {state: words(f"charts.state.{state}") for state in STATES}
    veils = {pair: colours[pair[1]] for pair in counts}
    return _flow(counts, _Kind(names, colours, "charts.moved"), veils, words, look, heads=(then, now))


def persons(flow: pd.DataFrame) -> Counter[Pair]:
    """Return the persons of each state then and now that a view shows."""
    shown = flow[flow["persons"] > 0]
    pairs = zip(shown["state_then"], shown["state"], strict=True)
    return Counter(dict(zip(pairs, shown["persons"].astype(int), strict=True)))


def person_alt(flow: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: how many became ready, stayed so, or are ready no more."""
    counts = persons(flow)
    if not counts:
        return words("charts.alt.nothing")
    ready = STATES[0]
    told = {
        "stayed": counts[ready, ready],
        "became": sum(number for (then, now), number in counts.items() if now == ready != then),
        "ceased": sum(number for (then, now), number in counts.items() if then == ready != now),
    }
    return words("charts.alt.persons", **{name: printed.count(number) for name, number in told.items()})


def _flow(
    counts: Mapping[Pair, int],
    kind: _Kind,
    veils: Mapping[Pair, str],
    words: Words,
    look: Look,
    *,
    heads: tuple[str, str],
) -> go.Figure:
    """Return what flows from where it was to where it is, under two headings."""
    if not counts:
        return nothing(look, words)
    left, right = (
        [state for state in kind.names if any(pair[side] == state for pair in counts)] for side in (0, 1)
    )
    flows = sorted(counts)
    figure = canvas(look, height=_HEIGHT, margin={"t": _TOP, "b": _FOOT, "l": 8, "r": 8})
    figure.add_trace(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [
                    words("charts.node", stage=kind.names[state], n=printed.count(_size(counts, side, state)))
                    for side, states in enumerate((left, right))
                    for state in states
                ],
                "color": [kind.colours[state] for state in (*left, *right)],
                "x": [0.001] * len(left) + [0.999] * len(right),
                "y": _heights(counts, 0, left) + _heights(counts, 1, right),
                "pad": _PAD,
                "thickness": 18,
                "line": {"width": 0},
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [left.index(earlier) for earlier, _ in flows],
                "target": [len(left) + right.index(later) for _, later in flows],
                "value": [counts[pair] for pair in flows],
                "color": [_veil(veils[pair]) for pair in flows],
                "customdata": [
                    words(
                        kind.move,
                        earlier=kind.names[pair[0]],
                        later=kind.names[pair[1]],
                        n=printed.count(counts[pair]),
                    )
                    for pair in flows
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={
                "color": look.text,
                "size": SIZE,
                "shadow": f"0 0 3px {look.page}, 0 0 3px {look.page}",
            },
        )
    )
    for at, side, head in (
        (0, "left", heads[0] or words("charts.then")),
        (1, "right", heads[1] or words("charts.now")),
    ):
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


def _size(counts: Mapping[Pair, int], side: int, state: str) -> int:
    return sum(number for pair, number in counts.items() if pair[side] == state)


def _heights(counts: Mapping[Pair, int], side: int, states: Sequence[str]) -> list[float]:
    """Return the middles of a side's nodes, stacked in order with room between them."""
    sizes = [_size(counts, side, state) for state in states]
    pad = _PAD / (_HEIGHT - _TOP - _FOOT)
    scale = (1 - pad * (len(sizes) - 1)) / sum(sizes)
    above, middles = 0.0, []
    for size in sizes:
        middles.append(min(max(above + scale * size / 2, 0.001), 0.999))
        above += scale * size + pad
    return middles


def _veil(colour: str) -> str:
    """Return a colour that lets others shine through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"

"""Disclosure control: the one place that decides which figures on persons may be shown to whom.

Primary: a figure on persons is hidden where its denominator is below the threshold `small_cell`, or its
numerator or what is left of the denominator lies between 1 and that threshold. What is decided on is not the
figure but the cell behind it (unit, stage, group, capability), for each set of counts that follow from one
another, called a layer: ready and not ready (with headcount, which is public); seen and incomplete; scores by
result; one step; scores by grade; persons both tested and self-assessed. A layer's figures go together.

Secondary: along every axis (groups, capabilities, agencies to ministries by stage to nation) a hidden cell
is joined by at least one other, until what is left of any shown cell once everything shown beneath it is
taken away is empty or large in each count, and no chain of sums leads to a hidden cell. Given up is what
costs least: few persons, low level, a total only where no part would do. A cell whose counts are those of
the quarter before, or of all evidence where tests alone are asked for, is treated as it was there. All is
worked out per quarter from the marts alone, so no two questions get different answers. Primary and
secondary carry the same mark.

Zero may be shown. An analyst sees every value, marked where others would not; everybody else gets the mark
instead of the value.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, Literal

import numpy as np

from etl.definitions import definitions
from etl.definitions.codes import CONFIDENTIAL
from etl.measures.compile import BY_CAPABILITY, places
from etl.queries.disclosure.cells import LEADERS
from etl.queries.disclosure.decide import Decision, Decisions
from etl.queries.disclosure.layers import LAYERS, SCORE_LAYERS, Layer
from etl.queries.disclosure.relations import Flags, Numbers
from etl.queries.small import is_small
from etl.queries.tidy import Tidy
from etl.queries.view import ANALYST, View

__all__ = ["Decision", "Decisions", "protect"]

Decide = Callable[[str, bool], Decision]
"""Gives what is hidden of a period, of persons or (True) of their scores."""

_BOUNDS: Final = ("low", "high")
_WEIGHTED: Final = "ready_share_weighted"
_WORD: Final = re.compile(r"[a-z_]+")


def protect(tidy: Tidy, *, decide: Decide, view: View) -> None:
    """Mark hidden cells of tidy rows confidential, and empty them for every view but the analyst's."""
    hidden, bare = _hidden(tidy, decide)
    tidy.mark[hidden] = CONFIDENTIAL
    if view != ANALYST:
        for name, numbers in tidy.numbers.items():
            numbers[hidden | bare if name in _BOUNDS else hidden] = np.nan
        tidy.status[hidden] = None


def _hidden(tidy: Tidy, decide: Decide) -> tuple[Flags, Flags]:
    """Return which rows are hidden, and of which the bounds alone are."""
    hidden, bare = np.zeros((2, len(tidy.unit)), dtype=bool)
    told = ~(np.isnan(tidy.numbers["numerator"]) & np.isnan(tidy.numbers["value"]))
    of_persons = [measure.persons or measure.kind == "median" for measure in tidy.measures]
    told &= np.array(of_persons, dtype=bool)[tidy.at["measure"]]
    by_capability = np.array([measure.mart in BY_CAPABILITY for measure in tidy.measures], dtype=bool)
    scored = by_capability[tidy.at["measure"]]
    for number in np.unique(tidy.at["period"][told]):
        for scores in (False, True):
            rows = np.flatnonzero(told & (tidy.at["period"] == number) & (scored == scores))
            if len(rows):
                decision = decide(str(tidy.periods[number]), scores)
                hidden[rows], bare[rows] = _decided(tidy, rows, decision, scores=scores)
    return hidden, bare


def _decided(tidy: Tidy, rows: Numbers, decision: Decision, *, scores: bool) -> tuple[Flags, Flags]:
    """Return which rows of a period, of scores or not, are hidden, and of which the bounds alone are."""
    hidden, bare = np.zeros((2, len(rows)), dtype=bool)
    at = {name: places[rows] for name, places in tidy.at.items()}
    unit, group = decision.whole.units.at(at["level"], tidy.unit[rows], at["stage"]), _stated(at, "group")
    cells = [unit, group, _stated(at, "capability")] if scores else [unit, group]
    for number in np.unique(at["measure"]):
        mine, measure = at["measure"] == number, tidy.measures[number]
        cell = tuple(places[mine] for places in cells)
        if measure.id == LEADERS:
            cell = (cell[0], np.full_like(cell[1], len(definitions().groups) + 1))
        known = np.logical_and.reduce([places >= 0 for places in cell])
        if measure.kind == "median":
            middle = decision.median
            hidden[mine] = [
                middle.get((stage, int(place)), False)
                for stage, place in zip(tidy.words("stage", rows[mine]), cell[1], strict=True)
            ]
            continue
        parts, whole = (tidy.numbers[name][rows[mine]] for name in ("numerator", "denominator"))
        flags = is_small(parts, whole, score=measure.unit == "score")
        if measure.id == _WEIGHTED:
            hidden[mine] = flags | known & decision.weighted[cell]
        else:
            for layer in _layers(measure.numerator, measure.denominator, measure.value, scores=scores):
                flags |= known & decision.hidden[layer][cell]
            hidden[mine] = flags
            if measure.low and not scores:
                bare[mine] = known & decision.bare[cell] & ~flags
    return hidden, bare


def _stated(at: Mapping[str, Numbers], name: Literal["group", "capability"]) -> Numbers:
    """Return the places of a split as decisions know them: -1 where it is not stated."""
    return np.where(at[name] < len(places(name)) - 1, at[name], -1)


@cache
def _layers(*parts: str, scores: bool) -> list[Layer]:
    """Return the layers a measure's counts belong to, by the columns its definition names."""
    words = set(_WORD.findall(" ".join(parts)))
    own = [layer for layer in LAYERS if (layer in SCORE_LAYERS) == scores]
    return [layer for layer in own if words & set(LAYERS[layer])] or own

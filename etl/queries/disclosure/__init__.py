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
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.models import Measure
from etl.queries.compile import ALL
from etl.queries.disclosure.cells import LEADERS
from etl.queries.disclosure.decide import Decision, Decisions
from etl.queries.disclosure.layers import LAYERS, SCORE_LAYERS, Layer
from etl.queries.disclosure.relations import Flags, Numbers
from etl.queries.small import CONFIDENTIAL, is_small

__all__ = ["CONFIDENTIAL", "Decision", "Decisions", "Role", "protect"]

Role = Literal["analyst", "executive"]
Decide = Callable[[str, bool], Decision]
"""Gives what is hidden of a period, of persons or (True) of their scores."""

_HIDDEN: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]
_BOUNDS: Final = ("low", "high")
_WEIGHTED: Final = "ready_share_weighted"
_SCORES: Final = ("capability", "lacking")
"""The marts whose rows are by capability."""
_WORD: Final = re.compile(r"[a-z_]+")


def protect(
    figures: pd.DataFrame, measures: Sequence[Measure], *, decide: Decide, role: Role
) -> pd.DataFrame:
    """Return tidy figures with hidden cells marked "c", and emptied for every role but analyst."""
    table = _Table.of(figures)
    hidden, bare = np.zeros((2, len(figures)), dtype=bool)
    for measure in measures:
        if measure.persons or measure.kind == "median":
            for period, rows in table.told(measure.id).items():
                hidden[rows], bare[rows] = _decided(table, rows, measure, partial(decide, period))
    if hidden.any():
        figures["mark"] = figures["mark"].mask(hidden, CONFIDENTIAL)
    if role != "analyst" and (hidden.any() or bare.any()):
        for name in _HIDDEN:
            gone = hidden | bare if name in _BOUNDS else hidden
            figures[name] = np.where(gone, np.nan, figures[name].to_numpy(dtype=np.float64))
        figures["status"] = figures["status"].astype("object").mask(hidden, None)
    return figures


@dataclass(frozen=True)
class _Table:
    """Tidy figures as plain columns: a frame asked row by row costs more than the marts do."""

    columns: Mapping[str, Sequence[str]]
    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    empty: Flags

    @classmethod
    def of(cls, figures: pd.DataFrame) -> "_Table":
        """Return the columns disclosure control reads."""
        names = ("period", "measure", "level", "unit_code", "stage", "group", "capability")
        numerator, denominator, value = (
            figures[name].to_numpy(dtype=np.float64) for name in ("numerator", "denominator", "value")
        )
        columns = {name: figures[name].tolist() for name in names}
        return cls(columns, numerator, denominator, np.isnan(numerator) & np.isnan(value))

    def told(self, measure: str) -> dict[str, list[int]]:
        """Return the rows in which a measure says anything, by period."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, (name, period) in enumerate(
            zip(self.columns["measure"], self.columns["period"], strict=True)
        ):
            if name == measure and not self.empty[row]:
                rows[period].append(row)
        return rows

    def places(self, name: str, rows: Sequence[int], codes: Sequence[str]) -> Numbers:
        """Return the place of a column's cells among codes, ALL first; -1 where it is none of them."""
        known = {code: place for place, code in enumerate((ALL, *codes))}
        column = self.columns[name]
        return np.array([known.get(column[row], -1) for row in rows], dtype=np.int64)


def _decided(
    table: _Table, rows: Sequence[int], measure: Measure, decide: Callable[[bool], Decision]
) -> tuple[Flags, Flags]:
    """Return which rows of a measure and period are hidden, and of which the bounds alone are."""
    bare = np.zeros(len(rows), dtype=bool)
    group = table.places("group", rows, list(definitions().groups))
    if measure.id == LEADERS:
        group[:] = len(definitions().groups) + 1
    if measure.kind == "median":
        middle, stage = decide(False).median, table.columns["stage"]
        hidden = [middle.get((stage[row], int(at)), False) for row, at in zip(rows, group, strict=True)]
        return np.array(hidden, dtype=bool), bare
    scores = measure.mart in _SCORES
    decision = decide(scores)
    places = decision.whole.units.places
    level, code, stage = (table.columns[name] for name in ("level", "unit_code", "stage"))
    unit = np.array([places.get((level[row], code[row], stage[row]), -1) for row in rows], dtype=np.int64)
    known = (unit >= 0) & (group >= 0)
    flags = is_small(table.numerator[rows], table.denominator[rows], score=measure.unit == "score")
    if measure.id == _WEIGHTED:
        return flags | known & decision.weighted[unit, group], bare
    at: tuple[Numbers, ...] = (unit, group)
    if scores:
        capability = table.places("capability", rows, list(definitions().capabilities))
        known &= capability >= 0
        at = (*at, capability)
    for layer in _layers(measure.numerator, measure.denominator, measure.value, scores=scores):
        flags |= known & decision.hidden[layer][at]
    if measure.low and not scores:
        bare = known & decision.bare[at] & ~flags
    return flags, bare


@cache
def _layers(*parts: str, scores: bool) -> list[Layer]:
    """Return the layers a measure's counts belong to, by the columns its definition names."""
    words = set(_WORD.findall(" ".join(parts)))
    own = [layer for layer in LAYERS if (layer in SCORE_LAYERS) == scores]
    return [layer for layer in own if words & set(LAYERS[layer])] or own

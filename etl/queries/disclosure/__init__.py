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
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final, Literal

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.models import Measure
from etl.queries.compile import ALL
from etl.queries.disclosure.cells import LEADERS
from etl.queries.disclosure.decide import Decision, Decisions
from etl.queries.disclosure.layers import LAYERS, SCORE_LAYERS, Layer
from etl.queries.disclosure.relations import Flags

__all__ = ["CONFIDENTIAL", "Decision", "Decisions", "Role", "protect"]

Role = Literal["analyst", "executive"]
Decide = Callable[[str, bool], Decision]
"""Gives what is hidden of a period, of persons or (True) of their scores."""

CONFIDENTIAL: Final = "c"
_HIDDEN: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]
_WEIGHTED: Final = "ready_share_weighted"
_SCORES: Final = ("capability", "lacking")
"""The marts whose rows are by capability."""
_WORD: Final = re.compile(r"[a-z_]+")


def protect(
    figures: pd.DataFrame, measures: Sequence[Measure], *, decide: Decide, role: Role
) -> pd.DataFrame:
    """Return tidy figures with hidden cells marked "c", and emptied for every role but analyst."""
    persons = {measure.id: measure for measure in measures if measure.persons or measure.kind == "median"}
    hidden = np.zeros(len(figures), dtype=bool)
    bare = hidden.copy()
    told = figures["measure"].isin(persons) & figures[["numerator", "value"]].notna().any(axis="columns")
    concerned = np.flatnonzero(told)
    for period, places in figures.iloc[concerned].groupby("period", sort=False).indices.items():
        rows = concerned[places]
        hidden[rows], bare[rows] = _decided(figures.iloc[rows], persons, partial(decide, str(period)))
    figures["mark"] = figures["mark"].mask(hidden, CONFIDENTIAL)
    if role != "analyst":
        figures.loc[hidden, _HIDDEN] = float("nan")
        figures.loc[bare, ["low", "high"]] = float("nan")
        figures["status"] = figures["status"].astype("object").mask(hidden, None)
    return figures


def _decided(
    rows: pd.DataFrame, measures: Mapping[str, Measure], decide: Callable[[bool], Decision]
) -> tuple[Flags, Flags]:
    """Return which rows of a period are hidden, and of which the bounds alone are."""
    hidden = np.zeros(len(rows), dtype=bool)
    bare = hidden.copy()
    places = decide(False).whole.units.named.get_indexer(
        pd.MultiIndex.from_frame(rows[["level", "unit_code", "stage"]])
    )
    unit = np.where(places < 0, -1, decide(False).whole.units.numbers[places])
    group = pd.Index([ALL, *definitions().groups]).get_indexer(pd.Index(rows["group"]))
    capability = pd.Index([ALL, *definitions().capabilities]).get_indexer(pd.Index(rows["capability"]))
    for name, mine in rows.groupby("measure", sort=False).indices.items():
        measure = measures[str(name)]
        table = rows.iloc[mine]
        column = np.full(len(mine), len(definitions().groups) + 1) if name == LEADERS else group[mine]
        if measure.kind == "median":
            middle = decide(False).median
            hidden[mine] = [middle.get(place, False) for place in zip(table["stage"], column, strict=True)]
            continue
        known = (unit[mine] >= 0) & (column >= 0) & (capability[mine] >= 0)
        if name == _WEIGHTED:
            hidden[mine] = known & decide(False).weighted[unit[mine], column]
            continue
        scores = measure.mart in _SCORES
        decision = decide(scores)
        at = (unit[mine], column, capability[mine]) if scores else (unit[mine], column)
        hidden[mine] = _small(table, measure)
        for layer in _layers(measure):
            hidden[mine] |= known & decision.hidden[layer][at]
        if measure.low and not scores:
            bare[mine] = known & decision.bare[at] & ~hidden[mine]
    return hidden, bare


def _layers(measure: Measure) -> list[Layer]:
    """Return the layers a measure's counts belong to, by the columns its definition names."""
    words = set(_WORD.findall(f"{measure.numerator} {measure.denominator} {measure.value}"))
    own = [layer for layer in LAYERS if (layer in SCORE_LAYERS) == (measure.mart in _SCORES)]
    return [layer for layer in own if words & set(LAYERS[layer])] or own


def _small(rows: pd.DataFrame, measure: Measure) -> Flags:
    """Return where a figure by itself tells of few persons."""
    smallest = definitions().threshold("small_cell")
    numerator = rows["numerator"].to_numpy(dtype=np.float64)
    denominator = rows["denominator"].to_numpy(dtype=np.float64)
    few: Flags = np.asarray((denominator > 0) & (denominator < smallest), dtype=bool)
    if measure.unit == "score":
        return few
    rest = denominator - numerator
    few |= ((numerator > 0) & (numerator < smallest)) | ((rest > 0) & (rest < smallest))
    return few

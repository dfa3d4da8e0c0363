"""Figures that are no sums of persons: the share weighted by strata, and the median of the ministries."""

from itertools import product

import numpy as np

from etl.definitions.codes import ALL, NATION
from etl.queries.disclosure.layers import Outcomes
from etl.queries.disclosure.relations import Flags, Numbers


def weighted_hidden(whole: Outcomes, hidden: Flags, *, strata: int) -> Flags:
    """Return units by groups whose weighted share is hidden.

    A weighted share is an equation on the ready shares of its strata (agency and group). It is shown where no
    stratum in it is hidden, or where at least `strata` hidden ones are in it that are in no other shown one.
    """
    agencies = [whole.units.places["agency", agency, ALL] for _, agency, _ in whole.agencies]
    lost = whole.strata[:, :-1] & hidden[agencies, 1:-1]
    by_group = whole.units.members.astype(np.int64) @ lost.astype(np.int64)
    inside = np.concatenate([by_group.sum(axis=1, keepdims=True), by_group], axis=1)
    shown = (inside == 0) & ~hidden[:, :-1]
    ministries = [
        place
        for (level, _, stage), place in whole.units.places.items()
        if (level, stage) == ("ministry", ALL)
    ]
    nation = whole.units.places["nation", NATION, ALL]
    enough = [place for place in ministries if inside[place, 0] >= strata]
    shown[enough, 0] |= ~hidden[enough, 0]
    alone = sum(inside[place, 0] for place in ministries if not shown[place, 0])
    if alone == 0 or alone >= strata:
        shown[nation, 0] |= not hidden[nation, 0]
    if _fewest(inside[:, 1:], shown[:, 0], ministries, bool(shown[nation, 0])) >= strata:
        shown[nation, 1:] |= ~hidden[nation, 1:-1]
    unseen: Flags = ~shown
    return unseen


def _fewest(inside: Numbers, shown: Flags, ministries: list[int], nation: bool) -> int:
    """Return the fewest hidden strata that a difference of the nation's groups and shown totals singles out.

    Any choice of groups may be set against any choice of ministries whose totals are shown; what remains are
    the strata of one choice but not of the other.
    """
    fewest = np.iinfo(np.int64).max
    groups = inside.shape[1]
    for chosen in product((False, True), repeat=groups):
        taken = np.array(chosen)
        for whole in (False, True) if nation else (False,):
            left = 0
            for place in ministries:
                within, without = inside[place, taken].sum(), inside[place, ~taken].sum()
                base = without if whole else within
                left += int(min(within, without)) if shown[place] else int(base)
            if left:
                fewest = min(fewest, left)
    return int(fewest)


def median_hidden(whole: Outcomes, hidden: Flags) -> dict[tuple[str, int], bool]:
    """Return by stage and number of the group whether a ministry in the middle of their order is hidden."""
    found: dict[str, list[int]] = {}
    for (level, _, stage), place in whole.units.places.items():
        if level == "ministry":
            found.setdefault(stage, []).append(place)
    answer: dict[tuple[str, int], bool] = {}
    for stage, places in found.items():
        for group in range(hidden.shape[1] - 1):
            told = [place for place in places if whole.judged[place, group] > 0]
            told.sort(key=lambda place: whole.ready[place, group] / whole.judged[place, group])
            middle = told[(len(told) - 1) // 2 : len(told) // 2 + 1]
            answer[stage, group] = any(hidden[place, group] for place in middle)
    return answer

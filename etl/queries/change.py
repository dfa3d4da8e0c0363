"""Change since an earlier quarter, given twice: of all reporters, and of the matched panel.

The panel of a measure are the agencies with somebody (or something) counted in both quarters. What the two
changes differ by is who reported. Both are changes of the figures a view shows. Where those are rounded, a
change no larger than rounding can make cannot be told, and a panel that leaves few persons out is withheld.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.codes import CONFIDENTIAL, FEW, NATION, NEARLY_ALL, NOT_APPLICABLE, WITHIN_ROUNDING
from etl.definitions.models import Measure
from etl.measures.compile import DIMENSIONS, NUMBERS
from etl.queries import public
from etl.queries.public import Flags
from etl.queries.tidy import Key, Numbers, Tidy, Words, coded
from etl.queries.view import View

OF_ALL: Final = ["now", "then", "change"]
OF_PANEL: Final = ["panel_now", "panel_then", "panel_change", "who_reported"]
MARKS: Final = ["mark", "then_mark", "change_mark", "panel_mark", "panel_change_mark", "who_mark"]
_BASES: Final = ("numerator", "denominator")
_PARTS: Final = ("value", *_BASES)
DIGITS: Final = 12
"""Decimals of a difference; further ones are noise of binary fractions."""
_DUST: Final = 1e-9
_WITHHELD: Final = (CONFIDENTIAL, FEW, NEARLY_ALL)

When = tuple[int, int]
"""Places of the earlier and the later quarter among the periods of figures; they may be the same."""
Sides = Mapping[str, Numbers]
"""Parts of figures, then and now (first axis), a column a figure."""


def table(
    exact: Tidy,
    shown: Tidy,
    agencies: Tidy,
    *,
    slack: Numbers,
    when: When,
    among: Callable[[Measure, Sequence[str]], Tidy],
    view: View,
    units: Callable[[Tidy], public.Units],
) -> pd.DataFrame:
    """Return one row per figure; `shown` are the `exact` figures then and now, as a view shows them.

    `slack` is how far each of them may lie from the exact one.
    `agencies` are the exact figures of every agency; `among` reads figures with some agencies counted alone:
    what is no sum of the agencies' own has to be.
    """
    panels = _panels(agencies, when)
    told = exact.keys()
    latest_first = [row for at in reversed(when) for row in np.flatnonzero(exact.at["period"] == at)]
    counted = [*panels, *(number for number, measure in enumerate(exact.measures) if measure.of)]
    keys = list(
        dict.fromkeys(told[row] for number in counted for row in latest_first if told[row][0] == number)
    )
    places = {key: place for place, key in enumerate(keys)}
    measures = [exact.measures[key[0]] for key in keys]
    of_all, of_panel = _placed(exact, places, when), _summed(agencies, panels, places, measures, when)
    for number, panel in panels.items():
        if not exact.measures[number].adds_up:
            alone = _placed(among(exact.measures[number], panel), places, when, measure=number)
            for part, sides in of_panel.items():
                sides[:] = np.where([key[0] == number for key in keys], alone[part], sides)
    seen = _placed(shown, places, when)
    then, now = seen["value"]
    sets = [
        _side(exact, keys, {part: numbers[side] for part, numbers in of_panel.items()}, period=at)
        for side, at in enumerate(when)
    ]
    for side in sets:
        public.apply(side, view, units=units)
    few = _few_outside(of_all, of_panel, measures)
    few |= [
        measure.public == "named" for measure in measures
    ]  # a panel may be one body too small to be named
    hidden = few & ~public.exact_rows(sets[0], view)
    panel_then, panel_now = (np.where(hidden, np.nan, side.numbers["value"]) for side in sets)
    then_mark, now_mark = _marks(shown, places, when)
    mark = _either(then_mark, now_mark)
    panel_mark = np.where(few, CONFIDENTIAL, _either(*(side.mark for side in sets)))
    panel_mark[[bool(measure.of) for measure in measures]] = NOT_APPLICABLE
    slack = _placed_once(slack, shown, places, when)
    panel_slack = public.slack(sets[0], view) + public.slack(sets[1], view)
    rise, panel_rise = _apart(now, then), _apart(panel_now, panel_then)
    all_in = _all_in(of_all, of_panel)
    who = np.where(all_in & ~np.isnan(rise), 0.0, _apart(rise, panel_rise))
    who_slack = np.where(all_in, 0.0, slack + panel_slack)
    change, change_mark = _told(rise, slack, mark)
    panel_change, panel_change_mark = _told(panel_rise, panel_slack, panel_mark)
    who_reported, who_mark = _told(who, who_slack, panel_mark)
    numbers = (now, then, change, panel_now, panel_then, panel_change, who_reported)
    marks = (mark, then_mark, change_mark, panel_mark, panel_change_mark, who_mark)
    return pd.DataFrame(
        {
            **coded(keys, exact.measures),
            **dict(zip((*OF_ALL, *OF_PANEL), numbers, strict=True)),
            "then_of": seen["denominator"][0],
            "panel": _agencies_in(panels, keys),
            **{name: pd.Series(found, dtype="object") for name, found in zip(MARKS, marks, strict=True)},
        },
        copy=False,
    )


def _agencies_in(panels: Mapping[int, Sequence[str]], keys: Sequence[Key]) -> NDArray[np.int64]:
    """Return how many agencies of a measure's panel are in each figure's unit."""
    register = definitions().agencies
    units = Counter(
        (number, unit)
        for number, panel in panels.items()
        for agency in panel
        for unit in (NATION, register[agency].ministry, agency)
    )
    return np.array([units[number, unit] for number, _, unit, *_ in keys], dtype=np.int64)


def _apart(one: Numbers, other: Numbers) -> Numbers:
    """Return differences without the noise of binary fractions, and without a minus before zero."""
    return np.asarray(np.round(one - other, DIGITS) + 0.0)


def _told(change: Numbers, slack: Numbers, mark: Words) -> tuple[Numbers, Words]:
    """Return changes that are larger than rounding can make, and the marks of all."""
    untold = ~np.isnan(change) & (slack > 0) & (np.abs(change) <= slack + _DUST)
    return np.where(untold, np.nan, change), np.where(untold, WITHIN_ROUNDING, mark)


def _all_in(of_all: Sides, of_panel: Sides) -> Flags:
    """Return the figures whose panel are all that report them, in both quarters."""
    same = [
        (of_all[base] == of_panel[base]) | (np.isnan(of_all[base]) & np.isnan(of_panel[base]))
        for base in _BASES
    ]
    return np.asarray(np.logical_and.reduce(same).all(axis=0))


def _placed_once(numbers: Numbers, figures: Tidy, places: Mapping[Key, int], when: When) -> Numbers:
    """Return the sum of a number of figures then and now, at their places."""
    found = np.zeros(len(places))
    for key, period, number in zip(figures.keys(), figures.at["period"].tolist(), numbers, strict=True):
        if key in places:
            found[places[key]] += number * when.count(period)
    return found


def _panels(agencies: Tidy, when: When) -> dict[int, list[str]]:
    """Return the agencies that count in both quarters, by the place of each measure any of them has.

    What counts is the denominator; of coverage the persons judged, for posts are known of the silent, too.
    """
    numerator, denominator = (agencies.numbers[base] for base in _BASES)
    of_posts = np.array([measure.public == "coverage" for measure in agencies.measures], dtype=bool)
    counts = np.where(np.isnan(denominator) | of_posts[agencies.at["measure"]], numerator, denominator) > 0
    counting: dict[int, dict[str, set[int]]] = {}
    rows = zip(agencies.keys(), agencies.at["period"].tolist(), counts.tolist(), strict=True)
    for (number, _, agency, *splits), period, counts_there in rows:
        if not any(splits):
            quarters = counting.setdefault(number, {}).setdefault(agency, set())
            quarters |= {period} if counts_there else set()
    return {
        number: [agency for agency, quarters in counting[number].items() if quarters.issuperset(when)]
        for number in sorted(counting)
    }


def _placed(figures: Tidy, places: Mapping[Key, int], when: When, *, measure: int | None = None) -> Sides:
    """Return figures at their places; `measure` is the place of the only one where they hold no other."""
    keys = figures.keys()
    if measure is not None:
        keys = [(measure, *key[1:]) for key in keys]
    found = np.array([places.get(key, -1) for key in keys], dtype=np.int64)
    sides = {part: np.full((len(when), len(places)), np.nan) for part in _PARTS}
    for side, at in enumerate(when):
        rows = np.flatnonzero((found >= 0) & (figures.at["period"] == at))
        for part, numbers in sides.items():
            numbers[side, found[rows]] = figures.numbers[part][rows]
    return sides


def _summed(
    agencies: Tidy,
    panels: Mapping[int, Sequence[str]],
    places: Mapping[Key, int],
    measures: Sequence[Measure],
    when: When,
) -> Sides:
    """Return the figures of panels: the sums of what their agencies have, and division last."""
    register, inside = definitions().agencies, {number: frozenset(panel) for number, panel in panels.items()}
    found = [
        (row, place)
        for row, (number, _, agency, group, capability, stage) in enumerate(agencies.keys())
        if agency in inside[number]
        for level, unit in enumerate((NATION, register[agency].ministry, agency))
        if (place := places.get((number, level, unit, group, capability, stage))) is not None
    ]
    rows, columns = np.array(found, dtype=np.int64).reshape(-1, 2).T
    sums = {base: np.full((len(when), len(places)), np.nan) for base in _BASES}
    for side, at in enumerate(when):
        for base, total in sums.items():
            own = agencies.numbers[base][rows]
            known = (agencies.at["period"][rows] == at) & ~np.isnan(own)
            total[side, columns[known]] = 0
            np.add.at(total[side], columns[known], own[known])
    shares = np.array([measure.kind == "ratio" for measure in measures], dtype=bool)
    whole = np.where(sums["denominator"] == 0, np.nan, sums["denominator"])
    return {"value": np.where(shares, sums["numerator"] / whole, sums["numerator"]), **sums}


def _few_outside(of_all: Sides, of_panel: Sides, measures: Sequence[Measure]) -> Flags:
    """Return the figures of persons whose panel leaves so few out that the two values would tell on them."""
    left = [of_all[base] - of_panel[base] for base in _BASES]
    few = np.logical_or.reduce([(apart > 0) & (apart < public.least()) for apart in left]).any(axis=0)
    return np.asarray(few & np.array([measure.persons for measure in measures], dtype=bool))


def _side(figures: Tidy, keys: Sequence[Key], parts: Mapping[str, Numbers], *, period: int) -> Tidy:
    """Return the figures of panels at one of two quarters as tidy rows."""
    measure, level, unit, *splits = zip(*keys, strict=True) if keys else [()] * (3 + len(DIMENSIONS))
    at = {"measure": measure, "level": level, **dict(zip(DIMENSIONS, splits, strict=True))}
    unknown = np.full(len(keys), np.nan)
    return Tidy(
        periods=figures.periods,
        measures=figures.measures,
        at={
            "period": np.full(len(keys), period, dtype=np.int64),
            **{name: np.array(places, dtype=np.int64) for name, places in at.items()},
        },
        unit=np.array(unit, dtype=object),
        numbers={name: parts.get(name, unknown).copy() for name in NUMBERS},
        flag=np.full(len(keys), None, dtype=object),
        source=np.full(len(keys), None, dtype=object),
        status=np.full(len(keys), None, dtype=object),
        mark=np.full(len(keys), None, dtype=object),
    )


def _marks(figures: Tidy, places: Mapping[Key, int], when: When) -> list[Words]:
    """Return the marks of withheld figures at their places, then and now."""
    keys, found = figures.keys(), [np.full(len(places), None, dtype=object) for _ in when]
    for row in np.flatnonzero(np.isin(figures.mark, list(_WITHHELD))):
        for side, at in enumerate(when):
            if figures.at["period"][row] == at and keys[row] in places:
                found[side][places[keys[row]]] = figures.mark[row]
    return found


def _either(then: Words, now: Words) -> Words:
    """Return the mark of each figure now, or else then."""
    return np.array([one or other for one, other in zip(now, then, strict=True)], dtype=object)

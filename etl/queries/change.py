"""Change since an earlier quarter, given twice: of all reporters, and of the matched panel.

The panel of a measure are the agencies with somebody (or something) counted in both quarters. What the two
changes differ by is who reported. Both are changes of the figures a view shows; where that is rounded and few
persons are outside the panel, the panel is withheld.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.codes import CONFIDENTIAL, FEW, NATION, NEARLY_ALL
from etl.definitions.models import Measure
from etl.measures.compile import DIMENSIONS, NUMBERS
from etl.queries import public
from etl.queries.public import Flags
from etl.queries.tidy import Key, Numbers, Tidy, Words, coded
from etl.queries.view import View

OF_ALL: Final = ["now", "then", "change"]
OF_PANEL: Final = ["panel_now", "panel_then", "panel_change", "who_reported"]
_BASES: Final = ("numerator", "denominator")
_PARTS: Final = ("value", *_BASES)
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
    when: When,
    among: Callable[[Measure, Sequence[str]], Tidy],
    view: View,
    heads: Callable[[Tidy], Numbers],
) -> pd.DataFrame:
    """Return one row per figure; `shown` are the `exact` figures then and now, as a view shows them.

    `agencies` are the exact figures of every agency; `among` reads figures with some agencies counted alone:
    what is no sum of the agencies' own has to be.
    """
    panels = _panels(agencies, when)
    told = exact.keys()
    latest_first = [row for at in reversed(when) for row in np.flatnonzero(exact.at["period"] == at)]
    keys = list(
        dict.fromkeys(told[row] for number in panels for row in latest_first if told[row][0] == number)
    )
    places = {key: place for place, key in enumerate(keys)}
    measures = [exact.measures[key[0]] for key in keys]
    of_all, of_panel = _placed(exact, places, when), _summed(agencies, panels, places, measures, when)
    for number, panel in panels.items():
        if not exact.measures[number].adds_up:
            alone = _placed(among(exact.measures[number], panel), places, when, measure=number)
            for part, sides in of_panel.items():
                sides[:] = np.where([key[0] == number for key in keys], alone[part], sides)
    then, now = _placed(shown, places, when)["value"]
    sets = [
        _side(exact, keys, {part: numbers[side] for part, numbers in of_panel.items()}, period=at)
        for side, at in enumerate(when)
    ]
    for side in sets:
        public.apply(side, view, heads=heads)
    few = _few_outside(of_all, of_panel, measures) & ~public.exact_rows(sets[0], view)
    panel_then, panel_now = (np.where(few, np.nan, side.numbers["value"]) for side in sets)
    panel_mark = np.where(few, CONFIDENTIAL, _either(*(side.mark for side in sets)))
    rise, panel_rise = now - then, panel_now - panel_then
    numbers = (now, then, rise, panel_now, panel_then, panel_rise, rise - panel_rise)
    return pd.DataFrame(
        {
            **coded(keys, exact.measures),
            **dict(zip((*OF_ALL, *OF_PANEL), numbers, strict=True)),
            "panel": np.array([len(panels[key[0]]) for key in keys], dtype=np.int64),
            "mark": pd.Series(_either(*_marks(shown, places, when)), dtype="object"),
            "panel_mark": pd.Series(panel_mark, dtype="object"),
        },
        copy=False,
    )


def _panels(agencies: Tidy, when: When) -> dict[int, list[str]]:
    """Return the agencies that count in both quarters, by the place of each measure any of them has."""
    numerator, denominator = (agencies.numbers[base] for base in _BASES)
    counts = np.where(np.isnan(denominator), numerator, denominator) > 0
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

"""Change since an earlier quarter, given twice: of all reporters, and of the matched panel.

The panel of a measure are the agencies with somebody (or something) counted in both quarters. What the two
changes differ by is who reported. But to an analyst the panel's values are told to a tenth of a percent: a
few persons outside it then show in nothing where it is large; where it is small it is withheld.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.definitions.models import Measure
from etl.measures.compile import BY_CAPABILITY
from etl.queries.small import Flags, few, marks
from etl.queries.tidy import Key, Numbers, Tidy, coded
from etl.queries.view import ANALYST, View

OF_ALL: Final = ["now", "then", "change"]
OF_PANEL: Final = ["panel_now", "panel_then", "panel_change", "who_reported"]
_DECIMALS: Final = 3
_BASES: Final = ("numerator", "denominator")
_PARTS: Final = ("value", *_BASES)

When = tuple[int, int]
"""Places of the earlier and the later quarter among the periods of figures; they may be the same."""
Sides = Mapping[str, Numbers]
"""Parts of figures, then and now (first axis), a column a figure."""


def table(
    shown: Tidy,
    agencies: Tidy,
    *,
    when: When,
    among: Callable[[Measure, Sequence[str]], Tidy],
    view: View,
) -> pd.DataFrame:
    """Return one row per figure; `shown` are figures then and now, `agencies` those of every agency.

    `among` reads figures with some agencies counted alone: what is no sum of the agencies' own has to be.
    """
    panels = _panels(agencies, when)
    told = shown.keys()
    latest_first = [row for at in reversed(when) for row in np.flatnonzero(shown.at["period"] == at)]
    keys = list(
        dict.fromkeys(told[row] for number in panels for row in latest_first if told[row][0] == number)
    )
    places = {key: place for place, key in enumerate(keys)}
    measures = [shown.measures[key[0]] for key in keys]
    of_all, of_panel = _placed(shown, places, when), _summed(agencies, panels, places, measures, when)
    for number, panel in panels.items():
        if not shown.measures[number].adds_up:
            alone = _placed(among(shown.measures[number], panel), places, when, measure=number)
            for part, sides in of_panel.items():
                sides[:] = np.where([key[0] == number for key in keys], alone[part], sides)
    hidden = {told[row] for row in np.flatnonzero(shown.mark == CONFIDENTIAL)}
    confidential = np.array([key in hidden for key in keys], dtype=bool)
    withheld = confidential | _few_outside(of_all, of_panel, keys, measures)
    panel_then, panel_now = of_panel["value"]
    if view != ANALYST:
        panel_now, panel_then = panel_now.round(_DECIMALS), panel_then.round(_DECIMALS)
    then, now = of_all["value"]
    rise, panel_rise = now - then, panel_now - panel_then
    numbers = dict(
        zip(
            (*OF_ALL, *OF_PANEL),
            (now, then, rise, panel_now, panel_then, panel_rise, rise - panel_rise),
            strict=True,
        )
    )
    if view != ANALYST:
        for columns, rows in ((OF_ALL, confidential), (OF_PANEL, withheld)):
            numbers |= {name: np.where(rows, np.nan, numbers[name]) for name in columns}
    return pd.DataFrame(
        {
            **coded(keys, shown.measures),
            **numbers,
            "panel": np.array([len(panels[key[0]]) for key in keys], dtype=np.int64),
            "mark": marks(confidential),
            "panel_mark": marks(withheld),
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


def _few_outside(of_all: Sides, of_panel: Sides, keys: Sequence[Key], measures: Sequence[Measure]) -> Flags:
    """Return the figures whose panel leaves so few out that the two values would tell on them.

    A share of very many is rounded to what few cannot move; a count never is. All capabilities together count
    a person once for each, so as many times as few may still be few.
    """
    known = definitions()
    often = [
        len(known.capabilities) if measure.mart in BY_CAPABILITY and not capability else 1
        for (*_, capability, _), measure in zip(keys, measures, strict=True)
    ]
    large = known.threshold("small_cell") * 10**_DECIMALS * np.array(often)
    few_left = np.logical_or.reduce([few((of_all[base] - of_panel[base]) / often) for base in _BASES])
    whole = np.where(np.isnan(of_all["denominator"]), of_all["numerator"], of_all["denominator"])
    exact = np.array([measure.kind == "count" for measure in measures], dtype=bool)
    told = (few_left & (exact | (whole < large))).any(axis=0)
    return np.asarray(told & np.array([measure.persons for measure in measures], dtype=bool))

"""Closing gaps: who becomes ready, and who is told incomplete instead of not ready, by what persons lack.

What a unit's persons in a group lack is known as sets of capabilities, one bit each, with how many lack just
those. In a view a unit is an agency where that is exact there, else a ministry with its sets rounded.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.queries.tidy import Columns

Cell = tuple[str, str]
"""A unit and a group."""
Sets = Mapping[Cell, Sequence[tuple[int, int, int]]]
"""By cell: all a set of persons lack, what of it they failed (the rest is missing), and how many they are."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Persons who move: from not ready to ready, from incomplete to ready, from not ready to incomplete.

    What the last still lack is missing, not failed.
    """

    passing: int
    completed: int
    untested: int


def path(lacking: Sets, ranked: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number of ranked cells `closed` at which `persons` in all have become ready.

    Whoever lacks only capabilities of ranked cells is ready when the last of them is closed.
    """
    places: dict[Cell, dict[int, int]] = defaultdict(dict)
    for cell, bit, place in zip(_cells(ranked), _bits(ranked), ranked["place"].tolist(), strict=True):
        places[cell][bit] = place
    added: dict[int, int] = defaultdict(int)
    for cell, by_bit in places.items():
        for bits, _, persons in lacking.get(cell, ()):
            own = {bit: place for bit, place in by_bit.items() if bit & bits}
            if own and sum(own) == bits:
                added[max(own.values())] += persons
    told = sorted(added)
    in_all = np.cumsum([added[closed] for closed in told], dtype=np.int64)
    return pd.DataFrame({"closed": np.array(told, dtype=np.int64), "persons": in_all})


def moves(lacking: Sets, closed: pd.DataFrame) -> Mapping[Cell, Moved]:
    """Return, per unit and group of closed cells, the persons who move when all in them train and pass."""
    taught: dict[Cell, int] = defaultdict(int)
    for cell, bit in zip(_cells(closed), _bits(closed), strict=True):
        taught[cell] |= bit
    moved = {}
    for cell, bits_taught in taught.items():
        passing = completed = untested = 0
        for bits, below, persons in lacking.get(cell, ()):
            left = bits & ~bits_taught
            if not left:
                passing, completed = (
                    (passing + persons, completed) if below else (passing, completed + persons)
                )
            elif below and not below & left:
                untested += persons
        moved[cell] = Moved(passing, completed, untested)
    return moved


def seen_in(lacking: Sets, units: Mapping[str, str], told: Callable[[int], int]) -> Sets:
    """Return sets with agencies summed to the units they are told in: `told` of how many each set holds.

    `units` gives the unit of each agency that is not told itself.
    """
    summed: dict[Cell, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    found: dict[Cell, Sequence[tuple[int, int, int]]] = {}
    for (agency, group), rows in lacking.items():
        if agency not in units:
            found[agency, group] = rows
            continue
        for bits, below, persons in rows:
            summed[units[agency], group][bits, below] += persons
    for cell, counts in summed.items():
        rows = [(bits, below, told(persons)) for (bits, below), persons in counts.items()]
        found[cell] = [row for row in rows if row[-1]]
    return found


def _cells(cells: pd.DataFrame) -> list[Cell]:
    return list(zip(cells["agency"].tolist(), cells["group"].tolist(), strict=True))


def _bits(cells: pd.DataFrame) -> list[int]:
    """Return the bit of each cell's capability, in the order of their definition."""
    places = {code: place for place, code in enumerate(definitions().capabilities)}
    return [1 << places[capability] for capability in cells["capability"].tolist()]


def sets(columns: Columns) -> Sets:
    """Return the sets of `query/planner_lacking` by cell."""
    found: dict[Cell, list[tuple[int, int, int]]] = defaultdict(list)
    names = ("agency", "group", "lacking", "below", "persons")
    for agency, group, *lacked in zip(*(columns[name].tolist() for name in names), strict=True):
        found[agency, group].append(tuple(lacked))
    return dict(found)

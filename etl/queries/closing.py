"""Closing gaps: who becomes ready, and who is told incomplete instead of not ready, by what persons lack.

What an agency's persons in a group lack is known as sets of capabilities, one bit each, with how many lack
just those. Persons are counted in full steps, so that no few of them show.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.queries.tidy import Columns

Cell = tuple[str, str]
"""An agency and a group."""
Sets = Mapping[Cell, Sequence[tuple[int, int, int]]]
"""By cell: all a set of persons lack, what of it they failed (the rest is missing), and how many they are."""
_MOVES = ("passing", "completed", "untested")


def path(lacking: Sets, ranked: pd.DataFrame, *, step: int) -> pd.DataFrame:
    """Return one row per number of ranked cells `closed` at which `persons` in all have become ready.

    Whoever lacks only capabilities of ranked cells is ready when the last of them is closed. Steps are those
    of an agency, a group and an outcome of today.
    """
    places: dict[Cell, dict[int, int]] = defaultdict(dict)
    for cell, bit, place in zip(_cells(ranked), _bits(ranked), ranked["place"].tolist(), strict=True):
        places[cell][bit] = place
    becoming: dict[tuple[Cell, bool], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for cell, by_bit in places.items():
        for bits, below, persons in lacking.get(cell, ()):
            own = {bit: place for bit, place in by_bit.items() if bit & bits}
            if own and sum(own) == bits:
                becoming[cell, below > 0][max(own.values())] += persons
    added: dict[int, int] = defaultdict(int)
    for by_place in becoming.values():
        so_far = 0
        for closed in sorted(by_place):
            added[closed] += _full(so_far + by_place[closed], step) - _full(so_far, step)
            so_far += by_place[closed]
    told = sorted(added)
    in_all = np.cumsum([added[closed] for closed in told], dtype=np.int64)
    return pd.DataFrame({"closed": np.array(told, dtype=np.int64), "persons": in_all})


def moves(lacking: Sets, closed: pd.DataFrame, *, step: int) -> dict[str, list[str] | list[int]]:
    """Return, per agency and group of closed cells, the persons who move when all in them train and pass.

    `passing` go from not ready to ready, `completed` from incomplete to ready, `untested` from not ready to
    incomplete: what they still lack is missing, not failed.
    """
    taught: dict[Cell, int] = defaultdict(int)
    for cell, bit in zip(_cells(closed), _bits(closed), strict=True):
        taught[cell] |= bit
    moved: Mapping[Cell, dict[str, int]] = {cell: dict.fromkeys(_MOVES, 0) for cell in taught}
    for cell, found in moved.items():
        for bits, below, persons in lacking.get(cell, ()):
            left = bits & ~taught[cell]
            if not left:
                found["passing" if below else "completed"] += persons
            elif below and not below & left:
                found["untested"] += persons
    return {
        "agencies": [agency for agency, _ in moved],
        "groups": [group for _, group in moved],
        **{name: [_full(found[name], step) for found in moved.values()] for name in _MOVES},
    }


def _full(persons: int, step: int) -> int:
    return persons - persons % step


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

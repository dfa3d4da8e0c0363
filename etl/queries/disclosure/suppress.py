"""Secondary suppression: which cells must be given up so that no hidden one follows from those shown."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.queries.disclosure.relations import Flags, Numbers, Sums

_UNSAFE: Final = 8.0
"""A cell that would leave a small remainder costs so many times as much: one more would have to follow."""
_KNOWN: Final = 1e6
"""A cell readers know from an earlier release is given up last: hiding it protects little."""


def small(counts: Numbers, smallest: int) -> Flags:
    """Return where any part of a cell's counts (first axis) tells of 1 to `smallest` - 1 persons."""
    return np.asarray(((counts > 0) & (counts < smallest)).any(axis=0), dtype=bool)


def price(parts: Numbers, weight: NDArray[np.float64], known: Flags) -> NDArray[np.float64]:
    """Return what hiding a cell costs: its persons times `weight`; most where it is known from elsewhere."""
    persons = 1.0 + np.maximum(parts, 0).sum(axis=0)
    return np.asarray(persons * weight * np.where(known, _KNOWN, 1.0), dtype=np.float64)


def suppressed(
    parts: Numbers,
    *,
    filled: Flags,
    hidden: Flags,
    cost: NDArray[np.float64],
    axes: Sequence[Sums],
    smallest: int,
) -> Flags:
    """Return the hidden cells and those that must join them, so that no sum gives one away.

    `parts` has one row per count that adds up and one column per cell; `filled` cells have anybody in them.
    In every relation either none of those is hidden or at least two are, and what is left of a shown cell
    once everything shown beneath it is taken away is no small cell itself. The cheapest goes first.
    """
    hidden = hidden.copy()
    while True:
        before = hidden.copy()
        rest = remainders(parts * (hidden & filled), hidden, axes)
        for sums in axes:
            found = _broken(sums, rest, parts, hidden, filled, smallest)
            if len(found):
                given = _cheapest(sums.take(found), rest, parts, hidden, filled, cost, axes, smallest)
                hidden[given] = True
                rest[:, given] = parts[:, given]
        if (hidden == before).all():
            return hidden


def remainders(lost: Numbers, hidden: Flags, axes: Sequence[Sums]) -> Numbers:
    """Return of each hidden cell what is left once all shown cells beneath it are taken away; of others 0."""
    rest = lost.copy()
    of_hidden = [sums.take(np.flatnonzero(hidden[sums.parents])) for sums in axes]
    for _ in range(2):
        for sums in of_hidden:
            left = sums.total(rest)
            after = left.sum(axis=0)
            found = np.flatnonzero(after < rest[:, sums.parents].sum(axis=0))
            found = found[np.argsort(-after[found], kind="stable")]
            rest[:, sums.parents[found]] = left[:, found]
    return rest


def _broken(
    sums: Sums, rest: Numbers, parts: Numbers, hidden: Flags, filled: Flags, smallest: int
) -> Numbers:
    """Return the relations from which a hidden cell, or a small sum of hidden cells, can be worked out."""
    lost = hidden & filled
    alone = sums.total(lost) + lost[sums.parents] == 1
    # A count that one hidden cell has all of is known once the others are known to have none of it.
    counts = parts * lost
    few = ((counts > 0) & (counts < smallest)).astype(np.int64)
    held = (counts > 0).astype(np.int64)
    single = (sums.total(held) + held[:, sums.parents] == 1) & (sums.total(few) + few[:, sums.parents] == 1)
    alone |= single.any(axis=0)
    return np.flatnonzero(alone | (~hidden[sums.parents] & small(sums.total(rest), smallest)))


def _cheapest(
    sums: Sums,
    rest: Numbers,
    parts: Numbers,
    hidden: Flags,
    filled: Flags,
    cost: NDArray[np.float64],
    axes: Sequence[Sums],
    smallest: int,
) -> Numbers:
    """Return one cell to hide per relation: its cheapest child, else one beneath, else the parent."""
    owner = np.repeat(np.arange(len(sums)), np.diff(sums.starts))
    children = sums.children
    unsafe = small(sums.total(rest)[:, owner] + parts[:, children], smallest)
    open_ = ~hidden & filled
    asked = np.where(open_[children], cost[children] * np.where(unsafe, _UNSAFE, 1.0), np.inf)
    order = np.lexsort((children, asked, owner))
    first = order[sums.starts[:-1]]
    chosen = np.where(np.isinf(asked[first]), -1, children[first])
    for number in np.flatnonzero(chosen < 0):
        mine = children[sums.starts[number] : sums.starts[number + 1]]
        below = _beneath(mine[hidden[mine] & filled[mine]], axes)
        below = below[open_[below]]
        chosen[number] = below[np.argmin(cost[below])] if len(below) else sums.parents[number]
    return chosen


def _beneath(cells: Numbers, axes: Sequence[Sums]) -> Numbers:
    """Return the cells that these are sums of, ascending."""
    found = [sums.take(np.flatnonzero(np.isin(sums.parents, cells))).children for sums in axes]
    return np.unique(np.concatenate(found))

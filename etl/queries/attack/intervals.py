"""Linear relations between counts, and what bounds on some of them say of all others: interval propagation.

Every relation is `least <= sum of coefficients times counts <= most`. A count's bounds follow from what the
others of its relation leave; this is repeated until nothing narrows any more. What a linear programme would
find beyond that is not found, but nothing is claimed that is not so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

_SLACK: Final = 1e-6
"""What sums of doubles may be off by."""
_STEP: Final = 1e-3
"""The least narrowing of what is no whole number that is worth following up."""
_ROUNDS: Final = 200


class Contradiction(Exception):
    """Relations and bounds that no counts can satisfy: one of them is not true."""


@dataclass(frozen=True)
class Relations:
    """Relations as a sparse matrix, an entry of each array a term, rows one after the other."""

    columns: Places
    coefficients: Numbers
    starts: Places
    """Where each row begins among the terms."""
    least: Numbers
    most: Numbers

    @property
    def lengths(self) -> Places:
        """Return how many terms each row has."""
        return np.diff(np.append(self.starts, len(self.columns)))

    @classmethod
    def of(cls, *parts: "Relations") -> "Relations":
        """Return the relations of all parts."""
        ends = np.cumsum([0, *(len(part.columns) for part in parts)])[:-1]
        return cls(
            np.concatenate([part.columns for part in parts]),
            np.concatenate([part.coefficients for part in parts]),
            np.concatenate([part.starts + end for part, end in zip(parts, ends, strict=True)]),
            np.concatenate([part.least for part in parts]),
            np.concatenate([part.most for part in parts]),
        )

    def hold(self, numbers: Numbers) -> Flags:
        """Return which relations hold of numbers."""
        if not len(self.starts):
            return np.zeros(0, dtype=bool)
        sums = np.add.reduceat(self.coefficients * numbers[self.columns], self.starts)
        return np.asarray((sums >= self.least - _SLACK) & (sums <= self.most + _SLACK))

    def among(self, rows: Flags) -> "Relations":
        """Return some of the rows."""
        lengths = self.lengths
        terms = np.repeat(rows, lengths)
        starts = np.concatenate([[0], np.cumsum(lengths[rows])[:-1]]) if rows.any() else np.zeros(0)
        return Relations(
            self.columns[terms],
            self.coefficients[terms],
            starts.astype(np.int64),
            self.least[rows],
            self.most[rows],
        )


@dataclass
class Builder:
    """Gathers relations of like form, many at a time."""

    _columns: list[Places] = field(default_factory=list)
    _coefficients: list[Numbers] = field(default_factory=list)
    _lengths: list[Places] = field(default_factory=list)
    _bounds: list[tuple[Numbers, Numbers]] = field(default_factory=list)

    def add(
        self,
        terms: Sequence[tuple[Places, float | Numbers]],
        *,
        least: float | Numbers = 0.0,
        most: float | Numbers = 0.0,
    ) -> None:
        """Add one relation for each place of the terms' columns, all of one length."""
        shape = terms[0][0].shape
        rows = int(np.prod(shape))
        columns = np.stack([column.reshape(rows) for column, _ in terms], axis=1)
        factors = [np.broadcast_to(factor, shape).reshape(rows) for _, factor in terms]
        self._columns.append(columns.reshape(-1))
        self._coefficients.append(np.stack(factors, axis=1).reshape(-1).astype(np.float64))
        self._lengths.append(np.full(rows, len(terms), dtype=np.int64))
        self._bounds.append(
            (np.broadcast_to(least, shape).reshape(rows), np.broadcast_to(most, shape).reshape(rows))
        )

    def relations(self) -> Relations:
        """Return everything added."""
        if not self._columns:
            none = np.zeros(0)
            return Relations(none.astype(np.int64), none, none.astype(np.int64), none, none)
        lengths = np.concatenate(self._lengths)
        return Relations(
            np.concatenate(self._columns),
            np.concatenate(self._coefficients),
            np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64),
            np.concatenate([least for least, _ in self._bounds]).astype(np.float64),
            np.concatenate([most for _, most in self._bounds]).astype(np.float64),
        )


def narrowed(relations: Relations, low: Numbers, high: Numbers, *, whole: Flags) -> tuple[Numbers, Numbers]:
    """Return the narrowest bounds that follow one relation at a time; `whole` marks whole numbers.

    Contradiction where nothing is left for a count.
    """
    low, high = low.copy(), high.copy()
    moved = np.ones(len(low), dtype=bool)
    for _ in range(_ROUNDS):
        touched = np.logical_or.reduceat(moved[relations.columns], relations.starts)
        open_ = np.logical_or.reduceat((high > low)[relations.columns], relations.starts)
        if not (touched & open_).any():
            break
        before = low.copy(), high.copy()
        _once(relations.among(touched & open_), low, high)
        np.copyto(low, np.ceil(low - _SLACK), where=whole)
        np.copyto(high, np.floor(high + _SLACK), where=whole)
        if (low > high + _SLACK).any():
            raise Contradiction(int(np.argmax(low - high)))
        np.copyto(low, high, where=low > high)
        least = np.where(whole, 0.5, _STEP)
        moved = (low - before[0] > least) | (before[1] - high > least)
    return low, high


def _once(relations: Relations, low: Numbers, high: Numbers) -> None:
    """Narrow bounds in place by every relation once."""
    column, factor, lengths = relations.columns, relations.coefficients, relations.lengths
    up = factor > 0
    below, above = low[column], high[column]
    smallest = factor * np.where(up, below, above)
    largest = factor * np.where(up, above, below)
    left = np.repeat(relations.most - np.add.reduceat(smallest, relations.starts), lengths) + smallest
    needed = np.repeat(relations.least - np.add.reduceat(largest, relations.starts), lengths) + largest
    ends = left / factor, needed / factor
    np.minimum.at(high, column, np.where(up, ends[0], ends[1]))
    np.maximum.at(low, column, np.where(up, ends[1], ends[0]))

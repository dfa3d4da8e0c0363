"""Which published cells are sums of which others: the ways a hidden one could be got back by subtracting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Sums:
    """One row per relation, parent = the sum of its children; cells are numbered, children lie end to end."""

    parents: Numbers
    children: Numbers
    starts: Numbers
    """Where each relation's children begin; one entry more than there are relations."""

    @classmethod
    def of(cls, relations: Iterable[tuple[int, Sequence[int]]]) -> Self:
        """Return relations given as (parent, children); those without children are left out."""
        kept = [(parent, children) for parent, children in relations if children]
        sizes = [len(children) for _, children in kept]
        return cls(
            parents=np.array([parent for parent, _ in kept], dtype=np.int64),
            children=np.array([child for _, children in kept for child in children], dtype=np.int64),
            starts=np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64),
        )

    def along(self, axis: int, shape: tuple[int, ...]) -> "Sums":
        """Return these relations of one axis of a table at every place of the others, its cells numbered."""
        cells = np.moveaxis(np.arange(np.prod(shape)).reshape(shape), axis, 0).reshape(shape[axis], -1)
        places = cells.shape[1]
        sizes = np.diff(self.starts)
        return Sums(
            parents=cells[self.parents].T.reshape(-1),
            children=cells[self.children].T.reshape(-1),
            starts=np.concatenate([[0], np.cumsum(np.tile(sizes, places))]).astype(np.int64),
        )

    def take(self, chosen: Numbers) -> "Sums":
        """Return only these relations."""
        sizes = np.diff(self.starts)[chosen]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        return Sums(
            parents=self.parents[chosen],
            children=self.children[np.repeat(self.starts[:-1][chosen], sizes) + within],
            starts=starts,
        )

    def total(self, values: NDArray[np.generic]) -> Numbers:
        """Return per relation the sum of its children's values (the last axis of `values` are the cells)."""
        if not len(self.parents):
            return np.zeros((*values.shape[:-1], 0), dtype=np.int64)
        taken = np.take(values, self.children, axis=-1).astype(np.int64, copy=False)
        return np.add.reduceat(taken, self.starts[:-1], axis=-1)

    def __iter__(self) -> Iterator[tuple[int, Numbers]]:
        """Give each relation's parent and children."""
        return zip(self.parents.tolist(), np.split(self.children, self.starts[1:-1]), strict=True)

    def __len__(self) -> int:
        """Return how many relations there are."""
        return len(self.parents)

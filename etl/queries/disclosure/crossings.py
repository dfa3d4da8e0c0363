"""Tables summed two ways: a hidden cell can follow from a chain of sums though none of them has it alone.

Such a table is a network: a cell is an edge from its row to its column, a row's total an edge from the whole
to the row, a column's total one from the column to the whole. What enters a node leaves it, so a hidden cell
can be worked out exactly where its edge is a bridge among the hidden edges; any other lies on a ring along
which persons can be moved without a single published number changing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.queries.disclosure.relations import Flags, Numbers

_LEAK: Final = 1e-6
_BRIDGE: Final = 0.999
"""Between the ends of a bridge the resistance is 1; on a ring of n edges it is (n - 1) / n at most."""

_PATTERNS: Final = 100_000
"""How many patterns a network remembers."""


@dataclass(frozen=True)
class Crossing:
    """Cells of one axis (or two, numbered through) as edges between nodes."""

    cells: Numbers
    ends: Numbers

    def rings(self, hidden: Flags, cost: NDArray[np.float64]) -> Flags:
        """Return the cells to hide besides: each closes a ring through a bridge, at least cost."""
        more = np.zeros_like(hidden)
        patterns = [packed.tobytes() for packed in np.packbits(hidden, axis=1)]
        for table, edge in self._bridges(hidden, patterns):
            side = self._reached(hidden[table], without=edge)
            across = (
                np.isfinite(cost[table]) & ~hidden[table] & (side[self.ends[:, 0]] != side[self.ends[:, 1]])
            )
            if across.any():
                more[table, np.argmin(np.where(across, cost[table], np.inf))] = True
        return more

    def _bridges(self, hidden: Flags, patterns: Sequence[bytes]) -> Iterator[tuple[int, int]]:
        """Give the tables' hidden edges (table, edge) that no ring of hidden edges goes through."""
        # Readers of two snapshots share this, and one may forget what the other looks for.
        found = {seen: told for seen in set(patterns) if (told := self._known.get(seen)) is not None}
        new = {seen: table for table, seen in enumerate(patterns) if seen not in found}
        if new:
            found |= zip(new, map(np.flatnonzero, self._looked_for(hidden[list(new.values())])), strict=True)
            if len(self._known) > _PATTERNS:
                self._known.clear()
            self._known.update(found)
        for table, seen in enumerate(patterns):
            for edge in found[seen].tolist():
                yield table, edge

    def _looked_for(self, hidden: Flags) -> Flags:
        """Return which hidden edges of tables are bridges."""
        begin, end = self.ends.T
        nodes = int(self.ends.max()) + 1
        wired = (hidden @ self._wires).reshape(-1, nodes, nodes)
        inverse = np.linalg.inv(wired + _LEAK * np.eye(nodes))
        resistance = inverse[:, begin, begin] + inverse[:, end, end] - 2 * inverse[:, begin, end]
        return np.asarray(hidden & (resistance > _BRIDGE))

    @cached_property
    def _known(self) -> dict[bytes, Numbers]:
        """The bridges of patterns of hidden edges, packed: most patterns come again and again."""
        return {}

    @cached_property
    def _wires(self) -> NDArray[np.float64]:
        """What each edge adds to the Laplacian of the network, laid flat."""
        joins = np.zeros((len(self.ends), int(self.ends.max()) + 1))
        edges = np.arange(len(self.ends))
        np.add.at(joins, (edges, self.ends[:, 0]), 1.0)
        np.add.at(joins, (edges, self.ends[:, 1]), -1.0)
        return (joins[:, :, None] * joins[:, None, :]).reshape(len(joins), -1)

    def _reached(self, hidden: Flags, *, without: int) -> Flags:
        """Return the nodes that hidden edges connect with the beginning of one edge, itself left out."""
        reached = np.zeros(int(self.ends.max()) + 1, dtype=bool)
        reached[self.ends[without, 0]] = True
        edges = np.delete(self.ends, without, axis=0)[np.delete(hidden, without)]
        while True:
            grown = reached.copy()
            for here, there in ((0, 1), (1, 0)):
                grown[edges[reached[edges[:, here]], there]] = True
            if (grown == reached).all():
                return reached
            reached = grown


def ringed(
    networks: Iterable[tuple[Crossing, Numbers]], hidden: Flags, *, since: Flags, cost: NDArray[np.float64]
) -> Flags:
    """Return the cells to hide besides, because chains of sums would give others away.

    Each network comes with tables, one a row, of the cells that are its edges. Those in which nothing was
    hidden `since` were found whole.
    """
    more, fresh = np.zeros_like(hidden), hidden & ~since
    for crossing, tables in networks:
        touched = tables[fresh[tables].any(axis=1)]
        if len(touched):
            more[touched[crossing.rings(hidden[touched], cost[touched])]] = True
    return more


@cache
def table_crossing(rows: int, columns: int) -> Crossing:
    """Return the network of a table with its totals in row 0 and column 0, cells numbered row by row."""
    cells = np.arange((rows + 1) * (columns + 1))
    row, column = np.divmod(cells, columns + 1)
    whole = 0
    begins = np.where(row > 0, row, whole)
    ends = np.where(column > 0, rows + column, rows + columns + 1)
    # A row's total leads from the whole to the row; the grand total back from the far end to the whole.
    begins, ends = np.where(column == 0, whole, begins), np.where(column == 0, row, ends)
    begins = np.where((row == 0) & (column > 0), rows + column, begins)
    ends = np.where((row == 0) & (column > 0), rows + columns + 1, ends)
    ends[0] = rows + columns + 1
    return Crossing(cells, np.stack([begins, ends], axis=1))

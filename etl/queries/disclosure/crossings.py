"""Tables summed two ways: a hidden cell can follow from a chain of sums though none of them has it alone.

Such a table is a network: a cell is an edge from its row to its column, a row's total an edge from the whole
to the row, a column's total one from the column to the whole. What enters a node leaves it, so a hidden cell
can be worked out exactly where its edge is a bridge among the hidden edges; any other lies on a ring along
which persons can be moved without a single published number changing.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.queries.disclosure.relations import Flags, Numbers

_LEAK: Final = 1e-6
_BRIDGE: Final = 0.999
"""Between the ends of a bridge the resistance is 1; on a ring of n edges it is (n - 1) / n at most."""


@dataclass(frozen=True)
class Crossing:
    """Cells of one axis (or two, numbered through) as edges between nodes."""

    cells: Numbers
    ends: Numbers

    def rings(self, hidden: Flags, cost: NDArray[np.float64]) -> Flags:
        """Return the cells to hide besides: each closes a ring through a bridge, at least cost."""
        begin, end = self.ends.T
        nodes = int(self.ends.max()) + 1
        wired = np.zeros((len(hidden), nodes, nodes))
        of_node = wired.transpose(1, 2, 0)
        for here, there, sign in (
            (begin, begin, 1.0),
            (end, end, 1.0),
            (begin, end, -1.0),
            (end, begin, -1.0),
        ):
            np.add.at(of_node, (here, there), sign * hidden.T)
        inverse = np.linalg.inv(wired + _LEAK * np.eye(nodes))
        resistance = inverse[:, begin, begin] + inverse[:, end, end] - 2 * inverse[:, begin, end]
        more = np.zeros_like(hidden)
        for table, edge in np.argwhere(hidden & (resistance > _BRIDGE)):
            side = self._reached(hidden[table], without=int(edge))
            across = (
                np.isfinite(cost[table]) & ~hidden[table] & (side[self.ends[:, 0]] != side[self.ends[:, 1]])
            )
            if across.any():
                more[table, np.argmin(np.where(across, cost[table], np.inf))] = True
        return more

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

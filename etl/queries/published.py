"""Looks up the figures that were laid down when the snapshot was published."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from etl.definitions.models import Dimension, Level, Measure
from etl.measures.compile import DIMENSIONS, Scope
from etl.measures.laid import Wanted, has, looked_up, number_of, quarters_of, wanted
from etl.queries.held import Held
from etl.queries.tidy import Columns, Tidy, columns_of

if TYPE_CHECKING:
    import duckdb

_MANY: Final = 8
"""Questions from which on what is asked most is worth reading into memory."""


class Published:
    """What is laid down in a snapshot; found out when it is first asked, shared by all cursors."""

    def __init__(self, quarters: Collection[int] | None = None) -> None:
        """Start with nothing known, or with the quarters whose figures may be looked up."""
        self._quarters = quarters
        self._held: Held | None = None
        self._asked = 0

    def rows(
        self,
        connection: "duckdb.DuckDBPyConnection",
        measures: Sequence[Measure],
        scope: Scope,
        *,
        levels: Sequence[Level],
        by: Sequence[Dimension],
    ) -> Tidy | None:
        """Return the tidy rows `compile.statement` would give; None where they are not laid down."""
        if scope.among is not None or scope.scenario or not scope.exact:
            return None
        cuts = {
            (level, frozenset(by) & frozenset(measure.splits))
            for measure in measures
            for level in levels
            if level in measure.levels
        }
        if not has(cuts):
            return None
        if self._quarters is None:
            self._quarters = quarters_of(connection)
        if not all(quarter in self._quarters for quarter in scope.quarters.values()):
            return None
        asked = [number_of(measure) for measure in measures]
        columns = self._found(connection, wanted(measures, scope, cuts))
        columns["period"] = _places(columns.pop("quarter"), list(scope.quarters.values()))
        columns["measure"] = _places(columns["measure"], asked)
        units = np.unique(columns["unit_code"].astype(object), return_inverse=True)[1]
        order = np.lexsort(
            [*(columns[name] for name in reversed(DIMENSIONS)), units]
            + [columns[name] for name in ("level", "measure", "period")]
        )
        in_order = {name: column[order] for name, column in columns.items()}
        return Tidy.of(in_order, periods=list(scope.quarters), measures=measures)

    def _found(self, connection: "duckdb.DuckDBPyConnection", rows: Wanted) -> Columns:
        """Return rows from memory, once many have been asked for, or from disk."""
        if not rows.common:
            return columns_of(connection.execute(looked_up(rows)))
        self._asked += 1
        if self._held is None and self._asked > _MANY:
            self._held = Held(connection)
        return self._held.rows(rows) if self._held else columns_of(connection.execute(looked_up(rows)))


def _places(numbers: NDArray[np.int64], asked: Sequence[int]) -> NDArray[np.int64]:
    """Return the places of numbers among those asked for, which hold them all."""
    order = np.argsort(asked)
    return order[np.searchsorted(np.asarray(asked)[order], numbers)]

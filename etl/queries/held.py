"""Figures of the nation, and of ministries and agencies as a whole, in memory: what is asked most.

Finding a row here takes a tenth of the time DuckDB needs to plan its search for it. A snapshot of the whole
government has some 270,000 such rows.
"""

from itertools import product
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from etl.measures.compile import DIMENSIONS, NUMBERS, WORDS
from etl.measures.laid import Wanted, common_rows
from etl.queries.tidy import Columns, columns_of

if TYPE_CHECKING:
    import duckdb

_SHIFTS: Final = {"tested": 40, "cut": 32, "measure": 16, "quarter": 0}
"""Bits by which a row is told from others; a quarter is 1 more, so that -1 (none) has a place."""


class Held:
    """Rows laid down in a snapshot, never changed; those of one measure, cut and quarter lie together."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection") -> None:
        """Read what a snapshot has laid down."""
        found = columns_of(connection.execute(common_rows()))
        told = {name: np.asarray(found[name]).astype(np.int64) for name in _SHIFTS}
        keys = _key(**told)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        codes = np.asarray(found["unit_code"]).tolist()
        places = {code: place for place, code in enumerate(sorted(set(codes)))}
        self._units = np.array(list(places), dtype=object)
        columns: Columns = {
            **{name: np.asarray(found[name]).astype(np.int16) for name in ("quarter", "measure", "level")},
            **{name: np.asarray(found[name]).astype(np.int8) for name in DIMENSIONS},
            **{name: np.ma.filled(found[name], np.nan) for name in NUMBERS},
            "unit": np.array([places[code] for code in codes], dtype=np.int32),
            **{name: found[name] for name in WORDS},
        }
        self._columns = {name: column[order] for name, column in columns.items()}

    def rows(self, rows: Wanted) -> Columns:
        """Return what `laid.looked_up` finds of common rows, in the same columns."""
        asked = [
            _key(tested=int(evidence == "TESTED"), cut=cut, measure=measure, quarter=quarter)
            for evidence, measures in rows.measures.items()
            for cut, measure, quarter in product(rows.cuts, measures, rows.quarters)
        ]
        starts, ends = (np.searchsorted(self._keys, asked, side=side) for side in ("left", "right"))
        places = _between(starts, ends)
        if rows.units is not None:
            kept = np.isin(self._columns["unit"], np.flatnonzero(np.isin(self._units, list(rows.units))))
            places = places[kept[places]]
        found = {name: column[places] for name, column in self._columns.items()}
        found["unit_code"] = self._units[found.pop("unit")]
        return found


def _key(*, tested: Any, cut: Any, measure: Any, quarter: Any) -> Any:  # noqa: ANN401 numbers or arrays of them
    parts = {"tested": tested, "cut": cut, "measure": measure, "quarter": quarter + 1}
    return sum(part << _SHIFTS[name] for name, part in parts.items())


def _between(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of several ranges, one after another."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.append(0, lengths.cumsum()[:-1]), lengths)
    return offsets + np.arange(lengths.sum())

"""What is hidden of each quarter: decided once from the marts, whatever a question asks for, and kept."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock, RLock
from typing import TYPE_CHECKING, Final

import numpy as np
from cachetools import LRUCache

from etl.definitions import definitions
from etl.definitions.codes import ALL
from etl.queries.disclosure.layers import (
    OUTCOME_LAYERS,
    SCORE_LAYERS,
    Cells,
    Layer,
    Outcomes,
    Rows,
    capabilities,
    outcomes,
)
from etl.queries.disclosure.relations import Flags
from etl.queries.disclosure.strata import median_hidden, weighted_hidden
from etl.queries.tidy import columns_of
from etl.warehouse import sql

if TYPE_CHECKING:
    import duckdb

ALL_EVIDENCE: Final = "ALL"
_PANELS: Final = 16
"""Panels of agencies whose decision a quarter keeps."""


_MOST: Final = 512
"""Decisions kept for snapshots to come: a quarter has four, of two kinds for each evidence."""


@dataclass(frozen=True)
class Decision:
    """Which cells of a quarter are hidden, by layer: persons by outcome, or their scores by capability."""

    whole: Outcomes
    cells: Mapping[Layer, Cells]
    hidden: Mapping[Layer, Flags]
    basis: str
    """Tells what it was decided on: the digest of its rows and of the decisions it follows."""
    partial: bool = False
    """Whether only some agencies are counted; what is no sum of persons is hidden then."""

    @cached_property
    def bare(self) -> Flags:
        """Units by groups (and T1) whose bounds would tell how many persons were seen, which is hidden."""
        seen = self.hidden["seen"]
        leading = seen[:, self.whole.leading].any(axis=1, keepdims=True)
        return np.concatenate([seen, leading], axis=1) & self.whole.overfull

    @cached_property
    def weighted(self) -> Flags:
        """Units by groups whose weighted share would tell of single strata."""
        if self.partial:
            return np.ones(self.whole.judged[:, :-1].shape, dtype=bool)
        strata = int(definitions().threshold("hidden_strata"))
        return weighted_hidden(self.whole, self.hidden["judged"], strata=strata)

    @cached_property
    def median(self) -> dict[tuple[str, int], bool]:
        """Whether a ministry in the middle is hidden, by stage and number of the group."""
        told = median_hidden(self.whole, self.hidden["judged"])
        return dict.fromkeys(told, True) if self.partial else told

    @cached_property
    def _panels(self) -> dict[frozenset[str], "Decision"]:
        return {}

    def among(self, agencies: Collection[str]) -> "Decision":
        """Return what is hidden where these agencies alone are counted; the last ones asked for are kept."""
        chosen = frozenset(agencies)
        if chosen not in self._panels:
            if len(self._panels) >= _PANELS:
                self._panels.clear()
            self._panels[chosen] = found = self._counting(chosen)
            return found
        return self._panels.get(chosen) or self._counting(chosen)

    def _counting(self, agencies: frozenset[str]) -> "Decision":
        """Return what is hidden where these agencies alone are counted.

        A sum over some of a unit's agencies is shown where none of them is hidden, or where all that are
        hidden in the unit are among them and the unit is shown: then it tells nothing that the unit does not.
        """
        own = [self.whole.units.places["agency", agency, ALL] for _, agency, _ in self.whole.agencies]
        counted = np.array([agency in agencies for _, agency, _ in self.whole.agencies], dtype=bool)
        members = self.whole.units.members.astype(np.int64)
        hidden: dict[Layer, Flags] = {}
        for layer, flags in self.hidden.items():
            lost = (flags[own] & self.cells[layer].filled[own]).astype(np.int64)
            of_unit = np.tensordot(members, lost, axes=1)
            of_these = np.tensordot(members * counted, lost, axes=1)
            hidden[layer] = (of_these > 0) & (flags | (of_these != of_unit))
        return replace(self, hidden=hidden, partial=True)


_DECIDED: Final[LRUCache[str, Decision]] = LRUCache(_MOST)
_LOCK: Final = Lock()


class Decisions:
    """Decisions on one snapshot; threads that read it with cursors of their own share them.

    Quarters are decided in their order: a cell whose counts are those of the quarter before is treated as it
    was then, so that no quarter gives away what another hides. Tests alone are decided after all evidence,
    and a cell with the same counts is treated alike.
    """

    def __init__(self) -> None:
        """Start with nothing decided."""
        self._kept: dict[tuple[int, str, bool], Decision] = {}
        self._lock = RLock()

    def of(
        self,
        connection: "duckdb.DuckDBPyConnection",
        quarter: int,
        *,
        evidence: str = ALL_EVIDENCE,
        scores: bool = False,
    ) -> Decision:
        """Return what is hidden of a computed quarter, of persons or (`scores`) of their scores."""
        with self._lock:
            if (quarter, evidence, scores) not in self._kept:
                found = connection.execute(sql.statement("query", "computed")).fetchall()
                numbers = sorted(number for (number,) in found if number <= quarter)
                for variant in dict.fromkeys((ALL_EVIDENCE, evidence)):
                    for kind in dict.fromkeys((False, scores)):
                        self._decide_all(connection, numbers, variant, kind)
            return self._kept[quarter, evidence, scores]

    def _decide_all(
        self, connection: "duckdb.DuckDBPyConnection", quarters: Sequence[int], evidence: str, scores: bool
    ) -> None:
        """Decide all of these quarters (ascending) that are not decided yet."""
        new = [quarter for quarter in quarters if (quarter, evidence, scores) not in self._kept]
        rows = _cells_of(connection, new, evidence, scores)
        earlier: Decision | None = None
        for quarter in quarters:
            if quarter in rows:
                self._kept[quarter, evidence, scores] = _decided(
                    rows[quarter],
                    earlier=earlier,
                    all_evidence=self._kept.get((quarter, ALL_EVIDENCE, scores)),
                    above=self._kept[quarter, evidence, False] if scores else None,
                )
            earlier = self._kept[quarter, evidence, scores]


def _decided(
    rows: Rows, *, earlier: Decision | None, all_evidence: Decision | None, above: Decision | None
) -> Decision:
    """Return what is hidden of a quarter, given that of the one before, of all evidence, and of its persons.

    A snapshot shares most quarters with the one before it: what was decided on the same is taken over.
    """
    basis = _digest(rows, earlier, all_evidence, above)
    with _LOCK:
        kept = _DECIDED.get(basis)
    found = kept or _decide(rows, basis, earlier=earlier, all_evidence=all_evidence, above=above)
    with _LOCK:
        _DECIDED[basis] = found
    return found


def _digest(rows: Rows, *before: Decision | None) -> str:
    """Return what tells of rows, the decisions they follow and the definitions in force."""
    told = hashlib.sha256(definitions().version.encode())
    for decision in before:
        told.update(b"\0" if decision is None else decision.basis.encode())
    for name, column in rows.items():
        told.update(f"\0{name}\0".encode())
        if column.dtype == object:
            told.update("\0".join(column.tolist()).encode())
        else:
            told.update(np.ma.getmaskarray(column).tobytes() + np.ma.filled(column, 0).tobytes())
    return told.hexdigest()


def _decide(
    rows: Rows,
    basis: str,
    *,
    earlier: Decision | None,
    all_evidence: Decision | None,
    above: Decision | None,
) -> Decision:
    smallest = int(definitions().threshold("small_cell"))
    cells: Mapping[Layer, Cells]
    if above is not None:
        whole = above.whole
        cells = capabilities(rows, whole, smallest=smallest)
        upper = {"scored": above.hidden["judged"][:, :-1, None]}
    else:
        whole = outcomes(rows, smallest=smallest)
        cells = whole.layers
        upper = {}
    hidden: dict[Layer, Flags] = {}
    for layer in OUTCOME_LAYERS if above is None else SCORE_LAYERS:
        must, known = np.zeros((2, *cells[layer].filled.shape), dtype=bool)
        if layer == "scored":
            must |= upper[layer]
        elif layer == "seen":
            must |= hidden["judged"][:, :-1]
        elif layer != "judged":
            must |= hidden["scored"]
        for other in (earlier, all_evidence):
            if other is not None:
                same, was = _compared(cells[layer], other.cells[layer], other.hidden[layer])
                must |= same & was
                known |= same & ~was
        if all_evidence is not None:
            must |= all_evidence.hidden[layer]
        hidden[layer] = cells[layer].hide(must=must, known=known & ~must, smallest=smallest)
    return Decision(whole, cells, hidden, basis)


def _cells_of(
    connection: "duckdb.DuckDBPyConnection", quarters: Sequence[int], evidence: str, scores: bool
) -> dict[int, Rows]:
    """Return the rows of some quarters (ascending) that decisions are made on."""
    if not quarters:
        return {}
    query = sql.statement("query", "capability_cells" if scores else "outcome_cells")
    asked = {"first": quarters[0], "last": quarters[-1], "evidence": evidence}
    columns = columns_of(connection.execute(query, asked))
    begins, ends = (np.searchsorted(columns["quarter"], quarters, side=side) for side in ("left", "right"))
    return {
        quarter: {name: column[begin:end] for name, column in columns.items()}
        for quarter, begin, end in zip(quarters, begins, ends, strict=True)
    }


def _compared(now: Cells, then: Cells, was_hidden: Flags) -> tuple[Flags, Flags]:
    """Return which cells had the same counts then, and which of them were hidden; empty cells never count."""
    same, hidden = np.zeros((2, *now.filled.shape), dtype=bool)
    names = [name for name in now.units.places if name in then.units.places]
    here = np.array([now.units.places[name] for name in names], dtype=np.int64)
    there = np.array([then.units.places[name] for name in names], dtype=np.int64)
    if len(names):
        counts = slice(0, now.counted)
        alike = (now.parts[counts, here] == then.parts[counts, there]).all(axis=0) & now.filled[here]
        np.logical_or.at(same, here, alike)
        np.logical_or.at(hidden, here, alike & was_hidden[there])
    return same, hidden

"""What is hidden of each quarter: decided once from the marts, whatever a question asks for, and kept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Final

import numpy as np

from etl.definitions import definitions
from etl.measures.compile import ALL
from etl.queries.disclosure.layers import (
    OUTCOME_LAYERS,
    SCORE_LAYERS,
    Cells,
    Layer,
    Outcomes,
    capabilities,
    outcomes,
)
from etl.queries.disclosure.relations import Flags
from etl.queries.disclosure.strata import median_hidden, weighted_hidden
from etl.warehouse import sql

if TYPE_CHECKING:
    import duckdb

ALL_EVIDENCE: Final = "ALL"
_PANELS: Final = 16
"""Panels of agencies whose decision a quarter keeps."""


@dataclass(frozen=True)
class Decision:
    """Which cells of a quarter are hidden, by layer: persons by outcome, or their scores by capability."""

    whole: Outcomes
    cells: Mapping[Layer, Cells]
    hidden: Mapping[Layer, Flags]
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
                rows = connection.execute(sql.statement("query", "computed")).fetchall()
                before: int | None = None
                for (number,) in sorted(rows):
                    if number > quarter:
                        break
                    for variant in dict.fromkeys((ALL_EVIDENCE, evidence)):
                        for kind in dict.fromkeys((False, scores)):
                            key = (number, variant, kind)
                            if key not in self._kept:
                                self._kept[key] = self._decide(connection, *key, before=before)
                    before = number
            return self._kept[quarter, evidence, scores]

    def _decide(
        self,
        connection: "duckdb.DuckDBPyConnection",
        quarter: int,
        evidence: str,
        scores: bool,
        *,
        before: int | None,
    ) -> Decision:
        smallest = int(definitions().threshold("small_cell"))
        asked = {"quarter": quarter, "evidence": evidence}
        query = sql.statement("query", "capability_cells" if scores else "outcome_cells")
        rows = connection.execute(query, asked).df()
        cells: Mapping[Layer, Cells]
        if scores:
            above = self._kept[quarter, evidence, False]
            whole = above.whole
            cells = capabilities(rows, whole, smallest=smallest)
            upper = {"scored": above.hidden["judged"][:, :-1, None]}
        else:
            whole = outcomes(rows, smallest=smallest)
            cells = whole.layers
            upper = {}
        earlier = self._kept[before, evidence, scores] if before is not None else None
        all_evidence = self._kept.get((quarter, ALL_EVIDENCE, scores))
        hidden: dict[Layer, Flags] = {}
        for layer in SCORE_LAYERS if scores else OUTCOME_LAYERS:
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
        return Decision(whole, cells, hidden)


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

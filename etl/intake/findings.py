"""What is wrong with the rows of one table: collected in one pass, then told as problems and as refused rows.

A remark of severity error refuses its rows; other remarks are told once, with the first row and a count. A
dataset-level error refuses the whole table. Nothing personal is kept: remarks carry masked texts, refused
cells are masked here.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.problems import Problem, problem
from etl.intake.parse import Remark
from etl.intake.privacy import MASK, masked
from etl.intake.shapes import REJECTS
from etl.intake.sheets import Table

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SCORE_PREFIX: Final = "score:"
_BY_VALUE: Final = frozenset({"A-04", "A-06", "N-02", "P-05", "P-06"})
"""Notes that are told value by value; others are told once a column."""


@dataclass(frozen=True)
class _Finding:
    remark: Remark
    letter: str | None
    rows: Ints
    """Sheet rows, ascending; empty for a finding on the whole table."""


class Findings:
    """Everything the rules said about one table."""

    def __init__(self, table: Table) -> None:
        """Start with no finding."""
        self._table = table
        self._found: list[_Finding] = []
        self.row_numbers: Ints = (
            table.body["row_no"].combine_chunks().to_numpy(zero_copy_only=False).astype(np.int64)
        )
        self.rejected: Flags = np.zeros(len(self.row_numbers), dtype=bool)
        self.refusal: Remark | None = None

    def add(self, remark: Remark, *, column: str | None, rows: Ints) -> bool:
        """Note a remark on a canonical column of body rows (0-based); return whether it refuses them."""
        return self.add_cell(remark, letter=self._table.columns.get(column or ""), rows=rows)

    def add_cell(self, remark: Remark, *, letter: str | None, rows: Ints) -> bool:
        """Note a remark on a column of the sheet, as `add` does."""
        severe = definitions().rules[remark.rule].severity == "error"
        if len(rows):
            self._found.append(_Finding(remark, letter, np.unique(self.row_numbers[rows])))
            if severe:
                self.rejected[rows] = True
        return severe

    def tell(self, remark: Remark, *, column: str | None = None) -> None:
        """Note a remark on the table as a whole that refuses nothing."""
        self._found.append(_Finding(remark, self._table.columns.get(column or ""), self.row_numbers[:0]))

    def refuse(self, remark: Remark, *, column: str | None = None) -> None:
        """Refuse the whole table; the first refusal is the one its rows are refused for."""
        self.tell(remark, column=column)
        self.refusal = self.refusal or remark

    def problems(self) -> list[Problem]:
        """Return all problems in the order of the sheet: the table's own first, then row by row."""
        told = [item for finding in self._merged() for item in self._told(finding)]
        return sorted(
            told, key=lambda item: (item.row or 0, len(item.column or ""), item.column or "", item.rule)
        )

    def rejects(self, row_numbers: Iterable[int], problems: Iterable[Problem]) -> pa.Table:
        """Return the refused source rows whole, each with its reasons; see `REJECTS`."""
        reasons: defaultdict[int, list[dict[str, str | None]]] = defaultdict(list)
        for item in problems:
            if item.row is not None and item.severity == "error":
                reasons[item.row].append(_reason(item))
        # A sound row of a table that is refused or held goes back for the table's own reason.
        whole = [_reason(self._problem(self.refusal, None, None))] if self.refusal else []
        refused = sorted(row_numbers)
        cells = self._cells(refused)
        return pa.Table.from_pylist(
            [
                {
                    "row_no": number,
                    "sheet": self._table.sheet,
                    "dataset": self._table.dataset,
                    "cells": json.dumps(row, ensure_ascii=False),
                    "reasons": reasons[number] or whole,
                }
                for number, row in zip(refused, cells, strict=True)
            ],
            REJECTS,
        )

    def _merged(self) -> list[_Finding]:
        """Return the findings, the notes of one rule on one column made one."""
        merged: dict[tuple[str, ...], _Finding] = {}
        for number, finding in enumerate(self._found):
            remark = finding.remark
            apart = str(number) if _singly(remark) else remark.found if remark.rule in _BY_VALUE else ""
            place = (remark.rule, finding.letter or "", apart)
            before = merged.get(place)
            rows = np.union1d(before.rows, finding.rows) if before else finding.rows
            merged[place] = replace(before or finding, rows=rows)
        return list(merged.values())

    def _told(self, finding: _Finding) -> list[Problem]:
        if not len(finding.rows):
            return [self._problem(finding.remark, finding.letter, None)]
        if _singly(finding.remark):
            pattern = self._problem(finding.remark, finding.letter, None)
            return [replace(pattern, row=row) for row in finding.rows.tolist()]
        return [self._problem(finding.remark, finding.letter, finding.rows)]

    def _problem(self, remark: Remark, letter: str | None, rows: Ints | None) -> Problem:
        words: Mapping[str, Any] = {"count": f"{len(rows):,}" if rows is not None else "", **remark.words}
        return problem(
            remark.rule,
            sheet=self._table.sheet,
            row=int(rows[0]) if rows is not None else None,
            column=self._table.address(letter),
            found=remark.found or None,
            expected=remark.expected or None,
            **words,
        )

    def _cells(self, row_numbers: list[int]) -> list[dict[str, str]]:
        """Return header → text of each row's mapped cells, personal values masked."""
        if not row_numbers:
            return []
        numbers, first = np.unique(self.row_numbers, return_index=True)
        positions = pa.array(first[np.searchsorted(numbers, row_numbers)])
        headers = {column.id: column.th for column in definitions().dataset(self._table.dataset).columns}
        personal = {
            column.id
            for column in definitions().dataset(self._table.dataset).columns
            if column.kind == "person"
        }
        columns = [column for column in self._table.columns if column in self._table.body.column_names]
        columns.sort(key=lambda column: (len(self._table.columns[column]), self._table.columns[column]))
        taken: dict[str, list[str | None]] = {}
        for column in columns:
            texts = self._table.body[column].take(positions)
            distinct = texts.unique().drop_null().to_pylist()
            safe = {text: MASK if column in personal else masked(text) for text in distinct}
            header = headers.get(column, column.removeprefix(_SCORE_PREFIX))
            taken[header] = [safe.get(text) for text in texts.to_pylist()]
        return [
            {header: text for header, text in zip(taken, row, strict=True) if text is not None}
            for row in zip(*taken.values(), strict=True)
        ]


def _singly(remark: Remark) -> bool:
    """Return whether every row is told by itself: errors are, and repeated rows."""
    return definitions().rules[remark.rule].severity == "error" or remark.rule.startswith("K-")


def _reason(item: Problem) -> dict[str, str | None]:
    return {
        "column": item.column,
        "rule": item.rule,
        "message_th": item.message_th,
        "message_en": item.message_en,
    }

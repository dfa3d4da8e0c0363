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
from etl.definitions.labels import LANGS
from etl.definitions.problems import Problem, problem
from etl.intake.parse import Remark
from etl.intake.privacy import MASK, masked
from etl.intake.shapes import REJECTS
from etl.intake.sheets import Table

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_SCORE_PREFIX: Final = "score:"
_MOST_TOLD: Final = 1_000
"""Rows of one rule on one column that are told one by one; all are refused, and go back with their reason."""
_REASON: Final = ("column", "rule", "message_th", "message_en")
_BY_VALUE: Final = frozenset({"A-04", "A-06", "N-02", "P-05", "P-06", "S-17"})
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
        self.refusal: Problem | None = None
        self._whole: list[Problem] = []

    def add(self, remark: Remark, *, column: str | None, rows: Ints) -> bool:
        """Note a remark on a canonical column of body rows (0-based); return whether it refuses them."""
        return self.add_cell(remark, letter=self._table.columns.get(column or ""), rows=rows)

    def add_cell(self, remark: Remark, *, letter: str | None, rows: Ints) -> bool:
        """Note a remark on a column of the sheet, as `add` does."""
        severe = _severe(remark)
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
        self.refuse_for(self._problem(remark, self._table.columns.get(column or ""), None))

    def refuse_for(self, reason: Problem) -> None:
        """Refuse the whole table for a problem that has been put into words already."""
        self._whole.append(reason)
        self.refusal = self.refusal or reason

    def tell_rows(self, remark: Remark, row_numbers: Iterable[int]) -> None:
        """Note a remark on rows of the sheet that are no part of the body."""
        self._found.append(_Finding(remark, None, np.unique(np.fromiter(row_numbers, dtype=np.int64))))

    def problems(self) -> list[Problem]:
        """Return all problems in the order of the sheet: the table's own first, then row by row.

        Of one rule on one column the first rows are told one by one, all others in one line.
        """
        told = list(self._whole)
        singly: defaultdict[tuple[str, str], list[_Finding]] = defaultdict(list)
        for finding in self._merged():
            if len(finding.rows) and _singly(finding.remark):
                singly[finding.remark.rule, finding.letter or ""].append(finding)
            else:
                rows = finding.rows if len(finding.rows) else None
                told.append(self._problem(finding.remark, finding.letter, rows))
        told += [item for findings in singly.values() for item in self._row_by_row(findings)]
        return sorted(
            told, key=lambda item: (item.row or 0, len(item.column or ""), item.column or "", item.rule)
        )

    def rejects(self, row_numbers: Ints) -> pa.Table:
        """Return the refused source rows (ascending) whole, each with its reasons; see `REJECTS`.

        A sound row of a table that is refused or held goes back for the table's own reason.
        """
        faults = [item for item in self._found if len(item.rows) and _severe(item.remark)]
        patterns = [self._problem(fault.remark, fault.letter, None) for fault in faults]
        rows = np.concatenate([np.zeros(0, dtype=np.int64), *(fault.rows for fault in faults)])
        which = np.repeat(np.arange(len(faults)), [len(fault.rows) for fault in faults])
        if self.refusal:
            sound = np.setdiff1d(row_numbers, rows)
            rows, which = np.concatenate([rows, sound]), np.append(which, np.full(len(sound), len(faults)))
            patterns.append(self.refusal)
        places = sorted(range(len(patterns)), key=lambda at: _place(patterns[at]))
        order = np.lexsort((np.argsort(places)[which], rows)) if patterns else np.arange(0)
        told = pa.StructArray.from_arrays(
            [
                pa.array([getattr(item, name) for item in patterns], pa.string()).take(pa.array(which[order]))
                for name in _REASON
            ],
            names=list(_REASON),
        )
        ends = np.searchsorted(rows[order], row_numbers, side="right")
        offsets = pa.array(np.append(np.zeros(1, dtype=np.int64), ends), pa.int32())
        cells = [json.dumps(row, ensure_ascii=False) for row in self._cells(row_numbers.tolist())]
        columns = [
            pa.array(row_numbers, pa.int32()),
            pa.repeat(pa.scalar(self._table.sheet, pa.string()), len(row_numbers)),
            pa.repeat(pa.scalar(self._table.dataset, pa.string()), len(row_numbers)),
            pa.array(cells, pa.string()),
            pa.ListArray.from_arrays(offsets, told),
        ]
        return pa.table(columns, schema=REJECTS)

    def _row_by_row(self, findings: list[_Finding]) -> list[Problem]:
        """Return the problems of findings of one rule on one column, the first `_MOST_TOLD` rows singly."""
        rows = np.concatenate([finding.rows for finding in findings])
        which = np.repeat(np.arange(len(findings)), [len(finding.rows) for finding in findings])
        order = np.argsort(rows, kind="stable")[: _MOST_TOLD + 1]
        patterns = {
            at: self._problem(findings[at].remark, findings[at].letter, None)
            for at in np.unique(which[order]).tolist()
        }
        told = [replace(patterns[int(which[at])], row=int(rows[at])) for at in order.tolist()]
        further = len(rows) - _MOST_TOLD
        if further > 0:
            thai, english = (
                definitions().words(lang)("intake.further", count=f"{further:,}") for lang in LANGS
            )
            last = told[-1]
            told[-1] = replace(
                last,
                message_th=f"{last.message_th} {thai}",
                message_en=f"{last.message_en} {english}",
            )
        return told

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


def _severe(remark: Remark) -> bool:
    """Return whether a remark refuses its rows."""
    return definitions().rules[remark.rule].severity == "error"


def _singly(remark: Remark) -> bool:
    """Return whether every row is told by itself: errors are, and repeated rows."""
    return _severe(remark) or remark.rule.startswith("K-")


def _place(item: Problem) -> tuple[int, str, str]:
    """Return the order of reasons within one row: by column, then by rule."""
    return len(item.column or ""), item.column or "", item.rule

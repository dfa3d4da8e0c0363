"""One table on its way from text to typed columns, and everything found wrong with it on the way.

Each text column is dictionary-encoded, its distinct texts are parsed once, and rows get their values by
index: work grows with distinct texts, not with rows. Python sees a single row only where it is at fault.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.definitions import definitions
from etl.intake.findings import Findings
from etl.intake.parse import PLAIN_NUMBER, Parsed, Parser, Remark, guard
from etl.intake.sheets import CellFaultKind, Table

T = TypeVar("T")
S = TypeVar("S")
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CELL_RULE: dict[CellFaultKind, str] = {
    "error_value": "V-18",
    "formula_without_value": "V-19",
    "cell_too_long": "V-20",
    "extra_cells": "V-21",
    "citizen_id": "N-01",
}


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of n rows: `values[codes[i]]` is row i's value, -1 means none.

    `blank` rows say nothing at all; the other rows without a value have been refused for what they say.
    """

    codes: Ints
    values: Sequence[T | None]
    blank: Flags

    def arrow(self, kind: pa.DataType) -> pa.Array:
        """Return the column as an Arrow array of this type."""
        if not len(self.values):
            return pa.nulls(len(self.codes), kind)
        return pa.array(self.values, kind).take(pa.array(self.codes, mask=self.codes < 0))

    def map(self, convert: Callable[[T], S]) -> "Column[S]":
        """Return the column with every distinct value converted; none stays none."""
        return Column(self.codes, [convert(v) if v is not None else None for v in self.values], self.blank)

    def holding(self, wanted: T) -> Flags:
        """Return the rows that hold this value."""
        codes = [number for number, value in enumerate(self.values) if value == wanted]
        return np.isin(self.codes, codes)

    def only(self, rows: Flags) -> "Column[T]":
        """Return the column with the values of these rows only."""
        return Column(np.where(rows, self.codes, -1), self.values, self.blank | ~rows)

    def otherwise(self, other: "Column[T]") -> "Column[T]":
        """Return the column with blank rows filled from another one."""
        fill = self.blank & (other.codes >= 0)
        codes = np.where(fill, other.codes + len(self.values), self.codes)
        return Column(codes, [*self.values, *other.values], self.blank & ~fill)


class Draft:
    """The typed columns made so far of one table (`done`, by output name) and its findings."""

    def __init__(self, table: Table) -> None:
        """Start with the address of each row and the faults the reader saw in single cells."""
        self.table = table
        self.shape = definitions().dataset(table.dataset)
        self.size: int = table.body.num_rows
        self.findings = Findings(table)
        self.done: dict[str, pa.Array] = {}
        self.repeated: Flags = np.zeros(self.size, dtype=bool)
        """Rows that repeat an earlier row of the file in every value."""
        self._encoded: dict[str, Column[str]] = {}
        self._unreadable: dict[str, Ints] = {}
        self._note_cell_faults()

    def has(self, column: str) -> bool:
        """Return whether the table has this canonical column."""
        return column in self.table.body.column_names

    def texts(self, column: str) -> Column[str]:
        """Return a canonical column as codes into its distinct texts; damaged and unsafe ones are refused."""
        if column not in self._encoded:
            texts = encode(self.table.body[column]) if self.has(column) else self.constant(None)
            odd = {
                text for text, plain in zip(texts.values, are_plain(texts.values), strict=True) if not plain
            }
            check = {text: Parsed(text, guard(text)) for text in odd if text is not None}
            self._encoded[column] = self.check(column, texts, lambda text: check.get(text) or Parsed(text))
        return self._encoded[column]

    def read(self, column: str, parser: Parser) -> Column[Any]:
        """Return a canonical column parsed and every remark noted; a required cell that is blank is V-01."""
        parsed = self.check(column, self.texts(column), parser)
        known = next((item for item in self.shape.columns if item.id == column), None)
        if known is not None and known.required and self.has(column):
            self.note_blank(column, parsed.blank)
        return parsed

    def note_blank(self, column: str, blank: Flags) -> None:
        """Note V-01 on blank cells of a column, but for those the reader refused already."""
        empty = blank.copy()
        empty[self._unreadable.get(column, [])] = False
        known = self.shape.column(column)
        remark = Remark("V-01", words={"column_th": known.th, "column_en": known.en})
        self.findings.add(remark, column=column, rows=np.flatnonzero(empty))

    def constant(self, value: T | None) -> Column[T]:
        """Return a column with the same value in every row, or an empty one."""
        stated = value is not None
        codes = np.full(self.size, 0 if stated else -1, dtype=np.int64)
        return Column(codes, [value] if value is not None else [], np.full(self.size, not stated))

    def check(self, column: str, texts: Column[Any], parser: Callable[[Any], Parsed[Any]]) -> Column[Any]:
        """Return a column with each distinct value parsed, every remark noted on the rows that have it."""
        parsed: list[Parsed[Any]] = [Parsed() if value is None else parser(value) for value in texts.values]
        severe = np.zeros(len(parsed) + 1, dtype=bool)
        remarks = [(number, item.remark) for number, item in enumerate(parsed) if item.remark is not None]
        if remarks:
            order = np.argsort(texts.codes, kind="stable")
            starts = np.searchsorted(texts.codes[order], np.arange(len(parsed) + 1))
            for number, remark in remarks:
                rows = np.sort(order[starts[number] : starts[number + 1]])
                severe[number] = self.findings.add(remark, column=column, rows=rows)
        absent = np.array([item.value is None for item in parsed] + [True]) | severe
        codes = np.where(absent[texts.codes], -1, texts.codes)
        blank = (codes < 0) & ~severe[texts.codes] & ((texts.codes >= 0) | texts.blank)
        return Column(codes, [item.value for item in parsed], blank)

    def _note_cell_faults(self) -> None:
        place = {letter: column for column, letter in self.table.columns.items()}
        row_numbers = self.findings.row_numbers
        for fault in self.table.faults:
            rows = np.flatnonzero(row_numbers == fault.row)
            column = place.get(fault.column)
            self.findings.add_cell(
                Remark(_CELL_RULE[fault.kind], fault.found), letter=fault.column, rows=rows
            )
            if column is not None:
                self._unreadable[column] = np.concatenate([self._unreadable.get(column, rows[:0]), rows])


def encode(column: pa.ChunkedArray) -> Column[str]:
    """Return a text column as codes into its distinct texts."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Column(codes, encoded.dictionary.to_pylist(), codes < 0)


def are_plain(texts: Sequence[str | None]) -> Flags:
    """Return which texts are plain numbers in ASCII digits; nothing else can be wrong with those as texts."""
    flags: Flags = pc.fill_null(
        pc.match_substring_regex(pa.array(texts, pa.string()), PLAIN_NUMBER), False
    ).to_numpy(zero_copy_only=False)
    return flags


def combine(*columns: Column[Any]) -> tuple[Ints, list[tuple[Any, ...]]]:
    """Return each row's combination as a code, and the distinct combinations as tuples (None for none)."""
    mixed = np.zeros(len(columns[0].codes), dtype=np.int64)
    for column in columns:
        mixed = mixed * (len(column.values) + 1) + column.codes + 1
    distinct, codes = np.unique(mixed, return_inverse=True)
    combinations: list[tuple[Any, ...]] = []
    for code in distinct.tolist():
        parts: list[Any] = []
        for column in reversed(columns):
            code, part = divmod(code, len(column.values) + 1)
            parts.append(column.values[part - 1] if part else None)
        combinations.append(tuple(reversed(parts)))
    return codes.astype(np.int64), combinations

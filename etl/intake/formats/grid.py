"""A sheet of a published layout as rows of trimmed texts, and the way back to a body of canonical columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

import pyarrow as pa

from etl.intake.sheets import CellFault, Sheet, letter
from etl.intake.surroundings import clean

Row = tuple[str | None, ...]
Entry = tuple[int, dict[str, str | None]]
"""A body row: its 1-based sheet row and its texts by canonical column."""


def grid(sheet: Sheet, *, rows: int | None = None) -> list[Row]:
    """The sheet's first rows (all by default) with single blanks and no blank texts."""
    columns = [column.slice(0, rows).to_pylist() for column in sheet.cells.columns]
    return [tuple(text and (clean(text) or None) for text in row) for row in zip(*columns, strict=True)]


def line(row: Row) -> str:
    """All texts of a row in one line."""
    return " ".join(text for text in row if text)


def filled_right(row: Row) -> list[str | None]:
    """Each cell, or the nearest text to its left: what a merged header cell means for its columns."""
    last: str | None = None
    filled = []
    for text in row:
        last = text or last
        filled.append(last)
    return filled


def amount(text: str | None) -> Decimal:
    """The exact number in a cell; blank or no number counts as zero, and sums then tell the difference."""
    try:
        return Decimal((text or "0").replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


def body(columns: Sequence[str], entries: Iterable[Entry]) -> pa.Table:
    """Canonical columns as text plus `row_no`, in the order of the entries."""
    listed = list(entries)
    data = {column: pa.array([texts.get(column) for _, texts in listed], pa.string()) for column in columns}
    return pa.table({**data, "row_no": pa.array([row_no for row_no, _ in listed], pa.int32())})


def faults_in(sheet: Sheet, *, rows: Iterable[int], places: Iterable[int]) -> tuple[CellFault, ...]:
    """The reader's cell faults within these sheet rows (1-based) and columns (0-based)."""
    wanted, taken = set(rows), {letter(place) for place in places}
    return tuple(fault for fault in sheet.faults if fault.row in wanted and fault.column in taken)


def numbered(rows: Sequence[Row], start: int) -> Iterator[tuple[int, Row]]:
    """Rows from a 0-based start on with their 1-based sheet rows, blank rows at the end left out."""
    used = [place for place, row in enumerate(rows) if line(row)]
    last = used[-1] if used else -1
    return ((place + 1, rows[place]) for place in range(start, last + 1))

"""The sheets this project itself hands out: what of them is data, and what is only help for their reader.

A mark in cell A1 tells them, whoever saved them since: forms to be filled in, and help to be set aside
(lists of faults, instructions). Nothing here judges a value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.definitions import definitions
from etl.definitions.labels import LANGS
from etl.definitions.thai import key
from etl.intake import headers
from etl.intake.sheets import Recognition, Sheet, SheetSet

PREFILLED: Final = {"headcount": ("group",), "practice": ("practice",)}
"""Columns of a form that are filled in before its agency sees it; they alone do not make a row."""

_ASIDE: Final = "READINESS-ASIDE"
_FORM: Final = "READINESS-FORM"
_WHOLE_AS_FLOAT: Final = re.compile(r"^(\d+)\.0+$")
_FEW: Final = 100
"""Rows by which a form is told from the one handed out: those have far fewer."""
_SEPARATOR: Final = "\x1f"

Row = Sequence[str | None]


@dataclass(frozen=True)
class Opened:
    """A file's sheets without our own help, marks and empty forms."""

    sheets: SheetSet
    mends: tuple[str, ...] = ()
    """Submissions whose refused rows the file gives back mended."""
    untouched: bool = False
    """Whether the file holds nothing but forms in which nothing was filled in or changed."""
    blank: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Sheet → rows of a form that nobody filled in, or that show an example: they count as no row at all."""

    def without_blank(self, found: Recognition) -> Recognition:
        """Return what was recognised, without the rows of forms that nobody filled in."""
        tables = tuple(
            replace(table, ignored=[row for row in table.ignored if row[0] not in self.blank[table.sheet]])
            if table.sheet in self.blank
            else table
            for table in found.tables
        )
        return replace(found, tables=tables)


def aside_mark(submissions: Iterable[str] = ()) -> str:
    """Return the mark of a sheet that holds no data; a list of faults names the submissions it is of."""
    return " ".join((_ASIDE, *submissions))


def form_mark(dataset: str, rows: Iterable[Row]) -> str:
    """Return the mark of a dataset's form that is handed out with these rows of entries filled in."""
    return f"{_FORM} {dataset} {_digest(rows)}"


def opened(read: SheetSet) -> Opened:
    """Return what of a file is data: marked sheets set aside, examples and rows not filled in made blank."""
    marks = [_mark(sheet) for sheet in read.sheets]
    if not any(marks):
        return Opened(read)
    mends = [name for mark in marks if mark[:1] == [_ASIDE] for name in mark[1:]]
    kept: list[Sheet] = []
    blank: dict[str, frozenset[int]] = {}
    touched = False
    for sheet, mark in zip(read.sheets, marks, strict=True):
        if not mark:
            kept.append(sheet)
            touched |= sheet.visible
        elif mark[0] == _FORM:
            cleared, entries, blank[sheet.name] = _cleared(sheet)
            touched |= _digest(entries) != mark[-1]
            kept += [cleared] if entries else []
    if not touched:
        return Opened(replace(read, sheets=()), tuple(mends), any(mark[:1] == [_FORM] for mark in marks))
    return Opened(replace(read, sheets=tuple(kept)), tuple(mends), blank=blank)


def _mark(sheet: Sheet) -> list[str]:
    """Return the words of a sheet's mark; none for a sheet that is not ours."""
    if "A" not in sheet.cells.column_names or not sheet.cells.num_rows:
        return []
    words = (sheet.cells["A"][0].as_py() or "").split()
    return words if words[:1] in ([_ASIDE], [_FORM]) else []


def _cleared(sheet: Sheet) -> tuple[Sheet, list[Row], frozenset[int]]:
    """Return a form with nothing but what was filled in, the first rows of that, the numbers of the others.

    Whole columns are looked at, and only the few a form asks for: anybody may write our mark into a sheet.
    """
    columns = [column.combine_chunks() for column in sheet.cells.columns]
    tops = (column.slice(0, headers.HEADER_WITHIN).to_pylist() for column in columns)
    header = headers.find(list(zip(*tops, strict=True)))
    filled = np.zeros(sheet.cells.num_rows, dtype=bool)
    entries: list[Row] = []
    below = 1
    if header is not None:
        below = header.last + 1
        prefilled = PREFILLED.get(header.dataset, ())
        for column, place in header.columns.items():
            if column not in prefilled:
                filled |= _said(columns[place])
        filled &= ~_examples(columns[0])
        first = pa.array(np.flatnonzero(filled[below:])[:_FEW] + below)
        taken = (columns[place].take(first).to_pylist() for place in sorted(header.columns.values()))
        entries = list(zip(*taken, strict=True))
    blank = ~filled
    blank[1:below] = False
    mask, nothing = pa.array(blank), pa.scalar(None, pa.string())
    cells = {
        name: pc.if_else(mask, nothing, column)
        for name, column in zip(sheet.cells.column_names, columns, strict=True)
    }
    numbers = frozenset((np.flatnonzero(blank) + 1).tolist())
    faults = tuple(fault for fault in sheet.faults if fault.row not in numbers)
    return replace(sheet, cells=pa.table(cells), faults=faults), entries, numbers


def _examples(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Return the rows that say of themselves, in their first cell, that they are the example."""
    said = {key(definitions().words(lang)("template.example")) for lang in LANGS}
    texts = [text for text in column.unique().to_pylist() if text and key(text) in said]
    flags: npt.NDArray[np.bool_] = pc.is_in(column, value_set=pa.array(texts, pa.string())).to_numpy(
        zero_copy_only=False
    )
    return flags


def _said(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Return the rows in which a column says anything."""
    flags: npt.NDArray[np.bool_] = pc.fill_null(
        pc.not_equal(pc.utf8_trim_whitespace(column), ""), False
    ).to_numpy(zero_copy_only=False)
    return flags


def _digest(rows: Iterable[Row]) -> str:
    """Return what tells rows of entries from others, however numbers were saved."""
    plain = (_WHOLE_AS_FLOAT.sub(r"\1", (text or "").strip()) for row in rows for text in (*row, None))
    return hashlib.sha256(_SEPARATOR.join(plain).encode()).hexdigest()[:12]

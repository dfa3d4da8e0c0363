"""A csv file as text cells at their true addresses. Runs in the reader's child process.

Encoding: UTF-8 strictly, UTF-16 with its mark, else cp874 when the result is plausible Thai. Never a guess:
cp874 accepts nearly any bytes, so a text that does not read like Thai is refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice, zip_longest
from typing import Final

import pyarrow as pa

from etl.intake.filetypes import UTF16_MARKS
from etl.intake.limits import Limits
from etl.intake.sheets import Sheet, SheetSet, cells_table, letter, reading_fault

SHEET_NAME = "csv"
"""A csv file has no sheet name; its one sheet is called this."""

_DELIMITERS = ",;\t|"
_SAMPLE = 50
_SAMPLE_TEXT = 1_000_000
_PIECE = 20_000
_AROUND = len('"",')
_SEPARATOR_LINE = re.compile(r"sep=([^\"\r\n])\r?\n?", re.IGNORECASE)
_THAI = re.compile("[\u0e01-\u0e5b]")
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_MARK = re.compile(f"[{_MARKS}]")
_MARK_IN_PLACE = re.compile(f"(?<=[\u0e01-\u0e2e{_MARKS}])[{_MARKS}]")
_BROKEN_UTF8 = re.compile("เ[ธน]")
_PLAUSIBLE = 0.98
_BROKEN_SHARE = 0.2


_MOST_BYTES: Final = 2**31 - 1
"""A field may be as long as the file: what is too long for a cell is named later, with its address."""


def read(content: bytes, limits: Limits) -> SheetSet:
    """Return the one sheet of a csv file; a ragged row is as wide as it is, blank lines keep their place."""
    text = decode(content)
    if text is None:
        return _refused("F-14")
    if (nul := text.find("\x00")) >= 0:
        return _refused("F-21", row=_line(text, nul))
    longest = limits.columns * (limits.characters + _AROUND)
    if (too_long := _line_over(text, longest)) is not None:
        return _refused("F-22", row=_line(text, too_long), expected=f"{longest:,}")
    csv.field_size_limit(_MOST_BYTES)
    separator = _SEPARATOR_LINE.match(text)
    delimiter = separator[1] if separator else _delimiter(text[:_SAMPLE_TEXT])
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    del text
    pieces: list[pa.Table] = []
    height = width = 0
    more = True
    while more:
        piece: list[list[str]] = []
        try:
            piece.extend(islice(rows, _PIECE))
        except csv.Error:
            return _refused("F-15", row=height + len(piece) + 1, expected=delimiter)
        more = len(piece) == _PIECE
        height, width = height + len(piece), max(width, *map(len, piece), 0)
        if height > limits.rows:
            return _refused("S-01", found=f"> {limits.rows:,}", expected=f"{limits.rows:,}")
        if width > limits.columns:
            return _refused("S-02", found=f"{width:,}", expected=f"{limits.columns:,}")
        if separator and not pieces:
            piece[0] = []
        pieces.append(_table(piece))
    together = pa.concat_tables(pieces, promote_options="default")
    columns = [column.combine_chunks() for column in together.columns]
    cells, long_cells = cells_table(columns, limits)
    return SheetSet((Sheet(SHEET_NAME, True, cells, "csv", long_cells),))


def _refused(
    rule: str, *, row: int | None = None, found: str | None = None, expected: str | None = None
) -> SheetSet:
    sheet = SHEET_NAME if rule.startswith("S-") or row else None
    return SheetSet((), (reading_fault(rule, sheet=sheet, row=row, found=found, expected=expected),))


def _table(rows: list[list[str]]) -> pa.Table:
    """Rows as columns, at least one, so that blank rows count as well."""
    columns = [pa.array(column, pa.string()) for column in zip_longest(*rows)]
    columns = columns or [pa.nulls(len(rows), pa.string())]
    return pa.table({letter(place): column for place, column in enumerate(columns)})


def _line(text: str, position: int) -> int:
    """1-based number of the line a character stands on."""
    end = "\n" if "\n" in text else "\r"
    return text.count(end, 0, position) + 1


def _line_over(text: str, longest: int) -> int | None:
    """Where a line longer than this begins: too many columns, or too long a cell, whatever it holds."""
    start = 0
    while start + longest < len(text):
        end = max(text.rfind(mark, start, start + longest + 1) for mark in "\r\n")
        if end < 0:
            return start
        start = end + 1
    return None


def decode(content: bytes) -> str | None:
    """Return the text of the bytes, or None where no encoding gives a text one can believe."""
    try:
        if content.startswith(UTF16_MARKS):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        return None
    return text if _reads_like_thai(text) else None


def _reads_like_thai(text: str) -> bool:
    """Whether marks sit on consonants and it is not UTF-8 read wrongly; cp874 has no letters but these."""
    thai, marks = len(_THAI.findall(text)), len(_MARK.findall(text))
    return (
        len(_MARK_IN_PLACE.findall(text)) >= _PLAUSIBLE * marks
        and len(_BROKEN_UTF8.findall(text)) < _BROKEN_SHARE * thai
    )


def _delimiter(text: str) -> str:
    """The separator under which most of the first rows agree on the widest row; a comma when none splits."""

    def agreement(delimiter: str) -> int:
        sample = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(sample, _SAMPLE) if len(row) > 1)
        return max((width * rows for width, rows in widths.items()), default=0)

    return max(_DELIMITERS, key=agreement)

"""An xlsx workbook as text cells at their true addresses. Runs in the reader's child process.

fastexcel gives the cells; what it cannot say (where the first column is, which nulls are error cells or
formulas without a saved value, which rows are hidden) is told by a scan of the sheet's own xml.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from etl.intake.limits import Limits
from etl.intake.sheets import (
    NO_CELLS,
    CellFault,
    Merge,
    Sheet,
    SheetSet,
    cells_table,
    letter,
    place_of,
    reading_fault,
)

if TYPE_CHECKING:
    from etl.definitions.problems import Problem

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_VALUE_IN_A = re.compile(
    rb'<c r="A\d+"[^>/]*>(?:<f[^>]*>[^<]*</f>|<f[^>]*/>)?(?:<v>[^<]|<is><(?:r>|t[^>]*>[^<]))'
)
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*\bhidden=["'](?:1|true)["']""")
_ROW_NUMBER = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
_NO_INDEX = re.compile(rb't="s"[^>]*><v>(?!\d{1,9}</v>)')
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+)(\d+):[A-Z]+(\d+)"')
_ERROR_MARKS = (b't="e"', b"t='e'")
_FORMULA_MARKS = (re.compile(b"<f"), re.compile(b":f"))  # sought twice as fast as with `in`
_NO_VALUE = rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
_FORMULA_WITHOUT_VALUE = re.compile(rb"(?:<(?:\w+:)?f(?:\s[^>]*)?/>|</(?:\w+:)?f>)" + _NO_VALUE)
_ROW_OR_CELL = re.compile(
    rb"<(?:\w+:)?row\b(?P<row>[^>]*)>"
    rb"|<(?:\w+:)?c(?=[\s>/])(?P<cell>[^>]*?)(?:/>|>(?P<inner>.*?)</(?:\w+:)?c>)",
    re.DOTALL,
)
_ADDRESS = re.compile(rb"""\br=["']([A-Z]*)(\d+)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_INNER_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")
_NUMBER = re.compile(rb"<(?:\w+:)?v>\s*[^<\s]")
_TYPED = re.compile(rb"""\bt=["'](?!n["'])""")
_UNSHOWN = "#####"
_NOISY = r"^-?\d+\.\d+$"
_SURE_LENGTH = 16
_MOST_LETTERS = 3


@dataclass(frozen=True)
class _Part:
    name: str
    visible: bool
    path: str | None
    """Zip member of a worksheet; None for chart and dialogue sheets."""


def read(content: bytes, limits: Limits) -> SheetSet:
    """Return every sheet of a workbook; hidden ones by name only."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = fastexcel.read_excel(content)
        sheets: list[Sheet] = []
        problems: list[Problem] = []
        parts = list(_parts(archive))
        _check_parts(parts, book.sheet_names)
        for position, part in enumerate(parts):
            sheet = Sheet(part.name, part.visible, NO_CELLS, "xlsx")
            if part.visible and part.path:
                read_sheet = _read_sheet(book, position, part.name, archive.read(part.path), content, limits)
                if isinstance(read_sheet, Sheet):
                    sheet = read_sheet
                else:
                    problems.append(read_sheet)
            sheets.append(sheet)
    return SheetSet(tuple(sheets), tuple(problems))


def _parts(archive: zipfile.ZipFile) -> Iterator[_Part]:
    targets = {
        link.attrib["Id"]: link.attrib
        for link in fromstring(archive.read(_RELATIONS))
        if link.attrib.get("TargetMode") != "External"
    }
    for element in fromstring(archive.read(_WORKBOOK)).iter():
        if _local(element.tag) != "sheet" or "name" not in element.attrib:
            continue
        link = targets[_relation_id(element)]
        is_worksheet = link["Type"].endswith("/worksheet")
        path = posixpath.normpath(posixpath.join("/xl", link["Target"])).lstrip("/") if is_worksheet else None
        yield _Part(element.attrib["name"], element.attrib.get("state", "visible") == "visible", path)


def _check_parts(parts: list[_Part], names: list[str]) -> None:
    """Every sheet has a name and a part of its own, and stands where the parser sees it; else ValueError."""
    paths = [part.path for part in parts if part.path]
    if [part.name for part in parts] != names or len({*names}) < len(names) or len({*paths}) < len(paths):
        raise ValueError


def _read_sheet(
    book: fastexcel.ExcelReader, position: int, name: str, xml: bytes, content: bytes, limits: Limits
) -> Sheet | Problem:
    if beyond := [place_of(found[1].decode()) + 1 for found in _value_beyond(limits.columns).finditer(xml)]:
        return reading_fault("S-02", sheet=name, found=f"{max(beyond):,}", expected=f"{limits.columns:,}")
    if (last := _last_row_over(xml, limits.rows)) is not None:
        return reading_fault("S-01", sheet=name, found=f"{last:,}", expected=f"{limits.rows:,}")
    with ThreadPoolExecutor(max_workers=1) as aside:  # fastexcel leaves the interpreter free meanwhile
        seen = aside.submit(_seen, xml)
        batch = book.load_sheet(position, header_row=None, skip_rows=0, dtypes="string").to_arrow()
    faults, hidden_rows, values = seen.result()
    if not batch.num_rows or not batch.num_columns:
        return Sheet(name, True, NO_CELLS, "xlsx")
    first = 0 if _VALUE_IN_A.search(xml) else _first_column(content, position)
    width = max(first + batch.num_columns, *(place_of(fault.column) + 1 for fault in faults), 0)
    if width > limits.columns:
        return reading_fault("S-02", sheet=name, found=f"{width:,}", expected=f"{limits.columns:,}")
    height = max(batch.num_rows, *(fault.row for fault in faults), 0)
    if height > limits.rows:
        return reading_fault("S-01", sheet=name, found=f"{height:,}", expected=f"{limits.rows:,}")
    unused = [pa.nulls(batch.num_rows, pa.string())] * first
    columns = [*unused, *map(_denoised, batch.columns)]
    missing = values - sum(len(column) - column.null_count for column in columns)
    missing -= sum(fault.kind == "error_value" for fault in faults)
    if missing and missing != xml.count(b"<v></v>"):
        faults = (*faults, *_lost(xml, columns))
    cells, long_cells = cells_table(_reaching(columns, height, width), limits)
    return Sheet(name, True, cells, "xlsx", (*faults, *long_cells), hidden_rows, _tall_merges(xml))


def _reaching(columns: list[pa.Array], height: int, width: int) -> list[pa.Array]:
    """The columns made as many and as long as the faulty cells need, which the parser may leave out."""
    more = height - len(columns[0])
    if more:
        columns = [pa.concat_arrays([column, pa.nulls(more, pa.string())]) for column in columns]
    return [*columns, *[pa.nulls(height, pa.string())] * (width - len(columns))]


def _seen(xml: bytes) -> tuple[tuple[CellFault, ...], int, int]:
    """Return the faulty cells, the number of hidden rows, and that of values."""
    if _NO_INDEX.search(xml):
        raise ValueError  # the parser would take it for the first of the shared texts
    hidden_rows = len(_HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else 0
    return tuple(_faults(xml)), hidden_rows, xml.count(b"<v>") + xml.count(b"<is>")


def _lost(xml: bytes, columns: list[pa.Array]) -> Iterator[CellFault]:
    """Numbers that did not arrive: too large for the date their format asks for, which Excel shows as #####.

    Two values at one address are a ValueError: the parser keeps one of them and says nothing.
    """
    taken: dict[int, int] = {}
    empty = [column.is_null().to_pylist() for column in columns]
    for row, column, cell in _cells(xml):
        if not _VALUE.search(cell["inner"] or b""):
            continue
        if taken.get(row, 0) & 1 << column:
            raise ValueError
        taken[row] = taken.get(row, 0) | 1 << column
        is_number = _NUMBER.search(cell["inner"]) and not _TYPED.search(cell["cell"])
        if is_number and column <= len(empty) and row <= len(empty[0]) and empty[column - 1][row - 1]:
            yield CellFault(row, letter(column - 1), "error_value", _UNSHOWN)


@cache
def _value_beyond(columns: int) -> re.Pattern[bytes]:
    """Return what finds the letters of the cells with a value beyond this many columns."""
    last = letter(columns - 1)
    higher = [
        f"{last[:place]}[{chr(ord(own) + 1)}-Z][A-Z]{{{len(last) - place - 1}}}"
        for place, own in enumerate(last)
        if own != "Z"
    ]
    longer = [f"[A-Z]{{{len(last) + 1},3}}"] if len(last) < _MOST_LETTERS else []
    first = f'<c r="(?=[A-Z]{{{len(last)}}})'  # most cells stand further left, which this tells fast
    return re.compile(rf'{first}({"|".join((*higher, *longer))})\d+"[^>/]*>\s*<[vif]'.encode())


def _first_column(content: bytes, position: int) -> int:
    """0-based first used column, which fastexcel drops. A second read, so asked only when A looks unused."""
    start = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(position).start
    return start[1] if start else 0


def _last_row_over(xml: bytes, limit: int) -> int | None:
    """Number of the last row with a value when it is beyond the limit; formatting alone does not count."""
    final = _ROW_NUMBER.search(xml, max(xml.rfind(b"<row "), 0))
    if final is None or int(final[1]) <= limit:
        return None
    over = [row for row in _ROW_NUMBER.finditer(xml) if int(row[1]) > limit]
    ends = [row.start() for row in over[1:]] + [len(xml)]
    used = [int(row[1]) for row, end in zip(over, ends, strict=True) if _VALUE.search(xml, row.end(), end)]
    return used[-1] if used else None


def _tall_merges(xml: bytes) -> tuple[Merge, ...]:
    found = _MERGE.finditer(xml, max(xml.rfind(b"</sheetData>"), 0))
    merges = (Merge(match[1].decode(), int(match[2]), int(match[3])) for match in found)
    tall = tuple(merge for merge in merges if merge.last_row > merge.first_row)
    in_order = sorted(tall, key=lambda merge: (merge.column, merge.first_row))
    for upper, lower in pairwise(in_order):
        if upper.column == lower.column and upper.last_row >= lower.first_row:
            raise ValueError  # which of two overlapping ones holds a cell's value, nobody knows
    return tall


def _faults(xml: bytes) -> Iterator[CellFault]:
    """Cells whose null hides something: an error value, or a formula saved without its value."""
    has_formula = any(mark.search(xml) for mark in _FORMULA_MARKS)
    formula = has_formula and _FORMULA_WITHOUT_VALUE.search(xml)
    if not (formula or _any_in(_ERROR_MARKS, xml)):
        return
    for row, column, cell in _cells(xml):
        inner = cell["inner"] or b""
        value = _INNER_VALUE.search(inner)
        if _any_in(_ERROR_MARKS, cell["cell"]):
            error = value[1].decode("ascii", "replace") if value else "#"
            yield CellFault(row, letter(column - 1), "error_value", error)
        elif _FORMULA.search(inner) and not _has_value(value, cell["cell"]):
            yield CellFault(row, letter(column - 1), "formula_without_value", "")


def _cells(xml: bytes) -> Iterator[tuple[int, int, re.Match[bytes]]]:
    """Every cell with its row and column (1-based); one without an address stands right of the one before."""
    row = column = 0
    for match in _ROW_OR_CELL.finditer(xml):
        address = _ADDRESS.search(match["row"] if match["cell"] is None else match["cell"])
        if match["cell"] is None:
            row, column = int(address[2]) if address else row + 1, 0
            continue
        if address and address[1]:
            row, column = int(address[2]), place_of(address[1].decode()) + 1
        else:
            column += 1
        yield row, column, match


def _has_value(value: re.Match[bytes] | None, attributes: bytes) -> bool:
    """A formula may well give an empty text (t="str"); any other type needs a value."""
    return value is not None and bool(value[1].strip() or b'"str"' in attributes)


def _any_in(marks: tuple[bytes, ...], xml: bytes) -> bool:
    return any(mark in xml for mark in marks)


def _denoised(column: pa.Array) -> pa.Array:
    """Numbers in their shortest exact form; fastexcel prints nine decimals: 12345678.899999999."""
    if (pc.max(pc.binary_length(column)).as_py() or 0) <= _SURE_LENGTH:
        return column
    encoded = column.dictionary_encode()  # dates and names are long as well, but there are few of them
    texts = encoded.dictionary
    noisy = pc.greater(pc.binary_length(texts), _SURE_LENGTH)
    noisy = pc.and_(noisy, pc.match_substring_regex(texts, _NOISY))
    if not pc.any(noisy).as_py():
        return column
    clean = [repr(float(text)) for text in texts.filter(noisy).to_pylist()]
    return pc.replace_with_mask(texts, noisy, pa.array(clean, pa.string())).take(encoded.indices)


def _relation_id(element: Element) -> str:
    attributes = element.attrib.items()
    return next(value for name, value in attributes if name.startswith("{") and _local(name) == "id")


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]

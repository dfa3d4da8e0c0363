"""Refused rows as the sender's own sheets: faulty rows on top, cells coloured and commented, a list first.

All rows of a faulty dataset go back, for what is sent again replaces all of it. Columns that were never taken
come back empty and grey; where a person's id stood there is a reference to the row it came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from etl.definitions import Words, definitions
from etl.intake.ours import aside_mark
from etl.publish import xlsx
from etl.publish.rejects_plan import Fault, Plan, PlannedSheet, RefusedFile, Row, errors_of, plan
from etl.publish.workbook.style import BOLD, HEAD, LINK, PLAIN, POINTS, ROW_POINTS, TYPEFACE, speak_thai
from etl.warehouse.records import ProblemRecord

COMMENTED: Final = 2_000
"""Most cells of a sheet with a comment: spreadsheets open slowly with more. All are coloured and listed."""

_FAULTY: Final = PatternFill("solid", fgColor="F4B183")
_EMPTIED: Final = PatternFill("solid", fgColor="D0CECE")
_STRONG: Final = Font(name=TYPEFACE, size=POINTS, bold=True, color="7F1D1D")
_MARK: Final = Font(name=TYPEFACE, size=6, color="A6A6A6")
_TITLE: Final = Font(name=TYPEFACE, size=POINTS + 6, bold=True)
_TOP: Final = Alignment(vertical="top", wrap_text=True)
_WIDTHS: Final = (6, 26, 20, 10, 12, 14, 8, 28, 34, 60, 60)
_COLUMNS: Final = (
    "number", "file", "sheet", "cell", "row", "column", "rule", "found", "expected", "wrong", "mend",
)  # fmt: skip
_LONGEST_EXACT: Final = 15
_COMMENT_WIDTH, _COMMENT_HEIGHT = 380, 160


def write(files: Iterable[RefusedFile], *, words: Words, path: Path, saved_at: datetime) -> int:
    """Write the workbook that gives refused rows back; return the number of faults listed."""
    planned = plan(files, words)
    book = Workbook(write_only=True)
    speak_thai(book)
    _list(book, planned, words)
    for sheet in planned.sheets:
        _sheet(book, sheet, words)
    xlsx.save(book, path, saved_at=saved_at)
    return len(planned.faults)


def has_faults(file: RefusedFile) -> bool:
    """Return whether anything of a file was refused."""
    return bool(errors_of(file))


def _list(book: Workbook, planned: Plan, words: Words) -> None:
    """Draw the first sheet: what to do, then every fault with a link to its cell."""
    sheet = book.create_sheet(words("mending.list"))
    for number, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, aside_mark(planned.submissions), font=_MARK)])
    sheet.append([_cell(sheet, words("mending.title"), font=_TITLE)])
    for line in words("mending.how").split("\n"):
        sheet.append([_cell(sheet, line, font=PLAIN)])
    sheet.append([])
    sheet.append([_cell(sheet, words(f"mending.column.{name}"), font=BOLD, fill=HEAD) for name in _COLUMNS])
    for number, fault in enumerate(planned.faults, start=1):
        sheet.append(list(_line(sheet, number, fault, words)))


def _line(sheet: Any, number: int, fault: Fault, words: Words) -> Iterator[Cell]:  # noqa: ANN401
    problem = fault.problem
    texts = (
        str(number),
        fault.file_name,
        fault.sheet or problem.sheet or "",
        fault.place or "",
        "" if problem.row is None else str(problem.row),
        problem.column or "",
        problem.rule,
        problem.found or "",
        problem.expected or "",
        _message(problem, words),
        _mend(problem, words),
    )
    for name, text in zip(_COLUMNS, texts, strict=True):
        cell = _cell(sheet, text, font=LINK if name == "cell" and text else PLAIN)
        cell.alignment = _TOP
        if name == "cell" and text:
            quoted = (fault.sheet or "").replace("'", "''")
            cell.hyperlink = Hyperlink(ref="A1", location=f"'{quoted}'!{text}", display=text)
        yield cell


def _sheet(book: Workbook, planned: PlannedSheet, words: Words) -> None:
    """Draw one sheet of the sender's."""
    sheet = book.create_sheet(planned.title)
    for column, width in _widths(planned).items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_POINTS, True
    header = next((row.number for row in planned.rows if row.kind == "header"), 0)
    sheet.freeze_panes = f"A{header + 1}"
    at, commented = 0, 0
    for row in planned.rows:
        while at < row.number - 1:
            sheet.append([])
            at += 1
        cells = _cells(sheet, row, planned, words, comments=commented < COMMENTED)
        commented += sum(isinstance(cell, Cell) and cell.comment is not None for cell in cells)
        sheet.append(cells)
        at += 1


def _cells(
    sheet: Any,  # noqa: ANN401 openpyxl is untyped
    row: Row,
    planned: PlannedSheet,
    words: Words,
    *,
    comments: bool,
) -> list[Cell | str | float | None]:
    """Return a row's cells: faulty ones coloured with the reason, emptied ones grey."""
    table = row.kind in ("header", "body")
    used = {*row.cells, *row.faults, *(planned.emptied if table else ())}
    cells: list[Cell | str | float | None] = [None] * max(used, default=0)
    for column in sorted(used):
        emptied = table and column in planned.emptied
        text = "" if emptied else row.cells.get(column, "")
        exact = column in row.numeric and _is_exact(text)
        if row.kind == "body" and not emptied and column not in row.faults and (exact or _is_plain(text)):
            cells[column - 1] = _number(text) if exact else text
            continue
        cell = _cell(sheet, text, font=BOLD if row.kind == "header" else PLAIN)
        if exact:
            cell.value = _number(text)
        if row.kind == "header":
            cell.fill = HEAD
            if note := _note(row, column, planned, words):
                cell.comment = _comment(note)
        if emptied:
            cell.fill = _EMPTIED
        if faults := row.faults.get(column):
            cell.fill, cell.font = _FAULTY, _STRONG
            if comments:
                cell.comment = _comment("\n\n".join(_told(fault, words) for fault in faults))
        cells[column - 1] = cell
    return cells


def _note(row: Row, column: int, planned: PlannedSheet, words: Words) -> str:
    """Return what a header must say of its column: that it was emptied, or holds references to persons."""
    if column in planned.emptied:
        return words("mending.emptied", header=planned.emptied[column])
    letter = get_column_letter(column)
    person = row.layout is not None and row.layout.columns.get(letter) == "person_id"
    return words("mending.person") if person else ""


def _is_exact(text: str) -> bool:
    """Return whether a number keeps its every digit and sign when written as one."""
    whole, _, decimals = text.partition(".")
    plain = whole.isascii() and whole.isdecimal() and (not decimals or decimals.isdecimal())
    led = len(whole) > 1 and whole.startswith("0")
    return plain and not led and len(text) <= _LONGEST_EXACT and not text.endswith(".")


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


@lru_cache(maxsize=100_000)
def _is_plain(text: str) -> bool:
    """Return whether a text can be written as it is: most can, and are written four times as fast."""
    return text[:1].isalnum() and text.isprintable() and "_x" not in text and len(text) < xlsx.LONGEST_CELL


def _told(fault: ProblemRecord, words: Words) -> str:
    return words("mending.comment", rule=fault.rule, message=_message(fault, words), mend=_mend(fault, words))


def _message(fault: ProblemRecord, words: Words) -> str:
    return fault.message_th if words.lang == "th" else fault.message_en


def _mend(fault: ProblemRecord, words: Words) -> str:
    return words.name(definitions().rules[fault.rule].mend)


def _comment(text: str) -> Comment:
    return Comment(xlsx.clean(text), "-", height=_COMMENT_HEIGHT, width=_COMMENT_WIDTH)


def _cell(
    sheet: Any,  # noqa: ANN401 openpyxl is untyped
    text: str,
    *,
    font: Font,
    fill: PatternFill | None = None,
) -> Cell:
    cell = WriteOnlyCell(sheet)
    if text:
        xlsx.text(cell, text)
    cell.font = font
    if fill is not None:
        cell.fill = fill
    return cell


def _widths(planned: PlannedSheet) -> dict[int, float]:
    """Return the width of each column: that of its longest text, within limits."""
    longest: dict[int, int] = {}
    for row in planned.rows:
        if row.kind in ("header", "body"):
            for column, text in row.cells.items():
                longest[column] = max(longest.get(column, 0), len(text))
    return {column: min(max(length + 3, 10), 44) for column, length in longest.items()}

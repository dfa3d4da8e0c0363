"""An agency's own form: one sheet per dataset with drop-downs, an example and what is known filled in.

A filled form loads without complaint; marks in the cells A1 (`etl.intake.ours`) tell the reader what is help,
example or untouched. Headings are protected without a password; everything below them may be filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.datasets import Dataset
from etl.definitions.models import Agency
from etl.intake.ours import aside_mark, form_mark
from etl.publish import xlsx
from etl.publish.template_fields import (
    Field,
    choices,
    datasets,
    entry_check,
    fields_of,
    number_format,
    sample,
    spelling,
)
from etl.publish.workbook.cells import lines_of
from etl.publish.workbook.style import (
    BOLD,
    HEAD,
    HEAD_BORDER,
    PLAIN,
    POINTS,
    ROW_POINTS,
    TYPEFACE,
    speak_thai,
)
from etl.queries import Reader

_HEADER, _EXAMPLE, _FIRST, _LAST = 6, 7, 8, 20_007
"""Rows of a form: its header, its example, and where entries begin and end."""
_NARROWEST, _WIDEST, _SCORE_WIDTH, _INSTRUCTED = 16, 40, 26, 110

_MARK: Final = Font(name=TYPEFACE, size=6, color="A6A6A6")
_TITLE: Final = Font(name=TYPEFACE, size=POINTS + 6, bold=True)
_SAMPLE: Final = Font(name=TYPEFACE, size=POINTS, italic=True, color="7F7F7F")
_GREY: Final = PatternFill("solid", fgColor="EDEDED")
_OPEN: Final = Protection(locked=False)
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)


@dataclass(frozen=True)
class Known:
    """An agency's earlier headcount: persons by group or position type, and where the numbers are from."""

    persons: Mapping[str, int]
    source: str


def write(
    agency: Agency, period: Period, *, known: Known, words: Words, path: Path, saved_at: datetime
) -> None:
    """Write the form of an agency and a quarter."""
    book = Workbook()
    book.remove(book.worksheets[0])
    speak_thai(book)
    _instructions(book.create_sheet(words("template.instructions")), agency, period, known, words)
    forms = [(book.create_sheet(words.short(dataset)[:31]), dataset) for dataset in datasets()]
    places = _lists(book.create_sheet(words("template.lists")), period, words)
    for sheet, dataset in forms:
        _form(sheet, dataset, agency, period, known, places, words)
    xlsx.save(book, path, saved_at=saved_at)


def published_headcount(reader: Reader, agency: Agency, period: Period, words: Words) -> Known | None:
    """Return the agency's latest headcount at or before the quarter in a snapshot; None without one."""
    rows = reader.headcounts(agency.code, period)
    if rows.empty:
        return None
    counted = Period.parse(rows["period"].iloc[0]).label(words.lang)
    persons = {
        str(code): int(number) for code, number in zip(rows["category"], rows["headcount"], strict=True)
    }
    return Known(persons, words("template.from_snapshot", period=counted))


def headcount_of(agency: Agency, period: Period, words: Words) -> Known:
    """Return the register's official headcount by position type where it is not later than the quarter."""
    years = [year for year in agency.posts if Period(year, 4) <= period]
    official = agency.posts[max(years)] if years else {}
    persons = {code: posts for code, posts in official.items() if code in definitions().position_types}
    return Known(persons, words("template.from_register", year=max(years)) if persons else "")


def _instructions(sheet: Worksheet, agency: Agency, period: Period, known: Known, words: Words) -> None:
    """Draw the first sheet: whose form it is and how it is filled in."""
    _put(sheet, 1, 1, aside_mark(), _MARK)
    _put(sheet, 2, 1, words("template.title"), _TITLE)
    _put(sheet, 3, 1, words("template.whose", agency=words.name(agency), code=agency.code), BOLD)
    _put(sheet, 4, 1, period.label(words.lang), BOLD)
    lines = words("template.how").split("\n")
    source = words("template.known", source=known.source) if known.source else words("template.unknown")
    for number, line in enumerate([*lines, source], start=6):
        _put(sheet, number, 1, line, PLAIN)
        sheet.cell(number, 1).alignment = _WRAPPED
        sheet.row_dimensions[number].height = lines_of(line, _INSTRUCTED) * ROW_POINTS
    sheet.column_dimensions["A"].width = _INSTRUCTED
    sheet.sheet_view.showGridLines = False
    _finish(sheet)


def _lists(sheet: Worksheet, period: Period, words: Words) -> dict[str, str]:
    """Draw the sheet of lists and return where each kind of column finds its own, as a formula."""
    _put(sheet, 1, 1, aside_mark(), _MARK)
    places: dict[str, str] = {}
    for number, (kind, texts) in enumerate(choices(period, words).items(), start=1):
        letter = get_column_letter(number)
        _put(sheet, 2, number, words(f"template.list.{kind}"), BOLD, HEAD)
        for row, text in enumerate(texts, start=3):
            _put(sheet, row, number, text, PLAIN)
        sheet.column_dimensions[letter].width = _width(texts)
        places[kind] = f"{quote_sheetname(sheet.title)}!${letter}$3:${letter}${2 + len(texts)}"
    _finish(sheet)
    return places


def _form(
    sheet: Worksheet,
    dataset: Dataset,
    agency: Agency,
    period: Period,
    known: Known,
    places: Mapping[str, str],
    words: Words,
) -> None:
    """Draw a dataset's form."""
    fields = fields_of(dataset, words)
    entries = list(_entries(dataset, known, words))
    blank = [""] * len(fields)
    whole = [[*map(str, row), *blank[len(row) :]] for row in entries if all(row)]
    _put(sheet, 1, 1, form_mark(dataset.id, whole), _MARK)
    _put(sheet, 2, 1, words.name(dataset), _TITLE)
    _put(sheet, 3, 1, words("template.agency_code"), BOLD)
    _put(sheet, 3, 2, agency.code, BOLD)
    _put(sheet, 3, 3, words.name(agency), BOLD)
    _put(sheet, 4, 1, period.label(words.lang), BOLD)
    if any(column.kind == "money" for column in dataset.columns):
        _put(sheet, 5, 1, words("template.money"), PLAIN)
    _put(sheet, _HEADER, 1, words("template.number"), BOLD, HEAD)
    _put(sheet, _EXAMPLE, 1, words("template.example"), _SAMPLE, _GREY)
    sheet.column_dimensions["A"].width = _NARROWEST + 4
    for number, field in enumerate(fields, start=2):
        _column(sheet, number, field, period, places, words)
    for row, values in enumerate(entries, start=_FIRST):
        for number, value in enumerate(values, start=2):
            if value != "":
                _entry(sheet, row, number, value, fields[number - 2])
    deepest = max(lines_of(field.title, _width_of(field, ""), bold=True) for field in fields)
    sheet.row_dimensions[_HEADER].height = (deepest + 0.5) * ROW_POINTS
    sheet.freeze_panes = sheet.cell(_FIRST, 2)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{_HEADER}:{_HEADER}"
    _finish(sheet)


def _column(
    sheet: Worksheet, number: int, field: Field, period: Period, places: Mapping[str, str], words: Words
) -> None:
    """Draw one column: header, example, the format and the check of what is entered below."""
    letter = get_column_letter(number)
    header = _put(sheet, _HEADER, number, field.title, BOLD, HEAD)
    header.border = HEAD_BORDER
    header.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    shown = sample(field, period, words)
    cell = sheet.cell(_EXAMPLE, number)
    _fill(cell, shown, number_format(field))
    cell.font, cell.fill = _SAMPLE, _GREY
    column = sheet.column_dimensions[letter]
    column.width = _width_of(field, str(shown))
    column.protection, column.font, column.number_format = _OPEN, PLAIN, number_format(field)
    check = entry_check(field, places, words)
    check.add(f"{letter}{_FIRST}:{letter}{_LAST}")
    sheet.add_data_validation(check)


def _entries(dataset: Dataset, known: Known, words: Words) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows filled in beforehand: earlier headcounts, the list of practices."""
    if dataset.id == "practice":
        yield from ((spelling("practice", code, words), "") for code in definitions().practices)
    if dataset.id == "headcount":
        yield from ((spelling("position", code, words), persons) for code, persons in known.persons.items())
        if not known.persons:
            yield from ((spelling("position", code, words), "") for code in definitions().groups)


def _entry(sheet: Worksheet, row: int, number: int, value: str | int, field: Field) -> None:
    cell = sheet.cell(row, number)
    _fill(cell, value, number_format(field))
    cell.font, cell.protection = PLAIN, _OPEN


def _fill(cell: Any, value: str | int, number_format: str) -> None:  # noqa: ANN401 openpyxl is untyped
    if isinstance(value, str):
        xlsx.text(cell, value)
    else:
        cell.value = value
    cell.number_format = number_format


def _put(
    sheet: Worksheet, row: int, column: int, text: str, font: Font, fill: PatternFill | None = None
) -> Any:  # noqa: ANN401 openpyxl is untyped
    cell = sheet.cell(row, column)
    xlsx.text(cell, text)
    cell.font = font
    if fill is not None:
        cell.fill = fill
    return cell


def _width_of(field: Field, shown: str) -> float:
    return _SCORE_WIDTH if field.kind == "score" else _width((field.title, shown))


def _width(texts: Sequence[str]) -> float:
    return min(max(_NARROWEST, *(len(text) + 2 for text in texts)), _WIDEST)


def _finish(sheet: Worksheet) -> None:
    """Give rows room for Thai, and protect headings without a password; rows and widths may be changed."""
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = ROW_POINTS, True
    sheet.row_dimensions[2].height = 1.5 * ROW_POINTS
    protection = sheet.protection
    protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
        setattr(protection, allowed, False)

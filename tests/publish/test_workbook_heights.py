"""Rows are as high as their texts need, measured with the letters of a Thai typeface of the same family."""

from collections.abc import Callable, Iterator
from math import ceil

import pytest
from fontTools.ttLib import TTFont
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from etl.definitions.labels import LANGS, Lang
from etl.publish.workbook.cells import lines_of
from etl.publish.workbook.style import ROW_POINTS, TALLEST_POINTS
from tests.conftest import ROOT

FACES = ROOT / "static" / "fonts"
EDGES = 1.0
"""Digits of a column's width no letter is written on."""

Measure = Callable[[str, bool], float]


@pytest.fixture(scope="module")
def measured() -> Measure:
    """A text's length in digits, in the plain or the bold face."""
    faces = {}
    for bold, name in ((False, "regular"), (True, "bold")):
        with TTFont(FACES / f"sarabun-composed-{name}.ttf") as font:
            letters, advances = font.getBestCmap(), font["hmtx"].metrics
            faces[bold] = {code: advances[glyph][0] for code, glyph in letters.items()}

    def length(text: str, bold: bool) -> float:
        advances = faces[bold]
        digit = faces[False][ord("0")]
        return float(sum(advances.get(ord(letter), digit) for letter in text) / digit)

    return length


def wrapped(sheet: Worksheet) -> Iterator[tuple[Cell, float]]:
    """Yield every text of a printed sheet with the width, in digits, it is wrapped in."""
    widths = {letter: found.width for letter, found in sheet.column_dimensions.items()}
    spans = {merged.start_cell.coordinate: merged for merged in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.alignment.wrap_text:
                merged = spans.get(cell.coordinate)
                last = merged.max_col if merged else cell.column
                columns = (get_column_letter(number) for number in range(cell.column, last + 1))
                yield cell, sum(widths[column] for column in columns)


@pytest.mark.parametrize("lang", LANGS)
def test_no_text_of_a_printed_sheet_needs_more_lines_than_its_row_has(
    books: dict[Lang, Workbook], measured: Measure, lang: Lang
) -> None:
    clipped = []
    texts = 0
    for sheet in books[lang].worksheets:
        if sheet.title.startswith("Data_"):
            continue
        for cell, width in wrapped(sheet):
            texts += 1
            needed = sum(
                ceil(measured(line, bool(cell.font.bold)) / (width - EDGES)) or 1
                for line in str(cell.value).split("\n")
            )
            height = sheet.row_dimensions[cell.row].height or 0.0
            if height < min(needed * ROW_POINTS, TALLEST_POINTS):
                clipped.append((sheet.title, cell.coordinate, cell.value))
    assert clipped == []
    assert texts > 500


def test_lines_are_counted_by_letters_that_take_room_and_by_breaks() -> None:
    assert lines_of("ก" * 17, 20) == 1
    assert lines_of("ก" * 18, 20) == 2
    assert lines_of("ก้ำ" * 8, 20) == 1
    assert lines_of("ก\nข", 20) == 2
    assert lines_of("ก" * 17, 20, bold=True) == 2
    assert lines_of("", 20) == 1

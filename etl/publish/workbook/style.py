"""How the cabinet workbook looks: one font, a grey-safe palette, borders and alignments."""

from copy import copy
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange

TYPEFACE: Final = "TH Sarabun New"
POINTS: Final = 16
ROW_POINTS: Final = 25.0
"""Least height of a row: 16-point Thai is cut at top and bottom in less."""
TALLEST_POINTS: Final = 409.0
"""Greatest height of a row that Excel knows."""

DARK: Final = "1F3A5F"
MIDDLE: Final = "7F9DB9"
PALE: Final = "DCE4EC"
INK: Final = "000000"
PAPER: Final = "FFFFFF"

PLAIN: Final = Font(name=TYPEFACE, size=POINTS, color=INK)
BOLD: Final = Font(name=TYPEFACE, size=POINTS, color=INK, bold=True)
LINK: Final = Font(name=TYPEFACE, size=POINTS, color=DARK, underline="single")
TITLE: Final = Font(name=TYPEFACE, size=POINTS, color=PAPER, bold=True)

BAND: Final = PatternFill("solid", fgColor=DARK)
HEAD: Final = PatternFill("solid", fgColor=PALE)
NO_FILL: Final = PatternFill()

_THIN: Final = Side(style="thin", color=MIDDLE)
_HAIR: Final = Side(style="hair", color=MIDDLE)
_FIRM: Final = Side(style="medium", color=DARK)
HEAD_BORDER: Final = Border(top=_FIRM, bottom=_FIRM, left=_HAIR, right=_HAIR)
BODY_BORDER: Final = Border(bottom=_HAIR, left=_HAIR, right=_HAIR)
TOTAL_BORDER: Final = Border(top=_FIRM, bottom=_FIRM, left=_HAIR, right=_HAIR)
LINE_BORDER: Final = Border(bottom=_THIN)
NO_BORDER: Final = Border()

CENTRE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT: Final = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
RIGHT: Final = Alignment(horizontal="right", vertical="center")


class Looks:
    """The looks cells of one workbook have been given.

    openpyxl compares every font and border in full for each cell, and is the slowest part of a workbook; here
    it does so once a look, and the cells after the first copy what it found.
    """

    def __init__(self) -> None:
        """Know none yet."""
        self._known: dict[tuple[int, ...], StyleArray] = {}
        self._covered: dict[tuple[int, ...], tuple[StyleArray, StyleArray]] = {}

    def give(
        self, cell: Cell, *, font: Font, fill: PatternFill, border: Border, alignment: Alignment
    ) -> None:
        """Give a cell the looks of this module's own constants."""
        constants = (id(font), id(fill), id(border), id(alignment))
        if constants not in self._known:
            cell.font, cell.fill, cell.border, cell.alignment = font, fill, border, alignment
            self._known[constants] = copy(cell._style)
        cell._style = copy(self._known[constants])  # openpyxl's own way to copy a style, though not public

    def spread(self, cell: Cell, *, across: int) -> None:
        """Merge a cell that has its look with those right of it, so many in all."""
        sheet, row, last = cell.parent, cell.row, cell.column + across - 1
        merged = CellRange(min_row=row, max_row=row, min_col=cell.column, max_col=last)
        look = (*cell._style, min(across, 3))  # of two cells none lies in the middle
        if look not in self._covered:
            sheet.merge_cells(merged.coord)
            middle, end = (sheet.cell(row, column) for column in (cell.column + 1, last))
            self._covered[look] = copy(middle._style), copy(end._style)
            return
        sheet.merged_cells.add(merged)
        for column in range(cell.column + 1, last + 1):
            covered = sheet._cells[row, column] = MergedCell(sheet, row, column)
            covered._style = copy(self._covered[look][column == last])


def speak_thai(workbook: Workbook) -> None:
    """Make the house font that of every cell, written or not; column widths are counted in its digits."""
    workbook._named_styles["Normal"].font = PLAIN  # openpyxl has no public way to the default font
    workbook._fonts[0] = PLAIN

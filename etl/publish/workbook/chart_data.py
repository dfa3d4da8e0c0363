"""The sheet of numbers the charts are drawn from.

Charts never point at a printed table: a mark such as [c] would be drawn as zero there. In the chart's own
rows a missing or withheld number is an empty cell, drawn as a gap; its mark follows the category's name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from etl.publish.workbook import style
from etl.publish.workbook.cells import put
from etl.publish.workbook.tally import Tally
from etl.queries.number import Kind, Number

FIRST_ROW: Final = 10
"""Row of the chart sheet the first block begins at; its heading stands above."""


@dataclass(frozen=True, slots=True)
class Block:
    """The numbers of one chart on the chart sheet: a header row, then one row a category."""

    sheet: Worksheet
    header_row: int
    last_row: int
    series: int
    kind: Kind


class ChartData:
    """The chart sheet, filled block by block."""

    def __init__(self, sheet: Worksheet, tally: Tally) -> None:
        """Begin with no block."""
        self._sheet = sheet
        self._tally = tally
        self._row = FIRST_ROW

    def add(
        self, name: str, series: Sequence[str], rows: Sequence[tuple[str, Sequence[Number]]], *, kind: Kind
    ) -> Block:
        """Write a chart's numbers, one row a category.

        Where the first series has no number, the category's name bears the mark.
        """
        header = self._row
        self._write(header, [name, *series], bold=True)
        for offset, (category, numbers) in enumerate(rows, start=1):
            label = category if numbers[0].value is not None else f"{category} {numbers[0].text}"
            self._write(
                header + offset, [label, *(number if number.value is not None else "" for number in numbers)]
            )
        self._row = header + len(rows) + 2
        return Block(self._sheet, header, header + len(rows), len(series), kind)

    @property
    def next_row(self) -> int:
        """The first row not written."""
        return self._row

    def _write(self, row: int, values: Sequence[str | Number], *, bold: bool = False) -> None:
        self._sheet.row_dimensions[row].height = style.ROW_POINTS
        for column, value in enumerate(values, start=1):
            cell = self._sheet.cell(row=row, column=column)
            cell.font = style.BOLD if bold else style.PLAIN
            cell.fill = style.HEAD if bold else style.NO_FILL
            cell.border = style.HEAD_BORDER if bold else style.BODY_BORDER
            cell.alignment = (
                style.CENTRE if bold and column > 1 else style.LEFT if column == 1 else style.RIGHT
            )
            if value != "":
                put(cell, value)
            if isinstance(value, Number):
                self._tally.note(cell, value)

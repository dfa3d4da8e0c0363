"""Draws one printed sheet from the top down: heading, tables, paragraphs, charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.chart._chart import ChartBase
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from etl.publish.edition import Edition
from etl.publish.workbook import style
from etl.publish.workbook.background import Background
from etl.publish.workbook.cells import Value, lines_of, put
from etl.publish.workbook.chart_data import ChartData
from etl.publish.workbook.tally import Tally
from etl.queries.number import Number

Align = Literal["left", "centre", "right"]

_ALIGNMENTS: Final[dict[Align, Alignment]] = {
    "left": style.LEFT,
    "centre": style.CENTRE,
    "right": style.RIGHT,
}
_MARGIN_INCHES: Final = 0.4
_FOOT_INCHES: Final = 0.7
_PAPER_POINTS: Final = (842, 595)
"""A4 landscape."""
_DIGIT_POINTS: Final = 6.5
"""Least width of a digit of the house font, in which column widths are counted."""
_CLEAR: Final = 38_100
"""Height left free above a chart, so that its edge is not printed on the paper before."""
_LEAST_CHART_ROWS: Final = 14
_MOST_CHART_ROWS: Final = 30
_REPEATED_ROWS: Final = 2
_DEEPEST_FREEZE: Final = 14
"""Last row a pane may be frozen below: frozen deeper, a small screen would show nothing else."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a printed table; `span` grid columns wide. Numbers stand right whatever it says."""

    header: str
    span: int = 1
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a table's body came to lie, rows counted from 1."""

    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Book:
    """What all sheets of one workbook share."""

    workbook: Workbook
    charts: ChartData
    tally: Tally
    background: Background
    looks: style.Looks


class Page:
    """One sheet for print, A4 landscape, on a grid of columns; `row` is the next row to be written."""

    def __init__(self, sheet: Worksheet, *, sheet_id: str, edition: Edition, book: Book) -> None:
        """Begin at the top of an empty sheet; `start` comes first."""
        self.sheet = sheet
        self.edition = edition
        self.book = book
        self.chart_data = book.charts
        self.row = 1
        self.id = sheet_id
        self._widths: tuple[float, ...] = ()
        self._main = False
        self._used = 0

    def say(self, key: str, **values: object) -> str:
        """Return one of this sheet's own texts."""
        return self.edition.say(f"{self.id}.{key}", **values)

    def start(self, widths: Sequence[float]) -> None:
        """Set the grid's widths, in digits, and write the heading: title, question, facts, marks."""
        self._widths = tuple(widths)
        for number, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        print_on_a4(self.sheet, self.edition)
        self.sheet.sheet_view.showGridLines = False
        say = self.edition.say
        self._line(
            say("head.title", title=self.say("title"), quarter=self.edition.period.label(self.edition.lang)),
            font=style.TITLE,
            fill=style.BAND,
        )
        self._line(self.say("question"), font=style.BOLD)
        self._line(say("head.unit", unit=self.say("unit"), source=self.say("source")))
        self._line(say("head.as_at", as_at=self.edition.as_at, snapshot=self.edition.reader.snapshot.id))
        for mark in self.edition.marks:
            self._line(mark, font=style.BOLD)
        self.gap()

    def heading(self, text: str) -> None:
        """Write the heading of a part of the sheet."""
        self._line(text, font=style.BOLD, border=style.LINE_BORDER)

    def paragraph(self, text: str, *, bold: bool = False) -> None:
        """Write a text over the whole width, as many lines high as it needs."""
        self._line(text, font=style.BOLD if bold else style.PLAIN)

    def gap(self, rows: int = 1) -> None:
        """Leave rows empty."""
        for number in range(self.row, self.row + rows):
            self.sheet.row_dimensions[number].height = style.ROW_POINTS
        self._advance(rows, height=rows)

    def new_paper(self) -> None:
        """Begin a new sheet of paper here."""
        self.sheet.row_breaks.append(Break(id=self.row - 1))
        self._used = _REPEATED_ROWS

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Value]],
        *,
        total: Sequence[Value] | None = None,
        main: bool = False,
        row_lines: int = 1,
    ) -> Area:
        """Write a table, its total row last and marked as such; return where the other rows lie.

        The heading row of the `main` table, a sheet's last long one, is repeated on every printed page.
        `row_lines` is the least height of a row.
        """
        self._row(
            columns,
            [column.header for column in columns],
            font=style.BOLD,
            fill=style.HEAD,
            border=style.HEAD_BORDER,
            centred=True,
        )
        if main:
            self._main = True
            self.sheet.print_title_rows = f"{self.row - 1}:{self.row - 1}"
            if self.row <= _DEEPEST_FREEZE:
                self.sheet.freeze_panes = self.sheet.cell(row=self.row, column=columns[0].span + 1)
        first = self.row
        for row in rows:
            self._row(
                columns, row, font=style.PLAIN, fill=style.NO_FILL, border=style.BODY_BORDER, lines=row_lines
            )
        area = Area(first, self.row - 1)
        if total is not None:
            self._row(columns, total, font=style.BOLD, fill=style.HEAD, border=style.TOTAL_BORDER)
        return area

    def link(self, *, row: int, column: int, tab: str) -> None:
        """Make a written cell a link to another sheet of this workbook."""
        cell = self.sheet.cell(row=row, column=column)
        quoted = tab.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
        cell.font = style.LINK

    def charts(self, charts: Sequence[ChartBase], *, across: int = 1) -> None:
        """Place charts over the whole width, so many side by side, as high as the paper has room for."""
        tiers = [charts[start : start + across] for start in range(0, len(charts), across)]
        if self._room() < _LEAST_CHART_ROWS * len(tiers):
            self.new_paper()
        rows = min(self._room() // len(tiers), _MOST_CHART_ROWS)
        edges = self._cuts(across)
        for tier in tiers:
            for chart, left, right in zip(tier, edges, edges[1:], strict=False):
                top = self.row - 1
                chart.anchor = TwoCellAnchor(
                    editAs="twoCell",
                    _from=AnchorMarker(col=left, row=top, rowOff=_CLEAR),
                    to=AnchorMarker(col=right, row=top + rows - 1),
                )
                self.sheet.add_chart(chart)
            self.gap(rows)

    def finish(self, *, one_paper: bool = False) -> None:
        """Bound what is printed; heading rows of a sheet without a main table are the title's.

        `one_paper` prints the whole sheet on one page, as small as that needs.
        """
        self.sheet.page_setup.fitToHeight = int(one_paper)
        last = get_column_letter(len(self._widths))
        self.sheet.print_area = f"A1:{last}{max(self.row - 1, 1)}"
        if self.sheet.freeze_panes is None:
            self.sheet.freeze_panes = "A2"
        if not self._main:
            self.sheet.print_title_rows = "1:1"

    def _room(self) -> int:
        """Return how many rows of ordinary height surely still go on this sheet of paper."""
        wide, high = _PAPER_POINTS
        scale = min(1.0, (wide - 2 * 72 * _MARGIN_INCHES) / (sum(self._widths) * _DIGIT_POINTS))
        rows = (high - 72 * (_MARGIN_INCHES + _FOOT_INCHES)) / (style.ROW_POINTS * scale)
        return max(0, int(rows) - self._used)

    def _advance(self, rows: int, *, height: int) -> None:
        self.row += rows
        self._used += height

    def _line(
        self,
        text: str,
        *,
        font: Font = style.PLAIN,
        fill: PatternFill = style.NO_FILL,
        border: Border = style.NO_BORDER,
    ) -> None:
        wide = Column("", span=len(self._widths))
        self._row([wide], [text], font=font, fill=fill, border=border)

    def _row(
        self,
        columns: Sequence[Column],
        values: Sequence[Value],
        *,
        font: Font,
        fill: PatternFill,
        border: Border,
        centred: bool = False,
        lines: int = 1,
    ) -> None:
        """Write one row of cells and make it as high as its longest text needs."""
        at = 1
        for column, value in zip(columns, values, strict=True):
            end = at + column.span - 1
            cell = self.sheet.cell(row=self.row, column=at)
            align: Align = "right" if isinstance(value, Number) else "centre" if centred else column.align
            self.book.looks.give(cell, font=font, fill=fill, border=border, alignment=_ALIGNMENTS[align])
            if column.span > 1:
                self.book.looks.spread(cell, across=column.span)
            put(cell, value)
            if isinstance(value, Number):
                self.book.tally.note(cell, value)
            if isinstance(value, str):
                lines = max(lines, lines_of(value, sum(self._widths[at - 1 : end]), bold=bool(font.bold)))
            at = end + 1
        self.sheet.row_dimensions[self.row].height = min(style.ROW_POINTS * lines, style.TALLEST_POINTS)
        self._advance(1, height=lines)

    def _cuts(self, parts: int) -> list[int]:
        """Return the grid columns at which the width is cut into about equal parts."""
        whole = sum(self._widths)
        reached = [sum(self._widths[:number]) for number in range(len(self._widths) + 1)]
        goals = [whole * part / parts for part in range(parts + 1)]
        distances = [[abs(edge - goal) for edge in reached] for goal in goals]
        return [distance.index(min(distance)) for distance in distances]


def print_on_a4(sheet: Worksheet, edition: Edition) -> None:
    """Set a sheet up for print: A4 landscape, as wide as the paper, quarter and page number in the footer."""
    sheet.sheet_format.defaultRowHeight = style.ROW_POINTS
    sheet.sheet_format.customHeight = True
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = _MARGIN_INCHES
    margins.bottom, margins.header, margins.footer = _FOOT_INCHES, 0.2, 0.3
    for part, words in (
        (sheet.oddFooter.left, " · ".join((edition.period.label(edition.lang), *edition.for_whom))),
        (sheet.oddFooter.center, edition.say("foot.page")),
        (sheet.oddFooter.right, edition.say("foot.snapshot", snapshot=edition.reader.snapshot.id)),
    ):
        part.text, part.font, part.size = words, f"{style.TYPEFACE},Regular", style.POINTS

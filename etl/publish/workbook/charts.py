"""Native charts of the chart sheet's blocks, readable in grey: series differ by shade, dash and marker."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)
from openpyxl.drawing.text import Font as DrawnFont

from etl.publish import xlsx
from etl.publish.workbook import style
from etl.publish.workbook.chart_data import Block
from etl.queries.number import FORMATS, Kind, Number

if TYPE_CHECKING:
    from etl.publish.workbook.page import Page

_FILLS: Final = (style.DARK, style.MIDDLE, style.PALE)
_DASHES: Final = ("solid", "sysDash", "dashDot")
_MARKERS: Final = ("circle", "none", "none")
_UPRIGHT: Final = -5_400_000
_SLANTED: Final = -2_700_000
_LINE_WIDTH: Final = 28_575
_EDGE_WIDTH: Final = 9_525


def columns(
    block: Block,
    *,
    title: str,
    across: str,
    up: str,
    stacked: bool = False,
    slanted: bool = False,
    line_last: bool = False,
) -> ChartBase:
    """Return a column chart of a block; `line_last` draws its last series as a line across."""
    chart = BarChart()
    chart.type = "col"
    chart.grouping = "stacked" if stacked else "clustered"
    chart.overlap = 100 if stacked else -5
    chart.gapWidth = 60
    bars = block.series - int(line_last)
    for number in range(bars):
        series = _series(block, number)
        series.graphicalProperties = _fill(_FILLS[number])
        chart.series.append(series)
    if not line_last and (stacked or block.last_row - block.header_row <= 8):
        chart.dataLabels = _labels(block.kind)
    _frame(chart, block, title=title, across=across, up=up, slanted=slanted)
    if line_last:
        line = LineChart()
        line.series.append(_line(block, bars, dash="sysDash", marker="none", colour=style.INK))
        chart += line
    if block.series == 1:
        chart.legend = None
    return chart


def draw_columns(
    page: "Page",
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Number]]],
    *,
    across: str,
    up: str,
    kind: Kind = "share",
    **look: bool,
) -> None:
    """Draw the column chart of a sheet that has one, of these rows, under the sheet's own title for it."""
    title = page.say("chart")
    block = page.chart_data.add(title, series, rows, kind=kind)
    page.charts([columns(block, title=title, across=across, up=up, **look)])


def lines(block: Block, *, title: str, across: str, up: str) -> ChartBase:
    """Return a line chart of a block: series differ by dash, marker and shade."""
    chart = LineChart()
    for number in range(block.series):
        colour = style.DARK if number == 0 else style.INK
        chart.series.append(
            _line(block, number, dash=_DASHES[number], marker=_MARKERS[number], colour=colour)
        )
    _frame(chart, block, title=title, across=across, up=up, slanted=False)
    return chart


def _series(block: Block, number: int) -> Series:
    values = Reference(
        block.sheet, min_col=number + 2, max_col=number + 2, min_row=block.header_row, max_row=block.last_row
    )
    return Series(values, title_from_data=True)


def _line(block: Block, number: int, *, dash: str, marker: str, colour: str) -> Series:
    series = _series(block, number)
    series.graphicalProperties = GraphicalProperties(
        ln=LineProperties(w=_LINE_WIDTH, solidFill=colour, prstDash=dash)
    )
    series.marker = Marker(symbol=marker, size=8, spPr=_fill(colour))
    series.smooth = False
    return series


def _frame(chart: ChartBase, block: Block, *, title: str, across: str, up: str, slanted: bool) -> None:
    """Give a chart its titles, axes with every category, legend and font."""
    chart.set_categories(
        Reference(block.sheet, min_col=1, max_col=1, min_row=block.header_row + 1, max_row=block.last_row)
    )
    chart.title = _title(title, bold=True)
    chart.display_blanks = "gap"
    chart.roundedCorners = False
    chart.x_axis.title = _title(across)
    chart.y_axis.title = _title(up, turned=_UPRIGHT)
    chart.x_axis.txPr = _text(turned=_SLANTED if slanted else None)
    chart.y_axis.txPr = _text()
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblSkip = 1
    chart.x_axis.noMultiLvlLbl = True
    chart.x_axis.tickLblPos = "low"
    chart.y_axis.number_format = "0%" if block.kind == "share" else FORMATS[block.kind].cell
    chart.y_axis.scaling.min = 0
    if block.kind == "share":
        chart.y_axis.scaling.max = 1
    chart.y_axis.majorGridlines = ChartLines(
        spPr=GraphicalProperties(ln=LineProperties(w=_EDGE_WIDTH, solidFill=style.PALE))
    )
    chart.legend.position = "b"
    chart.legend.txPr = _text()


def _labels(kind: Kind) -> DataLabelList:
    labels = DataLabelList(
        numFmt=FORMATS[kind].cell,
        spPr=GraphicalProperties(solidFill=style.PAPER),
        showVal=True,
        showSerName=False,
        showCatName=False,
        showLegendKey=False,
        showPercent=False,
    )
    labels.txPr = _text()
    return labels


def _fill(colour: str) -> GraphicalProperties:
    return GraphicalProperties(solidFill=colour, ln=LineProperties(w=_EDGE_WIDTH, solidFill=style.DARK))


def _characters(*, bold: bool = False) -> CharacterProperties:
    face = DrawnFont(typeface=style.TYPEFACE)
    return CharacterProperties(latin=face, cs=face, sz=style.POINTS * 100, b=bold, solidFill=style.INK)


def _text(*, turned: int | None = None) -> RichText:
    return RichText(
        bodyPr=RichTextProperties(rot=turned) if turned is not None else RichTextProperties(),
        p=[Paragraph(pPr=ParagraphProperties(defRPr=_characters()), endParaRPr=CharacterProperties())],
    )


def _title(words: str, *, bold: bool = False, turned: int | None = None) -> Title:
    run = RegularTextRun(rPr=_characters(bold=bold), t=xlsx.clean(words))
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=_characters(bold=bold)), r=[run])
    body = RichTextProperties(rot=turned, vert="horz") if turned is not None else RichTextProperties()
    return Title(tx=Text(rich=RichText(bodyPr=body, p=[paragraph])), overlay=False)

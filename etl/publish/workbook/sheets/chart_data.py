"""The chart sheet's heading and paper; its blocks were written by the sheets that draw them."""

from etl.publish.workbook.chart_data import FIRST_ROW
from etl.publish.workbook.page import Page


def build(page: Page) -> None:
    """Draw the heading above the blocks."""
    page.start([50, 24, 24, 24])
    page.paragraph(page.say("note"))
    if page.row > FIRST_ROW:
        raise ValueError(f"the heading of the chart sheet reaches row {page.row}, into the first block")
    page.row = page.chart_data.next_row
    page.finish()

"""Contents: every sheet with the question it answers, linked."""

from etl.publish.workbook.page import Column, Page


def build(page: Page) -> None:
    """Draw the contents."""
    tabs = page.edition.tabs
    page.start([8, 34, 92])
    area = page.table(
        [Column(page.say("number"), align="centre"), Column(page.say("sheet")), Column(page.say("answers"))],
        [
            [str(number), tab, page.edition.say(f"{sheet}.question")]
            for number, (sheet, tab) in enumerate(tabs.items(), start=1)
        ],
        main=True,
    )
    for row, tab in enumerate(tabs.values(), start=area.first_row):
        page.link(row=row, column=2, tab=tab)
    page.finish(one_paper=True)

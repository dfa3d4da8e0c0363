"""Issues: what stands in the way of the figures and of readiness, who decides, what is proposed, by rule."""

from etl.publish.workbook import obstacles
from etl.publish.workbook.page import Column, Page


def build(page: Page) -> None:
    """Draw the issues."""
    say = page.say
    page.start([6, 64, 34, 64, 24])
    found = obstacles.obstacles(page.edition)
    if found:
        page.table(
            [
                Column(say("number"), align="centre"),
                Column(say("obstacle")),
                Column(say("decides")),
                Column(say("proposal")),
                Column(say("more")),
            ],
            [
                [
                    str(number),
                    say(f"of.{one.id}.obstacle", **one.words),
                    say(f"of.{one.id}.decides"),
                    say(f"of.{one.id}.proposal", **one.words),
                    page.edition.tabs[one.sheet],
                ]
                for number, one in enumerate(found, start=1)
            ],
            main=True,
        )
        for offset, one in enumerate(reversed(found), start=1):
            page.link(row=page.row - offset, column=5, tab=page.edition.tabs[one.sheet])
    else:
        page.paragraph(say("none"))
    page.paragraph(say("note"))
    page.finish()

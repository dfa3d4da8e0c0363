"""Follow-up: what the Cabinet instructed and units undertook, with owner, due day and state; replies."""

from etl.definitions.calendar import Period, date_label
from etl.publish.workbook.page import Column, Page


def build(page: Page) -> None:
    """Draw the follow-up."""
    edition, say = page.edition, page.say
    told = page.book.background
    actions = edition.release.actions if edition.release else told.actions
    replies = edition.release.replies if edition.release else told.replies
    page.start([8, 20, 52, 26, 24, 16, 16, 26])
    page.heading(say("replies"))
    if replies:
        page.table(
            [
                Column(edition.say("column.ministry"), span=2),
                Column(say("reply"), span=3),
                Column(say("name"), span=2),
                Column(say("dated"), align="centre"),
            ],
            [
                [edition.name(one.ministry), one.text, one.name, date_label(one.dated, edition.lang)]
                for one in replies
            ],
        )
    else:
        page.paragraph(say("no_replies"))
    page.gap()
    page.heading(say("actions"))
    if actions:
        page.table(
            [
                Column(say("number"), align="centre"),
                Column(say("origin")),
                Column(say("text")),
                Column(edition.say("column.ministry")),
                Column(say("owner")),
                Column(say("due"), align="centre"),
                Column(say("state"), align="centre"),
                Column(say("noted")),
            ],
            [
                [
                    str(one.id),
                    edition.words(f"release.origin.{one.origin}"),
                    f"{one.text} ({say('since', quarter=Period.parse(one.since).short(edition.lang))})",
                    edition.name(one.ministry) if one.ministry else edition.say("nation"),
                    one.owner,
                    date_label(one.due, edition.lang),
                    say(f"sign.{one.state}", state=edition.words(f"release.state.{one.state}")),
                    one.note or "",
                ]
                for one in actions
            ],
            main=True,
        )
    else:
        page.paragraph(say("no_actions"))
    page.paragraph(say("note"))
    page.finish()

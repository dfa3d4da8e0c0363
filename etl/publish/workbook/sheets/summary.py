"""Summary: five findings, the four targets, what the Cabinet is asked and three risks, on one page."""

from collections.abc import Sequence
from typing import Final

from etl.publish.workbook.findings import findings
from etl.publish.workbook.obstacles import asks, obstacles
from etl.publish.workbook.page import Column, Page
from etl.publish.workbook.sheets.targets import milestone_state, placed
from etl.queries.number import Number
from etl.queries.targets import verdict_of

_RISKS: Final = 3


def build(page: Page) -> None:
    """Draw the summary."""
    edition, say = page.edition, page.say
    page.start([7, 50, 13, 13, 13, 14, 14, 28, 34])
    page.heading(say("findings"))
    found = findings(edition)
    page.table(
        [
            Column(say("number"), align="centre"),
            Column(say("about")),
            Column(say("finding"), span=6),
            Column(say("more")),
        ],
        [
            [str(number), finding.about, finding.sentence, edition.tabs[finding.sheet]]
            for number, finding in enumerate(found, start=1)
        ],
    )
    for offset, finding in enumerate(reversed(found), start=1):
        page.link(row=page.row - offset, column=9, tab=edition.tabs[finding.sheet])
    page.gap()
    page.heading(say("targets"))
    rows: list[list[str | Number]] = []
    for target in edition.known.targets.values():
        figure = edition.now.at(target.measure)
        rows.append(
            [
                *placed(edition, target),
                figure.share("coverage"),
                verdict_of(figure, edition.words),
                milestone_state(edition, target.id),
            ]
        )
    page.table(
        [
            Column(say("code"), align="centre"),
            Column(say("target")),
            *(
                Column(edition.say(f"column.{name}"))
                for name in ("value", "low", "high", "path_due", "coverage")
            ),
            Column(edition.say("column.verdict")),
            Column(edition.say("column.milestones")),
        ],
        rows,
    )
    if edition.illustrative:
        page.paragraph(edition.say("mark.illustrative"), bold=True)
    page.gap()
    standing = obstacles(edition)
    page.heading(say("asks"))
    _listed(
        page,
        [say("asked.note"), *(say(f"asked.{one.id}", **one.words) for one in asks(edition))],
    )
    page.heading(say("risks"))
    risks = [edition.say(f"issues.of.{one.id}.obstacle", **one.words) for one in standing[:_RISKS]]
    _listed(page, risks or [say("no_risk")])
    page.paragraph(say("reading"))
    page.finish(one_paper=True)


def _listed(page: Page, sentences: Sequence[str]) -> None:
    """Write sentences with their numbers over the whole width."""
    for number, sentence in enumerate(sentences, start=1):
        page.paragraph(f"{number}. {sentence}")

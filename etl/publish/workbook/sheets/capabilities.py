"""Capabilities: ministry × capability, share of persons required to have it who pass."""

from etl.definitions.codes import NATION
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number


def build(page: Page) -> None:
    """Draw the capabilities."""
    edition = page.edition
    capabilities = edition.known.capabilities
    page.start([46, *[19] * len(capabilities)])
    page.table(
        [
            Column(edition.say("column.ministry")),
            *(Column(edition.words.short(term)) for term in capabilities.values()),
        ],
        [_row(edition, unit, edition.name(unit)) for unit in edition.by_capability.units("ministry")],
        total=_row(edition, NATION, edition.say("total")),
        main=True,
    )
    page.paragraph(page.say("note", mark=edition.rule("pass_mark")))
    page.gap()
    page.heading(page.say("nation"))
    page.table(
        [Column(page.say("measure")), *(Column(edition.words.short(term)) for term in capabilities.values())],
        [
            [
                page.say("judged"),
                *(
                    edition.by_capability.at("capability_pass", capability=code).whole("denominator")
                    for code in capabilities
                ),
            ],
            [
                page.say("below"),
                *(edition.by_capability.at("gap_people", capability=code).whole() for code in capabilities),
            ],
            [
                page.say("one_step"),
                *(edition.by_capability.at("one_step", capability=code).whole() for code in capabilities),
            ],
        ],
    )
    page.gap()
    block = page.chart_data.add(
        page.say("chart"),
        [page.say("passing")],
        [
            (
                edition.words.short(term),
                [edition.by_capability.at("capability_pass", capability=code).share()],
            )
            for code, term in capabilities.items()
        ],
        kind="share",
    )
    page.charts(
        [
            charts.columns(
                block, title=page.say("chart"), across=page.say("axis"), up=edition.say("axis.share")
            )
        ]
    )
    page.finish()


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    at = edition.by_capability.at
    return [
        name,
        *(at("capability_pass", unit, capability=code).share() for code in edition.known.capabilities),
    ]

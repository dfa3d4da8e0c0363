"""Capabilities: ministry × capability, share of persons required to have it who pass."""

from typing import Final

from etl.definitions.codes import NATION
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number, Part

_PERSONS: Final[tuple[tuple[str, str, Part], ...]] = (
    ("judged", "capability_pass", "denominator"),
    ("below", "gap_people", "value"),
    ("one_step", "one_step", "value"),
)
"""Rows of the nation's persons: their text, measure and part."""


def build(page: Page) -> None:
    """Draw the capabilities."""
    edition, at = page.edition, page.edition.by_capability.at
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
            [page.say(name), *(at(measure, capability=code).whole(part) for code in capabilities)]
            for name, measure, part in _PERSONS
        ],
    )
    page.gap()
    charts.draw_columns(
        page,
        [page.say("passing")],
        [
            (edition.words.short(term), [at("capability_pass", capability=code).share()])
            for code, term in capabilities.items()
        ],
        across=page.say("axis"),
        up=edition.say("axis.share"),
    )
    page.finish()


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    at = edition.by_capability.at
    return [
        name,
        *(at("capability_pass", unit, capability=code).share() for code in edition.known.capabilities),
    ]

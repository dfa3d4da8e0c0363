"""Personnel groups: ministry × group, persons judged and share ready."""

from etl.definitions.codes import ALL, NATION
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number


def build(page: Page) -> None:
    """Draw the groups."""
    edition = page.edition
    groups = edition.known.groups
    page.start([40, *[13] * (2 * len(groups) + 2)])
    heads = [edition.words.short(group) for group in groups.values()] + [page.say("all")]
    page.table(
        [
            Column(edition.say("column.ministry")),
            *(Column(page.say(part, group=head)) for head in heads for part in ("persons", "share")),
        ],
        [_row(edition, unit, edition.name(unit)) for unit in edition.by_group.units("ministry")],
        total=_row(edition, NATION, edition.say("total")),
        main=True,
    )
    page.paragraph(page.say("note"))
    page.gap()
    charts.draw_columns(
        page,
        [edition.say("column.ready_share"), edition.say("column.coverage")],
        [
            (
                edition.words.short(group),
                [
                    edition.by_group.at("ready_share", group=code).share(),
                    edition.by_group.at("coverage", group=code).share(),
                ],
            )
            for code, group in groups.items()
        ],
        across=page.say("axis"),
        up=edition.say("axis.share"),
    )
    page.finish()


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    figures = [
        edition.by_group.at("ready_share", unit, group=group) for group in (*edition.known.groups, ALL)
    ]
    return [name, *(number for figure in figures for number in (figure.whole("denominator"), figure.share()))]

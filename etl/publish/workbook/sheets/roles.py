"""The 18 roles: a group at a stage, its name where one is on file, what it requires, and how ready it is."""

from etl.definitions.models import Role
from etl.publish.edition import Edition
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number


def build(page: Page) -> None:
    """Draw the roles."""
    edition, say = page.edition, page.say
    page.start([30, 16, 20, 10, 50, 12, 13, 13, 30])
    roles = edition.known.roles
    named = sum(bool(_name(edition, role)) for role in roles)
    page.paragraph(say("known", named=named, all=len(roles)), bold=True)
    page.gap()
    page.table(
        [
            Column(say("group")),
            Column(say("stage"), align="centre"),
            Column(say("name")),
            Column(say("it"), align="centre"),
            Column(say("required")),
            Column(edition.say("column.judged")),
            Column(edition.say("column.ready_share")),
            Column(edition.say("column.coverage")),
            Column(say("standing")),
        ],
        [_row(page, role) for role in roles],
        main=True,
    )
    page.paragraph(say("note"))
    page.finish(one_paper=True)


def _row(page: Page, role: Role) -> list[str | Number]:
    edition, say = page.edition, page.say
    known, words = edition.known, edition.words
    ready = edition.by_role.at("ready_share", group=role.group, stage=role.stage)
    required = [
        words.short(term)
        for code, term in known.capabilities.items()
        if known.required(role.group, role.stage, code, edition.period)
    ]
    return [
        words.name(known.groups[role.group]),
        words.short(known.stages[role.stage]),
        _name(edition, role) or say("not_on_file"),
        say(f"it_of.{role.it}"),
        ", ".join(required) or say("no_requirement"),
        ready.whole("denominator"),
        ready.share(),
        edition.by_role.at("coverage", group=role.group, stage=role.stage).share(),
        say("inferred") if role.confidence == "inferred" else role.confidence,
    ]


def _name(edition: Edition, role: Role) -> str:
    return role.th if edition.lang == "th" else role.en

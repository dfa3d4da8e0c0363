"""Change since last quarter and last year, twice: of all reporters, and of those that reported both times."""

from collections.abc import Mapping

from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.publish.changes import Change, changes_of
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number

_PARTS = ("then", "moved", "panel_moved")


def build(page: Page) -> None:
    """Draw the changes."""
    edition, say = page.edition, page.say
    page.start([50, 15, 16, 16, 18, 16, 16, 18, 16, 16])
    page.heading(say("targets"))
    since = (edition.quarter_ago, edition.year_ago)
    by_target = {before: _targets(page, before) for before in since}
    page.table(
        _columns(page, say("target")),
        [
            _row(
                edition.words.name(target),
                edition.now.at(target.measure).share(),
                [by_target[before].get(target.measure, Change()) for before in since],
            )
            for target in edition.known.targets.values()
        ],
    )
    page.gap()
    page.heading(say("ministries", measure=edition.words.name(edition.known.measures["ready_share"])))
    page.table(
        _columns(page, edition.say("column.ministry")),
        [_ministry(page, unit, edition.name(unit)) for unit in edition.now.units("ministry")],
        total=_ministry(page, NATION, edition.say("total")),
        main=True,
    )
    page.paragraph(say("note"))
    page.finish()


def _targets(page: Page, since: Period) -> Mapping[str, Change]:
    """Return the nation's change of each target's measure."""
    edition = page.edition
    measures = [target.measure for target in edition.known.targets.values()]
    table = edition.reader.change(period=edition.period, since=since, measures=measures, view=edition.view)
    return {str(measure): changes_of(rows)[NATION] for measure, rows in table.groupby("measure", sort=False)}


def _columns(page: Page, first: str) -> list[Column]:
    edition = page.edition
    return [
        Column(first),
        Column(edition.period.short(edition.lang), align="centre"),
        *(
            Column(page.say(part, before=before.short(edition.lang)))
            for before in (edition.quarter_ago, edition.year_ago)
            for part in _PARTS
        ),
        Column(page.say("panel")),
        Column(page.say("ruled")),
    ]


def _ministry(page: Page, unit: str, name: str) -> list[str | Number]:
    edition = page.edition
    changes = [
        edition.changes.get((since, unit), Change()) for since in (edition.quarter_ago, edition.year_ago)
    ]
    return _row(name, edition.now.at("ready_share", unit).share(), changes)


def _row(name: str, now: Number, changes: list[Change]) -> list[str | Number]:
    """Return a row: now, the value and both changes of each earlier quarter, what they differ by, rules."""
    return [
        name,
        now,
        *(number for change in changes for number in (change.earlier, change.moved, change.panel_moved)),
        changes[-1].apart,
        changes[-1].ruled,
    ]

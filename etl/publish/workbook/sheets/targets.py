"""The four targets: proxy, value, range, path, verdict in words, and the trend as table and charts."""

from typing import Final

from openpyxl.chart._chart import ChartBase

from etl.definitions.calendar import Period
from etl.definitions.models import Target
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries import path_due
from etl.queries.number import Number, Part
from etl.queries.targets import final_value, verdict_of

_RANGE: Final[tuple[Part, ...]] = ("value", "low", "high")
_TRUST: Final = ("verified", "source", "accuracy", "handled")


def build(page: Page) -> None:
    """Draw the targets."""
    edition, say = page.edition, page.say
    page.start([7, 50, *[15] * 8])
    page.heading(say("standing"))
    _standing(page)
    if edition.illustrative:
        page.paragraph(edition.say("mark.illustrative"), bold=True)
    page.gap()
    page.heading(say("trend"))
    _trend(page)
    page.gap()
    page.charts([_chart(page, target) for target in edition.known.targets], across=2)
    page.new_paper()
    page.heading(say("proxies"))
    _proxies(page)
    page.gap()
    page.heading(say("trust"))
    _trust(page)
    page.finish()


def placed(edition: Edition, target: Target) -> list[str | Number]:
    """Return where a target stands: code, name, value, range, and what is due now."""
    figure = edition.now.at(target.measure)
    return [
        target.id,
        edition.words.name(target),
        *(figure.share(part) for part in _RANGE),
        Number(path_due(target.id, edition.period), "share"),
    ]


def quarter_mark(quarter: Period) -> str:
    """Return a quarter as an axis bears it, such as 2/2564."""
    return f"{quarter.quarter}/{quarter.fiscal_year}"


def milestone_state(edition: Edition, target: str) -> str:
    """Return whether a target's milestones were approved, in words."""
    states = sorted({row.status for row in edition.known.milestones if row.target == target})
    return ", ".join(edition.say(f"milestones.{state}") for state in states) or edition.say("milestones.none")


def _standing(page: Page) -> None:
    edition = page.edition
    rows: list[list[str | Number]] = []
    for target in edition.known.targets.values():
        figure = edition.now.at(target.measure)
        rows.append(
            [
                *placed(edition, target),
                Number(final_value(target.id), "share"),
                figure.share("coverage"),
                verdict_of(figure, edition.words),
            ]
        )
    names = ("value", "low", "high", "path_due", "final", "coverage")
    page.table(
        [
            Column(page.say("code"), align="centre"),
            Column(page.say("target")),
            *(Column(edition.say(f"column.{name}")) for name in names),
            Column(edition.say("column.verdict"), span=2),
        ],
        rows,
    )


def _trend(page: Page) -> None:
    edition = page.edition
    rows: list[list[str | Number]] = []
    for target in edition.known.targets.values():
        name = edition.words.short(target)
        rows.append(
            [
                target.id,
                page.say("row_value", target=name),
                *(edition.trend.at(target.measure, period=quarter).share() for quarter in edition.quarters),
            ]
        )
        rows.append(
            [
                target.id,
                page.say("row_path", target=name),
                *(Number(path_due(target.id, quarter), "share") for quarter in edition.quarters),
            ]
        )
    page.table(
        [
            Column(page.say("code"), align="centre"),
            Column(page.say("target")),
            *(Column(quarter.short(edition.lang)) for quarter in edition.quarters),
        ],
        rows,
    )


def _chart(page: Page, target_id: str) -> ChartBase:
    edition = page.edition
    target = edition.known.targets[target_id]
    name = page.say("chart", code=target.id, target=edition.words.short(target))
    block = page.chart_data.add(
        name,
        [edition.say("column.value"), edition.say("column.path_due")],
        [
            (
                quarter_mark(quarter),
                [
                    edition.trend.at(target.measure, period=quarter).share(),
                    Number(path_due(target.id, quarter), "share"),
                ],
            )
            for quarter in edition.quarters
        ],
        kind="share",
    )
    return charts.lines(block, title=name, across=edition.say("axis.quarter"), up=edition.say("axis.share"))


def _trust(page: Page) -> None:
    """Say of each target how it is verified, how exact it must be, its limits and how they are handled."""
    edition, say = page.edition, page.say
    page.table(
        [
            Column(say("code"), align="centre"),
            Column(say("verified")),
            Column(say("source_of"), span=2),
            Column(say("accuracy"), span=3),
            Column(say("handled"), span=3),
        ],
        [
            [target, *(say(f"trust_of.{target}.{part}") for part in _TRUST)]
            for target in edition.known.targets
        ],
    )


def _proxies(page: Page) -> None:
    edition = page.edition
    lang = edition.lang
    page.table(
        [
            Column(page.say("code"), align="centre"),
            Column(page.say("target")),
            Column(page.say("formula"), span=3),
            Column(page.say("limits"), span=3),
            Column(page.say("approver")),
            Column(page.say("version"), align="centre"),
        ],
        [
            [
                target.id,
                edition.words.name(target),
                edition.formula(target),
                target.limits_th if lang == "th" else target.limits_en,
                target.approver or page.say("no_approver"),
                target.version,
            ]
            for target in edition.known.targets.values()
        ],
    )

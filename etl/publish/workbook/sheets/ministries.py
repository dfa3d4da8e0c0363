"""Ministries: one row each, the nation's total marked as such, and their ready shares against the median."""

from etl.definitions.codes import NATION, NOT_APPLICABLE
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries import statements
from etl.queries.figure import Figure
from etl.queries.number import Number
from etl.queries.targets import verdict_words

_COLUMNS = (
    "reported", "expected", "coverage", "judged", "ready_share", "low", "high", "median", "against",
)  # fmt: skip


def build(page: Page) -> None:
    """Draw the ministries."""
    edition = page.edition
    page.start([40, 10, 10, 11, 11, 11, 10, 10, 11, 18, 10, 13, 10, 13, 11])
    units = edition.now.units("ministry")
    page.table(
        [
            Column(edition.say("column.ministry")),
            *(Column(edition.say(f"column.{name}"), align="centre") for name in _COLUMNS),
            *(Column(edition.words.short(stage)) for stage in edition.known.stages.values()),
            Column(edition.say("column.allocated")),
            Column(edition.say("column.disbursed_share")),
        ],
        [_row(edition, unit, edition.name(unit)) for unit in units],
        total=_row(edition, NATION, edition.say("total")),
        main=True,
    )
    page.paragraph(page.say("note", year=edition.period.fiscal_year))
    page.gap()
    median = edition.now.at("ministry_median").share()
    charts.draw_columns(
        page,
        [edition.say("column.ready_share"), edition.say("column.median")],
        [(edition.short(unit), [edition.now.at("ready_share", unit).share(), median]) for unit in units],
        across=edition.say("column.ministry"),
        up=edition.say("axis.share"),
        slanted=True,
        line_last=True,
    )
    page.finish()


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    """Return the row of a unit: reporting, coverage, readiness with its range, median, stages, budget."""
    at = edition.now.at
    reporting, coverage, ready, median = (
        at("reporting_rate", unit),
        at("coverage", unit),
        at("ready_share", unit),
        at("ministry_median"),
    )
    return [
        name,
        reporting.whole("numerator"),
        reporting.whole("denominator"),
        coverage.share(),
        ready.whole("denominator"),
        ready.share(),
        ready.share("low"),
        ready.share("high"),
        median.share(),
        _against(edition, ready, median) if unit != NATION else f"[{NOT_APPLICABLE}]",
        *(edition.stage_count(edition.by_stage, stage, unit=unit) for stage in edition.known.stages),
        at("budget_allocated", unit).number(),
        at("budget_disbursed_share", unit).share(),
    ]


def _against(edition: Edition, ready: Figure, median: Figure) -> str:
    """Return in words on which side of the median a ministry's ready share lies, if its range tells."""
    if ready.value is None or median.value is None:
        return (ready if ready.value is None else median).share().text
    if statements.situation(ready) not in ("whole", "estimate"):
        return verdict_words("cannot_judge", edition.words)
    return edition.words(f"statement.side.{statements.side_of(ready, median.value)}")

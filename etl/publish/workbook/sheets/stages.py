"""Stages of agencies: counts over the quarters, movements against last year, and every agency by name."""

from collections import Counter

from etl.publish.edition import Edition
from etl.publish.numbers import Number
from etl.publish.stages import movement
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.publish.workbook.sheets.targets import quarter_mark
from etl.queries.tidy import NOT_STATED


def build(page: Page) -> None:
    """Draw the stages."""
    edition, say = page.edition, page.say
    page.start([44, 24, 24, 24, 24, 18, 18, 18])
    page.heading(say("counts"))
    _counts(page)
    page.gap()
    page.heading(say("moves", before=edition.year_ago.short(edition.lang)))
    _matrix(page)
    page.gap()
    stages = edition.known.stages
    block = page.chart_data.add(
        say("chart"),
        [edition.words.short(stage) for stage in stages.values()],
        [
            (
                quarter_mark(quarter),
                [edition.stage_count(edition.trend, stage, period=quarter) for stage in stages],
            )
            for quarter in edition.quarters
        ],
        kind="count",
    )
    page.charts(
        [
            charts.columns(
                block, title=say("chart"), across=edition.say("axis.quarter"), up=say("axis"), stacked=True
            )
        ]
    )
    page.new_paper()
    page.heading(say("named"))
    _named(page)
    page.finish()


def _counts(page: Page) -> None:
    edition = page.edition
    rows: list[list[str | Number]] = []
    for quarter in edition.quarters:
        stated = edition.trend.at("stage_share", period=quarter)
        counts = [edition.stage_count(edition.trend, stage, period=quarter) for stage in edition.known.stages]
        rows.append([quarter.label(edition.lang), stated.count("denominator"), *counts])
    stages = [edition.words.short(stage) for stage in edition.known.stages.values()]
    page.table([Column(edition.say("axis.quarter")), Column(page.say("stated")), *map(Column, stages)], rows)


def _matrix(page: Page) -> None:
    edition = page.edition
    moves = edition.reader.stage_moves(period=edition.period, since=edition.year_ago)
    counted = Counter(zip(moves["earlier"], moves["later"], strict=True))
    codes = (*edition.known.stages, NOT_STATED)
    page.table(
        [
            Column(page.say("from_to")),
            *(Column(page.say("now_at", stage=_name(edition, code))) for code in codes),
        ],
        [
            [_name(edition, earlier), *(Number(float(counted[earlier, later]), "count") for later in codes)]
            for earlier in codes
        ],
    )


def _named(page: Page) -> None:
    edition = page.edition
    moves = edition.reader.stage_moves(period=edition.period, since=edition.year_ago)
    earlier = dict(zip(moves["agency"], moves["earlier"], strict=True))
    rows: list[list[str | Number]] = []
    for agency in edition.reader.standing(edition.period).itertuples(index=False):
        before = earlier.get(agency.agency)
        rows.append(
            [
                edition.name(str(agency.ministry)),
                edition.name(str(agency.agency)),
                _name(edition, before) if before is not None else page.say("unknown"),
                _name(edition, str(agency.stage)),
                page.say(
                    f"movement.{movement(before, str(agency.stage)) if before is not None else 'unknown'}"
                ),
                Number(float(agency.quarters_in_stage), "count"),  # type: ignore[arg-type]
            ]
        )
    page.table(
        [
            Column(edition.say("column.ministry")),
            Column(edition.say("column.agency"), span=3),
            Column(edition.year_ago.short(edition.lang), align="centre"),
            Column(edition.period.short(edition.lang), align="centre"),
            Column(page.say("movement.title"), align="centre"),
            Column(page.say("quarters")),
        ],
        rows,
        main=True,
    )


def _name(edition: Edition, stage: str) -> str:
    found = edition.known.stages.get(stage)
    return edition.words.short(found) if found else edition.say("not_stated")

"""Budget in million baht: a block for each funding regime, never joined, and the year's ministries."""

import pandas as pd
from openpyxl.chart._chart import ChartBase

from etl.definitions.codes import NATION
from etl.definitions.models import Phase
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number

_AMOUNTS = ("budget_requested", "budget_allocated", "budget_disbursed")


def build(page: Page) -> None:
    """Draw the budget."""
    edition, say = page.edition, page.say
    page.start([44, 24, 24, 24, 20])
    phases = [phase for phase in edition.known.phases.values() if edition.years_of(phase)]
    for phase in phases:
        page.heading(edition.words.name(phase))
        page.table(
            _columns(page, page.say("year")),
            [
                [say("fiscal_year", year=year), *_amounts(edition, NATION, year)]
                for year in edition.years_of(phase)
            ],
        )
        page.gap()
    page.paragraph(say("note"))
    page.gap()
    _misfits(page)
    if phases:
        page.gap()
        page.charts([_chart(page, phase) for phase in phases], across=len(phases))
    year = edition.period.fiscal_year
    page.new_paper()
    page.heading(say("ministries", year=year))
    page.table(
        _columns(page, edition.say("column.ministry")),
        [[edition.name(unit), *_amounts(edition, unit, year)] for unit in edition.now.units("ministry")],
        total=[edition.say("total"), *_amounts(edition, NATION, year)],
        main=True,
    )
    page.finish()


def _columns(page: Page, first: str) -> list[Column]:
    return [Column(first), *(Column(page.say(name)) for name in (*_AMOUNTS, "budget_disbursed_share"))]


def _amounts(edition: Edition, unit: str, year: int) -> list[Number]:
    """Return requested, allocated, disbursed and the rate of a fiscal year."""
    period = edition.year_end(year)
    figures = edition.now if year == edition.period.fiscal_year else edition.money
    amounts = [figures.at(measure, unit, period=period).number() for measure in _AMOUNTS]
    return [*amounts, figures.at("budget_disbursed_share", unit, period=period).share()]


def _chart(page: Page, phase: Phase) -> ChartBase:
    edition, say = page.edition, page.say
    measures = _AMOUNTS if phase.requests else _AMOUNTS[1:]
    name = say("chart", phase=edition.words.short(phase))
    block = page.chart_data.add(
        name,
        [say(measure) for measure in measures],
        [
            (
                str(year),
                [edition.money.at(measure, period=edition.year_end(year)).number() for measure in measures],
            )
            for year in edition.years_of(phase)
        ],
        kind="million",
    )
    return charts.columns(block, title=name, across=say("year"), up=say("unit"))


def _misfits(page: Page) -> None:
    """Flag money whose source does not fit its phase; it is part of the amounts above."""
    edition, say = page.edition, page.say
    budget = edition.reader.budget()
    found = budget[budget["misfit"].astype(bool) & budget["fiscal_year"].isin(edition.fiscal_years)]
    if found.empty:
        page.paragraph(say("no_misfit"))
        return
    factor = edition.known.units["million_baht"].factor
    page.heading(say("misfit"))
    page.table(
        [Column(say("misfit_of")), Column(say("agencies")), *(Column(say(name)) for name in _AMOUNTS[1:])],
        [
            [
                say(
                    "misfit_row",
                    year=row["fiscal_year"],
                    source=edition.words.name(edition.known.sources[row["source"]]),
                ),
                Number(float(row["agencies"]), "count"),
                *(
                    Number(None if pd.isna(row[name]) else row[name] / factor, "million")
                    for name in ("allocated", "disbursed")
                ),
            ]
            for _, row in found.iterrows()
        ],
    )

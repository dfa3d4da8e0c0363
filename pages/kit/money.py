"""What the page of the budget says: a year's money in a sentence, lines in baht, sums in million baht."""

from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, date_label
from etl.definitions.codes import CONFIDENTIAL
from etl.definitions.models import Level
from etl.queries import naming
from etl.queries import number as printed
from pages.kit.cards import Card
from pages.kit.charts.phases import KINDS, mark_of
from pages.kit.load import Access
from pages.kit.tidy import one

MEASURES: Final = ("budget_requested", "budget_allocated", "budget_disbursed", "budget_disbursed_share")
"""The budget's measures, in the order of their cards."""

COST: Final = "cost_per_ready"


def units(ministry: str | None) -> tuple[str, ...] | None:
    """Return the units to read money of: a ministry's, or None for all."""
    return None if ministry is None else (ministry,)


def finding(figures: pd.DataFrame, period: Period, words: Words, *, unit: str) -> str:
    """Return a fiscal year's money: what was requested, allocated and disbursed, and under which regime."""
    amounts = {kind: one(figures, f"budget_{kind}", period=period, unit=unit) for kind in KINDS}
    year = period.fiscal_year
    if not any(amount.known for amount in amounts.values()):
        return words("budget_page.finding_nothing", year=year)
    phase = definitions().phase_of(year)
    parts = [
        words(
            "budget_page.part",
            kind=words(f"charts.money.{kind}"),
            amount=printed.in_million_baht(amount.value, words, amount.mark),
        )
        for kind, amount in amounts.items()
    ]
    regime = words.short(phase) if phase else words("budget_page.no_regime")
    return words("budget_page.finding", year=year, regime=regime, parts=" · ".join(parts))


def cards(
    figures: pd.DataFrame, misfit: pd.DataFrame, period: Period, words: Words, *, unit: str
) -> list[Card]:
    """Return a fiscal year's key figures, and how many lines have a source that does not fit."""
    measures = definitions().measures
    of_year = words("budget_page.of_year", year=period.fiscal_year)
    found = {measure: one(figures, measure, period=period, unit=unit) for measure in MEASURES}
    rate_note = words("budget_page.rate_note")
    shown = [
        Card(
            words.name(measures[name]),
            printed.million(amount.value, amount.mark),
            notes=(words("budget_page.million"), of_year),
        )
        if measures[name].unit == "baht"
        else Card(words.name(measures[name]), printed.percent(amount.value), notes=(rate_note,))
        for name, amount in found.items()
    ]
    lines = words("budget_page.misfits_count", n=printed.count(len(misfit)))
    return [*shown, Card(words("budget_page.misfits_card"), lines, notes=(words("budget_page.misfits_all"),))]


def lines(access: Access, *, fiscal_year: int, units: tuple[str, ...] | None, words: Words) -> pd.DataFrame:
    """Return one row per agency, source and purpose of a fiscal year, named, in baht (null: not stated)."""
    found = access.budget_lines(units=units)
    return _named(found[found["fiscal_year"] == fiscal_year], words)


def misfits(access: Access, *, units: tuple[str, ...] | None, words: Words) -> pd.DataFrame:
    """Return the lines of all years of the plan whose source does not fit their phase, in baht."""
    found = access.budget_lines(units=units)
    return _named(found[found["misfit"].astype(bool)], words, with_year=True)


def lines_year(budget: pd.DataFrame, period: Period) -> int:
    """Return the fiscal year whose lines are shown: the quarter's own, or the last before that has any."""
    years = budget.loc[budget["fiscal_year"] <= period.fiscal_year, "fiscal_year"]
    return period.fiscal_year if years.empty else int(years.max())


def no_misfits(budget: pd.DataFrame, words: Words) -> str:
    """Return what stands for lines that do not fit where there are none; nothing where there is no budget."""
    return words("budget_page.misfits_none") if len(budget) else ""


def no_lines(fiscal_year: int, words: Words) -> str:
    """Return what stands for a fiscal year's lines where there are none: which years the plan covers."""
    plan = definitions().phases.values()
    first, last = min(phase.first_year for phase in plan), max(phase.last_year for phase in plan)
    return words("budget_page.lines_none", year=fiscal_year, first=first, last=last)


def phases(budget: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the table behind the chart: one row per fiscal year and source, in million baht."""
    known = definitions()
    rows = budget.to_dict("records")
    return pd.DataFrame(
        {
            words("budget_page.column.year"): [str(row["fiscal_year"]) for row in rows],
            words("budget_page.column.phase"): [
                words.short(known.phases[row["phase"]])
                if row["phase"] in known.phases
                else words("budget_page.no_regime")
                for row in rows
            ],
            words("budget_page.column.source"): [words.name(known.sources[row["source"]]) for row in rows],
            words("budget_page.column.fit"): [
                words(f"budget_page.fit.{'no' if row['misfit'] else 'yes'}") for row in rows
            ],
            **{
                words(f"budget_page.column.{kind}"): [
                    printed.million(row[kind], mark_of(known.phases.get(row["phase"]), kind)) for row in rows
                ]
                for kind in KINDS
            },
        }
    )


def execution(table: pd.DataFrame, words: Words, *, ministry: str | None) -> pd.DataFrame:
    """Return the Comptroller General's execution by ministry with its own date, the latest year first."""
    mine = table if ministry is None else table[table["ministry"] == ministry]
    mine = mine.sort_values(["fiscal_year", "ministry"], ascending=[False, True], kind="stable")
    column = {
        name: words(f"budget_page.column.{name}") for name in ("ministry", "year", "as_of", "budget", "rate")
    }
    shares = mine["disbursed"] / mine["budget"].where(mine["budget"] > 0)
    return pd.DataFrame(
        {
            column["ministry"]: [naming.unit_short(code, words) for code in mine["ministry"]],
            column["budget"]: [_million(amount) for amount in mine["budget"]],
            **{
                words(f"budget_page.column.{kind}"): [_million(amount) for amount in mine[kind]]
                for kind in KINDS[1:]
            },
            column["rate"]: [printed.percent(share) for share in shares],
            column["year"]: [str(year) for year in mine["fiscal_year"]],
            column["as_of"]: [date_label(pd.Timestamp(day).date(), words.lang) for day in mine["as_of"]],
            words("text.full_name"): [naming.unit_name(code, words) for code in mine["ministry"]],
        }
    )


def cost_per_ready(access: Access, period: Period, words: Words, *, level: Level, unit: str) -> pd.DataFrame:
    """Return baht per additional ready person of each fiscal year up to the quarter's, the latest first.

    A year without a figure is left out unless few persons are the reason, which is then said.
    """
    plan = definitions().phases.values()
    years = range(min(phase.first_year for phase in plan), period.fiscal_year + 1)
    figures = access.figures(
        periods=[Period(year, 4) for year in reversed(years)],
        measures=[COST],
        levels=[level],
        units=[unit],
    )
    told = figures[figures["value"].notna() | (figures["mark"] == CONFIDENTIAL)]
    rows = told.sort_values("period", ascending=False).to_dict("records")
    return pd.DataFrame(
        {
            words("cost.year"): [str(Period.parse(row["period"]).fiscal_year) for row in rows],
            words("cost.per_person"): [printed.count(row["value"], row["mark"]) for row in rows],
            words("cost.disbursed"): [printed.count(row["numerator"], row["mark"]) for row in rows],
            words("cost.rise"): [printed.count(row["denominator"], row["mark"]) for row in rows],
        }
    )


def cost_note(words: Words) -> str:
    """Return what the cost of a ready person does not say."""
    return words("cost.note", limits=getattr(definitions().measures[COST], f"not_measured_{words.lang}"))


def _named(rows: pd.DataFrame, words: Words, *, with_year: bool = False) -> pd.DataFrame:
    """Return lines with the amounts next to the agency's short name, full names last."""
    known = definitions()
    purposes = {code: words.name(purpose) for code, purpose in known.purposes.items()}
    years = [str(year) for year in rows["fiscal_year"]]
    return pd.DataFrame(
        {
            words("budget_page.column.agency"): [naming.unit_short(code, words) for code in rows["agency"]],
            **{words(f"budget_page.baht.{kind}"): rows[kind].to_numpy(dtype="float64") for kind in KINDS},
            **({words("budget_page.column.year"): years} if with_year else {}),
            words("budget_page.column.ministry"): [
                naming.unit_short(code, words) for code in rows["ministry"]
            ],
            words("budget_page.column.source"): [words.name(known.sources[code]) for code in rows["source"]],
            words("budget_page.column.purpose"): [
                purposes.get(code, words("budget_page.fit.not_stated")) for code in rows["purpose"]
            ],
            words("text.full_name"): [naming.agency_in_full(code, words) for code in rows["agency"]],
        }
    )


def _million(baht: float | None) -> str:
    return printed.million(baht)

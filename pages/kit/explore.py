"""What the pages of a ministry and of the groups say: sentences by rule, and cards."""

from collections.abc import Callable, Sequence
from typing import Literal

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL
from etl.queries import figure as printed
from etl.queries import naming
from etl.queries.figure import Figure, walk
from pages.kit import filters
from pages.kit.cards import Card, change_of
from pages.kit.tidy import of_measure, one


def picked(name: Literal["ministry", "agency"]) -> Callable[[Sequence[str]], None]:
    """Return what a click on a unit does: it becomes the choice, and so goes to the address."""
    return lambda codes: filters.choose(name, codes[0])


def years(quarters: Sequence[Period], period: Period) -> list[Period]:
    """Return the quarters of a trend and the quarter a year ago, each once, ascending."""
    return sorted({*quarters, period, period.shift(-4)})


def departments(figures: pd.DataFrame, ministry: str, period: Period) -> pd.DataFrame:
    """Return the ready shares of a ministry's departments at a quarter."""
    mine = {agency.code for agency in definitions().agencies_of(ministry)}
    now = of_measure(figures[figures["period"] == str(period)], "ready_share")
    return now[now["unit_code"].isin(mine)]


def unit_finding(
    figures: pd.DataFrame, unit: str, period: Period, words: Words, *, below: pd.DataFrame | None = None
) -> str:
    """Return what may be said of a ministry or agency: ready share, its range, its change in a year.

    `below` are the figures of its departments: the lowest one with enough persons judged is named. Where too
    few are judged the sentence says that nothing can be concluded.
    """
    name = naming.unit_name(unit, words)
    ready = one(figures, "ready_share", period=period, unit=unit)
    if ready.value is None:
        return words("explore.nobody_judged", unit=name)
    needed = definitions().rule("judge_coverage", period)
    if ready.coverage is None or ready.coverage < needed:
        coverage = printed.percent(ready.coverage, ready.mark)
        return words("explore.thin", unit=name, coverage=coverage, needed=printed.percent(needed))
    return words(
        "explore.finding",
        unit=name,
        share=printed.percent(ready.value),
        span=printed.span(ready.low, ready.high, words),
        change=_change_clause(figures, unit, period, words),
        lowest="" if below is None else _lowest_clause(below, words),
    )


def unit_cards(figures: pd.DataFrame, unit: str, period: Period, words: Words) -> list[Card]:
    """Return a unit's key figures beside the nation's: who reported, coverage, ready share with its range.

    Changes are against the same quarter a year ago, all reporters; none where either quarter has no value.
    """
    before = period.shift(-4)
    since = words("cards.since", period=before.short(words.lang))

    def card(measure: str, note: Callable[[Figure], str]) -> Card:
        now, then = (one(figures, measure, period=at, unit=unit) for at in (period, before))
        moved = None if now.value is None or then.value is None else change_of(now.value - then.value, words)
        nation = one(figures, measure, period=period)
        notes = (
            *(() if now.value is None else (note(now),)),
            *((since,) if moved else ()),
            words("explore.nation", share=printed.percent(nation.value, nation.mark)),
        )
        label = words.name(definitions().measures[measure])
        return Card(label, printed.percent(now.value, now.mark), notes=notes, change=moved)

    def judged(coverage: Figure) -> str:
        parts = {"n": coverage.numerator, "whole": coverage.denominator}
        return words(
            "national.judged", **{name: printed.count(part, coverage.mark) for name, part in parts.items()}
        )

    def ranged(ready: Figure) -> str:
        return words("cards.range", span=printed.span(ready.low, ready.high, words))

    return [_reporting(figures, unit, period, words), card("coverage", judged), card("ready_share", ranged)]


def stage_card(standing: pd.DataFrame, agency: str, words: Words) -> list[Card]:
    """Return an agency's stage, and for how long it is there; nothing where the agency is not known."""
    rows = standing[standing["agency"] == agency].to_dict("records")
    return [
        Card(
            words("explore.agency_stage"),
            stage_name(row["stage"], words, short=True),
            notes=()
            if printed.is_missing(row["quarters_in_stage"])
            else (words("explore.quarters_in_stage", n=printed.count(row["quarters_in_stage"])),),
        )
        for row in rows
    ]


def groups_finding(figures: pd.DataFrame, unit: str, words: Words) -> str:
    """Return the readiest and the least ready of the groups that have enough persons judged."""
    known = definitions().groups
    rows = [
        row for row in walk(of_measure(figures, "ready_share")) if row.group in known and row.stage == ALL
    ]
    judged = sorted((row for row in rows if row.known and not row.thin), key=lambda row: row.amount)
    facts = {"unit": naming.unit_name(unit, words), "n": len(judged), "all": len(known)}
    if not judged:
        return words("explore.groups_nothing", **facts)
    top, bottom = judged[-1], judged[0]
    return words(
        "explore.groups_finding",
        **facts,
        top=words.name(known[top.group]),
        top_share=printed.percent(top.value),
        bottom=words.name(known[bottom.group]),
        bottom_share=printed.percent(bottom.value),
    )


def required(period: Period) -> frozenset[tuple[str, str]]:
    """Return the pairs of group and capability that some stage requires at a quarter."""
    known = definitions()
    return frozenset(
        (group, capability)
        for group in known.groups
        for capability in known.capabilities
        if known.required(group, ALL, capability, period)
    )


def stage_name(stage: str, words: Words, *, short: bool = False) -> str:
    """Return a stage's name, also that of "not stated"."""
    term = definitions().stages.get(stage)
    if term is None:
        return words("charts.not_stated")
    return words.short(term) if short else words.name(term)


def _reporting(figures: pd.DataFrame, unit: str, period: Period, words: Words) -> Card:
    """Return who reported: how many departments of how many, or whether this one did."""
    rate = one(figures, "reporting_rate", period=period, unit=unit)
    if unit in definitions().agencies:
        return Card(
            words("explore.reporting_one"), words("explore.reported" if rate.value else "explore.silent")
        )
    of = words("national.of", n=printed.count(rate.numerator), whole=printed.count(rate.denominator))
    return Card(
        words("explore.reporting"),
        of,
        notes=(words("national.of_expected", share=printed.percent(rate.value)),),
    )


def _change_clause(figures: pd.DataFrame, unit: str, period: Period, words: Words) -> str:
    now, then = (one(figures, "ready_share", period=at, unit=unit).value for at in (period, period.shift(-4)))
    if now is None or then is None:
        return ""
    points = printed.points(now - then, words)
    return words("explore.change", points=points, period=period.shift(-4).short(words.lang))


def _lowest_clause(below: pd.DataFrame, words: Words) -> str:
    judged = [row for row in walk(below) if row.known and not row.thin]
    if len(judged) < 2:
        return ""
    lowest: Figure = min(judged, key=lambda row: row.amount)
    return words(
        "explore.lowest", name=naming.unit_name(lowest.unit_code, words), share=printed.percent(lowest.value)
    )


def of_units(figures: pd.DataFrame, *units: str) -> pd.DataFrame:
    """Return the rows of these units, in their order."""
    place = {unit: number for number, unit in enumerate(units)}
    mine = figures[figures["unit_code"].isin(place)]
    return mine.sort_values("unit_code", key=lambda codes: codes.map(place), kind="stable")

"""What the pages of a ministry and of the groups say: sentences by rule, and cards."""

from collections.abc import Callable, Sequence
from typing import Literal

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL
from etl.queries import number as printed
from etl.queries import statements
from etl.queries.figure import Figure
from pages.kit import filters
from pages.kit.cards import Card, change_in, range_note
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


def unit_cards(
    figures: pd.DataFrame, changes: pd.DataFrame, unit: str, period: Period, words: Words
) -> list[Card]:
    """Return a unit's key figures beside the nation's: who reported, coverage, ready share with its range.

    Changes are those of `changes` (see `Reader.change`), of all reporters since the same quarter a year ago.
    """
    since = words("cards.since", period=period.shift(-4).short(words.lang))
    own = changes[changes["unit_code"] == unit]

    def card(measure: str, note: Callable[[Figure], tuple[str, ...]]) -> Card:
        now, moved = one(figures, measure, period=period, unit=unit), change_in(own, measure, words)
        nation = one(figures, measure, period=period)
        notes = (
            *(() if now.value is None else note(now)),
            *((since,) if moved else ()),
            words("explore.nation", share=nation.share().card(words)),
        )
        label = words.name(definitions().measures[measure])
        return Card(label, now.share().card(words), notes=notes, change=moved)

    def judged(coverage: Figure) -> tuple[str, ...]:
        parts = {"n": coverage.numerator, "whole": coverage.denominator}
        said = {name: printed.count(part, coverage.mark) for name, part in parts.items()}
        return (words("national.judged", **said),)

    def ranged(ready: Figure) -> tuple[str, ...]:
        return range_note(statements.ends(ready), words)

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


def of_groups(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the personnel groups, not split by stage."""
    return figures[figures["group"].isin(list(definitions().groups)) & (figures["stage"] == ALL)]


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
        notes=(words("national.of_expected", share=rate.share().text),),
    )


def of_units(figures: pd.DataFrame, *units: str) -> pd.DataFrame:
    """Return the rows of these units, in their order."""
    place = {unit: number for number, unit in enumerate(units)}
    mine = figures[figures["unit_code"].isin(place)]
    return mine.sort_values("unit_code", key=lambda codes: codes.map(place), kind="stable")

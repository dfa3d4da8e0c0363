"""Numbers as people read them: percent with one decimal, commas, baht in millions, marks in brackets.

Rounding happens here and nowhere before; nothing in this module looks at the data's meaning.
"""

from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.codes import MISSING, NATION
from etl.definitions.models import Measure

MILLION: Final = 1_000_000


def is_missing(value: float | None) -> bool:
    """Return whether there is no number here."""
    return value is None or bool(pd.isna(value))


def percent(share: float | None, mark: str | None = None) -> str:
    """Return a share as "61.2%", or the mark in its place."""
    return bracket(mark) if share is None or is_missing(share) else f"{share:.1%}"


def number(count: float | None, mark: str | None = None) -> str:
    """Return a count as "12,345", or the mark in its place."""
    return bracket(mark) if count is None or is_missing(count) else f"{count:,.0f}"


def decimal(amount: float | None, mark: str | None = None) -> str:
    """Return an amount as "1,234.5", or the mark in its place."""
    return bracket(mark) if amount is None or is_missing(amount) else f"{amount:,.1f}"


def baht(amount: float | None, words: Words, mark: str | None = None) -> str:
    """Return an amount of baht in millions, with the unit, or the mark in its place."""
    if amount is None or is_missing(amount):
        return bracket(mark)
    return words("text.million_baht", amount=f"{amount / MILLION:,.1f}")


def span(low: float | None, high: float | None, words: Words) -> str:
    """Return two shares as "between 10.1% and 82.4%", or the mark of what is not available."""
    if low is None or high is None or is_missing(low) or is_missing(high):
        return bracket(None)
    return words("text.span", low=percent(low), high=percent(high))


def sources(measure: Measure, words: Words) -> str:
    """Return what a measure is made from, in the reader's words."""
    parts = measure.source.split("; ")
    return ", ".join(words(f"text.source.{part.replace(' ', '_')}") for part in parts)


def points(change: float | None, words: Words) -> str:
    """Return the difference of two shares in points, signed: "+1.2 points"."""
    if change is None or is_missing(change):
        return bracket(None)
    shown = round(change * 100, 1)
    return words("text.points", points=(f"{shown:+.1f}" if shown else "0.0").replace("-", "\N{MINUS SIGN}"))


def bracket(mark: str | None) -> str:
    """Return a mark in its brackets; "not available" where none is given."""
    return f"[{mark or MISSING}]"


def in_unit(amount: float | None, measure: Measure, words: Words, mark: str | None = None) -> str:
    """Return an amount in a measure's unit, or the mark in its place."""
    if measure.unit == "share":
        return percent(amount, mark)
    if measure.unit == "baht":
        return baht(amount, words, mark)
    return decimal(amount, mark) if measure.unit in ("hours", "score") else number(amount, mark)


def unit_short(code: str, words: Words) -> str:
    """Return the abbreviation of a ministry or agency; its name where it has none."""
    known = definitions()
    thing = known.ministries.get(code) or known.agencies.get(code)
    return words.spoken(code) or (words.short(thing) if thing else "") or code


def agency_in_full(code: str, words: Words) -> str:
    """Return an agency's name and its ministry's."""
    agency = definitions().agencies.get(code)
    ministry = unit_name(agency.ministry, words) if agency else ""
    return words("text.agency_of", agency=unit_name(code, words), ministry=ministry) if ministry else code


def unit_name(code: str, words: Words) -> str:
    """Return the name of the nation, a ministry or an agency; the code where nobody knows it."""
    known = definitions()
    thing = known.ministries.get(code) or known.agencies.get(code)
    if thing is not None:
        return words.name(thing) or thing.th
    return words("text.nation") if code == NATION else code

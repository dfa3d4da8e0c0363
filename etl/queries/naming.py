"""Names of units and sources as pages and documents write them."""

from etl.definitions import Words, definitions
from etl.definitions.codes import NATION
from etl.definitions.models import Measure


def unit_name(code: str, words: Words) -> str:
    """Return the name of the nation, a ministry or an agency; the code where nobody knows it."""
    known = definitions()
    thing = known.ministries.get(code) or known.agencies.get(code)
    if thing is not None:
        return words.name(thing) or thing.th
    return words("text.nation") if code == NATION else code


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


def sources(measure: Measure, words: Words) -> str:
    """Return what a measure is made from, in the reader's words."""
    parts = measure.source.split("; ")
    return ", ".join(words(f"text.source.{part.replace(' ', '_')}") for part in parts)

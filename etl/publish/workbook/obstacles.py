"""What stands in the way, found by rule: an obstacle is told only where its number is not zero."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from etl.publish.edition import Edition
from etl.queries import statements
from etl.queries.number import Number, count

_ASKED: Final = ("silent", "headcount", "targets")
"""Obstacles only the Cabinet can remove: the others are for the offices named on the sheet of issues."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One obstacle: its id, which is the key of its words, what fills them, and the sheet that shows more."""

    id: str
    words: Mapping[str, object]
    sheet: str


def obstacles(edition: Edition) -> list[Obstacle]:
    """Return the obstacles of an edition, those to the figures before those to readiness."""
    return [*_to_the_figures(edition), *_to_readiness(edition)]


def asks(edition: Edition) -> list[Obstacle]:
    """Return the obstacles only the Cabinet can remove: what it is asked to decide."""
    return [one for one in obstacles(edition) if one.id in _ASKED]


def _to_the_figures(edition: Edition) -> Iterator[Obstacle]:
    known, expected = edition.known, edition.expected
    all_of = count(len(expected))
    if silent := int((~expected["reported"].astype(bool)).sum()):
        yield Obstacle("silent", {"n": count(silent), "all": all_of}, "quality")
    ministries = edition.now.units("ministry")
    if thin := sum(statements.is_open(edition.now.at("ready_share", unit)) for unit in ministries):
        words = {"n": thin, "all": len(ministries), "needed": edition.needed}
        yield Obstacle("thin", words, "ministries")
    if unknown := int(expected["headcount"].isna().sum()):
        yield Obstacle("headcount", {"n": count(unknown), "all": all_of}, "quality")
    if unstated := int((~expected["stage"].isin(list(known.stages))).sum()):
        yield Obstacle("stage", {"n": count(unstated), "all": all_of}, "stages")
    own = edition.now.at("evidence_c").share()
    if own.value:
        yield Obstacle("evidence", {"share": own.prose(edition.words)}, "quality")
    unnamed = sum(not (role.th and role.en) for role in known.roles)
    if unnamed:
        yield Obstacle("roles", {"n": unnamed, "all": len(known.roles)}, "roles")
    if edition.illustrative:
        yield Obstacle("targets", {"n": len(known.targets)}, "targets")


def _to_readiness(edition: Edition) -> Iterator[Obstacle]:
    known = edition.known
    short = [
        (figure.value, code)
        for code in known.capabilities
        if (figure := edition.by_capability.at("one_step", capability=code)).value
    ]
    if short:
        most, code = max(short)
        words = {"n": count(int(most)), "capability": edition.words.name(known.capabilities[code])}
        yield Obstacle("one_step", words, "capabilities")
    limit = edition.rule("lecture_max")
    above = [
        unit
        for unit in edition.now.units("ministry")
        if (edition.now.at("lecture_share", unit).value or 0.0) > limit
    ]
    if above:
        words = {"n": f"{len(above)}", "limit": Number(limit, "share").prose(edition.words)}
        yield Obstacle("lecture", words, "training")
    lines = edition.reader.budget_lines()
    misfit = lines[lines["misfit"].astype(bool) & lines["fiscal_year"].isin(edition.fiscal_years)]
    if not misfit.empty:
        yield Obstacle("misfit", {"n": count(misfit["agency"].nunique())}, "budget")

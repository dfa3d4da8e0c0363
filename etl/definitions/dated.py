"""What holds from a quarter on: rules of measuring, requirements, practices asked for; rows with dates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import BeforeValidator

from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.definitions.models import Model

K = TypeVar("K")


def _first_quarter(text: str) -> Period:
    """Return the quarter `2564Q2` names, or the first of a fiscal year `2564`; ValueError for other texts."""
    return Period(int(text), 1) if text.isdecimal() else Period.parse(text)


From = Annotated[Period, BeforeValidator(_first_quarter)]
"""The first quarter something holds in, written as a quarter or as a fiscal year."""


class Dated(Model):
    """What holds from a quarter on, until the next row on the same matter: who decided it, and when."""

    valid_from: From
    decided_on: date | None
    source: str
    approver: str


class Requirement(Dated):
    """Whether a capability is required of a group at a stage ("ANY": none named); None is unknown."""

    group: str
    stage: str
    capability: str
    required: bool | None
    confidence: str
    evidence_units: str


class PracticeInForce(Dated):
    """Whether a practice is among those an agency is asked for."""

    practice: str
    in_force: bool


class RuleValue(Dated):
    """The value of a rule of measuring."""

    rule: str
    value: float


class IdSpace(Dated):
    """The space an agency's person ids are unique in, where that is not the agency itself.

    `agency` is a code, or TH where one register numbers the persons of the whole country.
    """

    agency: str
    id_space: str


D = TypeVar("D", bound=Dated)


def by_matter(rows: Iterable[D], matter: Callable[[D], K]) -> Mapping[K, tuple[D, ...]]:
    """Return the rows on each matter, the earliest first."""
    found: dict[K, list[D]] = {}
    for row in sorted(rows, key=lambda row: row.valid_from):
        found.setdefault(matter(row), []).append(row)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


def in_force(rows: Sequence[D], period: Period) -> D | None:
    """Return the row that holds at a quarter, of rows on one matter, the earliest first; None before all."""
    return next((row for row in reversed(rows) if row.valid_from <= period), None)


def id_space(rows: Iterable[IdSpace], agency: str, period: Period) -> str:
    """Return the space in which the person ids an agency sends for a quarter are unique: at first its own.

    A row for the agency outranks one for the whole country from the same quarter on.
    """
    known = [row for row in rows if row.agency in (agency, NATION) and row.valid_from <= period]
    last = max(known, key=lambda row: (row.valid_from, row.agency == agency), default=None)
    return last.id_space if last else agency

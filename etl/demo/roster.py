"""Who reports in the demonstration: real agencies of the register, each with a character drawn from the seed.

Everything drawn here and in the other modules comes from `stream(seed, name)`: a generator of its own for
every agency and topic, so that no figure depends on the order in which agencies are visited.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import numpy as np

from etl.definitions import definitions
from etl.definitions.calendar import Period

Scale = Literal["small", "national"]

FIRST: Final = Period(2561, 1)
LAST: Final = Period(2565, 4)
QUARTERS: Final = tuple(Period.at(index) for index in range(FIRST.index, LAST.index + 1))
"""The twenty quarters of the plan."""
YEARS: Final = tuple(range(FIRST.fiscal_year, LAST.fiscal_year + 1))

SMALL: Final = (
    *("01-01", "01-03", "01-05", "01-10", "01-11", "01-12", "01-13"),
    *("03-02", "03-09", "03-10", "04-03", "04-12", "05-02", "05-04"),
    *("06-03", "06-06", "07-08", "07-15", "07-16", "08-02", "08-05", "08-09"),
    *("09-03", "09-05", "09-11", "11-02", "11-03", "11-04", "11-05"),
    *("12-02", "12-06", "13-06", "13-07", "15-06", "16-02", "16-10", "17-02", "17-04"),
    *("18-03", "18-05", "20-03", "20-05", "21-05", "21-10", "22-02", "22-07", "23-03", "23-04", "25-04"),
)
"""Departments of the small scale: every ministry with expected departments, none above 1,700 persons."""

NEVER_REPORT: Final = 0.05
MISSED_QUARTER: Final = 0.04
STOPPED_EARLY: Final = 0.06
POSITION_TYPES_INSTEAD: Final = "01-13"
"""The one agency that reports its headcount by position type."""


@dataclass(frozen=True)
class Profile:
    """One agency of the demonstration: its size by group, how far it has come and when it reports."""

    code: str
    ministry: str
    headcount: dict[str, int]
    """Persons by group; the sum is the register's official number."""
    positions: dict[str, int]
    """The same persons by position type."""
    level: float
    """Score points above or below the average agency."""
    share: float
    """Share of the staff assessed at least once by the end."""
    reported: tuple[bool, ...]
    """For each of `QUARTERS`: whether the agency reported."""

    @property
    def persons(self) -> int:
        """Size of the agency."""
        return sum(self.headcount.values())


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random generator that belongs to this seed and name, whoever asks and whenever."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def agencies(scale: Scale) -> tuple[str, ...]:
    """Return the codes of the agencies that take part: about fifty, or all expected ones with a headcount."""
    if scale == "small":
        return SMALL
    expected = {agency.code for period in QUARTERS for agency in definitions().expected_agencies(period)}
    return tuple(sorted(code for code in expected if _official(code)))


@cache
def profile(seed: int, code: str) -> Profile:
    """Return the character of one agency under this seed."""
    agency = definitions().agencies[code]
    draw = stream(seed, f"{code}/profile")
    ministry_level = stream(seed, f"ministry {agency.ministry}").normal(0, 3.5)
    positions = _positions(code)
    return Profile(
        code=code,
        ministry=agency.ministry,
        headcount=_groups(positions, digital=agency.ministry == "11", draw=draw),
        positions=positions,
        level=float(ministry_level + draw.normal(0, 4.5)),
        share=float(draw.uniform(0.20, 0.95)),
        reported=_reported(code, draw),
    )


def _positions(code: str) -> dict[str, int]:
    """Return the official headcount by position type; where the register has no split, the usual one."""
    official = _official(code)
    total = sum(official.values())
    if "PT_ACADEMIC" in official:
        return {name: official[name] for name in ("PT_EXECUTIVE", "PT_DIRECTOR", "PT_ACADEMIC", "PT_GENERAL")}
    executive, director, general = min(3, total), total // 60, total // 5
    return {
        "PT_EXECUTIVE": executive,
        "PT_DIRECTOR": director,
        "PT_ACADEMIC": total - executive - director - general,
        "PT_GENERAL": general,
    }


def _official(code: str) -> Mapping[str, int]:
    """Return the posts of the latest register on file; none where it does not list the agency."""
    register = definitions().agencies[code].posts
    return register[max(register)] if register else {}


def _groups(positions: dict[str, int], *, digital: bool, draw: np.random.Generator) -> dict[str, int]:
    """Return persons by group: leaders as recorded, the rest split in a plausible way."""
    academic, general = positions["PT_ACADEMIC"], positions["PT_GENERAL"]
    digital_posts = draw.uniform(0.01, 0.04) * (6 if digital else 1)
    technologists = min(academic, max(1, round((academic + general) * digital_posts)))
    policy = round((academic - technologists) * draw.uniform(0.55, 0.85))
    service = round(general * draw.uniform(0.45, 0.75)) + round((academic - technologists - policy) * 0.8)
    return {
        "EXEC": positions["PT_EXECUTIVE"],
        "MGMT": positions["PT_DIRECTOR"],
        "ACAD": policy,
        "SERV": service,
        "TECH": technologists,
        "OTHR": academic + general - technologists - policy - service,
    }


def _reported(code: str, draw: np.random.Generator) -> tuple[bool, ...]:
    """Return which quarters the agency reported: from its start on, with gaps; a few stop or never report."""
    agency = definitions().agencies[code]
    start = int(draw.choice([0, 0, 0, 1, 2, 3, 4, 6]))
    end = 12 if draw.random() < STOPPED_EARLY else len(QUARTERS)
    gaps = draw.random(len(QUARTERS)) < MISSED_QUARTER
    if draw.random() < NEVER_REPORT:
        return (False,) * len(QUARTERS)
    return tuple(
        agency.expected(period) and start <= place < end and not gaps[place]
        for place, period in enumerate(QUARTERS)
    )

"""Headcounts of the bodies expected, by the words of the spec, from what was meant and data/reference.

A second route: nothing here asks the warehouse, its statements or the definitions of measures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from etl.definitions.calendar import Period

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
GROUPS = ("EXEC", "MGMT", "ACAD", "SERV", "TECH", "OTHR")
POSITIONS = {"PT_DIRECTOR": "MGMT", "PT_EXECUTIVE": "EXEC"}
"""The position types that are one group."""
SPLIT = re.compile(r"(general|academic|director|executive)_(\d{4})")
TOTAL = re.compile(r"headcount_(\d{4})")

Seen = Mapping[tuple[str, str], int]
"""Persons with an assessment in force by agency and group."""
Stated = Mapping[str, int]
"""Posts by group, position type or, where neither is known, TOTAL."""


@dataclass(frozen=True)
class Body:
    """Posts of a body expected at a quarter: by group, and the rest, of no single group."""

    agency: str
    ministry: str
    source: str
    """own, register or succession; unknown where the posts are only bounded, none where not even that."""
    quarters_off: int
    groups: Mapping[str, int]
    rest: int

    def posts(self, groups: Collection[str], seen: Seen) -> int:
        """H of one or several groups: as large as the rest allows, which counts once."""
        certain = sum(max(self.groups.get(one, 0), seen.get((self.agency, one), 0)) for one in groups)
        return certain + max(self.rest - self._seen_of_rest(seen), 0)

    def exceeded(self, groups: Collection[str], seen: Seen) -> int:
        """Persons seen in strata of these groups that hold over a tenth more of them than they have posts."""
        counts = {group: seen.get((self.agency, group), 0) for group in groups}
        full = self._seen_of_rest(seen) * 10 > self.rest * 11
        return sum(
            count
            for group, count in counts.items()
            if (count * 10 > self.groups[group] * 11 if group in self.groups else full)
        )

    def _seen_of_rest(self, seen: Seen) -> int:
        return sum(seen.get((self.agency, group), 0) for group in GROUPS if group not in self.groups)


def posts(bodies: Sequence[Body], seen: Seen, groups: Collection[str] = GROUPS) -> int | None:
    """H of a unit: the sum over its bodies; None where too many are unknown, or one is without any bound."""
    unknown = sum(body.source == "unknown" for body in bodies)
    if any(body.source == "none" for body in bodies) or unknown * 50 > len(bodies):
        return None
    return sum(body.posts(groups, seen) for body in bodies)


def flag(bodies: Sequence[Body], seen: Seen, groups: Collection[str] = GROUPS) -> str:
    """Why the range of a unit is none, or its verdict at most likely."""
    whole = posts(bodies, seen, groups)
    if whole is None:
        return "headcount_incomplete"
    far = [body for body in bodies if body.source in ("register", "succession") and body.quarters_off > 4]
    if sum(body.posts(groups, seen) for body in far) * 10 > whole:
        return "register_estimate"
    if sum(body.exceeded(groups, seen) for body in bodies) * 10 > whole:
        return "seen_exceeds_headcount"
    return ""


def expected(headcounts: pd.DataFrame, period: Period) -> Iterator[Body]:
    """Yield the bodies whose report is expected, each with the posts that count for it at a quarter's end."""
    registers = {row["code"]: _registers(row) for row in _rows("agencies")}
    for row in _rows("agencies"):
        since, until = int(row["valid_from_be"] or 0), int(row["valid_to_be"] or 9999)
        if row["scope"] == "civil" and since <= period.fiscal_year < until:
            source, off, stated = _counting(row["code"], headcounts, registers, period)
            groups: dict[str, int] = {}
            for category, count in stated.items():
                if (group := POSITIONS.get(category, category)) in GROUPS and source != "unknown":
                    groups[group] = groups.get(group, 0) + count
            rest = sum(stated.values()) - sum(groups.values())
            yield Body(row["code"], row["ministry"], source, off, groups, rest)


def _counting(
    agency: str, headcounts: pd.DataFrame, registers: Mapping[str, Mapping[int, Stated]], period: Period
) -> tuple[str, int, Stated]:
    """Return the source, quarters between it and the quarter asked for, and the posts that it states."""
    official = _nearest(registers[agency], period)
    own = _returned(headcounts[headcounts["agency"] == agency], period)
    least = (
        0.8 * sum(official[1].values()) if official else 0
    )  # no headcount of the demonstration is confirmed
    if own and sum(own[1].values()) >= least:
        return "own", *own
    if official:
        return "register", *official
    for extent, source in (("whole", "succession"), ("part", "unknown")):
        for row in _rows("succession"):
            other = _nearest(registers[row["other"]], period)
            if row["agency"] == agency and row["extent"] == extent and other:
                return source, *other
    return "none", 0, {}


def _returned(own: pd.DataFrame, period: Period) -> tuple[int, Stated] | None:
    """Return the latest of an agency's own returns that is at most 8 quarters old."""
    ages = period.index - own["period"].map(lambda text: Period.parse(text).index)
    young = ages[(ages >= 0) & (ages <= 8)]
    if young.empty:
        return None
    latest = own.loc[young[young == young.min()].index]
    return int(young.min()), latest.groupby("category")["headcount"].sum().astype(int).to_dict()


def _nearest(registers: Mapping[int, Stated], period: Period) -> tuple[int, Stated] | None:
    """Return the register of the year whose end is nearest."""
    off = {year: abs(Period(year, 4).index - period.index) for year in sorted(registers)}
    year = min(off, key=off.__getitem__, default=None)
    return None if year is None else (off[year], registers[year])


def _registers(row: Mapping[str, str]) -> dict[int, dict[str, int]]:
    """Return the posts of a body in the yearbooks on file, by year; a total only where no split is known."""
    years: dict[int, dict[str, int]] = {}
    for name, text in row.items():
        if text and (split := SPLIT.fullmatch(name)):
            years.setdefault(int(split[2]), {})[f"PT_{split[1].upper()}"] = int(text)
    for name, text in row.items():
        if text and (total := TOTAL.fullmatch(name)):
            years.setdefault(int(total[1]), {"TOTAL": int(text)})
    return years


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

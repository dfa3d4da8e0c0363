"""What the rows around a table say of all its rows: period, agency, ministry, scale, unit, synthetic mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.thai import arabic, key, tidy

_SYNTHETIC = re.compile(r"ข้อมูลสังเคราะห์|\bsynthetic\b", re.IGNORECASE)
_UNIT = re.compile(r"(?:หน่วย(?:เงิน|นับ)?|\bunit)\s*[:：]?\s*(?P<value>[ก-๙A-Za-z. ]+)", re.IGNORECASE)
_SCALE = re.compile(r"(?:มาตรวัด|มาตราวัด|เกณฑ์คะแนน|คะแนนเต็ม|\bscale)\s*[:：]?\s*(?P<value>.+)", re.IGNORECASE)
_RANGE = re.compile(r"(?<!\d)(0|1)\s*[-–—]\s*(100|5)(?!\d)")
_AGENCY_WORD = r"^(?:ชื่อ|รหัส)?(?:ส่วนราชการ|หน่วยงาน|agency|department)\s*"
_AGENCY = re.compile(_AGENCY_WORD + r"[:：]\s*(?P<value>\S.*)$", re.IGNORECASE)
_AGENCY_LABEL = re.compile(_AGENCY_WORD + r"[:：]?$", re.IGNORECASE)
_MINISTRY = re.compile(
    r"^(?:สังกัด|ministry)\s*[:：]?\s*(?P<value>\S.*)$|^กระทรวง\s*[:：]\s*(?P<after>\S.*)$", re.IGNORECASE
)


clean = lru_cache(maxsize=50_000)(tidy)
"""`tidy` for headers and titles, which return in file after file."""


@dataclass(frozen=True)
class Surroundings:
    """Values stated once for a whole table; more than one value of a kind is a contradiction."""

    periods: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    synthetic: bool = False

    def otherwise(self, other: Surroundings) -> Surroundings:
        """These values, and the other's where nothing is said here."""
        return Surroundings(
            self.periods or other.periods,
            self.agencies or other.agencies,
            self.ministries or other.ministries,
            self.scales or other.scales,
            self.units or other.units,
            self.synthetic or other.synthetic,
        )

    def contradictions(self) -> tuple[tuple[str, ...], ...]:
        """Every kind that is stated with more than one value."""
        return tuple(
            values for values in (self.periods, self.agencies, self.scales, self.units) if len(values) > 1
        )


def read(rows: Iterable[Sequence[str | None]], header: Iterable[str] = ()) -> Surroundings:
    """Values stated in title rows, and units and scales in the brackets of header texts."""
    kinds = ("period", "agency", "ministry", "scale", "unit")
    found: dict[str, dict[str, None]] = {kind: {} for kind in kinds}
    synthetic = False
    for row in rows:
        cells = [clean(cell) for cell in row if cell and cell.strip()]
        line = " ".join(cells)
        if not line:
            continue
        synthetic |= is_synthetic(line)
        if period := Period.find(line):
            found["period"][str(period)] = None
        if scale := scale_of(line):
            found["scale"][scale] = None
        if unit := unit_of(line):
            found["unit"][unit] = None
        if agency := _agency(cells):
            found["agency"][agency] = None
        if ministry := _ministry(cells):
            found["ministry"][ministry] = None
    for text in header:
        if text.isdecimal():  # a footnote mark, not a scale
            continue
        if unit := definitions().lookup("units", text):
            found["unit"].setdefault(unit)
        elif scale := scale_of(f"scale {text}"):
            found["scale"].setdefault(scale)
    return Surroundings(
        tuple(found["period"]),
        tuple(found["agency"]),
        tuple(found["ministry"]),
        tuple(found["scale"]),
        tuple(found["unit"]),
        synthetic,
    )


def is_synthetic(text: str) -> bool:
    """Whether a text carries the mark of synthetic data."""
    return _SYNTHETIC.search(text) is not None


def unit_of(line: str) -> str | None:
    """Code of the money unit a line states ("หน่วย : ล้านบาท"), None for others such as persons."""
    stated = _UNIT.search(line)
    return definitions().lookup("units", stated["value"].strip()) if stated else None


def scale_of(line: str) -> str | None:
    """Code of the scale a line states ("มาตรวัด 1-5"), None where it states none."""
    stated = _SCALE.search(line)
    if not stated:
        return None
    value = stated["value"].strip(" ()")
    if code := definitions().lookup("scales", value):
        return code
    spread = _RANGE.search(arabic(value))
    named = f"{spread[1]}-{spread[2]}" if spread else value.split()[0]
    return definitions().lookup("scales", named)


@cache
def agency_keys() -> frozenset[str]:
    """Keys of every name of an agency: register and aliases."""
    names = {name for agency in definitions().agencies.values() for name in (agency.th, agency.en) if name}
    return frozenset(map(key, names | {alias.alias for alias in definitions().aliases}))


@cache
def ministry_keys() -> frozenset[str]:
    """Keys of every name of a ministry that is not also an agency's name."""
    ministries = definitions().ministries.values()
    names = {name for ministry in ministries for name in (ministry.th, ministry.en) if name}
    return frozenset(map(key, names)) - agency_keys()


def _agency(cells: Sequence[str]) -> str | None:
    for place, cell in enumerate(cells):
        if stated := _AGENCY.match(cell):
            return stated["value"]
        if _AGENCY_LABEL.match(cell) and place + 1 < len(cells):
            return cells[place + 1]
        if key(cell) in agency_keys():
            return cell
    return None


def _ministry(cells: Sequence[str]) -> str | None:
    for cell in cells:
        if key(cell) in ministry_keys():
            return cell
        stated = _MINISTRY.match(cell)
        named = (stated["value"] or stated["after"]) if stated else ""
        if key(named) in ministry_keys():
            return named
    return None

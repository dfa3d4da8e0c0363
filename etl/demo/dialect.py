"""How each agency writes: layout, scale, spellings, dates, digits, file type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal

from etl.definitions import definitions
from etl.definitions.calendar import BE, Period, date_label
from etl.definitions.models import Term
from etl.demo.people import ScoreScale
from etl.demo.roster import Scale, profile, stream

FileType = Literal["xlsx", "csv", "csv_cp874"]
DateForm = Literal["cell", "iso", "slash", "slash_short", "thai_short", "thai_long"]
AgencyForm = Literal["code", "name", "name_en", "title", "short"]
Blanks = Literal["plain", "nbsp", "double", "footnote"]

LARGE: Final = 3_000
"""Agencies of more persons send their assessments every quarter."""
MEDIUM: Final = 350
"""Agencies of more persons send their assessments as csv, smaller ones as a sheet of their workbook."""

_THAI_DIGITS: Final = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@dataclass(frozen=True)
class Dialect:
    """The habits of one sender, kept over the years."""

    file: FileType
    """Of the assessments: a csv comes alone, everything else in a workbook."""
    layout: Literal["wide", "long"]
    scale: ScoreScale
    headers: Literal["th", "en", "synonym"]
    spelling: int
    """Chooses among the accepted spellings of a word."""
    dates: DateForm
    thai_digits: bool
    agency_as: AgencyForm
    blanks: Blanks
    thai_period: bool
    """Quarters as "ไตรมาส 2/2564" instead of 2564Q2."""
    two_row_header: bool
    quarterly: bool
    """One file a quarter, the quarter named in its title, instead of one a year with a period column."""
    consolidated: bool
    """All but the assessments come in its ministry's workbook."""
    personal_column: bool
    """Sends a column of (made-up) names, which intake must drop."""
    unit: str


@cache
def dialect(seed: int, code: str, scale: Scale) -> Dialect:
    """Return the habits of one agency under this seed."""
    agency = profile(seed, code)
    draw = stream(seed, f"{code}/dialect")
    consolidated = scale == "national" or ministry_consolidates(seed, agency.ministry)
    large = agency.persons > LARGE
    csv: FileType = "csv" if draw.random() < 0.7 else "csv_cp874"
    return Dialect(
        file=csv if scale == "national" or agency.persons > MEDIUM or draw.random() < 0.2 else "xlsx",
        layout="long" if draw.random() < 0.2 and not large else "wide",
        scale=draw.choice(["0-100", "1-5", "pass_fail"], p=[0.72, 0.18, 0.10]),
        headers=draw.choice(["th", "en", "synonym"], p=[0.5, 0.2, 0.3]),
        spelling=int(draw.integers(0, 840)),
        dates=draw.choice(["cell", "iso", "slash", "slash_short", "thai_short", "thai_long"]),
        thai_digits=bool(draw.random() < 0.15) and not large,
        agency_as=draw.choice(["code", "name", "name_en", "title"], p=[0.25, 0.45, 0.1, 0.2]),
        blanks=draw.choice(["plain", "nbsp", "double", "footnote"], p=[0.6, 0.16, 0.16, 0.08]),
        thai_period=bool(draw.random() < 0.5),
        two_row_header=bool(draw.random() < 0.35),
        quarterly=large or (scale == "small" and bool(draw.random() < 0.05)),
        consolidated=consolidated,
        personal_column=bool(draw.random() < 0.1) and not large,
        unit=draw.choice(["baht", "thousand_baht", "million_baht"]),
    )


@cache
def ministry_dialect(seed: int, ministry: str) -> Dialect:
    """Return the habits of a ministry that sends one workbook for its departments."""
    draw = stream(seed, f"ministry {ministry}/dialect")
    return Dialect(
        file="xlsx",
        layout="wide",
        scale="0-100",
        headers=draw.choice(["th", "synonym"]),
        spelling=int(draw.integers(0, 840)),
        dates=draw.choice(["cell", "slash", "thai_short", "thai_long"]),
        thai_digits=bool(draw.random() < 0.2),
        agency_as="short",
        blanks=draw.choice(["plain", "nbsp", "double"]),
        thai_period=bool(draw.random() < 0.5),
        two_row_header=False,
        quarterly=False,
        consolidated=True,
        personal_column=False,
        unit=draw.choice(["baht", "thousand_baht", "million_baht"]),
    )


def ministry_consolidates(seed: int, ministry: str) -> bool:
    """Return whether this ministry sends one workbook a year for all its departments."""
    return bool(stream(seed, f"ministry {ministry}/workbook").random() < 0.45)


def digits(text: str, how: Dialect) -> str:
    """Return the text with Thai digits where the sender types them."""
    return text.translate(_THAI_DIGITS) if how.thai_digits else text


def spelled(code: str, term: Term, how: Dialect) -> str:
    """Return an accepted spelling of a term: its Thai or English name, its code, or another one in use."""
    kind, which = how.spelling % 4, how.spelling // 4
    if kind == 3 and term.aliases:
        return term.aliases[which % len(term.aliases)].replace("\N{EN DASH}", "-")  # as keyboards have it
    return (term.th, term.en, code, term.th)[kind]


def written_date(day: date, how: Dialect) -> date | str:
    """Return the day as this sender writes it: a real date for a cell of a workbook, text otherwise."""
    year = day.year + BE
    match how.dates:
        case "cell" if how.file == "xlsx":
            return day
        case "cell" | "iso":
            return day.isoformat()
        case "slash":
            return digits(f"{day.day}/{day.month}/{year}", how)
        case "slash_short":
            return digits(f"{day.day:02}/{day.month:02}/{year % 100}", how)
        case "thai_short":
            return digits(date_label(day, "th"), how)
        case "thai_long":
            words = definitions().words("th")
            month = words(f"demo.month_{day.month:02}")
            return digits(words("demo.long_date", day=day.day, month=month, year=year), how)


def written_period(period: Period, how: Dialect) -> str:
    """Return the quarter as this sender writes it in a period column."""
    return digits(period.short("th"), how) if how.thai_period else str(period)


def written_agency(code: str, how: Dialect) -> str:
    """Return the agency as this sender names it: code, Thai or English name, or short under its ministry."""
    agency = definitions().agencies[code]
    if how.agency_as == "code":
        return code
    if how.agency_as == "name_en" and agency.en:
        return agency.en
    name = agency.th
    ministry = definitions().ministries[agency.ministry].th
    if how.agency_as == "short" and name != ministry and name.endswith(ministry):
        name = name.removesuffix(ministry) + definitions().words("th")("demo.ministry_word")
    return _blanks(name, how.blanks)


def _blanks(name: str, blanks: Blanks) -> str:
    match blanks:
        case "plain":
            return name
        case "nbsp":
            return name.replace(" ", "\N{NO-BREAK SPACE}") + "\N{NO-BREAK SPACE}"
        case "double":
            return "  " + name.replace(" ", "  ")
        case "footnote":
            return f"{name}(1)"

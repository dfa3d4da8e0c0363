"""Thai fiscal calendar: quarters, fiscal years of the Buddhist era and the dates people type.

The one place where a year of the Buddhist era (B.E. = C.E. + 543) meets a date, and where a moment, which
is kept in UTC, becomes a day of Thailand. A fiscal year runs from 1 October of the year before to
30 September; its quarters are numbered 1 (Oct-Dec) to 4 (Jul-Sep).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Self

from etl.definitions.thai import arabic

BE: Final = 543
"""Years between the Buddhist and the Christian era."""

BANGKOK: Final = timezone(timedelta(hours=7))
"""Thailand's time, the same all year: days people read are days there, wherever the server stands."""

_MONTHS_TH: Final = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)
_MONTHS_EN: Final = (
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
)
_MONTH_NUMBER: Final = {
    name.replace(".", "").replace(" ", "").lower(): number
    for names in (_MONTHS_TH, _MONTHS_EN)
    for number, pair in enumerate(names, start=1)
    for name in pair
}

_BE_MARK: Final = r"(?:พ\s*\.?\s*ศ\s*\.?)?\s*"
_YEAR: Final = r"(?P<year>25\d{2}|\d{2})(?!\d)"
_QUARTER: Final = r"ไตรมาส\s*(?:ที่)?\s*(?P<quarter>[1-4])(?!\d)"
_PERIOD: Final = re.compile(r"^(\d{4})\s*[Qq]\s*([1-4])$")
_TITLE_PERIODS: Final = (
    re.compile(r"(?P<year>25\d{2})\s*[Qq]\s*(?P<quarter>[1-4])(?!\d)"),
    re.compile(rf"{_QUARTER}\s*[/-]\s*{_BE_MARK}{_YEAR}"),
    re.compile(rf"{_QUARTER}.{{0,40}}?(?:ปีงบประมาณ|ปีงบ|ปี)\s*{_BE_MARK}{_YEAR}"),
    re.compile(rf"(?:ปีงบประมาณ|ปีงบ)\s*{_BE_MARK}{_YEAR}.{{0,20}}?{_QUARTER}"),
    re.compile(r"(?i)\bquarter\s*(?P<quarter>[1-4])\D{1,20}(?P<year>25\d{2}|20\d{2})"),
    re.compile(r"(?i)\bq\s*(?P<quarter>[1-4])\s*[/-]?\s*(?:fy\s*)?(?P<year>25\d{2}|20\d{2})"),
)
_ISO_DATE: Final = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
_DAY_FIRST: Final = re.compile(r"^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})$")
_DAY_NAME: Final = re.compile(
    r"^(?:วันที่\s*)?(\d{1,2})[\s/.-]*([ก-ฮเ-ไ][ก-๙.\s]*?|[A-Za-z]{3,9}\.?)[\s/.,-]*"
    r"(?:พ\s*\.?\s*ศ\s*\.?|B\.?E\.?)?\s*(\d{4}|\d{2})$"
)
_YEARS: Final = range(2000, 2100)
_TWO_DIGIT_BE_FROM: Final = 50


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A quarter of the Thai fiscal year, such as 2564Q2 (1 January to 31 March 2021)."""

    fiscal_year: int
    quarter: int

    def __post_init__(self) -> None:
        """Refuse years outside the Buddhist era of our time and quarters other than 1 to 4."""
        if not (2500 <= self.fiscal_year <= 2699 and 1 <= self.quarter <= 4):
            raise ValueError(f"no such quarter: {self.fiscal_year}Q{self.quarter}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the quarter written as 2564Q2; raise ValueError for anything else."""
        found = _PERIOD.match(arabic(text.strip()))
        if not found:
            raise ValueError(f"not a quarter such as 2564Q2: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def find(cls, text: str) -> Self | None:
        """Return the quarter a title such as "ไตรมาสที่ 2 ปีงบประมาณ ๒๕๖๔" names; None where none."""
        plain = re.sub(r"\s+", " ", arabic(text))
        for pattern in _TITLE_PERIODS:
            if found := pattern.search(plain):
                return cls(fiscal_year(found["year"]), int(found["quarter"]))
        return None

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter a day falls in."""
        moved = day.month >= 10
        return cls(day.year + BE + moved, 1 if moved else (day.month - 1) // 3 + 2)

    @classmethod
    def at(cls, index: int) -> Self:
        """Return the quarter with this index (see `index`)."""
        return cls(index // 4, index % 4 + 1)

    @property
    def index(self) -> int:
        """Running number of the quarter: consecutive quarters differ by one."""
        return self.fiscal_year * 4 + self.quarter - 1

    @property
    def start(self) -> date:
        """First day (C.E. date)."""
        month = (self.quarter + 2) % 4 * 3 + 1
        return date(self.fiscal_year - BE - (self.quarter == 1), month, 1)

    @property
    def end(self) -> date:
        """Last day (C.E. date)."""
        return self.shift(1).start - timedelta(days=1)

    def shift(self, quarters: int) -> "Period":
        """Return the quarter so many quarters later (earlier when negative)."""
        return Period.at(self.index + quarters)

    def label(self, lang: str) -> str:
        """Return "ไตรมาส 2/2564 (ม.ค.-มี.ค. 2564)" or "Q2 FY 2564 (Jan-Mar 2564 B.E.)"."""
        names = _MONTHS_TH if lang == "th" else _MONTHS_EN
        months = f"{names[self.start.month - 1][1]}-{names[self.end.month - 1][1]} {self.end.year + BE}"
        return (
            f"ไตรมาส {self.quarter}/{self.fiscal_year} ({months})"
            if lang == "th"
            else f"Q{self.quarter} FY {self.fiscal_year} ({months} B.E.)"
        )

    def short(self, lang: str) -> str:
        """Return "ไตรมาส 2/2564" or "Q2 FY 2564"."""
        return (
            f"ไตรมาส {self.quarter}/{self.fiscal_year}"
            if lang == "th"
            else f"Q{self.quarter} FY {self.fiscal_year}"
        )

    def __str__(self) -> str:
        """Return the canonical form 2564Q2."""
        return f"{self.fiscal_year}Q{self.quarter}"


def fiscal_year(text: str) -> int:
    """Return a fiscal year in B.E. from two or four digits, B.E. or C.E.; raise ValueError otherwise."""
    digits = arabic(text.strip()).removesuffix(".0")
    if not digits.isdecimal() or len(digits) not in (2, 4):
        raise ValueError(f"not a fiscal year: {text!r}")
    year = int(digits)
    if len(digits) == 2:
        year += 2500 if year >= _TWO_DIGIT_BE_FROM else 2000
    if year in _YEARS:
        year += BE
    if year - BE not in _YEARS:
        raise ValueError(f"not a fiscal year: {text!r}")
    return year


def parse_date(text: str) -> date | None:
    """Return the day a text names, or None where it names none.

    Accepted: ISO (as real date cells arrive), d/m/yyyy, d-m-yy, "5 ม.ค. 2564", "๕ มกราคม ๒๕๖๔", "5 Jan 2021".
    A year of 2400 or more is B.E. even in a real date cell; two digits are B.E. from 50 on. 29 February
    follows the C.E. calendar.
    """
    plain = re.sub(r"\s+", " ", arabic(text.strip()))
    if found := _ISO_DATE.match(plain):
        return _day(found[1], int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(plain):
        return _day(found[3], int(found[2]), int(found[1]))
    if found := _DAY_NAME.match(plain):
        month = _MONTH_NUMBER.get(found[2].replace(".", "").replace(" ", "").lower())
        return _day(found[3], month, int(found[1])) if month else None
    return None


def _day(year_text: str, month: int, day: int) -> date | None:
    try:
        return date(fiscal_year(year_text) - BE, month, day)
    except ValueError:
        return None


def local_day(moment: datetime) -> date:
    """Return the day a moment falls on in Thailand; one that names no zone is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(BANGKOK).date()


def today() -> date:
    """Return the present day in Thailand."""
    return local_day(datetime.now(UTC))


def date_label(day: date, lang: str) -> str:
    """Return "31 มี.ค. 2564" or "31 Mar 2564 B.E."."""
    names = _MONTHS_TH if lang == "th" else _MONTHS_EN
    text = f"{day.day} {names[day.month - 1][1]} {day.year + BE}"
    return text if lang == "th" else f"{text} B.E."

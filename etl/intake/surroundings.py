"""What the rows around a table say of all its rows: period, agency, ministry, scale, unit, synthetic mark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.thai import arabic, key, tidy, unnumbered
from etl.intake.agencies import register

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
_QUARTERS = re.compile(
    r"(ไตรมาส\s*(?:ที่)?\s*)[1-4]\s*(?:-|–|—|,|&|ถึง|และ|กับ)\s*(?:ไตรมาส)?\s*(?:ที่)?\s*([1-4])(?![\d/])"
)
"""Two quarters of one year: the second one, for which the line is read again."""
_PERIOD_START = re.compile(r"(?=ไตรมาส|\bquarter|\bq\s*[1-4]|25\d\d\s*q\s*[1-4])", re.IGNORECASE)
_EXAMPLE = re.compile(r"ตัวอย่าง|เช่น|\b(?:example|e\.g\.|such as)", re.IGNORECASE)
_ADDRESSED = re.compile("^(?:เรียน|เสนอ|นำเสนอ|ส่ง|ถึง)")
_BETWEEN_NAMES = re.compile(r"[\s()\[\]:：,;|/\-–—]+")
_BEFORE_NAME = re.compile(r"^.*(?:ของ|โดย|สังกัด|หน่วยงาน|ส่วนราชการ|บุคลากร|ข้าราชการ)(?=กรม|สำนัก|สถาบัน|ศูนย์)")
_LONGEST_NAME = 12
"""Words of a title that may be one name."""

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

    def against(self, cover: Surroundings) -> Surroundings:
        """These values, the cover's where nothing is said here; both where the two contradict each other."""
        return Surroundings(
            _joined(self.periods, cover.periods),
            _told_apart((*self.agencies, *cover.agencies)),
            self.ministries or cover.ministries,
            self.scales,
            self.units,
            self.synthetic or cover.synthetic,
        )


NOTHING_SAID = Surroundings()


def read(rows: Iterable[Sequence[str | None]], header: Iterable[str] = ()) -> Surroundings:
    """Values stated in title rows, and units and scales in the brackets of header texts."""
    kinds = ("period", "agency", "ministry", "scale", "unit")
    found: dict[str, dict[str, None]] = {kind: {} for kind in kinds}
    synthetic = False
    lines: list[str] = []
    for row in rows:
        cells = [clean(cell) for cell in row if cell and cell.strip()]
        line = " ".join(cells)
        if not line:
            continue
        lines.append(line)
        synthetic |= is_synthetic(line)
        found["period"] |= dict.fromkeys(map(str, periods_of(line)))
        if scale := scale_of(line):
            found["scale"][scale] = None
        if unit := unit_of(line):
            found["unit"][unit] = None
        found["agency"] |= dict.fromkeys(_agencies(cells))
        if ministry := _ministry(cells):
            found["ministry"][ministry] = None
    if not found["period"]:  # "ไตรมาส: 2" in one row, "ปีงบประมาณ: 2564" in the next
        found["period"] |= dict.fromkeys(
            str(period) for pair in pairwise(lines) for period in periods_of(" ".join(pair))
        )
    for text in header:
        if text.isdecimal():  # a footnote mark, not a scale
            continue
        if unit := definitions().lookup("units", text):
            found["unit"].setdefault(unit)
        elif scale := scale_of(f"scale {text}"):
            found["scale"].setdefault(scale)
    return Surroundings(
        tuple(found["period"]),
        _told_apart(found["agency"]),
        tuple(found["ministry"]),
        tuple(found["scale"]),
        tuple(found["unit"]),
        synthetic,
    )


def cover(rows: Iterable[Sequence[str | None]]) -> Surroundings:
    """What a sheet without a table says of the whole workbook; lines that give an example say nothing."""
    return read(row for row in rows if not any(cell and _EXAMPLE.search(cell) for cell in row))


def periods_of(line: str) -> list[Period]:
    """Every quarter a line names, in its order; a line that names two does not say which one counts."""
    plain = re.sub("[:：]", " ", arabic(line))
    pieces = [plain, _QUARTERS.sub(r"\1\2", plain), *_PERIOD_START.split(plain)]
    return list(dict.fromkeys(period for piece in pieces if (period := Period.find(piece))))


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
    """Keys of every name of an agency: register, aliases, and names that need their ministry beside them."""
    return register().names()


@cache
def ministry_keys() -> frozenset[str]:
    """Keys of every name of a ministry that is not also an agency's name."""
    ministries = definitions().ministries.values()
    names = {name for ministry in ministries for name in (ministry.th, ministry.en) if name}
    return frozenset(map(key, names)) - agency_keys()


def _agencies(cells: Sequence[str]) -> tuple[str, ...]:
    """The agency a label or a whole cell names; else those whose exact names stand in longer titles."""
    for place, cell in enumerate(cells):
        if stated := _AGENCY.match(cell):
            return (stated["value"],)
        if _AGENCY_LABEL.match(cell) and place + 1 < len(cells):
            return (cells[place + 1],)
        if key(cell) in agency_keys():
            return (cell,)
    titles = (cell for cell in cells if not _ADDRESSED.match(cell))
    return tuple(dict.fromkeys(name for cell in titles for name in _named_in(cell)))


def _named_in(title: str) -> list[str]:
    """Exact names of the register among the words of a title, the longest first where they overlap."""
    words = [_BEFORE_NAME.sub("", word) for word in _BETWEEN_NAMES.split(title)]
    found: list[str] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            name = " ".join(words[start:end])
            if words[start] and key(name) in agency_keys():
                found.append(name)
                start = end
                break
        else:
            start += 1
    return found


def _ministry(cells: Sequence[str]) -> str | None:
    for cell in map(unnumbered, cells):
        if key(cell) in ministry_keys():
            return cell
        stated = _MINISTRY.match(cell)
        named = (stated["value"] or stated["after"]) if stated else ""
        if key(named) in ministry_keys():
            return named
    return None


def _told_apart(agencies: Iterable[str]) -> tuple[str, ...]:
    """The codes and names that cannot mean one agency; of those that can, the one fewest agencies share."""
    kept: list[str] = []
    for agency in agencies:
        meant = _meant(agency)
        place = next((number for number, other in enumerate(kept) if meant & _meant(other)), None)
        if place is None:
            kept.append(agency)
        elif len(meant) < len(_meant(kept[place])):
            kept[place] = agency
    return tuple(kept)


def _meant(agency: str) -> frozenset[str]:
    """What a code or name is compared by: the agencies it may mean, itself where the register knows none."""
    return register().meant(agency) or frozenset({key(agency)})


def _joined(own: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *other)))

"""Sound tables as agencies write them: every dataset, in the spellings and forms that are no fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product
from random import Random

from etl.definitions import definitions
from etl.definitions.models import Agency

Value = str | int | float | date | None
Row = dict[str, Value]

ROWS = 60
"""Rows of a table: enough for several faulty ones before it is held."""
TITLE = "รายงาน ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564"
MONTHS = {1: ("มกราคม", "ม.ค."), 2: ("กุมภาพันธ์", "ก.พ."), 3: ("มีนาคม", "มี.ค.")}
SCORES = tuple(f"score:{code}" for code in definitions().capabilities)


@dataclass
class Layout:
    """One sheet before it is written: titles, header texts, rows, and what stands below them."""

    dataset: str
    xlsx: bool
    columns: list[str]
    headers: dict[str, str]
    rows: list[Row]
    titles: list[list[Value]] = field(default_factory=list)
    offset: int = 0
    """Blank columns to the left."""
    with_header: bool = True
    notes: list[list[Value]] = field(default_factory=list)
    between: dict[int, list[list[Value]]] = field(default_factory=dict)
    """Body row → lines above it that are no data: subtotals, blank lines, the header once more."""
    extra: dict[int, Value] = field(default_factory=dict)
    """Row → a cell beyond the header."""

    @property
    def header_row(self) -> int:
        """The sheet row of the header, 1-based."""
        return len(self.titles) + 1

    def row_no(self, place: int) -> int:
        """The sheet row of a body row."""
        above = sum(len(lines) for at, lines in self.between.items() if at <= place)
        return len(self.titles) + self.with_header + above + place + 1


def agencies() -> list[Agency]:
    """Agencies of the register that have one name only and stood all the time."""
    return [
        agency
        for agency in definitions().agencies.values()
        if not agency.valid_from_be and not agency.valid_to_be and agency.scope == "civil"
    ]


def layout(dataset: str, chance: Random, *, xlsx: bool) -> Layout:
    """A sound table of a dataset: columns in any order, headers and values in any spelling."""
    rows = _MAKERS[dataset](chance, xlsx)
    columns = list(rows[0])
    chance.shuffle(columns)
    known = {column.id: column for column in definitions().datasets[dataset].columns}
    headers = {}
    for name in columns:
        spelling = known.get(name) or definitions().capabilities[name.removeprefix("score:")]
        headers[name] = chance.choice((spelling.th, spelling.th, f"{spelling.th}*", spelling.en))
    found = Layout(dataset, xlsx, columns, headers, rows)
    found.titles = [[TITLE], *[[] for _ in range(chance.randrange(2))]]
    if dataset == "assessment":
        found.titles.append(["มาตรวัด 0-100"])
    if dataset == "budget":
        found.titles.append(["(หน่วย : บาท)"])
    if xlsx:
        found.offset = chance.randrange(2)
    for place in chance.sample(range(1, ROWS), 3):
        lines: list[list[Value]] = [[], [headers[name] for name in columns]]
        if "agency" in columns:
            lines.append(["รวมทั้งสิ้น" if name == "agency" else None for name in columns])
        found.between[place] = [chance.choice(lines)]
    if chance.random() < 0.5:
        found.notes = [[], ["หมายเหตุ : ข้อมูลเบื้องต้น"], ["ที่มา : กองการเจ้าหน้าที่"]]
    return found


def _day(chance: Random, xlsx: bool) -> Value:
    month, day = chance.randint(1, 3), chance.randint(1, 28)
    long, short = MONTHS[month]
    forms: list[Value] = [
        f"{day}/{month}/2564",
        f"{day} {short} 2564",
        f"{day} {long} พ.ศ. 2564",
        f"{day}/{month}/64",
    ]
    if xlsx:
        forms.append(datetime(2021, month, day))
    return chance.choice(forms)


def _named(agency: Agency, chance: Random) -> str:
    return chance.choice(
        (agency.th, agency.th, agency.code, f"{agency.th} ", f"{agency.th}(1)", agency.th.replace("แ", "เเ"))
    )


def _group(chance: Random) -> str:
    term = chance.choice(list(definitions().groups.values()))
    return chance.choice((term.code, term.th, term.en, *term.aliases))


def _assessment(chance: Random, xlsx: bool) -> list[Row]:
    agency = chance.choice(agencies())
    methods = [term for term in definitions().methods.values() if term.code != "attended"]
    scored = chance.sample(SCORES, chance.randint(3, 7))
    rows = []
    for number in chance.sample(range(10_000, 99_999), ROWS):
        method = chance.choice(methods)
        scores: dict[str, Value] = {
            name: chance.choice((chance.randint(30, 100), f"{chance.randint(30, 99)}.5", None))
            for name in scored
        }
        scores[scored[0]] = chance.randint(30, 100)
        rows.append(
            {
                "person_id": chance.choice((f"P{number}", f"{number}", f"{number // 100}-{number}")),
                "agency": _named(agency, chance),
                "ministry": definitions().ministries[agency.ministry].th,
                "group": _group(chance),
                "assessed_on": _day(chance, xlsx),
                "method": chance.choice((method.code, method.th)),
                **scores,
                "period": chance.choice(("2564Q2", "2/2564", "ไตรมาส 2/2564", "ไตรมาสที่ ๒ ปี ๒๕๖๔")),
            }
        )
    return rows


def _headcount(chance: Random, _xlsx: bool) -> list[Row]:
    groups = definitions().groups
    return [
        {
            "agency": _named(agency, chance),
            "group": chance.choice((groups[group].code, groups[group].th)),
            "headcount": chance.choice((chance.randint(0, 900), f"{chance.randint(1000, 9000):,}", "๓๕")),
        }
        for agency, group in chance.sample(list(product(agencies(), groups)), ROWS)
    ]


def _stage(chance: Random, xlsx: bool) -> list[Row]:
    return [
        {
            "agency": _named(agency, chance),
            "stage": chance.choice((stage.code, stage.th, stage.en, *stage.aliases)),
            "effective_on": _day(chance, xlsx),
            "assessor": chance.choice(("สำนักงาน ก.พ.", "คณะกรรมการประเมิน", None)),
            "evidence": chance.choice(("รายงานฉบับที่ 3", "หนังสือ ที่ กค 0401/ว 12", None)),
        }
        for agency in chance.sample(agencies(), ROWS)
        for stage in [chance.choice(list(definitions().stages.values()))]
    ]


def _training(chance: Random, xlsx: bool) -> list[Row]:
    agency = chance.choice(agencies())
    return [
        {
            "agency": _named(agency, chance),
            "course": f"หลักสูตรการใช้ข้อมูล รุ่นที่ {number}",
            "held_on": _day(chance, xlsx),
            "theme": chance.choice(("1", 2, "ประเด็นที่ 1")),
            "capability": chance.choice(list(definitions().capabilities.values())).th,
            "group": _group(chance),
            "participants": chance.randint(0, 300),
            "lecture_hours": chance.choice((3, 4.5, "6")),
            "other_hours": chance.choice((2, "3.5", 0)),
        }
        for number in range(1, ROWS + 1)
    ]


def _budget(chance: Random, _xlsx: bool) -> list[Row]:
    rows: list[Row] = []
    for agency, year, source in chance.sample(
        list(product(agencies(), range(2561, 2566), definitions().sources.values())), ROWS
    ):
        asked = chance.randint(1, 900) * 10_000
        rows.append(
            {
                "agency": _named(agency, chance),
                "fiscal_year": chance.choice((year, f"พ.ศ. {year}", str(year % 100))),
                "source": chance.choice((source.code, source.th, *source.aliases)),
                "purpose": chance.choice(list(definitions().purposes.values())).th,
                "requested": chance.choice((asked, f"{asked:,}", f"{asked:,}.50")),
                "allocated": chance.choice((asked // 2, f"{asked // 2:,}")),
                "disbursed": chance.choice((asked // 4, "-", None, f"{asked // 4:,}.25")),
                "unit": "บาท",
            }
        )
    return rows


def _practice(chance: Random, _xlsx: bool) -> list[Row]:
    return [
        {
            "agency": _named(agency, chance),
            "practice": chance.choice((practice.code, practice.th)),
            "status": chance.choice((status.code, status.th, *status.aliases)),
            "evidence": chance.choice(("คำสั่งที่ 12/2563", None)),
        }
        for agency, practice in chance.sample(
            list(product(agencies(), definitions().practices.values())), ROWS
        )
        for status in [chance.choice(list(definitions().statuses.values()))]
    ]


_MAKERS: dict[str, Callable[[Random, bool], list[Row]]] = {
    "assessment": _assessment,
    "headcount": _headcount,
    "stage": _stage,
    "training": _training,
    "budget": _budget,
    "practice": _practice,
}

"""Comptroller General's disbursement workbook: budget execution by ministry and spending type at one day.

Recognised by the sheet's title, its ministry-code column and the three blocks of measures; the ministries
must add up to the stated total. Amounts are exact decimals; ministries are known by their code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.definitions.calendar import fiscal_year, parse_date
from etl.definitions.problems import Problem, problem
from etl.definitions.thai import arabic, key
from etl.intake.formats.grid import Entry, Row, amount, body, faults_in, filled_right, grid, line, numbered
from etl.intake.rows import TOTAL_ALONE
from etl.intake.sheets import IgnoredReason, IgnoredSheet, Recognition, Sheet, Table, letter
from etl.intake.surroundings import unit_of

_TITLE = re.compile(r"ผลการเบิกจ่าย.*?(?P<year>25\d{2}).*จำแนกตามกระทรวง")
_AS_OF = re.compile(r"(?:จนถึง|ณ)\s*วันที่\s*(?P<day>\d{1,2}\s*[ก-๙.]+\s*25\d{2})")
_TOTAL = re.compile(TOTAL_ALONE)
_CODE = re.compile(r"\d{1,2}")
_CODE_HEADER = key("รหัสกระทรวง")
_SPENDING = {key("รายจ่ายประจำ"): "current", key("รายจ่ายลงทุน"): "investment", key("รวม"): "total"}
_MEASURES = {
    key("วงเงินงบประมาณหลังโอนเปลี่ยนแปลง"): "budget",
    key("จัดสรร"): "allocated",
    key("แผนการใช้จ่าย"): "plan",
    key("PO+สำรองเงินมีหนี้"): "reserved",
    key("เบิกจ่าย"): "disbursed",
}
_HEAD_ROWS = 10
_ROUNDING = Decimal("0.000001")
"""One baht in million baht: what float sums of the publisher may differ by."""

Place = tuple[str, str]
"""Spending type and measure."""


@dataclass(frozen=True)
class _Head:
    fiscal_year: str
    as_of: str
    unit: str
    last: int
    """0-based last header row."""
    code: int
    places: dict[Place, int]


def matches(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the sheets carries the title, the date and the columns of the ministry table."""
    return any(_head(grid(sheet, rows=_HEAD_ROWS)) for sheet in sheets if sheet.visible)


def recognise(sheets: Sequence[Sheet]) -> Recognition:
    """Execution by ministry and spending type from the first sheet in the layout; others are set aside."""
    heads = ((sheet, _head(grid(sheet, rows=_HEAD_ROWS))) for sheet in sheets if sheet.visible)
    sheet, head = next((sheet, head) for sheet, head in heads if head)
    table, problems = _read(sheet, head)
    others = (other for other in sheets if other is not sheet)
    ignored = tuple(
        IgnoredSheet(other.name, "not_this_table" if other.visible else "hidden") for other in others
    )
    return Recognition(() if problems else (table,), ignored, tuple(problems))


def _head(rows: Sequence[Row]) -> _Head | None:
    lines = [arabic(line(row)) for row in rows]
    title = next(filter(None, map(_TITLE.search, lines)), None)
    as_of = next(filter(None, map(_AS_OF.search, lines)), None)
    day = parse_date(as_of["day"]) if as_of else None
    unit = next(filter(None, map(unit_of, lines)), None)
    if not (title and day and unit):
        return None
    for upper, row in enumerate(rows[:-1]):
        codes = [column for column, text in enumerate(row) if text and key(text) == _CODE_HEADER]
        if codes:
            places = _places(row, rows[upper + 1])
            complete = len(places) == len(_SPENDING) * len(_MEASURES)
            year = str(fiscal_year(title["year"]))
            return _Head(year, day.isoformat(), unit, upper + 1, codes[0], places) if complete else None
    return None


def _places(upper: Row, lower: Row) -> dict[Place, int]:
    places: dict[Place, int] = {}
    for column, (block, measure) in enumerate(zip(filled_right(upper), lower, strict=True)):
        spending = _SPENDING.get(key(block or ""))
        named = _MEASURES.get(key(measure or ""))
        if spending and named:
            places[spending, named] = column
    return places


def _read(sheet: Sheet, head: _Head) -> tuple[Table, list[Problem]]:
    rows = grid(sheet)
    entries: list[Entry] = []
    ignored: list[tuple[int, IgnoredReason]] = []
    added: dict[Place, Decimal] = dict.fromkeys(head.places, Decimal(0))
    stated: dict[Place, Decimal] = {}
    measures = tuple(_MEASURES.values())
    for row_no, row in numbered(rows, head.last + 1):
        code = row[head.code] or ""
        if reason := _set_aside(row, code):
            ignored.append((row_no, reason))
            if reason == "total_row":
                stated = {place: amount(row[column]) for place, column in head.places.items()}
            continue
        for place, column in head.places.items():
            added[place] += amount(row[column])
        for spending in _SPENDING.values():
            texts = {measure: row[head.places[spending, measure]] for measure in measures}
            stating = {"fiscal_year": head.fiscal_year, "as_of": head.as_of, "spending": spending}
            entries.append((row_no, {"ministry": code.zfill(2), **stating, **texts}))
    kept = {row_no for row_no, _ in entries}
    table = Table(
        dataset="execution",
        sheet=sheet.name,
        header_row=head.last + 1,
        columns={
            "ministry": letter(head.code),
            **{measure: letter(head.places["total", measure]) for measure in measures},
        },
        body=body(("ministry", "fiscal_year", "as_of", "spending", *measures), entries),
        ignored=ignored,
        unit=head.unit,
        faults=faults_in(sheet, rows=kept, places=(head.code, *head.places.values())),
        publisher="cgd",
    )
    return table, _sums(sheet, stated, added)


def _set_aside(row: Row, code: str) -> IgnoredReason | None:
    if not line(row):
        return "blank_row"
    if _CODE.fullmatch(code):
        return None
    return "total_row" if any(text and _TOTAL.match(text) for text in row) else "note_row"


def _sums(sheet: Sheet, stated: dict[Place, Decimal], added: dict[Place, Decimal]) -> list[Problem]:
    return [
        problem("S-14", sheet=sheet.name, found=f"{added[place]:,f}", expected=f"{total:,f}")
        for place, total in stated.items()
        if abs(total - added[place]) > _ROUNDING
    ]

"""OCSC manpower yearbook: ordinary civil servants by department, position type and level, at 30 September.

Recognised by the table itself: its title, the level columns under each position type, and sums that agree
(levels to the row, departments to their ministry and to the total). The yearbook's other table of departments
has values shifted against their labels, which its ministry totals hide (37 departments in FY 2567): it is
never read, and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etl.definitions import definitions
from etl.definitions.calendar import Period, fiscal_year
from etl.definitions.problems import Problem, problem
from etl.definitions.thai import arabic, key
from etl.intake.formats.grid import Entry, Row, amount, body, faults_in, filled_right, grid, line, numbered
from etl.intake.rows import TOTAL_ALONE
from etl.intake.sheets import (
    IgnoredReason,
    IgnoredSheet,
    IgnoredSheetReason,
    Recognition,
    Sheet,
    Table,
    letter,
)
from etl.intake.surroundings import ministry_keys

_TITLE = re.compile(
    r"ข้าราชการพลเรือนสามัญ.*ปีงบประมาณ\s*(?:พ\.?ศ\.?)?\s*(?P<year>\d{4}).*จำแนกตามส่วนราชการ.*ระดับ"
)
_TOTAL = re.compile(TOTAL_ALONE)
_HEAD_ROWS = 10
_LABEL, _SUM, _FULL_YEAR_QUARTER = 0, 1, 4
_AGENCY_HEADER, _STAFF_HEADER = key("ส่วนราชการ"), key("ข้าราชการ")
_SHIFTED_FROM = 5
_ALL = "ALL"


@dataclass(frozen=True)
class _Head:
    period: Period
    levels: int
    """0-based row that names the levels; the body starts below it."""
    types: dict[int, str]
    """Column → position type."""


Figures = dict[str, Decimal]


def matches(sheets: Sequence[Sheet]) -> bool:
    """Whether one of the sheets carries the title and the level columns of this table."""
    return any(_head(grid(sheet, rows=_HEAD_ROWS)) for sheet in sheets if sheet.visible)


def recognise(sheets: Sequence[Sheet]) -> Recognition:
    """Headcount by department and position type from the one right sheet; every other sheet set aside."""
    table: Table | None = None
    totals: dict[str, Decimal] = {}
    ignored: list[IgnoredSheet] = []
    problems: list[Problem] = []
    for sheet in sheets:
        rows = grid(sheet)
        head = _head(rows) if sheet.visible and table is None else None
        if head is None:
            continue
        read, faults, stated = _read(sheet, rows, head)
        problems += faults
        if not faults:
            table, totals = read, stated
    for sheet in sheets:
        if table is None or sheet.name != table.sheet:
            ignored.append(IgnoredSheet(sheet.name, _reason(sheet, totals)))
    return Recognition((table,) if table else (), tuple(ignored), tuple(problems))


def _head(rows: Sequence[Row]) -> _Head | None:
    """The head of the table when its title and its two rows of types over levels are all there."""
    titles = (_TITLE.search(arabic(line(row))) for row in rows[:3])
    title = next(filter(None, titles), None)
    if title is None:
        return None
    for place, row in enumerate(rows[1:_HEAD_ROWS], start=1):
        filled = filled_right(row)
        codes = {
            column: code
            for column, text in enumerate(filled)
            if text and (code := definitions().lookup("position_types", text))
        }
        if set(codes.values()) == set(definitions().position_types) and place + 1 < len(rows):
            levels = {column: code for column, code in codes.items() if rows[place + 1][column]}
            year = fiscal_year(title["year"])
            return _Head(Period(year, _FULL_YEAR_QUARTER), place + 1, levels) if levels else None
    return None


def _read(sheet: Sheet, rows: Sequence[Row], head: _Head) -> tuple[Table, list[Problem], dict[str, Decimal]]:
    entries: list[Entry] = []
    ignored: list[tuple[int, IgnoredReason]] = []
    problems: list[Problem] = []
    totals: dict[str, Decimal] = {}
    grand: Figures | None = None
    ministry, stated, added, all_added = None, Figures(), Figures(), Figures()
    for row_no, row in numbered(rows, head.levels + 1):
        label = row[_LABEL] or ""
        figures = _figures(row, head)
        if reason := _set_aside(row, label):
            ignored.append((row_no, reason))
            if reason == "total_row" and grand is None:
                grand = figures
                problems += _row_sum(sheet, row_no, row, figures)
            if reason == "heading_row":
                problems += _row_sum(sheet, row_no, row, figures)
                problems += _sums(sheet, stated, added)
                ministry, stated, added = label, figures, Figures()
            continue
        problems += _row_sum(sheet, row_no, row, figures)
        totals[key(label)] = figures[_ALL] if key(label) not in totals else Decimal("NaN")
        added, all_added = _plus(added, figures), _plus(all_added, figures)
        entries += _entries(row_no, label, ministry, figures)
    problems += _sums(sheet, stated, added) + _sums(sheet, grand or Figures(), all_added)
    kept = {row_no for row_no, _ in entries}
    table = Table(
        dataset="headcount",
        sheet=sheet.name,
        header_row=head.levels + 1,
        columns={"agency": letter(_LABEL), "headcount": letter(_SUM)},
        body=body(("agency", "ministry", "group", "headcount"), entries),
        ignored=ignored,
        period=str(head.period),
        faults=faults_in(sheet, rows=kept, places=(_LABEL, _SUM, *head.types)),
        publisher="ocsc",
    )
    return table, problems, totals


def _set_aside(row: Row, label: str) -> IgnoredReason | None:
    if not line(row):
        return "blank_row"
    if _TOTAL.match(label):
        return "total_row"
    if key(label) in ministry_keys():
        return "heading_row"
    return None if row[_SUM] else "note_row"


def _figures(row: Row, head: _Head) -> Figures:
    figures = dict.fromkeys((*definitions().position_types, _ALL), Decimal(0))
    for column, code in head.types.items():
        figures[code] += amount(row[column])
        figures[_ALL] += amount(row[column])
    return figures


def _entries(row_no: int, agency: str, ministry: str | None, figures: Figures) -> Iterator[Entry]:
    for code in definitions().position_types:
        people = f"{figures[code]:f}"
        yield row_no, {"agency": agency, "ministry": ministry, "group": code, "headcount": people}


def _plus(one: Figures, other: Figures) -> Figures:
    return {code: one.get(code, Decimal(0)) + people for code, people in other.items()}


def _row_sum(sheet: Sheet, row_no: int, row: Row, figures: Figures) -> list[Problem]:
    if figures[_ALL] == amount(row[_SUM]):
        return []
    return [problem("S-14", sheet=sheet.name, row=row_no, found=f"{figures[_ALL]:,}", expected=row[_SUM])]


def _sums(sheet: Sheet, stated: Figures, added: Figures) -> list[Problem]:
    return [
        problem("S-14", sheet=sheet.name, found=f"{added.get(code, Decimal(0)):,}", expected=f"{people:,}")
        for code, people in stated.items()
        if added.get(code, Decimal(0)) != people
    ]


def _reason(sheet: Sheet, totals: dict[str, Decimal]) -> IgnoredSheetReason:
    if not sheet.visible:
        return "hidden"
    rows = grid(sheet)
    if not any(map(line, rows)):
        return "empty"
    return "shifted_values" if _is_shifted(rows, totals) else "not_this_table"


def _is_shifted(rows: Sequence[Row], totals: dict[str, Decimal]) -> bool:
    """Whether a table of the same people by department gives many departments another number."""
    for row in rows[:_HEAD_ROWS]:
        headers = [key(text or "") for text in row]
        if _AGENCY_HEADER in headers and _STAFF_HEADER in headers:
            staff = headers.index(_STAFF_HEADER)
            given = ((key(label), amount(below[staff])) for below in rows for label in below[:staff] if label)
            known = [(people, totals[name]) for name, people in given if name in totals]
            return sum(not stated.is_nan() and people != stated for people, stated in known) >= _SHIFTED_FROM
    return False

"""A deterministic person-level workbook, nine rows of every thousand faulty in a known way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

from etl.definitions import definitions
from etl.definitions.calendar import Period

VERSION = 1
"""Part of the file's name: raise it when the content changes, so that no old file is raced."""

TITLES = ("ผลการประเมินทักษะดิจิทัล ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564", "มาตรวัด 0-100")
HEADER_ROW = len(TITLES) + 1
FIXED = ("person_id", "agency", "group", "assessed_on", "method")
PLACES = {
    100: "person",
    200: "agency",
    300: "group",
    400: "date",
    500: "method",
    600: "score",
    700: "twice",
    800: "conflict",
}
"""Which row of a thousand has which fault: a conflict takes the row before it along, a twin counts once."""

Row = list[str | int | date | None]


def workbook(rows: int) -> Path:
    """The path of the workbook: so many rows of 12 columns, made on first use, kept in a temporary folder."""
    path = Path(tempfile.gettempdir()) / "readiness-bench" / f"assessment-{rows}-v{VERSION}.xlsx"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        book = Workbook(write_only=True)
        sheet = book.create_sheet("ผลประเมิน")
        for title in TITLES:
            sheet.append([title])
        for row in _rows(rows):
            sheet.append(row)
        unfinished = path.with_suffix(".part")
        book.save(unfinished)
        unfinished.replace(path)
    return path


def expected(rows: int) -> dict[str, int]:
    """The counts every contender must arrive at: a race between unequal works would mean nothing."""
    each = rows // 1000  # rows must be whole thousands
    return {"accepted": rows - 9 * each, "rejected": 8 * each, "ignored": each}


def _rows(count: int) -> Iterator[Row]:
    known = definitions()
    columns = {column.id: column.th for column in known.datasets["assessment"].columns}
    yield [*(columns[name] for name in FIXED), *(term.th for term in known.capabilities.values())]
    chance = Random(7)
    agencies = [agency.code for agency in known.expected_agencies(Period(2564, 2))[:60]]
    groups = [term.th for term in known.groups.values()]
    methods = ["TPQI", "ICDL", "IC3"]
    previous: Row = []
    for number in range(count):
        scores = [chance.randrange(20, 101) if chance.random() > 0.08 else None for _ in known.capabilities]
        day = date(2021, 1, 4) + timedelta(days=chance.randrange(80))
        person = f"P{number:07d}"
        who: Row = [person, chance.choice(agencies), chance.choice(groups), day, chance.choice(methods)]
        row = _spoiled([*who, *scores], previous, number % 1000)
        yield row
        previous = row


def _spoiled(row: Row, previous: Row, place: int) -> Row:
    """The row itself, or, at one place in a thousand for each fault, what that fault makes of it."""
    match PLACES.get(place):
        case "person":
            return [None, *row[1:]]
        case "agency":
            return [row[0], "99-99", *row[2:]]
        case "group":
            return [*row[:2], "ลูกจ้าง", *row[3:]]
        case "date":
            return [*row[:3], "31 ก.พ. 2564", *row[4:]]
        case "method":
            return [*row[:4], "โหวต", *row[5:]]
        case "score":
            return [*row[: len(FIXED)], 140, *row[len(FIXED) + 1 :]]
        case "twice":
            return previous
        case "conflict":
            scores = (score - 1 if isinstance(score, int) else None for score in previous[len(FIXED) :])
            return [*previous[: len(FIXED)], *scores]
        case _:
            return row

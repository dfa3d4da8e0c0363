"""Files with known faults in known cells: a few faults to a file, many files, the same for the same seed."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.bench.faults.clean import Layout, Value, layout
from tests.bench.faults.kinds import KINDS, Kind, Spot

TOGETHER = 4
"""Faults in one file."""
SHEET = "ข้อมูล"


@dataclass(frozen=True)
class Seeded:
    """One fault in one file: its kind, and the spots (sheet row, column, rules) where it must be told."""

    kind: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class SeededFile:
    """A file and everything that is wrong with it."""

    path: Path
    faults: tuple[Seeded, ...]


def seeded(folder: Path, *, count: int, seed: int) -> Iterator[SeededFile]:
    """Write so many faults, the kinds in turn; yield the files."""
    chance = Random(seed)
    waiting: defaultdict[tuple[str, bool], list[Kind]] = defaultdict(list)
    number = 0
    for at in range(count):
        kind = KINDS[at % len(KINDS)]
        xlsx = chance.choice(kind.formats)
        if kind.alone:
            number += 1
            yield _file(folder / f"{number:04}", [kind], xlsx, chance)
            continue
        batch = waiting[kind.dataset, xlsx]
        if len(batch) == TOGETHER or any(_same(kind, other) for other in batch):
            number += 1
            yield _file(folder / f"{number:04}", batch, xlsx, chance)
            batch.clear()
        batch.append(kind)
    for (_, xlsx), batch in waiting.items():
        number += 1
        yield _file(folder / f"{number:04}", batch, xlsx, chance)


def _same(kind: Kind, other: Kind) -> bool:
    """Two of one kind stay apart: notes are told once a column, with their first row."""
    return kind.name == other.name


def _file(stem: Path, kinds: Sequence[Kind], xlsx: bool, chance: Random) -> SeededFile:
    sheet = layout(kinds[0].dataset, chance, xlsx=xlsx)
    if kinds[0].alone:
        sheet.between.clear()
    rows = chance.sample(range(len(sheet.rows)), len(kinds))
    faults = [(kind.name, kind.sow(sheet, row, chance)) for kind, row in zip(kinds, rows, strict=True)]
    path = stem.with_suffix(".xlsx" if xlsx else ".csv")
    (_save_workbook if xlsx else _save_csv)(path, _lines(sheet))
    told = [Seeded(name, tuple(_addressed(spot, sheet) for spot in spots)) for name, spots in faults]
    return SeededFile(path, tuple(told))


def _addressed(spot: Spot, sheet: Layout) -> Spot:
    """A spot with the sheet's own row, and its column as the sheet's sender knows it."""
    row = sheet.row_no(spot.row) if spot.row is not None else None
    column = spot.column
    if column in sheet.columns:
        place = sheet.columns.index(column)
        column = get_column_letter(place + sheet.offset + 1) if sheet.xlsx else sheet.headers[column]
    return Spot(row, column, spot.rules)


def _lines(sheet: Layout) -> list[list[Value]]:
    blank: list[Value] = [None] * sheet.offset
    header = [[*blank, *(sheet.headers[name] for name in sheet.columns)]] if sheet.with_header else []
    body: list[list[Value]] = []
    for at, row in enumerate(sheet.rows):
        body += [[*blank, *line] for line in sheet.between.get(at, [])]
        beyond = [sheet.extra[at]] if at in sheet.extra else []
        body.append([*blank, *(row[name] for name in sheet.columns), *beyond])
    return [
        *([*blank, *line] for line in sheet.titles),
        *header,
        *body,
        *([*blank, *line] for line in sheet.notes),
    ]


def _save_workbook(path: Path, lines: Sequence[Sequence[Value]]) -> None:
    book = Workbook()
    page = book.active
    page.title = SHEET
    for number, line in enumerate(lines, start=1):
        for place, value in enumerate(line, start=1):
            if value is not None:
                page.cell(number, place, value)
    book.save(path)


def _save_csv(path: Path, lines: Sequence[Sequence[Value]]) -> None:
    width = max(map(len, lines))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([*map(_text, line)] or [""] * width for line in lines)


def _text(value: Value) -> str:
    if isinstance(value, date | datetime):
        return f"{value.day}/{value.month}/{value.year}"
    return "" if value is None else str(value)

"""Which row of which sheet every given-back row lands on, and which faults lie there. Draws nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final, Protocol

import pyarrow as pa
from openpyxl.utils import column_index_from_string, get_column_letter

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.datasets import NUMBERS
from etl.intake.returning import FIXED, Layout, RowKind, layouts, reference
from etl.intake.surroundings import is_synthetic
from etl.warehouse.records import DatasetRecord, ProblemRecord

_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")


class RefusedFile(Protocol):
    """A file with refused rows, as the pipeline tells it."""

    @property
    def file_name(self) -> str:
        """Name of the file as sent."""
        ...

    @property
    def submission(self) -> str | None:
        """Its id in the history; None for a file that was only checked."""
        ...

    @property
    def problems(self) -> tuple[ProblemRecord, ...]:
        """Problems of the file as a whole."""
        ...

    @property
    def datasets(self) -> tuple[DatasetRecord, ...]:
        """What became of its datasets."""
        ...

    @property
    def rows(self) -> pa.Table | None:
        """Rows to give back (`etl.intake.returning`)."""
        ...


@dataclass(frozen=True)
class Fault:
    """One fault, where it stood in the sender's file and where it stands now."""

    file_name: str
    problem: ProblemRecord
    sheet: str | None = None
    """Sheet of the workbook given back; None where the fault has no place there."""
    row: int | None = None
    column: int | None = None

    @property
    def place(self) -> str | None:
        """The cell, such as "C7"; None where there is none."""
        return f"{get_column_letter(self.column or 1)}{self.row}" if self.sheet and self.row else None


@dataclass
class Row:
    """One row of a sheet given back: texts by 1-based column, and the faults of its cells."""

    number: int
    kind: RowKind
    cells: dict[int, str]
    layout: Layout | None = None
    numeric: frozenset[int] = frozenset()
    """Columns whose plain numbers are written as numbers."""
    faults: defaultdict[int, list[ProblemRecord]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class PlannedSheet:
    """One sheet given back, its rows ascending by number."""

    title: str
    rows: list[Row] = field(default_factory=list)
    emptied: dict[int, str] = field(default_factory=dict)
    """Columns that come back without their content → the header they had."""

    @property
    def end(self) -> int:
        """Number of the last row so far."""
        return self.rows[-1].number if self.rows else 0


@dataclass(frozen=True)
class Plan:
    """The sheets of the workbook and all faults in the order of the files."""

    sheets: list[PlannedSheet]
    faults: list[Fault]
    submissions: tuple[str, ...]


def plan(files: Iterable[RefusedFile], words: Words) -> Plan:
    """Return where everything lands; the sender's own order of files, sheets and columns is kept."""
    sheets: list[PlannedSheet] = []
    faults: list[Fault] = []
    submissions: list[str] = []
    taken = {words("mending.list").casefold()}
    for file in files:
        if file.submission:
            submissions.append(file.submission)
        errors = errors_of(file)
        own: dict[str, PlannedSheet] = {}
        placed: list[Fault] = []
        for number, layout in enumerate(layouts(file.rows) if file.rows is not None else ()):
            if layout.sheet not in own:
                name = PurePath(file.file_name).stem if layout.by_header else layout.sheet
                own[layout.sheet] = PlannedSheet(_named(name, taken))
            rows = _rows_of(file.rows, number)
            placed += _place(own[layout.sheet], layout, number, rows, errors, file, words)
        sheets += own.values()
        told = {id(fault.problem) for fault in placed}
        faults += [Fault(file.file_name, one) for one in errors if id(one) not in told]
        faults += placed
    return Plan(sheets, faults, tuple(submissions))


def errors_of(file: RefusedFile) -> list[ProblemRecord]:
    """Return what refuses something, the file's own faults first."""
    told = [*file.problems, *(problem for record in file.datasets for problem in record.problems)]
    return [problem for problem in told if definitions().rules[problem.rule].severity == "error"]


def _rows_of(rows: pa.Table | None, number: int) -> list[dict[str, Any]]:
    if rows is None:
        return []
    found: list[dict[str, Any]] = rows.filter(pa.compute.equal(rows["table"], number)).to_pylist()
    return found


def _place(
    sheet: PlannedSheet,
    layout: Layout,
    number: int,
    rows: Sequence[dict[str, Any]],
    errors: Sequence[ProblemRecord],
    file: RefusedFile,
    words: Words,
) -> Iterator[Fault]:
    """Put a table's rows on its sheet, the faulty ones first, and yield where its faults lie."""
    by_row: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    for problem in errors:
        if problem.sheet == layout.sheet and problem.row is not None:
            by_row[problem.row].append(problem)
    shift = _around(sheet, layout, rows, words)
    headed = any(row["kind"] == "heading" for row in rows)
    body = [row for row in rows if row["kind"] in ("body", "heading")]
    if not headed:
        body.sort(key=lambda row: (row["row_no"] not in by_row, row["row_no"]))
    else:
        body.sort(key=lambda row: row["row_no"])
    head, numeric, person = sheet.end, _numeric(layout), _person(layout)
    for row in body:
        at = max(sheet.end + 1, row["row_no"] + shift) if headed else sheet.end + 1
        cells = _cells(row)
        if row["person"] is not None and person and file.submission:
            cells.setdefault(person, reference(file.submission, number, row["row_no"]))
        placed = Row(at, row["kind"], cells, layout, numeric)
        sheet.rows.append(placed)
        for problem in by_row.pop(row["row_no"], ()):
            column = _column(layout, problem)
            placed.faults[column].append(problem)
            yield Fault(file.file_name, problem, sheet.title, at, column)
    for note in (row for row in rows if row["kind"] == "note"):
        sheet.rows.append(Row(sheet.end + 1, "note", _cells(note)))
    sheet.emptied |= _emptied(layout)
    for problem in errors:
        if problem.sheet == layout.sheet and problem.row is None and _about(problem, layout, file):
            yield Fault(file.file_name, problem, sheet.title, head, _column(layout, problem))


def _around(sheet: PlannedSheet, layout: Layout, rows: Sequence[dict[str, Any]], words: Words) -> int:
    """Put titles and header on a sheet; return how far its rows have moved down."""
    shift = 0
    above = int(not sheet.rows)  # on a sheet with rows already, what is added stands below those
    titles = [row for row in rows if row["kind"] == "title"]
    if layout.synthetic and not any(is_synthetic(text) for row in titles for text in _cells(row).values()):
        sheet.rows.append(Row(sheet.end + 1, "title", {1: words("mending.synthetic")}))
        shift += above
    if layout.period:
        label = Period.parse(layout.period).label(words.lang)
        sheet.rows.append(Row(sheet.end + 1, "title", {1: label}))
        shift += above
    for row in (*titles, *(row for row in rows if row["kind"] == "header")):
        at = max(sheet.end + 1, row["row_no"] + shift)
        sheet.rows.append(Row(at, row["kind"], _cells(row), layout if row["kind"] == "header" else None))
    return shift


def _emptied(layout: Layout) -> dict[int, str]:
    """Return the columns not taken because they are personal or unknown; running numbers are neither."""
    told = (*layout.dropped, *layout.unknown)
    return {
        column_index_from_string(letter): header
        for letter, header in layout.headers.items()
        if letter not in layout.columns and any(header in one for one in told)
    }


def _cells(row: dict[str, Any]) -> dict[int, str]:
    return {
        column_index_from_string(name): text
        for name, text in row.items()
        if name not in FIXED and text is not None
    }


def _numeric(layout: Layout) -> frozenset[int]:
    """Return the columns of numbers and scores."""
    kinds = {column.id: column.kind for column in definitions().dataset(layout.dataset).columns}
    return frozenset(
        column_index_from_string(letter)
        for letter, column in layout.columns.items()
        if kinds.get(column) in NUMBERS or column.startswith("score:") or column == "score"
    )


def _person(layout: Layout) -> int | None:
    """Return the column that held the persons' ids."""
    found = (letter for letter, column in layout.columns.items() if column == "person_id")
    return next(map(column_index_from_string, found), None)


def _column(layout: Layout, problem: ProblemRecord) -> int:
    """Return the column a fault is shown at; the first one taken where it is about the whole row."""
    letter = layout.letter_of(problem.column)
    places = [column_index_from_string(one) for one in layout.columns]
    known = letter and re.fullmatch("[A-Z]{1,3}", letter)
    return column_index_from_string(letter) if letter and known else min(places, default=1)


def _about(problem: ProblemRecord, layout: Layout, file: RefusedFile) -> bool:
    return any(
        problem is one
        for record in file.datasets
        if record.dataset == layout.dataset and record.sheet == layout.sheet
        for one in record.problems
    )


def _named(name: str, taken: set[str]) -> str:
    """Return a sheet's name, told from those already taken."""
    plain = _NOT_IN_NAMES.sub(" ", name).strip("' ") or "-"
    number, title = 1, plain[:_LONGEST_NAME]
    while title.casefold() in taken:
        number += 1
        end = f" ({number})"
        title = plain[: _LONGEST_NAME - len(end)] + end
    taken.add(title.casefold())
    return title

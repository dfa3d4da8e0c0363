"""The three things intake hands from step to step: a raw sheet, a read file, a recognised table.

Nothing here parses or judges. `Sheet` is what the reader saw, `Table` is what recognition made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pyarrow as pa
import pyarrow.compute as pc

from etl.intake.limits import Limits

if TYPE_CHECKING:
    from etl.definitions.problems import Problem

Origin = Literal["xlsx", "csv"]
Publisher = Literal["agency", "ocsc", "bb", "cgd"]

CellFaultKind = Literal["error_value", "formula_without_value", "cell_too_long", "extra_cells", "citizen_id"]

IgnoredReason = Literal[
    "total_row",
    "blank_row",
    "note_row",
    "repeated_header",
    "heading_row",
    "outside_scope",
]

IgnoredSheetReason = Literal[
    "hidden", "empty", "no_known_dataset", "no_rows", "not_this_table", "shifted_values"
]


NO_CELLS = pa.table({})


@dataclass(frozen=True)
class CellFault:
    """One cell whose value the reader could not take as it stands; it is null in `Sheet.cells`."""

    row: int
    column: str
    kind: CellFaultKind
    found: str
    """A safe description: an error code such as `#REF!` or a count, never the text of the cell."""


@dataclass(frozen=True)
class Merge:
    """Cells of a column merged over several rows (1-based, inclusive); only the first holds the value."""

    column: str
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Sheet:
    """One worksheet (or one csv file) as text, at its true place: table row i is sheet row i + 1."""

    name: str
    visible: bool
    cells: pa.Table
    """All columns `pa.string()`, named A, B, …; null is an empty cell. A hidden sheet has no columns."""
    origin: Origin
    faults: tuple[CellFault, ...] = ()
    hidden_rows: int = 0
    merges: tuple[Merge, ...] = ()

    def header_texts(self, row: int) -> dict[str, str]:
        """Return column letter → text of a header row (1-based) of a csv file; nothing for a workbook."""
        if self.origin != "csv":
            return {}
        texts = {name: self.cells[name][row - 1].as_py() for name in self.cells.column_names}
        return {name: text for name, text in texts.items() if text}


@dataclass(frozen=True)
class IgnoredSheet:
    """A sheet nothing was taken from, and why."""

    sheet: str
    reason: IgnoredSheetReason


@dataclass(frozen=True)
class SheetSet:
    """Everything read from one file; `problems` is not empty when the file as a whole could not be read."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Table:
    """One recognised dataset of one sheet: its rows as text in canonical columns, and what stood around them.

    Every source row below the header is either in `body` (by `row_no`) or in `ignored`; none is lost between.
    """

    dataset: str
    sheet: str
    header_row: int
    """The last row of the header, 1-based; the body starts below it."""
    columns: dict[str, str]
    """Canonical column id (wide assessment: `score:DLit`) → column letter of the sheet."""
    body: pa.Table
    """Canonical columns as text, plus `row_no` int32 (1-based sheet row). One source row may give several."""
    ignored: list[tuple[int, IgnoredReason]]
    period: str | None = None
    agency: str | None = None
    scale: str | None = None
    unit: str | None = None
    dropped: tuple[str, ...] = ()
    """Headers of columns dropped because they hold personal data."""
    unknown: tuple[str, ...] = ()
    """Headers that match no column of the dataset; their cells are not taken."""
    synthetic: bool = False
    faults: tuple[CellFault, ...] = ()
    """Faulty cells of the body, in columns that were taken; in others only what must not be sent at all."""
    refused: tuple[Problem, ...] = ()
    """What makes the table unusable as a whole; its rows are looked at all the same, and all go back."""
    publisher: Publisher = "agency"
    headers: Mapping[str, str] = field(default_factory=dict)
    """Column letter → header text, for files whose columns have no letters of their own (csv)."""

    def address(self, letter: str | None) -> str | None:
        """Return a column as its sender knows it: the letter in a workbook, the header in a csv file."""
        return self.headers.get(letter, letter) if letter else letter


@dataclass(frozen=True)
class Recognition:
    """What one file (or one sheet) holds: its tables, the sheets set aside, and problems of either."""

    tables: tuple[Table, ...] = ()
    ignored: tuple[IgnoredSheet, ...] = ()
    problems: tuple[Problem, ...] = ()


def reading_fault(
    rule: str,
    *,
    sheet: str | None = None,
    row: int | None = None,
    found: str | None = None,
    expected: str | None = None,
) -> Problem:
    """Return the problem of a file or sheet that cannot be read.

    The definitions are loaded only now: a reading process starts a third sooner without them.
    """
    from etl.definitions.problems import problem

    return problem(rule, sheet=sheet, row=row, found=found, expected=expected)


def letter(position: int) -> str:
    """Letters of a 0-based column: 0 → A, 25 → Z, 26 → AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def place_of(letters: str) -> int:
    """0-based position of a column: A → 0, Z → 25, AA → 26."""
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1


def cells_table(columns: list[pa.Array], limits: Limits) -> tuple[pa.Table, tuple[CellFault, ...]]:
    """Columns named A, B, …, empty texts as null; cells longer than the limit become null and are named."""
    faults: list[CellFault] = []
    clean: dict[str, pa.Array] = {}
    for position, column in enumerate(columns):
        name = letter(position)
        length = pc.utf8_length(column)
        if (pc.max(length).as_py() or 0) > limits.characters:
            too_long = pc.fill_null(pc.greater(length, limits.characters), False)
            for row in pc.indices_nonzero(too_long).to_pylist():
                faults.append(CellFault(row + 1, name, "cell_too_long", f"{length[row].as_py():,}"))
            column = pc.if_else(too_long, pa.scalar(None, pa.string()), column)
        if pc.min(length).as_py() == 0:
            column = pc.if_else(pc.equal(length, 0), pa.scalar(None, pa.string()), column)
        clean[name] = column
    return pa.table(clean), tuple(faults)

"""What goes back to a sender: the layout of each table, and all rows of every dataset with refused ones.

Kept so that the sender's own sheet can be made again: titles, header, rows at their places. Columns that were
not taken, names of persons and their ids stay out; a row's pseudonym is kept beside it, to know its person
again. Whole datasets go back and not their refused rows alone: what is sent again replaces all of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.thai import key
from etl.intake import surroundings
from etl.intake.draft import are_plain
from etl.intake.privacy import MASK, looks_like_person, masked
from etl.intake.sheets import Sheet, SheetSet, Table
from etl.intake.validate import Accepted

RowKind = Literal["title", "header", "heading", "body", "note"]

FIXED: Final = ("table", "row_no", "kind", "person")
"""Columns of returned rows that are no columns of the sheet."""

_LAYOUTS: Final = b"layouts"
_REFERENCE: Final = re.compile(r"REF/([0-9]{6})([0-9A-F]{8})/([0-9]+)/([0-9]+)")
_FEWEST_DIGITS: Final = 9
"""Plain numbers of fewer digits reach nobody: a telephone has nine at least."""
_BARE_ID: Final = re.compile(r"[A-Z]{1,3}[0-9]{1,8}")
"""Most ids of persons: neither a name nor an address."""
_ABOUT_PERSONS: Final = re.compile(
    r"ผู้(?:รายงาน|จัดทำ|รับรอง|ตรวจสอบ|ประสานงาน|กรอก|บันทึก|อนุมัติ|ส่ง)|ลงชื่อ|ลงนาม|ติดต่อ|โทร|"
    r"(?i:contact|prepared|reported|checked|approved|signed)\b"
)
"""Titles with these words may name a person without a title of address."""


@dataclass(frozen=True)
class Layout:
    """How one table stood in its sheet, and what was made of it."""

    dataset: str
    sheet: str
    header_row: int
    columns: Mapping[str, str]
    """Column letter → canonical column, for the columns taken."""
    headers: Mapping[str, str]
    """Column letter → header text of every column."""
    dropped: tuple[str, ...]
    """Headers of columns dropped because they hold personal data."""
    unknown: tuple[str, ...]
    """Headers of columns not taken because no dataset knows them."""
    ignored: Mapping[str, int]
    """Reason (`sheets.IgnoredReason`) → rows set aside for it."""
    hidden_rows: int
    period: str | None
    """Quarter the operator named for a table that names none."""
    synthetic: bool
    by_header: bool
    """Whether columns are told by their header and not by a letter (csv)."""
    spoken: tuple[tuple[str, str], ...]
    """Agencies and periods all rows speak of, be they accepted or not."""

    def letter_of(self, column: str | None) -> str | None:
        """Return the letter of a column as a problem names it; None where there is no such column."""
        if not self.by_header:
            return column
        return next((letter for letter, header in self.headers.items() if header == column), None)


def unnamed(text: str) -> str:
    """Return a text as it stands, or with what is personal masked where there is any."""
    return masked(text) if looks_like_person(text) else text


REFERS: Final = "REF/"
"""What every reference to a row begins with."""


def reference(submission: str, table: int, row_no: int) -> str:
    """Return what stands in a given-back file in the place of a person's id: the row it was sent in."""
    return f"REF/{submission.replace('-', '').upper()}/{table}/{row_no}"


def referred(text: str) -> tuple[str, int, int] | None:
    """Return the submission, table and row a normalised person id refers to; None for any other id."""
    stated = _REFERENCE.fullmatch(text)
    if stated is None:
        return None
    return f"{stated[1]}-{stated[2].lower()}", int(stated[3]), int(stated[4])


def layout(sheet: Sheet, table: Table, outcome: Accepted, *, period: Period | None) -> Layout:
    """Return how a judged table stood in its sheet."""
    stated = table.period is not None or "period" in table.columns or not period
    by_header = bool(table.headers)
    return Layout(
        dataset=table.dataset,
        sheet=table.sheet,
        header_row=table.header_row,
        columns={letter: column for column, letter in table.columns.items()},
        headers={name: unnamed(text) for name, text in _row(sheet, table.header_row).items()},
        dropped=tuple(map(unnamed, table.dropped)),
        unknown=tuple(map(unnamed, table.unknown)),
        ignored=dict(Counter(str(reason) for _, reason in table.ignored)),
        hidden_rows=sheet.hidden_rows,
        period=None if stated else str(period),
        synthetic=table.synthetic,
        by_header=by_header,
        spoken=outcome.spoken,
    )


def layouts(rows: pa.Table) -> tuple[Layout, ...]:
    """Return the layouts of returned rows, in the order of their column `table`."""
    told: list[dict[str, Any]] = json.loads((rows.schema.metadata or {})[_LAYOUTS])
    return tuple(
        Layout(
            **{
                **one,
                "dropped": tuple(one["dropped"]),
                "unknown": tuple(one["unknown"]),
                "spoken": tuple((unit, period) for unit, period in one["spoken"]),
            }
        )
        for one in told
    )


def returned(
    read: SheetSet,
    tables: Sequence[Table],
    outcomes: Sequence[Accepted],
    *,
    period: Period | None,
    ids: bool,
) -> pa.Table | None:
    """Return all rows of the datasets with refused rows, None where there are none.

    Columns: table, row_no, kind, person (pseudonym) and the sheets' own letters as text. `ids` leaves person
    ids in place that tell nothing by themselves: for a copy made in memory, for the one who sent them.
    """
    sheets = {sheet.name: sheet for sheet in read.sheets}
    faulty = {outcome.dataset for outcome in outcomes if outcome.rejected}
    parts: list[pa.Table] = []
    told: list[Layout] = []
    for table, outcome in zip(tables, outcomes, strict=True):
        if table.dataset not in faulty or table.sheet not in sheets:
            continue
        others = [other for other in tables if other.sheet == table.sheet]
        parts.append(_returned(len(told), sheets[table.sheet], table, outcome, others, ids=ids))
        told.append(layout(sheets[table.sheet], table, outcome, period=period))
    if not parts:
        return None
    rows = pa.concat_tables(parts, promote_options="default")
    return rows.replace_schema_metadata({_LAYOUTS: json.dumps([asdict(one) for one in told])})


def _returned(
    number: int, sheet: Sheet, table: Table, outcome: Accepted, others: Sequence[Table], *, ids: bool
) -> pa.Table:
    around = [*_titles(sheet, table, others), ("header", table.header_row, _row(sheet, table.header_row))]
    around += _set_aside(sheet, table)
    texts = [
        {
            "table": number,
            "row_no": row_no,
            "kind": kind,
            "person": None,
            **{name: unnamed(text) for name, text in cells.items()},
        }
        for kind, row_no, cells in around
    ]
    names = [*FIXED, *sheet.cells.column_names]
    schema = pa.schema([_FIXED_TYPES.get(name, pa.field(name, pa.string())) for name in names])
    rows = [pa.Table.from_pylist([{**dict.fromkeys(names), **row} for row in texts], schema)]
    rows.append(_body(number, sheet, table, outcome, ids=ids))
    return pa.concat_tables(rows, promote_options="default")


def _body(number: int, sheet: Sheet, table: Table, outcome: Accepted, *, ids: bool) -> pa.Table:
    """Return the rows of data; those that repeat an earlier one stay out, for they would do so again."""
    row_numbers = table.body["row_no"].combine_chunks().to_numpy(zero_copy_only=False)
    _, first = np.unique(row_numbers, return_index=True)
    kept = np.sort(first)[~np.isin(row_numbers[np.sort(first)], outcome.repeated)]
    columns = _texts(sheet, table, row_numbers, kept, ids=ids)
    persons = outcome.persons.take(pa.array(kept)) if outcome.persons is not None else None
    return pa.table(
        {
            "table": pa.repeat(pa.scalar(number, pa.int32()), len(kept)),
            "row_no": pa.array(row_numbers[kept], pa.int32()),
            "kind": pa.repeat(pa.scalar("body", pa.string()), len(kept)),
            "person": pa.nulls(len(kept), pa.binary()) if persons is None else persons.cast(pa.binary()),
            **columns,
        }
    )


def _texts(
    sheet: Sheet,
    table: Table,
    row_numbers: npt.NDArray[np.int32],
    kept: npt.NDArray[np.int64],
    *,
    ids: bool,
) -> dict[str, pa.Array]:
    """Return the columns taken, by letter; every column of a published table: those name nobody."""
    if table.publisher != "agency":
        places = pa.array(row_numbers[kept] - 1)
        return {
            name: _masked(sheet.cells[name].combine_chunks().take(places))
            for name in sheet.cells.column_names
        }
    kinds = {column.id: column.kind for column in definitions().dataset(table.dataset).columns}
    places = pa.array(kept)
    return {
        letter: _masked(table.body[column].combine_chunks().take(places), whole=kinds.get(column) == "person")
        for column, letter in table.columns.items()
        if column in table.body.column_names and (ids or kinds.get(column) != "person")
    }


def _masked(texts: pa.Array, *, whole: bool = False) -> pa.Array:
    """Return texts with what is personal in them masked; `whole` lets go of such texts altogether."""
    encoded = texts.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    safe = [
        text
        if (plain and len(text) < _FEWEST_DIGITS) or _BARE_ID.fullmatch(text)
        else _safe(text, whole=whole)
        for text, plain in zip(distinct, are_plain(distinct), strict=True)
    ]
    if safe == distinct:
        return texts
    return pa.array(safe, pa.string()).take(encoded.indices)


def _safe(text: str, *, whole: bool) -> str | None:
    shown = unnamed(text)
    return None if whole and shown != text else shown


def _titles(sheet: Sheet, table: Table, others: Sequence[Table]) -> list[tuple[RowKind, int, dict[str, str]]]:
    """Return the rows above a header that are of no other table; of those about persons, what they state."""
    inside = {row for other in others if other is not table for row in _rows_of(other)}
    found: list[tuple[RowKind, int, dict[str, str]]] = []
    for row_no in range(1, table.header_row):
        cells = {} if row_no in inside else _row(sheet, row_no)
        if any(map(_about_person, cells.values())):
            cells = _stated(sheet, cells)
        if cells:
            found.append(("title", row_no, cells))
    return found


def _stated(sheet: Sheet, cells: Mapping[str, str]) -> dict[str, str]:
    """Return what a title row states of its table and nothing else, so that no name can be among it."""
    said = surroundings.read([list(cells.values())])
    labels = [Period.parse(period).label("th") for period in said.periods]
    registered = surroundings.agency_keys() | surroundings.ministry_keys()
    labels += [name for name in (*said.agencies, *said.ministries) if key(name) in registered]
    labels += [f"มาตรวัด {scale}" for scale in said.scales]
    labels += [f"หน่วย: {definitions().units[unit].th}" for unit in said.units]
    return dict(zip(sheet.cells.column_names, labels, strict=False))


def _set_aside(sheet: Sheet, table: Table) -> list[tuple[RowKind, int, dict[str, str]]]:
    """Return the ignored rows that say something of the others: headings, and the mark of synthetic data."""
    found: list[tuple[RowKind, int, dict[str, str]]] = []
    for row_no, reason in table.ignored:
        cells = _row(sheet, row_no) if reason in ("heading_row", "note_row") else {}
        if reason == "heading_row" and not any(map(_about_person, cells.values())):
            found.append(("heading", row_no, cells))
        elif synthetic := {name: text for name, text in cells.items() if surroundings.is_synthetic(text)}:
            found.append(("note", row_no, synthetic))
    return found


def _rows_of(table: Table) -> set[int]:
    return {table.header_row, *table.body["row_no"].to_pylist(), *(row for row, _ in table.ignored)}


def _about_person(text: str) -> bool:
    return looks_like_person(text) or MASK in text or bool(_ABOUT_PERSONS.search(text))


def _row(sheet: Sheet, row_no: int) -> dict[str, str]:
    """Return letter → text of a row of a sheet."""
    texts = {name: sheet.cells[name][row_no - 1].as_py() for name in sheet.cells.column_names}
    return {name: text for name, text in texts.items() if text and text.strip()}


_FIXED_TYPES: Final = {
    "table": pa.field("table", pa.int32()),
    "row_no": pa.field("row_no", pa.int32()),
    "kind": pa.field("kind", pa.string()),
    "person": pa.field("person", pa.binary()),
}

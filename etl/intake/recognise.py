"""Recognition: which datasets the sheets of a file hold, and why other rows and sheets are set aside.

A dataset is known by its header row, never by the name of a file or a sheet. Nothing here judges a value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.problems import Problem, problem
from etl.intake import areas, formats, headers, remarks, strangers, surroundings
from etl.intake.headers import Header, Row
from etl.intake.rows import Sorting, sort, trimmed
from etl.intake.sheets import (
    CellFault,
    IgnoredSheet,
    IgnoredSheetReason,
    Recognition,
    Sheet,
    SheetSet,
    Table,
    letter,
    place_of,
)
from etl.intake.surroundings import NOTHING_SAID, Surroundings

_MERGED_KINDS = {
    "person",
    "agency",
    "ministry",
    "period",
    "group",
    "position",
    "stage",
    "method",
    "framework",
    "population",
    "scale",
    "date",
    "text",
    "theme",
    "source",
    "purpose",
    "unit",
    "fiscal_year",
}

_COVER_CELLS = 60
"""Filled cells of a cover; sheets with more are lists, which state nothing for the whole."""


def contents(sheets: SheetSet) -> Recognition:
    """Every table of a file: by a published layout where one matches, else sheet by sheet."""
    layout = formats.matching(sheets.sheets)
    if layout:
        parts = [layout.recognise(sheets.sheets)]
    else:
        cover = _cover(sheets.sheets)
        parts = [tables(sheet, cover) for sheet in sheets.sheets]
    found = tuple(table for part in parts for table in part.tables)
    problems = [fault for part in parts for fault in part.problems]
    ignored = tuple(sheet for part in parts for sheet in part.ignored)
    told = ignored
    if not (found or layout or any(fault.severity == "error" for fault in problems)):
        problems += filter(None, map(remarks.headless, sheets.sheets))
        bare = [sheet for sheet in ignored if sheet.reason == "no_rows"]
        problems += [problem("D-01", sheet=one.sheet) for one in bare] or [problem("F-19")]
        told = tuple(sheet for sheet in ignored if sheet not in bare)
    return Recognition(found, ignored, (*problems, *map(remarks.set_aside, told)))


def prepare() -> None:
    """Load the words headers and titles are known by, which the first table would wait for otherwise."""
    headers.find([("", "")])
    headers.spellings()
    surroundings.ministry_keys()


def tables(sheet: Sheet, cover: Surroundings = NOTHING_SAID) -> Recognition:
    """The tables of one sheet, side by side and one below the other; a sheet without any is named.

    `cover` is what sheets without a table say of the whole workbook.
    """
    if not sheet.visible:
        return _set_aside(sheet, "hidden")
    columns = [trimmed(column) for column in sheet.cells.columns]
    if not any(len(column) - column.null_count for column in columns):
        return _set_aside(sheet, "empty")
    found: list[Table] = []
    problems: list[Problem] = []
    seen_headers, most = 0, int(definitions().threshold("max_tables"))
    for area in areas.side_by_side(columns):
        said = _above(columns, area) if area is not columns else NOTHING_SAID
        start = 0
        while start < sheet.cells.num_rows:
            rows = areas.top(area, start)
            header = headers.find(rows)
            if header is None:
                break
            seen_headers += 1
            if seen_headers > most:
                fault = problem("S-19", sheet=sheet.name, row=start + header.last + 1, expected=f"{most:,}")
                return Recognition(problems=(fault,))
            header, legend = areas.with_legend(header, rows)
            table, said, sorting = _table(sheet, area, start, header, rows, legend, said, cover)
            start = table.header_row + max(sorting.end, 1)
            if sorting.keep:
                found.append(table)
                problems += remarks.told_of(sheet, table)
            else:
                problems += remarks.of_header(sheet, header, area, table.header_row)
    if found or problems:
        return Recognition(tuple(found), (), tuple(problems))
    return _set_aside(sheet, "no_rows" if seen_headers else "no_known_dataset")


def _cover(sheets: Sequence[Sheet]) -> Surroundings:
    """What small sheets without a table, such as a cover, say of the whole workbook."""
    lines: list[Row] = []
    for sheet in sheets:
        cells = sum(len(column) - column.null_count for column in sheet.cells.columns)
        if sheet.visible and cells <= _COVER_CELLS and sheet.cells.num_rows <= headers.HEADER_WITHIN:
            rows = areas.top(sheet.cells.columns)
            lines += rows if len(sheets) > 1 and headers.find(rows) is None else []
    return surroundings.cover(lines)


def _above(columns: list[pa.Array], area: list[pa.Array]) -> Surroundings:
    """What the whole width of a sheet says above the first header of one of its tables."""
    header = headers.find(areas.top(area))
    return surroundings.read(areas.top(columns)[: header.first]) if header else NOTHING_SAID


def _table(
    sheet: Sheet,
    columns: list[pa.Array],
    start: int,
    header: Header,
    rows: list[Row],
    legend: tuple[str, ...],
    inherited: Surroundings,
    cover: Surroundings,
) -> tuple[Table, Surroundings, Sorting]:
    below = start + header.last + 1
    body_columns = [column.slice(below) for column in columns]
    taken = {*header.columns.values(), *header.fallbacks.values()}
    faults = [(place_of(fault.column), fault.row - below - 1) for fault in sheet.faults]
    faulty = [(place, position) for place, position in faults if place in taken and position >= 0]
    sorting = sort(body_columns, header, rows[header.first : header.last + 1], faulty)
    brackets = [part for text in header.texts for part in headers.bracketed(text)]
    marks = [[note] for note in sorting.notes if surroundings.is_synthetic(note)]
    own = surroundings.read([*rows[: header.first], *marks], [*brackets, *legend])
    own = own.otherwise(inherited)
    said = own.against(cover)
    body = _body(sheet, body_columns, header, sorting, said, below)
    row_numbers = body["row_no"].to_pylist() if sheet.faults or sheet.origin == "csv" else []
    unread = strangers.look(columns, header, [below + place for place in sorting.keep])
    table = Table(
        dataset=header.dataset,
        sheet=sheet.name,
        header_row=below,
        columns={column: letter(place) for column, place in header.columns.items()},
        body=body,
        ignored=[(below + place + 1, reason) for place, reason in sorting.ignored.items()],
        period=_only(said.periods),
        agency=_only(said.agencies),
        scale=_only(said.scales),
        unit=_only(said.units),
        dropped=(*header.personal, *unread.dropped),
        unknown=tuple(text for text in header.unknown if text not in unread.dropped),
        synthetic=said.synthetic,
        faults=_cell_faults(sheet, header, row_numbers, columns) + unread.faults,
        headers=sheet.header_texts(below),
    )
    refused = remarks.of_header(sheet, header, body_columns, below) + remarks.of_table(table, said)
    return replace(table, refused=tuple(refused)), own, sorting


def _body(
    sheet: Sheet, columns: list[pa.Array], header: Header, sorting: Sorting, said: Surroundings, below: int
) -> pa.Table:
    """Kept rows in canonical columns; agency and ministry from headings or title where no column has them."""
    data = {column: columns[place] for column, place in header.columns.items()}
    for column, place in header.fallbacks.items():
        data[column] = pa.compute.coalesce(data[column], columns[place])
    data = {column: _unmerged(sheet, header, column, values, below) for column, values in data.items()}
    height = len(columns[0])
    for column, named, headings in (
        ("agency", said.agencies, sorting.agencies),
        ("ministry", said.ministries, sorting.ministries),
    ):
        if column not in data and (named or headings):
            data[column] = _spread(_only(named), headings, height)
    kept = np.asarray(sorting.keep, dtype=np.int32)
    body = {column: _taken(values, kept) for column, values in data.items()}
    body["row_no"] = pa.array(kept + below + 1, pa.int32())
    return pa.table(body)


def _taken(values: pa.Array, kept: npt.NDArray[np.int32]) -> pa.Array:
    """These rows (ascending) of a column; rows without a gap between them are not copied."""
    if len(kept) and kept[-1] - kept[0] + 1 == len(kept):
        return values.slice(kept[0], len(kept))
    return values.take(pa.array(kept))


def _unmerged(sheet: Sheet, header: Header, column: str, values: pa.Array, below: int) -> pa.Array:
    """Labels of cells merged over several rows, on each of those rows; amounts are never repeated."""
    kinds = {known.id: known.kind for known in definitions().datasets[header.dataset].columns}
    places = {letter(header.columns[column])}
    spans = [merge for merge in sheet.merges if merge.column in places and merge.first_row > below]
    if not spans or kinds.get(column) not in _MERGED_KINDS:
        return values
    filled = values.to_pylist()
    for span in spans:
        first = span.first_row - below - 1
        last = min(span.last_row - below, len(filled))
        filled[first:last] = [filled[first]] * (last - first) if first < len(filled) else []
    return pa.array(filled, pa.string())


def _spread(first: str | None, headings: dict[int, str], height: int) -> pa.Array:
    values: list[str | None] = [first, *([None] * (height - 1))][:height]
    for place, text in headings.items():
        values[place] = text
    return pa.compute.fill_null_forward(pa.array(values, pa.string()))


def _cell_faults(
    sheet: Sheet, header: Header, row_numbers: list[int], columns: list[pa.Array]
) -> tuple[CellFault, ...]:
    """Faulty cells of kept rows in columns taken; in csv also cells beyond the header, which mean a shift."""
    kept = set(row_numbers)
    taken = {letter(place) for place in (*header.columns.values(), *header.fallbacks.values())}
    faults = [fault for fault in sheet.faults if fault.row in kept and fault.column in taken]
    if sheet.origin == "csv":
        width = max(place for place, text in enumerate(header.texts) if text) + 1
        for place in range(width, len(columns)):
            extra = np.flatnonzero(pa.compute.is_valid(columns[place]).to_numpy(zero_copy_only=False)) + 1
            faults += [
                CellFault(row, letter(place), "extra_cells", "") for row in extra.tolist() if row in kept
            ]
    return tuple(faults)


def _set_aside(sheet: Sheet, reason: IgnoredSheetReason) -> Recognition:
    return Recognition(ignored=(IgnoredSheet(sheet.name, reason),))


def _only(values: tuple[str, ...]) -> str | None:
    return values[0] if len(values) == 1 else None

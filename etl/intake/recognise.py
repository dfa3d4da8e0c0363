"""Recognition: which datasets the sheets of a file hold, and why other rows and sheets are set aside.

A dataset is known by its header row, never by the name of a file or a sheet. Nothing here judges a value.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.models import Dataset
from etl.definitions.problems import Problem, problem
from etl.intake import formats, headers, surroundings
from etl.intake.headers import Header, Row
from etl.intake.privacy import masked
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
)
from etl.intake.surroundings import Surroundings

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
    "scale",
    "date",
    "text",
    "theme",
    "source",
    "purpose",
    "unit",
    "fiscal_year",
}


def contents(sheets: SheetSet) -> Recognition:
    """Every table of a file: by a published layout where one matches, else sheet by sheet."""
    layout = formats.matching(sheets.sheets)
    parts = [layout.recognise(sheets.sheets)] if layout else [tables(sheet) for sheet in sheets.sheets]
    found = tuple(table for part in parts for table in part.tables)
    problems = [fault for part in parts for fault in part.problems]
    ignored = tuple(sheet for part in parts for sheet in part.ignored)
    if not (found or layout or any(fault.severity == "error" for fault in problems)):
        problems.append(problem("F-19"))
    return Recognition(found, ignored, (*problems, *map(_told, ignored)))


def prepare() -> None:
    """Load the words headers and titles are known by, which the first table would wait for otherwise."""
    headers.find([["", ""]])
    headers.spellings()
    surroundings.ministry_keys()


def tables(sheet: Sheet) -> Recognition:
    """The tables of one sheet, one below the other; a sheet without any is named with the reason."""
    if not sheet.visible:
        return _set_aside(sheet, "hidden")
    columns = [trimmed(column) for column in sheet.cells.columns]
    found: list[Table] = []
    problems: list[Problem] = []
    start, height, said, seen_header = 0, sheet.cells.num_rows, Surroundings(), False
    if not any(len(column) - column.null_count for column in columns):
        return _set_aside(sheet, "empty")
    while start < height:
        tops = (column.slice(start, headers.HEADER_WITHIN).to_pylist() for column in columns)
        rows: list[Row] = list(zip(*tops, strict=True))
        header = headers.find(rows)
        if header is None:
            break
        seen_header = True
        if faults := _header_faults(sheet, header):
            problems += faults
            break
        table, said, sorting = _table(sheet, columns, start, header, rows, said)
        start += header.last + 1 + max(sorting.end, 1)
        if not sorting.keep:
            continue
        if faults := _table_faults(table, said):
            problems += faults
        else:
            found.append(table)
            problems += _told_of(sheet, table)
    if found or problems:
        return Recognition(tuple(found), (), tuple(problems))
    return _set_aside(sheet, "no_rows" if seen_header else "no_known_dataset")


def _table(
    sheet: Sheet,
    columns: list[pa.Array],
    start: int,
    header: Header,
    rows: list[Row],
    inherited: Surroundings,
) -> tuple[Table, Surroundings, Sorting]:
    below = start + header.last + 1
    body_columns = [column.slice(below) for column in columns]
    sorting = sort(body_columns, header, rows[header.first : header.last + 1])
    brackets = [part for text in header.texts for part in headers.bracketed(text)]
    marks = [[note] for note in sorting.notes if surroundings.is_synthetic(note)]
    own = surroundings.read([*rows[: header.first], *marks], brackets)
    said = own.otherwise(inherited)
    body = _body(sheet, body_columns, header, sorting, said, below)
    row_numbers = body["row_no"].to_pylist() if sheet.faults or sheet.origin == "csv" else []
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
        dropped=header.personal,
        unknown=header.unknown,
        synthetic=said.synthetic,
        faults=_cell_faults(sheet, header, row_numbers, columns),
        headers=sheet.header_texts(below),
    )
    return table, said, sorting


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


def _header_faults(sheet: Sheet, header: Header) -> list[Problem]:
    dataset = definitions().datasets[header.dataset]
    faults = [_lacks(sheet.name, dataset, column) for column in header.missing]
    return faults + [
        problem(
            "S-08",
            sheet=sheet.name,
            row=header.last + 1,
            found=", ".join(letter(place) for place in places),
            expected=_header_of(dataset.id, column),
        )
        for column, places in header.doubled.items()
    ]


def _lacks(sheet: str, dataset: Dataset, column: str) -> Problem:
    expected = dataset.column(column).th
    return problem("S-13", sheet=sheet, expected=expected, dataset_th=dataset.th, dataset_en=dataset.en)


def _table_faults(table: Table, said: Surroundings) -> list[Problem]:
    """What makes a table unusable as a whole: no agency anywhere, or a title that contradicts itself."""
    dataset = definitions().datasets[table.dataset]
    stated = {"period": said.periods, "agency": said.agencies, "scale": said.scales, "unit": said.units}
    faults = [
        problem("S-15", sheet=table.sheet, found=" / ".join(values))
        for column, values in stated.items()
        if len(values) > 1 and column not in table.columns
    ]
    wanted = any(column.id == "agency" and column.required for column in dataset.columns)
    if wanted and "agency" not in table.body.column_names and not faults:
        faults.append(_lacks(table.sheet, dataset, "agency"))
    return faults


def _told_of(sheet: Sheet, table: Table) -> list[Problem]:
    """What the sender should know of a table that was taken."""
    told = []
    if table.unknown:
        unknown = masked(", ".join(table.unknown))
        told.append(problem("S-10", sheet=sheet.name, row=table.header_row, found=unknown))
    if sheet.hidden_rows:
        told.append(problem("S-12", sheet=sheet.name, found=f"{sheet.hidden_rows:,}"))
    return told


def _told(aside: IgnoredSheet) -> Problem:
    if aside.reason == "hidden":
        return problem("S-04", sheet=aside.sheet)
    reason = f"recognition.sheet.{aside.reason}"
    thai, english = definitions().words("th"), definitions().words("en")
    return problem("S-09", sheet=aside.sheet, reason_th=thai(reason), reason_en=english(reason))


def _set_aside(sheet: Sheet, reason: IgnoredSheetReason) -> Recognition:
    return Recognition(ignored=(IgnoredSheet(sheet.name, reason),))


def _header_of(dataset: str, column: str) -> str:
    """Official Thai header of a column; a wide score's is its capability's name."""
    capability = column.removeprefix("score:")
    if capability != column:
        return definitions().capabilities[capability].th
    return definitions().datasets[dataset].column(column).th


def _only(values: tuple[str, ...]) -> str | None:
    return values[0] if len(values) == 1 else None

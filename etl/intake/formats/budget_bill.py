"""Budget bill volumes as csv: the lines of the digital-skills project as budget requests, no others.

An amount of the bill is what was requested, never what was allocated; FISCAL_YEAR is of the Christian era.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.definitions.calendar import fiscal_year
from etl.intake.formats.grid import Entry, Row, body, faults_in, grid, line, numbered
from etl.intake.sheets import CellFault, IgnoredReason, IgnoredSheet, Recognition, Sheet, Table, letter

_HEADERS = {
    "line": "ITEM_ID",
    "ministry": "MINISTRY",
    "agency": "BUDGETARY_UNIT",
    "fiscal_year": "FISCAL_YEAR",
    "requested": "AMOUNT",
}
_PROJECT = "PROJECT"
_SKILLS_PROJECT = "โครงการการยกระดับทักษะบุคลากรภาครัฐ"
_BLANKS = re.compile(r"\s+")
_STATED = {"source": "request", "purpose": "development"}


def matches(sheets: Sequence[Sheet]) -> bool:
    """Whether the file is one csv with the columns of the budget bill."""
    return len(sheets) == 1 and _places(grid(sheets[0], rows=1)) is not None


def recognise(sheets: Sequence[Sheet]) -> Recognition:
    """Requests for the digital-skills project, one row a bill item; a volume may well hold none."""
    sheet = sheets[0]
    rows = grid(sheet)
    places = _places(rows[:1]) or {}
    entries: list[Entry] = []
    ignored: list[tuple[int, IgnoredReason]] = []
    for row_no, row in numbered(rows, 1):
        project = _BLANKS.sub("", row[places[_PROJECT]] or "")
        if project.startswith(_SKILLS_PROJECT):
            texts = {column: row[places[column]] for column in _HEADERS}
            entries.append((row_no, {**texts, **_STATED, "fiscal_year": _year(texts["fiscal_year"])}))
        else:
            ignored.append((row_no, "outside_scope" if line(row) else "blank_row"))
    if not entries:
        return Recognition(ignored=(IgnoredSheet(sheet.name, "no_rows"),))
    kept = {row_no for row_no, _ in entries}
    table = Table(
        dataset="budget",
        sheet=sheet.name,
        header_row=1,
        columns={column: letter(places[column]) for column in _HEADERS},
        body=body((*_HEADERS, *_STATED), entries),
        ignored=ignored,
        unit="baht",
        faults=faults_in(sheet, rows=kept, places=places.values()) + _extra(rows, kept),
        publisher="bb",
        headers=sheet.header_texts(1),
    )
    return Recognition((table,))


def _places(rows: Sequence[Row]) -> dict[str, int] | None:
    """0-based place of each column taken, None where one is missing."""
    headers = [text or "" for text in rows[0]] if rows else []
    wanted = {**_HEADERS, _PROJECT: _PROJECT}
    if not all(header in headers for header in wanted.values()):
        return None
    return {column: headers.index(header) for column, header in wanted.items()}


def _year(text: str | None) -> str | None:
    """The fiscal year in B.E.; a text that is no year stays as it is, for validation to name."""
    try:
        return str(fiscal_year(text or ""))
    except ValueError:
        return text


def _extra(rows: Sequence[Row], kept: set[int]) -> tuple[CellFault, ...]:
    """Rows wider than the header: a separator without quotation marks has shifted them."""
    width = max(place for place, text in enumerate(rows[0]) if text) + 1
    return tuple(
        CellFault(row_no, letter(width), "extra_cells", "")
        for row_no in sorted(kept)
        if any(rows[row_no - 1][width:])
    )

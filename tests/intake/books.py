"""Small real-shaped files for the tests of intake, and the real published ones beside the clone."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook

from etl.intake.sheets import Sheet, Table, letter

Cell = str | int | float | None
SHARED = Path(__file__).resolve().parents[3] / "shared" / "real"


def sheet(*rows: Sequence[Cell], name: str = "ข้อมูล", origin: str = "xlsx") -> Sheet:
    """A sheet as the reader gives it: rows of texts, blank where None."""
    width = max(map(len, rows))
    filled = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = [
        [None if cell is None else str(cell) for cell in column] for column in zip(*filled, strict=True)
    ]
    cells = pa.table({letter(place): pa.array(column, pa.string()) for place, column in enumerate(columns)})
    return Sheet(name, True, cells, "csv" if origin == "csv" else "xlsx")


def save(path: Path, *rows: Sequence[Cell]) -> Path:
    """A workbook of one sheet with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def rows_read(table: Table) -> int:
    """Source rows a table accounts for: distinct rows of the body plus the ignored ones."""
    return len(table.body["row_no"].unique()) + len(table.ignored)


def rezip(source: Path, target: Path, *, change: dict[str, bytes]) -> Path:
    """The same workbook with some parts replaced or added."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, change.get(member, old.read(member)))
        for member, content in change.items():
            if member not in old.namelist():
                new.writestr(member, content)
    return target


def real(name: str) -> Path:
    """A published file beside the clone; without ../shared the test is skipped, without the file it fails."""
    if not SHARED.exists():
        pytest.skip(f"../shared is not here, and with it the published file {name}")
    path = SHARED / name
    assert path.exists(), f"the published file {name} does not stand in ../shared/real"
    return path

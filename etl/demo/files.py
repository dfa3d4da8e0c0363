"""Writes one demonstration file: sheets of a workbook, or one csv in the sender's encoding."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl.demo.dialect import FileType
from etl.demo.forms import Form
from etl.publish import xlsx

ENCODING: Final = {"csv": "utf-8-sig", "csv_cp874": "cp874"}
DATE_FORMAT: Final = "dd/mm/yyyy"


@dataclass(frozen=True)
class Parcel:
    """One file as it arrives: name without suffix, type, sheets, and when the sender saved it."""

    name: str
    type: FileType
    forms: tuple[Form, ...]
    saved_at: datetime


def write(parcel: Parcel, folder: Path) -> Path:
    """Write the parcel into the folder and return its path; equal parcels give equal bytes."""
    if parcel.type == "xlsx":
        path = folder / f"{parcel.name}.xlsx"
        book = Workbook()
        book.remove(book.worksheets[0])
        for form in parcel.forms:
            _fill(book.create_sheet(form.sheet), form)
        xlsx.save(book, path, saved_at=parcel.saved_at)
        return path
    path = folder / f"{parcel.name}.csv"
    [form] = parcel.forms
    path.write_bytes(_csv(form).encode(ENCODING[parcel.type]))
    return path


def _fill(sheet: Worksheet, form: Form) -> None:
    body = form.body.itertuples(index=False, name=None)
    rows = [*((line,) for line in form.above), *form.header, *body, *((line,) for line in form.below)]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            _put(sheet, number, place, value)
    for merged in form.merged:
        sheet.merge_cells(_moved(merged, down=len(form.above)))


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        xlsx.text(cell, value)
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = DATE_FORMAT


def _moved(merged: str, *, down: int) -> str:
    """Return a range such as A1:B2 so many rows further down."""
    return ":".join(f"{corner[0]}{int(corner[1:]) + down}" for corner in merged.split(":"))


def _csv(form: Form) -> str:
    """Return the sheet as csv text, every line as wide as the table, as spreadsheet programs save it."""
    width = form.body.shape[1]
    out = io.StringIO(newline="")

    def lines(rows: list[tuple[str, ...]]) -> None:
        frame = pd.DataFrame([(*row, *("",) * (width - len(row))) for row in rows])
        frame.to_csv(out, header=False, index=False, lineterminator="\r\n")

    lines([*((text,) for text in form.above), *form.header])
    form.body.to_csv(out, header=False, index=False, lineterminator="\r\n")
    if form.below:
        lines([(text,) for text in form.below])
    return out.getvalue()

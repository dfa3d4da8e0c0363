"""What recognition has to say of a sheet or a table: what is missing, doubled, contradictory or set aside."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.datasets import Dataset
from etl.definitions.problems import Problem, problem
from etl.intake import looks
from etl.intake.headers import Header
from etl.intake.privacy import masked
from etl.intake.rows import trimmed
from etl.intake.sheets import IgnoredSheet, Sheet, Table, letter
from etl.intake.surroundings import Surroundings


def of_header(sheet: Sheet, header: Header, columns: Sequence[pa.Array], header_row: int) -> list[Problem]:
    """Required columns that are missing, and columns that stand there twice; `columns` are the body's."""
    dataset = definitions().datasets[header.dataset]
    faults = [
        _lacks(
            sheet.name, dataset, column, row=header_row, instead=_instead(dataset, column, header, columns)
        )
        for column in header.missing
    ]
    return faults + [
        problem(
            "S-08",
            sheet=sheet.name,
            row=header_row,
            found=", ".join(letter(place) for place in places),
            expected=_header_of(dataset.id, column),
        )
        for column, places in header.doubled.items()
    ]


def _instead(dataset: Dataset, column: str, header: Header, columns: Sequence[pa.Array]) -> str | None:
    """The column whose header is not known, but whose values are of the missing column's kind."""
    unknown = [at for at, text in enumerate(header.texts) if text in header.unknown]
    place = looks.likeness(dataset.column(column), columns, unknown)
    return None if place is None else f"{letter(place)} {header.texts[place]}"


def _lacks(
    sheet: str, dataset: Dataset, column: str, *, row: int | None = None, instead: str | None = None
) -> Problem:
    return problem(
        "S-18" if instead else "S-13",
        sheet=sheet,
        row=row,
        found=instead and masked(instead),
        expected=dataset.column(column).th,
        dataset_th=dataset.th,
        dataset_en=dataset.en,
    )


def headless(sheet: Sheet) -> Problem | None:
    """The fault of a sheet that holds the columns of a dataset and no header to know them by."""
    found = looks.headless([trimmed(column) for column in sheet.cells.columns]) if sheet.visible else None
    if found is None:
        return None
    dataset = definitions().datasets[found[0]]
    places = [f"{letter(place)} = {dataset.column(column).th}" for column, place in found[1].items()]
    return problem(
        "S-16",
        sheet=sheet.name,
        row=1,
        expected=", ".join(places),
        dataset_th=dataset.th,
        dataset_en=dataset.en,
    )


def of_table(table: Table, said: Surroundings) -> list[Problem]:
    """What makes a table unusable as a whole: no agency anywhere, or a title that contradicts itself."""
    dataset = definitions().datasets[table.dataset]
    stated = {"period": said.periods, "agency": said.agencies, "scale": said.scales, "unit": said.units}
    taken = {column.id for column in dataset.columns}
    faults = [
        problem("S-15", sheet=table.sheet, row=1, found=masked(" / ".join(values)))
        for column, values in stated.items()
        if len(values) > 1 and column in taken - table.columns.keys()
    ]
    wanted = any(column.id == "agency" and column.required for column in dataset.columns)
    if wanted and "agency" not in table.body.column_names and not faults:
        faults.append(_lacks(table.sheet, dataset, "agency", row=table.header_row))
    return faults


def told_of(sheet: Sheet, table: Table) -> list[Problem]:
    """What the sender should know of a table that was taken."""
    told = []
    told_already = [fault.found or "" for fault in table.refused if fault.rule == "S-18"]
    strange = [text for text in table.unknown if not any(text in fault for fault in told_already)]
    if strange:
        unknown = masked(", ".join(strange))
        told.append(problem("S-10", sheet=sheet.name, row=table.header_row, found=unknown))
    if sheet.hidden_rows:
        told.append(problem("S-12", sheet=sheet.name, found=f"{sheet.hidden_rows:,}"))
    return told


def set_aside(aside: IgnoredSheet) -> Problem:
    """The note on a sheet nothing was taken from."""
    if aside.reason == "hidden":
        return problem("S-04", sheet=aside.sheet)
    reason = f"recognition.sheet.{aside.reason}"
    thai, english = definitions().words("th"), definitions().words("en")
    return problem("S-09", sheet=aside.sheet, reason_th=thai(reason), reason_en=english(reason))


def _header_of(dataset: str, column: str) -> str:
    """Official Thai header of a column; a wide score's is its capability's name."""
    capability = column.removeprefix("score:")
    if capability != column:
        return definitions().capabilities[capability].th
    return definitions().datasets[dataset].column(column).th

"""What was refused and waits to be mended: the rows that go back, and the persons a mended file refers to.

A file that is given back holds no person's id. Where one stood it says which row of which submission it was
(`returning.reference`), and the person of that row is taken from there when the file comes in again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa

from etl.intake.returning import REFERS, layouts, referred
from etl.warehouse import store
from etl.warehouse.errors import UnknownSubmission, WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.records import DatasetRecord, Ledger, ProblemRecord, Stored


@dataclass(frozen=True)
class Refused:
    """A file with refused rows: its problems, and the rows to give back (None: no table was recognised)."""

    file_name: str
    submission: str | None
    problems: tuple[ProblemRecord, ...]
    datasets: tuple[DatasetRecord, ...]
    rows: pa.Table | None


def refused(home: Path, submission: str | None = None) -> list[Refused]:
    """Return the submissions whose faults nobody has mended yet, oldest first; or the one named.

    UnknownSubmission where there is none of that name. A fault is mended by a file made for it, or when later
    files have replaced all that the faulty dataset spoke of.
    """
    place = Home(home)
    ledger = store.read_ledger(place)
    received = store.stored(place, ledger)
    if submission is not None:
        _known(ledger, submission)
        return [_whole(place, one) for one in received if one.entry.id == submission]
    return [_whole(place, one) for one in received if _open(place, one, received)]


def referring(
    home: Home, pseudonym: Callable[[Sequence[str]], list[bytes]]
) -> Callable[[list[str]], list[bytes | None]]:
    """Return the pseudonyms of ids; a reference stands for the person of its row (None: nobody known)."""

    @cache
    def persons(submission: str) -> dict[tuple[int, int], bytes]:
        try:
            rows = store.returned_rows(home, store.read_manifest(home, submission))
        except WarehouseError:
            return {}
        if rows is None:
            return {}
        columns = (rows[name].to_pylist() for name in ("table", "row_no", "person"))
        return {
            (table, row_no): person
            for table, row_no, person in zip(*columns, strict=True)
            if person is not None
        }

    def known(texts: list[str]) -> list[bytes | None]:
        found: list[bytes | None] = [*pseudonym(texts)]
        for number, text in enumerate(texts):
            if text.startswith(REFERS) and (place := referred(text)):
                submission, *row = place
                found[number] = persons(submission).get((row[0], row[1]))
        return found

    return known


def _known(ledger: Ledger, submission: str) -> None:
    if all(entry.id != submission for entry in ledger.entries):
        raise UnknownSubmission("submission_unknown", submission=submission)


def _whole(home: Home, one: Stored) -> Refused:
    receipt = one.manifest.receipt
    rows = store.returned_rows(home, one.manifest)
    return Refused(receipt.file_name, one.entry.id, receipt.problems, receipt.datasets, rows)


def _open(home: Home, one: Stored, received: Sequence[Stored]) -> bool:
    """Return whether a submission has refused rows nobody has mended or sent anew."""
    faulty = {record.dataset for record in one.manifest.receipt.datasets if record.rejected}
    if one.entry.withdrawn or not faulty:
        return False
    later = [other for other in received if other.entry.sequence > one.entry.sequence and other.entry.counts]
    if any(one.entry.id in other.manifest.receipt.mends for other in later):
        return False
    spoken = _spoken(home, one, faulty)
    replaced = {(part.dataset, part.unit, part.period) for other in later for part in other.manifest.parts}
    return not spoken or not spoken <= replaced


def _spoken(home: Home, one: Stored, datasets: Iterable[str]) -> set[tuple[str, str, str]]:
    """Return what the faulty datasets of a submission speak of: dataset, agency and period."""
    rows = store.returned_rows(home, one.manifest)
    told = layouts(rows) if rows is not None else ()
    return {
        (layout.dataset, unit, period)
        for layout in told
        if layout.dataset in datasets
        for unit, period in layout.spoken
    }

"""Submissions and the ledger: what was received, from whom, and which of it counts.

A submission is written once and never changed; whether it counts is the ledger's word alone. Nothing here
reads a sent file, judges a row or opens the database.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from etl.definitions import definitions
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, Pointer, flush_file, flush_folder, reached, remove, write_durably
from etl.warehouse.records import SHAPE, Ledger, Manifest, Part, Receipt, Stored
from etl.warehouse.schemas import typed

KEPT_LEDGERS: Final = 10
ROW_GROUP: Final = 32_768
"""Rows of a stored file that one thread of the database reads: several, so that all have some to read."""
USER: Final = "READINESS_USER"
RETURNED: Final = "returned.parquet"


def operator() -> str:
    """Return who is working: READINESS_USER, else the name the system knows."""
    return os.environ.get(USER) or getuser()


def now() -> datetime:
    """Return the time in UTC, for people to read; no order and no figure depends on it."""
    return datetime.now(UTC)


@contextmanager
def changing(home: Home) -> Iterator[Ledger]:
    """Hold the writer lock and give the current ledger; whatever was not published by the end is removed."""
    with home.writing():
        ledger = begin(home)
        try:
            yield ledger
        finally:
            tidy(home, read_ledger(home))


def keep(
    home: Home,
    receipt: Receipt,
    *,
    tables: Mapping[str, pa.Table],
    rejects: pa.Table | None,
    returned: pa.Table | None = None,
    sequence: int,
    by: str,
) -> Manifest:
    """Write one submission to disk and return its manifest; it counts only once a published ledger lists it.

    `tables` holds each counted dataset's rows as intake hands them over, `rejects` the refused rows of all,
    `returned` all rows of the datasets that have some, as they go back to their sender.
    """
    manifest = describe(receipt, tables=tables, sequence=sequence, by=by)
    folder = home.submissions / manifest.id
    remove(folder)
    folder.mkdir()
    files = {
        f"{dataset}.parquet": _numbered(typed(dataset, rows), sequence) for dataset, rows in tables.items()
    }
    if rejects is not None:
        files["rejects.parquet"] = rejects
    if returned is not None:
        files[RETURNED] = returned
    with ThreadPoolExecutor() as several:  # Arrow leaves the interpreter free meanwhile
        list(several.map(lambda name: _write(folder / name, files[name]), sorted(files)))
    reached("after-rows")
    manifest = manifest.model_copy(update={"files": {name: digest(folder / name) for name in sorted(files)}})
    write_durably(folder / "manifest.json", manifest.model_dump_json().encode(), through=home.temporary)
    flush_folder(home.submissions)
    reached("after-submission")
    return manifest


def _write(path: Path, rows: pa.Table) -> None:
    pq.write_table(rows, path, compression="zstd", row_group_size=ROW_GROUP)
    flush_file(path)


def describe(receipt: Receipt, *, tables: Mapping[str, pa.Table], sequence: int, by: str) -> Manifest:
    """Return the manifest a submission would have, its files not yet written."""
    return Manifest(
        version=SHAPE,
        id=f"{sequence:06d}-{receipt.sha256[:8]}",
        sequence=sequence,
        received_at=now(),
        received_by=by,
        receipt=receipt,
        parts=tuple(part for dataset, rows in sorted(tables.items()) for part in parts(dataset, rows)),
        files={},
    )


def parts(dataset: str, rows: pa.Table) -> list[Part]:
    """Return the agencies and periods a dataset's rows are returns for, in order, with their numbers."""
    shape = definitions().dataset(dataset)
    unit, period = shape.unit_column, shape.period_column
    counted = rows.group_by([unit, period]).aggregate([([], "count_all")])
    found = zip(
        counted[unit].to_pylist(), counted[period].to_pylist(), counted["count_all"].to_pylist(), strict=True
    )
    ordered = sorted((str(unit), str(period), int(number)) for unit, period, number in found)
    return [Part(dataset=dataset, unit=unit, period=period, rows=number) for unit, period, number in ordered]


def digest(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def read_ledger(home: Home) -> Ledger:
    """Return the current ledger; where the pointer is lost, the newest one that can be read.

    WarehouseError where ledgers lie there and none can be read: taking that for an empty home would lose all.
    """
    pointer = home.pointer()
    if pointer and (found := _ledger(home, pointer.ledger)):
        return found
    numbers = sorted(
        (int(path.stem) for path in home.ledgers.glob("*.json") if path.stem.isdecimal()), reverse=True
    )
    for number in numbers:
        if found := _ledger(home, number):
            return found
    if numbers or pointer:
        raise WarehouseError("ledger_damaged", path=home.ledgers)
    return Ledger(number=0)


def begin(home: Home) -> Ledger:
    """Return the current ledger to a writer that holds the lock, debris removed, a lost pointer set again."""
    ledger = read_ledger(home)
    if home.pointer() is None:
        if ledger.number == 0:
            write_ledger(home, ledger)
        home.point(
            Pointer(snapshot=ledger.snapshots[-1].id if ledger.snapshots else None, ledger=ledger.number)
        )
    tidy(home, ledger)
    return ledger


def write_ledger(home: Home, ledger: Ledger) -> None:
    """Write a ledger beside the others; it is not current before the pointer names it."""
    write_durably(
        _ledger_path(home, ledger.number), ledger.model_dump_json().encode(), through=home.temporary
    )


def read_manifest(home: Home, submission: str) -> Manifest:
    """Return a stored submission's manifest; WarehouseError where it is damaged."""
    path = home.submissions / submission / "manifest.json"
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise WarehouseError("submission_damaged", submission=submission, file=path.name) from fault


def stored(home: Home, ledger: Ledger) -> tuple[Stored, ...]:
    """Return every submission the ledger lists, in the order of receipt."""
    return tuple(Stored(entry, read_manifest(home, entry.id)) for entry in ledger.entries)


def known(home: Home, ledger: Ledger, receipt: Receipt) -> bool:
    """Return whether these bytes were already received and judged in exactly this way (refused again)."""
    same = [entry for entry in ledger.entries if entry.sha256 == receipt.sha256 and entry.withdrawn is None]
    return bool(same) and read_manifest(home, same[-1].id).receipt == receipt


def dataset_files(home: Home, counting: Sequence[Manifest], dataset: str) -> list[Path]:
    """Return the stored files of a dataset; WarehouseError where one is damaged."""
    name = f"{dataset}.parquet"
    found: list[Path] = []
    for manifest in counting:
        if name not in manifest.files:
            continue
        path = home.submissions / manifest.id / name
        if not path.is_file() or digest(path) != manifest.files[name]:
            raise WarehouseError("submission_damaged", submission=manifest.id, file=name)
        found.append(path)
    return found


def returned_rows(home: Home, manifest: Manifest) -> pa.Table | None:
    """Return the rows of a submission that go back to its sender; WarehouseError where they are damaged."""
    if RETURNED not in manifest.files:
        return None
    path = home.submissions / manifest.id / RETURNED
    if not path.is_file() or digest(path) != manifest.files[RETURNED]:
        raise WarehouseError("submission_damaged", submission=manifest.id, file=RETURNED)
    return pq.read_table(path)


def tidy(home: Home, ledger: Ledger) -> None:
    """Remove what the current ledger does not need: debris of killed runs, old ledgers, old snapshots."""
    submissions = {entry.id for entry in ledger.entries}
    snapshots = {f"{snapshot.id}.duckdb" for snapshot in ledger.snapshots}
    ledgers = {f"{number}.json" for number in range(ledger.number - KEPT_LEDGERS + 1, ledger.number + 1)}
    _remove_all_but(home.temporary, set())
    _remove_all_but(home.submissions, submissions)
    _remove_all_but(home.snapshots, snapshots)
    _remove_all_but(home.ledgers, ledgers)


def _remove_all_but(folder: Path, kept: Iterable[str]) -> None:
    for path in folder.iterdir():
        if path.name not in kept:
            remove(path)


def _numbered(rows: pa.Table, sequence: int) -> pa.Table:
    """Return rows with the submission's number, which is how SQL tells submissions apart."""
    return rows.append_column("submission", pa.repeat(pa.scalar(sequence, pa.int32()), len(rows)))


def _ledger_path(home: Home, number: int) -> Path:
    return home.ledgers / f"{number}.json"


def _ledger(home: Home, number: int) -> Ledger | None:
    try:
        return Ledger.model_validate_json(_ledger_path(home, number).read_bytes())
    except (OSError, ValueError):
        return None

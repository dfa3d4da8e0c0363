"""Publishing a snapshot and opening the published one.

A snapshot is a DuckDB file that is finished before it gets its name and never written again. Writers never
touch a file a reader may hold; readers never wait, and see one snapshot from open to close.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import duckdb
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.warehouse import journal
from etl.warehouse.amend import EverybodyTouched
from etl.warehouse.build import LOCKED, figures, fill, workbench
from etl.warehouse.errors import NothingPublished, WarehouseError
from etl.warehouse.home import Home, Pointer, flush_file, reached, settle
from etl.warehouse.records import Ledger, SnapshotRecord, Stored
from etl.warehouse.restating import restated
from etl.warehouse.sql import version
from etl.warehouse.store import digest, now, read_ledger, stored, write_ledger
from etl.warehouse.tables import put

LayDown = Callable[[duckdb.DuckDBPyConnection, Path | None], None]
"""Adds tables to a database being built; given the former snapshot where that is amended."""

_ATTEMPTS: Final = 10
READER: Final[dict[str, str | bool | int | float | list[str]]] = {
    **LOCKED,
    "enable_external_access": False,
    "lock_configuration": True,
}


def publish(
    home: Home,
    ledger: Ledger,
    *,
    lay_down: LayDown | None = None,
    afresh: bool = False,
    restate: bool = False,
) -> SnapshotRecord:
    """Build the database a changed ledger calls for, then make both current; the caller holds the lock.

    The current snapshot is amended where that gives the same, unless it is to be made `afresh`. `lay_down`
    adds what readers look up besides the marts. Other rules or reference rows than the published ones at a
    released quarter are refused unless figures are to be restated. Until the pointer is replaced nothing has
    happened; WarehouseError (the build was refused) leaves it so.
    """
    if not restate:
        _refuse_restating(home, ledger)
    former = None if afresh else _amendable(home, ledger)
    if former:
        try:
            return _publish(home, ledger, lay_down=lay_down, former=former)
        except EverybodyTouched:
            _unfinished(home).unlink()
    return _publish(home, ledger, lay_down=lay_down, former=None)


def _publish(home: Home, ledger: Ledger, *, lay_down: LayDown | None, former: Path | None) -> SnapshotRecord:
    number = ledger.number + 1
    built = _unfinished(home)
    submissions = stored(home, ledger)
    created_at = now()
    with workbench(built, spill=home.temporary / "spill") as connection:
        fill(connection, home, submissions, confirmations=ledger.confirmations, former=former)
        if lay_down:
            lay_down(connection, former)
        hashed = figures(connection)
        name = f"{number:06d}-{hashed[:8]}"
        put(
            connection,
            "meta.snapshot",
            _about(name, number, hashed, created_at.replace(tzinfo=None), submissions),
        )
        connection.execute("checkpoint")
    flush_file(built)
    reached("after-build")
    record = SnapshotRecord(
        id=name, ledger=number, created_at=created_at, figures=hashed, sha256=digest(built)
    )
    settle(built, snapshot_path(home, name))
    reached("after-snapshot")
    published = ledger.publishing(record)
    write_ledger(home, published)
    home.point(Pointer(snapshot=name, ledger=number))
    return record


def _refuse_restating(home: Home, ledger: Ledger) -> None:
    """Raise WarehouseError where other rules or reference rows hold at a released quarter than before."""
    released = sorted({Period.parse(one.period) for one in journal.releases(home)})
    former = _open(home, ledger.snapshots[-1]) if released and ledger.snapshots else None
    if former:
        with former:
            for what, period in restated(former, definitions(), ledger.confirmations, released):
                raise WarehouseError("restated", what=what, period=period)


def _unfinished(home: Home) -> Path:
    return home.temporary / "building.duckdb"


def _amendable(home: Home, ledger: Ledger) -> Path | None:
    """Return the current snapshot where it is sound and of the definitions and statements now in force."""
    if not ledger.snapshots:
        return None
    record = ledger.snapshots[-1]
    connection = _open(home, record)
    if connection is None:
        return None
    with connection:
        shaped_by = connection.execute(
            "select definitions_version, code_version from meta.snapshot"
        ).fetchone()
    return snapshot_path(home, record.id) if shaped_by == (definitions().version, version()) else None


def snapshot_path(home: Home, snapshot: str) -> Path:
    """Return where a snapshot's file lies."""
    return home.snapshots / f"{snapshot}.duckdb"


@dataclass(frozen=True)
class OpenSnapshot:
    """A snapshot open for reading; `instead_of` names the newer, damaged one it stands in for."""

    id: str
    connection: duckdb.DuckDBPyConnection
    instead_of: str | None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.connection.close()


def state_of(home: Home) -> tuple[str, int, int]:
    """Return what tells one published state from the next, without opening it: its name, bytes and time.

    A home whose pointer is lost, or whose file is, still has a state; `open_current` says what serves it.
    """
    pointer = home.pointer()
    name = (pointer.snapshot if pointer else None) or ""
    try:
        found = snapshot_path(home, name).stat()
    except OSError:
        return name, -1, -1
    return name, found.st_size, found.st_mtime_ns


def open_current(home: Home) -> OpenSnapshot:
    """Open the published snapshot read-only, the newest sound one before it where its file is damaged.

    NothingPublished where there is none yet; WarehouseError where every one is damaged.
    """
    for _ in range(_ATTEMPTS):
        before = home.pointer()
        ledger = read_ledger(home)
        if not ledger.snapshots:
            raise NothingPublished("nothing_published", path=home.root)
        for record in reversed(ledger.snapshots):
            if connection := _open(home, record):
                current = ledger.snapshots[-1].id
                return OpenSnapshot(record.id, connection, current if record.id != current else None)
            if home.pointer() != before:
                break  # published and tidied away in between: look again
        else:
            break
    raise WarehouseError("all_damaged", path=home.root)


def _open(home: Home, record: SnapshotRecord) -> duckdb.DuckDBPyConnection | None:
    path = snapshot_path(home, record.id)
    try:
        found = path.stat()
        if _digest_of(path, found.st_size, found.st_mtime_ns) != record.sha256:
            return None
        return duckdb.connect(str(path), read_only=True, config=READER)
    except (OSError, duckdb.Error):
        return None


@lru_cache(maxsize=16)
def _digest_of(path: Path, size: int, modified: int) -> str:
    """Return a snapshot file's SHA-256, computed once while size and time of change stay the same."""
    del size, modified
    return digest(path)


def _about(
    name: str, number: int, hashed: str, created_at: object, submissions: Sequence[Stored]
) -> pa.Table:
    """Return the one row of `meta.snapshot`: what this snapshot is and what shaped it."""
    counting = [one for one in submissions if one.entry.counts]
    columns = {
        "id": pa.string(),
        "created_at": pa.timestamp("us"),
        "synthetic": pa.bool_(),
        "submissions": pa.int32(),
        "ledger": pa.int32(),
        "definitions_version": pa.string(),
        "figures": pa.string(),
        "code_version": pa.string(),
    }
    row = {
        "id": name,
        "created_at": created_at,
        "synthetic": any(one.manifest.receipt.synthetic for one in counting),
        "submissions": len(counting),
        "ledger": number,
        "definitions_version": definitions().version,
        "figures": hashed,
        "code_version": version(),
    }
    return pa.Table.from_pylist([row], schema=pa.schema(list(columns.items())))

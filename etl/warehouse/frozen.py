"""The files of a release: written once beside each other, known by their SHA-256, never changed or removed.

    releases/001/snapshot.duckdb, ledger.json          what the figures were computed from
    releases/001/{definitions,reference,sql}/…         what they were computed with
    releases/001/…                                     what was handed out

A folder the journal does not list is debris of a killed run; the next release of that number replaces it.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
from pydantic import ValidationError

from etl.definitions import Definitions
from etl.definitions.files import DefinitionFaults
from etl.definitions.load import FOLDER, REFERENCE, read_definitions
from etl.warehouse.home import Home, flush_file, flush_folder, reached, remove, settle
from etl.warehouse.records import Ledger, Stored
from etl.warehouse.releases import Release, ReleaseError
from etl.warehouse.snapshot import READER
from etl.warehouse.sql import SQL
from etl.warehouse.store import digest, read_manifest

SNAPSHOT: Final = "snapshot.duckdb"
LEDGER: Final = "ledger.json"
_SOURCES: Final = {
    "definitions": (FOLDER, "*.toml"),
    "reference": (REFERENCE, "*.csv"),
    "sql": (SQL, "*.sql"),
}


def keep(
    home: Home, number: int, *, snapshot: Path, ledger: Ledger, write: Callable[[Path], None]
) -> Mapping[str, str]:
    """Write a release's folder and return its files' SHA-256; it counts only once the journal lists it.

    `write` adds what is handed out to the folder it is given. The caller holds the lock.
    """
    building = home.temporary / f"release-{number}"
    remove(building)
    building.mkdir(parents=True)
    shutil.copyfile(snapshot, building / SNAPSHOT)
    (building / LEDGER).write_text(ledger.model_dump_json(), encoding="utf-8")
    for name, (source, pattern) in _SOURCES.items():
        for path in sorted(source.rglob(pattern)):
            copy = building / name / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    write(building)
    files = {
        path.relative_to(building).as_posix(): path for path in sorted(building.rglob("*")) if path.is_file()
    }
    for path in files.values():
        flush_file(path)
    for inner in (building, *(path for path in building.rglob("*") if path.is_dir())):
        flush_folder(inner)
    digests = {name: digest(path) for name, path in files.items()}
    reached("after-release-files")
    place = path_of(home, number)
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        shutil.rmtree(place)
    settle(building, place)
    reached("after-release-folder")
    return digests


def path_of(home: Home, number: int) -> Path:
    """Return where a release's files lie."""
    return home.releases / f"{number:03d}"


def read(home: Home, release: Release, name: str) -> bytes:
    """Return a frozen file's bytes; ReleaseError where they are not those that were released."""
    return sound(home, release, name).read_bytes()


def sound(home: Home, release: Release, name: str) -> Path:
    """Return a frozen file's path; ReleaseError where its bytes are not those that were released."""
    path = path_of(home, release.number) / name
    if name not in release.files or not path.is_file() or digest(path) != release.files[name]:
        raise ReleaseError("file_damaged", number=release.number, file=name)
    return path


def faults(home: Home, release: Release) -> tuple[str, ...]:
    """Return the names of a release's files that are missing, changed, or were never part of it."""
    place = path_of(home, release.number)
    found = {path.relative_to(place).as_posix(): path for path in place.rglob("*") if path.is_file()}
    changed = {
        name for name, sha256 in release.files.items() if name not in found or digest(found[name]) != sha256
    }
    return tuple(sorted(changed | (set(found) - set(release.files))))


def definitions_of(home: Home, release: Release) -> Definitions:
    """Return the definitions a release was made with; ReleaseError where this program cannot read them."""
    for name in release.files:
        if name.startswith(("definitions/", "reference/")):
            sound(home, release, name)
    place = path_of(home, release.number)
    try:
        return read_definitions(place / "definitions", place / "reference")
    except (DefinitionFaults, ValidationError, KeyError, TypeError, OSError) as fault:
        raise ReleaseError("definitions_unreadable", number=release.number) from fault


def submissions_of(home: Home, release: Release) -> tuple[Stored, ...]:
    """Return every submission the release knew of, counting or not, as its own ledger has them."""
    ledger = Ledger.model_validate_json(read(home, release, LEDGER))
    return tuple(Stored(entry, read_manifest(home, entry.id)) for entry in ledger.entries)


@contextmanager
def opened(home: Home, release: Release) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a release's snapshot read-only; ReleaseError where its file is not the one released."""
    with duckdb.connect(str(sound(home, release, SNAPSHOT)), read_only=True, config=READER) as connection:
        yield connection

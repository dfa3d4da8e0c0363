"""The data home: where everything lies on disk, the lock of its one writer, the pointer readers start from.

    submissions/<id>/       what one file gave: manifest, a file per dataset, rejected and returned rows
    ledgers/<n>.json        which submissions count, headcounts confirmed, snapshots made of them
    snapshots/<id>.duckdb
    current.json            {"snapshot", "ledger"}: replacing it is the one moment a load becomes true
    releases/journal.jsonl  what happened on the way to each release: the one moment a release becomes true
    releases/<number>/      the files of a release
    notes.jsonl             analysts' notes, added and removed
    briefs/edits.jsonl      edited sentences of briefs
    key.fingerprint         tells the key the home was made with from any other
    writer.lock, tmp/       the lock of the one writer and its unfinished work

Whatever the ledger named by current.json does not list is debris of a killed run: readers never see it, and
the next writer removes it. Nothing that can be read is ever written again but to become longer by lines.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from etl.warehouse.errors import WarehouseError
from etl.warehouse.records import Record

LOCK_SECONDS: Final = 30
FAIL_POINT: Final = "READINESS_FAIL_POINT"
"""Names the step at which a crash test ends the process as a power cut would; unset in all other use."""


class Pointer(Record):
    """What is current: the published snapshot (None before the first) and the ledger it was made of."""

    snapshot: str | None
    ledger: int


@dataclass(frozen=True)
class Home:
    """One data home, named by its folder."""

    root: Path

    @property
    def submissions(self) -> Path:
        """Folder of the stored submissions."""
        return self.root / "submissions"

    @property
    def ledgers(self) -> Path:
        """Folder of the ledgers."""
        return self.root / "ledgers"

    @property
    def snapshots(self) -> Path:
        """Folder of the published databases."""
        return self.root / "snapshots"

    @property
    def temporary(self) -> Path:
        """Folder of unfinished work, emptied by every writer."""
        return self.root / "tmp"

    @property
    def pointer_file(self) -> Path:
        """The file that says what is current."""
        return self.root / "current.json"

    @property
    def releases(self) -> Path:
        """Folder of the releases, a folder each, and of their journal."""
        return self.root / "releases"

    @property
    def journal_file(self) -> Path:
        """The journal of releases: one entry a line."""
        return self.releases / "journal.jsonl"

    @property
    def notes_file(self) -> Path:
        """The analysts' notes: one event a line."""
        return self.root / "notes.jsonl"

    @property
    def edits_file(self) -> Path:
        """The log of edited briefs: one edited sentence a line."""
        return self.root / "briefs" / "edits.jsonl"

    @property
    def key_fingerprint_file(self) -> Path:
        """The fingerprint of the pseudonym key the home was made with."""
        return self.root / "key.fingerprint"

    def pointer(self) -> Pointer | None:
        """Return what is current; None where the file is missing or damaged."""
        try:
            return Pointer.model_validate_json(self.pointer_file.read_bytes())
        except (OSError, ValueError):
            return None

    def point(self, pointer: Pointer) -> None:
        """Make a ledger and its snapshot current: the commit."""
        unfinished = _written(self.pointer_file.name, pointer.model_dump_json().encode(), self.temporary)
        reached("before-pointer")
        unfinished.replace(self.pointer_file)
        reached("after-pointer")
        with suppress(OSError):  # it is done: a flush that fails now could only tell a lie about it
            flush_folder(self.root)

    @contextmanager
    def writing(self, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the home's writer lock, its folders made; WarehouseError when another keeps it for `seconds`.

        The lock is the operating system's: it ends with its process, however that ends.
        """
        try:
            for folder in (self.submissions, self.ledgers, self.snapshots, self.temporary):
                folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / "writer.lock")
            with lock.acquire(timeout=seconds):
                yield
        except Timeout as waited:
            raise WarehouseError("busy", seconds=round(seconds)) from waited
        except OSError as fault:
            raise WarehouseError("disk", reason=fault.strerror or type(fault).__name__) from fault


def write_durably(path: Path, content: bytes, *, through: Path) -> None:
    """Put content at a path whole or not at all: a temporary file in `through`, flushed, takes its name."""
    settle(_written(path.name, content, through), path)


def lines_of(path: Path) -> list[bytes]:
    """Return the lines of a file that only ever grows, oldest first; none where it was never begun."""
    try:
        return path.read_bytes().splitlines()
    except FileNotFoundError:
        return []


def append_lines(home: Home, path: Path, records: Iterable[Record]) -> None:
    """Write a file with these records more, a line of JSON each, whole or not at all; its folder is made.

    The caller holds the lock.
    """
    path.parent.mkdir(exist_ok=True)
    flush_folder(home.root)
    lines = (*lines_of(path), *(record.model_dump_json().encode() for record in records))
    write_durably(path, b"".join(line + b"\n" for line in lines), through=home.temporary)


def settle(unfinished: Path, path: Path) -> None:
    """Move a finished file to its name, and make the name outlive a power cut."""
    unfinished.replace(path)
    flush_folder(path.parent)


def _written(name: str, content: bytes, folder: Path) -> Path:
    """Return a flushed file of this content under a name no reader looks for."""
    unfinished = folder / f"{name}.{os.getpid()}"
    with unfinished.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return unfinished


def flush_file(path: Path) -> None:
    """Make a closed file's content outlive a power cut."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def flush_folder(folder: Path) -> None:
    """Make a folder's names outlive a power cut; Windows keeps them by itself and offers no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file or folder if the system lets us; what is open elsewhere is left to the next writer."""
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def reached(step: str) -> None:
    """Mark a step of writing; a crash test that names it ends the process here, without any clean-up."""
    if os.environ.get(FAIL_POINT) == step:
        os._exit(137)

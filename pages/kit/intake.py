"""Sending files from a page: a private place while they are looked at, the check, storing what was checked.

What was uploaded lies on disk only while it is checked or stored, in a folder nobody else may open, and is
never logged. What is stored is byte for byte what was checked.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final, Protocol

from filelock import FileLock, Timeout

from etl import pipeline
from etl.definitions.calendar import Period
from etl.pipeline import FileReport, LoadReport, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

_PREFIX: Final = "readiness-sent-"
_LOCK: Final = ".in-use"
_GRACE_SECONDS: Final = 600
_LONGEST_NAME: Final = 120


class Upload(Protocol):
    """A file as a page receives it."""

    @property
    def name(self) -> str:
        """Name on the sender's machine."""
        ...

    def getvalue(self) -> bytes:
        """Return its content."""
        ...


@dataclass(frozen=True)
class Checked:
    """What a check said of uploaded files, and which bytes it looked at."""

    report: LoadReport
    period: Period | None
    digests: tuple[str, ...]

    @property
    def storable(self) -> bool:
        """Whether storing would make any row count."""
        return any(file.status in ("loaded", "partly") for file in self.report.files)


class NotTheSame(Exception):
    """The files are not those that were checked."""


def check(
    uploads: Sequence[Upload], *, home: Path, period: Period | None, progress: Progress | None = None
) -> Checked:
    """Return what loading the files would do; nothing is stored."""
    with _private(uploads) as paths:
        report = pipeline.check(paths, home=home, period=period, progress=progress)
    return Checked(_nameless(report), period, digests(uploads))


def store(
    uploads: Sequence[Upload], checked: Checked, *, home: Path, progress: Progress | None = None
) -> LoadReport:
    """Store exactly what was checked and return what became of it; NotTheSame where the files are others."""
    if digests(uploads) != checked.digests:
        raise NotTheSame
    with _private(uploads) as paths:
        return _nameless(pipeline.load(paths, home=home, period=checked.period, progress=progress))


def digests(uploads: Sequence[Upload]) -> tuple[str, ...]:
    """Return the SHA-256 of each file, in their order."""
    return tuple(hashlib.sha256(upload.getvalue()).hexdigest() for upload in uploads)


def clean_up(now: Callable[[], float] = time.time) -> None:
    """Remove what sessions left behind that ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, Timeout):
            if now() - folder.stat().st_mtime < _GRACE_SECONDS:
                continue
            with FileLock(folder / _LOCK).acquire(timeout=0):
                pass
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _private(uploads: Sequence[Upload]) -> Iterator[list[Path]]:
    """Lay the files into a folder of mode 700, each in one of its own, and remove it whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with FileLock(folder / _LOCK).acquire(timeout=0):
            paths = []
            for number, upload in enumerate(uploads):
                place = folder / str(number)
                place.mkdir(mode=0o700)
                path = place / _plain(upload.name)
                path.write_bytes(upload.getvalue())
                paths.append(path)
            yield paths
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain(name: str) -> str:
    """Return a file's bare name: whatever folders the sender's browser told are left out."""
    bare = PurePosixPath(PureWindowsPath(name).name).name.replace("\0", "").lstrip(".~")
    stem, dot, ending = bare.rpartition(".")
    if not dot:
        return bare[:_LONGEST_NAME] or "-"
    return f"{stem[:_LONGEST_NAME] or '-'}.{ending[:16]}"


def _nameless(report: LoadReport) -> LoadReport:
    """Return the report with the files' names instead of where they lay."""
    files = tuple(_renamed(file) for file in report.files)
    return LoadReport(report.snapshot, files)


def _renamed(file: FileReport) -> FileReport:
    return replace(file, path=Path(file.path.name))

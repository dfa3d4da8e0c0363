"""From sent files to a published snapshot, and back again: load, check, rebuild, withdraw, history, status.

Joins the intake and the warehouse, which do not know each other. Every call ends in a report of plain values;
WarehouseError means that the work could not be done and nothing changed. Each call imports what it works with
by itself: what is not imported here is imported while the first reading process starts, which takes longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from etl.intake.reader import Reader
from etl.pipeline.report import (
    DatasetReport,
    FileReport,
    LoadReport,
    NoSuchPath,
    Progress,
    Publication,
    Status,
)

if TYPE_CHECKING:
    from etl.definitions.calendar import Period
    from etl.pipeline.mending import Refused
    from etl.warehouse.records import Stored

__all__ = [
    "DatasetReport",
    "FileReport",
    "LoadReport",
    "NoSuchPath",
    "Progress",
    "Publication",
    "Status",
    "check",
    "confirm_headcount",
    "history",
    "load",
    "rebuild",
    "refused",
    "status",
    "withdraw",
]

_READING_PROCESSES = 2


def load(
    paths: Sequence[Path],
    *,
    home: Path,
    period: Period | None = None,
    by: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Take files and folders in and publish one snapshot for the whole call; return what became of each file.

    The order of the paths makes no difference. Where nothing new came in, nothing is published.
    """
    with _reading(paths) as reader:
        from etl.pipeline import taking

        return taking.load(paths, reader=reader, home=home, period=period, by=by, progress=progress)


def check(
    paths: Sequence[Path],
    *,
    home: Path,
    period: Period | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Return the report `load` would give; nothing is stored, not even a key."""
    with _reading(paths) as reader:
        from etl.pipeline import taking

        return taking.check(paths, reader=reader, home=home, period=period, progress=progress)


def rebuild(home: Path, *, restate: bool = False) -> Publication:
    """Publish the database anew from the stored submissions: the same figures, unless definitions changed.

    `restate` lets a rule change figures of released quarters.
    """
    from etl.pipeline import upkeep

    return upkeep.rebuild(home, restate=restate)


def withdraw(submission: str, *, home: Path, by: str | None = None) -> Publication:
    """Take one submission back and publish; what it had replaced is in force again."""
    from etl.pipeline import upkeep

    return upkeep.withdraw(submission, home=home, by=by)


def confirm_headcount(
    agency: str, period: Period, *, reason: str, home: Path, by: str | None = None, restate: bool = False
) -> Publication:
    """Let an agency's own headcount of a quarter count, however far below the register's, and publish."""
    from etl.pipeline import upkeep

    return upkeep.confirm_headcount(agency, period, reason=reason, home=home, by=by, restate=restate)


def history(home: Path) -> tuple[Stored, ...]:
    """Return every file ever received, in that order: who, when, SHA-256, its fate, whether it counts."""
    from etl.pipeline import upkeep

    return upkeep.history(home)


def refused(home: Path, submission: str | None = None) -> list[Refused]:
    """Return the submissions whose refused rows nobody has mended yet, oldest first; or the one named."""
    from etl.pipeline import mending

    return mending.refused(home, submission)


def status(home: Path) -> Status:
    """Return how the home stands; before anything is published, only what was received."""
    from etl.pipeline.standing import standing

    return standing(home, history(home))


def _reading(paths: Sequence[Path]) -> Reader:
    """Return the reader for these files and folders."""
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    return Reader(workers=_READING_PROCESSES if several else 1)

"""What a call reports: plain values, and the objects `--json` prints of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from etl.warehouse.errors import WarehouseError
from etl.warehouse.records import DatasetRecord, FileStatus, Manifest, ProblemRecord, Receipt

if TYPE_CHECKING:
    from etl.definitions.problems import Problem
    from etl.intake.returning import Layout
    from etl.pipeline.mending import Refused

Replaced = Mapping[tuple[int, str], int]
"""Submission and dataset → rows of earlier submissions it takes the place of."""

Left = Mapping[int, tuple[ProblemRecord, ...]]
"""Submission → what is told of people who left force with it."""

Progress = Callable[[int, int, Path], None]
"""Called after each file: how many are done, how many there are, its path."""


class NoSuchPath(WarehouseError):
    """A file or folder that was named does not exist: wrong usage."""


@dataclass(frozen=True)
class DatasetReport:
    """One dataset of one sheet; counts are source rows, `superseded` rows of earlier submissions replaced."""

    dataset: str
    sheet: str
    agency_count: int
    period: str | None
    rows_read: int
    accepted: int
    rejected: int
    ignored: int
    superseded: int
    problems: tuple[ProblemRecord, ...]

    def as_json(self) -> dict[str, object]:
        """Return the dataset as `--json` prints it."""
        return {**vars(self), "problems": [problem.model_dump() for problem in self.problems]}


@dataclass(frozen=True)
class FileReport:
    """What became of one file; `submission` is its id in the history, None where it was not recorded."""

    path: Path
    sha256: str | None
    status: FileStatus
    problems: tuple[ProblemRecord, ...] = ()
    datasets: tuple[DatasetReport, ...] = ()
    submission: str | None = None
    layouts: tuple[Layout, ...] = ()
    """How each table stood in its sheet; told by a check only."""
    refused: Refused | None = None
    """What would go back to the sender; told by a check only."""

    def as_json(self) -> dict[str, object]:
        """Return the file as `--json` prints it; what only a check tells stays out."""
        return {
            "path": str(self.path),
            "sha256": self.sha256,
            "status": self.status,
            "problems": [problem.model_dump() for problem in self.problems],
            "datasets": [dataset.as_json() for dataset in self.datasets],
        }


@dataclass(frozen=True)
class LoadReport:
    """What became of the files of one call, in the order they were named, and what is published now."""

    snapshot: str | None
    files: tuple[FileReport, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing was refused, held or partly accepted."""
        return not any(file.status in ("refused", "held", "partly") for file in self.files)

    def as_json(self) -> dict[str, object]:
        """Return the call as `--json` prints it."""
        return {"snapshot": self.snapshot, "files": [file.as_json() for file in self.files]}


@dataclass(frozen=True)
class Publication:
    """A snapshot published anew, and whether every figure is the one published before."""

    snapshot: str
    figures: str
    same_figures: bool


@dataclass(frozen=True)
class Status:
    """How the home stands: what is published, who is silent, what became of what was received.

    `submissions` counts files by status; `rows` counts the source rows of those nobody took back, by what
    became of them when they came in, whether or not later files have replaced them since. `damaged` names
    the newest snapshot where an older one stands in for it.
    """

    snapshot: str | None
    damaged: str | None
    synthetic: bool
    submissions: Mapping[str, int]
    rows: Mapping[str, int]
    period: str | None = None
    expected: int = 0
    not_reported: tuple[str, ...] = ()


def file_report(
    path: Path, receipt: Receipt, manifest: Manifest | None, replaced: Replaced, left: Left
) -> FileReport:
    """Return the report of a judged file; the first sheet of a dataset tells what the dataset replaced.

    The first sheet of assessments tells who left force with them.
    """
    told: set[str] = set()
    datasets = []
    for record in receipt.datasets:
        first = manifest is not None and record.dataset not in told
        told.add(record.dataset)
        superseded = replaced.get((manifest.sequence, record.dataset), 0) if manifest and first else 0
        leavers = left.get(manifest.sequence, ()) if manifest and first else ()
        datasets.append(
            _dataset_report(record, superseded, leavers if record.dataset == "assessment" else ())
        )
    name = manifest.id if manifest else None
    return FileReport(path, receipt.sha256, receipt.status, receipt.problems, tuple(datasets), name)


def _dataset_report(
    record: DatasetRecord, superseded: int, leavers: tuple[ProblemRecord, ...]
) -> DatasetReport:
    return DatasetReport(
        dataset=record.dataset,
        sheet=record.sheet,
        agency_count=len(record.agencies),
        period=",".join(record.periods) or None,
        rows_read=record.rows_read,
        accepted=record.accepted,
        rejected=record.rejected,
        ignored=record.ignored,
        superseded=superseded,
        problems=(*record.problems, *leavers),
    )


def refused(path: Path, problems: Iterable[Problem]) -> FileReport:
    """Return the report of a file of which not even the bytes could be read."""
    return FileReport(path, None, "refused", problem_records(problems))


def passed_over(path: Path, endings: Iterable[str]) -> FileReport:
    """Return the report of a file in a folder that was not opened: it has none of these endings (F-24)."""
    from etl.definitions.problems import problem

    reason = problem("F-24", expected=" ".join(sorted(endings)))
    return FileReport(path, None, "ignored", problem_records([reason]))


def problem_records(problems: Iterable[Problem]) -> tuple[ProblemRecord, ...]:
    """Return problems in the shape they are stored and told in."""
    return tuple(ProblemRecord.model_validate(problem.as_json()) for problem in problems)

"""What the command line says: reports as lines of text. Prints and decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from etl.definitions import Words, definitions
from etl.definitions.calendar import BANGKOK, Period

if TYPE_CHECKING:
    from etl.pipeline import FileReport, LoadReport, Publication, Status
    from etl.warehouse.records import ProblemRecord, Stored

ROWS: Final = ("rows_read", "accepted", "rejected", "ignored")
"""How the rows of a dataset are accounted for: the first is the sum of the others."""


def load_lines(report: LoadReport, words: Words, *, stored: bool) -> Iterator[str]:
    """Yield the whole report of a load or a check: every file, dataset and fault, then the sums."""
    for file in report.files:
        yield from _file_lines(file, words)
    yield from summary_lines(report, words)
    if not stored:
        yield words("cli.load.nothing_stored")


def summary_lines(report: LoadReport, words: Words) -> Iterator[str]:
    """Yield the sums of a load: files by fate, rows by fate, the snapshot."""
    fates = Counter(file.status for file in report.files)
    yield _by_fate(words("cli.load.files", files=f"{len(report.files):,}"), fates.most_common(), words)
    datasets = [dataset for file in report.files for dataset in file.datasets]
    yield words(
        "cli.load.rows", **{name: f"{sum(getattr(one, name) for one in datasets):,}" for name in ROWS}
    )
    if report.snapshot:
        yield words("cli.load.snapshot", snapshot=report.snapshot)


def _by_fate(whole: str, fates: Iterable[tuple[str, int]], words: Words) -> str:
    """Return how many there are, followed by how many of each fate."""
    return " · ".join((whole, *(f"{words(f'cli.fate.{fate}')} {number:,}" for fate, number in fates)))


def _file_lines(file: FileReport, words: Words) -> Iterator[str]:
    yield words("cli.load.file", path=file.path, status=words(f"cli.fate.{file.status}"))
    yield from (_problem_line(fault, words) for fault in file.problems)
    for dataset in file.datasets:
        yield words(
            "cli.load.dataset",
            dataset=words.name(definitions().dataset(dataset.dataset)),
            sheet=dataset.sheet,
            agency_count=f"{dataset.agency_count:,}",
            period=_span(dataset.period) or words("cli.load.unknown_period"),
            **{name: f"{getattr(dataset, name):,}" for name in ROWS},
        )
        yield from (_problem_line(fault, words) for fault in dataset.problems)


def _span(periods: str | None) -> str:
    """Return the first and the last of listed periods, such as 2564Q1-2564Q4."""
    named = (periods or "").split(",")
    return "-".join(dict.fromkeys((named[0], named[-1])))


def _problem_line(fault: ProblemRecord, words: Words) -> str:
    places = {"sheet": fault.sheet, "row": fault.row, "column": fault.column}
    place = "".join(
        words(f"cli.load.place_{name}", **{name: at}) for name, at in places.items() if at is not None
    )
    message = fault.message_th if words.lang == "th" else fault.message_en
    return words("cli.load.problem", rule=fault.rule, place=place, message=message)


def publication_lines(done: Publication, words: Words) -> Iterator[str]:
    """Yield what a rebuild or a withdrawal published."""
    yield words("cli.load.snapshot", snapshot=done.snapshot)
    yield words("cli.publication.same" if done.same_figures else "cli.publication.changed")


def history_lines(received: Iterable[Stored], words: Words) -> Iterator[str]:
    """Yield one line a submission, the latest first: id, when, who, what became of it, file, SHA-256."""
    for one in reversed(tuple(received)):
        manifest, fate = one.manifest, _fate(one)
        yield words(
            "cli.history.line",
            id=one.entry.id,
            at=f"{manifest.received_at.astimezone(BANGKOK):%Y-%m-%d %H:%M}",
            by=manifest.received_by,
            fate=words(f"cli.fate.{fate}"),
            file=manifest.receipt.file_name,
            sha256=manifest.receipt.sha256,
        )


def history_rows(received: Iterable[Stored]) -> list[dict[str, object]]:
    """Return the history as plain rows, in the order of receipt."""
    return [
        {
            "id": one.entry.id,
            "file": one.manifest.receipt.file_name,
            "sha256": one.manifest.receipt.sha256,
            "publisher": one.manifest.receipt.publisher,
            "synthetic": one.manifest.receipt.synthetic,
            "received_at": one.manifest.received_at.isoformat(timespec="seconds"),
            "received_by": one.manifest.received_by,
            "status": _fate(one),
            "withdrawn_at": one.entry.withdrawn.at.isoformat(timespec="seconds")
            if one.entry.withdrawn
            else None,
            "withdrawn_by": one.entry.withdrawn.by if one.entry.withdrawn else None,
        }
        for one in received
    ]


def _fate(one: Stored) -> str:
    return "withdrawn" if one.entry.withdrawn else one.entry.status


def status_lines(status: Status, words: Words) -> Iterator[str]:
    """Yield how the home stands: snapshot, submissions, rows, and who has not reported."""
    yield (
        words("cli.load.snapshot", snapshot=status.snapshot)
        if status.snapshot
        else words("cli.status.nothing")
    )
    if status.synthetic:
        yield words("cli.status.synthetic")
    if status.damaged:
        yield words("cli.status.damaged", snapshot=status.damaged)
    received = words("cli.status.submissions", submissions=f"{sum(status.submissions.values()):,}")
    yield _by_fate(received, status.submissions.items(), words)
    yield words("cli.status.rows", **{name: f"{number:,}" for name, number in status.rows.items()})
    if status.period:
        yield words(
            "cli.status.reported",
            period=Period.parse(status.period).label(words.lang),
            reported=f"{status.expected - len(status.not_reported):,}",
            expected=f"{status.expected:,}",
        )
    for code in status.not_reported:
        agency = definitions().agencies[code]
        yield words("cli.status.silent", code=code, name=words.name(agency) or agency.th)

"""Taking files in: gate, judgement, storing and publishing; or the same report with nothing stored.

What judging and publishing import is imported while the reading processes read the first file.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from etl.pipeline.gating import TABLE_ENDINGS, gated, in_order
from etl.pipeline.report import (
    FileReport,
    Left,
    LoadReport,
    Progress,
    Replaced,
    file_report,
    passed_over,
    refused,
)
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.key import Pseudonym as Pseudonyms
from etl.warehouse.key import key_of, pseudonyms
from etl.warehouse.records import COUNTING, Ledger, Manifest, Receipt, Stored, entry_of

if TYPE_CHECKING:
    from etl.definitions.calendar import Period
    from etl.intake.gate import GateResult
    from etl.intake.reader import Reader
    from etl.pipeline.judge import Judged

_Outcome = tuple[Receipt, Manifest | None]


def load(
    paths: Sequence[Path],
    *,
    reader: Reader,
    home: Path,
    period: Period | None,
    by: str | None,
    progress: Progress | None,
) -> LoadReport:
    """Take files and folders in and publish one snapshot for the whole call; return what became of each file.

    The order of the paths makes no difference. Where nothing new came in, nothing is published.
    """
    place, operator = Home(home), by or store.operator()
    files = gated(paths)
    with store.changing(place) as before:
        new = _new(files.values(), before)
        found = _judged(place, new, reader, period=period, pseudonym=pseudonyms(key_of(place)))
        from etl.measures.laid import lay_down
        from etl.pipeline.leaving import left_force
        from etl.warehouse.snapshot import publish

        ledger, outcomes = _kept(place, before, found, by=operator, total=len(new), progress=progress)
        if ledger is not before:
            publish(place, ledger, lay_down=lay_down)
        left = left_force(place, (manifest for _, manifest in outcomes.values() if manifest))
        replaced = _replaced(store.stored(place, ledger))
    return _whole(place, files, before=before, outcomes=outcomes, replaced=replaced, left=left)


def check(
    paths: Sequence[Path],
    *,
    reader: Reader,
    home: Path,
    period: Period | None,
    progress: Progress | None,
) -> LoadReport:
    """Return the report `load` would give; nothing is stored, not even a key."""
    place = Home(home)
    files = gated(paths)
    before = ledger = store.read_ledger(place)
    received, outcomes = list(store.stored(place, ledger)), dict[str, _Outcome]()
    new = _new(files.values(), before)
    pseudonym = pseudonyms(secrets.token_bytes(32))
    judgements: dict[str, Judged] = {}
    for result, found in _judged(place, new, reader, period=period, pseudonym=pseudonym, ids=True):
        sequence = ledger.next_sequence()
        manifest = store.describe(found.receipt, tables=found.tables, sequence=sequence, by="")
        ledger = ledger.adding(manifest)
        received.append(Stored(entry_of(manifest), manifest))
        outcomes[found.receipt.sha256] = found.receipt, manifest
        judgements[found.receipt.sha256] = found
        if progress:
            progress(len(outcomes), len(new), result.path)
    report = _whole(place, files, before=before, outcomes=outcomes, replaced=_replaced(received), left={})
    return replace(report, files=tuple(_seen(file, judgements) for file in report.files))


def _seen(file: FileReport, judgements: Mapping[str, Judged]) -> FileReport:
    """Return a file's report with how its tables stood and what of it would go back."""
    from etl.pipeline.mending import Refused

    found = judgements.get(file.sha256 or "")
    if found is None or file.status == "duplicate":
        return file
    receipt = found.receipt
    back = Refused(file.path.name, None, receipt.problems, receipt.datasets, found.returned)
    return replace(file, layouts=found.layouts, refused=back)


def _judged(
    place: Home,
    new: Sequence[GateResult],
    reader: Reader,
    *,
    period: Period | None,
    pseudonym: Pseudonyms,
    ids: bool = False,
) -> Iterator[tuple[GateResult, Judged]]:
    sheets = reader.read_all((result.path, result.sha256) for result in new if result.passed)
    from etl.pipeline.judge import judged
    from etl.pipeline.mending import referring

    return judged(new, sheets, period=period, pseudonym=referring(place, pseudonym), ids=ids)


def _replaced(received: Sequence[Stored]) -> Replaced:
    from etl.warehouse.build import superseded
    from etl.warehouse.listing import part_table

    return superseded(part_table(received))


def _kept(
    place: Home,
    before: Ledger,
    found: Iterable[tuple[GateResult, Judged]],
    *,
    by: str,
    total: int,
    progress: Progress | None,
) -> tuple[Ledger, dict[str, _Outcome]]:
    """Store each judged file and let go of its rows; return the ledger that lists them, and the outcomes."""
    ledger, outcomes = before, dict[str, _Outcome]()
    for result, judgement in found:
        receipt, manifest = judgement.receipt, None
        if not store.known(place, ledger, receipt):
            manifest = store.keep(
                place,
                receipt,
                tables=judgement.tables,
                rejects=judgement.rejects,
                returned=judgement.returned,
                sequence=ledger.next_sequence(),
                by=by,
            )
            ledger = ledger.adding(manifest)
        outcomes[receipt.sha256] = receipt, manifest
        if progress:
            progress(len(outcomes), total, result.path)
    return ledger, outcomes


def _new(results: Iterable[GateResult | None], ledger: Ledger) -> list[GateResult]:
    """Return the files to be judged, in the deciding order: one of each content no figure rests on yet."""
    return in_order(
        result for result in results if result and result.sha256 and not ledger.counting(result.sha256)
    )


def _whole(
    place: Home,
    files: dict[Path, GateResult | None],
    *,
    before: Ledger,
    outcomes: dict[str, _Outcome],
    replaced: Replaced,
    left: Left,
) -> LoadReport:
    """Return the report on all files in the order they were named."""
    reports: list[FileReport] = []
    told: set[str] = set()
    for path, result in files.items():
        if result is None:
            reports.append(passed_over(path, TABLE_ENDINGS))
        elif result.sha256 is None:
            reports.append(refused(path, result.problems))
        elif before.counting(result.sha256):
            reports.append(FileReport(path, result.sha256, "duplicate"))
        else:
            receipt, manifest = outcomes[result.sha256]
            again = result.sha256 in told and receipt.status in COUNTING
            told.add(result.sha256)
            reports.append(
                FileReport(path, result.sha256, "duplicate")
                if again
                else file_report(path, receipt, manifest, replaced, left)
            )
    pointer = place.pointer()
    return LoadReport(pointer.snapshot if pointer else None, tuple(reports))

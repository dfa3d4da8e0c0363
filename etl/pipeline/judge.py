"""From files to judged files: gate → read → recognise → validate, nothing stored.

Must not judge a row itself (validation does) or decide what counts (the ledger does).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa

from etl.definitions.calendar import Period
from etl.definitions.problems import Problem
from etl.intake import gate, recognise
from etl.intake.agencies import register
from etl.intake.gate import GateResult
from etl.intake.persons import Pseudonym
from etl.intake.reader import Reader
from etl.intake.sheets import Recognition, SheetSet
from etl.intake.validate import Accepted, accept
from etl.pipeline.report import FileReport, NoSuchPath
from etl.warehouse.records import DatasetRecord, FileStatus, ProblemRecord, Receipt

TABLE_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv"})
"""What a folder is searched for; the gate then looks at what a file really is, whatever its ending."""


@dataclass(frozen=True)
class Judged:
    """A file after judgement, its rows held until they are stored."""

    receipt: Receipt
    tables: dict[str, pa.Table]
    rejects: pa.Table | None


def gated(paths: Iterable[Path]) -> dict[Path, GateResult | None]:
    """Return what the gate says of every file named or lying in a folder named, in that order, each once.

    None for a file that lies in a folder and is no table by its ending; NoSuchPath for what does not exist.
    """
    found: dict[Path, GateResult | None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and one.name[0] not in ".~")
            tables = {one for one in inside if one.suffix.lower() in TABLE_ENDINGS}
            found |= {one: gate.check(one) if one in tables else None for one in inside if one not in found}
        elif path.exists():
            found[path] = gate.check(path)
        else:
            raise NoSuchPath("path_missing", path=path)
    return found


def in_order(results: Iterable[GateResult]) -> list[GateResult]:
    """Return one file of each content in the order that decides which replaces which.

    The order is the workbooks' own (saved time, name, content), never that of the arguments.
    """
    distinct: dict[str, GateResult] = {}
    for result in sorted(results, key=_place):
        distinct.setdefault(result.sha256 or "", result)
    return list(distinct.values())


def judged(
    results: Sequence[GateResult], *, reader: Reader, period: Period | None, pseudonym: Pseudonym
) -> Iterator[tuple[GateResult, Judged]]:
    """Yield each file judged, in the order given; other processes read a few files ahead."""
    sheets = reader.read_all(result.path for result in results if result.passed)
    if results:
        _prepare()
    for result in results:
        read = next(sheets) if result.passed else SheetSet((), result.problems)
        yield result, _judge(result, read, period=period, pseudonym=pseudonym)


def refused(path: Path, problems: Iterable[Problem]) -> FileReport:
    """Return the report of a file of which not even the bytes could be read."""
    return FileReport(path, None, "refused", _problem_records(problems))


def _prepare() -> None:
    """Load what judging will need while other processes read the first files: it costs no time here."""
    recognise.prepare()
    register()
    pa.array([""])  # Arrow imports pandas at its first array


def _place(result: GateResult) -> tuple[str, str, str]:
    saved_at = result.saved_at.isoformat() if result.saved_at else ""
    return saved_at, result.path.name, result.sha256 or ""


def _judge(result: GateResult, read: SheetSet, *, period: Period | None, pseudonym: Pseudonym) -> Judged:
    recognition = Recognition(problems=read.problems) if read.problems else recognise.contents(read)
    outcomes = accept(recognition.tables, period=period, pseudonym=pseudonym)
    counted = [outcome for outcome in outcomes if outcome.status in ("accepted", "partly")]
    rejects = [outcome.rejects for outcome in outcomes if outcome.rejects.num_rows]
    receipt = Receipt(
        file_name=result.path.name,
        sha256=result.sha256 or "",
        publisher=next((table.publisher for table in recognition.tables), "agency"),
        synthetic=any(table.synthetic for table in recognition.tables),
        saved_at=result.saved_at,
        status=_status(outcomes, recognition.problems),
        problems=_problem_records(recognition.problems),
        datasets=tuple(_dataset_record(outcome) for outcome in outcomes),
    )
    tables = {
        dataset: pa.concat_tables([outcome.rows for outcome in counted if outcome.dataset == dataset])
        for dataset in sorted({outcome.dataset for outcome in counted})
    }
    return Judged(receipt, tables, pa.concat_tables(rejects) if rejects else None)


def _status(outcomes: Iterable[Accepted], problems: Iterable[Problem]) -> FileStatus:
    """Return a file's fate from those of its tables; a faulty sheet that gave no table counts as refused."""
    fates = {outcome.status for outcome in outcomes}
    if any(problem.severity == "error" for problem in problems):
        fates.add("refused")
    if fates == {"accepted"}:
        return "loaded"
    if fates & {"accepted", "partly"}:
        return "partly"
    return "held" if "held" in fates else "refused"


def _dataset_record(outcome: Accepted) -> DatasetRecord:
    return DatasetRecord(
        dataset=outcome.dataset,
        sheet=outcome.sheet,
        status=outcome.status,
        rows_read=outcome.rows_read,
        accepted=outcome.accepted,
        rejected=outcome.rejected,
        ignored=outcome.ignored,
        periods=outcome.periods,
        agencies=outcome.agencies,
        problems=_problem_records(outcome.problems),
    )


def _problem_records(problems: Iterable[Problem]) -> tuple[ProblemRecord, ...]:
    return tuple(ProblemRecord.model_validate(problem.as_json()) for problem in problems)

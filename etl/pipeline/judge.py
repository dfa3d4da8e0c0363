"""From files to judged files: gate → read → recognise → validate, nothing stored.

Must not judge a row itself (validation does) or decide what counts (the ledger does).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module

import pyarrow as pa

from etl.definitions.calendar import Period
from etl.definitions.problems import Problem, problem
from etl.intake import ours, recognise, returning
from etl.intake.agencies import register
from etl.intake.gate import GateResult
from etl.intake.persons import Pseudonym
from etl.intake.returning import Layout
from etl.intake.sheets import Recognition, SheetSet
from etl.intake.validate import Accepted, accept
from etl.pipeline.report import problem_records
from etl.warehouse.records import DatasetRecord, FileStatus, Receipt


@dataclass(frozen=True)
class Judged:
    """A file after judgement, its rows held until they are stored."""

    receipt: Receipt
    tables: dict[str, pa.Table]
    rejects: pa.Table | None
    returned: pa.Table | None
    """All rows of the datasets with refused ones (`etl.intake.returning`)."""
    layouts: tuple[Layout, ...]
    """How each table stood in its sheet."""


def judged(
    results: Sequence[GateResult],
    sheets: Iterator[SheetSet],
    *,
    period: Period | None,
    pseudonym: Pseudonym,
    ids: bool = False,
) -> Iterator[tuple[GateResult, Judged]]:
    """Yield each file judged, in the order given; `sheets` are those that passed the gate.

    `ids` leaves person ids in the rows to be given back (`etl.intake.returning`): never for what is stored.
    """
    if results:
        _prepare()
    for result in results:
        read = next(sheets) if result.passed else SheetSet((), result.problems)
        yield result, _judge(result, read, period=period, pseudonym=pseudonym, ids=ids)


def _prepare() -> None:
    """Load what judging will need while other processes read the first files: it costs no time here."""
    recognise.prepare()
    register()
    pa.array([""])  # Arrow imports pandas at its first array
    import_module("pyarrow.acero")  # and this at its first grouping


def _judge(
    result: GateResult, read: SheetSet, *, period: Period | None, pseudonym: Pseudonym, ids: bool
) -> Judged:
    opened = ours.opened(_unnamed(read))
    recognition = (
        Recognition(problems=opened.sheets.problems) if opened.sheets.problems else _recognised(opened)
    )
    outcomes = accept(recognition.tables, period=period, pseudonym=pseudonym)
    counted = [outcome for outcome in outcomes if outcome.status in ("accepted", "partly")]
    rejects = [outcome.rejects for outcome in outcomes if outcome.rejects.num_rows]
    receipt = Receipt(
        file_name=returning.unnamed(result.path.name),
        sha256=result.sha256 or "",
        publisher=next((table.publisher for table in recognition.tables), "agency"),
        synthetic=any(table.synthetic for table in recognition.tables),
        saved_at=result.saved_at,
        status=_status(outcomes, recognition.problems),
        problems=problem_records(recognition.problems),
        datasets=tuple(_dataset_record(outcome) for outcome in outcomes),
        mends=opened.mends,
    )
    tables = {
        dataset: pa.concat_tables([outcome.rows for outcome in counted if outcome.dataset == dataset])
        for dataset in sorted({outcome.dataset for outcome in counted})
    }
    by_name = {sheet.name: sheet for sheet in opened.sheets.sheets}
    return Judged(
        receipt,
        tables,
        pa.concat_tables(rejects) if rejects else None,
        returning.returned(opened.sheets, recognition.tables, outcomes, period=period, ids=ids),
        tuple(
            returning.layout(by_name[table.sheet], table, outcome, period=period)
            for table, outcome in zip(recognition.tables, outcomes, strict=True)
            if table.sheet in by_name
        ),
    )


def _unnamed(read: SheetSet) -> SheetSet:
    """Return what was read with no person named by a sheet's name: its number stands in the name's place."""
    sheets = tuple(
        sheet
        if (safe := returning.unnamed(sheet.name)) == sheet.name
        else replace(sheet, name=f"{safe} {number}")
        for number, sheet in enumerate(read.sheets, start=1)
    )
    problems = tuple(
        fault if fault.sheet is None else replace(fault, sheet=returning.unnamed(fault.sheet))
        for fault in read.problems
    )
    return replace(read, sheets=sheets, problems=problems)


def _recognised(opened: ours.Opened) -> Recognition:
    if opened.untouched:
        return Recognition(problems=(problem("F-30"),))
    return opened.without_blank(recognise.contents(opened.sheets))


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
        problems=problem_records(outcome.problems),
        named=tuple(dict.fromkeys(unit for unit, _ in outcome.spoken)),
    )

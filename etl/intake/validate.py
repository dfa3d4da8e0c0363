"""What becomes of every row of a file: accepted in typed columns, refused with reasons, or ignored with one.

`rows_read = accepted + rejected + ignored` for every table, always, counted in the sender's rows. A row is
refused whole: where one sheet row gives several facts and one of them is faulty, none counts. A table that is
refused (by a rule of its own) or held (too many faulty rows) accepts nothing, and all its rows that were not
ignored count as rejected: the sender sends the whole table again, so the whole table goes back.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.labels import LANGS
from etl.definitions.problems import Problem
from etl.definitions.schemas import schemas
from etl.intake import looks
from etl.intake.columns import type_columns
from etl.intake.draft import Draft, Flags, Ints
from etl.intake.parse import Remark, shown
from etl.intake.persons import Pseudonym
from etl.intake.repeats import group_ids, mark_repeats
from etl.intake.sheets import IgnoredReason, Table

Status = Literal["accepted", "partly", "held", "refused"]

_ROWS_TOLD: Final = 8
"""Rows of one reason whose numbers a report lists."""


@dataclass(frozen=True)
class Accepted:
    """What became of one table of a file; counts are source rows."""

    dataset: str
    sheet: str
    rows_read: int
    accepted: int
    rejected: int
    ignored: int
    status: Status
    rows: pa.Table
    """Typed rows (`shapes.schemas`); empty unless the status is accepted or partly."""
    rejects: pa.Table
    """Refused source rows whole, with reasons (`shapes.REJECTS`)."""
    problems: list[Problem]
    periods: tuple[str, ...]
    """Quarters (2564Q2) or fiscal years (2565) of the accepted rows, ascending."""
    agencies: tuple[str, ...]
    """Agency codes of the accepted rows, ascending; ministry codes for execution."""
    spoken: tuple[tuple[str, str], ...] = ()
    """Agency and period of all rows, accepted or not, where both are known; ascending."""
    repeated: tuple[int, ...] = ()
    """Sheet rows that repeat an earlier one in every value."""
    persons: pa.Array | None = None
    """Pseudonym of each row of the table's body, null where the row has no sound person id."""


def accept(tables: Sequence[Table], *, period: Period | None, pseudonym: Pseudonym) -> list[Accepted]:
    """Return what became of each table of one file, in the order of the tables, all faults found in one pass.

    `period` is the operator's; it serves where the file names none. `pseudonym` takes distinct person ids.
    """
    drafts = [_examined(table, operator=period, pseudonym=pseudonym) for table in tables]
    mark_repeats(drafts)
    return [_settled(draft) for draft in drafts]


def _examined(table: Table, *, operator: Period | None, pseudonym: Pseudonym) -> Draft:
    swapped = looks.misplaced(table)
    draft = Draft(looks.exchanged(table, swapped))
    for reason in table.refused:
        draft.findings.refuse_for(reason)
    for column, like in swapped.items():
        draft.findings.refuse_for(looks.swap(table, column, like))
    for header in table.dropped:
        draft.findings.tell(Remark("N-02", shown(header)))
    _tell_ignored(draft)
    if not draft.size:
        draft.findings.refuse(Remark("D-01"))
    type_columns(draft, operator=operator, pseudonym=pseudonym)
    return draft


def _tell_ignored(draft: Draft) -> None:
    """Tell one line for each reason rows were not counted for (S-17)."""
    by_reason: defaultdict[IgnoredReason, list[int]] = defaultdict(list)
    for row, reason in draft.table.ignored:
        by_reason[reason].append(row)
    for reason, rows in by_reason.items():
        label = f"recognition.row.{reason}"
        told = ", ".join(map(str, rows[:_ROWS_TOLD])) + (", …" if len(rows) > _ROWS_TOLD else "")
        texts = {f"reason_{lang}": definitions().words(lang)(label) for lang in LANGS}
        draft.findings.tell_rows(Remark("S-17", told, words=texts), rows)


def _settled(draft: Draft) -> Accepted:
    table, findings = draft.table, draft.findings
    numbers = findings.row_numbers
    source_rows = np.unique(numbers)
    faulty = np.unique(numbers[findings.rejected])
    status = _status(draft, faulty=len(faulty), sent=len(source_rows))
    kept: Flags = ~np.isin(numbers, faulty) & ~draft.repeated
    accepted = np.unique(numbers[kept])
    if status in ("held", "refused"):
        kept, faulty = np.zeros_like(kept), np.union1d(faulty, accepted)
        accepted = accepted[:0]
    repeated = len(source_rows) - len(accepted) - len(faulty)
    problems = findings.problems()
    rows = _rows(draft, np.flatnonzero(kept))
    return Accepted(
        dataset=table.dataset,
        sheet=table.sheet,
        rows_read=len(source_rows) + len(table.ignored),
        accepted=len(accepted),
        rejected=len(faulty),
        ignored=len(table.ignored) + repeated,
        status=status,
        rows=rows,
        rejects=findings.rejects(faulty),
        problems=problems,
        periods=_distinct(rows, draft.shape.period_column),
        agencies=_distinct(rows, draft.shape.unit_column),
        spoken=_spoken(draft),
        repeated=tuple(np.unique(numbers[draft.repeated]).tolist()),
        persons=draft.done.get("person"),
    )


def _spoken(draft: Draft) -> tuple[tuple[str, str], ...]:
    columns = [draft.done[name] for name in ("agency", draft.shape.period_column) if name in draft.done]
    if len(columns) < 2:
        return ()
    pairs = pa.table(columns, ["unit", "period"]).group_by(["unit", "period"]).aggregate([]).to_pylist()
    return tuple(sorted((pair["unit"], str(pair["period"])) for pair in pairs if None not in pair.values()))


def _status(draft: Draft, *, faulty: int, sent: int) -> Status:
    """Return the table's fate: held (D-03) when more than `hold_share` of its data rows are faulty."""
    if draft.findings.refusal is not None:
        return "refused"
    share = definitions().threshold("hold_share")
    if faulty > round(share * sent, 6):
        draft.findings.refuse(Remark("D-03", f"{faulty:,}/{sent:,}", f"{share:.0%}"))
        return "held"
    return "partly" if faulty else "accepted"


def _rows(draft: Draft, kept: Ints) -> pa.Table:
    schema = schemas()[draft.table.dataset]
    rows = pa.table(draft.done).select(schema.names).cast(schema).take(pa.array(kept))
    return _folded(rows) if draft.table.dataset == "assessment" and draft.has("score") else rows


def _folded(rows: pa.Table) -> pa.Table:
    """Return long rows (one capability each) as one row per person, date, method, agency and group.

    The folded row has the address of its first source row.
    """
    if not rows.num_rows:
        return rows
    single = [
        name for name in rows.column_names if not name.startswith(("score_", "raw_")) and name != "row_no"
    ]
    groups = group_ids([rows[name].combine_chunks() for name in single])
    _, first = np.unique(groups, return_index=True)
    order = np.sort(first)
    folded = rows.take(pa.array(order))
    for capability in definitions().capabilities:
        scored = np.flatnonzero(rows[f"score_{capability}"].is_valid().to_numpy())
        source = np.full(len(first), -1, dtype=np.int64)
        source[groups[scored[::-1]]] = scored[::-1]
        at = source[groups[order]]
        positions = pa.array(at, mask=at < 0)
        for name in (f"score_{capability}", f"raw_{capability}"):
            folded = folded.set_column(folded.column_names.index(name), name, rows[name].take(positions))
    return folded


def _distinct(rows: pa.Table, column: str) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in rows[column].unique().to_pylist()))

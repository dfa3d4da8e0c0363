"""The quarter each row reports for: period column, else title, else the operator's, else the row's own date.

Never the file's name or the clock: neither says when what the rows tell was so.
"""

from datetime import date
from typing import Final

import numpy as np

from etl.definitions.calendar import BE, Period
from etl.intake import parse
from etl.intake.draft import Column, Draft, Flags, combine
from etl.intake.parse import Remark, cell_rules

_DATE_OF: Final = {"assessment": "assessed_on", "stage": "effective_on", "training": "held_on"}
"""Datasets whose rows carry a date, and its column."""

_OPTION: Final = "--period 2564Q2"


def date_column(dataset: str) -> str | None:
    """Return the column of the date each row of a dataset carries; None where rows carry none."""
    return _DATE_OF.get(dataset)


def resolve(draft: Draft, *, operator: Period | None, days: Column[date] | None) -> Column[Period]:
    """Return each row's quarter; refuse the table where it is unknown. `days` are the rows' dates."""
    stated = draft.read("period", parse.quarter) if draft.has("period") else draft.constant(None)
    title, strange = _titled(draft)
    if strange is not None:
        draft.findings.refuse(strange, column="period")
        return stated
    if operator is not None:
        _compare(draft, stated, title, operator)
    default = title or operator
    if default is not None:
        found = stated.otherwise(draft.constant(default))
    elif days is None:
        found = stated
    elif draft.table.dataset == "assessment":
        found = stated.otherwise(_one_quarter(draft, stated, days))
    else:
        found = stated.otherwise(days.map(Period.of))
    _require(draft, found, days)
    _note_early(draft, found)
    if days is not None:
        _note_late(draft, found, days)
    return found


def _titled(draft: Draft) -> tuple[Period | None, Remark | None]:
    """Return the quarter the title names, and why it cannot be taken."""
    parsed = parse.quarter(draft.table.period or "")
    return parsed.value, parsed.remark if parsed.value is None else None


def _one_quarter(draft: Draft, stated: Column[Period], days: Column[date]) -> Column[Period]:
    quarters = _quarters(days, stated.blank)
    return draft.constant(quarters[0] if len(quarters) == 1 else None)


def _quarters(days: Column[date], rows: Flags) -> list[Period]:
    """Return the distinct quarters of the dates of these rows, ascending."""
    dates = (days.values[code] for code in np.unique(days.codes[rows]).tolist() if code >= 0)
    return sorted({Period.of(day) for day in dates if day is not None})


def _require(draft: Draft, found: Column[Period], days: Column[date] | None) -> None:
    """Refuse the table where a row has no quarter; a row whose date is faulty is refused for that already."""
    missing = found.blank
    if days is not None:
        missing = missing & ((days.codes >= 0) | ~draft.findings.rejected)
    undated = days is not None and not draft.has(_DATE_OF[draft.table.dataset])
    told = {reason.rule for reason in draft.table.refused}
    if not missing.any() or "S-15" in told or (undated and told):
        return  # what is missing here has been told already
    several = ", ".join(str(quarter) for quarter in _quarters(days, missing)) if days is not None else ""
    draft.findings.refuse(Remark("P-08" if several else "P-01", several, _OPTION), column="period")


def _compare(draft: Draft, stated: Column[Period], title: Period | None, operator: Period) -> None:
    if title is not None and title != operator:
        draft.findings.tell(Remark("P-05", str(title), str(operator)))
    for code, value in enumerate(stated.values):
        if value is not None and value != operator:
            remark = Remark("P-05", str(value), str(operator))
            draft.findings.add(remark, column="period", rows=np.flatnonzero(stated.codes == code))


def _note_early(draft: Draft, found: Column[Period]) -> None:
    first = cell_rules().programme_from
    for code in np.unique(found.codes).tolist():
        period = found.values[code] if code >= 0 else None
        if period is not None and period.fiscal_year < first:
            remark = Remark("P-06", str(period), str(first))
            draft.findings.add(remark, column="period", rows=np.flatnonzero(found.codes == code))


def _note_late(draft: Draft, found: Column[Period], days: Column[date]) -> None:
    codes, pairs = combine(found, days)
    for code, (period, day) in enumerate(pairs):
        if period is not None and day is not None and day > period.end:
            remark = Remark("P-03", f"{day:%d/%m}/{day.year + BE}", str(period))
            rows = np.flatnonzero(codes == code)
            draft.findings.add(remark, column=_DATE_OF[draft.table.dataset], rows=rows)

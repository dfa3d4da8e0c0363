"""What a check found, as tables for people: files, problems, how columns were understood, rows set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period

if TYPE_CHECKING:
    from etl.intake.returning import Layout
    from etl.pipeline import FileReport, LoadReport
    from etl.warehouse.records import ProblemRecord

SEVERITIES = ("error", "warning", "info")


def files(report: LoadReport, words: Words) -> pd.DataFrame:
    """Return one row per dataset of each file (a file without any: one row), with its accounting of rows."""
    return pd.DataFrame(
        [
            {
                words("send.file"): file.path.name,
                words("send.state"): words(f"send.fate.{file.status}"),
                words("send.dataset"): words.name(definitions().dataset(one.dataset)) if one else "",
                words("send.sheet"): one.sheet if one else "",
                words("send.period"): _periods(one.period, words) if one else "",
                words("send.agencies"): one.agency_count if one else 0,
                words("submissions.read"): one.rows_read if one else 0,
                words("submissions.accepted"): one.accepted if one else 0,
                words("submissions.rejected"): one.rejected if one else 0,
                words("submissions.ignored"): one.ignored if one else 0,
                words("send.superseded"): one.superseded if one else 0,
            }
            for file in report.files
            for one in file.datasets or (None,)
        ]
    )


def problems(report: LoadReport, words: Words) -> pd.DataFrame:
    """Return one row per problem, those that refuse something first; `severity` and `rule` are codes."""
    rules = definitions().rules
    rows = [
        {
            "severity": rules[problem.rule].severity,
            "rule": problem.rule,
            words("send.sheet"): problem.sheet or "",
            words("send.row"): problem.row,
            words("send.column"): problem.column or "",
            words("send.message"): problem.message_th if words.lang == "th" else problem.message_en,
            words("send.mend"): words.name(rules[problem.rule].mend),
            words("send.found"): problem.found or "",
            words("send.expected"): problem.expected or "",
            words("send.rule"): problem.rule,
            words("send.file"): file.path.name,
        }
        for file in report.files
        for problem in _problems(file)
    ]
    rows.sort(key=lambda row: SEVERITIES.index(str(row["severity"])))
    table = pd.DataFrame(rows)
    if len(table):
        table[words("send.row")] = table[words("send.row")].astype("Int64")
    return table


def mapping(report: LoadReport, words: Words) -> pd.DataFrame:
    """Return one row per column of each table: the sender's header, and what it was taken for, or why not."""
    return pd.DataFrame(
        [
            {
                words("send.file"): file.path.name,
                words("send.sheet"): layout.sheet,
                words("send.dataset"): words.name(definitions().dataset(layout.dataset)),
                words("send.column"): letter,
                words("send.header"): header,
                words("send.taken_as"): _meaning(layout.dataset, layout.columns.get(letter), words),
                words("send.use"): words(f"send.use_name.{_use(layout, letter, header)}"),
            }
            for file in report.files
            for layout in file.layouts
            for letter, header in layout.headers.items()
        ]
    )


def set_aside(report: LoadReport, words: Words) -> pd.DataFrame:
    """Return one row per sheet and reason for which rows were not counted, or that hid rows."""
    rows = [
        {
            words("send.file"): file.path.name,
            words("send.sheet"): layout.sheet,
            words("send.reason"): reason,
            words("send.rows"): count,
        }
        for file in report.files
        for layout in file.layouts
        for reason, count in [
            *((words(f"recognition.row.{name}"), number) for name, number in layout.ignored.items()),
            *([(words("send.hidden_rows"), layout.hidden_rows)] if layout.hidden_rows else ()),
        ]
    ]
    return pd.DataFrame(rows)


def dropped(report: LoadReport) -> list[str]:
    """Return the headers of all columns dropped because they hold personal data, each once."""
    return list(
        dict.fromkeys(header for file in report.files for layout in file.layouts for header in layout.dropped)
    )


def _problems(file: FileReport) -> Iterator[ProblemRecord]:
    yield from file.problems
    for dataset in file.datasets:
        yield from dataset.problems


def _periods(listed: str | None, words: Words) -> str:
    named = (listed or "").split(",")
    ends = dict.fromkeys((named[0], named[-1]))
    return "–".join(Period.parse(name).short(words.lang) if "Q" in name else name for name in ends)


def _meaning(dataset: str, column: str | None, words: Words) -> str:
    if column is None:
        return ""
    capability = definitions().capabilities.get(column.removeprefix("score:"))
    if capability is not None:
        return words.name(capability)
    known = {one.id: one for one in definitions().dataset(dataset).columns}
    return words.name(known[column]) if column in known else column


def _use(layout: Layout, letter: str, header: str) -> str:
    if letter in layout.columns:
        return "taken"
    if any(header in text for text in layout.dropped):
        return "personal"
    return "unknown" if any(header in text for text in layout.unknown) else "number"

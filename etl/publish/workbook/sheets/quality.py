"""Data quality: who has not reported, what each ministry's figures rest on, what became of every row."""

import pandas as pd

from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.publish.edition import Edition
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number

_COUNTS = ("rows_read", "accepted", "rejected", "ignored")
_GRADES = ("evidence_a", "evidence_b", "evidence_c")
_GAP = "self_tested_gap"


def build(page: Page) -> None:
    """Draw the quality of the data."""
    edition, say = page.edition, page.say
    page.start([56, 15, 15, 16, 17, 18, 20, 18, 22])
    page.heading(say("accounting"))
    _accounting(page)
    page.gap()
    page.heading(say("by_ministry"))
    page.table(
        [
            Column(edition.say("column.ministry")),
            *(
                Column(edition.say(f"column.{name}"))
                for name in ("reported", "expected", "reporting_rate", "coverage")
            ),
            *(Column(say(grade)) for grade in _GRADES),
            Column(say("gap")),
        ],
        [_row(edition, unit, edition.name(unit)) for unit in edition.now.units("ministry")],
        total=_row(edition, NATION, edition.say("total")),
    )
    page.gap()
    page.heading(say("silent"))
    _silent(page)
    page.finish()


def _accounting(page: Page) -> None:
    """Write one row a status of submissions: files, and rows read = accepted + rejected + ignored."""
    say = page.say
    submissions = page.edition.reader.submissions(view=page.edition.view)
    rows = [
        _accounted(page, say(f"status.{status}"), found)
        for status, found in submissions.groupby("status", sort=True)
    ]
    page.table(
        [
            Column(say("status.title")),
            Column(say("files")),
            *(Column(say(name)) for name in _COUNTS),
            Column(say("adds_up"), span=3),
        ],
        rows,
        total=_accounted(page, say("all_files"), submissions),
    )
    page.paragraph(say("accounting_note"))


def _accounted(page: Page, name: str, submissions: pd.DataFrame) -> list[str | Number]:
    files = Number(float(len(submissions)), "count")
    if submissions[list(_COUNTS)].isna().to_numpy().all():
        return [name, files, *[Number(None, "count", CONFIDENTIAL)] * len(_COUNTS), f"[{CONFIDENTIAL}]"]
    read, accepted, rejected, ignored = (int(submissions[count].sum()) for count in _COUNTS)
    counts = [read, accepted, rejected, ignored]
    agrees = page.say("agrees" if read == accepted + rejected + ignored else "differs")
    return [name, files, *(Number(float(count), "count") for count in counts), agrees]


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    reporting = edition.now.at("reporting_rate", unit)
    return [
        name,
        reporting.whole("numerator"),
        reporting.whole("denominator"),
        reporting.share(),
        edition.now.at("coverage", unit).share(),
        *(edition.now.at(grade, unit).share() for grade in _GRADES),
        edition.now.at(_GAP, unit).number(),
    ]


def _silent(page: Page) -> None:
    """List the agencies expected to report that have not."""
    edition, say = page.edition, page.say
    silent = edition.expected[~edition.expected["reported"].astype(bool)]
    if silent.empty:
        page.paragraph(say("none_silent"))
        return
    page.table(
        [
            Column(edition.say("column.ministry")),
            Column(say("code"), align="centre"),
            Column(edition.say("column.agency"), span=7),
        ],
        [
            [edition.name(ministry), agency, edition.name(agency)]
            for ministry, agency in zip(silent["ministry"], silent["agency"], strict=True)
        ],
        main=True,
    )

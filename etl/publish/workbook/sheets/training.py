"""Training of the quarter: hours, the share of lecture, who is within the limit, which courses are not."""

from typing import Final

import pandas as pd

from etl.definitions.calendar import date_label
from etl.definitions.codes import MISSING, NATION
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number, count

_MOST_COURSES: Final = 60
_COLUMNS: Final = ("hours", "lecture", "share", "courses", "within", "agencies", "agencies_within", "to_fix")


def build(page: Page) -> None:
    """Draw the training."""
    edition, say = page.edition, page.say
    page.start([50, 17, 17, 16, 16, 16, 16, 18, 18])
    units = edition.now.units("ministry")
    page.heading(say("by_ministry"))
    page.table(
        [Column(edition.say("column.ministry")), *(Column(say(name)) for name in _COLUMNS)],
        [_row(edition, unit, edition.name(unit)) for unit in units],
        total=_row(edition, NATION, edition.say("total")),
    )
    page.paragraph(say("note", limit=Number(edition.rule("lecture_max"), "share").text))
    page.gap()
    limit = Number(edition.rule("lecture_max"), "share")
    charts.draw_columns(
        page,
        [say("share"), say("limit")],
        [(edition.short(unit), [edition.now.at("lecture_share", unit).share(), limit]) for unit in units],
        across=edition.say("column.ministry"),
        up=edition.say("axis.share"),
        slanted=True,
        line_last=True,
    )
    page.new_paper()
    _courses(page)
    page.finish()


def _row(edition: Edition, unit: str, name: str) -> list[str | Number]:
    at = edition.now.at
    share, courses, agencies = (
        at(measure, unit) for measure in ("lecture_share", "mix_ok", "mix_ok_agencies")
    )
    return [
        name,
        at("training_hours", unit).number(),
        share.number("numerator", "hours"),
        share.share(),
        courses.whole("denominator"),
        courses.whole("numerator"),
        agencies.whole("denominator"),
        agencies.whole("numerator"),
        at("hours_to_fix", unit).number(),
    ]


def _courses(page: Page) -> None:
    """List the courses above the limit, the highest share of lecture first."""
    edition, say = page.edition, page.say
    courses = edition.reader.courses(edition.period, view=edition.view)
    above = courses[~courses["mix_ok"].fillna(False).astype(bool)]
    page.heading(say("above", n=count(len(above)), all=count(len(courses))))
    if above.empty:
        page.paragraph(say("none_above"))
        return
    page.table(
        [
            Column(edition.say("column.agency")),
            Column(say("course"), span=3),
            Column(say("held_on"), align="centre"),
            Column(say("hours")),
            Column(say("lecture")),
            Column(say("share")),
            Column(say("to_fix")),
        ],
        [
            [
                edition.name(row["agency"]),
                row["course"] or f"[{MISSING}]",
                f"[{MISSING}]" if pd.isna(row["held_on"]) else date_label(row["held_on"], edition.lang),
                *(_number(row[name]) for name in ("hours", "lecture_hours")),
                _number(row["lecture_share"], share=True),
                _number(row["hours_to_fix"]),
            ]
            for row in above.head(_MOST_COURSES).to_dict("records")
        ],
        main=True,
    )
    if len(above) > _MOST_COURSES:
        page.paragraph(say("more", shown=_MOST_COURSES, n=count(len(above))))


def _number(value: float, *, share: bool = False) -> Number:
    return Number(None if pd.isna(value) else float(value), "share" if share else "hours")

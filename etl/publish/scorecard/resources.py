"""The money and the training of a ministry."""

from etl.publish.scorecard.subject import Subject
from etl.publish.typeset.blocks import (
    Bar,
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Sign,
    divider,
    row,
    table,
)
from etl.queries.number import Number

AMOUNTS = ("budget_requested", "budget_allocated", "budget_disbursed")


def budget(subject: Subject) -> Section:
    """Return the budget by fiscal year, a block for each funding regime, never joined."""
    edition = subject.edition
    rows: list[Row] = []
    for phase in edition.known.phases.values():
        years = edition.years_of(phase)
        if years:
            rows.append(divider(edition.words.name(phase)))
        for year in years:
            at = edition.year_end(year)
            amounts = [edition.money.at(measure, subject.unit, period=at).number() for measure in AMOUNTS]
            rate = edition.money.at("budget_disbursed_share", subject.unit, period=at).share()
            rows.append(row(str(year), *(amount.text for amount in amounts), rate.text))
    columns = [
        Column(subject.say("budget.year"), share=1),
        *(Column(subject.say(f"budget.{name}"), "right") for name in (*AMOUNTS, "rate")),
    ]
    blocks = (table(columns, rows), Paragraph(subject.say("budget.note"), "note"))
    return Section(subject.say("budget.title"), blocks, place="left")


def training(subject: Subject) -> Section:
    """Return the mix of training: lecture hours against the most allowed, on unrounded values."""
    edition, lecture = subject.edition, subject.at("lecture_share")
    limit = edition.rule("lecture_max")
    blocks: list[Block]
    if lecture.value is None:
        blocks = [Paragraph(subject.say("training.none"))]
    else:
        within = lecture.value <= limit
        courses = subject.at("mix_ok")
        blocks = [
            table(
                [
                    Column(subject.say("training.share"), "right"),
                    Column(subject.say("training.scale"), share=1),
                    Column(subject.say("training.verdict")),
                ],
                [
                    row(
                        lecture.share().text,
                        Bar(lecture.value, limit),
                        Sign("●", subject.say("training.within"))
                        if within
                        else Sign("▼", subject.say("training.over")),
                    )
                ],
            ),
            Paragraph(
                subject.say(
                    "training.hours",
                    hours=lecture.number("denominator", "hours").text,
                    ok=courses.whole("numerator").text,
                    courses=courses.whole("denominator").text,
                )
                + (
                    ""
                    if within
                    else subject.say("training.fix", hours=subject.at("hours_to_fix").number().text)
                )
            ),
        ]
    title = subject.say("training.title", limit=Number(limit, "share").text)
    return Section(title, tuple(blocks), place="right")

"""The departments of a ministry: their stages and how they moved, and which stand where."""

from etl.definitions.codes import CONFIDENTIAL, FEW, NEARLY_ALL, NOT_STATED
from etl.publish.scorecard.subject import Subject, mark_at, span_of
from etl.publish.typeset.blocks import Block, Column, Paragraph, Row, Section, divider, row, table
from etl.queries import statements
from etl.queries.figure import Figure
from etl.queries.number import count
from etl.queries.stages import Movement, movement


def stages(subject: Subject) -> Section:
    """Return the departments at each stage now and a year ago, and by name who moved or stood still."""
    edition = subject.edition
    moves = edition.moves[edition.moves["ministry"] == subject.unit]
    now, then = subject.departments["stage"], moves["earlier"]
    codes = (*edition.known.stages, NOT_STATED)
    counts = [
        row(
            edition.words.name(edition.known.stages[code]) if code in edition.known.stages
            else edition.say("not_stated"),
            count((now == code).sum()),
            count((then == code).sum()),
        )
        for code in codes
    ]  # fmt: skip
    made: dict[Movement, list[str]] = {"up": [], "down": []}
    for agency, earlier, later in zip(moves["agency"], moves["earlier"], moves["later"], strict=True):
        made.setdefault(movement(earlier, later), []).append(edition.name(agency))
    *below_last, _ = edition.known.stages
    longest = edition.rule("stuck_quarters")
    still = subject.departments[
        subject.departments["stage"].isin(below_last) & (subject.departments["quarters_in_stage"] > longest)
    ]
    told = [
        ("stages.forward", made["up"]),
        ("stages.back", made["down"]),
        ("stages.still", [edition.name(code) for code in still["agency"]]),
    ]
    return Section(
        subject.say("stages.title"),
        (
            table(
                [
                    Column(subject.say("stages.stage"), share=1),
                    Column(edition.period.short(edition.lang), "right"),
                    Column(edition.year_ago.short(edition.lang), "right"),
                ],
                counts,
            ),
            *(
                Paragraph(
                    subject.say(
                        key, n=count(len(names)), names=edition.listed(names), quarters=f"{longest:g}"
                    )
                    if names
                    else subject.say(f"{key}_none", quarters=f"{longest:g}")
                )
                for key, names in told
            ),
        ),
        place="left",
    )


def table_of(subject: Subject) -> Section:
    """Return the departments by ready share, many from both ends, and those nothing can be said of."""
    edition = subject.edition
    figures = {
        code: edition.agencies.at("ready_share", code) for code in subject.departments["agency"].astype(str)
    }
    shown = sorted(
        (code for code, figure in figures.items() if statements.is_concluded(figure)),
        key=lambda code: (-figures[code].place, code),
    )
    open_ones = [
        edition.name(code)
        for code, figure in figures.items()
        if code not in shown and (figure.known or figure.mark in (CONFIDENTIAL, FEW, NEARLY_ALL))
    ]
    most = int(edition.known.threshold("listed_names"))

    def one(code: str) -> Row:
        figure: Figure = figures[code]
        return row(
            edition.name(code),
            figure.share().text,
            span_of(figure, mark_at(edition.now.at("ready_share").value)),
            figure.share("coverage").text,
        )

    rows = [one(code) for code in shown]
    if (between := len(rows) - 2 * most) > 0:
        rows[most:-most] = [divider(subject.say("departments.between", n=count(between)))]
    columns = [
        Column(subject.say("departments.department"), share=1.6),
        Column(subject.say("column.ready"), "right"),
        Column(subject.say("column.scale"), share=1),
        Column(subject.say("column.coverage"), "right"),
    ]
    blocks: list[Block] = [table(columns, rows)] if rows else [Paragraph(subject.say("departments.none"))]
    blocks += [
        Paragraph(subject.say(key, n=count(len(names)), names=subject.edition.listed(names)))
        for key, names in (("departments.open", open_ones), ("departments.silent", subject.silent))
        if names
    ]
    return Section(subject.say("departments.title"), tuple(blocks), place="right")

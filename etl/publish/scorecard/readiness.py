"""How ready the ministry is, against whom, and how far the figure can be trusted."""

from etl.definitions.calendar import Period
from etl.publish.changes import Change
from etl.publish.scorecard.subject import Subject, diamond_at, mark_at, range_of, span_of
from etl.publish.typeset.blocks import Banner, Column, Paragraph, Row, Section, row, table
from etl.queries import statements
from etl.queries.figure import Figure
from etl.queries.number import count
from etl.queries.sentence import Statement

_GRADES = ("evidence_a", "evidence_b", "evidence_c")


def headline(subject: Subject) -> list[Statement]:
    """Return what the scorecard says first: the ready share or what stands in its way, median, change."""
    edition = subject.edition
    return statements.headline(edition.now, subject.unit, edition.moved(subject.unit, edition.year_ago))


def standing(subject: Subject) -> Section:
    """Return the ready share with its range, beside nation, median ministry and peers."""
    edition, ready = subject.edition, subject.at("ready_share")
    nation, median = edition.now.at("ready_share"), edition.now.at("ministry_median")
    shown = ready.share().card(edition.words)
    figure = subject.say("cannot_judge") if statements.is_open(ready) else shown
    return Section(
        subject.say("readiness.title"),
        (
            Banner(
                figure=figure,
                caption=_caption(subject, ready),
                span=span_of(ready, mark_at(nation.value), diamond_at(subject.peers_ready.value)),
            ),
            table(
                [
                    Column(subject.say("readiness.against"), share=1),
                    Column(subject.say("column.ready"), "right"),
                    Column(subject.say("readiness.range"), "right"),
                    Column(subject.say("column.coverage"), "right"),
                ],
                [
                    _compared(subject.say("readiness.this"), ready, strong=True),
                    _compared(subject.say("readiness.nation"), nation),
                    row(subject.say("readiness.median", n=median.whole("denominator").text),
                        median.share().text, "", ""),
                    row(_peers_name(subject), subject.peers_ready.share().text, "", ""),
                ],
            ),
            table(
                [
                    Column(subject.say("readiness.change"), share=1),
                    Column(subject.say("readiness.then"), "right"),
                    Column(subject.say("readiness.points"), "right"),
                    Column(subject.say("readiness.panel"), "right"),
                ],
                [_since(subject, period) for period in (edition.quarter_ago, edition.year_ago)],
            ),
        ),
        place="left",
    )  # fmt: skip


def trust(subject: Subject) -> Section:
    """Return how far the figures can be trusted: who reported, who is judged, on which evidence."""
    reporting, coverage = subject.at("reporting_rate"), subject.at("coverage")
    known = subject.departments["headcount"].notna().sum()
    facts = [
        (
            subject.say("trust.reporting"),
            _of(subject, reporting),
            reporting.share().text,
        ),
        (subject.say("trust.coverage"), _of(subject, coverage), coverage.share().text),
        (
            subject.say("trust.headcount"),
            subject.say("of", n=count(known), whole=count(len(subject.departments))),
            "",
        ),
        *((subject.say(f"trust.{grade}"), "", subject.at(grade).share().text) for grade in _GRADES),
    ]
    return Section(
        subject.say("trust.title"),
        (
            table(
                [
                    Column(subject.say("trust.what"), share=1),
                    Column(subject.say("trust.count"), "right"),
                    Column(subject.say("trust.share"), "right"),
                ],
                [row(*fact) for fact in facts],
            ),
            *(Paragraph(limit, "item") for limit in limits(subject)),
        ),
        place="right",
    )


def limits(subject: Subject) -> list[str]:
    """Return what limits the figures, a sentence each, by rule."""
    edition = subject.edition
    found = [statements.reporting(edition.now, subject.unit)] if subject.silent else []
    said = [one.text(edition.words) for one in (*found, *edition.headcount(subject.unit))]
    self_assessed = subject.at("evidence_c").share()
    if self_assessed.value:
        said.append(subject.say("limit.self", share=self_assessed.prose(edition.words)))
    return said


def _caption(subject: Subject, ready: Figure) -> str:
    words, judged = subject.edition.words, ready.whole("denominator").card(subject.edition.words)
    if not ready.denominator:
        return subject.say("readiness.no_caption", judged=judged)
    said = statements.ends(ready)
    caption = subject.say("readiness.caption", ready=ready.whole("numerator").card(words), judged=judged)
    return " · ".join([caption, *([said.text(words)] if said else [])])


def _compared(name: str, figure: Figure, *, strong: bool = False) -> Row:
    return row(name, figure.share().text, range_of(figure), figure.share("coverage").text, strong=strong)


def _peers_name(subject: Subject) -> str:
    factor = subject.edition.known.threshold("peer_factor")
    facts = {"n": subject.peers_ready.whole("denominator").text, "all": count(len(subject.peers))}
    return subject.say("readiness.peers", **facts, factor=f"{factor:g}")


def _since(subject: Subject, period: Period) -> Row:
    change = subject.edition.changes.get((period, subject.unit), Change())
    return row(
        period.short(subject.edition.lang),
        change.earlier.text,
        change.moved.text,
        change.panel_moved.text,
    )


def _of(subject: Subject, figure: Figure) -> str:
    return subject.say("of", n=figure.whole("numerator").text, whole=figure.whole("denominator").text)

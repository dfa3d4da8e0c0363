"""The four targets, the six groups and the seven capabilities of a ministry."""

from etl.definitions.codes import MISSING
from etl.publish.scorecard.subject import Subject, diamond_at, mark_at, range_of, span_of
from etl.publish.typeset.blocks import (
    Cell,
    Column,
    Paragraph,
    Row,
    Section,
    row,
    sign_of,
    table,
)
from etl.queries import path_due
from etl.queries.against_plan import plan_ended, rounds_over
from etl.queries.figure import Figure
from etl.queries.number import Number, bracket
from etl.queries.targets import final_value, verdict_at


def targets(subject: Subject) -> Section:
    """Return the four targets: proxy value, range, what is due now, distance and verdict."""
    edition = subject.edition
    rows = []
    for target in edition.known.targets.values():
        figure, due = subject.at(target.measure), path_due(target.id, edition.period)
        final = final_value(target.id)
        apart = None if figure.value is None or due is None else figure.value - due
        gap = Number(apart, "points", figure.mark or MISSING)
        value = figure.share().text
        if due is not None and not plan_ended(target.id, edition.period) and rounds_over(figure, due):
            value = subject.say("targets.about", value=value)
        rows.append(
            row(
                f"{target.id} {edition.words.name(target)}",
                value,
                range_of(figure),
                span_of(figure, mark_at(due), diamond_at(final)),
                Number(due, "share").text,
                "" if verdict_at(figure) == "cannot_judge" else gap.text,
                Number(final, "share").text,
                figure.share("coverage").text,
                verdict_of(subject, figure),
            )
        )
    columns = [
        Column(subject.say("targets.target"), share=3.4),
        Column(subject.say("targets.value"), "right"),
        Column(subject.say("readiness.range"), "right"),
        Column(subject.say("targets.scale"), share=2.6),
        Column(subject.say("targets.due"), "right"),
        Column(subject.say("targets.gap"), "right"),
        Column(subject.say("targets.final"), "right"),
        Column(subject.say("column.coverage"), "right"),
        Column(subject.say("targets.verdict")),
    ]
    notes = [Paragraph(subject.say("targets.note"), "note")]
    if edition.illustrative:
        notes.append(Paragraph(edition.say("mark.illustrative"), "note"))
    return Section(subject.say("targets.title"), (table(columns, rows), *notes))


def verdict_of(subject: Subject, figure: Figure) -> Cell:
    """Return a target's verdict as shape and word; its mark where the figure is withheld."""
    return sign_of(verdict_at(figure), subject.edition.words) or bracket(figure.mark)


def groups(subject: Subject) -> Section:
    """Return the six groups: persons judged, coverage, ready share with its range beside the nation's."""
    edition = subject.edition

    def one(code: str, name: str) -> Row:
        own = edition.by_group.at("ready_share", subject.unit, group=code)
        nation = edition.by_group.at("ready_share", group=code)
        return row(
            name,
            own.whole("denominator").text,
            own.share("coverage").text,
            own.share().text,
            span_of(own, mark_at(nation.value)),
            nation.share().text,
        )

    return Section(
        subject.say("groups.title"),
        (
            table(
                [
                    Column(subject.say("groups.group"), share=1.5),
                    Column(subject.say("groups.judged"), "right"),
                    Column(subject.say("column.coverage"), "right"),
                    Column(subject.say("column.ready"), "right"),
                    Column(subject.say("column.scale"), share=1),
                    Column(subject.say("column.nation"), "right"),
                ],
                [one(code, edition.words.name(term)) for code, term in edition.known.groups.items()],
            ),
        ),
        place="left",
    )


def capabilities(subject: Subject) -> Section:
    """Return the seven capabilities: pass share beside nation and peers, and who falls short where shown."""
    edition = subject.edition
    counted = {"gap_people": "below", "one_step": "one_step"} if subject.exact else {}

    def one(code: str, name: str) -> Row:
        def at(measure: str, unit: str) -> Figure:
            return edition.by_capability.at(measure, unit, capability=code)

        own = at("capability_pass", subject.unit)
        nation = edition.by_capability.at("capability_pass", capability=code)
        peers = subject.peer_median(edition.by_capability, "capability_pass", capability=code)
        return row(
            name,
            own.share().text,
            span_of(own, mark_at(nation.value), diamond_at(peers.value), firm=True),
            nation.share().text,
            *(at(measure, subject.unit).whole().text for measure in counted),
        )

    return Section(
        subject.say("capabilities.title"),
        (
            table(
                [
                    Column(subject.say("capabilities.capability"), share=1.5),
                    Column(subject.say("capabilities.passing"), "right"),
                    Column(subject.say("column.scale"), share=1),
                    Column(subject.say("column.nation"), "right"),
                    *(Column(subject.say(f"capabilities.{name}"), "right") for name in counted.values()),
                ],
                [one(code, edition.words.short(term)) for code, term in edition.known.capabilities.items()],
            ),
            Paragraph(subject.say("capabilities.note_counts" if counted else "capabilities.note"), "note"),
        ),
        place="right",
    )


def gaps(subject: Subject) -> Section | None:
    """Return the largest gaps: group and capability with most persons below the mark; none if not shown."""
    edition, known = subject.edition, subject.edition.known
    if not subject.exact:
        return None
    found = []
    for group, capability in ((g, c) for g in known.groups for c in known.capabilities):
        below = edition.crossed.at("gap_people", subject.unit, group=group, capability=capability)
        if below.value:
            found.append((below.value, group, capability))
    most = int(known.threshold("listed_names"))
    rows = [
        row(
            edition.words.short(known.groups[group]),
            edition.words.short(known.capabilities[capability]),
            Number(below, "count").text,
            edition.crossed.at("one_step", subject.unit, group=group, capability=capability).whole().text,
        )
        for below, group, capability in sorted(found, key=lambda gap: (-gap[0], gap[1], gap[2]))[:most]
    ]
    columns = [
        Column(subject.say("groups.group"), share=1),
        Column(subject.say("capabilities.capability"), share=1),
        Column(subject.say("capabilities.below"), "right"),
        Column(subject.say("capabilities.one_step"), "right"),
    ]
    blocks = (table(columns, rows),) if rows else (Paragraph(subject.say("gaps.none")),)
    return Section(subject.say("gaps.title"), blocks, place="right")

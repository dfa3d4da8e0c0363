"""What a release prints beside a ministry's figures: the actions it carries on, and its reply."""

from etl.definitions.calendar import date_label
from etl.publish.scorecard.subject import Subject
from etl.publish.typeset.blocks import Column, Paragraph, Section, row, table


def actions(subject: Subject) -> Section | None:
    """Return the ministry's actions and instructions, overdue first; none in a preview or without any."""
    edition = subject.edition
    found = [
        action
        for action in (edition.release.actions if edition.release else ())
        if action.ministry == subject.unit
    ]
    if not found:
        return None
    rows = [
        row(
            action.text,
            action.owner,
            date_label(action.due, edition.lang),
            edition.words(f"release.state.{action.state}"),
        )
        for action in sorted(found, key=lambda action: action.urgency)
    ]
    columns = [
        Column(subject.say("actions.action"), share=1),
        Column(subject.say("actions.owner")),
        Column(subject.say("actions.due")),
        Column(subject.say("actions.state")),
    ]
    return Section(subject.say("actions.title"), (table(columns, rows),))


def reply(subject: Subject) -> Section | None:
    """Return what the ministry says of its figures, with name and date; none in a preview or without one."""
    edition = subject.edition
    for found in edition.release.replies if edition.release else ():
        if found.ministry == subject.unit:
            signed = subject.say("reply.signed", name=found.name, date=date_label(found.dated, edition.lang))
            return Section(subject.say("reply.title"), (Paragraph(found.text), Paragraph(signed, "note")))
    return None

"""The ministry scorecard: one A4 page with everything a permanent secretary needs to know of a quarter.

To add a block: a function that returns a Section (None: nothing to say), one line in SECTIONS, its words in
definitions/labels/scorecard.toml.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from etl.publish.edition import Edition
from etl.publish.files import replace_file
from etl.publish.scorecard import commitments, departments, people, readiness, resources
from etl.publish.scorecard.subject import Subject
from etl.publish.typeset.blocks import Document, Section
from etl.publish.typeset.html import html
from etl.publish.typeset.pdf import pdf
from etl.queries.sentence import joined

Form = Literal["pdf", "html"]
FORMS: Final[tuple[Form, ...]] = ("pdf", "html")

SECTIONS: Final[tuple[Callable[[Subject], Section | None], ...]] = (
    readiness.standing,
    readiness.trust,
    people.targets,
    people.groups,
    people.capabilities,
    departments.stages,
    departments.table_of,
    resources.budget,
    resources.training,
    people.gaps,
    commitments.actions,
    commitments.reply,
)


def card(edition: Edition, ministry: str) -> Document:
    """Return the scorecard of a ministry in an edition."""
    subject = Subject(edition, ministry)
    known, snapshot = edition.known, edition.reader.snapshot
    return Document(
        lang=edition.lang,
        title=edition.name(ministry),
        subtitle=subject.say("title"),
        author=edition.say("cover.issuer_value"),
        made_at=snapshot.created_at,
        facts=(edition.period.label(edition.lang), subject.say("as_at", as_at=edition.as_at)),
        marks=tuple(edition.marks),
        lead=joined(readiness.headline(subject), edition.words),
        sections=tuple(made for section in SECTIONS if (made := section(subject)) is not None),
        foot=(
            *edition.for_whom,
            subject.say("foot.reading"),
            subject.say("foot.rules", **edition.rules),
            subject.say("foot.source", snapshot=snapshot.id, definitions=known.version),
        ),
        page="",
    )


def encode(document: Document, *, form: Form) -> bytes:
    """Return a scorecard as the bytes of a file."""
    return pdf(document, layout="one_page") if form == "pdf" else html(document)


def write(edition: Edition, ministry: str, *, form: Form, path: Path) -> None:
    """Write a ministry's scorecard in one step; same snapshot, quarter and language give the same bytes."""
    replace_file(path, encode(card(edition, ministry), form=form))

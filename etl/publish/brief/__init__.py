"""The brief for the Cabinet: two pages of sentences made from the figures by rule, and two tables.

To add a sentence: a teller in `sentences`, its words in definitions/labels/brief.toml.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, Literal

from etl.publish.brief.edits import Edit
from etl.publish.brief.teller import Sentence
from etl.publish.edition import Edition
from etl.publish.typeset.blocks import (
    Block,
    Column,
    Document,
    Mark,
    Paragraph,
    Section,
    Span,
    Table,
    row,
    sign_of,
    table,
)
from etl.publish.typeset.docx import docx
from etl.publish.typeset.html import html
from etl.publish.typeset.pdf import pdf
from etl.queries import path_due
from etl.queries.figure import Figure
from etl.queries.number import Number, count
from etl.queries.targets import verdict_at

Form = Literal["pdf", "docx", "html", "json"]
FORMS: Final[tuple[Form, ...]] = ("pdf", "docx", "html", "json")


def document(edition: Edition, told: Sequence[Sentence], edits: Sequence[Edit] = ()) -> Document:
    """Return the brief of an edition: its sentences by section, with who edited which of them."""
    known, snapshot = edition.known, edition.reader.snapshot
    tables: dict[str, Table] = {"targets": _targets(edition), "groups": _groups(edition)}
    sections = []
    for name, found in groupby(told, key=lambda sentence: sentence.section):
        blocks: list[Block] = [
            Paragraph(one.text, "item", tag=_say(edition, "edited") if one.edited else "") for one in found
        ]
        if name in tables:
            blocks.append(tables[name])
        sections.append(Section(_say(edition, f"section.{name}"), tuple(blocks)))
    if edits:
        sections.append(_edited(edition, edits))
    return Document(
        lang=edition.lang,
        title=_say(edition, "title"),
        subtitle=edition.period.label(edition.lang),
        author=edition.say("cover.issuer_value"),
        made_at=snapshot.created_at,
        facts=(_say(edition, "as_at", as_at=edition.as_at),),
        marks=tuple(edition.marks),
        lead="",
        sections=tuple(sections),
        foot=(
            *edition.for_whom,
            _say(edition, "foot.rules", **edition.rules),
            _say(edition, "foot.source", snapshot=snapshot.id, definitions=known.version),
        ),
        page=edition.words("brief.page"),
    )


def encode(made: Document, *, form: Literal["pdf", "docx", "html"]) -> bytes:
    """Return the brief as the bytes of a file."""
    if form == "docx":
        return docx(made)
    return pdf(made, layout="flowing") if form == "pdf" else html(made)


def _say(edition: Edition, key: str, **values: object) -> str:
    return edition.words(f"brief.{key}", **values)


def _edited(edition: Edition, edits: Sequence[Edit]) -> Section:
    ids = edition.say("separator").join(edit.sentence for edit in edits)
    text = _say(edition, "edits.text", by=edits[0].by, n=count(len(edits)), ids=ids)
    return Section(_say(edition, "section.edits"), (Paragraph(text),))


def _targets(edition: Edition) -> Table:
    rows = []
    for target in edition.known.targets.values():
        figure, due = edition.now.at(target.measure), path_due(target.id, edition.period)
        rows.append(
            row(
                f"{target.id} {edition.words.name(target)}",
                figure.share().text,
                _span(figure, due),
                Number(due, "share").text,
                figure.share("coverage").text,
                sign_of(verdict_at(figure), edition.words) or figure.share().text,
            )
        )
    return table(
        [
            Column(_say(edition, "table.target"), share=2),
            Column(_say(edition, "table.value"), "right"),
            Column(_say(edition, "table.scale"), share=1),
            Column(_say(edition, "table.due"), "right"),
            Column(_say(edition, "table.coverage"), "right"),
            Column(_say(edition, "table.verdict")),
        ],
        rows,
    )


def _groups(edition: Edition) -> Table:
    rows = []
    for code, term in edition.known.groups.items():
        figure = edition.by_group.at("ready_share", group=code)
        rows.append(
            row(
                edition.words.name(term),
                figure.whole("denominator").text,
                figure.share("coverage").text,
                figure.share().text,
                _span(figure, None),
            )
        )
    return table(
        [
            Column(_say(edition, "table.group"), share=1.4),
            Column(_say(edition, "table.judged"), "right"),
            Column(_say(edition, "table.coverage"), "right"),
            Column(_say(edition, "table.value"), "right"),
            Column(_say(edition, "table.scale_plain"), share=1),
        ],
        rows,
    )


def _span(figure: Figure, due: float | None) -> Span:
    marks = () if due is None else (Mark(due),)
    return Span(figure.value, figure.low, figure.high, marks=marks, firm=figure.firm)

"""What PDFs, web pages and Word files say, read by other programs than those that wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from io import BytesIO

import pypdfium2
from docx import Document as open_docx

from etl.publish.typeset.blocks import Document, Section

NASTY = (
    *("#set page(fill: red)", "*หนา*", "_เอน_", "$x^2$", "@อ้างอิง", "<label>", "\\u{1F600}", "//หมายเหตุ"),
    *("`code`", '#import "x"', "= หัวข้อ", "[c]", "{{brace}}", "</td><script>alert(1)</script>", "&amp;", "#"),
    *("'quote\"", "~tilde~", "=1+1", "กรม #1 *พิเศษ*", "ค่า -- เครื่องหมาย"),
)
"""Names that look like the markup of some medium."""

UNSAID = ("kind", "lang", "made_at", "shape", "style", "place", "align", "tick", "page")
"""Fields that say how a block looks, not what it says."""


def pages_of(pdf: bytes) -> list[str]:
    """The text of every page, as a reader copies it."""
    opened = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in opened]


def bare(text: str) -> str:
    """The text without blanks and line breaks: a line may break anywhere on paper."""
    return "".join(text.split())


def said(document: Document | Section) -> list[str]:
    """Every text of a document, or of a section of it."""
    return list(_texts(document))


def page_text(page: bytes) -> str:
    """The text of an HTML page."""
    reader = _Reader()
    reader.feed(page.decode("utf-8"))
    return " ".join(reader.found)


def tags_of(page: bytes) -> set[str]:
    """The tags of an HTML page."""
    reader = _Reader()
    reader.feed(page.decode("utf-8"))
    return reader.tags


def word_text(word: bytes) -> list[str]:
    """The paragraphs and cells of a Word file."""
    opened = open_docx(BytesIO(word))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in opened.paragraphs] + cells


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in UNSAID:
                yield from _texts(getattr(value, field.name))

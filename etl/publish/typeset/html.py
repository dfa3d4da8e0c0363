"""Documents as one HTML file that needs nothing else: the same blocks as on paper, escaped, fit to print.

Everything is put together as a tree and written by the library, so no text can become markup.
"""

from itertools import groupby
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from etl.publish.typeset.blocks import (
    Banner,
    Bar,
    Block,
    Cell,
    Document,
    Paragraph,
    Section,
    Sign,
    Span,
    Table,
)
from etl.publish.typeset.letters import writable

_STYLE: Final = Path(__file__).with_name("page.css")


def html(document: Document) -> bytes:
    """Return the document as the bytes of an HTML file."""
    root = Element("html", lang=document.lang)
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "meta", name="author", content=writable(document.author))
    _text(head, "title", document.heading)
    SubElement(head, "style").text = _STYLE.read_text(encoding="utf-8")
    main = SubElement(SubElement(root, "body"), "main")
    heading = SubElement(main, "header")
    title = SubElement(heading, "div")
    _text(title, "h1", document.title)
    _text(title, "p", document.subtitle)
    facts = SubElement(heading, "div", {"class": "facts"})
    for fact in document.facts:
        _text(facts, "p", fact)
    for mark in document.marks:
        _text(main, "p", mark, name="mark")
    if document.lead:
        _text(main, "p", document.lead, name="lead")
    _sections(main, document.sections)
    foot = SubElement(main, "footer")
    for words in document.foot:
        _text(foot, "p", words)
    indent(root, space="")
    return f"<!DOCTYPE html>\n{tostring(root, encoding='unicode', method='html')}\n".encode()


def _sections(main: Element, sections: tuple[Section, ...]) -> None:
    """Put sections below each other, left and right ones side by side until a wide one closes them."""
    for wide, together in groupby(sections, key=lambda section: section.place == "wide"):
        if wide:
            for section in together:
                _section(main, section)
            continue
        pair = SubElement(main, "div", {"class": "pair"})
        sides = {place: SubElement(pair, "div") for place in ("left", "right")}
        for section in together:
            _section(sides[section.place], section)


def _section(parent: Element, section: Section) -> None:
    made = SubElement(parent, "section")
    _text(made, "h2", section.title)
    for block in section.blocks:
        _block(made, block)


def _block(parent: Element, block: Block) -> None:
    match block:
        case Paragraph():
            words = f"{block.text} [{block.tag}]" if block.tag else block.text
            _text(parent, "p", words, name=block.style)
        case Banner():
            made = SubElement(parent, "div", {"class": "banner"})
            _text(made, "strong", block.figure)
            _text(made, "span", block.caption)
            _span(SubElement(parent, "div", {"class": "scale"}), block.span)
        case Table():
            _table(parent, block)


def _table(parent: Element, block: Table) -> None:
    made = SubElement(SubElement(parent, "div", {"class": "table"}), "table")
    head = SubElement(SubElement(made, "thead"), "tr")
    for column in block.columns:
        _text(head, "th", column.title, name=column.align).set("scope", "col")
    body = SubElement(made, "tbody")
    for row in block.rows:
        line = SubElement(body, "tr", {"class": "strong"} if row.strong else {})
        if row.divider:
            across = _text(line, "th", str(row.cells[0]), name="divider")
            across.set("colspan", str(len(block.columns)))
            continue
        for column, cell in zip(block.columns, row.cells, strict=True):
            _cell(SubElement(line, "td", {"class": column.align}), cell)


def _cell(parent: Element, cell: Cell) -> None:
    match cell:
        case str():
            parent.text = writable(cell)
        case Sign():
            shape = _text(parent, "span", cell.shape, name="sign")
            shape.set("aria-hidden", "true")
            shape.tail = f" {writable(cell.word)}"
        case Span():
            _span(parent, cell)
        case Bar():
            _bar(parent, cell)


def _span(parent: Element, span: Span) -> None:
    """Draw a value with its range on the scale from 0 to 1; the numbers stand beside it in words."""
    drawn = _canvas(parent)
    _line(drawn, ("0%", "50%"), ("100%", "50%"), "scale")
    if span.low is not None and span.high is not None:
        _box(drawn, at=span.low, until=span.high, name="range")
    for mark in span.marks:
        if mark.tick == "bar":
            _line(drawn, (_x(mark.at), "5%"), (_x(mark.at), "95%"), "bar")
        else:
            placed = SubElement(drawn, "svg", {"x": _x(mark.at), "y": "50%", "class": "placed"})
            SubElement(placed, "polygon", {"points": "0,-4.5 4.5,0 0,4.5 -4.5,0", "class": "diamond"})
    if span.value is not None:
        name = "dot" if span.firm else "dot hollow"
        SubElement(drawn, "circle", {"cx": _x(span.value), "cy": "50%", "r": "4", "class": name})


def _bar(parent: Element, bar: Bar) -> None:
    drawn = _canvas(parent)
    _box(drawn, at=0.0, until=1.0, name="whole")
    if bar.value is not None:
        _box(drawn, at=0.0, until=bar.value, name="part")
    if bar.limit is not None:
        _line(drawn, (_x(bar.limit), "5%"), (_x(bar.limit), "95%"), "bar")


def _canvas(parent: Element) -> Element:
    return SubElement(parent, "svg", {"aria-hidden": "true"})


def _x(share: float) -> str:
    return f"{_within(share) * 100:.2f}%"


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _line(parent: Element, start: tuple[str, str], end: tuple[str, str], name: str) -> None:
    places = dict(zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True))
    SubElement(parent, "line", {**places, "class": name})


def _box(parent: Element, *, at: float, until: float, name: str) -> None:
    width = max(_within(until) - _within(at), 0.004)
    SubElement(parent, "rect", {"x": _x(at), "width": _x(width), "y": "30%", "height": "40%", "class": name})


def _text(parent: Element, tag: str, words: str, *, name: str = "") -> Element:
    made = SubElement(parent, tag, {"class": name} if name else {})
    made.text = writable(words)
    return made

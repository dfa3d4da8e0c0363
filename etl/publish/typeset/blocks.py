"""What a document is made of: plain data, the same for paper, screen and Word; nothing in it is markup."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from etl.definitions import Lang, Words
from etl.queries.targets import SIGNS

Align = Literal["left", "centre", "right"]
Place = Literal["wide", "left", "right"]
Tick = Literal["bar", "diamond"]


@dataclass(frozen=True, slots=True)
class Sign:
    """A shape and the word it stands for; the shape is a letter, on paper it is drawn."""

    shape: str
    word: str
    kind: Literal["sign"] = "sign"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a scale from 0 to 1 to compare with."""

    at: float
    tick: Tick = "bar"


@dataclass(frozen=True, slots=True)
class Span:
    """A value on a scale from 0 to 1 with the range the truth can lie in; a hollow dot where it is not firm.

    It repeats numbers that stand beside it, so it carries no text of its own.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    marks: tuple[Mark, ...] = ()
    firm: bool = True
    kind: Literal["span"] = "span"


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar from 0 to 1, with the limit it is held against."""

    value: float | None
    limit: float | None = None
    kind: Literal["bar"] = "bar"


Cell = str | Sign | Span | Bar


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `share` is its part of the width left over, none: as wide as its content."""

    title: str
    align: Align = "left"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a divider has one cell that runs across."""

    cells: tuple[Cell, ...]
    strong: bool = False
    divider: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headings."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    kind: Literal["table"] = "table"

    def worded(self) -> "Table":
        """Return it with the columns alone that hold words; drawn ones repeat numbers beside them."""
        kept = [
            place
            for place in range(len(self.columns))
            if all(row.divider or isinstance(row.cells[place], str | Sign) for row in self.rows)
        ]
        rows = (
            row if row.divider else replace(row, cells=tuple(row.cells[place] for place in kept))
            for row in self.rows
        )
        return Table(tuple(self.columns[place] for place in kept), tuple(rows))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `note` is small print, `item` a point of a list, `tag` stands behind it in brackets."""

    text: str
    style: Literal["body", "strong", "note", "item"] = "body"
    tag: str = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Banner:
    """The one figure of a document, large, with its range drawn under it."""

    figure: str
    caption: str
    span: Span
    kind: Literal["banner"] = "banner"


Block = Table | Paragraph | Banner


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under one heading; on one-page documents left and right sections stand side by side."""

    title: str
    blocks: tuple[Block, ...]
    place: Place = "wide"


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what it is, what must be known of it first, its sections, its small print."""

    lang: Lang
    title: str
    subtitle: str
    author: str
    made_at: datetime
    """The time of its figures, never of the clock: the same figures give the same bytes."""
    facts: tuple[str, ...]
    marks: tuple[str, ...]
    lead: str
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    page: str
    """How a page is numbered, naming `{page}` and `{pages}`; empty on one-page documents."""

    @property
    def heading(self) -> str:
        """What the file calls itself: title, subtitle and quarter."""
        return " · ".join((self.title, self.subtitle, *self.facts[:1]))


def sign_of(status: str | None, words: Words) -> Sign | None:
    """Return a verdict as shape and word; None where the status is none."""
    shape = SIGNS.get(status or "")
    return Sign(shape, words(f"charts.verdict.{status}")) if shape else None


def words_of(cell: Cell) -> str:
    """Return what a cell says where nothing is drawn."""
    if isinstance(cell, Sign):
        return f"{cell.shape} {cell.word}"
    return cell if isinstance(cell, str) else ""


def row(*cells: Cell, strong: bool = False) -> Row:
    """Return a row of these cells."""
    return Row(cells, strong=strong)


def divider(text: str) -> Row:
    """Return a row that is one text across the table."""
    return Row((text,), divider=True)


def table(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    """Return a table of these columns and rows."""
    return Table(tuple(columns), tuple(rows))

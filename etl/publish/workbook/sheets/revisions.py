"""Revisions: what earlier releases said, cause by cause, to what the same quarter reads today."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from etl.definitions.calendar import Period, date_label, local_day
from etl.definitions.codes import CONFIDENTIAL, MISSING, NATION, REVISED
from etl.publish.workbook.background import PARTS, Revised, Revision
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Kind, Number

_READY: Final = "ready_share"
_NUMBERS: Final = ("released", *PARTS, "difference", "now")


def build(page: Page) -> None:
    """Draw the revisions."""
    say = page.say
    page.start([42, 14, 15, 15, 15, 15, 15, 15, 18, 14, 14])
    if not page.book.background.revised:
        page.paragraph(say("none"), bold=True)
        page.paragraph(say("none_why"))
    for revised in page.book.background.revised:
        _drawn(page, revised)
    page.paragraph(page.edition.words("bridge.order"))
    page.paragraph(page.edition.words("bridge.intake"))
    page.finish()


def _drawn(page: Page, revised: Revised) -> None:
    """Write one release: the nation's figures, then the ministries whose ready share changed."""
    edition, say = page.edition, page.say
    page.heading(
        say(
            "release",
            number=revised.number,
            quarter=Period.parse(revised.period).label(edition.lang),
            at=date_label(local_day(revised.at), edition.lang),
        )
    )
    shown = [row for row in revised.rows if row.quantity == "value"]
    nation = [row for row in shown if row.unit == NATION]
    page.table(
        _columns(page, say("measure")),
        [_row(row, edition.words.name(edition.known.measures[row.measure])) for row in nation],
    )
    changed = [row for row in shown if row.unit != NATION and row.measure == _READY and row.difference]
    page.gap()
    if changed:
        page.heading(say("ministries", measure=edition.words.name(edition.known.measures[_READY])))
        page.table(
            _columns(page, edition.say("column.ministry")),
            [_row(row, edition.name(row.unit)) for row in changed],
        )
    else:
        page.paragraph(say("no_ministry"))
    if revised.definitions_then != revised.definitions_now:
        page.paragraph(say("definitions", then=revised.definitions_then, now=revised.definitions_now))
    page.gap()


def _columns(page: Page, first: str) -> list[Column]:
    words = page.edition.words
    heads = {name: words(f"bridge.column.{name}") for name in ("released", "difference", "now")}
    heads |= {cause: words(f"bridge.cause.{cause}") for cause in PARTS}
    return [
        Column(first),
        *(Column(heads[name]) for name in _NUMBERS),
        Column(page.say("adds_up"), align="centre"),
    ]


def _row(row: Revision, name: str) -> Sequence[str | Number]:
    """Return a row: as released, the parts in percentage points, their sum, and today's value; r: revised."""
    mark = CONFIDENTIAL if row.mark == CONFIDENTIAL else MISSING
    parts = (*row.parts, *[None] * len(PARTS))[: len(PARTS)]
    few = mark if parts[-1] is None else CONFIDENTIAL  # what rounding closes is public
    summed = sum((part for part in parts if part is not None), Decimal(0))
    sign = f"[{mark}]" if row.difference is None else "✓" if summed == row.difference else "✗"
    return [
        f"{name} [{REVISED}]" if row.difference else name,
        _number(row.released, "share", mark),
        *(_number(part, "points", few) for part in parts),
        _number(row.difference, "points", mark),
        _number(row.now, "share", mark),
        sign,
    ]


def _number(value: Decimal | None, kind: Kind, mark: str) -> Number:
    return Number(None if value is None else float(value), kind, mark)

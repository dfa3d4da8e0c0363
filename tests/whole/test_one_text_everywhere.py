"""The same value of a view is the same text on a page's table, in a workbook's cell and on the scorecard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.labels import LANGS, Lang
from etl.publish.edition import Edition
from etl.publish.scorecard import readiness
from etl.publish.scorecard.subject import Subject
from etl.publish.typeset.blocks import Table
from etl.publish.workbook.cells import put
from etl.publish.workbook.sheets import ministries
from etl.queries import open_reader
from etl.queries.figure import walk
from etl.queries.number import Number
from etl.queries.view import PUBLIC
from pages.kit import charts

QUARTERS = [Period(2565, 4), Period(2564, 3), Period(2562, 2)]
SHEET = {"coverage": 3, "ready_share": 5, "low": 6, "high": 7}
"""Where the sheet of ministries has what a page's table says of the ready share."""


def shown_in(cell: Cell) -> str:
    """A cell as a spreadsheet displays it: fifteen digits, rounded half up by the section of its format."""
    if cell.value is None or isinstance(cell.value, str):
        return str(cell.value or "")
    value = Decimal(f"{cell.value:.15g}")
    sections = cell.number_format.split(";")
    section = sections[0 if value > 0 or len(sections) == 1 else 1 if value < 0 else 2]
    pattern = re.search(r"[#,0]*0(\.0+)?", section)
    assert pattern is not None
    percent = section.endswith("%")
    places = len((pattern[1] or ".")[1:])
    digits = abs(value.scaleb(2 if percent else 0)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    comma = "," if "," in pattern[0] else ""
    before = section[: pattern.start()].replace('"', "")
    return f"{before}{digits:{comma}f}{'%' if percent else ''}"


def written(number: Number | str) -> str:
    """A value of a sheet, as its cell is displayed."""
    sheet = Workbook().active
    assert sheet is not None
    put(sheet.cell(row=1, column=1), number)
    return shown_in(sheet.cell(row=1, column=1))


@pytest.fixture(scope="module")
def editions(demo_home: Path) -> Iterator[list[Edition]]:
    with open_reader(demo_home) as reader:
        yield [Edition(reader=reader, period=period, lang=lang) for period in QUARTERS for lang in LANGS]


def test_a_ministry_s_ready_share_is_one_text_on_page_sheet_and_scorecard(editions: list[Edition]) -> None:
    compared = 0
    for edition in editions:
        words = edition.words
        units = edition.now.units("ministry")
        rows = edition.now.frame
        own = rows[(rows["measure"] == "ready_share") & rows["unit_code"].isin(units)]
        table = charts.table(own, words).set_index(words("charts.table.unit"))
        for unit in units:
            page = {
                name: str(table.loc[edition.name(unit)].get(words(f"charts.table.{name}"), ""))
                for name in ("value", "low", "high", "coverage")
            }
            sheet = [written(cell) for cell in ministries._row(edition, unit, edition.name(unit))]
            assert page["value"] == sheet[SHEET["ready_share"]]
            for end in ("low", "high"):
                assert page[end] in (sheet[SHEET[end]], "")
            [_, compared_with, *_] = readiness.standing(Subject(edition, unit)).blocks
            assert isinstance(compared_with, Table)
            _, share, span, coverage = compared_with.rows[0].cells
            assert share == page["value"]
            assert page["low"] == "" or span == f"{page['low']} - {page['high']}"
            assert page["coverage"] in (coverage, "")
            compared += 1
    assert compared >= 19 * len(editions)


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_ministries_and_agencies_reads_in_a_cell_as_on_a_page(
    demo_home: Path, lang: Lang
) -> None:
    words = definitions().words(lang)
    with open_reader(demo_home) as reader:
        frame = reader.figures(periods=QUARTERS, levels=["nation", "ministry", "agency"], view=PUBLIC)
    figures = walk(frame.iloc[::7])
    page = charts.table(frame.iloc[::7], words)[words("charts.table.value")]
    texts = {one.number().text: one.number() for one in figures}
    displayed = {text: written(number) for text, number in texts.items()}
    assert displayed == {text: text for text in texts}
    assert len(texts) > 100
    for one, on_page in zip(figures, page, strict=True):
        amount = one.number()
        money = amount.kind == "million" and amount.value is not None
        assert on_page == (words("text.million_baht", amount=amount.text) if money else amount.text)


def test_the_renderer_shows_what_spreadsheets_show() -> None:
    cell = Workbook().active.cell(row=1, column=1)
    for value, form, expected in [
        (0.8125, "0.0%", "81.3%"),
        (0.285, "0.0%", "28.5%"),
        (1234.5, "#,##0", "1,235"),
        (-1.25, '+0.0;"\N{MINUS SIGN}"0.0;0.0', "\N{MINUS SIGN}1.3"),
        (0.0, '+0.0;"\N{MINUS SIGN}"0.0;0.0', "0.0"),
    ]:
        cell.value, cell.number_format = value, form
        assert shown_in(cell) == expected


def test_frames_are_told_apart_by_their_view(demo_home: Path) -> None:
    with open_reader(demo_home) as reader:
        asked = {"periods": QUARTERS[:1], "measures": ["ready_share"], "levels": ["ministry"]}
        public = walk(reader.figures(**asked, view=PUBLIC))  # type: ignore[arg-type]
        exact = walk(reader.figures(**asked))  # type: ignore[arg-type]
    few = [one for one in public if one.known and (one.denominator or 0) < 1000]
    assert few
    assert all("." not in one.share().text for one in few)
    assert all("." in one.share().text for one in exact if one.known)
    assert isinstance(public, list) and not pd.isna(few[0].amount)

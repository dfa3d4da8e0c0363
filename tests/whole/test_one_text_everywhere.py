"""The same value of a view is the same text on a page's table, in a workbook's cell and on the scorecard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.labels import LANGS, Lang
from etl.publish import scorecard
from etl.publish.edition import Edition
from etl.publish.scorecard import readiness
from etl.publish.scorecard.subject import Subject
from etl.publish.typeset.blocks import Paragraph, Section, Table
from etl.publish.typeset.pdf import pdf
from etl.publish.workbook.cells import put
from etl.publish.workbook.sheets import ministries
from etl.queries import open_reader
from etl.queries.figure import walk
from etl.queries.number import Number, Part
from etl.queries.view import ANALYST, PUBLIC
from pages.kit import charts
from pages.kit.downloads import encode
from tests.publish.papers import bare, pages_of, said

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


PARTS: tuple[Part, ...] = ("value", "low", "high", "numerator", "denominator")
"""What a page's table tells of a figure in numbers, beside its coverage."""
LONG = 20
"""Letters of a text that may be broken over two lines."""
AGENCIES_APART = 9
"""Every ninth agency is read."""


@pytest.fixture(scope="module")
def everything(demo_home: Path) -> pd.DataFrame:
    """Every measure of every quarter, whole, of the nation, all ministries and many agencies, as public."""
    agencies = list(definitions().agencies)[::AGENCIES_APART]
    with open_reader(demo_home) as reader:
        periods = reader.reported_periods()
        wholes = reader.figures(periods=periods, levels=["nation", "ministry"], view=PUBLIC)
        parts = reader.figures(periods=periods, levels=["agency"], units=agencies, view=PUBLIC)
    assert len(periods) == wholes["period"].nunique() == 20
    return pd.concat([wholes, parts], ignore_index=True)


@pytest.fixture(scope="module")
def numbers(everything: pd.DataFrame) -> dict[str, list[Number]]:
    """The numbers of each figure, by part."""
    figures = walk(everything)
    return {part: [one.number(part) for one in figures] for part in PARTS}


def test_every_figure_of_every_quarter_is_displayed_in_a_cell_as_it_reads(
    numbers: dict[str, list[Number]],
) -> None:
    texts = {(one.text, one.kind): one for part in numbers.values() for one in part}
    assert len(texts) > 2000
    assert [one.text for one in texts.values() if written(one) != one.text] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_of_every_quarter_is_one_text_on_page_and_in_its_csv(
    everything: pd.DataFrame, numbers: dict[str, list[Number]], lang: Lang
) -> None:
    words = definitions().words(lang)
    page = charts.table(everything, words)
    csv = pd.read_csv(BytesIO(encode(page)), dtype=str, keep_default_na=False)
    assert csv.equals(page.astype(csv.dtypes.to_dict()))
    for name, column in numbers.items():
        for one, text in zip(column, page[words(f"charts.table.{name}")], strict=True):
            # money names its unit; what a figure has not, such as a range, is an empty cell
            other = words("text.million_baht", amount=one.text) if name == "value" else ""
            assert text in (one.text, other)


def broken(text: str, pages: list[str]) -> bool:
    """Whether a long text begins at the foot of a page and ends on the next."""
    return len(text) > LONG and any(
        text[:cut] in before and text[cut:] in after
        for before, after in pairwise(pages)
        for cut in range(1, len(text))
    )


@pytest.mark.parametrize(("lang", "back"), [("th", 0), ("en", 0), ("th", 9), ("en", 13)])
def test_the_pdf_of_every_ministry_says_what_page_and_sheet_say_of_it(
    demo_home: Path, lang: Lang, back: int
) -> None:
    with open_reader(demo_home) as reader:
        edition = Edition(reader=reader, period=QUARTERS[0].shift(-back), lang=lang)
        words, units = edition.words, edition.now.units("ministry")
        cards = {unit: scorecard.card(edition, unit) for unit in units}
        rows = edition.now.frame
        own = rows[(rows["measure"] == "ready_share") & rows["unit_code"].isin(units)]
        page = charts.table(own, words).set_index(words("charts.table.unit"))
        sheet = {
            unit: [written(cell) for cell in ministries._row(edition, unit, edition.name(unit))]
            for unit in units
        }
    begins = {unit: f"#{number:02}#" for number, unit in enumerate(units)}
    sections = [
        section
        for unit, card in cards.items()
        for section in (Section(begins[unit], (Paragraph(card.lead),)), *card.sections)
    ]
    all_of_them = replace(cards[units[0]], sections=tuple(sections), page="{page}/{pages}")
    pages = [bare(page.rpartition("\n")[0]) for page in pages_of(pdf(all_of_them, layout="flowing"))]
    text = "".join(pages)
    for unit, following in zip(units, [*units[1:], None], strict=True):
        begin = text.index(begins[unit])
        printed = text[begin : text.index(begins[following]) if following else len(text)]
        assert bare(cards[unit].lead) in printed
        value, low, high, coverage = (
            str(page.loc[edition.name(unit)].get(words(f"charts.table.{name}"), ""))
            for name in ("value", "low", "high", "coverage")
        )
        assert value == sheet[unit][SHEET["ready_share"]]
        ranged = f"{low}-{high}{coverage}" if low else ""
        assert bare(f"{words('scorecard.readiness.this')}{value}{ranged}") in printed
        texts = [one for section in cards[unit].sections for one in said(section)]
        missing = [bare(one) for one in texts if bare(one) not in printed]
        assert [one for one in missing if not broken(one, pages)] == []


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
        exact = walk(reader.figures(**asked, view=ANALYST))  # type: ignore[arg-type]
    few = [one for one in public if one.known and (one.denominator or 0) < 1000]
    assert few
    assert all("." not in one.share().text for one in few)
    assert all("." in one.share().text for one in exact if one.known)
    assert isinstance(public, list) and not pd.isna(few[0].amount)

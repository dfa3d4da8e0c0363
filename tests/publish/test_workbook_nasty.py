"""Names that look like formulas, markup or control characters stay text in a workbook, and break nothing."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import cycle

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from etl.definitions import definitions
from etl.definitions.current import using
from etl.publish import workbook, xlsx
from etl.publish.workbook.background import Background
from etl.queries.reader import Reader
from etl.warehouse.home import Home
from etl.warehouse.releases import ActionAtRelease
from etl.warehouse.snapshot import open_current
from tests.publish.conftest import PERIOD, people
from tests.warehouse.samples import Row, headcount, load

SEEDS = [
    "=cmd|'/c calc'!A0", "=1+1", '=HYPERLINK("http://x","y")', "+66812345",
    "-12", "@SUM(A1)", "\t=1", "  =1+1",
    "＝1+1", "＋1", "－1", "＠x", "\n=2", "\ufeff=3", "{=A1}",
    "=", "+", "-", "@", "'=1", '"=1"', "a\x00b",
    "a\x01b\x1f", "\x7f", "a\x0bb", "\ud800", "\uffff",
    "<b>x</b>", "&amp;&lt;", "]]>", "<!--", "&P&N&D", "%s{0}",
    "{agency}", "_x0041_", "_x000D_", "_x_",
    "👩🏽‍💻📊", "مرحبا", "\u202eกลับ\u202c", "\u200fx", "ก\u0e33\u0e34\u0e37",
    "é" + "\u0301" * 40, "ก้" * 30, "\u200b\u200b=1", "#REF!", "#N/A",
    "TRUE", "1/2", "1e9", "007", "2021-01-01",
    "C:\\a\\b", "../../x", "a\r\nb\rc", "x" * 32_767,
    "ก" * 40_000, "A1", "$A$1", "[1]S!A1", "'; drop table x",
]  # fmt: skip


def nasty(number: int) -> list[str]:
    """Return so many strings: the seeds, then joined pieces of them, always the same."""
    chance = random.Random(7)
    made = list(SEEDS)
    while len(made) < number:
        made.append("".join(chance.choice(SEEDS)[:9] for _ in range(chance.randint(2, 5))))
    return made[:number]


STRINGS = nasty(500)


def course(agency: str, name: str, row_no: int) -> Row:
    """Return a course that is all lecture, so that it is listed."""
    hours = {"participants": 30, "lecture_hours": 6, "other_hours": 0}
    place = {"theme": None, "capability": None, "group": None, "sheet": "Sheet1", "row_no": row_no}
    return {
        "agency": agency,
        "period": "2564Q2",
        "course": name,
        "held_on": date(2021, 2, 1),
        **hours,
        **place,
    }


def storable(text: str) -> str:
    """Return the text without what no store of text can hold."""
    return text.encode("utf-8", "replace").decode()


def action(number: int, text: str) -> ActionAtRelease:
    return ActionAtRelease(
        id=number,
        origin="instruction",
        text=text,
        owner=text[:200],
        due=date(2021, 6, 30),
        ministry=None,
        since="2564Q1",
        state="open",
        note=text,
    )


def chunk(number: int) -> list[str]:
    """Return one of three parts of the strings, with some of each kind."""
    return STRINGS[number::3]


@pytest.fixture(scope="module", params=[0, 1, 2])
def written(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[list[str], Workbook]]:
    """A workbook in which agencies, courses and remarks bear a third of the strings each."""
    strings = chunk(request.param)
    folder = tmp_path_factory.mktemp("nasty")
    courses = [course("03-03", storable(text), 2 + row) for row, text in enumerate(strings[:60])]
    rows = {
        "assessment": people("03-03", "TECH", ready=30, not_ready=20, first_row=2),
        "headcount": [headcount("03-03", "TECH", 100)],
        "training": courses,
    }
    load(Home(folder), ("finance.xlsx", rows))
    known = definitions()
    expected = [agency.code for agency in known.expected_agencies(PERIOD)]
    names = dict(zip(expected, cycle(strings), strict=False))
    renamed = {
        code: agency.model_copy(update={"th": names.get(code, code)})
        for code, agency in known.agencies.items()
    }
    told = Background(actions=tuple(action(number, text) for number, text in enumerate(strings, start=1)))
    path = folder / "w.xlsx"
    with using(replace(known, agencies=renamed)), open_current(Home(folder)) as opened:
        workbook.write(Reader(opened.connection), period=PERIOD, lang="th", path=path, background=told)
    yield strings, load_workbook(path)


def texts(book: Workbook, sheet: str) -> set[str]:
    tab = definitions().words("th")(f"workbook.{sheet}.tab")
    return {
        unescape(cell.value) for row in book[tab].iter_rows() for cell in row if isinstance(cell.value, str)
    }


def test_no_name_course_or_remark_becomes_a_live_formula(written: tuple[list[str], Workbook]) -> None:
    _, book = written
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [
        (cell.parent.title, cell.coordinate, cell.value) for cell in cells if cell.data_type not in ("s", "n")
    ] == []
    starting = [
        cell for cell in cells if isinstance(cell.value, str) and cell.value.lstrip()[:1] in ("=", "+", "@")
    ]
    assert starting
    assert [cell.coordinate for cell in starting if not cell.quotePrefix] == []


def test_every_string_is_read_back_as_it_was_but_for_what_no_cell_can_hold(
    written: tuple[list[str], Workbook],
) -> None:
    strings, book = written
    remarks = texts(book, "follow_up")
    assert [text[:40] for text in strings if xlsx.clean(text) not in remarks] == []
    used = strings[: len(list(definitions().expected_agencies(PERIOD)))]
    assert used == strings
    named = texts(book, "stages") | texts(book, "quality") | texts(book, "data_agencies")
    assert [text[:40] for text in used if text and xlsx.clean(text) not in named] == []
    courses = texts(book, "training")
    assert [text[:40] for text in strings[:60] if xlsx.clean(storable(text)) not in courses] == []


def test_the_strings_are_five_hundred_and_no_row_is_taller_than_excel_allows(
    written: tuple[list[str], Workbook],
) -> None:
    _, book = written
    assert (len(STRINGS), sum(len(chunk(number)) for number in range(3))) == (500, 500)
    heights = [height.height for sheet in book.worksheets for height in sheet.row_dimensions.values()]
    assert max(height for height in heights if height) <= 409

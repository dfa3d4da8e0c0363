"""The cabinet workbook: its numbers are the reader's, its words one language's, its bytes always the same."""

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from etl.definitions import definitions
from etl.definitions.labels import LANGS, Lang
from etl.publish import brief, scorecard, workbook
from etl.publish.brief.sentences import sentences
from etl.publish.edition import Edition
from etl.publish.workbook.style import POINTS, ROW_POINTS, TYPEFACE
from etl.queries import Reader, open_reader
from etl.queries.view import PUBLIC
from tests.publish.conftest import PERIOD, Office

THAI = re.compile(r"[\u0E01-\u0E4E]")


def tab(sheet: str, lang: Lang) -> str:
    return definitions().words(lang)(f"workbook.{sheet}.tab")


def sheet_of(books: dict[Lang, Workbook], sheet: str, lang: Lang) -> Worksheet:
    return books[lang][tab(sheet, lang)]


def row_of(sheet: Worksheet, name: str) -> list[object]:
    """The values of the row whose first cell is this name."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == name]
    assert len(rows) == 1, name
    return rows[0]


def units(lang: Lang) -> dict[str, str]:
    """Code → name of every ministry the quarter expects, and of the nation in its total row."""
    known = definitions()
    codes = sorted({agency.ministry for agency in known.expected_agencies(PERIOD)})
    named = {code: known.words(lang).name(known.ministries[code]) for code in codes}
    return {**named, "TH": known.words(lang)("workbook.total")}


Asked = Callable[..., object]


@pytest.fixture(scope="module")
def asked(published: Path) -> Asked:
    """What a cell must hold, asked of the reader alone: the number, or the mark of its absence."""
    with open_reader(published) as reader:
        found = reader.figures(periods=[PERIOD], levels=["nation", "ministry"], by=["group"], view=PUBLIC)
    keys = zip(found["measure"], found["unit_code"], found["group"], strict=True)
    rows = dict(zip(keys, found.to_dict(orient="records"), strict=True))

    def answer(measure: str, unit: str, part: str = "value", *, group: str = "ALL") -> object:
        row = rows.get((measure, unit, group), {})
        if pd.notna(row.get(part)):
            return pytest.approx(row[part], rel=1e-14, abs=0)
        mark = row.get("mark") or "x"
        of_numerator = part in ("value", "numerator") or mark not in ("l", "h")
        return f"[{mark if of_numerator else 'c'}]"  # few and nearly all are said of a numerator alone

    return answer


def front(book: Workbook) -> Iterator[Worksheet]:
    """The sheets for print."""
    return (sheet for sheet in book.worksheets if not sheet.title.startswith("Data_"))


def filled(book: Workbook) -> Iterator[tuple[Worksheet, Cell]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet, cell


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_ministries_sheet_is_the_reader_s(
    books: dict[Lang, Workbook], asked: Asked, lang: Lang
) -> None:
    sheet = sheet_of(books, "ministries", lang)
    for code, name in units(lang).items():
        row = row_of(sheet, name)
        assert row[1:9] == [
            asked("reporting_rate", code, "numerator"),
            asked("reporting_rate", code, "denominator"),
            asked("coverage", code),
            asked("ready_share", code, "denominator"),
            asked("ready_share", code),
            asked("ready_share", code, "low"),
            asked("ready_share", code, "high"),
            asked("ministry_median", "TH"),
        ]


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_groups_sheet_is_the_reader_s(
    books: dict[Lang, Workbook], asked: Asked, lang: Lang
) -> None:
    sheet = sheet_of(books, "groups", lang)
    groups = (*definitions().groups, "ALL")
    for code in ("03", "07", "21", "TH"):
        expected = [
            asked("ready_share", code, part, group=group)
            for group in groups
            for part in ("denominator", "value")
        ]
        assert row_of(sheet, units(lang)[code])[1:] == expected


@pytest.mark.parametrize("lang", LANGS)
def test_every_number_of_the_targets_sheet_is_the_reader_s(
    books: dict[Lang, Workbook], asked: Asked, lang: Lang
) -> None:
    sheet = sheet_of(books, "targets", lang)
    for target in definitions().targets:
        standing = next(row for row in sheet.iter_rows(values_only=True) if row[0] == target)
        assert list(standing[2:5]) == [asked(target, "TH", part) for part in ("value", "low", "high")]
        assert standing[7] == asked(target, "TH", "coverage")


def test_literal_figures_of_the_small_home_stand_in_their_cells(books: dict[Lang, Workbook]) -> None:
    row = row_of(sheet_of(books, "groups", "en"), "Ministry of Finance")
    named = dict(
        zip(("EXEC", "MGMT", "ACAD", "SERV", "TECH"), zip(row[1::2], row[2::2], strict=True), strict=False)
    )
    assert named == {
        **dict.fromkeys(("EXEC", "MGMT", "ACAD", "SERV"), ("[c]", "[c]")),  # few, or nobody: not told apart
        "TECH": (50, 0.6),
    }
    assert (row[11], row[12], row[13], row[14]) == ("[c]", "[c]", 70, 0.43)
    budget = sheet_of(books, "budget", "en")
    assert row_of(budget, "Fiscal year 2562")[1:] == ["[z]", 1.5, 1, pytest.approx(2 / 3)]
    assert row_of(budget, "Fiscal year 2564")[1:4] == ["[x]", 8, 0]


def test_a_ministry_whose_stages_are_stated_has_zero_not_nothing_at_the_other_stages(
    books: dict[Lang, Workbook],
) -> None:
    ministries = sheet_of(books, "ministries", "en")
    assert row_of(ministries, "Ministry of Finance")[10:13] == [0, 1, 0]
    assert row_of(ministries, "Ministry of Public Health")[10:13] == ["[x]", "[x]", "[x]"]


def test_a_withheld_group_shows_neither_its_number_nor_its_share(books: dict[Lang, Workbook]) -> None:
    row = row_of(sheet_of(books, "groups", "en"), "Ministry of Finance")
    assert [row[place] for place in (1, 2)] == ["[c]", "[c]"]
    values = [cell.value for _, cell in filled(books["en"])]
    assert "[c]" in values
    data = sheet_of(books, "data_groups", "en")
    header = [cell.value for cell in data[1]]
    withheld = [
        dict(zip(header, row, strict=True))
        for row in data.iter_rows(min_row=2, values_only=True)
        if row[header.index("mark")] == "c"
    ]
    assert withheld
    assert {row[part] for row in withheld for part in ("value", "low", "high", "coverage")} == {None}


def test_both_languages_have_the_same_sheets_and_the_same_shape(books: dict[Lang, Workbook]) -> None:
    for lang in LANGS:
        assert books[lang].sheetnames == [tab(sheet.id, lang) for sheet in workbook.SHEETS]
        assert all(len(name) <= 31 for name in books[lang].sheetnames)
    sizes = [[(len(sheet._charts), sheet.max_row) for sheet in books[lang].worksheets] for lang in LANGS]
    assert sizes[0] == sizes[1]


def test_the_english_edition_has_no_thai_outside_the_thai_names_of_tidy_data(
    books: dict[Lang, Workbook],
) -> None:
    left = [
        (sheet.title, cell.coordinate)
        for sheet, cell in filled(books["en"])
        if isinstance(cell.value, str) and THAI.search(cell.value)
        if not (
            sheet.title.startswith("Data_")
            and str(sheet.cell(row=1, column=cell.column).value).endswith("_th")
        )
    ]
    assert left == []


def test_no_cell_is_a_formula_and_no_number_is_text(books: dict[Lang, Workbook]) -> None:
    for lang in LANGS:
        cells = [cell for _, cell in filled(books[lang])]
        assert [cell.coordinate for cell in cells if cell.data_type not in ("s", "n")] == []
        looks_like_share = re.compile(r"-?[\d,]+\.\d+%?")
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        versions = {target.version for target in definitions().targets.values()}
        assert [text for text in texts if looks_like_share.fullmatch(text) and text not in versions] == []


def test_the_same_snapshot_quarter_and_language_give_the_same_bytes(
    editions: dict[Lang, Path], reader: Reader, tmp_path: Path
) -> None:
    again = tmp_path / "again.xlsx"
    workbook.write(reader, period=PERIOD, lang="th", path=again)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".xlsx"] == ["again.xlsx"]
    first = hashlib.sha256(editions["th"].read_bytes()).hexdigest()
    assert hashlib.sha256(again.read_bytes()).hexdigest() == first


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_is_set_for_a4_landscape_in_the_house_font(
    books: dict[Lang, Workbook], lang: Lang
) -> None:
    for sheet in books[lang].worksheets:
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        on_one_paper = sheet.title in {tab(name, lang) for name in ("cover", "contents", "summary", "roles")}
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, int(on_one_paper))
        assert sheet.print_title_rows and sheet.freeze_panes
        assert "&P" in sheet.oddFooter.center.text and "2564" in sheet.oddFooter.left.text
    assert {(cell.font.name, cell.font.size) for _, cell in filled(books[lang])} == {(TYPEFACE, POINTS)}
    heights = [height.height for sheet in front(books[lang]) for height in sheet.row_dimensions.values()]
    assert min(height for height in heights if height is not None) >= ROW_POINTS


@pytest.mark.parametrize("lang", LANGS)
def test_every_printed_sheet_says_its_source_its_day_and_its_snapshot(
    books: dict[Lang, Workbook], reader: Reader, lang: Lang
) -> None:
    for sheet in front(books[lang]):
        heading = " ".join(str(sheet.cell(row=row, column=1).value) for row in range(1, 7))
        for needed in (reader.snapshot.id, "2564", definitions().words(lang)("workbook.mark.preview")):
            assert needed in heading, sheet.title


def test_tidy_sheets_have_one_header_row_no_merges_and_a_filter(books: dict[Lang, Workbook]) -> None:
    for sheet in books["th"].worksheets:
        if sheet.title.startswith("Data_"):
            assert list(sheet.merged_cells.ranges) == []
            [table] = sheet.tables.values()
            assert table.ref == sheet.dimensions
            assert sheet["A1"].value == "period"


def test_contents_link_to_every_sheet(books: dict[Lang, Workbook]) -> None:
    for lang in LANGS:
        sheet = sheet_of(books, "contents", lang)
        links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
        assert links == [f"'{name}'!A1" for name in books[lang].sheetnames]


def test_a_chart_draws_a_withheld_number_as_a_gap_named_by_its_mark(books: dict[Lang, Workbook]) -> None:
    sheet = sheet_of(books, "chart_data", "en")
    ready = {row[0]: row[1] for row in reversed(list(sheet.iter_rows(values_only=True)))}
    assert (ready["Public Health [x]"], ready["Finance"]) == (None, 0.43)


@pytest.mark.libreoffice
def test_libreoffice_opens_the_workbook_and_prints_it(
    editions: dict[Lang, Path], office: Office, tmp_path: Path
) -> None:
    office(editions["th"], to="pdf", folder=tmp_path)
    assert (tmp_path / "th.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.libreoffice
def test_libreoffice_recalculates_without_a_change_or_an_error(
    editions: dict[Lang, Path], books: dict[Lang, Workbook], office: Office, tmp_path: Path
) -> None:
    office(*editions.values(), to="xlsx", folder=tmp_path / "again")
    for lang, book in books.items():
        again = load_workbook(tmp_path / "again" / f"{lang}.xlsx")
        assert again.sheetnames == book.sheetnames
        for sheet, cell in filled(book):
            read = again[sheet.title][cell.coordinate].value
            assert read == (pytest.approx(cell.value, rel=1e-12) if cell.data_type == "n" else cell.value)


@pytest.mark.parametrize("lang", LANGS)
def test_every_document_of_a_snapshot_that_stands_in_for_a_damaged_one_says_so(
    standing_in: Path, tmp_path: Path, lang: Lang
) -> None:
    path = tmp_path / "w.xlsx"
    with open_reader(standing_in) as reader:
        snapshot = reader.snapshot
        edition = Edition(reader=reader, period=PERIOD, lang=lang)
        papers = scorecard.card(edition, "03"), brief.document(edition, sentences(edition))
        workbook.write(reader, period=PERIOD, lang=lang, path=path)
    assert snapshot.instead_of is not None
    words = definitions().words(lang)
    mark = words("workbook.mark.stands_in", snapshot=snapshot.instead_of, shown=snapshot.id)
    assert all(mark in paper.marks for paper in papers)
    written = load_workbook(path)
    for sheet in written.worksheets:
        heading = [sheet.cell(row=row, column=1).value for row in range(1, 8)]
        short = words("workbook.mark.stands_in_short") in (sheet.oddHeader.left.text or "")
        assert short if sheet.title.startswith("Data_") else mark in heading, sheet.title
    assert mark in written.properties.description

"""An agency's form: filled in it loads without a word, untouched it is answered kindly and nothing loads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from etl import pipeline
from etl.commands import main
from etl.definitions.labels import LANGS, Lang
from etl.publish.template_fields import DATASETS
from tests.publish.conftest import Office

HEADER, EXAMPLE, FIRST = 6, 7, 8


@pytest.fixture
def form(own_home: Path, tmp_path: Path) -> Callable[..., Path]:
    """Make a form by the command line: form(lang, period)."""

    def make(lang: Lang = "th", period: str = "2565Q2", agency: str = "03-07") -> Path:
        assert own_home
        path = tmp_path / f"form-{lang}.xlsx"
        assert (
            main(["template", "--agency", agency, "--period", period, "--out", str(path), "--lang", lang])
            == 0
        )
        return path

    return make


def sheets_of(book: Workbook) -> dict[str, Worksheet]:
    """The datasets' sheets, by dataset."""
    return dict(zip(DATASETS, book.worksheets[1:-1], strict=True))


def filled(path: Path, *datasets: str) -> Path:
    """The form with the example copied into the first row of these datasets' sheets, as a person would."""
    book = load_workbook(path)
    for dataset in datasets:
        sheet = sheets_of(book)[dataset]
        for column in range(2, sheet.max_column + 1):
            if sheet.cell(FIRST, column).value is None:
                sheet.cell(FIRST, column).value = sheet.cell(EXAMPLE, column).value
    out = path.with_name(f"filled-{path.name}")
    book.save(out)
    return out


@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_form_loads_with_no_complaint_at_all(
    form: Callable[..., Path], own_home: Path, lang: Lang
) -> None:
    (file,) = pipeline.load([filled(form(lang), *DATASETS)], home=own_home).files
    assert (file.status, file.problems) == ("loaded", ())
    assert [
        (one.dataset, one.rows_read, one.accepted, one.period, one.problems) for one in file.datasets
    ] == [
        ("assessment", 1, 1, "2565Q2", ()),
        ("headcount", 1, 1, "2565Q2", ()),
        ("stage", 1, 1, "2565Q2", ()),
        ("training", 1, 1, "2565Q2", ()),
        ("budget", 1, 1, "2565", ()),
        ("practice", 1, 1, "2565Q2", ()),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_form_is_answered_kindly_and_nothing_is_loaded(
    form: Callable[..., Path], own_home: Path, lang: Lang
) -> None:
    for period in ("2565Q2", "2568Q1"):
        report = pipeline.load([form(lang, period)], home=own_home)
        (file,) = report.files
        assert (file.status, file.datasets) == ("refused", ())
        assert [problem.rule for problem in file.problems] == ["F-30"]
        assert "has not been filled in" in file.problems[0].message_en


def test_a_partly_filled_form_loads_what_was_filled_in_and_says_nothing_of_the_rest(
    form: Callable[..., Path], own_home: Path
) -> None:
    (file,) = pipeline.load([filled(form(), "stage", "practice")], home=own_home).files
    assert (file.status, file.problems) == ("loaded", ())
    assert [(one.dataset, one.rows_read, one.problems) for one in file.datasets] == [
        ("stage", 1, ()),
        ("practice", 1, ()),
    ]


def test_a_row_begun_and_not_ended_is_refused_at_its_cell(form: Callable[..., Path], own_home: Path) -> None:
    book = load_workbook(form())
    sheets_of(book)["stage"].cell(FIRST, 2).value = "ระยะเริ่มต้น"
    book.save(own_home.with_name("half.xlsx"))
    (file,) = pipeline.check([own_home.with_name("half.xlsx")], home=own_home).files
    told = {(one.rule, one.row, one.column) for one in file.datasets[0].problems}
    assert ("V-01", FIRST, "C") in told


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_is_known_again(
    form: Callable[..., Path], office: Office, own_home: Path, tmp_path: Path
) -> None:
    sent = filled(form(), *DATASETS), form(period="2568Q1")
    office(*sent, to="xlsx", folder=tmp_path / "saved")
    again, untouched = (tmp_path / "saved" / path.name for path in sent)
    assert [one.rule for one in pipeline.check([untouched], home=own_home).files[0].problems] == ["F-30"]
    (file,) = pipeline.load([again], home=own_home).files
    assert (file.status, file.problems, len(file.datasets)) == ("loaded", (), 6)


def test_the_official_headcount_is_filled_in_where_it_is_not_later_than_the_quarter(
    form: Callable[..., Path],
) -> None:
    known = sheets_of(load_workbook(form(period="2567Q4")))["headcount"]
    assert [[cell.value for cell in row[1:3]] for row in known.iter_rows(min_row=FIRST)] == [
        ["ทั่วไป", 5701],
        ["วิชาการ", 11168],
        ["อำนวยการ", 152],
        ["บริหาร", 3],
    ]
    unknown = sheets_of(load_workbook(form(period="2567Q3")))["headcount"]
    assert {row[2].value for row in unknown.iter_rows(min_row=FIRST)} == {None}


def test_what_the_agency_reported_before_is_filled_in_and_counts_once_something_is_filled_in(
    form: Callable[..., Path], own_home: Path
) -> None:
    first = load_workbook(form())
    sheet = sheets_of(first)["headcount"]
    sheet.cell(FIRST, 3).value, sheet.cell(FIRST + 1, 3).value = 12, 30
    first.save(own_home.with_name("first.xlsx"))
    pipeline.load([own_home.with_name("first.xlsx")], home=own_home)
    later = form(period="2565Q3")
    rows = sheets_of(load_workbook(later))["headcount"].iter_rows(min_row=FIRST, max_row=FIRST + 1)
    assert [[cell.value for cell in row[1:3]] for row in rows] == [
        ["ผู้บริหารส่วนราชการ", 12],
        ["ผู้อำนวยการกอง", 30],
    ]
    assert [one.rule for one in pipeline.check([later], home=own_home).files[0].problems] == ["F-30"]
    (file,) = pipeline.load([filled(later, "stage")], home=own_home).files
    assert [(one.dataset, one.accepted, one.period) for one in file.datasets] == [
        ("headcount", 2, "2565Q3"),
        ("stage", 1, "2565Q3"),
    ]


def test_headings_are_protected_entries_are_open_and_closed_lists_drop_down(
    form: Callable[..., Path],
) -> None:
    sheet = sheets_of(load_workbook(form()))["assessment"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet.cell(HEADER, 2).protection.locked
    assert not sheet.column_dimensions["B"].protection.locked
    lists = {
        str(check.sqref): check.formula1
        for check in sheet.data_validations.dataValidation
        if check.type == "list"
    }
    assert lists["C8:C20007"] == "'รายการให้เลือก'!$A$3:$A$8"
    titles = {sheet.cell(HEADER, column).value: column for column in range(1, sheet.max_column + 1)}
    population = get_column_letter(titles["ประเภทบุคลากรภาครัฐ"])
    assert f"{population}8:{population}20007" in lists
    assert sheet.cell(HEADER, 2).font.name == "TH Sarabun New"


def test_an_unknown_agency_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "form.xlsx")
    assert main(["template", "--agency", "99-99", "--period", "2565Q2", "--out", out, "--lang", "en"]) == 2
    assert "There is no agency 99-99" in capsys.readouterr().err


def test_no_form_is_made_of_a_year_whose_files_are_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "form.xlsx"
    for period in ("2599Q2", "2586Q1", "2549Q4"):
        command = ["template", "--agency", "03-07", "--period", period, "--out", str(out), "--lang", "en"]
        assert main(command) == 2
        assert f"{period} is outside the accepted fiscal years (2550-2585 B.E.)" in capsys.readouterr().err
    assert not out.exists()


def test_the_command_tells_what_it_filled_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "form.xlsx")
    assert main(["template", "--agency", "03-07", "--period", "2568Q1", "--out", out, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["agency"], told["headcount"]["PT_DIRECTOR"], told["path"]) == ("03-07", 152, out)

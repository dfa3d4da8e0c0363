"""Workbooks: text stays text, the same content is the same file, and a file is there whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from etl.publish import xlsx

MOMENT = datetime(2022, 3, 31, 9, 30, tzinfo=UTC)


def saved(path: Path, *texts: str) -> Path:
    book = Workbook()
    for row, value in enumerate(texts, start=1):
        xlsx.text(book.worksheets[0].cell(row, 1), value)
    xlsx.save(book, path, saved_at=MOMENT)
    return path


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "=cmd|'/c calc'!A0", "+66812", "-12", "@SUM(A1)", "\t=1", "  =1+1", "＝1+1", '=HYPERLINK("x")'],
)
def test_text_that_looks_like_a_formula_stays_text_and_is_quoted(tmp_path: Path, hostile: str) -> None:
    cell = load_workbook(saved(tmp_path / "a.xlsx", hostile)).worksheets[0]["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (hostile, "s", True)


def test_plain_text_is_not_quoted_and_numbers_stay_numbers(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    xlsx.text(sheet["A1"], "กรมสรรพากร")
    sheet["A2"] = -5
    xlsx.save(book, tmp_path / "a.xlsx", saved_at=MOMENT)
    read = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert (read["A1"].value, read["A1"].quotePrefix) == ("กรมสรรพากร", False)
    assert (read["A2"].value, read["A2"].data_type) == (-5, "n")


def test_what_a_workbook_cannot_hold_is_replaced_where_it_stands(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", "a\x01b", "c\ud800d", "e\r\nf", "_x0041_")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert rows == [["a\ufffdb"], ["c\ufffdd"], ["e\nf"], ["_x0041_"]]


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis(tmp_path: Path) -> None:
    [[text]] = (
        CalamineWorkbook.from_path(saved(tmp_path / "a.xlsx", "ก" * 40_000)).get_sheet_by_index(0).to_python()
    )
    assert isinstance(text, str)
    assert (len(text), text[-2:]) == (32_767, "ก…")


def test_the_same_content_is_the_same_file_whenever_it_is_saved(tmp_path: Path) -> None:
    first, second = (saved(tmp_path / name, "รวม", "=1") for name in ("a.xlsx", "b.xlsx"))
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_carries_the_time_of_its_figures(tmp_path: Path) -> None:
    properties = load_workbook(saved(tmp_path / "a.xlsx", "x")).properties
    assert (properties.created, properties.modified) == (
        datetime(2022, 3, 31, 9, 30),
        datetime(2022, 3, 31, 9, 30),
    )


def test_a_file_that_cannot_be_finished_leaves_the_old_one_and_no_rest(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", "old")
    before = path.read_bytes()
    empty = Workbook()
    empty.remove(empty.worksheets[0])
    with pytest.raises(IndexError):
        xlsx.save(empty, path, saved_at=MOMENT)
    assert path.read_bytes() == before
    assert [child.name for child in tmp_path.iterdir()] == ["a.xlsx"]

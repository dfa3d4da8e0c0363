"""The reader: cells as text at their true addresses, in a child process ended when it takes too much."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from etl.intake import delimited, workbook
from etl.intake.limits import Limits
from etl.intake.reader import Reader
from etl.intake.sheets import CellFault, Merge
from tests.intake.books import rezip, save

pytestmark = pytest.mark.own_processes


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reading:
        yield reading


def read_csv(text: str, encoding: str = "utf-8", limits: Limits | None = None) -> dict[str, list[str | None]]:
    found = delimited.read(text.encode(encoding), limits or Limits())
    cells: dict[str, list[str | None]] = found.sheets[0].cells.to_pydict()
    return cells


def test_cells_keep_their_true_rows_and_columns(reader: Reader, tmp_path: Path) -> None:
    book = Workbook()
    book.active["C3"], book.active["D5"] = "ระยะ", 12
    book.save(tmp_path / "a.xlsx")

    (sheet,) = reader.read(tmp_path / "a.xlsx").sheets

    assert sheet.cells.to_pydict() == {
        "A": [None] * 5,
        "B": [None] * 5,
        "C": [None, None, "ระยะ", None, None],
        "D": [None, None, None, None, "12"],
    }


def test_values_arrive_as_texts_one_can_trust(reader: Reader, tmp_path: Path) -> None:
    book = Workbook()
    values = [
        12345678.9,
        85.0,
        "007",
        datetime(2021, 1, 2),
        "",
        " ก ",
        1234567890123,
        18733310571303.12,
        True,
    ]
    for value in values:
        book.active.append([value])
    book.save(tmp_path / "a.xlsx")

    (sheet,) = reader.read(tmp_path / "a.xlsx").sheets

    assert sheet.cells["A"].to_pylist() == [
        "12345678.9",
        "85",
        "007",
        "2021-01-02 00:00:00",
        None,
        " ก ",
        "1234567890123",
        "18733310571303.12",
        "true",
    ]


def test_error_cells_and_formulas_without_value_are_named_not_blank(reader: Reader, tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"], book.active["B2"] = 1, "=A1+1"
    book.active["C3"] = "#REF!"
    book.active["C3"].data_type = "e"
    book.save(tmp_path / "a.xlsx")

    (sheet,) = reader.read(tmp_path / "a.xlsx").sheets

    assert sheet.faults == (
        CellFault(2, "B", "formula_without_value", ""),
        CellFault(3, "C", "error_value", "#REF!"),
    )


def test_a_formula_with_a_saved_value_or_an_empty_text_is_no_fault(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["x"])
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>IF(1,"","")</f><v></v></c>'
        b'<c r="C1"><f t="shared" si="0"/></c></row></sheetData></worksheet>'
    )
    changed = rezip(path, tmp_path / "b.xlsx", change={"xl/worksheets/sheet1.xml": xml})
    (sheet,) = workbook.read(changed.read_bytes(), Limits()).sheets
    assert sheet.cells["A"].to_pylist() == ["2"]
    assert sheet.faults == (CellFault(1, "C", "formula_without_value", ""),)


def test_hidden_sheets_are_named_and_not_read_and_hidden_rows_are_counted(
    reader: Reader, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append(["a"])
    book.active.append(["b"])
    book.active.row_dimensions[2].hidden = True
    for name, state in (("ลับ", "hidden"), ("ลับมาก", "veryHidden")):
        extra = book.create_sheet(name)
        extra.append(["secret"])
        extra.sheet_state = state
    book.save(tmp_path / "a.xlsx")

    found = reader.read(tmp_path / "a.xlsx")

    assert [sheet.name for sheet in found.sheets if not sheet.visible] == ["ลับ", "ลับมาก"]
    assert [sheet.cells.num_rows for sheet in found.sheets] == [2, 0, 0]
    assert found.sheets[0].hidden_rows == 1


def test_merged_rows_are_told_by_column(reader: Reader, tmp_path: Path) -> None:
    book = Workbook()
    for row in ("ก", "ข", "ค"):
        book.active.append([row, row])
    book.active.merge_cells("A1:A3")
    book.active.merge_cells("B1:C1")
    book.save(tmp_path / "a.xlsx")
    assert reader.read(tmp_path / "a.xlsx").sheets[0].merges == (Merge("A", 1, 3),)


def test_a_strict_ooxml_workbook_is_read_in_full(reader: Reader, tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", ["ระยะ"], ["ระยะเริ่มต้น"])
    loose = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    with zipfile.ZipFile(path) as archive:
        change = {name: archive.read(name).replace(loose, strict) for name in archive.namelist()}
    changed = rezip(path, tmp_path / "b.xlsx", change=change)
    assert reader.read(changed).sheets[0].cells["A"].to_pylist() == ["ระยะ", "ระยะเริ่มต้น"]


def test_rows_columns_and_long_cells_over_the_limit_are_named(tmp_path: Path) -> None:
    limits = Limits(rows=3, columns=2, characters=5)
    tall = save(tmp_path / "tall.xlsx", *[["a"]] * 4).read_bytes()
    wide = save(tmp_path / "wide.xlsx", ["a", "b", "c"]).read_bytes()
    long = save(tmp_path / "long.xlsx", ["a"], ["abcdef"]).read_bytes()

    (tall_fault,) = workbook.read(tall, limits).problems
    (wide_fault,) = workbook.read(wide, limits).problems
    (sheet,) = workbook.read(long, limits).sheets

    assert (tall_fault.rule, tall_fault.found, tall_fault.expected) == ("S-01", "4", "3")
    assert (wide_fault.rule, wide_fault.found, wide_fault.expected) == ("S-02", "3", "2")
    assert sheet.cells["A"].to_pylist() == ["a", None]
    assert sheet.faults == (CellFault(2, "A", "cell_too_long", "6"),)


def test_formatting_far_below_the_data_costs_nothing(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "a"
    book.active.row_dimensions[1_048_576].hidden = True
    book.save(tmp_path / "a.xlsx")
    (sheet,) = workbook.read((tmp_path / "a.xlsx").read_bytes(), Limits()).sheets
    assert sheet.cells.num_rows == 1


def test_a_value_in_the_last_column_is_refused_before_it_is_read(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    book.save(tmp_path / "a.xlsx")
    assert workbook.read((tmp_path / "a.xlsx").read_bytes(), Limits()).problems[0].rule == "S-02"


def test_time_and_memory_limits_end_the_file_and_not_the_reader(tmp_path: Path) -> None:
    big = save(tmp_path / "big.xlsx", *[[f"{row}-{place}" for place in range(50)] for row in range(3000)])
    small = save(tmp_path / "small.xlsx", ["a"])
    with Reader(Limits(seconds=0.01)) as hasty:
        assert [fault.rule for fault in hasty.read(big).problems] == ["F-16"]
    with Reader(Limits(patience=0.01)) as impatient:
        assert [fault.rule for fault in impatient.read(big).problems] == ["F-16"]
    with Reader(Limits(memory_bytes=64 * 1024**2)) as poor:
        assert [fault.rule for fault in poor.read(big).problems] == ["F-17"]
    with Reader() as reader:
        assert reader.read(small).sheets[0].cells["A"].to_pylist() == ["a"]


def test_a_malformed_workbook_is_a_problem_and_the_next_file_is_read(reader: Reader, tmp_path: Path) -> None:
    good = save(tmp_path / "a.xlsx", ["a"])
    bad = rezip(good, tmp_path / "b.xlsx", change={"xl/workbook.xml": b"<workbook><sheets>"})
    results = list(reader.read_all([(bad, None), (good, None)]))
    assert [fault.rule for fault in results[0].problems] == ["F-18"]
    assert results[1].sheets[0].cells["A"].to_pylist() == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
def test_csv_is_read_in_the_encodings_thai_offices_save(encoding: str) -> None:
    text = "ส่วนราชการ,ระยะ\nสำนักงานปลัดกระทรวง,ระยะเริ่มต้น\n"
    assert read_csv(text, encoding) == {
        "A": ["ส่วนราชการ", "สำนักงานปลัดกระทรวง"],
        "B": ["ระยะ", "ระยะเริ่มต้น"],
    }


@pytest.mark.parametrize(
    "content",
    [
        "ชื่อ,café,résumé naïve".encode("latin-1", "ignore") + b"\xe9\xe8",
        "ส่วนราชการ,ระยะเริ่มต้น".encode() + b"\xe0",
        "ส่วนราชการ".encode() + "ระยะ".encode("cp874"),
    ],
)
def test_a_text_that_reads_as_thai_in_no_encoding_is_refused(content: bytes) -> None:
    assert [fault.rule for fault in delimited.read(content, Limits()).problems] == ["F-14"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_separator_is_told_from_the_rows(delimiter: str) -> None:
    rows = [["รายงาน", "", ""], ["ก", "ข, ค", "ง"], ["1", "2, 3", "4"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert read_csv(text) == {"A": ["รายงาน", "ก", "1"], "B": [None, "ข, ค", "2, 3"], "C": [None, "ง", "4"]}


def test_a_separator_line_blank_lines_and_ragged_rows_keep_their_place() -> None:
    assert read_csv("sep=;\nก;ข\n\n1;2;3\n") == {
        "A": [None, "ก", None, "1"],
        "B": [None, "ข", None, "2"],
        "C": [None, None, None, "3"],
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_the_three_ways_and_cells_may_hold_breaks(newline: str) -> None:
    assert read_csv(f'a,b{newline}"x{newline}y",2{newline}')["B"] == ["b", "2"]


def test_an_unbalanced_quotation_mark_refuses_the_file() -> None:
    found = delimited.read(b'a,b\n"1,2\n3,4\n', Limits())
    assert [fault.rule for fault in found.problems] == ["F-15"]

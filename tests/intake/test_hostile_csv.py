"""csv files as programs, systems and accidents write them: the right text, or a refusal that says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.definitions.problems import Problem
from etl.intake import delimited, gate
from etl.intake.limits import Limits
from etl.intake.reader import Reader

pytestmark = pytest.mark.own_processes

THAI = "ส่วนราชการ,ระยะ\nสำนักงาน ก.พ.,ระยะเริ่มต้น\nกรมที่ดิน,ระยะกำลังพัฒนา\n"
COLUMNS = {
    "A": ["ส่วนราชการ", "สำนักงาน ก.พ.", "กรมที่ดิน"],
    "B": ["ระยะ", "ระยะเริ่มต้น", "ระยะกำลังพัฒนา"],
}


def columns(content: bytes, limits: Limits | None = None) -> dict[str, list[str | None]]:
    found = delimited.read(content, limits or Limits())
    assert found.problems == ()
    cells: dict[str, list[str | None]] = found.sheets[0].cells.to_pydict()
    return cells


def fault(content: bytes, limits: Limits | None = None) -> Problem:
    found = delimited.read(content, limits or Limits())
    assert found.sheets == ()
    (problem,) = found.problems
    assert problem.message_th
    assert problem.message_en
    return problem


@pytest.mark.parametrize(
    "content",
    [
        THAI.encode(),
        THAI.encode("utf-8-sig"),
        THAI.encode("cp874"),
        THAI.encode("tis-620"),
        b"\xff\xfe" + THAI.encode("utf-16-le"),
        b"\xfe\xff" + THAI.encode("utf-16-be"),
        THAI.replace("\n", "\r\n").encode("cp874"),
        THAI.replace("\n", "\r").encode(),
        THAI.replace("\n", "\r\n", 1).encode(),
        THAI.replace(",", ";").encode("cp874"),
        THAI.replace(",", "\t").encode("utf-16"),
        THAI.replace("ระยะ", '"ระยะ"', 1).encode(),
        THAI.removesuffix("\n").encode(),
    ],
)
def test_the_same_table_however_it_was_saved_gives_the_same_cells(content: bytes) -> None:
    assert columns(content) == COLUMNS


@pytest.mark.parametrize(
    "content",
    [
        THAI.encode() + THAI.encode("cp874"),
        THAI.encode("cp874") + THAI.encode(),
        "ชื่อ,ระยะ\n".encode("cp874") + "Besançon,Zürich,Århus\n".encode("latin-1"),
        "é,è,ü\n1,2,3\n".encode("latin-1"),
        THAI.encode("cp874").replace(b"\xd0", b"\x85\xdb"),
        b"\xff\xfe" + THAI.encode("utf-16-le")[:-1],
        b"\xff\xfe" + THAI.encode("utf-16-le") + b"\x00\xd8",
    ],
)
def test_bytes_that_give_no_text_one_can_believe_are_refused(content: bytes) -> None:
    assert fault(content).rule == "F-14"


@pytest.mark.parametrize(
    "content",
    [
        THAI.encode().replace(b"\n", b"\n\x00", 2).replace(b"\n\x00", b"\n", 1),
        THAI.replace("กรม", "\x00กรม").encode("utf-16"),
    ],
)
def test_a_nul_is_told_with_its_line(content: bytes) -> None:
    told = fault(content)
    assert (told.rule, told.row) == ("F-21", 3)


def test_text_in_utf_32_is_not_taken_for_utf_16() -> None:
    assert fault(THAI.encode("utf-32")).rule == "F-21"


@pytest.mark.parametrize(
    ("text", "row"),
    [('a,b\n1,2\n"3,4\n5,6\n', 3), ('a,b\n"1"x,2\n3,4\n', 2), ('a,b\n1,"x\ny"\n2,"z\n', 3)],
)
def test_quotation_marks_that_do_not_pair_up_are_told_with_the_row_they_begin_in(text: str, row: int) -> None:
    told = fault(text.encode())
    assert (told.rule, told.row, told.expected) == ("F-15", row, ",")


def test_quotation_marks_a_hundred_thousand_rows_down_are_told_with_their_row() -> None:
    told = fault(b"a,b\n" + b"1,2\n" * 100_000 + b'"3,4\n' + b"5,6\n" * 1_000)
    assert (told.rule, told.row) == ("F-15", 100_002)


def test_a_quotation_mark_that_swallows_the_rest_of_a_long_file_is_told_with_its_row() -> None:
    told = fault(b'a,b\n1,2\n"' + b"3,4\n" * 500_000)
    assert (told.rule, told.row) == ("F-15", 3)


@pytest.mark.parametrize("line", ["sep=;\n", "SEP=;\r\n"])
def test_a_line_that_names_the_separator_is_obeyed_and_keeps_its_row(line: str) -> None:
    assert columns(f"{line}a,b;c\n1;2\n".encode()) == {"A": [None, "a,b", "1"], "B": [None, "c", "2"]}


@pytest.mark.parametrize("line", ["sep=\n", 'sep="\n'])
def test_a_line_that_names_no_separator_is_a_row_like_others(line: str) -> None:
    assert columns(f"{line}a,b\n1,2\n".encode())["B"] == [None, "b", "2"]


def test_ragged_rows_and_blank_lines_keep_every_cell_at_its_place() -> None:
    assert columns(b"a\n\n1,2,3\n,,4\n") == {
        "A": ["a", None, "1", None],
        "B": [None, None, "2", None],
        "C": [None, None, "3", "4"],
    }


def test_rows_that_grow_wider_after_many_thousands_are_as_wide_as_they_are() -> None:
    cells = columns(b"1,2\n" * 50_000 + b"1,2,3\n")
    assert (len(cells["A"]), cells["C"][0], cells["C"][-1]) == (50_001, None, "3")


def test_rows_beyond_the_limit_are_refused_and_the_last_one_allowed_is_read() -> None:
    assert len(columns(b"1,2\n" * 300_000)["A"]) == 300_000
    told = fault(b"1,2\n" * 300_001)
    assert (told.rule, told.sheet, told.found, told.expected) == ("S-01", "csv", "> 300,000", "300,000")


def test_columns_beyond_the_limit_are_refused_with_their_number() -> None:
    told = fault(b"a,b\n" + b"1," * 250 + b"1\n")
    assert (told.rule, told.found, told.expected) == ("S-02", "251", "200")


@pytest.mark.parametrize("filling", [b"x", b",", b'"'])
def test_one_endless_line_is_refused_with_its_number(filling: bytes) -> None:
    told = fault(b"a,b\n1,2\n" + filling * 9_000_000)
    assert (told.rule, told.row) == ("F-22", 3)


def test_a_cell_longer_than_the_limit_is_named_and_the_rest_is_read() -> None:
    (sheet,) = delimited.read(b"a,b\n1," + b"x" * 32_768 + b"\n2,3\n", Limits()).sheets
    assert sheet.cells.to_pydict() == {"A": ["a", "1", "2"], "B": ["b", None, "3"]}
    assert [(found.row, found.column, found.kind) for found in sheet.faults] == [(2, "B", "cell_too_long")]


@pytest.mark.parametrize("ending", [".csv", ".txt", ""])
def test_a_csv_file_passes_the_gate_under_any_ending_but_that_of_a_workbook(
    ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"table{ending}"
    path.write_bytes(THAI.encode("cp874"))
    assert gate.check(path).kind == "csv"
    renamed = path.rename(tmp_path / "table.xlsx")
    assert [problem.rule for problem in gate.check(renamed).problems] == ["F-05"]


def test_a_csv_file_too_wide_and_too_tall_together_ends_on_its_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((b"," * 199 + b"\n") * 200_000)
    with Reader(Limits(memory_bytes=400 * 1024**2)) as reader:
        assert [problem.rule for problem in reader.read(path).problems] == ["F-17"]

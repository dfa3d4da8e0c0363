"""Published layouts: known by content, right to the last person and baht, all else set aside by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from etl.intake import formats, recognise
from etl.intake.formats import budget_bill, comptroller, yearbook
from etl.intake.reader import Reader
from etl.intake.sheets import CellFault, IgnoredSheet, Sheet, SheetSet
from tests.intake.books import Cell, real, rows_read, sheet

TYPES = ["ทั่วไป", None, "วิชาการ", "อำนวยการ", "บริหาร"]
LEVELS = ["ปฏิบัติงาน", "ชำนาญงาน", "ปฏิบัติการ", "ต้น", "สูง"]
RIGHT_ROWS: tuple[list[Cell], ...] = (
    ["ข้าราชการพลเรือนสามัญ ปีงบประมาณ พ.ศ. 2567 จำแนกตามส่วนราชการ ประเภท/ระดับ "],
    ["ส่วนราชการ", "รวม", "ประเภท/ระดับ"],
    [None, None, *TYPES],
    [None, None, *LEVELS],
    ["รวม", "40", "10", "2", "20", "6", "2"],
    ["ร้อยละ", "100", "25", "5", "50", "15", "5"],
    ["กระทรวงการคลัง", "30", "8", "1", "15", "5", "1"],
    ["สำนักงานปลัดกระทรวง", "10", "3", "0", "6", "1", "0"],
    ["กรมสรรพากร", "20", "5", "1", "9", "4", "1"],
    ["กระทรวงแรงงาน", "10", "2", "1", "5", "1", "1"],
    ["สำนักงานปลัดกระทรวง", "10", "2", "1", "5", "1", "1"],
)


def read(path: Path) -> SheetSet:
    with Reader() as reader:
        return reader.read(path)


def right(*rows: Sequence[Cell]) -> Sheet:
    return sheet(*(rows or RIGHT_ROWS), name="55-64")


def changed(row: int, cells: Sequence[Cell]) -> Sheet:
    rows = [*RIGHT_ROWS]
    rows[row - 1] = list(cells)
    return right(*rows)


def test_the_yearbook_gives_four_position_types_a_department_with_its_ministry_and_quarter() -> None:
    (table,) = yearbook.recognise([right()]).tables
    assert (table.dataset, table.period, table.publisher, table.header_row) == (
        "headcount",
        "2567Q4",
        "ocsc",
        4,
    )
    assert table.body.slice(0, 4).to_pylist() == [
        {
            "agency": "สำนักงานปลัดกระทรวง",
            "ministry": "กระทรวงการคลัง",
            "group": group,
            "headcount": people,
            "row_no": 8,
        }
        for group, people in (
            ("PT_GENERAL", "3"),
            ("PT_ACADEMIC", "6"),
            ("PT_DIRECTOR", "1"),
            ("PT_EXECUTIVE", "0"),
        )
    ]
    assert table.body["ministry"].to_pylist()[-1] == "กระทรวงแรงงาน"
    assert table.ignored == [(5, "total_row"), (6, "total_row"), (7, "heading_row"), (10, "heading_row")]
    assert rows_read(table) == 7


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (9, ["กรมสรรพากร", "21", "5", "1", "9", "4", "1"]),
        (9, ["กรมสรรพากร", "20", "6", "1", "8", "4", "1"]),
        (5, ["รวม", "41", "10", "2", "20", "6", "2"]),
    ],
)
def test_a_yearbook_whose_sums_disagree_is_refused_with_both_numbers(row: int, cells: Sequence[Cell]) -> None:
    found = yearbook.recognise([changed(row, cells)])
    assert found.tables == ()
    assert {fault.rule for fault in found.problems} == {"S-14"}
    assert all(fault.found != fault.expected for fault in found.problems)


def test_a_yearbook_table_of_other_staff_is_not_taken_for_the_civil_service() -> None:
    other = changed(1, ["ข้าราชการพลเรือนในสถาบันอุดมศึกษา ปีงบประมาณ พ.ศ. 2567 จำแนกตามส่วนราชการ ประเภท/ระดับ"])
    assert formats.matching([other]) is None


def test_the_real_yearbook_counts_173_departments_and_414088_people() -> None:
    found = recognise.contents(read(real("thaigovmanpower2567_4.xlsx")))
    (table,) = found.tables
    people = Counter[str]()
    for group, count in zip(
        table.body["group"].to_pylist(), table.body["headcount"].to_pylist(), strict=True
    ):
        people[group] += int(count)
    assert (table.sheet, table.period, len(set(table.body["row_no"].to_pylist()))) == ("55-64", "2567Q4", 173)
    assert people == {
        "PT_GENERAL": 86_103,
        "PT_ACADEMIC": 320_179,
        "PT_DIRECTOR": 6_700,
        "PT_EXECUTIVE": 1_106,
    }
    assert people.total() == 414_088
    assert IgnoredSheet("17-29", "shifted_values") in found.ignored
    assert len(found.ignored) == 67


BILL = ["", "ITEM_ID", "MINISTRY", "BUDGETARY_UNIT", "PROJECT", "FISCAL_YEAR", "AMOUNT"]
SKILLS = "โครงการการยกระดับทักษะบุคลากรภาครัฐเพื่อตอบโจทย์"


def test_a_bill_gives_its_skills_project_lines_as_requests_and_leaves_the_rest_out_of_scope() -> None:
    bill = sheet(
        BILL,
        ["0", "1.1", "กระทรวงการคลัง", "กรมสรรพากร", None, "2022", "800,000"],
        ["1", "1.2", "กระทรวงการคลัง", "กรมสรรพากร", SKILLS, "2022", "1,500.50"],
        ["2", "1.3", "กระทรวงการคลัง", "กรมสรรพากร", "โครงการการยกระดับ ทักษะบุคลากรภาครัฐ อื่น", "2023", "2,000"],
        origin="csv",
    )
    (table,) = budget_bill.recognise([bill]).tables
    assert table.body.to_pylist()[0] == {
        "line": "1.2",
        "ministry": "กระทรวงการคลัง",
        "agency": "กรมสรรพากร",
        "fiscal_year": "2565",
        "requested": "1,500.50",
        "source": "request",
        "purpose": "development",
        "row_no": 3,
    }
    assert table.body["fiscal_year"].to_pylist() == ["2565", "2566"]
    assert (table.ignored, table.unit, table.publisher) == ([(2, "outside_scope")], "baht", "bb")


def test_a_bill_without_a_skills_line_is_set_aside_and_no_problem() -> None:
    bill = sheet(
        BILL, ["1", "1.1", "กระทรวงการคลัง", "กรมสรรพากร", None, "2022", "5"], name="csv", origin="csv"
    )
    found = recognise.contents(SheetSet((bill,)))
    assert (found.tables, found.ignored) == ((), (IgnoredSheet("csv", "no_rows"),))
    assert [fault.severity for fault in found.problems] == ["info"]


def test_an_amount_with_an_unquoted_comma_is_located_as_a_shifted_row() -> None:
    bill = sheet(BILL, ["1", "1.2", "กระทรวงการคลัง", "กรมสรรพากร", SKILLS, "2022", "1", "500"], origin="csv")
    (table,) = budget_bill.recognise([bill]).tables
    assert table.faults == (CellFault(2, "H", "extra_cells", ""),)


def test_the_three_real_volumes_request_7959300_baht_for_fiscal_year_2565() -> None:
    volumes = [real(f"budget_bill_2565_vol_{volume}.csv") for volume in (1, 6, 12)]
    tables = [table for volume in volumes for table in recognise.contents(read(volume)).tables]
    years = {year for table in tables for year in table.body["fiscal_year"].to_pylist()}
    amounts = [amount for table in tables for amount in table.body["requested"].to_pylist()]
    assert years == {"2565"}
    assert sum(int(amount.replace(",", "")) for amount in amounts) == 7_959_300
    assert [rows_read(table) for table in tables] == [2598, 1579, 1990]


MEASURES = [
    "วงเงิน\nงบประมาณ\nหลังโอน\nเปลี่ยนแปลง",
    "จัดสรร",
    "แผนการ\nใช้จ่าย",
    "PO+สำรอง\nเงินมีหนี้",
    "เบิกจ่าย",
    "ร้อยละ\nเบิกจ่าย",
]
BLOCK: list[Cell] = [None] * 5
CODE = "รหัสกระทรวง"


def cgd(
    number: str, ministry: str | None, current: str, investment: str, total: str, code: str
) -> list[Cell]:
    return [number, ministry, *current.split(), *investment.split(), *total.split(), code]


CGD_ROWS: tuple[list[Cell], ...] = (
    ["รายงานผลการเบิกจ่ายเงินงบประมาณประจำปี พ.ศ. 2569 จำแนกตามกระทรวง เรียงลำดับจากน้อยไปมาก"],
    ["ตั้งแต่ต้นปีงบประมาณ จนถึงวันที่ 10 กรกฎาคม 2569"],
    ["หน่วย: ล้านบาท"],
    ["ลำดับ\nที่", "กระทรวง", "รายจ่ายประจำ", *BLOCK, "รายจ่ายลงทุน", *BLOCK, "รวม", *BLOCK, CODE],
    [None, None, *MEASURES * 3, None],
    cgd("1", "กระทรวงคมนาคม", "10 9 0 1 8 80", "5 5 0 2 1 20", "15 14 0 3 9 60", "08"),
    cgd("2", "กระทรวงพลังงาน", "1.5 1 0 0 1 66", "1 1 0 0 1 99", "2.5 2 0 0 2 80", "12"),
    cgd("รวม", None, "11.5 10 0 1 9 78", "6 6 0 2 2 33", "17.5 16 0 3 11 62", " "),
    [],
    ["หมายเหตุ :", "1. ข้อมูลเบื้องต้น"],
)


def test_the_disbursement_workbook_gives_three_spending_types_a_ministry_with_unit_and_day() -> None:
    found = comptroller.recognise([sheet(["ปก"], name="1"), sheet(*CGD_ROWS, name="2")])
    (table,) = found.tables
    assert (table.dataset, table.unit, table.publisher) == ("execution", "million_baht", "cgd")
    assert table.body["spending"].to_pylist() == ["current", "investment", "total"] * 2
    assert table.body.to_pylist()[3] == {
        "ministry": "12",
        "fiscal_year": "2569",
        "as_of": "2026-07-10",
        "spending": "current",
        "budget": "1.5",
        "allocated": "1",
        "plan": "0",
        "reserved": "0",
        "disbursed": "1",
        "row_no": 7,
    }
    assert table.ignored == [(8, "total_row"), (9, "blank_row"), (10, "note_row")]
    assert found.ignored == (IgnoredSheet("1", "not_this_table"),)


def test_a_disbursement_total_that_the_ministries_do_not_add_up_to_refuses_the_table() -> None:
    rows = [*CGD_ROWS]
    rows[5] = [*rows[5][:2], "11", *rows[5][3:]]
    found = comptroller.recognise([sheet(*rows)])
    assert found.tables == ()
    assert [(fault.found, fault.expected) for fault in found.problems] == [("12.5", "11.5")]


def test_an_error_cell_of_a_published_table_is_handed_on() -> None:
    faulty = replace(sheet(*CGD_ROWS), faults=(CellFault(6, "C", "error_value", "#REF!"),))
    (table, *_) = comptroller.recognise([faulty]).tables or (None,)
    assert table is not None
    assert table.faults == (CellFault(6, "C", "error_value", "#REF!"),)


def test_the_real_disbursement_workbook_adds_up_to_the_stated_total() -> None:
    found = recognise.contents(read(real("cgd_2026_07_10.xlsx")))
    (table,) = found.tables
    disbursed = [Decimal(row["disbursed"]) for row in table.body.to_pylist() if row["spending"] == "total"]
    assert (table.sheet, len(disbursed), len(found.ignored)) == ("2.กระทรวง", 24, 14)
    assert sum(disbursed) == Decimal("1836987.18430455")


def test_an_agencys_own_workbook_is_in_no_published_layout() -> None:
    own = sheet(["ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)"], ["กรมสรรพากร", "EXEC", "1"])
    assert formats.matching([own]) is None
    assert recognise.contents(SheetSet((own,))).tables[0].publisher == "agency"

"""Sheets as people lay them out: covers, tables side by side, legends, long titles, totals of every kind."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from etl.intake import recognise, surroundings
from etl.intake.sheets import IgnoredSheet, Recognition, SheetSet, Table
from etl.intake.validate import accept
from tests.intake.books import Cell, sheet

STAGE = ["ส่วนราชการ", "ระยะ", "วันที่มีผล"]
REVENUE = ["กรมสรรพากร", "ระยะเริ่มต้น", "1 ม.ค. 2564"]
HEADCOUNT = ["ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)"]
COUNT = ["กลุ่มบุคลากร", "จำนวน (คน)"]


def only(*rows: Sequence[Cell], origin: str = "xlsx") -> Table:
    (table,) = recognise.tables(sheet(*rows, origin=origin)).tables
    return table


def whole(*pages: Sequence[Sequence[Cell]]) -> Recognition:
    return recognise.contents(
        SheetSet(tuple(sheet(*rows, name=f"แผ่น {number}") for number, rows in enumerate(pages, start=1)))
    )


def refused(found: Recognition) -> list[str]:
    return [fault.rule for table in found.tables for fault in table.refused]


# Side by side --------------------------------------------------------------------------------------


def test_two_tables_side_by_side_are_both_read_in_their_own_columns() -> None:
    found = recognise.tables(
        sheet(
            ["แบบรายงาน ไตรมาส 2/2564"],
            [],
            [*STAGE, None, *HEADCOUNT],
            [*REVENUE, None, "กรมศุลกากร", "EXEC", "10"],
            ["กรมศุลกากร", "ระยะสมบูรณ์", "1 ก.พ. 2564", None, "กรมศุลกากร", "MGMT", "20"],
            [None, None, None, None, "กรมสรรพากร", "EXEC", "30"],
            [None, None, None, None, "รวม", None, "60"],
        )
    )
    stage, count = found.tables
    assert (stage.dataset, stage.columns, stage.body["row_no"].to_pylist(), stage.ignored) == (
        "stage",
        {"agency": "A", "stage": "B", "effective_on": "C"},
        [4, 5],
        [],
    )
    assert (count.dataset, count.columns, count.body["row_no"].to_pylist(), count.ignored) == (
        "headcount",
        {"agency": "E", "group": "F", "headcount": "G"},
        [4, 5, 6],
        [(7, "total_row")],
    )
    assert {table.period for table in found.tables} == {"2564Q2"}


def test_a_table_printed_in_two_halves_without_a_gap_is_read_as_two() -> None:
    found = recognise.tables(
        sheet([*HEADCOUNT, *HEADCOUNT], ["กรมสรรพากร", "EXEC", "1", "กรมศุลกากร", "EXEC", "2"])
    )
    assert [table.body["headcount"].to_pylist() for table in found.tables] == [["1"], ["2"]]
    assert [table.refused for table in found.tables] == [(), ()]


def test_two_datasets_without_a_gap_between_them_are_told_apart_by_the_header_that_comes_again() -> None:
    found = recognise.tables(
        sheet(
            ["ลำดับ", *STAGE, *HEADCOUNT],
            ["1", *REVENUE, "กรมศุลกากร", "EXEC", "10"],
            [None, None, None, None, "กรมสรรพากร", "EXEC", "30"],
        )
    )
    assert [(table.dataset, table.body["agency"].to_pylist()) for table in found.tables] == [
        ("stage", ["กรมสรรพากร"]),
        ("headcount", ["กรมศุลกากร", "กรมสรรพากร"]),
    ]


def test_tables_side_by_side_may_begin_in_different_rows_and_have_titles_of_their_own() -> None:
    found = recognise.tables(
        sheet(
            ["ไตรมาส 1/2564", None, None, None, "ไตรมาส 2/2564"],
            HEADCOUNT,
            ["กรมสรรพากร", "EXEC", "1", None, *HEADCOUNT],
            [None, None, None, None, "กรมสรรพากร", "EXEC", "2"],
        )
    )
    assert [(table.header_row, table.period) for table in found.tables] == [(2, "2564Q1"), (3, "2564Q2")]
    assert [table.body["headcount"].to_pylist() for table in found.tables] == [["1"], ["2"]]


def test_a_blank_column_inside_one_table_does_not_tear_it() -> None:
    table = only([*STAGE[:2], None, STAGE[2]], [*REVENUE[:2], None, REVENUE[2]])
    assert table.columns == {"agency": "A", "stage": "B", "effective_on": "D"}


# Below each other ----------------------------------------------------------------------------------


def test_a_second_table_of_two_columns_with_footnoted_headers_is_not_taken_for_data() -> None:
    found = recognise.tables(
        sheet(
            ["กรมสรรพากร"],
            COUNT,
            ["EXEC", "1"],
            [],
            ["ตารางที่ 2"],
            ["กลุ่ม\nบุคลากร (1)", "จำนวน*"],
            ["MGMT", "2"],
        )
    )
    assert [table.body["headcount"].to_pylist() for table in found.tables] == [["1"], ["2"]]
    assert [table.agency for table in found.tables] == ["กรมสรรพากร", "กรมสรรพากร"]


def test_tables_below_a_faulty_one_are_read_all_the_same() -> None:
    found = recognise.tables(
        sheet([*STAGE, "ระยะ"], [*REVENUE, "MATURE"], [], HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"])
    )
    assert [(table.dataset, [fault.rule for fault in table.refused]) for table in found.tables] == [
        ("stage", ["S-08"]),
        ("headcount", []),
    ]


# Legends below the header --------------------------------------------------------------------------


@pytest.mark.parametrize("legend", [["(1)", "(2)", "(3)", "(4)"], ["1", "2", "3", "4"], ["๑", "๒", "๓", "๔"]])
def test_a_row_of_column_numbers_below_the_header_is_no_data(legend: list[Cell]) -> None:
    table = only(["ส่วนราชการ", "ปีงบประมาณ", "แหล่งเงิน", "คำขอ"], legend, ["กรมสรรพากร", "2564", "own", "5"])
    assert (table.header_row, table.body["row_no"].to_pylist(), table.ignored) == (2, [3], [])


def test_a_row_of_units_below_the_header_tells_the_unit() -> None:
    table = only(
        ["ส่วนราชการ", "ปีงบประมาณ", "แหล่งเงิน", "คำขอ", "จัดสรร"],
        [None, None, None, "(ล้านบาท)", "(ล้านบาท)"],
        ["กรมสรรพากร", "2564", "own", "5", "4"],
    )
    assert (table.unit, table.body["requested"].to_pylist()) == ("million_baht", ["5"])


def test_two_units_in_one_table_are_refused() -> None:
    header = ["ส่วนราชการ", "ปีงบประมาณ", "แหล่งเงิน", "คำขอ (ล้านบาท)", "จัดสรร (บาท)"]
    found = recognise.tables(sheet(header, ["กรมสรรพากร", "2564", "own", "5", "4"]))
    assert refused(found) == ["S-15"]


# Totals and headings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "total",
    [
        ["รวม", None, None, "30"],
        [None, "รวมทั้งสิ้น", None, "30"],
        [None, "รวม 3 ราย", None, "30"],
        [None, "รวมกรมสรรพากร", None, "30"],
        [None, None, "ยอดรวมย่อย", "30"],
        [None, "กรมสรรพากร (รวม)", None, "30"],
        [None, "กรมสรรพากร รวม", None, "30"],
        ["ยอดยกไป", None, None, "30"],
        ["Sub-total", None, None, "30"],
    ],
)
def test_a_total_is_known_wherever_its_label_stands(total: list[Cell]) -> None:
    table = only(["ลำดับ", *HEADCOUNT], ["1", "กรมสรรพากร", "EXEC", "30"], total)
    assert table.ignored == [(3, "total_row")]


def test_a_last_row_of_bare_numbers_is_a_total_only_where_it_is_the_exact_sum() -> None:
    rows = [HEADCOUNT, ["กรมสรรพากร", "EXEC", "1,000"], ["กรมศุลกากร", "EXEC", "20"]]
    exact, other = only(*rows, [None, None, "1,020"]), only(*rows, [None, None, "1,021"])
    assert (exact.ignored, exact.body["row_no"].to_pylist()) == ([(4, "total_row")], [2, 3])
    assert (other.ignored, other.body["row_no"].to_pylist()) == ([], [2, 3, 4])


def test_a_total_labelled_in_a_column_that_is_dropped_or_unknown_is_known() -> None:
    header = ["รหัสบุคลากร", "ชื่อ-สกุล", "ห้อง", "กลุ่มบุคลากร", "วันที่ประเมิน", "DLit"]
    person = ["P1", "รวมพล คนดี", "รวมศูนย์ ชั้น 2", "EXEC", "5/1/2564", "80"]
    table = only(
        ["กรมสรรพากร"],
        header,
        person,
        [None, "รวมทั้งสิ้น 1 คน", None, None, None, "80"],
        [None, None, "รวม", None, None, "80"],
    )
    assert table.body["row_no"].to_pylist() == [3]
    assert table.ignored == [(4, "total_row"), (5, "total_row")]


def test_numbered_headings_name_the_ministry_of_the_rows_below_them() -> None:
    table = only(
        HEADCOUNT,
        ["1. กระทรวงการคลัง", None, "30"],
        ["1.1 สำนักงานปลัดกระทรวง", "EXEC", "10"],
        ["๒) กระทรวงแรงงาน"],
        ["2.1 สำนักงานปลัดกระทรวง", "EXEC", "5"],
    )
    assert table.ignored == [(2, "heading_row"), (4, "heading_row")]
    assert table.body["ministry"].to_pylist() == ["1. กระทรวงการคลัง", "๒) กระทรวงแรงงาน"]


# Titles and covers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("ผลการประเมิน กรมที่ดิน ไตรมาสที่ 2 ปีงบประมาณ 2564", "กรมที่ดิน"),
        ("อัตรากำลังของกรมที่ดิน (ไตรมาส 2/2564)", "กรมที่ดิน"),
        ("อัตรากำลัง สำนักงาน ก.พ. ไตรมาส 2/2564", "สำนักงาน ก.พ."),
        ("อัตรากำลัง กรมการแพทย์แผนไทยและการแพทย์ทางเลือก ไตรมาส 2/2564", "กรมการแพทย์แผนไทยและการแพทย์ทางเลือก"),
        ("อัตรากำลัง กรมทีดิน ไตรมาส 2/2564", None),
        ("อัตรากำลัง กรมที่ดินกลาง ไตรมาส 2/2564", None),
        ("เรียน กรมที่ดิน", None),
    ],
)
def test_an_agency_inside_a_title_counts_by_its_exact_name_only(title: str, agency: str | None) -> None:
    (table,) = recognise.tables(sheet([title], COUNT, ["EXEC", "1"])).tables
    assert table.agency == agency
    assert [fault.rule for fault in table.refused] == ([] if agency else ["S-13"])


@pytest.mark.parametrize(
    "titles",
    [
        [["สำนักงานปลัดกระทรวง กระทรวงการคลัง"]],
        [["กระทรวงการคลัง"], ["สำนักงานปลัดกระทรวง"]],
        [["อัตรากำลัง สำนักงานปลัดกระทรวงการคลัง ปี 2564"]],
    ],
)
def test_a_name_that_repeats_in_every_ministry_counts_with_its_ministry(titles: list[list[Cell]]) -> None:
    (table,) = recognise.tables(sheet(*titles, ["ไตรมาส 2/2564"], COUNT, ["EXEC", "1"])).tables
    (item,) = accept([table], period=None, pseudonym=lambda ids: [text.encode() for text in ids])
    assert item.agencies == ("03-02",)


def test_two_agencies_in_a_title_are_a_contradiction() -> None:
    found = recognise.tables(sheet(["อัตรากำลัง กรมที่ดิน และ กรมสรรพากร"], COUNT, ["EXEC", "1"]))
    assert refused(found) == ["S-15"]


@pytest.mark.parametrize(
    "title",
    [
        "เปรียบเทียบไตรมาส 1/2564 กับไตรมาส 2/2564",
        "ไตรมาสที่ 1-2 ปีงบประมาณ พ.ศ. 2564",
        "ไตรมาส 1 และ 2 ปี 2564",
        "2564Q1 2564Q2",
    ],
)
def test_a_title_that_names_two_quarters_says_none(title: str) -> None:
    found = recognise.tables(sheet([title], HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"]))
    assert (refused(found), found.tables[0].refused[0].found) == (["S-15"], "2564Q1 / 2564Q2")


COVER = [["แบบรายงานความพร้อมด้านดิจิทัล"], ["ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. ๒๕๖๔"], ["หน่วยงาน", "กรมที่ดิน"]]


def test_a_cover_tells_period_and_agency_of_sheets_that_state_none() -> None:
    found = whole(COVER, [COUNT, ["EXEC", "1"]], [["ระยะ", "วันที่มีผล"], ["EARLY", "1/1/2564"]])
    assert [(table.dataset, table.period, table.agency) for table in found.tables] == [
        ("headcount", "2564Q2", "กรมที่ดิน"),
        ("stage", "2564Q2", "กรมที่ดิน"),
    ]
    assert refused(found) == []
    assert found.ignored == (IgnoredSheet("แผ่น 1", "no_known_dataset"),)


def test_a_sheet_that_says_the_same_as_the_cover_in_other_words_does_not_contradict_it() -> None:
    found = whole(COVER, [["ไตรมาส 2/2564"], ["ส่วนราชการ: 15-05"], COUNT, ["EXEC", "1"]])
    assert (refused(found), found.tables[0].agency) == ([], "15-05")


def test_a_sheet_of_another_agency_than_its_cover_is_refused() -> None:
    assert refused(whole(COVER, [["ส่วนราชการ: กรมสรรพากร"], COUNT, ["EXEC", "1"]])) == ["S-15"]


def test_a_sheet_that_contradicts_its_cover_is_refused() -> None:
    other = [["ไตรมาส 3/2564"], COUNT, ["EXEC", "1"]]
    assert refused(whole(COVER, other)) == ["S-15"]
    column = [[*COUNT, "ไตรมาส"], ["EXEC", "1", "3/2564"]]
    assert refused(whole(COVER, column)) == []


@pytest.mark.parametrize(
    "titles",
    [
        [["ไตรมาส", "2"], ["ปีงบประมาณ", "2564"]],
        [["ปีงบประมาณ พ.ศ. : ๒๕๖๔"], ["ไตรมาสที่ : ๒"]],
        [["ไตรมาส: 2/2564"]],
    ],
)
def test_quarter_and_year_may_stand_in_two_rows(titles: list[list[Cell]]) -> None:
    assert only(*titles, HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"]).period == "2564Q2"
    cover: list[Sequence[Cell]] = [["แบบรายงาน"], *titles]
    assert whole(cover, [HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"]]).tables[0].period == "2564Q2"


def test_the_title_and_header_of_a_further_printed_page_are_no_data() -> None:
    table = only(
        ["อัตรากำลัง ไตรมาส 2/2564"],
        HEADCOUNT,
        ["กรมสรรพากร", "EXEC", "1"],
        [],
        ["อัตรากำลัง ไตรมาส 2/2564 (ต่อ)"],
        HEADCOUNT,
        ["กรมศุลกากร", "EXEC", "2"],
    )
    assert table.body["headcount"].to_pylist() == ["1", "2"]
    assert table.ignored == [(4, "blank_row"), (5, "note_row"), (6, "repeated_header")]


def test_examples_and_lists_are_no_cover() -> None:
    guide = [["เขียนไตรมาส เช่น ไตรมาส 1/2563"], ["ตัวอย่าง", "กรมศุลกากร"]]
    codes = [[f"{number}", "กรมสรรพากร", "ไตรมาส 1/2563"] for number in range(40)]
    found = whole(guide, codes, [["ไตรมาส 2/2564"], HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"]])
    assert (refused(found), found.tables[0].period, found.tables[0].agency) == ([], "2564Q2", None)


# Headers that are not there ------------------------------------------------------------------------


def test_data_without_any_header_is_told_with_the_columns_it_seems_to_have() -> None:
    rows = [REVENUE, ["กรมศุลกากร", "ระยะสมบูรณ์", "1 ก.พ. 2564"]]
    (fault, *_) = [fault for fault in whole(rows).problems if fault.rule == "S-16"]
    assert (fault.sheet, fault.row) == ("แผ่น 1", 1)
    assert fault.expected == "A = ส่วนราชการ, B = ระยะ, C = วันที่มีผล"


def test_a_list_of_codes_is_not_taken_for_data_without_a_header() -> None:
    rows = [["EXEC", "ผู้บริหารส่วนราชการ"], ["MGMT", "ผู้อำนวยการกอง"], ["ACAD", "นโยบายและวิชาการ"]]
    assert [fault.rule for fault in whole(rows).problems] == ["F-19", "S-09"]


def test_a_required_column_under_an_unknown_header_is_named_by_its_values() -> None:
    found = recognise.tables(
        sheet(["ส่วนราชการ", "ประเภทบุคคล", "จำนวน"], ["กรมสรรพากร", "EXEC", "1"], ["กรมศุลกากร", "MGMT", "2"])
    )
    (fault,) = found.tables[0].refused
    assert (fault.rule, fault.row, fault.found, fault.expected) == (
        "S-18",
        1,
        "B ประเภทบุคคล",
        "กลุ่มบุคลากร",
    )


SHARED = "กรมวิทยาศาสตร์บริการ"
"""Of 19-02 until its ministry ended, of 23-03 since."""


@pytest.mark.parametrize("code", ["19-02", "23-03"])
def test_a_code_beside_the_name_it_shares_with_another_agency_is_the_one_agency_meant(code: str) -> None:
    for titles in ([f"รหัสหน่วยงาน: {code}", f"ส่วนราชการ: {SHARED}"], [SHARED, f"รหัสส่วนราชการ: {code}"]):
        assert surroundings.read([[title] for title in titles]).agencies == (code,)
    sheet, cover = (surroundings.read([[title]]) for title in (SHARED, f"รหัสหน่วยงาน: {code}"))
    assert sheet.against(cover).agencies == (code,)
    assert surroundings.read([[SHARED], ["ส่วนราชการ: กรมสรรพากร"]]).agencies == (SHARED, "กรมสรรพากร")

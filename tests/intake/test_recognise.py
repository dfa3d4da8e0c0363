"""Recognition: datasets are known by their headers, and rows that are no data are set aside with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pyarrow as pa
import pytest

from etl.definitions import definitions
from etl.definitions.problems import Problem
from etl.intake import recognise
from etl.intake.sheets import (
    CellFault,
    IgnoredReason,
    IgnoredSheet,
    IgnoredSheetReason,
    Merge,
    Recognition,
    Sheet,
    SheetSet,
    Table,
)
from tests.intake.books import Cell, rows_read, sheet

STAGE = ["ส่วนราชการ", "ระยะ", "วันที่มีผล"]
REVENUE = ["กรมสรรพากร", "ระยะเริ่มต้น", "1 ม.ค. 2564"]
CUSTOMS = ["กรมศุลกากร", "ระยะสมบูรณ์", "1 ก.พ. 2564"]
HEADCOUNT = ["ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)"]


def only(*rows: Sequence[Cell], origin: str = "xlsx") -> Table:
    (table,) = recognise.tables(sheet(*rows, origin=origin)).tables
    return table


def faults(found: Recognition) -> list[Problem]:
    return [*found.problems, *(fault for table in found.tables for fault in table.refused)]


def rules(found: Recognition) -> list[str]:
    return [fault.rule for fault in faults(found)]


def test_title_rows_give_period_agency_scale_and_the_synthetic_mark() -> None:
    table = only(
        ["ผลการประเมินทักษะดิจิทัล ไตรมาสที่ ๒ ปีงบประมาณ พ.ศ. ๒๕๖๔ (ข้อมูลสังเคราะห์)"],
        ["หน่วยงาน", "กรมสรรพากร"],
        ["มาตรวัด 1-5"],
        [],
        ["ลำดับที่", "รหัสบุคลากร", "กลุ่มบุคลากร", "วันที่ประเมิน", "DLit", "DL"],
        ["1", "P1", "ผู้ปฏิบัติงานกลุ่มอื่น", "5 ม.ค. 2564", "3", "4"],
    )
    assert (table.dataset, table.period, table.agency, table.scale) == (
        "assessment",
        "2564Q2",
        "กรมสรรพากร",
        "1-5",
    )
    assert table.synthetic
    assert table.header_row == 5
    assert table.body.to_pylist() == [
        {
            "person_id": "P1",
            "group": "ผู้ปฏิบัติงานกลุ่มอื่น",
            "assessed_on": "5 ม.ค. 2564",
            "score:DLit": "3",
            "score:DL": "4",
            "agency": "กรมสรรพากร",
            "row_no": 6,
        }
    ]


@pytest.mark.parametrize("title", ["ไตรมาส 2/2564", "2564Q2", "ไตรมาสที่ 2 (1 ม.ค. 64 - 31 มี.ค. 64) ปี 2564"])
def test_a_period_is_read_in_each_way_it_is_written(title: str) -> None:
    assert only([title], STAGE, REVENUE).period == "2564Q2"


def test_a_wide_header_may_be_two_rows_deep_with_merged_cells_breaks_and_footnote_marks() -> None:
    table = only(
        ["รหัส\nบุคลากร", "กลุ่มบุคลากร(1)", "วันที่ประเมิน *", "คะแนน (1-5)", None, None, "คะแนน DTR"],
        [None, None, None, "กลุ่มที่ ๑", "2. Digital Governance", "ความสามารถด้านผู้นำดิจิทัล (DL)", None],
        ["P1", "EXEC", "5/1/2564", "1", "2", "3", "4"],
    )
    assert table.columns == {
        "person_id": "A",
        "group": "B",
        "assessed_on": "C",
        "score:DLit": "D",
        "score:DG": "E",
        "score:DL": "F",
        "score:DTR": "G",
    }
    assert (table.header_row, table.scale, table.body.num_rows) == (2, "1-5", 1)


def test_a_header_may_be_three_rows_deep_and_join_its_parts() -> None:
    table = only(
        ["หน่วยงาน", "หลักสูตร", "วันที่จัด", "ผู้เข้าร่วม", "การฝึกอบรม", None],
        [None, None, None, None, "ชั่วโมง", None],
        [None, None, None, None, "บรรยาย", "วิธีอื่น"],
        ["กรมสรรพากร", "AI", "5/1/2564", "30", "3", "6"],
    )
    assert (table.dataset, table.header_row) == ("training", 3)
    assert (table.columns["lecture_hours"], table.columns["other_hours"]) == ("E", "F")


def test_a_long_assessment_keeps_capability_and_score_though_data_names_capabilities() -> None:
    table = only(
        ["person_id", "group", "assessed_on", "capability", "score", "scale"],
        ["P1", "EXEC", "2021-01-05", "DLit", "80", "0-100"],
        ["P1", "EXEC", "2021-01-05", "DG", "70", "0-100"],
    )
    assert set(table.columns) == {"person_id", "group", "assessed_on", "capability", "score", "scale"}
    assert (table.header_row, table.body["capability"].to_pylist()) == (1, ["DLit", "DG"])


def test_columns_may_stand_in_any_order_and_start_anywhere() -> None:
    table = only([], [None, None, "วันที่มีผล", "ระยะ", "ส่วนราชการ"], [None, None, *reversed(REVENUE)])
    assert table.columns == {"effective_on": "C", "stage": "D", "agency": "E"}
    assert table.body.to_pylist() == [
        {"effective_on": "1 ม.ค. 2564", "stage": "ระยะเริ่มต้น", "agency": "กรมสรรพากร", "row_no": 3}
    ]


def test_each_dataset_is_known_by_its_official_thai_and_english_headers() -> None:
    for dataset in definitions().datasets.values():
        for language in ("th", "en"):
            header = [getattr(column, language) for column in dataset.columns]
            table = only(header, [f"x{place}" for place in range(len(header))])
            assert table.dataset == dataset.id
            assert set(table.columns) == {column.id for column in dataset.columns}


def test_every_synonym_of_every_header_is_known_in_its_place() -> None:
    for dataset in definitions().datasets.values():
        for column in dataset.columns:
            others = [other.th for other in dataset.columns if other.id != column.id]
            for synonym in column.synonyms:
                table = only([synonym, *others], [f"x{place}" for place in range(len(others) + 1)])
                assert (table.dataset, table.columns[column.id]) == (dataset.id, "A")


def test_totals_blanks_notes_and_repeated_headers_are_set_aside_with_their_reason() -> None:
    table = only(
        HEADCOUNT,
        ["รวมทั้งสิ้น", None, "30"],
        ["กรมสรรพากร", "EXEC", "10"],
        [],
        HEADCOUNT,
        ["กรมศุลกากร", "EXEC", "20"],
        [None, "รวม", "20"],
        ["ร้อยละ", None, "100"],
        ["หมายเหตุ : ไม่รวมพนักงานราชการ"],
        ["และลูกจ้างประจำ"],
        ["ที่มา : กองการเจ้าหน้าที่"],
        ["ข้อมูล ณ วันที่ 31 มีนาคม 2564"],
        ["ลงชื่อ .................. ผู้รายงาน"],
        ["(ตำแหน่ง ..............)"],
    )
    assert table.body["headcount"].to_pylist() == ["10", "20"]
    assert table.ignored == [
        (2, "total_row"),
        (4, "blank_row"),
        (5, "repeated_header"),
        (7, "total_row"),
        (8, "total_row"),
        (9, "note_row"),
        (10, "note_row"),
        (11, "note_row"),
        (12, "note_row"),
        (13, "note_row"),
        (14, "note_row"),
    ]
    assert rows_read(table) == 13


def test_a_course_whose_name_begins_like_a_total_is_data() -> None:
    header = ["ส่วนราชการ", "หลักสูตร", "วันที่จัด", "ผู้เข้าร่วม", "ชั่วโมงบรรยาย", "ชั่วโมงวิธีอื่น"]
    table = only(
        header, ["กรมสรรพากร", "รวมพลังดิจิทัล", "5/1/2564", "3", "1", "1"], [None, "รวม", None, "3", "1", "1"]
    )
    assert table.body["course"].to_pylist() == ["รวมพลังดิจิทัล"]
    assert table.ignored == [(3, "total_row")]


def test_a_row_short_of_cells_in_the_middle_stays_data_for_validation_to_judge() -> None:
    table = only(STAGE, REVENUE, ["กรมศุลกากร"], CUSTOMS)
    assert table.body["row_no"].to_pylist() == [2, 3, 4]


def test_ministry_headings_with_or_without_subtotal_fill_the_ministry_below_them() -> None:
    table = only(
        HEADCOUNT,
        ["กระทรวงการคลัง", None, "30"],
        ["สำนักงานปลัดกระทรวง", "EXEC", "10"],
        ["กรมศุลกากร", "EXEC", "20"],
        ["กระทรวงแรงงาน(3)"],
        ["สำนักงานปลัดกระทรวง", "EXEC", "5"],
    )
    assert table.ignored == [(2, "heading_row"), (5, "heading_row")]
    assert table.body["ministry"].to_pylist() == ["กระทรวงการคลัง", "กระทรวงการคลัง", "กระทรวงแรงงาน(3)"]


def test_agency_headings_stand_for_an_agency_column_that_is_not_there() -> None:
    table = only(HEADCOUNT[1:], ["กรมสรรพากร"], ["EXEC", "1"], ["กรมศุลกากร"], ["EXEC", "2"])
    assert table.body.to_pylist() == [
        {"group": "EXEC", "headcount": "1", "agency": "กรมสรรพากร", "row_no": 3},
        {"group": "EXEC", "headcount": "2", "agency": "กรมศุลกากร", "row_no": 5},
    ]


def test_labels_of_cells_merged_over_rows_are_filled_down_and_amounts_never() -> None:
    merged = sheet(HEADCOUNT, ["กรมสรรพากร", "EXEC", "1"], [None, "MGMT", None], [None, "ACAD", "3"])
    merged = replace(merged, merges=(Merge("A", 2, 3), Merge("C", 2, 3)))
    (table,) = recognise.tables(merged).tables
    assert table.body["agency"].to_pylist() == ["กรมสรรพากร", "กรมสรรพากร", None]
    assert table.body["headcount"].to_pylist() == ["1", None, "3"]


def test_a_body_named_by_code_and_by_name_is_taken_by_its_code_then_its_name() -> None:
    table = only(
        ["ชื่อส่วนราชการ", "รหัสส่วนราชการ", "ระยะ", "วันที่มีผล"],
        ["กรมสรรพากร", "03-07", "EARLY", "1/1/2564"],
        ["กรมศุลกากร", None, "EARLY", "1/1/2564"],
    )
    assert table.columns["agency"] == "B"
    assert table.body["agency"].to_pylist() == ["03-07", "กรมศุลกากร"]


def test_columns_of_personal_data_are_dropped_and_told_by_header_only() -> None:
    found = recognise.tables(
        sheet(
            ["รหัสบุคลากร", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "อีเมล", "กลุ่มบุคลากร", "วันที่ประเมิน", "DLit", "ห้อง"],
            ["P1", "นายสมมติ ทดสอบ", "1101700000000", "a@b.go.th", "EXEC", "5/1/2564", "80", "ชั้น 3"],
        )
    )
    (table,) = found.tables
    assert table.dropped == ("ชื่อ-สกุล", "เลขประจำตัวประชาชน", "อีเมล")
    assert table.unknown == ("ห้อง",)
    assert set(table.body.column_names) == {"person_id", "group", "assessed_on", "score:DLit", "row_no"}
    told = " ".join(fault.message_th + fault.message_en for fault in found.problems)
    assert rules(found) == ["S-10"]
    assert "สมมติ" not in told and "1101700000000" not in told


def test_a_money_unit_is_read_from_the_title_or_the_brackets_of_a_header() -> None:
    header = ["ส่วนราชการ", "ปีงบประมาณ", "แหล่งเงิน", "คำขอ"]
    row = ["กรมสรรพากร", "2564", "own", "1.5"]
    assert only(["หน่วย : ล้านบาท"], header, row).unit == "million_baht"
    assert only([*header[:3], "คำขอ (พันบาท)"], row).unit == "thousand_baht"
    assert only(header, row).unit is None


def test_two_tables_below_each_other_are_both_read_and_share_the_title() -> None:
    found = recognise.tables(
        sheet(
            ["กรมสรรพากร ", "ไตรมาส 2/2564"],
            HEADCOUNT,
            ["กรมสรรพากร", "EXEC", "1"],
            [],
            ["ตารางที่ 2"],
            STAGE,
            REVENUE,
        )
    )
    assert [(table.dataset, table.header_row, table.period) for table in found.tables] == [
        ("headcount", 2, "2564Q2"),
        ("stage", 6, "2564Q2"),
    ]
    assert [table.body["row_no"].to_pylist() for table in found.tables] == [[3], [7]]


def test_cells_beyond_the_header_of_a_csv_are_located() -> None:
    table = only(STAGE, [*REVENUE, "200"], CUSTOMS, origin="csv")
    assert table.faults == (CellFault(2, "D", "extra_cells", ""),)


def test_faulty_cells_are_handed_on_for_kept_rows_and_taken_columns_only() -> None:
    faulty = replace(
        sheet([*STAGE, "อื่น"], REVENUE, ["รวม"]),
        faults=(
            CellFault(2, "B", "error_value", "#REF!"),
            CellFault(2, "D", "error_value", "#REF!"),
            CellFault(3, "B", "error_value", "#DIV/0!"),
        ),
    )
    (table,) = recognise.tables(faulty).tables
    assert table.faults == (CellFault(2, "B", "error_value", "#REF!"),)


def test_a_missing_required_column_is_named_with_the_dataset_it_is_missing_from() -> None:
    found = recognise.tables(sheet(["ส่วนราชการ", "ระยะ"], ["กรมสรรพากร", "EARLY"]))
    assert (rules(found), faults(found)[0].expected) == (["S-13"], "วันที่มีผล")
    assert found.tables[0].body["row_no"].to_pylist() == [2]


def test_a_headcount_that_names_no_agency_anywhere_lacks_the_agency() -> None:
    found = recognise.tables(sheet(HEADCOUNT[1:], ["EXEC", "1"]))
    assert (rules(found), faults(found)[0].expected) == (["S-13"], "ส่วนราชการ")


def test_the_same_header_twice_refuses_the_table_and_names_both_columns() -> None:
    found = recognise.tables(sheet([*STAGE, "ระยะ"], [*REVENUE, "MATURE"]))
    assert (rules(found), faults(found)[0].found) == (["S-08"], "B, D")


def test_an_official_header_wins_over_a_synonym_beside_it() -> None:
    table = only([*HEADCOUNT, "จำนวน"], ["กรมสรรพากร", "EXEC", "7", "8"])
    assert (table.columns["headcount"], table.unknown) == ("C", ("จำนวน",))


def test_a_title_with_two_quarters_is_refused_unless_a_column_tells_the_period() -> None:
    titles = [["ไตรมาส 1/2564"], ["ไตรมาส 2/2564"]]
    found = recognise.tables(sheet(*titles, STAGE, REVENUE))
    assert (rules(found), faults(found)[0].found) == (["S-15"], "2564Q1 / 2564Q2")
    assert only(*titles, [*STAGE, "ไตรมาส"], [*REVENUE, "2564Q1"]).period is None


def test_sheets_without_a_dataset_are_named_with_the_reason() -> None:
    hidden = Sheet("ซ่อน", False, pa.table({}), "xlsx")
    cover = sheet(["คู่มือการกรอก"], ["กรอกให้ครบ"], name="ปก")
    empty = sheet(HEADCOUNT, name="แบบฟอร์มว่าง")
    data = sheet(STAGE, REVENUE, name="ระยะ")

    found = recognise.contents(SheetSet((hidden, cover, empty, data)))

    assert [table.sheet for table in found.tables] == ["ระยะ"]
    assert found.ignored == (
        IgnoredSheet("ซ่อน", "hidden"),
        IgnoredSheet("ปก", "no_known_dataset"),
        IgnoredSheet("แบบฟอร์มว่าง", "no_rows"),
    )
    assert rules(found) == ["S-04", "S-09", "S-09"]


def test_a_file_without_any_dataset_is_a_problem_of_the_file() -> None:
    assert "F-19" in rules(recognise.contents(SheetSet((sheet(["a", "b"], ["1", "2"]),))))


def test_a_file_of_known_headers_without_rows_is_told_that_they_have_none() -> None:
    cover = sheet(["คู่มือการกรอก"], name="ปก")
    for sheets in ([sheet(HEADCOUNT, name="ก")], [cover, sheet(HEADCOUNT, name="ก"), sheet(STAGE, name="ข")]):
        found = recognise.contents(SheetSet(tuple(sheets)))
        empty = [fault.sheet for fault in found.problems if fault.rule == "D-01"]
        assert empty == [one.name for one in sheets if one is not cover]
        assert set(rules(found)) <= {"D-01", "S-09"}
        assert [fault.sheet for fault in found.problems if fault.rule == "S-09"] == ["ปก"] * (cover in sheets)


def test_a_header_below_row_30_is_not_searched_for() -> None:
    found = recognise.tables(sheet(*[["บันทึก"]] * 30, STAGE, REVENUE))
    assert found.ignored == (IgnoredSheet("ข้อมูล", "no_known_dataset"),)
    assert recognise.tables(sheet(*[["บันทึก"]] * 29, STAGE, REVENUE)).tables[0].header_row == 30


def test_every_reason_for_setting_aside_has_words_in_both_languages() -> None:
    for kind, reasons in (("row", get_args(IgnoredReason)), ("sheet", get_args(IgnoredSheetReason))):
        for language in ("th", "en"):
            assert all(f"recognition.{kind}.{reason}" in definitions().words(language) for reason in reasons)

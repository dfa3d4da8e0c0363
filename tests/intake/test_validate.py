"""What becomes of rows: accepted in typed columns, refused with reasons, or ignored; nothing is lost."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl.intake
import etl.pipeline
from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.intake.reader import Reader
from etl.intake.recognise import contents
from etl.intake.sheets import CellFault, IgnoredReason, Publisher, Table
from etl.intake.validate import Accepted, accept

Row = Mapping[str, str | None]

Q2 = Period(2564, 2)
CITIZEN_ID = "1101700203450"
LETTERS = "ABCDEFGHIJKLMNOP"

PERSON: Row = {
    "person_id": "101",
    "agency": "กรมสรรพากร",
    "group": "ACAD",
    "assessed_on": "15/1/2564",
    "method": "สคช.",
    "score:DLit": "80",
    "score:DG": "65.5",
}
COURSE: Row = {
    "agency": "03-07",
    "course": "Data for policy",
    "held_on": "1/2/2564",
    "theme": "1",
    "capability": "DLit",
    "group": "ACAD",
    "participants": "25",
    "lecture_hours": "3.6",
    "other_hours": "2.4",
}
MONEY: Row = {
    "agency": "03-07",
    "fiscal_year": "2565",
    "source": "คำของบประมาณ",
    "purpose": "พัฒนา",
    "requested": "1,015,100",
    "allocated": "-",
    "disbursed": "",
}


def table(
    dataset: str,
    *rows: Row,
    sheet: str = "ข้อมูล",
    ignored: Sequence[tuple[int, IgnoredReason]] = (),
    period: str | None = None,
    agency: str | None = None,
    scale: str | None = None,
    unit: str | None = None,
    dropped: tuple[str, ...] = (),
    faults: tuple[CellFault, ...] = (),
    publisher: Publisher = "agency",
) -> Table:
    """A recognised table: header in row 4, the rows below it, columns A, B, … in the order of their names."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names}
    numbers = pa.array(range(5, 5 + len(rows)), pa.int32())
    return Table(
        dataset=dataset,
        sheet=sheet,
        header_row=4,
        columns=dict(zip(names, LETTERS, strict=False)),
        body=pa.table({**cells, "row_no": numbers}),
        ignored=list(ignored),
        period=period,
        agency=agency,
        scale=scale,
        unit=unit,
        dropped=dropped,
        faults=faults,
        publisher=publisher,
    )


def pseudonym(ids: list[str]) -> list[bytes]:
    return [hashlib.sha256(text.encode()).digest()[:16] for text in ids]


def outcome(*tables: Table, period: Period | None = Q2) -> Accepted:
    found = accept(tables, period=period, pseudonym=pseudonym)
    for item in found:
        assert item.rows_read == item.accepted + item.rejected + item.ignored
        assert item.rejects.num_rows == item.rejected
    return found[0]


def assessed(*rows: Row, period: Period | None = Q2, scale: str | None = "0-100") -> Accepted:
    return outcome(table("assessment", *rows, scale=scale), period=period)


def told(item: Accepted) -> list[tuple[str, int | None, str | None]]:
    return [(problem.rule, problem.row, problem.column) for problem in item.problems]


def people(count: int, changed: Row | None = None) -> list[Row]:
    return [{**PERSON, **(changed or {}), "person_id": str(1000 + number)} for number in range(count)]


def test_a_wide_assessment_becomes_one_typed_row_a_person() -> None:
    item = assessed(PERSON)
    (row,) = item.rows.to_pylist()
    assert item.status == "accepted"
    assert item.problems == []
    assert row["person"] == pseudonym(["101"])[0]
    assert {
        name: row[name] for name in ("agency", "group", "period", "method", "grade", "scale", "row_no")
    } == {
        "agency": "03-07",
        "group": "ACAD",
        "period": "2564Q2",
        "method": "tpqi",
        "grade": "A",
        "scale": "0-100",
        "row_no": 5,
    }
    assert row["assessed_on"] == date(2021, 1, 15)
    assert (row["score_DLit"], row["raw_DG"], row["score_DT"]) == (Decimal(80), "65.5", None)
    assert (item.periods, item.agencies) == (("2564Q2",), ("03-07",))


def test_a_long_assessment_is_folded_and_counted_in_source_rows() -> None:
    said = {name: text for name, text in PERSON.items() if not name.startswith("score:")}
    item = assessed(
        {**said, "capability": "DLit", "score": "80"},
        {**said, "capability": "กลุ่มที่ 2", "score": "65.5"},
        {**said, "person_id": "102", "capability": "Digital Leadership", "score": "40"},
    )
    assert (item.rows_read, item.accepted, item.rows.num_rows) == (3, 3, 2)
    first, second = item.rows.to_pylist()
    assert (first["score_DLit"], first["score_DG"], first["raw_DG"], first["row_no"]) == (
        80,
        Decimal("65.5"),
        "65.5",
        5,
    )
    assert (second["score_DL"], second["score_DLit"], second["row_no"]) == (40, None, 7)


def test_one_person_is_one_pseudonym_however_the_id_is_written() -> None:
    ids = ["๒๐๓", "203.0", " 20-3 ", "203\u00a0"]
    item = assessed(
        *({**PERSON, "person_id": text, "assessed_on": f"{day}/1/2564"} for day, text in enumerate(ids, 1))
    )
    assert item.rows["person"].unique().to_pylist() == pseudonym(["203"])


@pytest.mark.parametrize("text", ["1.1037E+12", "นายสมชาย ใจดี", "_x001F_7"])
def test_an_id_that_is_none_is_refused_and_never_shown(text: str) -> None:
    item = assessed(*people(9), {**PERSON, "person_id": text})
    assert told(item) == [("V-22", 14, "A")]
    assert text not in repr(item.problems)
    assert json.loads(item.rejects["cells"][0].as_py())["รหัสบุคลากร"] == "***"


def test_every_fault_of_a_file_is_found_in_one_pass() -> None:
    item = assessed(
        *people(20),
        {**PERSON, "agency": "กรมสรรพการ", "group": "ผู้วิเศษ", "assessed_on": "30/2/2564", "score:DLit": "85%"},
        {**PERSON, "person_id": None, "score:DG": "120"},
    )
    assert told(item) == [
        ("A-01", 25, "B"),
        ("V-03", 25, "C"),
        ("V-04", 25, "D"),
        ("V-09", 25, "F"),
        ("V-01", 26, "A"),
        ("V-11", 26, "G"),
    ]
    assert (item.status, item.accepted, item.rejected) == ("partly", 20, 2)
    percent = item.problems[3]
    assert (percent.found, percent.expected) == ("85%", "0-100")
    assert "85%" in percent.message_th and "85%" in percent.message_en and "\n" not in percent.message_th


def test_a_refused_row_is_kept_whole_with_its_reasons() -> None:
    (row,) = assessed(*people(9), {**PERSON, "score:DLit": "85%"}).rejects.to_pylist()
    assert json.loads(row["cells"]) == {
        "รหัสบุคลากร": "***",
        "ส่วนราชการ": "กรมสรรพากร",
        "กลุ่มบุคลากร": "ACAD",
        "วันที่ประเมิน": "15/1/2564",
        "วิธีประเมิน": "สคช.",
        "DLit": "85%",
        "DG": "65.5",
    }
    assert [(reason["column"], reason["rule"]) for reason in row["reasons"]] == [("F", "V-09")]


def test_a_row_without_any_score_is_refused() -> None:
    item = assessed(*people(9), {**PERSON, "score:DLit": "-", "score:DG": None})
    assert told(item) == [("V-12", 14, "F")]


@pytest.mark.parametrize("text", [CITIZEN_ID, "1-1017-00203-45-0", "๑๑๐๑๗๐๐๒๐๓๔๕๐"])
def test_a_citizen_id_in_a_text_refuses_the_row_and_is_not_repeated(text: str) -> None:
    rows = [{"agency": "03-07", "practice": f"P{n}", "status": "yes", "evidence": "แผน"} for n in range(1, 8)]
    item = outcome(table("practice", *rows, {**rows[0], "practice": "P8", "evidence": f"บันทึก {text}"}))
    assert told(item) == [("N-01", 12, "D")]
    assert text not in repr(item)


def test_an_assessor_who_is_a_person_is_dropped_and_the_row_stays() -> None:
    stage = {"agency": "03-07", "stage": "ระยะเริ่มแรก", "effective_on": "1/10/2563"}
    item = outcome(table("stage", {**stage, "assessor": "นายสมชาย ใจดี"}), period=None)
    (row,) = item.rows.to_pylist()
    assert (row["stage"], row["period"], row["assessor"]) == ("EARLY", "2564Q1", None)
    assert told(item) == [("N-03", 5, "D")]


def test_dropped_personal_columns_are_told_by_their_header() -> None:
    item = outcome(table("assessment", PERSON, scale="0-100", dropped=("ชื่อ-สกุล", "อีเมล")))
    assert [(problem.rule, problem.found) for problem in item.problems] == [
        ("N-02", "ชื่อ-สกุล"),
        ("N-02", "อีเมล"),
    ]


def test_faulty_cells_of_the_reader_refuse_their_rows_once() -> None:
    fault = CellFault(row=14, column="D", kind="error_value", found="#REF!")
    item = outcome(
        table("assessment", *people(9), {**PERSON, "assessed_on": None}, scale="0-100", faults=(fault,))
    )
    assert [(problem.rule, problem.row, problem.column, problem.found) for problem in item.problems] == [
        ("V-18", 14, "D", "#REF!")
    ]


def test_a_method_that_is_not_stated_counts_as_self_assessed() -> None:
    without = assessed({name: text for name, text in PERSON.items() if name != "method"})
    blank = assessed(*people(2), *people(3, {"assessed_on": "2/2/2564", "method": None}))
    assert (without.rows["method"][0].as_py(), without.rows["grade"][0].as_py(), told(without)) == (
        "self",
        "C",
        [("D-09", None, None)],
    )
    assert (blank.rows["grade"].to_pylist(), told(blank)) == (["A", "A", "C", "C", "C"], [("V-23", 7, "E")])


# Scales --------------------------------------------------------------------------------------------


def scored(*texts: str, scale: str | None = None) -> Accepted:
    rows = [
        {**PERSON, "person_id": str(number), "score:DLit": text, "score:DG": None}
        for number, text in enumerate(texts)
    ]
    return assessed(*rows, scale=scale)


@pytest.mark.parametrize(
    ("texts", "scale", "rule", "first"),
    [
        (("85", "40", "60"), "0-100", "D-07", Decimal(85)),
        (("3", "0", "1", "2", "4", "5", "50"), "0-100", "D-07", Decimal(3)),
        (("4", "1", "2.5"), "1-5", "D-08", Decimal(75)),
        (("ผ่าน", "ไม่ผ่าน", "pass"), "pass_fail", "D-07", Decimal(100)),
    ],
)
def test_a_scale_nobody_states_is_inferred_and_told(
    texts: tuple[str, ...], scale: str, rule: str, first: Decimal
) -> None:
    item = scored(*texts)
    assert item.rows["scale"].unique().to_pylist() == [scale]
    assert item.rows["score_DLit"][0].as_py() == first
    assert told(item) == [(rule, None, None)]


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        (("85", "ผ่าน", "60"), "D-05"),
        (("85", "4", "60"), "D-05"),
        (("0", "0.5", "85"), "D-05"),
        (("0.85", "85", "60"), "D-05"),
        (("0.85", "0.9", "1"), "D-06"),
        (("0", "1", "1"), "D-06"),
        (("0", "3", "5"), "D-06"),
    ],
)
def test_two_scales_in_one_column_or_none_that_can_be_told_refuse_the_table(
    texts: tuple[str, ...], rule: str
) -> None:
    item = scored(*texts)
    assert (item.status, item.accepted, item.rejected, item.rows.num_rows) == ("refused", 0, 3, 0)
    assert told(item) == [(rule, None, "F")]


def test_a_stated_scale_is_believed_and_a_second_one_refused() -> None:
    one = assessed(*people(2, {"scale": "ระดับ 1-5", "score:DLit": "4", "score:DG": "2"}), scale=None)
    two = assessed(
        {**PERSON, "scale": "1-5", "score:DLit": "4", "score:DG": "2"},
        *people(1, {"scale": "0-100"}),
        scale=None,
    )
    assert one.rows["score_DLit"].to_pylist() == [Decimal(75), Decimal(75)]
    assert one.problems == []
    assert (two.status, told(two)) == ("refused", [("D-05", None, "H")])


def test_a_score_outside_its_stated_scale_is_refused_row_by_row() -> None:
    item = scored(*["4"] * 9, "85", scale="1-5")
    assert (item.accepted, told(item)) == (9, [("V-11", 14, "F")])


# Periods -------------------------------------------------------------------------------------------


def test_the_period_comes_from_column_then_title_then_operator() -> None:
    other = Period(2563, 4)
    assert assessed({**PERSON, "period": "ไตรมาส 2/2564"}, period=other).periods == ("2564Q2",)
    assert assessed(PERSON, period=other).periods == ("2563Q4",)
    titled = outcome(table("assessment", PERSON, scale="0-100", period="2564Q2"), period=other)
    assert (titled.periods, [problem.rule for problem in titled.problems]) == (("2564Q2",), ["P-05"])


def test_a_title_of_a_year_not_taken_refuses_the_table_for_that_year() -> None:
    rows = {"agency": "03-07", "group": "EXEC", "headcount": "12"}
    for operator in (None, Period(2564, 2)):
        (problem,) = outcome(table("headcount", rows, period="2599Q4"), period=operator).problems
        assert (problem.rule, problem.found, problem.expected) == ("P-09", "2599Q4", "2550-2585")


def test_a_blank_period_cell_falls_back_on_the_title() -> None:
    rows = [{**row, "period": text} for row, text in zip(people(2), ("2564Q1", None), strict=True)]
    item = outcome(table("assessment", *rows, scale="0-100", period="2564Q2"), period=None)
    assert item.rows["period"].to_pylist() == ["2564Q1", "2564Q2"]


def test_assessments_without_a_period_need_dates_in_one_quarter() -> None:
    one = assessed(*people(2), period=None)
    two = assessed(*people(1), {**PERSON, "assessed_on": "1/4/2564"}, period=None)
    assert one.periods == ("2564Q2",)
    assert two.status == "refused"
    assert [(problem.rule, problem.found) for problem in two.problems] == [("P-08", "2564Q2, 2564Q3")]
    assert "--period" in two.problems[0].message_th and "--period" in two.problems[0].message_en


def test_stage_and_training_take_the_quarter_of_each_row() -> None:
    item = outcome(table("training", COURSE, {**COURSE, "held_on": "1/4/2564"}), period=None)
    assert item.rows["period"].to_pylist() == ["2564Q2", "2564Q3"]


def test_headcount_without_a_period_is_refused_asking_for_it() -> None:
    item = outcome(table("headcount", {"agency": "03-07", "group": "EXEC", "headcount": "12"}), period=None)
    assert (item.status, item.rejected, told(item)) == ("refused", 1, [("P-01", None, None)])


def test_a_date_after_its_quarter_is_kept_and_told() -> None:
    item = assessed(*people(2, {"assessed_on": "1/4/2564"}))
    assert (item.accepted, told(item)) == (2, [("P-03", 5, "D")])


# Other datasets ------------------------------------------------------------------------------------


def test_headcount_counts_groups_and_position_types() -> None:
    rows = [
        {"agency": "กรมสรรพากร", "group": group, "headcount": n}
        for group, n in (("EXEC", "1,234"), ("อำนวยการ", "12.0"))
    ]
    item = outcome(table("headcount", *rows))
    assert item.rows.select(["agency", "period", "category", "headcount"]).to_pylist() == [
        {"agency": "03-07", "period": "2564Q2", "category": "EXEC", "headcount": 1234},
        {"agency": "03-07", "period": "2564Q2", "category": "PT_DIRECTOR", "headcount": 12},
    ]


def test_training_hours_are_exact_and_never_both_zero() -> None:
    others = [{**COURSE, "course": f"course {n}"} for n in range(9)]
    item = outcome(table("training", *others, {**COURSE, "lecture_hours": "0", "other_hours": "0.0"}))
    assert (item.rows["lecture_hours"][0].as_py(), item.rows["participants"][0].as_py()) == (
        Decimal("3.6"),
        25,
    )
    assert told(item) == [("V-17", 14, "H")]


def test_money_becomes_baht_by_column_or_title_and_what_is_not_stated_stays_null() -> None:
    plain = outcome(table("budget", MONEY), period=None)
    titled = outcome(table("budget", {**MONEY, "requested": "4.5046"}, unit="ล้านบาท"), period=None)
    mixed = outcome(
        table(
            "budget",
            {**MONEY, "unit": "พันบาท"},
            {**MONEY, "source": "own", "requested": "1.5", "unit": None},
            unit="million_baht",
        )
    )
    assert plain.rows.select(
        ["fiscal_year", "source", "purpose", "requested", "allocated", "disbursed"]
    ).to_pylist() == [
        {
            "fiscal_year": 2565,
            "source": "request",
            "purpose": "development",
            "requested": Decimal("1015100.00"),
            "allocated": None,
            "disbursed": None,
        }
    ]
    assert (plain.periods, told(plain)) == (("2565",), [("D-11", None, None)])
    assert titled.rows["requested"].to_pylist() == [Decimal("4504600.00")]
    assert mixed.rows["requested"].to_pylist() == [Decimal("1015100000.00"), Decimal("1500000.00")]
    assert mixed.problems == []


def test_an_amount_in_the_wrong_unit_is_refused() -> None:
    good = [{**MONEY, "requested": "4.5", "fiscal_year": str(year)} for year in range(2556, 2565)]
    item = outcome(table("budget", *good, {**MONEY, "requested": "538800.0000"}, unit="ล้านบาท"), period=None)
    assert told(item) == [("V-16", 14, "E")]


def test_ministry_execution_is_typed_like_the_rest() -> None:
    row = {
        "ministry": "กระทรวงวัฒนธรรม(3)",
        "fiscal_year": "2569",
        "as_of": "2026-07-10",
        "spending": "total",
        "budget": "6,500.25",
    }
    item = outcome(table("execution", row, unit="million_baht", publisher="cgd"), period=None)
    assert item.rows.select(["ministry", "fiscal_year", "as_of", "budget", "plan"]).to_pylist() == [
        {
            "ministry": "18",
            "fiscal_year": 2569,
            "as_of": date(2026, 7, 10),
            "budget": Decimal("6500250000.00"),
            "plan": None,
        }
    ]
    assert item.agencies == ("18",)


def test_a_ministry_column_tells_repeated_names_apart() -> None:
    rows = [
        {"agency": "สำนักงานปลัดกระทรวง", "ministry": ministry, "group": "EXEC", "headcount": "3"}
        for ministry in ("กระทรวงการคลัง", "สธ")
    ]
    assert outcome(table("headcount", *rows)).rows["agency"].to_pylist() == ["03-02", "21-02"]


def test_the_agency_of_the_title_serves_rows_that_name_none() -> None:
    nameless = {name: text for name, text in PERSON.items() if name != "agency"}
    assert outcome(table("assessment", nameless, agency="กรมสรรพากร")).agencies == ("03-07",)
    assert told(assessed(nameless)) == [("D-10", None, None)]


# Held tables, repeated rows -------------------------------------------------------


def test_a_header_without_rows_is_no_submission() -> None:
    item = outcome(_empty_headcount())
    assert (item.status, item.rows_read, item.ignored) == ("refused", 1, 1)
    assert told(item)[0] == ("D-01", None, None)


def _empty_headcount() -> Table:
    names = ("agency", "group", "headcount")
    body = pa.table(
        {**{name: pa.array([], pa.string()) for name in names}, "row_no": pa.array([], pa.int32())}
    )
    return Table("headcount", "ข้อมูล", 4, dict(zip(names, LETTERS, strict=False)), body, [(5, "total_row")])


@pytest.mark.parametrize(
    ("bad", "status", "accepted", "rejected"), [(20, "partly", 80, 20), (21, "held", 0, 100)]
)
def test_more_than_a_fifth_refused_holds_the_table(
    bad: int, status: str, accepted: int, rejected: int
) -> None:
    good = people(100)
    item = assessed(*({**row, "group": "ผู้วิเศษ"} for row in good[:bad]), *good[bad:])
    assert (item.status, item.accepted, item.rejected, item.rows.num_rows) == (
        status,
        accepted,
        rejected,
        accepted,
    )
    if status == "held":
        assert item.problems[0].rule == "D-03"
        assert item.rejects["reasons"][99].as_py()[0]["rule"] == "D-03"


def test_the_same_row_twice_is_ignored_once_over_all_tables_of_the_file() -> None:
    first = table("assessment", PERSON, {**PERSON, "score:DLit": "80.0"}, scale="0-100", sheet="1")
    second = table("assessment", PERSON, *people(1), scale="0-100", sheet="2")
    one, two = accept([first, second], period=Q2, pseudonym=pseudonym)
    assert (one.accepted, one.ignored, told(one)) == (1, 1, [("K-01", 6, None)])
    assert (two.accepted, two.ignored, told(two)) == (1, 1, [("K-01", 5, None)])
    assert two.problems[0].found == "1: 5"


def test_two_scores_of_one_person_capability_date_and_method_are_both_refused() -> None:
    item = assessed(
        *people(9), PERSON, {**PERSON, "score:DLit": "81"}, {**PERSON, "method": "self", "score:DLit": "90"}
    )
    assert (item.accepted, told(item)) == (10, [("K-02", 14, "F"), ("K-02", 15, "F")])


def test_a_long_table_contradicts_itself_only_within_one_capability() -> None:
    said = {name: text for name, text in PERSON.items() if not name.startswith("score:")}
    good = [{**said, "person_id": str(n), "capability": "DT", "score": "50"} for n in range(8)]
    item = assessed(
        *good,
        {**said, "capability": "DLit", "score": "80"},
        {**said, "capability": "DLit", "score": "70"},
        {**said, "capability": "DG", "score": "70"},
    )
    assert (item.accepted, told(item)) == (9, [("K-02", 13, "G"), ("K-02", 14, "G")])


def test_rows_that_share_a_key_and_differ_are_all_refused() -> None:
    groups = ("EXEC", "MGMT", "ACAD", "SERV", "TECH", "OTHR", "PT_GENERAL", "PT_ACADEMIC")
    good = [{"agency": "03-07", "group": group, "headcount": "5"} for group in groups]
    item = outcome(
        table("headcount", *good, *({"agency": "03-06", "group": "EXEC", "headcount": n} for n in "45"))
    )
    assert (item.accepted, told(item)) == (8, [("K-03", 13, None), ("K-03", 14, None)])


def test_budget_lines_of_one_key_stand_side_by_side() -> None:
    item = outcome(
        table("budget", {**MONEY, "line": "ก"}, {**MONEY, "line": "ข", "requested": "2"}, unit="baht")
    )
    assert (item.accepted, item.problems) == (2, [])


def test_a_source_row_of_several_facts_is_refused_whole() -> None:
    body = pa.table(
        {
            "agency": pa.array(["03-07"] * 4 + ["03-06"] * 36, pa.string()),
            "group": pa.array(["บริหาร", "อำนวยการ", "วิชาการ", "ทั่วไป"] * 10, pa.string()),
            "headcount": pa.array(["1", "x", "3", "4"] + ["5"] * 36, pa.string()),
            "row_no": pa.array([row for row in range(5, 15) for _ in range(4)], pa.int32()),
        }
    )
    item = outcome(Table("headcount", "55-64", 4, {"agency": "A", "group": "B", "headcount": "C"}, body, []))
    assert (item.rows_read, item.accepted, item.rejected, item.ignored) == (10, 1, 1, 8)
    assert item.rows.num_rows == 4


CELLS = st.sampled_from([None, "", "-", "80", "0", "101", "85%", "ผ่าน", "4", "NaN", CITIZEN_ID])
ROWS = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["1", "๑", "2", "3", None, "1.1E+12"]),
        "agency": st.sampled_from(["03-07", "กรมสรรพากร", "กรมสรรพการ", None]),
        "group": st.sampled_from(["EXEC", "ACAD", "อะไร", None]),
        "assessed_on": st.sampled_from(["15/1/2564", "15/4/2564", "30/2/2564", None]),
        "method": st.sampled_from(["self", "TPQI", "?", None]),
        "score:DLit": CELLS,
        "score:DG": CELLS,
    }
)


@given(
    st.lists(st.lists(ROWS, min_size=1, max_size=8), min_size=1, max_size=3),
    st.sampled_from([None, "0-100", "pass_fail"]),
    st.sampled_from([None, Q2]),
)
def test_rows_read_are_accepted_refused_or_ignored_whatever_is_sent(
    sheets: list[list[Row]], scale: str | None, period: Period | None
) -> None:
    tables = [table("assessment", *rows, scale=scale, ignored=[(99, "total_row")]) for rows in sheets]
    for item, rows in zip(accept(tables, period=period, pseudonym=pseudonym), sheets, strict=True):
        assert item.rows_read == len(rows) + 1 == item.accepted + item.rejected + item.ignored
        assert item.rows.num_rows == item.accepted
        assert sorted(item.rejects["row_no"].to_pylist()) == item.rejects["row_no"].to_pylist()
        assert item.rejects.num_rows == item.rejected
        assert all(reasons for reasons in item.rejects["reasons"].to_pylist())
        assert CITIZEN_ID not in repr(item)


def test_every_rule_that_is_raised_is_registered_and_every_registered_one_is_raised() -> None:
    raised = {
        rule
        for package in (etl.intake, etl.pipeline)
        for module in Path(package.__path__[0]).rglob("*.py")
        for rule in re.findall(r'"([DPAVKN]-\d\d)"', module.read_text("utf-8"))
    }
    assert raised == {rule for rule in definitions().rules if rule[0] in "DPAVKN"}


def test_a_fault_in_a_csv_file_names_the_column_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "กำลังคน.csv"
    path.write_text(
        "ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน)\n01-10,ผู้อำนวยการกอง,สิบ\n01-12,ผู้อำนวยการกอง,12\n", encoding="utf-8"
    )
    with Reader() as reader:
        found = contents(reader.read(path))
    (item,) = accept(found.tables, period=Period.parse("2564Q2"), pseudonym=lambda ids: [b"" for _ in ids])
    faults = [problem for problem in item.problems if problem.severity == "error" and problem.row]
    assert [(problem.row, problem.column) for problem in faults] == [(2, "จำนวน (คน)")]

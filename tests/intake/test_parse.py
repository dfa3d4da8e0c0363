"""One distinct cell at a time: what a text means, and which rule speaks when it means nothing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions.calendar import Period
from etl.intake import parse

BAHT = parse.money(factor=1, most=100_000_000_000)
MILLIONS = parse.money(factor=1_000_000, most=100_000_000_000)
PERSONS = parse.integer(minimum=0, maximum=1_000_000)
HOURS = parse.number(minimum=0, maximum=10_000)


def rule(parsed: parse.Parsed[object]) -> str | None:
    return parsed.remark.rule if parsed.remark else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("85", "85"),
        ("85.5", "85.5"),
        ("๘๕", "85"),
        (" 85.0 ", "85"),
        ("0", "0"),
        ("100", "100"),
        (".5", "0.5"),
    ],
)
def test_a_score_of_100_is_itself(text: str, value: str) -> None:
    assert parse.score("0-100")(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("85%", "V-09"),
        ("85,5", "V-10"),
        ("100.01", "V-11"),
        ("-1", "V-11"),
        ("(5)", "V-11"),
        ("NaN", "V-08"),
        ("Infinity", "V-08"),
        ("1e308", "V-08"),
        ("80/100", "V-08"),
        ("9" * 5000, "V-08"),
        ("ดีมาก", "V-08"),
    ],
)
def test_a_score_that_cannot_be_one_is_refused_by_its_own_rule(text: str, expected: str) -> None:
    parsed = parse.score("0-100")(text)
    assert parsed.value is None
    assert rule(parsed) == expected


@pytest.mark.parametrize("text", ["", " ", "-", "–", "...", "n/a", "N/A", "ไม่มี", "ไม่มีข้อมูล"])
def test_what_is_not_stated_is_null_and_never_zero(text: str) -> None:
    for parser in (parse.score("0-100"), parse.score("pass_fail"), BAHT, PERSONS, parse.day, parse.year):
        assert parser(text) == parse.Parsed(None, None)


@pytest.mark.parametrize(
    ("text", "value"), [("1", "0"), ("3", "50"), ("4.5", "87.5"), ("5", "100"), ("๒", "25")]
)
def test_a_level_of_five_is_normalised_exactly(text: str, value: str) -> None:
    assert parse.score("1-5")(text).value == Decimal(value)


@given(st.decimals(min_value=1, max_value=5, places=4))
def test_every_level_of_five_is_normalised_exactly(level: Decimal) -> None:
    assert parse.score("1-5")(str(level)).value == (level - 1) * 25


@given(st.decimals(min_value=0, max_value=100, places=6))
def test_every_score_of_100_is_kept_exactly(score: Decimal) -> None:
    assert parse.score("0-100")(f"{score:f}").value == score


@pytest.mark.parametrize(
    ("text", "value"),
    [("ผ่าน", 100), ("ไม่ผ่าน", 0), ("Pass", 100), ("FAIL", 0), ("Y", 100), ("n", 0), ("1.0", 100)],
)
def test_pass_and_fail_are_100_and_0(text: str, value: int) -> None:
    assert parse.score("pass_fail")(text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("800,000,000", "800000000.00"),
        ("2,476,000.0", "2476000.00"),
        ("23,566,666.666666668", "23566666.67"),
        ("๑,๒๓๔.๕๐", "1234.50"),
        ("0", "0.00"),
    ],
)
def test_an_amount_is_exact_to_the_satang(text: str, value: str) -> None:
    parsed = BAHT(text)
    assert parsed.value == Decimal(value)
    assert parsed.remark is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18,250,00", "V-10"),
        ("4,840,0", "V-10"),
        ("-500", "V-14"),
        ("(500)", "V-14"),
        ("−500", "V-14"),
        ("ห้าร้อย", "V-08"),
        ("100000000000.01", "V-16"),
    ],
)
def test_an_amount_that_cannot_be_one_is_refused(text: str, expected: str) -> None:
    assert rule(BAHT(text)) == expected


def test_million_baht_become_baht_and_what_a_satang_cannot_hold_is_told() -> None:
    assert MILLIONS("4.5046").value == Decimal("4504600.00")
    assert MILLIONS("0.30000000000000004") == parse.Parsed(Decimal("300000.00"), None)
    assert MILLIONS("0.123456789").value == Decimal("123456.79")
    assert rule(MILLIONS("0.123456789")) == "V-15"
    assert rule(MILLIONS("538800")) == "V-16"


def test_persons_are_whole_numbers_and_hours_need_not_be() -> None:
    assert PERSONS("1,234").value == 1234
    assert PERSONS("12.0").value == 12
    assert rule(PERSONS("12.5")) == "V-13"
    assert rule(PERSONS("-3")) == "V-11"
    assert rule(PERSONS("1000001")) == "V-11"
    assert HOURS("3.6000001").value == Decimal("3.600000")
    assert rule(HOURS("-1")) == "V-11"


@pytest.mark.parametrize(
    ("text", "day", "told"),
    [
        ("2021-03-31 00:00:00", date(2021, 3, 31), None),
        ("31/3/2564", date(2021, 3, 31), None),
        ("31 มี.ค. 2564", date(2021, 3, 31), None),
        ("๓๑ มีนาคม พ.ศ. ๒๕๖๔", date(2021, 3, 31), None),
        ("31/3/64", date(2021, 3, 31), None),
        ("29/2/2567", date(2024, 2, 29), None),
        ("2564-01-01", date(2021, 1, 1), "V-07"),
        ("2564-01-01 00:00:00", date(2021, 1, 1), "V-07"),
        ("31/3/2021", date(2021, 3, 31), "V-06"),
        ("31 Mar 2021", date(2021, 3, 31), "V-06"),
    ],
)
def test_a_date_is_read_in_its_era(text: str, day: date, told: str | None) -> None:
    parsed = parse.day(text)
    assert parsed.value == day
    assert rule(parsed) == told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29/2/2566", "V-04"),
        ("3/15/2564", "V-04"),
        ("44286", "V-04"),
        ("มีนาคม 2564", "V-04"),
        ("1/1/2499", "V-05"),
        ("1900-01-05", "V-05"),
        ("1/1/2620", "V-05"),
    ],
)
def test_a_date_that_does_not_exist_or_cannot_be_is_refused(text: str, expected: str) -> None:
    parsed = parse.day(text)
    assert parsed.value is None
    assert rule(parsed) == expected


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [
        ("2565", 2565, None),
        ("65", 2565, None),
        ("2565.0", 2565, None),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๕", 2565, None),
        ("2022", 2565, "P-04"),
        ("FY2022", 2565, "P-04"),
        ("1999", None, "P-07"),
        ("-65", None, "P-07"),
        ("2565-2566", None, "P-07"),
    ],
)
def test_a_fiscal_year_is_of_the_buddhist_era(text: str, year: int | None, told: str | None) -> None:
    parsed = parse.year(text)
    assert (parsed.value, rule(parsed)) == (year, told)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2564Q2", None),
        ("2/2564", None),
        ("2/64", None),
        ("Q2/2564", None),
        ("ไตรมาส 2/2564", None),
        ("ไตรมาสที่ ๒ ปีงบประมาณ พ.ศ. ๒๕๖๔", None),
        ("2021Q2", "P-04"),
    ],
)
def test_a_quarter_is_known_in_all_its_spellings(text: str, told: str | None) -> None:
    parsed = parse.quarter(text)
    assert (parsed.value, rule(parsed)) == (Period(2564, 2), told)


@pytest.mark.parametrize("text", ["2564Q5", "มีนาคม", "2564", "2420Q1"])
def test_what_names_no_quarter_is_refused(text: str) -> None:
    assert rule(parse.quarter(text)) == "P-02"


@pytest.mark.parametrize("text", ["2599Q4", "ไตรมาส 4/2599", "2549Q1"])
def test_a_quarter_of_a_year_not_taken_is_refused_for_its_year(text: str) -> None:
    assert parse.quarter(text).remark == parse.Remark("P-09", text, "2550-2585")


def test_a_closed_vocabulary_knows_its_spellings_and_lists_its_codes_otherwise() -> None:
    groups = parse.term("groups", "position_types")
    assert groups("กลุ่มผู้บริหารระดับสูง (Executive)").value == "EXEC"
    assert groups("อำนวยการ").value == "PT_DIRECTOR"
    assert parse.term("themes")("2.0").value == "2"
    assert parse.term("statuses")("ไม่มี").value == "no"
    refused = parse.term("stages")("ระยะที่ 9")
    assert refused.remark == parse.Remark("V-03", "ระยะที่ 9", "EARLY | DEVELOPING | MATURE")


@pytest.mark.parametrize(
    ("text", "name"), [("กรม_x001F_ประมง", "escape"), ("(cid:12)", "cid"), ("à¸ªà¸³", "mojibake")]
)
def test_damaged_text_is_refused_by_the_name_of_its_damage(text: str, name: str) -> None:
    assert parse.guard(text) == parse.Remark("V-02", name)


def test_a_citizen_id_is_refused_and_not_repeated() -> None:
    remark = parse.guard("หลักฐาน 1-1017-00203-45-0")
    assert remark == parse.Remark("N-01", "หลักฐาน ***")


def test_persons_in_texts_are_masked_or_dropped_and_told() -> None:
    assert parse.words("รายงานโดย นายสมชาย ใจดี") == parse.Parsed(
        "รายงานโดย ***", parse.Remark("N-04", "รายงานโดย ***")
    )
    assert parse.office("นางสาวสมหญิง ใจดี") == parse.Parsed(None, parse.Remark("N-03"))
    assert parse.office("สํานักงาน  ก.พ.ร.") == parse.Parsed("สำนักงาน ก.พ.ร.", None)


def test_a_negative_count_is_told_the_range_that_is_expected() -> None:
    remark = parse.integer(minimum=0, maximum=1_000_000)("-1").remark
    assert remark is not None
    assert (remark.rule, remark.found, remark.expected) == ("V-11", "-1", "0-1,000,000")


@pytest.mark.parametrize(
    ("text", "code"),
    [("เริ่มต้น", "EARLY"), ("Early", "EARLY"), ("กำลังพัฒนา", "DEVELOPING"), ("สมบูรณ์", "MATURE")],
)
def test_a_stage_is_known_by_its_bare_word_too(text: str, code: str) -> None:
    assert parse.term("stages")(text).value == code

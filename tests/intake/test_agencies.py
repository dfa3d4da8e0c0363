"""Which agency a text means: exactly one of the register, or the nearest names offered."""

import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.intake.agencies import register

Q2 = Period(2564, 2)


@pytest.mark.parametrize(
    ("text", "ministry", "code"),
    [
        ("03-07", None, "03-07"),
        ("๐๓-๐๗", None, "03-07"),
        ("3-7", None, "03-07"),
        ("03-07 กรมสรรพากร", None, "03-07"),
        ("กรมสรรพากร", None, "03-07"),
        ("กรมสรรพากร (3)", None, "03-07"),
        (" Revenue  Department", None, "03-07"),
        ("กรมสรรพกร", None, "03-07"),
        ("สํานักงานปลัดกระทรวงการคลัง", None, "03-02"),
        ("สำนักงานปลัดกระทรวง กระทรวงการคลัง", None, "03-02"),
        ("สำนักงานปลัดกระทรวง", "03", "03-02"),
        ("สำนักงานปลัดกระทรวง", "21", "21-02"),
        ("สำนักงานรัฐมนตรี", "21", "21-01"),
        ("Office of the Permanent Secretary", "21", "21-02"),
        ("สพ.", "03", "03-07"),
        ("กพร.", "17", "17-04"),
        ("กพร.", "22", "22-05"),
        ("สำนักงาน ก.พ.", None, "01-10"),
    ],
)
def test_an_agency_is_known_by_code_name_ministry_and_alias(
    text: str, ministry: str | None, code: str
) -> None:
    parsed = register().agency(text, ministry=ministry, period=Q2)
    assert parsed.value == code
    assert parsed.remark is None


def test_every_agency_is_known_by_its_own_code_and_by_its_name_in_its_ministry() -> None:
    for agency in definitions().agencies.values():
        for text in (agency.code, agency.th):
            assert register().agency(text, ministry=agency.ministry, period=None).value == agency.code


def test_a_near_match_is_offered_and_never_taken() -> None:
    parsed = register().agency("กรมสรรพการ", ministry=None, period=Q2)
    assert parsed.value is None
    assert parsed.remark is not None
    assert parsed.remark.rule == "A-01"
    assert parsed.remark.expected.startswith("03-07 กรมสรรพากร | ")
    assert parsed.remark.expected.count(" | ") == 2


@pytest.mark.parametrize(
    ("text", "ministry", "rule"),
    [
        ("สำนักงานปลัดกระทรวง", None, "A-02"),
        ("กรมสรรพากร", "21", "A-03"),
        ("03-07", "21", "A-03"),
        ("กพร.", None, "A-07"),
        ("99-99", None, "A-01"),
        ("03-07 กรมศุลกากร", None, "A-01"),
    ],
)
def test_what_is_not_exactly_one_agency_is_refused(text: str, ministry: str | None, rule: str) -> None:
    parsed = register().agency(text, ministry=ministry, period=Q2)
    assert parsed.value is None
    assert parsed.remark is not None
    assert parsed.remark.rule == rule


def test_a_name_that_moved_between_ministries_means_the_body_of_the_period() -> None:
    for year, code in ((2561, "19-02"), (2563, "23-03")):
        assert register().agency("กรมวิทยาศาสตร์บริการ", ministry=None, period=Period(year, 2)).value == code


def test_a_body_that_did_not_exist_in_the_period_is_taken_and_told() -> None:
    parsed = register().agency("กรมส่งเสริมการเรียนรู้", ministry=None, period=Q2)
    assert parsed.value == "20-06"
    assert parsed.remark is not None
    assert (parsed.remark.rule, parsed.remark.expected) == ("A-06", "2566-…")


@pytest.mark.parametrize(
    "text", ["03", "3", "3.0", "กค", "กค.", "การคลัง", "กระทรวงการคลัง(3)", "Ministry of Finance"]
)
def test_a_ministry_is_known_by_code_name_and_abbreviation(text: str) -> None:
    assert register().ministry(text) == "03"


@pytest.mark.parametrize("text", ["กระทรวงเวทมนตร์", "99", "03 กระทรวงกลาโหม", "-"])
def test_what_is_no_ministry_is_none(text: str) -> None:
    assert register().ministry(text) is None

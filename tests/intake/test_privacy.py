"""What counts as personal: citizen ids by their check digit, titles, phones, headers."""

import pytest

from etl.intake.privacy import (
    holds_citizen_id,
    is_personal_header,
    looks_like_person,
    masked,
    valid_citizen_id,
)

VALID = "1101700203450"


def test_a_citizen_id_is_known_by_its_check_digit() -> None:
    assert valid_citizen_id(VALID)
    assert not any(valid_citizen_id(VALID[:-1] + digit) for digit in "123456789")


def test_a_tax_number_of_an_organisation_is_not_a_citizen_id() -> None:
    assert not valid_citizen_id("0994000158378")


@pytest.mark.parametrize(
    "text",
    [
        "1101700203450",
        "1-1017-00203-45-0",
        "1 1017 00203 45 0",
        "๑๑๐๑๗๐๐๒๐๓๔๕๐",
        "๑-๑๐๑๗-๐๐๒๐๓-๔๕-๐",
        "1–1017–00203–45–0",
        "１１０１７００２０３４５０",
        "1101700\u200b203450",
        "อบรมรุ่นที่ 12 1-1017-00203-45-0 ผ่านแล้ว",
        "เลข:1101700203450.",
    ],
)
def test_a_citizen_id_is_found_however_it_is_written(text: str) -> None:
    assert holds_citizen_id(text)


@pytest.mark.parametrize(
    "text",
    ["1101700203451", "11017002034501", "หนังสือที่ นร 1013/ว6 ลงวันที่ 5 ก.พ. 2561", "02-123-4567", "", "85.5"],
)
def test_other_numbers_are_not_citizen_ids(text: str) -> None:
    assert not holds_citizen_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "นายสมชาย ใจดี",
        "นางสาว สมหญิง",
        "น.ส.สมหญิง ใจดี",
        "ผู้ประเมิน: ดร.สมชาย",
        "Mr. Somchai",
        "somchai@example.go.th",
        "โทร 081-234-5678",
        "พ.ต.อ.สมชาย",
    ],
)
def test_a_name_after_a_title_a_phone_or_an_address_is_a_person(text: str) -> None:
    assert looks_like_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "สำนักนายกรัฐมนตรี",
        "นายกรัฐมนตรี",
        "นายอำเภอ",
        "สำนักงาน ก.พ.",
        "คณะกรรมการ",
        "สพร.",
        "คุณภาพการบริการ",
        "DGA",
        "นายแพทย์สาธารณสุขจังหวัด",
    ],
)
def test_an_office_is_not_a_person(text: str) -> None:
    assert not looks_like_person(text)


@pytest.mark.parametrize(
    "header",
    [
        "ชื่อ-สกุล",
        "ชื่อ - นามสกุล",
        "เลขประจำตัวประชาชน",
        "เลขประจำตัว\nประชาชน (13 หลัก)",
        "E-mail",
        "เบอร์โทรศัพท์ติดต่อ",
        "Full Name",
        "วันเดือนปีเกิด",
    ],
)
def test_personal_headers_are_known(header: str) -> None:
    assert is_personal_header(header)


@pytest.mark.parametrize(
    "header",
    [
        "รหัสบุคลากร",
        "person_id",
        "ชื่อหลักสูตร",
        "ชื่อส่วนราชการ",
        "ส่วนราชการ",
        "กลุ่มบุคลากร",
        "เลขประจำตัวบุคลากร",
        "คะแนน",
    ],
)
def test_headers_of_the_datasets_are_not_personal(header: str) -> None:
    assert not is_personal_header(header)


def test_a_masked_text_keeps_what_is_not_personal() -> None:
    assert masked("อบรม 1-1017-00203-45-0 แล้ว") == "อบรม *** แล้ว"
    assert masked("ประเมินโดย นายสมชาย ใจดี") == "ประเมินโดย ***"
    assert masked("กรมสรรพกร") == "กรมสรรพกร"

"""What counts as personal: citizen ids by their check digit, titles, phones, headers."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.intake.privacy import (
    holds_citizen_id,
    is_personal_header,
    looks_like_person,
    masked,
    valid_citizen_id,
)

VALID = "1101700203450"
ROOT = Path(__file__).parents[2]


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
    ("text", "left"),
    [
        ("ติดต่อคุณสมศรี มีสุข 0899999999 นางสมศรี มีสุข", "ติดต่อ***"),
        ("รายงานของนางสาวสมหญิง รักดี ไตรมาสที่ 2", "รายงานของ***"),
        ("ผู้ประสานงานคุณสมศรี", "ผู้ประสานงาน***"),
        ("บันทึกโดยน.ส.สมหญิง", "บันทึกโดย***"),
        ("วิทยากรดร.สมชาย ใจดี", "วิทยากร***"),
        ("ร่วมกับพ.ต.อ.สมชาย", "ร่วมกับ***"),
        ("ผอ.นายสมชาย", "ผอ.***"),
        ("พัฒนานายสมชาย", "พัฒนา***"),
        ("ขอบคุณคุณสมศรี", "ขอบคุณ***"),
        ("ประธาน[นายสมชาย  ใจดี]", "ประธาน[***"),
        ("ผู้ประเมิน (นายสมชาย ใจดี)", "ผู้ประเมิน (***"),
        ("ผลของนาง\u00a0สมศรี", "ผลของ***"),
        ("ผลของนา\u200bงสมศรี", "ผลของ***"),
        ("1.นายสมชาย 2.นางสมศรี", "1.***"),
        ("ตรวจโดยMr.Somchai", "ตรวจโดย***"),
        ("น. ส. สมหญิง", "***"),
    ],
)
def test_a_title_glued_to_the_word_before_it_is_a_title(text: str, left: str) -> None:
    assert looks_like_person(text)
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    ["นายกิตติ ใจดี", "นายกฤษณะ", "นายกอบศักดิ์", "นายเรืองชัย", "นางสาวิตรี ใจดี", "คุณวุฒิชัย", "คุณภาพร ใจดี", "คุณภาพิมล"],
)
def test_a_name_that_begins_like_an_office_or_a_quality_is_a_name(text: str) -> None:
    assert masked(f"ติดต่อ{text}") == "ติดต่อ***"


@pytest.mark.parametrize(
    "text",
    [
        "นายก",
        "อดีตนายกฯ และนายก อบต.",
        "นครนายก",
        "ทนายความ",
        "นายจ้างและนายทะเบียน",
        "โรงเรียนนายเรืออากาศ",
        "ตลาดนางเลิ้งเก่า",
        "การพัฒนางบประมาณและพัฒนายกระดับ",
        "รับรองสำเนางบการเงิน",
        "สัมมนางานบริการ",
        "30 มิถุนายน พ.ศ. 2564",
        "ผู้ทรงคุณวุฒิและคุณสมบัติ",
        "ตัวคุณภาพรวม คุณธรรม คุณลักษณะ คุณค่า",
        "ประกาศเกียรติคุณแก่หน่วยงาน ขอบคุณผู้เข้าอบรม",
        "ค่าสมนาคุณวิทยากร",
        "สิ่งที่คุณต้องรู้และคุณสามารถทำได้",
        "สพร.จัดร่วมกับสดร.และสนพ.กำหนด",
        "ตามมติก.พ.อ.กำหนด",
        "คำนำหน้า (นาย/นาง/นางสาว)",
        "พระจอมเกล้าเจ้าคุณทหารลาดกระบัง",
    ],
)
def test_official_words_that_hold_the_letters_of_a_title_are_left_alone(text: str) -> None:
    assert masked(text) == text
    assert not looks_like_person(text)


def test_nothing_the_register_and_the_definitions_say_is_taken_for_a_person() -> None:
    said = [*_reference(), *_defined()]
    assert len(said) > 5_000
    assert [text for text in said if looks_like_person(text)] == []


def _reference() -> Iterator[str]:
    """Every cell of the facts in git."""
    for path in (ROOT / "data" / "reference").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from (cell for row in csv.reader(lines) for cell in row)


def _defined() -> Iterator[str]:
    """Every text of the definitions and labels, but for the words persons are known by."""
    for path in (ROOT / "etl" / "definitions").rglob("*.toml"):
        if path.name != "privacy.toml":
            yield from _texts(tomllib.loads(path.read_text("utf-8")))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict | list):
        for item in part.values() if isinstance(part, dict) else part:
            yield from _texts(item)
    elif isinstance(part, str):
        yield part


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

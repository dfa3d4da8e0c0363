"""One key for all encodings of a name, and names for damage."""

from collections import Counter

import pytest

from etl.definitions import definitions
from etl.definitions.thai import arabic, damage, key, tidy


@pytest.mark.parametrize(
    "variant",
    [
        "สํานักงานปลัดกระทรวงการคลัง",
        "สำนักงานปลัด กระทรวง การคลัง",
        "สำนักงาน\u200bปลัดกระทรวงการคลัง\ufeff",
        "สำนักงานปลัดกระทรวงการคลัง\u00a0",
        "สำนักงานปลัดกระทรวงการคลัง(3)",
        "สำนักงานปลัดกระทรวง\nการคลัง",
    ],
)
def test_spellings_of_one_name_share_one_key(variant: str) -> None:
    assert key(variant) == key("สำนักงานปลัดกระทรวงการคลัง")


def test_the_three_encodings_of_sara_am_with_a_tone_mark_are_one() -> None:
    assert {tidy(text) for text in ("น้ำ", "น้ํา", "นํ้า")} == {"น้ำ"}


def test_a_doubled_sara_e_is_sara_ae() -> None:
    assert key("เเละ") == key("และ")


def test_no_two_agencies_of_a_ministry_share_a_key() -> None:
    keys = Counter((agency.ministry, key(agency.th)) for agency in definitions().agencies.values())
    assert [found for found, times in keys.items() if times > 1] == []


def test_thai_digits_become_arabic() -> None:
    assert arabic("ปี ๒๕๖๔") == "ปี 2564"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("กรม_x001F_", "escape"),
        ("(cid:12)รม", "cid"),
        ("กร\ufffdม", "replacement"),
        ("ก\uf70aม", "private_glyph"),
        ("กรม\x00", "control"),
        ("à¸\u0081à¸£à¸¡", "control"),
        ("เธเธฃเธก", "mojibake"),
        ("การ ่าย", "stray_mark"),
        ("ที่่ดิน", "doubled_mark"),
        ("กรมสรรพากร", None),
        ("ผู้อำนวยการ", None),
        ("Digital Literacy (DLit)", None),
    ],
)
def test_damage_is_named_and_sound_text_is_not(text: str, name: str | None) -> None:
    assert damage(text) == name


def test_no_reference_name_looks_damaged() -> None:
    known = definitions()
    names = [
        thing.th
        for things in (known.agencies, known.ministries, known.groups, known.capabilities)
        for thing in things.values()
    ]
    assert [name for name in names if damage(name)] == []

"""One key for all encodings of a name, and names for damage."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

import pytest

from etl.definitions import definitions
from etl.definitions.thai import arabic, damage, key, tidy, unnumbered

Variant = Callable[[str, Random], str]


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


# Variants of the register's names ------------------------------------------------------------------

BASES = re.compile("(?<=[ก-ฮ])(?=[เ-ไก-ฮ])")
"""Places where a name may be broken without tearing a letter from its marks."""
TONE = "[\u0e48-\u0e4b]"


def _two_letter_sara_am(name: str, _: Random) -> str:
    return name.replace("\u0e33", "\u0e4d\u0e32")


def _tone_after_nikhahit(name: str, _: Random) -> str:
    return re.sub(f"({TONE})\u0e33", "\u0e4d\\1\u0e32", name)


def _tone_after_sara_am(name: str, _: Random) -> str:
    return re.sub(f"({TONE})\u0e33", "\u0e33\\1", name)


def _doubled_e(name: str, _: Random) -> str:
    return name.replace("แ", "เเ")


def _tone_before_vowel(name: str, _: Random) -> str:
    return re.sub(f"([\u0e31\u0e34-\u0e39])({TONE})", "\\2\\1", name)


def _long_sara_ru(name: str, _: Random) -> str:
    return name.replace("ฤๅ", "ฤา") if "ฤๅ" in name else name.replace("ฤา", "ฤๅ")


def _sown(marks: str) -> Variant:
    def sow(name: str, chance: Random) -> str:
        places = sorted(chance.sample(range(len(name) + 1), min(3, len(name))), reverse=True)
        for place in places:
            name = name[:place] + chance.choice(marks) + name[place:]
        return name

    return sow


def _broken(marks: Sequence[str]) -> Variant:
    def tear(name: str, chance: Random) -> str:
        places = [found.start() for found in BASES.finditer(name)]
        for place in sorted(chance.sample(places, min(2, len(places))), reverse=True):
            name = name[:place] + chance.choice(marks) + name[place:]
        return name

    return tear


def _around(before: Sequence[str], after: Sequence[str]) -> Variant:
    return lambda name, chance: chance.choice(before) + name + chance.choice(after)


def _short_office(name: str, chance: Random) -> str:
    return re.sub("^สำนักงาน", chance.choice(("สนง.", "สนง. ", "สนง")), name)


VARIANTS: tuple[Variant, ...] = (
    _two_letter_sara_am,
    _tone_after_nikhahit,
    _tone_after_sara_am,
    _doubled_e,
    _tone_before_vowel,
    _long_sara_ru,
    _short_office,
    _sown("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    _broken((" ", "  ", "\u00a0", "\u2009", "\u3000", "\t", "\n", "\r\n")),
    _around(("", " ", "\u00a0", "\n"), ("", " ", "\u00a0\u00a0", "\n")),
    _around(
        ("",),
        ("(3)", " (๓)", "（3）", "*", " **", "(*)", " [1]", "¹", "¹²", " 1/", "(1)(2)", "†", " (10) "),
    ),
)


def test_thousands_of_variants_of_the_registers_names_go_to_the_right_key_and_merge_no_two_names() -> None:
    chance = Random(7)
    names = {agency.th for agency in definitions().agencies.values()}
    names |= {ministry.th for ministry in definitions().ministries.values()}
    owner = {key(name): name for name in names}
    assert len(owner) == len(names)
    tried, astray = set(), []
    for name in sorted(names):
        for made in range(4 * len(VARIANTS)):
            variant = name
            for change in (VARIANTS[made % len(VARIANTS)], *chance.sample(VARIANTS, made % 4)):
                variant = change(variant, chance)
            tried.add(variant)
            if owner.get(key(variant)) != name:
                astray.append((name, variant))
    assert len(tried) > 5000
    assert astray == []


@pytest.mark.parametrize(
    "spelling", ["สำนักงาน ก.พ.", "สำนักงาน กพ", "สำนักงาน ก. พ.", "สนง.ก.พ.", "สํานักงาน ก.พ.(1)"]
)
def test_the_dots_of_an_abbreviation_make_no_difference(spelling: str) -> None:
    assert key(spelling) == key("สำนักงาน ก.พ.")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("1. กรมที่ดิน", "กรมที่ดิน"),
        ("๑.๒ กรมที่ดิน", "กรมที่ดิน"),
        ("(3) กรมที่ดิน", "กรมที่ดิน"),
        ("- กรมที่ดิน", "กรมที่ดิน"),
        ("03-07 กรมสรรพากร", "03-07 กรมสรรพากร"),
        ("15/1/2564", "15/1/2564"),
        ("2564", "2564"),
    ],
)
def test_the_number_of_a_list_is_no_part_of_a_name(text: str, bare: str) -> None:
    assert unnumbered(text) == bare

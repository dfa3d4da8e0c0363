"""The registry of rules: complete texts, ids that stay, and a document that says the same."""

import re

from etl.definitions import definitions
from etl.definitions.rulebook import RULEBOOK, area, in_order, message, rulebook

RULES = definitions().rules
VALUE = re.compile(r"\{(\w+)\}")


def test_the_document_of_the_rules_says_what_the_registry_says() -> None:
    assert RULEBOOK.read_text(encoding="utf-8") == rulebook(), "run python -m etl.definitions.rulebook"


def test_the_document_lists_every_rule_once_in_both_languages() -> None:
    text = rulebook()
    assert [rule.id for rule in in_order()] == re.findall(r"^\| \*\*(\S+)\*\* \|", text, re.MULTILINE)
    assert {rule.id for rule in in_order()} == set(RULES)
    for rule in RULES.values():
        for words in (rule.mend.th, rule.mend.en, rule.why.th, rule.why.en):
            assert words.replace("|", "/") in text


def test_ids_are_an_area_and_a_number_and_every_area_has_a_name() -> None:
    assert [rule for rule in RULES if not re.fullmatch(r"[A-Z]-\d\d", rule)] == []
    for lang in ("th", "en"):
        assert all(f"rules.area_name.{area(rule)}" in definitions().words(lang) for rule in RULES.values())


def test_every_text_is_one_line_and_thai_texts_are_thai() -> None:
    for rule in RULES.values():
        texts = {"th": (rule.th, rule.why.th, rule.mend.th), "en": (rule.en, rule.why.en, rule.mend.en)}
        assert all(text == " ".join(text.split()) for both in texts.values() for text in both), rule.id
        assert all(re.search("[ก-ฮ]", text) for text in texts["th"]), rule.id
        assert not any(re.search("[ก-ฮ]", text) for text in texts["en"]), rule.id


def test_both_languages_name_the_same_values() -> None:
    def values(text: str) -> set[str]:
        return {name.removesuffix("_th").removesuffix("_en") for name in VALUE.findall(text)}

    assert [rule.id for rule in RULES.values() if values(rule.th) != values(rule.en)] == []


def test_a_message_without_a_file_shows_an_ellipsis_for_what_a_file_fills_in() -> None:
    assert message(RULES["V-08"], "en") == ("… is not a number. Enter a number such as ….")

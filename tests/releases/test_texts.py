"""Free text of releases: short, visible, and without a way to reach a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.releases.texts import TextRefused, checked, word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("agreed", 1),
        ("two  words", 2),
        ("กระทรวง", 2),
        ("กระทรวงเห็นด้วย ขอปรับ 3 แห่ง", 3 + 2 + 1 + 1),
        ("ก" * 300, 60),
        ("ก" * 301, 61),
        ("e-GP ระบบ", 1 + 1),
    ],
)
def test_thai_words_are_counted_by_five_letters_and_others_by_blanks(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "text_empty"),
        (" \n ", "text_empty"),
        ("a\x00b", "text_unseen"),
        ("right\u202eleft", "text_unseen"),
        ("lone \ud800 half", "text_unseen"),
        ("เลขบัตร 1101700230708", "text_personal"),
        ("1234567890123 ผิดหลักก็ไม่รับ", "text_personal"),
        ("๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "text_personal"),
        ("โทร 081-234-5678", "text_personal"),
        ("write to somchai@example.go.th", "text_personal"),
        ("word " * 301, "text_long"),
    ],
)
def test_a_text_that_is_empty_unseen_personal_or_long_is_refused_without_being_quoted(
    text: str, why: str
) -> None:
    with pytest.raises(TextRefused) as refused:
        checked(text, of="comment")
    assert refused.value.key == why
    assert not text.strip() or text not in refused.value.message("th") + refused.value.message("en")


def test_a_reply_of_sixty_words_passes_and_one_of_sixty_one_does_not() -> None:
    assert checked("word " * 60, of="reply", words_at_most=60) == ("word " * 60).strip()
    with pytest.raises(TextRefused, match="has 61 words; the limit is 60"):
        checked("word " * 61, of="reply", words_at_most=60)


def test_names_money_and_line_breaks_of_thai_stay() -> None:
    text = "นายสมชาย ใจดี ขอเพิ่มงบ 1,234,567,890,123 บาท \u200bภายในปี"
    assert checked(text, of="comment") == text


@given(st.text())
def test_what_passes_is_one_visible_line(text: str) -> None:
    try:
        kept = checked(text, of="comment")
    except TextRefused:
        return
    assert kept == " ".join(kept.split())
    assert all(sign.isprintable() or sign == "\u200b" for sign in kept)

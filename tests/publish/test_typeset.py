"""Documents on paper, on screen and in Word: every letter comes out as it went in, and no text is markup."""

import subprocess
import sys
from datetime import datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.publish.typeset.blocks import (
    Bar,
    Column,
    Document,
    Mark,
    Paragraph,
    Section,
    Sign,
    Span,
    Table,
    divider,
    row,
    table,
)
from etl.publish.typeset.docx import docx
from etl.publish.typeset.html import html
from etl.publish.typeset.letters import FONTS, drawable, writable
from etl.publish.typeset.pdf import Layout, pdf
from etl.queries.targets import SIGNS
from tests.publish.papers import NASTY, bare, page_text, pages_of, tags_of, word_text

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
VOWELS = [chr(code) for code in (0x0E31, *range(0x0E34, 0x0E3A))]
TONES = [chr(code) for code in range(0x0E48, 0x0E4C)]
AM, KILLER, SHORTENER = "\u0e33", "\u0e4c", "\u0e47"


def a_document(*texts: str, blocks: tuple[Table, ...] = (), title: str = "ทดสอบ") -> Document:
    return Document(
        lang="th",
        title=title,
        subtitle="ตัวอย่าง",
        author="ผู้จัดทำ",
        made_at=datetime(2026, 11, 22, 13, 5, 7),
        facts=("ไตรมาส 2/2564",),
        marks=(),
        lead="",
        sections=(Section("หัวข้อ", (*blocks, *(Paragraph(text) for text in texts))),),
        foot=(),
        page="หน้า {page}/{pages}",
    )


def test_every_thai_syllable_is_copied_out_of_a_pdf_as_it_was_put_in() -> None:
    stacks = [
        *(vowel + tone for vowel, tone in product(["", *VOWELS], ["", *TONES])),
        *(tone + AM for tone in ["", *TONES]),
        KILLER,
        SHORTENER,
        SHORTENER + TONES[0],
    ]
    syllables = [consonant + stack + "น" for consonant, stack in product(CONSONANTS, stacks)]
    [page] = pages_of(pdf(a_document(" ".join(syllables)), layout="one_page"))
    assert bare(" ".join(syllables)) in bare(page)


@pytest.mark.parametrize("layout", ["one_page", "flowing"])
def test_names_that_look_like_markup_stay_text_in_a_pdf(layout: Layout) -> None:
    cells = table([Column(NASTY[0]), Column("ข")], [row(name, name) for name in NASTY])
    made = a_document(*NASTY, blocks=(cells,), title="#title *x*")
    text = bare(" ".join(pages_of(pdf(made, layout=layout))))
    assert [name for name in NASTY if text.count(bare(name)) < 3] == []
    assert bare("#title *x*") in text


def test_names_that_look_like_markup_stay_text_on_a_web_page_and_bring_no_tag() -> None:
    cells = table([Column("ก")], [row(name) for name in NASTY])
    page = html(a_document(*NASTY, blocks=(cells,), title="<img src=x>"))
    text = page_text(page)
    assert [name for name in (*NASTY, "<img src=x>") if name not in text] == []
    assert {"script", "img", "link"} & tags_of(page) == set()
    assert b"http" not in page


def test_names_that_look_like_markup_stay_text_in_a_word_file() -> None:
    cells = table([Column("ก")], [row(name) for name in NASTY])
    found = word_text(docx(a_document(*NASTY, blocks=(cells,))))
    assert [name for name in NASTY if found.count(name) != 2] == []


def test_letters_nobody_can_draw_are_shown_as_missing_and_invisible_ones_go() -> None:
    assert drawable("กรม\u200bที่ดิน\x07\n漢字 ok") == "กรมที่ดิน \ufffd\ufffd ok"
    made = a_document("漢字 \U0001f600 \x00 กรม\u200bที่ดิน")
    assert "กรมที่ดิน" in bare(pages_of(pdf(made, layout="one_page"))[0])
    assert "\ufffd กรม" in page_text(html(made))
    assert "\x00" not in "".join(word_text(docx(made)))


def test_a_pdf_is_archival_tagged_and_says_its_title_author_language_and_time() -> None:
    made = pdf(a_document("ข้อความ"), layout="one_page")
    for needed in (
        b"<pdfaid:part>2",
        b"<pdfaid:conformance>A",
        b"<pdfuaid:part>1",
        b"/StructTreeRoot",
        b"/Lang",
    ):
        assert needed in made, needed
    for words in ("ทดสอบ · ตัวอย่าง · ไตรมาส 2/2564", "ผู้จัดทำ", "2026-11-22T13:05:07"):
        assert words.encode() in made, words


def test_the_same_document_gives_the_same_bytes_also_in_another_process() -> None:
    program = (
        "from hashlib import sha256;"
        "from tests.publish.test_typeset import FULL, a_document, docx, html, pdf;"
        "made = a_document('ก', blocks=(FULL,));"
        "print(*(sha256(f).hexdigest() for f in (pdf(made, layout='one_page'), html(made), docx(made))))"
    )
    once, again = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    )
    assert once == again
    assert len(once.split()) == 3


def test_every_kind_of_cell_is_drawn_in_every_medium_and_its_words_are_kept() -> None:
    made = a_document(blocks=(FULL,))
    assert "●บรรลุ" in bare(page_text(html(made)))
    assert "บรรลุ" in pages_of(pdf(made, layout="one_page"))[0]
    assert "ช่วงแรก" in pages_of(pdf(made, layout="flowing"))[0]
    words = word_text(docx(made))
    assert "● บรรลุ" in words
    assert "วาด" not in words  # a column that only draws is left out of Word


FULL = table(
    [Column("ชื่อ"), Column("ผล"), Column("วาด", share=1), Column("แถบ", share=1)],
    [
        divider("ช่วงแรก"),
        row("ก", Sign("●", "บรรลุ"), Span(0.4, 0.2, 0.9, (Mark(0.5), Mark(0.7, "diamond"))), Bar(0.5, 0.6)),
        row("ข", Sign("?", "ยังสรุปไม่ได้"), Span(None), Bar(None), strong=True),
        *(row("ค", Sign(sign, verdict), Span(1.4, -0.2, 1.2, firm=False), Bar(1.0))
          for verdict, sign in SIGNS.items()),
    ],
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_at_all_gives_a_pdf_a_page_and_a_word_file_that_can_be_read(text: str) -> None:
    made = a_document(text, title=f"ก{text}")
    assert len(pages_of(pdf(made, layout="flowing"))) == 1
    assert bare(writable(text)) in bare(page_text(html(made)))
    assert bare(writable(text)) in bare("".join(word_text(docx(made))))


def test_the_typeface_lies_beside_its_licence_and_has_every_letter_of_thai() -> None:
    names = {path.name for path in FONTS.glob("*.ttf")}
    assert names == {"sarabun-composed-regular.ttf", "sarabun-composed-bold.ttf"}
    licence = (FONTS / "sarabun-OFL.txt").read_text(encoding="utf-8")
    assert "SIL Open Font License" in licence and "Reserved Font Name" not in licence.partition("-----")[0]
    thai = "".join(chr(code) for code in (*range(0x0E01, 0x0E3B), *range(0x0E3F, 0x0E5C)))
    assert drawable(thai) == thai

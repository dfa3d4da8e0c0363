"""Analysts' notes: what is kept and shown, what is refused, and that they outlive whatever is published."""

from pathlib import Path
from typing import get_args

import pytest

from etl.definitions import definitions
from etl.pipeline import notes
from etl.warehouse.errors import WarehouseError

PLACE = {"measure": "ready_share", "unit": "TH", "period": "2564Q2"}


def test_a_note_is_kept_with_its_place_its_writer_and_its_day(tmp_path: Path) -> None:
    kept = notes.add(tmp_path, **PLACE, text="กรมใหม่\nสองกรมเริ่มรายงาน", by="สมชาย")
    assert isinstance(kept, notes.Note)
    assert (kept.number, kept.text, kept.by) == (1, "กรมใหม่ สองกรมเริ่มรายงาน", "สมชาย")
    assert notes.standing(tmp_path) == (kept,)


def test_a_removed_note_is_not_shown_but_its_number_is_never_given_again(tmp_path: Path) -> None:
    notes.add(tmp_path, **PLACE, text="first", by="A")
    assert notes.remove(tmp_path, 1, by="B") is None
    notes.add(tmp_path, **PLACE, text="second", by="A")
    assert [(note.number, note.text) for note in notes.standing(tmp_path)] == [(2, "second")]
    assert len((tmp_path / "notes.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_removing_what_is_not_there_writes_nothing(tmp_path: Path) -> None:
    assert notes.remove(tmp_path, 7, by="B") is None
    assert not (tmp_path / "notes.jsonl").exists()


@pytest.mark.parametrize(
    ("text", "by", "why"),
    [
        (" ", "A", "no_text"),
        ("said", " ", "no_name"),
        ("x" * 281, "A", "too_long"),
        ("โทร 081-234-5678", "A", "personal"),
        ("ask somebody@example.go.th", "A", "personal"),
        ("นายสมชาย ใจดี ส่งช้า", "A", "personal"),
        ("said", "a@example.go.th", "personal"),
    ],
)
def test_what_is_refused_is_stored_nowhere(tmp_path: Path, text: str, by: str, why: str) -> None:
    assert notes.add(tmp_path, **PLACE, text=text, by=by) == why
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("by", "why"), [(" ", "no_name"), ("x" * 281, "too_long"), ("a@example.go.th", "personal")]
)
def test_a_note_is_taken_down_under_a_name_that_could_stand_under_one(
    tmp_path: Path, by: str, why: str
) -> None:
    notes.add(tmp_path, **PLACE, text="said", by="A")
    assert notes.remove(tmp_path, 1, by=by) == why
    assert [note.number for note in notes.standing(tmp_path)] == [1]


def test_every_refusal_has_words_in_both_languages() -> None:
    for lang in ("th", "en"):
        words = definitions().words(lang)
        assert all(f"notes.{name}" in words for name in (*get_args(notes.Refusal), "added", "removed"))


def test_a_damaged_file_is_said_to_be_one_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_bytes(b"not a note\n")
    with pytest.raises(WarehouseError, match=r"notes\.jsonl"):
        notes.standing(tmp_path)
    with pytest.raises(WarehouseError):
        notes.add(tmp_path, **PLACE, text="said", by="A")
    assert (tmp_path / "notes.jsonl").read_bytes() == b"not a note\n"

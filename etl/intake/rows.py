"""Sorting the rows below a header: data, or set aside for a stated reason. Works on whole columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.definitions import definitions
from etl.definitions.datasets import NUMBERS
from etl.definitions.thai import key, unnumbered
from etl.intake.headers import Header, Row, spellings
from etl.intake.parse import PLAIN_NUMBER
from etl.intake.sheets import IgnoredReason
from etl.intake.surroundings import agency_keys, ministry_keys

Mask = npt.NDArray[np.bool_]

_TOTAL_EN = r"(?i:grand\s*total|sub-?\s*total|total|percent|average)"
_SUM_TH = "(?:ยอด|ผล)?รวม(?:ทั้งสิ้น|ทั้งหมด|ทั้งปี|ย่อย|หน้านี้|สุทธิ)?|ยอด(?:ยกมา|ยกไป)"
_TOTAL = (
    rf"^[\s(]*(?:{_SUM_TH}|ร้อยละ|ค่าเฉลี่ย|เฉลี่ย|{_TOTAL_EN}\b)"
    r"|[\s(](?:รวม(?:ทั้งสิ้น|ทั้งหมด)?|(?i:total))[\s)]*$"
)
TOTAL_ALONE = rf"^[\s(]*(?:{_SUM_TH}|ร้อยละ|ค่าเฉลี่ย|เฉลี่ย|{_TOTAL_EN}|%)[\s):：]*$"
"""A cell that says no more than total, average or percentage."""
_NOTE = (
    r"^[\s(*]*(?:หมายเหตุ|(?:แหล่ง)?ที่มา\s*[:：]|แหล่งข้อมูล|ข้อมูล\s*ณ|วันที่เรียกรายงาน|หน่วย(?:นับ|เงิน)?\s*[:：]"
    r"|ลงชื่อ|ผู้รายงาน|ผู้จัดทำ|ผู้รับรอง|ผู้ตรวจสอบ|ผู้ประสานงาน|(?i:notes?|remarks?|source|as of)\s*[:：.])"
    r"|^\s*\*|ข้อมูลสังเคราะห์|(?i:synthetic)"
)
_PREFIXED_LABELS = ("agency", "ministry", "group")
_SPARSE = 2
_HEADER_CELLS = 3
_ROUNDING = 0.005
_MOST_REPRINTED = 2_000
"""Distinct texts of a column in which a header may be printed anew in another way."""
_PRINT = r"[\s*:_]|\([^)]*\)|\d+/?$"


@dataclass(frozen=True)
class Sorting:
    """The body below a header, by 0-based position below it."""

    keep: list[int]
    ignored: dict[int, IgnoredReason] = field(default_factory=dict)
    ministries: dict[int, str] = field(default_factory=dict)
    """Heading rows that name the ministry of the rows below them."""
    agencies: dict[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    end: int = 0
    """First position not sorted: the end of the sheet, or where another table's title begins."""


def trimmed(column: pa.ChunkedArray) -> pa.Array:
    """Texts without outer blanks; blank texts as null. A column without either is returned as it is."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    text = pc.utf8_trim_whitespace(whole)
    if pc.min(pc.binary_length(text)).as_py() == 0:
        return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
    return whole if text.equals(whole) else text


def sort(
    columns: list[pa.Array], header: Header, header_rows: list[Row], faulty: Iterable[tuple[int, int]] = ()
) -> Sorting:
    """Sort the rows below a header; every row before `end` is kept or ignored for a reason, none is lost.

    `faulty` are cells (column, position) that are null here, but not blank in the sheet.
    """
    filled = np.array([_mask(pc.is_valid(column)) for column in columns], dtype=bool)
    for place, position in faulty:
        filled[place, position] = True
    encoded = [column.dictionary_encode() for column in columns]
    mapped = [*header.columns.values(), *header.fallbacks.values()]
    repeated = _repeated(encoded, mapped, header_rows)
    end = _end(encoded, filled, repeated)
    count = filled.sum(axis=0)
    leftmost = pc.coalesce(*columns)
    sparse = (count <= _SPARSE) & _lacking(filled, header)
    blank = count == 0
    total = _totals(encoded, header, sparse=_lacking(filled, header)) & ~blank
    note = _matching(leftmost, _NOTE, among=sparse & ~blank)
    note |= _tail(note, sparse & ~total, end)
    note |= _titles_above(repeated, (count <= 1) & sparse & ~total) & ~blank
    total |= _unlabelled_total(columns, header, filled, ~(total | note | repeated | blank), end)
    headings = _headings(columns, leftmost, header, sparse & ~note & ~total, filled)

    ignored: dict[int, IgnoredReason] = {}
    reasons: tuple[tuple[IgnoredReason, Mask], ...] = (
        ("heading_row", _mask_of(headings, len(blank))),
        ("note_row", note | ~filled[mapped].any(axis=0)),
        ("total_row", total),
        ("repeated_header", repeated),
        ("blank_row", blank),
    )
    for reason, mask in reasons:  # the last reason that holds is the plainest
        ignored |= dict.fromkeys(np.flatnonzero(mask[:end]).tolist(), reason)
    return Sorting(
        keep=[position for position in range(end) if position not in ignored],
        ignored=dict(sorted(ignored.items())),
        ministries={place: text for place, (kind, text) in headings.items() if kind == "ministry"},
        agencies={place: text for place, (kind, text) in headings.items() if kind == "agency"},
        notes=tuple(leftmost[place].as_py() for place in np.flatnonzero(note[:end])),
        end=end,
    )


def _repeated(columns: list[pa.DictionaryArray], mapped: list[int], header_rows: list[Row]) -> Mask:
    """Rows that print the header once more, as at the top of a page."""
    equal = np.zeros(len(columns[0]), dtype=int)
    for position in mapped:
        words = [text for row in header_rows if (text := (row[position] or "").strip())]
        equal += _one_of(columns[position], pa.array(words, pa.string()))
    return np.asarray(equal >= 2, dtype=bool)


def _end(columns: list[pa.DictionaryArray], filled: npt.NDArray[np.bool_], repeated: Mask) -> int:
    """Where this table ends: after its last filled row, or before the title of another table's header."""
    known = np.sum([_header_words(column) for column in columns], axis=0)
    count = filled.sum(axis=0)
    telling = (known >= _HEADER_CELLS) & (known * 2 > count) | (known >= _SPARSE) & (known == count)
    other = np.flatnonzero(telling & ~repeated)
    if not len(other):
        used = np.flatnonzero(count)
        return int(used[-1]) + 1 if len(used) else 0
    end = int(other[0])
    while end and count[end - 1] <= 1:
        end -= 1
    return end


def _header_words(values: pa.DictionaryArray) -> Mask:
    """Cells that are words of some header; where texts are few, however they are printed."""
    words, printed = _spelled()
    if len(values.dictionary) > _MOST_REPRINTED:
        return _one_of(values, words)
    return _mask(pc.is_in(_plainly(values.dictionary), value_set=printed).take(values.indices))


@cache
def _spelled() -> tuple[pa.Array, pa.Array]:
    """Every spelling of every header, as it is and without what print adds to it."""
    words = pa.array(spellings(), pa.string())
    plain = _plainly(words)
    return words, plain.filter(pc.not_equal(plain, ""))


def _plainly(texts: pa.Array) -> pa.Array:
    return pc.utf8_lower(pc.replace_substring_regex(texts, _PRINT, ""))


def _lacking(filled: npt.NDArray[np.bool_], header: Header) -> Mask:
    """Rows where a required column, other than the agency, is blank."""
    dataset = definitions().datasets[header.dataset]
    required = [column.id for column in dataset.columns if column.required and column.id != "agency"]
    places = [header.columns[column] for column in required if column in header.columns]
    if len(places) < len(required):
        places = list(header.columns.values())
    return np.asarray(~filled[places].all(axis=0), dtype=bool)


def _totals(columns: list[pa.DictionaryArray], header: Header, *, sparse: Mask) -> Mask:
    """Rows labelled as totals; in columns that are not taken, a longer label counts in sparse rows only."""
    mask = np.zeros(len(columns[0]), dtype=bool)
    kinds = {column.id: column.kind for column in definitions().datasets[header.dataset].columns}
    by_place = {place: column for column, place in (*header.fallbacks.items(), *header.columns.items())}
    for place, values in enumerate(columns):
        column = by_place.get(place)
        if column in _PREFIXED_LABELS:
            mask |= _match(values, _TOTAL)
        elif column is None and sparse.any():
            mask |= _match(values, TOTAL_ALONE) | (_match(values, _TOTAL) & sparse)
        elif kinds.get(column or "") != "scale":  # where a scale may be a percentage
            mask |= _match(values, TOTAL_ALONE)
    return mask


def _unlabelled_total(
    columns: list[pa.Array], header: Header, filled: npt.NDArray[np.bool_], data: Mask, end: int
) -> Mask:
    """The last row, where it holds nothing but numbers and each is the exact sum of its column above."""
    found = np.zeros_like(data)
    kinds = {column.id: column.kind for column in definitions().datasets[header.dataset].columns}
    amounts = [place for column, place in header.columns.items() if kinds.get(column) in NUMBERS]
    rows = np.flatnonzero(data[:end])
    used = np.flatnonzero(filled[:, rows[-1]]).tolist() if len(rows) > _SPARSE else []
    if used and set(used) <= set(amounts):
        numbers = [_numbers(columns[place].take(pa.array(rows))) for place in used]
        found[rows[-1]] = all(
            values is not None and abs(values[:-1].sum() - values[-1]) < _ROUNDING for values in numbers
        )
    return found


def _numbers(texts: pa.Array) -> npt.NDArray[np.float64] | None:
    """The numbers of a column, 0 where it says nothing; None where one of its texts is no plain number."""
    plain = pc.fill_null(pc.replace_substring(texts, ",", ""), "0")
    if not pc.all(pc.match_substring_regex(plain, PLAIN_NUMBER)).as_py():
        return None
    return np.asarray(plain.cast(pa.float64()))


def _tail(note: Mask, sparse: Mask, end: int) -> Mask:
    """Sparse rows after the first note below the last full row: its further lines, signatures."""
    tail = np.zeros_like(note)
    full = np.flatnonzero(~sparse[:end])
    below = int(full[-1]) + 1 if len(full) else 0
    notes = np.flatnonzero(note[below:end])
    if len(notes):
        tail[below + int(notes[0]) : end] = True
    return tail


def _titles_above(repeated: Mask, alone: Mask) -> Mask:
    """Rows of one cell, and blank ones, right above a header that is printed once more: a page's title."""
    titles = np.zeros_like(repeated)
    for place in np.flatnonzero(repeated).tolist():
        above = place - 1
        while above >= 0 and alone[above]:
            titles[above] = True
            above -= 1
    return titles


def _headings(
    columns: list[pa.Array], leftmost: pa.Array, header: Header, sparse: Mask, filled: npt.NDArray[np.bool_]
) -> dict[int, tuple[str, str]]:
    """Rows that only name a ministry (with or without its subtotal), or an agency where no column does."""
    found: dict[int, tuple[str, str]] = {}
    if "agency" in header.columns:
        values = columns[header.columns["agency"]]
        distinct = values.unique().to_pylist()
        texts = [text for text in distinct if text and key(unnumbered(text)) in ministry_keys()]
        named = _mask(pc.is_in(values, value_set=pa.array(texts, pa.string()))) & _lacking(filled, header)
        found |= {place: ("ministry", values[place].as_py()) for place in np.flatnonzero(named).tolist()}
    for place in np.flatnonzero(sparse & _mask(pc.is_valid(leftmost))).tolist():
        texts = [text for column in columns if (text := column[place].as_py())]
        for text in texts:
            if key(unnumbered(text)) in ministry_keys():
                found[place] = ("ministry", text)
            elif "agency" not in header.columns and key(unnumbered(text)) in agency_keys():
                found[place] = ("agency", text)
    return found


def _match(values: pa.DictionaryArray, pattern: str) -> Mask:
    """Rows whose text matches; each distinct text is looked at once."""
    return _mask(pc.match_substring_regex(values.dictionary, pattern).take(values.indices))


def _one_of(values: pa.DictionaryArray, words: pa.Array) -> Mask:
    """Rows whose text is one of these words; each distinct text is looked up once."""
    return _mask(pc.is_in(values.dictionary, value_set=words).take(values.indices))


def _matching(values: pa.Array, pattern: str, *, among: Mask) -> Mask:
    """Rows whose text matches, among some of them."""
    found = among.copy()
    found[among] = _mask(pc.match_substring_regex(values.filter(pa.array(among)), pattern))
    return found


def _mask(values: Any) -> Mask:  # noqa: ANN401 - pyarrow is untyped
    mask: Mask = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return mask


def _mask_of(places: dict[int, tuple[str, str]], length: int) -> Mask:
    mask = np.zeros(length, dtype=bool)
    mask[list(places)] = True
    return mask

"""Sorting the rows below a header: data, or set aside for a stated reason. Works on whole columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.definitions import definitions
from etl.definitions.thai import key
from etl.intake.headers import Header, Row, spellings
from etl.intake.sheets import IgnoredReason
from etl.intake.surroundings import agency_keys, ministry_keys

Mask = npt.NDArray[np.bool_]

_TOTAL_EN = r"(?i:grand\s*total|sub-?\s*total|total|percent|average)"
_TOTAL = rf"^[\s(]*(?:รวม|ยอดรวม|ผลรวม|ร้อยละ|ค่าเฉลี่ย|เฉลี่ย|{_TOTAL_EN}\b)"
TOTAL_ALONE = (
    r"^[\s(]*(?:(?:ยอด|ผล)?รวม(?:ทั้งสิ้น|ทั้งหมด|ทั้งปี)?|ร้อยละ|ค่าเฉลี่ย|เฉลี่ย"
    rf"|{_TOTAL_EN}|%)[\s):：]*$"
)
"""A cell that says no more than total, average or percentage."""
_NOTE = (
    r"^[\s(*]*(?:หมายเหตุ|(?:แหล่ง)?ที่มา\s*[:：]|แหล่งข้อมูล|ข้อมูล\s*ณ|วันที่เรียกรายงาน|หน่วย(?:นับ|เงิน)?\s*[:：]"
    r"|ลงชื่อ|ผู้รายงาน|ผู้จัดทำ|ผู้รับรอง|ผู้ตรวจสอบ|ผู้ประสานงาน|(?i:notes?|remarks?|source|as of)\s*[:：.])"
    r"|^\s*\*|ข้อมูลสังเคราะห์|(?i:synthetic)"
)
_PREFIXED_LABELS = ("agency", "ministry", "group")
_SPARSE = 2
_HEADER_CELLS = 3


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


def sort(columns: list[pa.Array], header: Header, header_rows: list[Row]) -> Sorting:
    """Sort the rows below a header; every row before `end` is kept or ignored for a reason, none is lost."""
    filled = np.array([_mask(pc.is_valid(column)) for column in columns], dtype=bool)
    encoded = [column.dictionary_encode() for column in columns]
    mapped = [*header.columns.values(), *header.fallbacks.values()]
    repeated = _repeated(encoded, mapped, header_rows)
    end = _end(encoded, filled, repeated)
    count = filled.sum(axis=0)
    leftmost = pc.coalesce(*columns)
    sparse = (count <= _SPARSE) & _lacking(filled, header)
    blank = count == 0
    total = _totals(encoded, header) & ~blank
    note = _matching(leftmost, _NOTE, among=sparse & ~blank)
    note |= _tail(note, sparse & ~total, end)
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
    words = pa.array(spellings(), pa.string())
    known = np.sum([_one_of(column, words) for column in columns], axis=0)
    count = filled.sum(axis=0)
    other = np.flatnonzero((known >= _HEADER_CELLS) & (known * 2 > count) & ~repeated)
    if not len(other):
        used = np.flatnonzero(count)
        return int(used[-1]) + 1 if len(used) else 0
    end = int(other[0])
    while end and count[end - 1] <= 1:
        end -= 1
    return end


def _lacking(filled: npt.NDArray[np.bool_], header: Header) -> Mask:
    """Rows where a required column, other than the agency, is blank."""
    dataset = definitions().datasets[header.dataset]
    required = [column.id for column in dataset.columns if column.required and column.id != "agency"]
    places = [header.columns[column] for column in required if column in header.columns]
    return np.asarray(~filled[places].all(axis=0), dtype=bool)


def _totals(columns: list[pa.DictionaryArray], header: Header) -> Mask:
    mask = np.zeros(len(columns[0]), dtype=bool)
    kinds = {column.id: column.kind for column in definitions().datasets[header.dataset].columns}
    by_place = {place: column for column, place in (*header.fallbacks.items(), *header.columns.items())}
    for place, values in enumerate(columns):
        column = by_place.get(place)
        if column in _PREFIXED_LABELS:
            mask |= _match(values, _TOTAL)
        elif kinds.get(column or "") != "scale":  # where a scale may be a percentage
            mask |= _match(values, TOTAL_ALONE)
    return mask


def _tail(note: Mask, sparse: Mask, end: int) -> Mask:
    """Sparse rows after the first note below the last full row: its further lines, signatures."""
    tail = np.zeros_like(note)
    full = np.flatnonzero(~sparse[:end])
    below = int(full[-1]) + 1 if len(full) else 0
    notes = np.flatnonzero(note[below:end])
    if len(notes):
        tail[below + int(notes[0]) : end] = True
    return tail


def _headings(
    columns: list[pa.Array], leftmost: pa.Array, header: Header, sparse: Mask, filled: npt.NDArray[np.bool_]
) -> dict[int, tuple[str, str]]:
    """Rows that only name a ministry (with or without its subtotal), or an agency where no column does."""
    found: dict[int, tuple[str, str]] = {}
    if "agency" in header.columns:
        values = columns[header.columns["agency"]]
        texts = [text for text in values.unique().to_pylist() if text and key(text) in ministry_keys()]
        named = _mask(pc.is_in(values, value_set=pa.array(texts, pa.string()))) & _lacking(filled, header)
        found |= {place: ("ministry", values[place].as_py()) for place in np.flatnonzero(named).tolist()}
    for place in np.flatnonzero(sparse & _mask(pc.is_valid(leftmost))).tolist():
        texts = [text for column in columns if (text := column[place].as_py())]
        for text in texts:
            if key(text) in ministry_keys():
                found[place] = ("ministry", text)
            elif "agency" not in header.columns and key(text) in agency_keys():
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

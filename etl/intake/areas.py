"""Tables side by side in one sheet, and the rows of print between a header and its body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from etl.definitions.thai import arabic, key
from etl.intake import headers
from etl.intake.headers import Header, Row
from etl.intake.surroundings import clean

_IN_BRACKETS = re.compile(r"^[(\[（].{0,40}[)\]）]$")
_COLUMN_NUMBER = re.compile(r"^[(\[]?(\d{1,2})[)\]]?$")
_FEWEST_NUMBERS = 3


def top(columns: Sequence[pa.Array], start: int = 0) -> list[Row]:
    """The rows a header is searched in."""
    tops = (column.slice(start, headers.HEADER_WITHIN).to_pylist() for column in columns)
    return list(zip(*tops, strict=True))


def side_by_side(columns: list[pa.Array]) -> list[list[pa.Array]]:
    """The columns of each table at the top of a sheet, others blank: mostly one, the sheet itself.

    Tables stand apart by a blank column, or where a header comes again in the same row.
    """
    rows = top(columns)
    starts = [start for run in _runs(columns) for start in _starts(rows, run)]
    if len(starts) < 2:
        return [columns]
    ends = [*starts[1:], len(columns)]
    nothing = pa.nulls(len(columns[0]), pa.string())
    return [
        [column if start <= place < end else nothing for place, column in enumerate(columns)]
        for start, end in zip([0, *starts[1:]], ends, strict=True)
    ]


def with_legend(header: Header, rows: Sequence[Row]) -> tuple[Header, tuple[str, ...]]:
    """The header with the rows of units "(บาท)" or column numbers "(1) (2) (3)" below it, and their texts."""
    texts: list[str] = []
    while header.last + 1 < len(rows):
        cells = [clean(text) for text in rows[header.last + 1] if text]
        if not cells or not (all(map(_IN_BRACKETS.match, cells)) or _are_column_numbers(cells)):
            break
        texts += [text.strip("()[]（） ") for text in cells if _IN_BRACKETS.match(text)]
        header = replace(header, last=header.last + 1)
    return header, tuple(texts)


def _are_column_numbers(cells: Sequence[str]) -> bool:
    found = [_COLUMN_NUMBER.match(arabic(text)) for text in cells]
    numbers = [int(number[1]) for number in found if number]
    return len(cells) == len(numbers) >= _FEWEST_NUMBERS and all(
        after - before == 1 for before, after in pairwise(numbers)
    )


def _runs(columns: Sequence[pa.Array]) -> list[range]:
    """Neighbouring columns that hold anything."""
    used = np.array([len(column) > column.null_count for column in columns])
    edges = np.flatnonzero(np.diff(np.concatenate([[False], used, [False]]).astype(int)))
    return [range(first, last) for first, last in edges.reshape(-1, 2).tolist()]


def _starts(rows: Sequence[Row], run: range) -> list[int]:
    """Where the tables among these columns begin; nothing where they hold no whole header."""
    header = _complete(rows, run)
    if header is None:
        return []
    cells = [key(text or "") for text in rows[header.first][run.start : run.stop]]
    cuts, seen = [run.start], set[str]()
    for place, text in enumerate(cells):
        if text in seen:
            cuts.append(run.start + place)
            seen.clear()
        seen |= {text} - {""}
    if len(cuts) > 1:
        parts = [range(start, end) for start, end in pairwise([*cuts, run.stop])]
        if all(_complete(rows, part) for part in parts):
            return cuts
    return [run.start]


def _complete(rows: Sequence[Row], columns: range) -> Header | None:
    header = headers.find([row[columns.start : columns.stop] for row in rows])
    return header if header and not header.missing else None

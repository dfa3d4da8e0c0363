"""Finding the header of a table: which rows, which dataset, which column means what.

A header is known by its words alone, in any order, anywhere in the first 30 rows, up to 3 rows deep; merged
cells arrive as blanks to the right. Nothing here looks at the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from etl.definitions import definitions
from etl.definitions.thai import key
from etl.intake.privacy import is_personal_header
from etl.intake.surroundings import clean

HEADER_WITHIN, HEADER_DEPTH = 30, 3
_FEWEST_WORDS = 2

Row = tuple[str | None, ...]

_BRACKETS = re.compile(r"\s*[(\[（]([^)\]）]*)[)\]）]\s*")
_NUMBERING = re.compile(r"^\s*[0-9๐-๙]{1,2}\s*[.)]\s*")
_SCORE_WORD = re.compile(r"^(?:คะแนน|score)[\s:_-]*(?=\S)|[\s:_-]*(?:คะแนน|score)$", re.IGNORECASE)
_GROUP_NUMBER = re.compile(r"^\s*(กลุ่มที่\s*[1-7๑-๗])(?![0-9๐-๙])")
_INDEX_HEADERS = frozenset(map(key, ("ลำดับ", "ลำดับที่", "ที่", "เลขที่", "ข้อที่", "no", "no.", "#", "item", "order")))
_CODE_WORD = re.compile("รหัส|code", re.IGNORECASE)
_NAMED_TWICE = ("agency", "ministry")


@dataclass(frozen=True)
class Header:
    """A header found, its columns by 0-based position; complete when `missing` and `doubled` are empty.

    Columns that stand twice are not among its columns: nobody knows which one counts.
    """

    dataset: str
    first: int
    last: int
    """First and last header row, 0-based within the rows searched."""
    columns: dict[str, int]
    fallbacks: dict[str, int]
    """Second column for a body named twice (code and name): used where the first is blank."""
    texts: tuple[str, ...]
    """Shown header of every position, empty where it has none."""
    missing: tuple[str, ...]
    doubled: dict[str, tuple[int, ...]]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Headers of columns that are not taken, hold no personal data and are no running number."""
        return tuple(
            text
            for text in self._untaken()
            if not is_personal_header(text) and key(text) not in _INDEX_HEADERS
        )

    @property
    def personal(self) -> tuple[str, ...]:
        """Headers of columns that hold personal data."""
        return tuple(text for text in self._untaken() if is_personal_header(text))

    def _untaken(self) -> Iterator[str]:
        taken = {*self.columns.values(), *self.fallbacks.values()}.union(*self.doubled.values())
        return (text for position, text in enumerate(self.texts) if text and position not in taken)


def find(rows: Sequence[Row]) -> Header | None:
    """The best header among these rows: a complete one where there is one, else one column short, else None.

    The first row that begins a complete header decides, so data below it is never searched. Of the windows
    there the one with most columns wins, then the shallowest.
    """
    return _found(tuple(rows))


@lru_cache(maxsize=16)
def _found(rows: tuple[Row, ...]) -> Header | None:
    """The header among these rows, remembered: the same top of a sheet is asked about up to three times."""
    nearest: Header | None = None
    for start in range(min(len(rows), HEADER_WITHIN)):
        found = _at(rows, start)
        if complete := [header for header in found if not header.missing]:
            for window in range(start + 1, min(header.last for header in complete) + 1):
                complete += [header for header in _at(rows, window) if not header.missing]
            return max(complete, key=lambda found: (*_fullness(found), -found.first))
        for header in found:
            if nearest is None or _fullness(header) > _fullness(nearest):
                nearest = header
    return nearest if nearest and _nearly_complete(nearest) else None


def _fullness(header: Header) -> tuple[int, int]:
    """By which of two readings the better one is known: more columns, then fewer rows."""
    return len(header.columns) + len(header.doubled), header.first - header.last


@cache
def spellings() -> tuple[str, ...]:
    """Every spelling of every header, as written in the definitions: to know a header row inside a body."""
    columns = (column for dataset in definitions().datasets.values() for column in dataset.columns)
    named = {text for column in columns for text in (column.th, column.en, *column.synonyms)}
    return tuple(sorted(named | {term.th for term in definitions().capabilities.values()}))


def bracketed(text: str) -> tuple[str, ...]:
    """What stands in brackets in a header: units, scales."""
    return tuple(_BRACKETS.findall(text))


def _at(rows: Sequence[Row], start: int) -> list[Header]:
    """Every reading of the rows from here on as a header, one to three rows deep, for each dataset."""
    found: list[Header] = []
    for depth in range(1, HEADER_DEPTH + 1):
        window = rows[start : start + depth]
        if len(window) < depth or (depth > 1 and not _continues(window[-2], window[-1])):
            break
        if sum(map(_known, window)) >= _FEWEST_WORDS:
            readings = list(_readings(window))
            known = {dataset for texts in readings for text in texts for dataset in _meanings(text)}
            found += [
                _mapped(dataset, start, start + depth - 1, readings)
                for dataset in definitions().datasets
                if dataset in known
            ]
    return found


def _known(row: Row) -> int:
    """Number of cells that are words of some header."""
    return sum(bool(_meanings(clean(cell))) for cell in row if cell)


def _continues(upper: Row, lower: Row) -> bool:
    """Whether a lower row can belong to the header above: merged cells leave blanks in one of the two."""
    return any(bool(above) != bool(below) for above, below in zip(upper, lower, strict=True))


def _readings(window: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    """For each position its readings, best first: all parts joined, the lower ones, the highest."""
    left: list[str | None] = [None] * len(window)
    for own in zip(*window, strict=True):
        for level, text in enumerate(own):
            if text or any(own[:level]):
                left[level] = text
        parts = [text or (left[level] if any(own[level + 1 :]) else None) for level, text in enumerate(own)]
        joined = [clean(" ".join(filter(None, parts[level:]))) for level in range(len(parts))]
        highest = clean(next(filter(None, own), ""))
        yield tuple(dict.fromkeys(filter(None, (*joined, highest)))) if highest else ()


def _mapped(dataset: str, first: int, last: int, readings: Sequence[tuple[str, ...]]) -> Header:
    hits: dict[str, list[tuple[int, int]]] = {}
    for position, texts in enumerate(readings):
        meanings = filter(None, (_meanings(text).get(dataset) for text in texts))
        for column, rank in islice(meanings, 1):
            hits.setdefault(column, []).append((rank, position))
    columns: dict[str, int] = {}
    fallbacks: dict[str, int] = {}
    doubled: dict[str, tuple[int, ...]] = {}
    for column, found in hits.items():
        best = [position for rank, position in found if rank == min(found)[0]]
        if len(found) > 1 and column in _NAMED_TWICE:
            coded = [position for _, position in found if _CODE_WORD.search(readings[position][0])]
            best = [*coded, *(position for _, position in found if position not in coded)]
            fallbacks[column] = best[1]
        elif len(best) > 1:
            doubled[column] = tuple(best)
        columns[column] = best[0]
    _settle_scores(columns)
    texts = tuple(reading[0] if reading else "" for reading in readings)
    doubled = {column: places for column, places in doubled.items() if column in columns}
    missing = _missing(dataset, columns)
    columns = {column: place for column, place in columns.items() if column not in doubled}
    return Header(dataset, first, last, columns, fallbacks, texts, missing, doubled)


def _settle_scores(columns: dict[str, int]) -> None:
    """An assessment is wide (a column per capability) or long (capability and score), never both."""
    wide = [column for column in columns if column.startswith("score:")]
    is_long = {"capability", "score"} <= columns.keys() and len(wide) < 2
    for column in wide if is_long else (("capability", "score") if wide else ()):
        columns.pop(column, None)


def _missing(dataset: str, columns: dict[str, int]) -> tuple[str, ...]:
    """Required columns not there; not the agency, which may stand in the title or in heading rows."""
    shape = definitions().datasets[dataset].columns
    wanted = [column.id for column in shape if column.required]
    amounts = [column.id for column in shape if column.kind == "money"]
    missing = [column for column in wanted if column not in columns and column != "agency"]
    if dataset == "assessment" and not any(column.startswith("score:") for column in columns):
        missing += [column for column in ("capability", "score") if column not in columns]
    if amounts and columns.keys().isdisjoint(amounts):
        missing.append(amounts[0])
    return tuple(missing)


def _nearly_complete(header: Header) -> bool:
    """One required column short, and otherwise too alike to be anything else."""
    required = {column.id for column in definitions().datasets[header.dataset].columns if column.required}
    telling = (required - {"agency"}) & header.columns.keys()
    return len(header.missing) == 1 and len(header.columns) >= 2 and bool(telling)


@lru_cache(maxsize=50_000)
def _meanings(text: str) -> dict[str, tuple[str, int]]:
    """Dataset → the column a header means there, and its rank; only datasets that know the header."""
    found: dict[str, tuple[str, int]] = {}
    for variant in _variants(text):
        for dataset in definitions().datasets:
            if meaning := _words(dataset).get(variant):
                found.setdefault(dataset, meaning)
    return found


def _variants(text: str) -> tuple[str, ...]:
    """Keys a header may match by, best first: as it is, what brackets name, without brackets and number."""
    bare = _NUMBERING.sub("", _BRACKETS.sub(" ", text))
    forms = [text]
    forms += [part for part in bracketed(text) if definitions().lookup("capabilities", part)]
    forms += [bare, _SCORE_WORD.sub("", bare)]
    if numbered := _GROUP_NUMBER.match(bare):
        forms.append(numbered[1])
    return tuple(dict.fromkeys(form_key for form in forms if (form_key := key(form))))


@cache
def _words(dataset: str) -> dict[str, tuple[str, int]]:
    """Header key → (column, rank): 0 official, 1 synonym. Names of capabilities head columns of scores."""
    words: dict[str, tuple[str, int]] = {}
    if dataset == "assessment":
        for term in definitions().capabilities.values():
            for rank, texts in enumerate(((term.code, term.th, term.en), term.aliases)):
                for text in texts:
                    words.setdefault(key(text), (f"score:{term.code}", rank))
    for column in definitions().datasets[dataset].columns:
        for rank, texts in enumerate(((column.id, column.th, column.en), column.synonyms)):
            for text in texts:
                words.setdefault(key(text), (column.id, rank))
    return words

"""What is personal in a text or a header: citizen ids, names after a title, phones, e-mail addresses.

Nothing here keeps or returns a personal value: the answers are yes, no, or the text with such values masked.
The words live in `etl/definitions/privacy.toml`.
"""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Final

from etl.definitions.thai import arabic, key

MASK: Final = "***"
"""Stands wherever a personal value stood."""

_FULL_WIDTH_DIGITS: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_UNSEEN: Final = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
"""Signs without a width, which take no id and no title apart."""
_BETWEEN_DIGITS: Final = r"[\s\-\u2010-\u2015\u2212]{0,3}"
_DIGIT_RUN: Final = re.compile(rf"[0-9](?:{_BETWEEN_DIGITS}[0-9])+")
_DIGITS: Final = re.compile("[0-9]+")
_LETTER: Final = "[A-Za-z\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e]"
_MARK: Final = "[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]"
"""Vowels and signs that go on with the syllable before them."""
_NAME: Final = r"[\s.]*[A-Z\u0e01-\u0e2e\u0e40-\u0e44](?!\u0e4c)"
"""How a name goes on behind its title; its first letter is not a silent one."""
_CITIZEN_ID_DIGITS: Final = 13
_AS_FLOAT: Final = re.compile(r"(?<![0-9.])[0-9]\.[0-9]{1,12}0*[eE]\+?12(?![0-9])")
"""An id as a spreadsheet shows it in a narrow cell; with digits lost it is nobody's any more."""
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE: Final = re.compile(
    r"(?<!\d)(?:0[689]\d[-\s]?\d{3}[-\s]?\d{4}|0[2-57]\d?[-\s]?\d{3}[-\s]?\d{3,4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class _Words:
    headers: frozenset[str]
    header_parts: tuple[str, ...]
    person: re.Pattern[str]
    """Titles (group `title` or `short`) before a name; before that, words to pass over, which hold none."""


def valid_citizen_id(digits: str) -> bool:
    """Return whether thirteen ASCII digits are a person's citizen id by first digit (1-8) and check digit.

    Numbers that begin with 0 are tax numbers of organisations: the same check digit, but not personal.
    """
    if len(digits) != _CITIZEN_ID_DIGITS or not digits.isdecimal() or digits[0] not in "12345678":
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])


def holds_citizen_id(text: str) -> bool:
    """Return whether a valid citizen id stands in the text, be it in Thai digits, blanks or dashes."""
    if len(text) < _CITIZEN_ID_DIGITS:
        return False
    plain = _plain(text)
    return bool(_citizen_ids(plain) or any(map(_is_float_id, _AS_FLOAT.finditer(plain))))


def looks_like_person(text: str) -> bool:
    """Return whether the text names or reaches a person: title and name, e-mail, phone, citizen id."""
    plain = _plain(text)
    return _first_title(plain) is not None or reaches_person(plain)


def reaches_person(text: str) -> bool:
    """Return whether the text reaches a person, whom it may name: e-mail, phone, citizen id."""
    plain = _plain(text)
    return any(pattern.search(plain) for pattern in (_EMAIL, _PHONE)) or holds_citizen_id(plain)


def is_personal_header(header: str) -> bool:
    """Return whether a column header announces names, citizen ids, phones, addresses or the like."""
    wanted = key(header)
    return wanted in _words().headers or any(part in wanted for part in _words().header_parts)


def masked(text: str) -> str:
    """Return the text with everything personal replaced by `***`; from a person's title on, the rest goes."""
    plain = _plain(text)
    for start, end in reversed(_citizen_ids(plain)):
        plain = plain[:start] + MASK + plain[end:]
    plain = _AS_FLOAT.sub(lambda found: MASK if _is_float_id(found) else found[0], plain)
    plain = _PHONE.sub(MASK, _EMAIL.sub(MASK, plain))
    title = _first_title(plain)
    return plain if title is None else plain[:title] + MASK


def _first_title(plain: str) -> int | None:
    """Return where the first title before a name begins."""
    for found in _words().person.finditer(plain):
        if found.lastgroup:
            return found.start(found.lastgroup)
    return None


def _is_float_id(found: re.Match[str]) -> bool:
    return valid_citizen_id(f"{Decimal(found[0]):.0f}")


def _plain(text: str) -> str:
    return text if text.isascii() else arabic(text).translate(_FULL_WIDTH_DIGITS | _UNSEEN)


def _citizen_ids(plain: str) -> list[tuple[int, int]]:
    """Return the spans of valid ids; an id begins and ends where a group of digits does, never inside one."""
    spans: list[tuple[int, int]] = []
    for run in _DIGIT_RUN.finditer(plain):
        groups = [(run.start() + group.start(), group[0]) for group in _DIGITS.finditer(run[0])]
        for first in range(len(groups)):
            lengths = accumulate(len(digits) for _, digits in groups[first:])
            for last, length in enumerate(lengths, start=first):
                if length == _CITIZEN_ID_DIGITS and valid_citizen_id(
                    "".join(digits for _, digits in groups[first : last + 1])
                ):
                    spans.append((groups[first][0], groups[last][0] + len(groups[last][1])))
    return spans


@cache
def _words() -> _Words:
    raw: dict[str, list[str]] = tomllib.loads((files("etl.definitions") / "privacy.toml").read_text("utf-8"))
    words = {name: _any_of(listed) for name, listed in raw.items()}
    begins = rf"(?:(?<!{_LETTER})(?<!\.)|(?<=[0-9]\.)|{words['before_names']})"
    return _Words(
        headers=frozenset(key(header) for header in raw["headers"]),
        header_parts=tuple(key(part) for part in raw["header_parts"]),
        person=re.compile(
            rf"(?!{words['names_all_the_same']}){words['not_titles']}"
            rf"|(?:(?<![A-Za-z])(?P<title>{words['titles']})|{begins}(?P<short>{words['short_titles']})){_NAME}"
        ),
    )


def _any_of(words: list[str]) -> str:
    """Return the pattern of these words, the longest first; none ends before a mark, which is part of a word.

    One that ends in a blank must end there.
    """
    patterns = (
        re.escape(word.rstrip()).replace(r"\ ", r"\s*").replace(r"\.", r"\.\s?")
        + f"(?!{_LETTER if word.endswith(' ') else _MARK})"
        for word in sorted(words, key=len, reverse=True)
    )
    return f"(?>{'|'.join(patterns)})"

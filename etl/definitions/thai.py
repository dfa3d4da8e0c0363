"""Thai text: one key for all encodings of a name, and the names of damage.

`key` serves matching only and is never shown; what people see is the register's own spelling. NFKC is not
used: it takes sara am apart.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_SARA_AM: Final = re.compile("([\u0e48-\u0e4b]?)\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_MARK_BEFORE_VOWEL: Final = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a])")
_FOOTNOTE: Final = re.compile(
    r"(?<=\S)(?:\s*(?:\(\s*(?:\d{1,2}|\*+)\s*\)|\[\s*\d{1,2}\s*\]|(?<!\d)\d{1,2}\s*/|[*†‡¹²³⁴-⁹]+))+[\s.,]*$"
)
_OFFICE: Final = re.compile("^สนง")
_LIST_NUMBER: Final = re.compile(
    r"^\s*(?:\(?[0-9]{1,2}(?:\.[0-9]{1,2})*\s*[.)]\s*|[0-9]{1,2}(?:\.[0-9]{1,2})+\s+|[-•–]\s+)(?=\D)"
)
_NOT_KEY: Final = re.compile(r"[\s\"'“”‘’.,;:·•/\\()\[\]{}–—\-_]+")
_KEYS: Final = 20_000
"""Keys that are remembered: the files of a year say the same words again and again."""
_DAMAGE: Final = (
    ("escape", re.compile(r"_x[0-9A-Fa-f]{4}_")),
    ("cid", re.compile(r"\(cid:\d+\)")),
    ("replacement", re.compile("\ufffd")),
    ("private_glyph", re.compile("[\uf700-\uf71a]")),
    ("control", re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufffe\uffff\ud800-\udfff]")),
    ("mojibake", re.compile("à[¸¹]|Ã.|â€|(?:เ[ธน].?){3}|[¡-þ]{4,}")),
    ("stray_mark", re.compile("(?:^|[\\sA-Za-z0-9])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")),
    ("doubled_mark", re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1")),
)


def arabic(text: str) -> str:
    """Return the text with Thai digits as 0-9."""
    return text.translate(_DIGITS)


def tidy(text: str) -> str:
    """Return the text as it should be shown: sara am one letter, no invisible characters, single blanks."""
    if text.isascii():  # numbers, dates, codes: most cells
        return " ".join(text.split())
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    plain = _SARA_AM.sub(lambda found: f"{found[1] or found[2]}\u0e33", plain)
    plain = re.sub("\u0e33([\u0e48-\u0e4b])", "\\1\u0e33", plain).replace("เเ", "แ")
    plain = _MARK_BEFORE_VOWEL.sub(r"\2\1", plain)
    return re.sub(r"\s+", " ", plain).strip()


@lru_cache(_KEYS)
def key(text: str) -> str:
    """Return the matching key: equal for spellings of a name that differ only in encoding, blanks or print.

    Case, punctuation and blanks vanish, and so do footnote marks such as "(3)" or "1/" at the end; Thai and
    full-width digits become 0-9, the common short form of "office" at the start is written out.
    """
    plain = arabic(tidy(text.translate(_FULL_WIDTH)))
    plain = _FOOTNOTE.sub("", plain).replace("ฤา", "ฤๅ")
    return _OFFICE.sub("สำนักงาน", _NOT_KEY.sub("", plain).casefold())


def unnumbered(text: str) -> str:
    """Return the text without the number or dash of a list in front of it: "1.2 กรมที่ดิน" → "กรมที่ดิน"."""
    return _LIST_NUMBER.sub("", arabic(text), count=1)


def damage(text: str) -> str | None:
    """Return the name of a text's damage (lost or doubled marks, escapes, mojibake); None for sound text."""
    for name, pattern in _DAMAGE:
        if pattern.search(text):
            return name
    return None

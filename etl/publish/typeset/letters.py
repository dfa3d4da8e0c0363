"""Which letters the documents' typeface can draw; what it cannot is shown as missing, never left out."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parents[3] / "static" / "fonts"
TYPEFACE: Final = "Sarabun Composed"
SYMBOLS: Final = "┃◇■◆●★▲△▽▼→≥≤✓✗\ufffd"
"""Drawn by the typeface typst brings along."""

_MISSING: Final = "\N{REPLACEMENT CHARACTER}"
_UNWRITABLE: Final = frozenset({"Cc", "Cs", "Cn"})
"""Unicode's categories of control characters, lone surrogates and code points that are no letters."""


def drawable(text: str) -> str:
    """Return the text in letters that can be drawn, on one line: invisible ones go, unknown are �."""
    plain = " ".join(text.split())
    seen = (letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Cc"))
    return "".join(letter if letter in _letters() else _MISSING for letter in seen)


def writable(text: str) -> str:
    """Return the text without what no file of XML or HTML can hold: such letters show as "�"."""
    kept = (letter if unicodedata.category(letter) not in _UNWRITABLE else _MISSING for letter in text)
    return "".join(kept)


@cache
def _letters() -> frozenset[str]:
    with TTFont(FONTS / "sarabun-composed-regular.ttf", lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) | frozenset(SYMBOLS)

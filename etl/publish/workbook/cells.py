"""What goes into a cell: text as text, numbers unrounded with their format, else their mark."""

import math
import unicodedata
from typing import Final

from openpyxl.cell import Cell

from etl.publish import xlsx
from etl.queries.number import Number

Value = str | Number

_LATIN: Final = 0.9
_BOLD: Final = 1.1
_INDENT: Final = 2.5
"""Digits of a column's width that stay blank at its edges."""


def put(cell: Cell, value: Value) -> None:
    """Write a text as text, a number unrounded with its format, a missing or withheld number as its mark.

    A change of a share is written in percentage points. An empty text leaves the cell empty.
    """
    if value == "":
        return
    if isinstance(value, str):
        xlsx.text(cell, value)
    elif isinstance(value.cell, str):
        xlsx.text(cell, value.cell)
    else:
        cell.value = int(value.cell) if value.cell.is_integer() else value.cell
        cell.number_format = value.form.cell


def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """Return how many lines a text takes in a column so many digits wide."""
    room = max(width - _INDENT, 1.0) / (_BOLD if bold else 1.0)
    return sum(max(1, math.ceil(length_of(line) / room)) for line in text.split("\n"))


def length_of(text: str) -> float:
    """Return a text's length in digits: marks above and below take no room, Latin letters a little less."""
    return sum(_LATIN if letter.isascii() else 1.0 for letter in text if unicodedata.category(letter) != "Mn")

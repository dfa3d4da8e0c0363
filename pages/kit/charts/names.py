"""Names on charts: short on axes, full in hover; never broken inside a Thai word."""

import unicodedata
from typing import Final, Literal

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION, NOT_STATED
from etl.definitions.labels import Named

Side = Literal["unit_code", "group", "capability", "stage"]
"""A column of tidy figures that can be the rows or the columns of a grid."""

SPLITS: Final[frozenset[Side]] = frozenset({"group", "capability", "stage"})
"""The sides figures are split by inside one unit."""

LINE: Final = 16
"""Letters a name on an axis may have in a line."""
LINES: Final = 3
"""Lines a name on an axis is broken into; longer names get longer lines."""
_JOINT: Final = "\N{ZERO WIDTH SPACE}"


def codes_of(side: Side) -> list[str]:
    """Return every code of a split in its defined order."""
    known = definitions()
    return list({"group": known.groups, "capability": known.capabilities, "stage": known.stages}[side])


def full(side: Side, code: str, words: Words) -> str:
    """Return the full name of a unit, group, capability or stage."""
    if code == NATION:
        return words("charts.nation")
    if code == ALL:
        return words("charts.all")
    if code == NOT_STATED:
        return words("charts.not_stated")
    return words.name(_named(side, code))


def short(side: Side, code: str, words: Words) -> str:
    """Return the short name for axes: an official abbreviation where there is one, else broken at spaces."""
    if side == "unit_code" and f"charts.short.{code}" in words:
        return words(f"charts.short.{code}")
    if code in (NATION, ALL, NOT_STATED):
        return full(side, code, words)
    name = words.short(_named(side, code))
    return folded(name, max(LINE, _width(name) // LINES + 3), words)


def head(side: Side, code: str, words: Words, *, narrow: bool = False) -> str:
    """Return the name for the head of a column, or of a narrow one, broken by hand where that was done."""
    keys = [f"charts.head_narrow.{code}"] * narrow + [f"charts.head.{code}"]
    return next((words(key) for key in keys if key in words), short(side, code, words))


def quarter_tick(period: str, words: Words, *, narrow: bool = False) -> str:
    """Return a quarter for an axis: "2/2564", "Q2 2564"; where that is too wide in two lines."""
    parsed = Period.parse(period)
    key = f"charts.quarter_tick{'_narrow' * narrow}"
    return words(key, quarter=parsed.quarter, year=parsed.fiscal_year)


def folded(name: str, line: int, words: Words) -> str:
    """Return a name in lines of about so many letters, broken at spaces and at the joints of Thai names."""
    lines = [""]
    for part in _jointed(name, words).split(_JOINT):
        wider = lines[-1] + part
        if lines[-1] and _width(wider) > line:
            lines.append(part)
        else:
            lines[-1] = wider
    return "<br>".join(text.strip() for text in lines)


def _jointed(name: str, words: Words) -> str:
    """Return a name with a mark wherever it may be broken."""
    for word in words("charts.joint.after").split():
        if name.startswith(word):
            name = word + _JOINT + name.removeprefix(word)
            break
    for word in words("charts.joint.before").split():
        name = name.replace(word, _JOINT + word)
    return name.replace(" ", " " + _JOINT)


def _width(text: str) -> int:
    return sum(unicodedata.category(letter) != "Mn" for letter in text)


def _named(side: Side, code: str) -> Named:
    known = definitions()
    if side == "unit_code":
        return known.ministries[code] if code in known.ministries else known.agencies[code]
    return {"group": known.groups, "capability": known.capabilities, "stage": known.stages}[side][code]

"""One parser per column kind: the text of one distinct cell in, its value or a remark out.

Nothing here knows rows, sheets or other columns. A remark names a rule of `rules.toml`; the rule's severity
decides whether the row is refused. Numbers are `Decimal` from the text on, so what an agency wrote is what is
stored.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final, Generic, TypeVar

from etl.definitions import definitions
from etl.definitions.calendar import BE, Period, fiscal_year, parse_date
from etl.definitions.thai import arabic, damage, key, tidy
from etl.intake.privacy import holds_citizen_id, looks_like_person, masked

T_co = TypeVar("T_co", covariant=True)

PLAIN_NUMBER: Final = r"^[0-9]{1,12}(?:\.[0-9]{1,17})?$"
"""Numbers that need no second look: too short for a citizen id, no sign, comma or blank."""

DATE_EXAMPLES: Final = "31/3/2564 | 31 มี.ค. 2564 | 2021-03-31"
_NUMBER: Final = re.compile(r"\+?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\+?\.[0-9]+")
_COMMA_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)+")
_NEGATIVE: Final = re.compile(r"-\s*[0-9.,]+|\(\s*[0-9.,]+\s*\)|[0-9.,]+-")
_PERCENT: Final = re.compile(r"[0-9.,]+\s*[%％]")
_PLAIN: Final = re.compile(PLAIN_NUMBER)
_MINUS: Final = str.maketrans("−‐‑–—", "-----")
_ISO: Final = re.compile(r"([0-9]{4})-[0-9]{1,2}-[0-9]{1,2}(?:[ T].*)?")
_LAST_YEAR_OF_TEXT: Final = re.compile(r"([0-9]{4}|[0-9]{2})$")
_FOUR_DIGITS: Final = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_YEAR: Final = re.compile(r"[^0-9+-]{0,30}?([0-9]{4}|[0-9]{2})(?:\.0+)?")
_QUARTER_OF_YEAR: Final = re.compile(r"([1-4])\s*/\s*([0-9]{4}|[0-9]{2})")
_YEAR_AND_QUARTER: Final = re.compile(r"(20[0-9]{2})\s*Q\s*([1-4])", re.IGNORECASE)
_WHOLE_AS_FLOAT: Final = re.compile(r"([0-9]+)\.0+")
_SATANG: Final = Decimal("0.01")
_SIXTH_DECIMAL: Final = Decimal("0.000001")
_LONGEST_NUMBER: Final = 40
_FLOAT_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule has to say about one text; `found` is safe to show."""

    rule: str
    found: str = ""
    expected: str = ""
    words: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T_co]):
    """Value of one distinct text (None: not stated) and at most one remark on it."""

    value: T_co | None = None
    remark: Remark | None = None


Parser = Callable[[str], Parsed[Any]]


@dataclass(frozen=True, slots=True)
class CellRules:
    """The contents of cells.toml."""

    missing: frozenset[str]
    first_year: int
    last_year: int
    programme_from: int
    most_baht: Mapping[str, int]
    mixed_from: float
    ministry_prefixes: Mapping[str, str]

    @property
    def years(self) -> str:
        """The years a date, a quarter or a fiscal year may lie in, such as 2550-2585."""
        return f"{self.first_year}-{self.last_year}"

    def takes(self, year_be: int) -> bool:
        """Return whether a year is one of those."""
        return self.first_year <= year_be <= self.last_year


@cache
def cell_rules() -> CellRules:
    """Return how single cells are read, from etl/definitions/cells.toml."""
    raw: dict[str, Any] = tomllib.loads((files("etl.definitions") / "cells.toml").read_text("utf-8"))
    return CellRules(**{**raw, "missing": frozenset(key(text) for text in raw["missing"])})


def guard(text: str) -> Remark | None:
    """Return why a text may not be read at all: damaged, or holding a citizen id; None for a sound one."""
    if name := damage(text):
        return Remark("V-02", name)
    return Remark("N-01", masked(text)) if holds_citizen_id(text) else None


def is_missing(text: str) -> bool:
    """Return whether a text says that there is no value: blank, marks of print only, "n/a" and the like."""
    if text[:1].isdigit():
        return False
    mark = key(text)
    return not mark or mark in cell_rules().missing


def words(text: str) -> Parsed[str]:
    """Return free text as it should be stored: tidy, and with names, phones and addresses masked (N-04)."""
    if is_missing(text):
        return Parsed()
    plain = tidy(text)
    safe = masked(plain) if looks_like_person(plain) else plain
    return Parsed(safe, Remark("N-04", safe) if safe != plain else None)


def office(text: str) -> Parsed[str]:
    """Return the office a text names; one that names a person instead is dropped (N-03), the row stays."""
    if is_missing(text):
        return Parsed()
    return Parsed(remark=Remark("N-03")) if looks_like_person(text) else Parsed(tidy(text))


def term(*vocabularies: str) -> Callable[[str], Parsed[str]]:
    """Return a parser for vocabularies: the first that knows a spelling wins (V-03 where none does)."""

    def parse(text: str) -> Parsed[str]:
        for spelling in (text, _whole(text)):
            for vocabulary in vocabularies:
                if code := definitions().lookup(vocabulary, spelling):
                    return Parsed(code)
        if is_missing(text):
            return Parsed()
        codes = [code for vocabulary in vocabularies for code in getattr(definitions(), vocabulary)]
        return Parsed(remark=Remark("V-03", shown(text), " | ".join(codes)))

    return parse


def day(text: str) -> Parsed[date]:
    """Return the day a text names (C.E. date); an unusual era is read right and told (V-06, V-07)."""
    if is_missing(text):
        return Parsed()
    plain = arabic(tidy(text))
    found = parse_date(plain)
    rules = cell_rules()
    if found is None:
        years = [int(year) for year in _FOUR_DIGITS.findall(plain)]
        unlikely = years and not any(rules.takes(year) or rules.takes(year + BE) for year in years)
        return Parsed(remark=_not_a_date(text, "V-05" if unlikely else "V-04"))
    if not rules.takes(found.year + BE):
        return Parsed(remark=Remark("V-05", shown(text), rules.years))
    if iso := _ISO.fullmatch(plain):
        note = "V-07" if int(iso[1]) != found.year else None
    else:
        written = _LAST_YEAR_OF_TEXT.search(plain)
        note = "V-06" if written and written[1] in (f"{found.year}", f"{found.year % 100:02}") else None
    return Parsed(
        found, Remark(note, shown(text), f"{found.day}/{found.month}/{found.year + BE}") if note else None
    )


def year(text: str) -> Parsed[int]:
    """Return a fiscal year in B.E.; a year of the Christian era is converted and told (P-04)."""
    if is_missing(text):
        return Parsed()
    written = _YEAR.fullmatch(arabic(tidy(text)))
    try:
        found = fiscal_year(written[1]) if written else None
    except ValueError:
        found = None
    if found is None or written is None or not cell_rules().takes(found):
        return Parsed(remark=Remark("P-07", shown(text), cell_rules().years))
    converted = int(written[1]) not in (found, found % 100)
    return Parsed(found, Remark("P-04", shown(text), str(found)) if converted else None)


def quarter(text: str) -> Parsed[Period]:
    """Return the quarter a period cell names, such as 2564Q2, 2/2564 or a title's words (else P-02, P-09)."""
    if is_missing(text):
        return Parsed()
    plain = arabic(tidy(text))
    found, converted = _quarter(plain)
    if found is None:
        return Parsed(remark=Remark("P-02", shown(text), "2564Q2"))
    if not cell_rules().takes(found.fiscal_year):
        return Parsed(remark=Remark("P-09", shown(text), cell_rules().years))
    return Parsed(found, Remark("P-04", shown(text), str(found)) if converted else None)


def number(*, minimum: float | None, maximum: float | None) -> Callable[[str], Parsed[Decimal]]:
    """Return a parser for numbers within limits, exact to six decimals."""

    def parse(text: str) -> Parsed[Decimal]:
        if is_missing(text):
            return Parsed()
        value = _decimal(text)
        if isinstance(value, Remark):
            if value.rule == "V-11":
                value = Remark("V-11", value.found, _limits(minimum, maximum))
            return Parsed(remark=value)
        if not _within(value, minimum, maximum):
            return Parsed(remark=Remark("V-11", shown(text), _limits(minimum, maximum)))
        return Parsed(value.quantize(_SIXTH_DECIMAL, ROUND_HALF_EVEN))

    return parse


def integer(*, minimum: float | None, maximum: float | None) -> Callable[[str], Parsed[int]]:
    """Return a parser for whole numbers within limits; 12.0 is 12, 12.5 is a fault (V-13)."""
    parse_number = number(minimum=minimum, maximum=maximum)

    def parse(text: str) -> Parsed[int]:
        parsed = parse_number(text)
        if parsed.value is None:
            return Parsed(remark=parsed.remark)
        if parsed.value != parsed.value.to_integral_value():
            return Parsed(remark=Remark("V-13", shown(text), _limits(minimum, maximum)))
        return Parsed(int(parsed.value))

    return parse


def money(*, factor: int, most: int) -> Callable[[str], Parsed[Decimal]]:
    """Return a parser for amounts in units of `factor` baht: exact baht, None where not stated."""

    def parse(text: str) -> Parsed[Decimal]:
        if is_missing(text):
            return Parsed()
        if _NEGATIVE.fullmatch(_plain(text)):
            return Parsed(remark=Remark("V-14", shown(text), "1,234,567.50"))
        value = _decimal(text)
        if isinstance(value, Remark):
            return Parsed(remark=value)
        baht = value * factor
        if baht > most:
            return Parsed(remark=Remark("V-16", shown(text), f"0-{most:,}"))
        stored = baht.quantize(_SATANG, ROUND_HALF_EVEN)
        # More digits than a float holds are a spreadsheet's noise, not something the agency wrote.
        rounded = stored != baht and len(value.as_tuple().digits) <= _FLOAT_DIGITS
        return Parsed(stored, Remark("V-15", shown(text), f"{stored:,}") if rounded else None)

    return parse


def score(scale: str) -> Callable[[str], Parsed[Decimal]]:
    """Return a parser for scores of a scale, normalised to 0-100 with six decimals.

    0-100 stays, 1-5 becomes (x-1)*25, pass 100 and fail 0.
    """
    if scale == "pass_fail":
        return _outcome
    lowest, highest = (Decimal(1), Decimal(5)) if scale == "1-5" else (Decimal(0), Decimal(100))

    def parse(text: str) -> Parsed[Decimal]:
        if is_missing(text):
            return Parsed()
        value = _decimal(text, expected=scale)
        if isinstance(value, Remark):
            return Parsed(remark=value)
        if not lowest <= value <= highest:
            return Parsed(remark=Remark("V-11", shown(text), scale))
        normalised = (value - 1) * 25 if scale == "1-5" else value
        remark = Remark("V-24", shown(text), scale) if scale == "0-100" and 0 < value < 1 else None
        return Parsed(normalised.quantize(_SIXTH_DECIMAL, ROUND_HALF_EVEN), remark)

    return parse


def plain_number(text: str) -> Decimal | None:
    """Return the number a text is, None where it is none; used to tell a column's scale."""
    value = _decimal(text)
    return value if isinstance(value, Decimal) else None


def shown(text: str) -> str:
    """Return a cell's text as a report may show it: one line, nothing personal."""
    return masked(tidy(text))


def _outcome(text: str) -> Parsed[Decimal]:
    plain = _whole(text)
    code = definitions().lookup("outcomes", plain) or {"1": "pass", "0": "fail"}.get(plain)
    if code is None:
        missing = is_missing(text)
        expected = " | ".join(f"{item.th}, {item.en}" for item in definitions().outcomes.values())
        return Parsed(remark=None if missing else Remark("V-03", shown(text), expected))
    return Parsed(Decimal(100 if code == "pass" else 0))


def _quarter(plain: str) -> tuple[Period | None, bool]:
    """Return the quarter and whether its year was written in the Christian era."""
    try:
        if western := _YEAR_AND_QUARTER.fullmatch(plain):
            return Period(fiscal_year(western[1]), int(western[2])), True
        if short := _QUARTER_OF_YEAR.fullmatch(plain):
            found = Period(fiscal_year(short[2]), int(short[1]))
            return found, int(short[2]) not in (found.fiscal_year, found.fiscal_year % 100)
        found_in_words = Period.find(plain)
    except ValueError:
        return None, False
    return found_in_words, found_in_words is not None and str(found_in_words.fiscal_year - BE) in plain


def _decimal(text: str, *, expected: str = "1,234.5") -> Decimal | Remark:
    """Return the exact number, or the remark that tells which way of writing it was not understood."""
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    plain = _plain(text)
    if len(plain) <= _LONGEST_NUMBER and _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ""))
    if _PERCENT.fullmatch(plain):
        return Remark("V-09", shown(text), expected)
    if _NEGATIVE.fullmatch(plain):
        return Remark("V-11", shown(text), expected)
    return Remark("V-10" if _COMMA_NUMBER.fullmatch(plain) else "V-08", shown(text), expected)


def _not_a_date(text: str, rule: str) -> Remark:
    return Remark(rule, shown(text), cell_rules().years if rule == "V-05" else DATE_EXAMPLES)


def _plain(text: str) -> str:
    return arabic(tidy(text)).translate(_MINUS)


def _whole(text: str) -> str:
    """Return a code as people write it, where a spreadsheet made 2.0 of 2."""
    found = _WHOLE_AS_FLOAT.fullmatch(_plain(text))
    return found[1] if found else _plain(text)


def _within(value: Decimal, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or value >= Decimal(str(minimum))) and (
        maximum is None or value <= Decimal(str(maximum))
    )


def _limits(minimum: float | None, maximum: float | None) -> str:
    return "-".join("…" if limit is None else f"{limit:,.0f}" for limit in (minimum, maximum))

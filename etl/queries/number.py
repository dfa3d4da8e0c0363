"""The one way to print a number: on pages, in sheets, PDF, docx, charts and CSV for reading.

Rounding is half up, comes last and happens here alone. In tables and charts a missing number is its mark in
brackets; in sentences and on large cards it is the mark's words.
"""

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

import pandas as pd

from etl.definitions import Words
from etl.definitions.codes import MISSING
from etl.definitions.models import Measure

Kind = Literal["share", "points", "difference", "count", "million", "hours", "score"]
Part = Literal["value", "numerator", "denominator", "low", "high", "coverage"]

PARTS: Final[tuple[Part, ...]] = ("value", "numerator", "denominator", "low", "high", "coverage")
MILLION: Final = 1_000_000
_MINUS: Final = "\N{MINUS SIGN}"
_PRECISION: Final = 15
"""Significant digits a spreadsheet shows of a double; further ones are noise of binary fractions."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of number is written: in a spreadsheet's cell, and as text."""

    cell: str
    power: int = 0
    decimals: int = 0
    signed: bool = False
    suffix: str = ""


_SIGNED: Final = f'+0.0;"{_MINUS}"0.0;0.0'
FORMATS: Final[dict[Kind, Format]] = {
    "share": Format("0.0%", power=2, decimals=1, suffix="%"),
    "points": Format(_SIGNED, power=2, decimals=1, signed=True),
    "difference": Format(_SIGNED, decimals=1, signed=True),
    "count": Format("#,##0"),
    "million": Format("#,##0.00", decimals=2),
    "hours": Format("#,##0.0", decimals=1),
    "score": Format("0.0", decimals=1),
}
_WHOLE: Final = Format("0%", power=2, suffix="%")
"""A public share of few: its counts are rounded, and tenths would say more than they hold."""
_OF_UNIT: Final[dict[str, Kind]] = {"share": "share", "baht": "million", "hours": "hours", "score": "score"}


@dataclass(frozen=True, slots=True)
class Source:
    """Which part of which tidy figure a number is.

    The key is period, measure, unit, group, capability and stage.
    """

    key: tuple[str, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class Number:
    """One unrounded number of a kind, or none and the mark that says why."""

    value: float | None
    kind: Kind
    mark: str = MISSING
    of: Source | None = field(default=None, compare=False)
    """The figure it is a part of, where it is one: what must be equal wherever it is shown."""
    whole: bool = False
    """Whether a share is shown in whole per cents."""

    @property
    def form(self) -> Format:
        """How it is written."""
        return _WHOLE if self.whole and self.kind == "share" else FORMATS[self.kind]

    @property
    def bare(self) -> str:
        """Its digits without "%" or plus, for charts that name the unit once; its mark if it has none."""
        return bracket(self.mark) if self.value is None else _written(self.value, self.form, bare=True)

    @property
    def text(self) -> str:
        """The number as tables and charts print it; its mark in brackets where there is none."""
        return (
            bracket(self.mark)
            if self.value is None
            else _written(self.value, self.form, plus=self.form.signed)
        )

    def card(self, words: Words) -> str:
        """Return the number as a large card prints it: the mark's words where there is none."""
        return words(f"figure.mark.{self.mark}") if self.value is None else self.text

    def prose(self, words: Words) -> str:
        """Return the number as a sentence has it: per cent in the language's words, a change without sign."""
        if self.value is None:
            return self.card(words)
        value = abs(self.value) if self.form.signed else self.value
        digits = _written(value, self.form, bare=True)
        return words("figure.percent", n=digits) if self.kind == "share" else digits

    @property
    def direction(self) -> Literal["up", "down", "same"]:
        """Which way a printed difference points: what rounds to nothing points nowhere."""
        shown = Decimal(0) if self.value is None else rounded(self.value, self.form)
        return "up" if shown > 0 else "down" if shown < 0 else "same"

    @property
    def cell(self) -> float | str:
        """The number a spreadsheet's cell takes with the kind's format, unrounded; its mark where none.

        There is no format for percentage points: they are written as such. A difference that rounds to
        nothing is zero, for a cell would print its sign.
        """
        if self.value is None:
            return self.text
        if not self.form.signed:
            return self.value
        nothing = not rounded(self.value, self.form)
        return 0.0 if nothing else float(_decimal(self.value).scaleb(self.form.power))


def kind_of(measure: Measure) -> Kind:
    """Return the kind of number a measure's value is."""
    return "difference" if measure.signed else _OF_UNIT.get(measure.unit, "count")


def _written(value: float, form: Format, *, bare: bool = False, plus: bool = False) -> str:
    """Return a number as people read it, rounded half up; without "%" if bare, with a plus if asked for."""
    shown = rounded(value, form)
    sign = _MINUS if shown < 0 else "+" if plus and shown > 0 else ""
    return f"{sign}{abs(shown):,}{'' if bare else form.suffix}"


def rounded(value: float, form: Format) -> Decimal:
    """Return what is printed of a number in a format, half up, from the digits a spreadsheet goes by."""
    return _decimal(value).scaleb(form.power).quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)


def number_of(value: float | None, kind: Kind, mark: str | None = None) -> Number:
    """Return a number that may be missing, as frames have it; baht in millions."""
    if value is None or is_missing(value):
        return Number(None, kind, mark or MISSING)
    return Number(float(value) / MILLION if kind == "million" else float(value), kind)


def is_missing(value: object) -> bool:
    """Return whether there is no value here."""
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def percent(share: float | None, mark: str | None = None, *, whole: bool = False) -> str:
    """Return a share as "61.3%", in whole per cents as "61%", or the mark in its place."""
    return replace(number_of(share, "share", mark), whole=whole).text


def count(amount: float | None, mark: str | None = None) -> str:
    """Return a count as "12,345", or the mark in its place."""
    return number_of(amount, "count", mark).text


def decimal(amount: float | None, mark: str | None = None) -> str:
    """Return an amount, such as hours, as "1,234.5", or the mark in its place."""
    return number_of(amount, "hours", mark).text


def million(baht: float | None, mark: str | None = None) -> str:
    """Return an amount of baht as a number of million baht, "1,234.50", or the mark in its place."""
    return number_of(baht, "million", mark).text


def in_million_baht(baht: float | None, words: Words, mark: str | None = None) -> str:
    """Return an amount of baht in millions, with the unit, or the mark in its place."""
    shown = number_of(baht, "million", mark)
    return shown.text if shown.value is None else words("text.million_baht", amount=shown.text)


def points(change: float | None, words: Words, mark: str | None = None) -> str:
    """Return the difference of two shares in points, signed: "+1.2 points"."""
    shown = number_of(change, "points", mark)
    return shown.text if shown.value is None else words("text.points", points=shown.text)


def difference(change: float | None, measure: Measure, words: Words, mark: str | None = None) -> str:
    """Return the difference of two values of a measure that is no share, signed, or the mark in its place."""
    kind = kind_of(measure)
    shown = number_of(change, kind, mark)
    if shown.value is None:
        return shown.text
    digits = _written(shown.value, FORMATS[kind], plus=True)
    return words("text.million_baht", amount=digits) if kind == "million" else digits


def whole_percent(share: float) -> str:
    """Return a round share, such as a rule's or an axis', as "60%", with a decimal where it has one."""
    return f"{_decimal(share * 100).normalize():f}%"


def bracket(mark: str | None) -> str:
    """Return a mark in its brackets; "not available" where none is given."""
    return f"[{mark or MISSING}]"


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{_PRECISION}g}")

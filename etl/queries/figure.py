"""One figure, and the one way to print a number: on pages, in sheets, PDF, docx, charts and CSV for reading.

Rounding is half up, comes last and happens here alone. In tables and charts a missing number is its mark in
brackets; in sentences and on large cards it is the mark's words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, NamedTuple, Self

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, MISSING, NATION
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

    @property
    def text(self) -> str:
        """The number as tables and charts print it; its mark in brackets where there is none."""
        return bracket(self.mark) if self.value is None else written(self.value, self.kind)

    def card(self, words: Words) -> str:
        """Return the number as a large card prints it: the mark's words where there is none."""
        return words(f"figure.mark.{self.mark}") if self.value is None else self.text

    def prose(self, words: Words) -> str:
        """Return the number as a sentence has it: per cent in the language's words, a change without sign."""
        if self.value is None:
            return self.card(words)
        form = FORMATS[self.kind]
        value = abs(self.value) if form.signed else self.value
        digits = written(value, self.kind, bare=True, signed=False)
        return words("figure.percent", n=digits) if self.kind == "share" else digits

    @property
    def direction(self) -> Literal["up", "down", "same"]:
        """Which way a printed difference points: what rounds to nothing points nowhere."""
        shown = Decimal(0) if self.value is None else rounded(self.value, FORMATS[self.kind])
        return "up" if shown > 0 else "down" if shown < 0 else "same"

    @property
    def cell(self) -> float | str:
        """The number a spreadsheet's cell takes with the kind's format, unrounded; its mark where none.

        There is no format for percentage points: they are written as such. A difference that rounds to
        nothing is zero, for a cell would print its sign.
        """
        if self.value is None:
            return self.text
        form = FORMATS[self.kind]
        if not form.signed:
            return self.value
        return float(_decimal(self.value).scaleb(form.power)) if rounded(self.value, form) else 0.0


class Figure(NamedTuple):
    """One row of the tidy figures; a part nobody has is None, and `mark` says why."""

    period: str
    measure: str
    unit_code: str
    group: str = ALL
    capability: str = ALL
    stage: str = ALL
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    mark: str | None = None
    status: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Period, measure, unit, group, capability and stage."""
        return (self.period, self.measure, self.unit_code, self.group, self.capability, self.stage)

    @property
    def known(self) -> bool:
        """Whether there is a value to show."""
        return self.value is not None

    @property
    def amount(self) -> float:
        """The value of a figure that has one; ValueError of another."""
        if self.value is None:
            raise ValueError(self.key)
        return self.value

    @property
    def ranged(self) -> bool:
        """Whether the lowest and the highest it can be are known."""
        return self.low is not None and self.high is not None

    def differs(self, other: "Figure") -> bool:
        """Return whether the two cannot be equal, whatever those not seen turn out to be."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high or self.high < other.low

    @property
    def needed(self) -> float:
        """The coverage from which on something may be concluded at its quarter."""
        return definitions().rule("judge_coverage", Period.parse(self.period))

    @property
    def thin(self) -> bool:
        """Whether there is a value, and too little of the whole was seen to conclude anything from it."""
        return self.known and self.coverage is not None and self.coverage < self.needed

    @property
    def firm(self) -> bool:
        """Whether there is a value, and enough of the whole was seen to conclude anything from it."""
        return self.known and self.coverage is not None and self.coverage >= self.needed

    def number(self, part: Part = "value", kind: Kind | None = None) -> Number:
        """Return a part as a number of its measure's unit, or of another kind; baht in millions."""
        value: float | None = getattr(self, part)
        kind = kind or self._kind(part)
        if value is not None and kind == "million":
            value /= MILLION
        return Number(value, kind, self.mark or MISSING, of=Source(self.key, part))

    def share(self, part: Part = "value") -> Number:
        """Return a part as a percentage."""
        return self.number(part, "share")

    def whole(self, part: Part = "value") -> Number:
        """Return a part as a whole number."""
        return self.number(part, "count")

    def in_unit(self, words: Words, part: Part = "value") -> str:
        """Return a part as tables print it, with its unit named where it is money."""
        shown = self.number(part)
        named = shown.kind == "million" and shown.value is not None
        return words("text.million_baht", amount=shown.text) if named else shown.text

    def _kind(self, part: Part) -> Kind:
        if part == "coverage":
            return "share"
        return kind_of(definitions().measures[self.measure]) if part in ("value", "low", "high") else "count"


class Figures:
    """Tidy figures that can be asked for one figure; an absent row is a missing figure, never a zero."""

    def __init__(self, frame: pd.DataFrame, *, period: Period) -> None:
        """Keep the frame as the reader gave it; `period` is the quarter meant where none is named."""
        self.frame = frame
        self._period = period
        self._found = {figure.key: figure for figure in walk(frame)}

    def at(
        self,
        measure: str,
        unit: str = NATION,
        *,
        period: Period | None = None,
        group: str = ALL,
        capability: str = ALL,
        stage: str = ALL,
    ) -> Figure:
        """Return the figure of a measure for a unit, quarter and split."""
        key = (str(period or self._period), measure, unit, group, capability, stage)
        return self._found.get(key) or Figure(*key)

    def units(self, level: str) -> list[str]:
        """Return the units of a level, in the order of their codes."""
        return sorted(set(self.frame.loc[self.frame["level"] == level, "unit_code"]))

    def where(self, **kept: Sequence[str]) -> Self:
        """Return the figures whose columns hold one of the values named for them."""
        frame = self.frame
        for column, values in kept.items():
            frame = frame[frame[column].isin(list(values))]
        return type(self)(frame, period=self._period)


def walk(figures: pd.DataFrame) -> list[Figure]:
    """Return tidy figures row by row; whatever is missing is None."""
    cells = figures[list(Figure._fields)].astype("object")
    return [Figure(*row) for row in cells.where(cells.notna(), None).itertuples(index=False, name=None)]


def kind_of(measure: Measure) -> Kind:
    """Return the kind of number a measure's value is."""
    return "difference" if measure.signed else _OF_UNIT.get(measure.unit, "count")


def written(value: float, kind: Kind, *, bare: bool = False, signed: bool | None = None) -> str:
    """Return a number as people read it, rounded half up; without "%" if bare, a plus as its kind has it."""
    form = FORMATS[kind]
    shown = rounded(value, form)
    plus = form.signed if signed is None else signed
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


def percent(share: float | None, mark: str | None = None) -> str:
    """Return a share as "61.3%", or the mark in its place."""
    return number_of(share, "share", mark).text


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


def span(low: float | None, high: float | None, words: Words) -> str:
    """Return two shares as "10.1% and 82.4%", or the mark of what is not available."""
    ends = number_of(low, "share"), number_of(high, "share")
    if any(end.value is None for end in ends):
        return bracket(None)
    return words("text.span", low=ends[0].text, high=ends[1].text)


def difference(change: float | None, measure: Measure, words: Words, mark: str | None = None) -> str:
    """Return the difference of two values of a measure that is no share, signed, or the mark in its place."""
    kind = kind_of(measure)
    shown = number_of(change, kind, mark)
    if shown.value is None:
        return shown.text
    digits = written(shown.value, kind, signed=True)
    return words("text.million_baht", amount=digits) if kind == "million" else digits


def whole_percent(share: float) -> str:
    """Return a round share, such as a rule's or an axis', as "60%", with a decimal where it has one."""
    return f"{_decimal(share * 100).normalize():f}%"


def bracket(mark: str | None) -> str:
    """Return a mark in its brackets; "not available" where none is given."""
    return f"[{mark or MISSING}]"


def _decimal(value: float) -> Decimal:
    return Decimal(f"{value:.{_PRECISION}g}")

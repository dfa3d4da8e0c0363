"""Figures as documents show them: unrounded numbers with their format, a mark where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, Self

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, CONFIDENTIAL, MISSING, NATION

Kind = Literal["share", "points", "count", "million", "score"]
Part = Literal["value", "numerator", "denominator", "low", "high", "coverage"]

_KEYS: Final = ["period", "measure", "unit_code", "group", "capability", "stage"]
_PARTS: Final[tuple[Part, ...]] = ("value", "numerator", "denominator", "low", "high", "coverage")


@dataclass(frozen=True, slots=True)
class Source:
    """Which part of which tidy figure a number is.

    The key is period, measure, unit, group, capability and stage.
    """

    key: tuple[str, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of number is written: in a cell, and in a sentence (power of ten, decimals, signs)."""

    cell: str
    power: int = 0
    decimals: int = 0
    sign: str = ""
    suffix: str = ""


FORMATS: Final[dict[Kind, Format]] = {
    "share": Format("0.0%", power=2, decimals=1, suffix="%"),
    "points": Format("+0.0;-0.0;0.0", power=2, decimals=1, sign="+"),
    "count": Format("#,##0"),
    "million": Format("#,##0.00", decimals=2),
    "score": Format("0.0", decimals=1),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number for a cell: its unrounded value, or none and the mark that says why."""

    value: float | None
    kind: Kind
    mark: str = MISSING
    of: Source | None = field(default=None, compare=False)
    """The figure it is a part of, where it is one: what must be equal wherever it is shown."""

    @property
    def words(self) -> str:
        """The number as a sentence shows it, rounded half up as Excel does; its mark where there is none."""
        if self.value is None:
            return f"[{self.mark}]"
        written = FORMATS[self.kind]
        rounded = Decimal(repr(self.value)).scaleb(written.power)
        rounded = rounded.quantize(Decimal(1).scaleb(-written.decimals), ROUND_HALF_UP)
        return f"{rounded:{written.sign},}{written.suffix}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the tidy figures."""

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    coverage: float | None = None
    mark: str | None = None
    status: str | None = None
    key: tuple[str, ...] = ()

    @property
    def firm(self) -> bool:
        """Whether there is a value, and enough of the whole was seen to conclude anything from it."""
        if self.value is None or self.coverage is None:
            return False
        return self.coverage >= definitions().rule("judge_coverage", Period.parse(self.key[0]))

    def share(self, part: Part = "value") -> Number:
        """Return a part as a percentage."""
        return self._number(part, "share")

    def count(self, part: Part = "value") -> Number:
        """Return a part as a whole number."""
        return self._number(part, "count")

    def score(self) -> Number:
        """Return a number of points of a score."""
        return self._number("value", "score")

    def million(self) -> Number:
        """Return an amount of baht in million baht."""
        found = self._number("value", "million")
        factor = definitions().units["million_baht"].factor
        return found if found.value is None else replace(found, value=found.value / factor)

    def _number(self, part: Part, kind: Kind) -> Number:
        value: float | None = getattr(self, part)
        mark = CONFIDENTIAL if self.mark == CONFIDENTIAL else MISSING
        return Number(value, kind, mark, of=Source(self.key, part) if self.key else None)


class Figures:
    """Tidy figures that can be asked for one figure; an absent row is a missing figure, never a zero."""

    def __init__(self, frame: pd.DataFrame, *, period: Period) -> None:
        """Keep the frame as the reader gave it; `period` is the quarter meant where none is named."""
        self.frame = frame
        self._period = period
        self._found = {
            key: _figure(numbers, mark=mark, status=status, key=key)
            for key, numbers, mark, status in zip(
                frame[_KEYS].itertuples(index=False, name=None),
                frame[list(_PARTS)].itertuples(index=False, name=None),
                frame["mark"],
                frame["status"],
                strict=True,
            )
        }

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
        return self._found.get(key) or Figure(key=key)

    def units(self, level: str) -> list[str]:
        """Return the units of a level, in the order of their codes."""
        return sorted(set(self.frame.loc[self.frame["level"] == level, "unit_code"]))

    def where(self, **kept: Sequence[str]) -> Self:
        """Return the figures whose columns hold one of the values named for them."""
        frame = self.frame
        for column, values in kept.items():
            frame = frame[frame[column].isin(list(values))]
        return type(self)(frame, period=self._period)


def _figure(numbers: tuple[object, ...], *, mark: object, status: object, key: tuple[str, ...]) -> Figure:
    value, numerator, denominator, low, high, coverage = map(_known, numbers)
    return Figure(
        value, numerator, denominator, low, high, coverage, mark=_said(mark), status=_said(status), key=key
    )


def _known(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _said(value: object) -> str | None:
    return value if isinstance(value, str) else None

"""One figure: a row of the tidy figures, whose parts are numbers that any medium prints."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple, Self

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, CONFIDENTIAL, FEW, MISSING, NATION, NEARLY_ALL
from etl.queries.number import MILLION, Kind, Number, Part, Source, bracket, kind_of
from etl.queries.view import ANALYST, View

HEADCOUNT_INCOMPLETE: Final = "headcount_incomplete"
TOLERANCE: Final = 1e-12
"""By how much two doubles must differ to be two shares."""


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
    headcount_source: str | None = None
    """What most of the headcount behind it comes from."""
    coarse: bool = False
    """Whether it is made of rounded counts of persons, as the public reads them."""

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
    def place(self) -> float:
        """Its value as far as it is shown: few below every share, nearly all above; NaN where nothing is."""
        unshown = {FEW: -math.inf, NEARLY_ALL: math.inf}
        return unshown.get(self.mark or "", math.nan) if self.value is None else self.value

    @property
    def ranged(self) -> bool:
        """Whether the lowest and the highest it can be are known."""
        return self.low is not None and self.high is not None

    def differs(self, other: "Figure") -> bool:
        """Return whether the two cannot be equal, whatever those not seen turn out to be."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return False
        return self.low > other.high + TOLERANCE or self.high < other.low - TOLERANCE

    @property
    def incomplete(self) -> bool:
        """Whether the headcount it would be a share of is known in part only."""
        return self.status == HEADCOUNT_INCOMPLETE

    @property
    def needed(self) -> float:
        """The coverage from which on something may be concluded at its quarter."""
        return definitions().rule("judge_coverage", Period.parse(self.period))

    @property
    def thin(self) -> bool:
        """Whether there is a value of a whole of which too little, or not how much, was seen to conclude."""
        covered = self.coverage is not None and self.coverage >= self.needed
        return self.known and (self.incomplete or not (covered or self.coverage is None))

    @property
    def firm(self) -> bool:
        """Whether there is a value, and enough of the whole was seen to conclude anything from it."""
        covered = self.coverage is not None and self.coverage >= self.needed
        return self.known and covered and not self.incomplete

    def number(self, part: Part = "value", kind: Kind | None = None) -> Number:
        """Return a part as a number of its measure's unit, or of another kind; baht in millions."""
        value: float | None = getattr(self, part)
        kind = kind or self._kind(part)
        if value is not None and kind == "million":
            value /= MILLION
        whole = self.coarse and kind == "share" and self._of_few(part)
        return Number(value, kind, self._mark_of(part), of=Source(self.key, part), whole=whole)

    def _mark_of(self, part: Part) -> str:
        """Return why a part is missing; few and nearly all are said of a numerator alone."""
        of_numerator = part in ("value", "numerator") or self.mark not in (FEW, NEARLY_ALL)
        return (self.mark or MISSING) if of_numerator else CONFIDENTIAL

    def share(self, part: Part = "value") -> Number:
        """Return a part as a percentage."""
        return self.number(part, "share")

    def span(self, words: Words) -> str:
        """Return the lowest and the highest it can be, or the mark of what is not available."""
        ends = self.number("low"), self.number("high")
        if any(end.value is None for end in ends):
            return bracket(None)
        return words("text.span", low=ends[0].text, high=ends[1].text)

    def whole(self, part: Part = "value") -> Number:
        """Return a part as a whole number."""
        return self.number(part, "count")

    def in_unit(self, words: Words, part: Part = "value") -> str:
        """Return a part as tables print it, with its unit named where it is money."""
        shown = self.number(part)
        named = shown.kind == "million" and shown.value is not None
        return words("text.million_baht", amount=shown.text) if named else shown.text

    def _of_few(self, part: Part) -> bool:
        """Return whether a part is a share of fewer than tenths of a per cent are shown for.

        Shares weighted by posts are never shown in tenths (see `public`), nor are medians.
        """
        if definitions().measures[self.measure].public == "weighted":
            return True
        persons = self.denominator or 0.0
        if part == "coverage":
            persons = persons / self.coverage if self.coverage else 0.0
        return persons < definitions().threshold("tenths_from")

    def _kind(self, part: Part) -> Kind:
        if part == "coverage":
            return "share"
        return kind_of(definitions().measures[self.measure]) if part in ("value", "low", "high") else "count"


class Figures:
    """Tidy figures that can be asked for one figure; an absent row is a missing figure, never a zero."""

    def __init__(self, frame: pd.DataFrame, *, period: Period) -> None:
        """Keep the frame as the reader gave it; `period` is the quarter meant where none is named."""
        self.frame = frame
        self.period = period
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
        key = (str(period or self.period), measure, unit, group, capability, stage)
        return self._found.get(key) or Figure(*key)

    def units(self, level: str) -> list[str]:
        """Return the units of a level, in the order of their codes."""
        return sorted(set(self.frame.loc[self.frame["level"] == level, "unit_code"]))

    def where(self, **kept: Sequence[str]) -> Self:
        """Return the figures whose columns hold one of the values named for them."""
        frame = self.frame
        for column, values in kept.items():
            frame = frame[frame[column].isin(list(values))]
        return type(self)(frame, period=self.period)


def walk(figures: pd.DataFrame) -> list[Figure]:
    """Return tidy figures row by row; whatever is missing is None.

    A frame of the reader knows in `attrs` which view it is of; without, its figures are exact.
    """
    cells = figures[[name for name in Figure._fields if name in figures]].astype("object")
    rows = [Figure(*row) for row in cells.where(cells.notna(), None).itertuples(index=False, name=None)]
    view = View.parse(figures.attrs.get("view", str(ANALYST)))
    return rows if view == ANALYST else [as_seen(row, view) for row in rows]


def as_seen(figure: Figure, view: View) -> Figure:
    """Return a figure that knows whether a view has its counts rounded."""
    level = "agency" if figure.unit_code in definitions().agencies else "other"
    measure = definitions().measures[figure.measure]
    of_persons = measure.persons or measure.public == "recomputed"
    return figure._replace(coarse=of_persons and not view.exact(level, figure.unit_code))

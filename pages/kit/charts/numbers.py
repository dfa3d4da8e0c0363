"""Tidy figures as charts walk them, and their values as text with their marks."""

from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL
from pages.kit import text
from pages.kit.charts.names import SPLITS, Side, codes_of


class Row(NamedTuple):
    """One row of tidy figures."""

    period: str
    measure: str
    unit_code: str
    group: str
    capability: str
    stage: str
    numerator: float
    denominator: float
    value: float
    low: float
    high: float
    coverage: float
    mark: str | None
    status: str | None

    @property
    def known(self) -> bool:
        """Whether there is a value to draw."""
        return not text.is_missing(self.value)

    @property
    def ranged(self) -> bool:
        """Whether what the truth can be is known."""
        return not (text.is_missing(self.low) or text.is_missing(self.high))

    @property
    def needed(self) -> float:
        """The coverage from which on something may be concluded at its quarter."""
        return definitions().rule("judge_coverage", Period.parse(self.period))

    @property
    def thin(self) -> bool:
        """Whether too few are judged for a verdict."""
        judged = not text.is_missing(self.coverage)
        return self.known and judged and self.coverage < self.needed


def walk(figures: pd.DataFrame) -> list[Row]:
    """Return tidy figures row by row; a mark or status that is missing is None."""
    cells = figures[list(Row._fields)].astype("object")
    return [Row(*row) for row in cells.where(cells.notna(), None).itertuples(index=False, name=None)]


def whole(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are not split by group, capability or stage."""
    return figures[(figures[["group", "capability", "stage"]] == ALL).all(axis="columns")]


def by_side(figures: pd.DataFrame, side: Side) -> pd.DataFrame:
    """Return the rows split by one side alone, in the defined order of its codes, "not stated" left out."""
    place = {code: number for number, code in enumerate(codes_of(side))}
    others = (figures[list(SPLITS - {side})] == ALL).all(axis="columns")
    return figures[others & figures[side].isin(place)].sort_values(
        side, key=lambda codes: codes.map(place), kind="stable"
    )


def shown(row: Row, words: Words) -> str:
    """Return a row's value as text with its mark, or the mark alone where there is no value."""
    value = text.in_unit(row.value, definitions().measures[row.measure], words, row.mark)
    return f"{value} {text.bracket(row.mark)}" if row.known and row.mark else value


def shown_or_mark(row: Row | None, words: Words) -> str:
    """Return a figure as `shown`; the mark of what is not available where there is no row."""
    return text.bracket(None) if row is None else shown(row, words)


def span(row: Row, words: Words) -> str:
    """Return what the truth can be, "55.6% to 62.9%"."""
    measure = definitions().measures[row.measure]
    return words(
        "charts.span", low=text.in_unit(row.low, measure, words), high=text.in_unit(row.high, measure, words)
    )


def apart(heights: list[float], least: float) -> list[float]:
    """Return label heights moved up or down so that any two are at least so far apart; the order stays."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + least)
    surplus = max((moved[at] - heights[at] for at in order), default=0.0) / 2
    return [height - surplus for height in moved]

"""Tidy figures as charts walk them, and their values as text with their marks."""

from itertools import pairwise

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.codes import ALL
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from pages.kit.charts.names import SPLITS, Side, codes_of, full


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


def shown(row: Figure, words: Words) -> str:
    """Return a row's value as text with its mark, or the mark alone where there is no value."""
    value = row.in_unit(words)
    return f"{value} {printed.bracket(row.mark)}" if row.known and row.mark else value


def shown_or_mark(row: Figure | None, words: Words) -> str:
    """Return a figure as `shown`; the mark of what is not available where there is no row."""
    return printed.bracket(None) if row is None else shown(row, words)


def on_card(row: Figure | None, words: Words) -> str:
    """Return a figure as a large card prints it: the mark's words where there is no value."""
    if row is not None and row.known:
        return shown(row, words)
    return (printed.Number(None, "count") if row is None else row.number()).card(words)


def span(row: Figure, words: Words) -> str:
    """Return what the truth can be, "55.6% to 62.9%"."""
    return words("charts.span", low=row.in_unit(words, "low"), high=row.in_unit(words, "high"))


def each(figures: pd.DataFrame, side: Side, words: Words) -> str:
    """Return a measure's value in every row of a side as one sentence: none of them is called the highest."""
    rows = walk(figures)
    if not any(row.known for row in rows):
        return words("charts.alt.nothing")
    parts = [
        words("charts.series_value", name=full(side, getattr(row, side), words), value=shown(row, words))
        for row in rows
    ]
    measure = definitions().measures[rows[0].measure]
    return words("charts.alt.each", measure=words.name(measure), parts=", ".join(parts))


def apart(heights: list[float], least: float) -> list[float]:
    """Return label heights moved up or down so that any two are at least so far apart; the order stays."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for below, above in pairwise(order):
        moved[above] = max(moved[above], moved[below] + least)
    surplus = max((moved[at] - heights[at] for at in order), default=0.0) / 2
    return [height - surplus for height in moved]

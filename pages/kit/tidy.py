"""Rows and single figures out of a tidy table."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION
from pages.kit.kept import kept


@dataclass(frozen=True, slots=True)
class Figure:
    """One value with its parts; None where there is none, `mark` then says why."""

    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    high: float | None
    coverage: float | None
    mark: str | None
    status: str | None


NOTHING = Figure(None, None, None, None, None, None, None, None)
"""A figure nobody asked for or nobody has."""


_KEYS: Final = ("measure", "period", "unit_code", "group", "capability", "stage")


def one(figures: pd.DataFrame, measure: str, *, period: Period, unit: str = NATION) -> Figure:
    """Return a measure's figure for a quarter and unit, not split; NOTHING where the table has none."""
    return _by_key(figures).get((measure, str(period), unit, ALL, ALL, ALL), NOTHING)


@kept
def _by_key(figures: pd.DataFrame) -> Mapping[tuple[str, ...], Figure]:
    """Return every row as a figure, the first of each key."""
    keys = zip(*(figures[name].tolist() for name in _KEYS), strict=True)
    rows = zip(keys, figures.to_dict("records"), strict=True)
    return {key: figure(row) for key, row in reversed(list(rows))}


def figure(row: dict[Hashable, object]) -> Figure:
    """Return a tidy row as a figure."""

    def amount(name: str) -> float | None:
        cell = row[name]
        return float(cell) if isinstance(cell, float | int) and not pd.isna(cell) else None

    def word(name: str) -> str | None:
        cell = row[name]
        return cell if isinstance(cell, str) else None

    return Figure(
        numerator=amount("numerator"),
        denominator=amount("denominator"),
        value=amount("value"),
        low=amount("low"),
        high=amount("high"),
        coverage=amount("coverage"),
        mark=word("mark"),
        status=word("status"),
    )


@kept
def of_group(figures: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return one group's rows written as a whole; a measure not split by group keeps its one value."""
    split = figures["measure"].map(
        {measure.id: "group" in measure.splits for measure in definitions().measures.values()}
    )
    kept = figures["group"] == np.where(split, group, ALL)
    return figures[kept].assign(group=ALL)


@kept
def of_measure(figures: pd.DataFrame, *measures: str) -> pd.DataFrame:
    """Return the rows of some measures."""
    return figures[figures["measure"].isin(measures)]

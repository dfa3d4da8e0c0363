"""Rows and single figures out of a tidy table."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period


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


def one(figures: pd.DataFrame, measure: str, *, period: Period, unit: str = "TH") -> Figure:
    """Return a measure's figure for a quarter and unit, not split; NOTHING where the table has none."""
    wanted = (measure, str(period), unit, *(("ALL",) * 3))
    keys = zip(*(figures[name].tolist() for name in _KEYS), strict=True)
    place = next((place for place, key in enumerate(keys) if key == wanted), None)
    return NOTHING if place is None else figure(figures.iloc[place].to_dict())


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


def of_group(figures: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return one group's rows written as a whole; a measure not split by group keeps its one value."""
    split = figures["measure"].map(
        {measure.id: "group" in measure.splits for measure in definitions().measures.values()}
    )
    kept = figures["group"] == np.where(split, group, "ALL")
    return figures[kept].assign(group="ALL")


def of_measure(figures: pd.DataFrame, *measures: str) -> pd.DataFrame:
    """Return the rows of some measures."""
    return figures[figures["measure"].isin(measures)]

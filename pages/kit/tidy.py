"""Rows and single figures out of a tidy table."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION
from etl.queries.figure import Figure, walk
from pages.kit.kept import kept


def one(figures: pd.DataFrame, measure: str, *, period: Period, unit: str = NATION) -> Figure:
    """Return a measure's figure for a quarter and unit, not split; no value where the table has no row."""
    key = (str(period), measure, unit, ALL, ALL, ALL)
    return _by_key(figures).get(key) or Figure(*key)


@kept
def _by_key(figures: pd.DataFrame) -> Mapping[tuple[str, ...], Figure]:
    """Return every row by its key, the first of each."""
    return {figure.key: figure for figure in reversed(walk(figures))}


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

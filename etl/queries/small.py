"""What a small cell is: the primary rule of disclosure control on two columns of counts."""

from typing import Any

import pandas as pd

from etl.definitions import definitions
from etl.queries.disclosure import CONFIDENTIAL


def is_small(numerator: "pd.Series[float]", denominator: "pd.Series[float]") -> "pd.Series[bool]":
    """Return the rows with few persons in the denominator, or a few in the numerator or in the rest."""
    smallest = definitions().threshold("small_cell")
    return ((denominator > 0) & (denominator < smallest)) | few(numerator) | few(denominator - numerator)


def marks(rows: "pd.Series[bool]") -> "pd.Series[Any]":
    """Return the mark of confidential for these rows, None for all others."""
    return pd.Series([CONFIDENTIAL if row else None for row in rows], index=rows.index, dtype="object")


def few(persons: "pd.Series[float]") -> "pd.Series[bool]":
    """Return the rows that count some persons, but fewer than may be told."""
    return persons.between(1, definitions().threshold("small_cell"), inclusive="left")

"""What a small cell is: the one primary rule of disclosure control."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from etl.definitions import definitions
from etl.definitions.codes import CONFIDENTIAL

Flags = NDArray[np.bool_]


def is_small(numerator: ArrayLike, denominator: ArrayLike, *, score: ArrayLike = False) -> Flags:
    """Return where few persons are in the denominator, or a few in the numerator or in the rest.

    The numerator of a mean (`score`) counts points, not persons.
    """
    parts, whole = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    return few(whole) | (~np.asarray(score, dtype=bool) & (few(parts) | few(whole - parts)))


def few(persons: ArrayLike) -> Flags:
    """Return where some persons are counted, but fewer than may be told."""
    counted = np.asarray(persons, dtype=np.float64)
    return (counted > 0) & (counted < definitions().threshold("small_cell"))


def marks(rows: Flags) -> "pd.Series[Any]":
    """Return the mark of confidential for these rows, None for all others."""
    return pd.Series(marked(rows, CONFIDENTIAL), dtype="object")


def marked(rows: Flags, mark: str) -> NDArray[np.object_]:
    """Return a mark for these rows, None for all others."""
    marks = np.full(len(rows), None, dtype=object)
    marks[rows] = mark
    return marks

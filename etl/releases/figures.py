"""The figures of one quarter as a release freezes them: every measure, level and split, tidy."""

import hashlib
from typing import get_args

import pandas as pd

from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.publish.figures import encode
from etl.queries import Reader
from etl.queries.view import View


def frozen_figures(reader: Reader, *, period: Period, view: View) -> pd.DataFrame:
    """Return every figure of a quarter in a view: all levels, all splits and their crossings."""
    return reader.figures(periods=[period], levels=get_args(Level), by=get_args(Dimension), view=view)


def fingerprint(figures: pd.DataFrame) -> str:
    """Return a hash of what the figures say, equal whichever snapshot says it."""
    return hashlib.sha256(encode(figures.assign(snapshot=""), form="csv")).hexdigest()

"""Disclosure control: the one place that decides which figures on persons may be shown to whom.

An analyst sees every value, marked where others would not; everybody else gets the mark instead of the value.
"""

from typing import Final, Literal

import pandas as pd

Role = Literal["analyst", "executive"]

CONFIDENTIAL: Final = "c"
_HIDDEN: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]


def protect(
    figures: pd.DataFrame, *, persons: "pd.Series[bool]", smallest: float, role: Role
) -> pd.DataFrame:
    """Return tidy figures with small cells marked "c", and emptied for every role but analyst.

    A cell is small where `persons` (one flag a row) holds and its denominator is below `smallest`, or its
    numerator or what is left of the denominator lies between 1 and `smallest` - 1.
    """
    numerator, denominator = figures["numerator"], figures["denominator"]
    rest = denominator - numerator
    small = persons & (
        ((denominator > 0) & (denominator < smallest))
        | numerator.between(1, smallest, inclusive="left")
        | rest.between(1, smallest, inclusive="left")
    )
    figures["mark"] = figures["mark"].mask(small, CONFIDENTIAL)
    if role != "analyst":
        figures.loc[small, _HIDDEN] = float("nan")
    return figures

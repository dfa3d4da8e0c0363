"""The tidy table of the command contract: its columns, and the verdicts in its rows."""

from typing import Final

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries.compile import ALL, NOT_STATED
from etl.queries.targets import verdict

__all__ = ["COLUMNS", "NOT_STATED", "NUMBERS", "judge"]

COLUMNS: Final = [
    "period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator",
    "value", "low", "high", "coverage", "mark", "status", "snapshot",
]  # fmt: skip
"""The tidy columns of the command contract, in their order."""

NUMBERS: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]


def judge(tidy: pd.DataFrame) -> None:
    """Write the verdict into the status of the targets' own rows."""
    targets = {target.measure: target.id for target in definitions().targets.values()}
    rows = tidy["measure"].isin(targets)
    if not rows.any():
        return
    rows &= (tidy[["group", "capability", "stage"]] == ALL).all(axis="columns")
    asked = ["measure", "period", "value", "low", "high", "coverage"]
    verdicts = [
        verdict(
            targets[measure], Period.parse(period), **dict(zip(asked[2:], map(_known, numbers), strict=True))
        )
        for measure, period, *numbers in tidy.loc[rows, asked].itertuples(index=False)
    ]
    tidy["status"] = tidy["status"].astype("object")
    tidy.loc[rows, "status"] = verdicts


def _known(number: float) -> float | None:
    return None if pd.isna(number) else float(number)

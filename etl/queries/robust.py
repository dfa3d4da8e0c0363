"""How far a figure and an order rest on the rules: the same persons under other rules, ranks as bands."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pandas as pd

from etl.definitions.models import Scenario
from etl.warehouse import sql

if TYPE_CHECKING:
    import duckdb

MEASURES: Final = ("ready_share", "ready_share_weighted", "T1", "T2")
"""What is asked again under every scenario; the weighted share is a scenario of its own."""


MART: Final = "outcome"
"""The mart whose rows there are under other rules."""


def lay_out(
    connection: "duckdb.DuckDBPyConnection",
    scenarios: Iterable[Scenario],
    *,
    quarter: int,
    rules_of: int | None = None,
) -> None:
    """Make the temporary table `scenario_outcome`: the outcomes of one quarter under each scenario.

    What a scenario leaves open is as it was at the quarter `rules_of`, or is at the quarter itself.
    Its rows have an order: the last digit of a share weighted by headcount, a sum of fractions, rests on it.
    """
    chosen = list(scenarios)
    columns: dict[str, object] = {
        "scenarios": [one.id for one in chosen],
        "marks": [one.pass_mark for one in chosen],
        "months": [one.validity_months for one in chosen],
        "evidences": [one.evidence for one in chosen],
        "quarter": quarter,
        "rules_of": quarter if rules_of is None else rules_of,
    }
    query = sql.statement("query", "scenario_outcome")
    made = f"create or replace temporary table scenario_outcome as {query} order by all"
    connection.execute(made, columns)


def with_ranks(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ministries with `rank_best` and `rank_worst` in each scenario and measure: a band.

    Two ministries whose ranges low-high overlap cannot be told apart, so both could hold either place. Rows
    without a range (nothing judged, or a measure without one) have no rank.
    """
    ranked = table.assign(rank_best=float("nan"), rank_worst=float("nan"))
    ministries = ranked[(ranked["level"] == "ministry") & ranked["low"].notna() & ranked["high"].notna()]
    for _, rows in ministries.groupby(["scenario", "measure"]):
        low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
        ranked.loc[rows.index, "rank_best"] = [1 + int((low > own).sum()) for own in high]
        ranked.loc[rows.index, "rank_worst"] = [int((high >= own).sum()) for own in low]
    return ranked

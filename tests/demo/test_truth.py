"""What the whole intake makes of messy files is exactly what their makers meant: counts, sums and figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.demo.truth import truth

SCORES = [f"score_{code}" for code in definitions().capabilities]
GRADE_ORDER = {"C": 1, "B": 2, "A": 3}


@pytest.fixture(scope="module")
def meant() -> dict[str, pd.DataFrame]:
    tables = truth("small", 7)
    codes = {code: f"score_{code}" for code in definitions().capabilities}
    return {**tables, "assessment": tables["assessment"].rename(columns=codes)}


def accepted(home: Path, dataset: str) -> pd.DataFrame:
    """Rows in force of a dataset; persons' rows stay in the submissions that a snapshot counts."""
    with open_current(Home(home)) as opened:
        if dataset != "assessment":
            return opened.connection.execute(f"select * from accepted.{dataset}").df()
        counted = opened.connection.execute(
            """
            select submission.id, accounting.unit as agency, accounting.period
            from meta.accounting
            inner join meta.submission on submission.submission = accounting.submission
            where accounting.dataset = 'assessment' and accounting.in_force
            """
        ).df()
    stored = [
        pd.read_parquet(Home(home).submissions / name / "assessment.parquet").assign(id=name)
        for name in counted["id"].unique()
    ]
    rows = pd.concat(stored).merge(counted, on=["id", "agency", "period"])
    return rows.assign(assessed_on=pd.to_datetime(rows["assessed_on"]))


def comparable(table: pd.DataFrame, columns: list[str]) -> list[tuple[str, ...]]:
    """Rows as texts in a fixed order, so that two tables can be compared whatever made them."""

    def text(value: object) -> str:
        if pd.isna(value):  # type: ignore[call-overload]
            return ""
        if isinstance(value, pd.Timestamp):
            return value.date().isoformat()
        return value if isinstance(value, str) else f"{float(str(value)):.6f}"

    return sorted(
        tuple(text(value) for value in row) for row in table[columns].itertuples(index=False, name=None)
    )


@pytest.mark.parametrize(
    ("dataset", "columns"),
    [
        ("headcount", ["agency", "period", "category", "headcount"]),
        ("stage", ["agency", "period", "stage", "effective_on", "assessor", "evidence"]),
        ("practice", ["agency", "period", "practice", "status", "evidence"]),
        (
            "training",
            [
                *("agency", "period", "course", "held_on", "theme", "capability", "group"),
                *("participants", "lecture_hours", "other_hours"),
            ],
        ),
        ("budget", ["agency", "fiscal_year", "source", "purpose", "requested", "allocated", "disbursed"]),
        ("assessment", ["agency", "group", "period", "assessed_on", "method", *SCORES]),
    ],
)
def test_every_row_that_was_meant_is_accepted_as_it_was_meant_and_no_other(
    demo_home: Path, meant: dict[str, pd.DataFrame], dataset: str, columns: list[str]
) -> None:
    assert comparable(accepted(demo_home, dataset), columns) == comparable(meant[dataset], columns)


def test_a_person_stays_one_person_over_the_years_and_is_never_named(
    demo_home: Path, meant: dict[str, pd.DataFrame]
) -> None:
    stored, told = accepted(demo_home, "assessment"), meant["assessment"]
    assert stored["person"].nunique() == told["person_id"].nunique()
    times = stored.groupby("person").size().value_counts().to_dict()
    assert times == told.groupby("person_id").size().value_counts().to_dict()


@pytest.mark.parametrize("quarter", ["2562Q1", "2563Q4", "2565Q4"])
def test_outcomes_of_persons_are_those_computed_from_the_truth(
    demo_home: Path, meant: dict[str, pd.DataFrame], quarter: str
) -> None:
    period = Period.parse(quarter)
    expected = outcomes(meant["assessment"], period)
    with open_reader(demo_home) as reader:
        figures = reader.figures(
            periods=[period],
            measures=["persons_ready", "persons_not_ready", "persons_incomplete"],
            levels=["nation"],
            by=["group"],
            view=ANALYST,
        )
    found = figures[figures["group"] != "ALL"].set_index(["measure", "group"])["numerator"]
    for outcome in ("ready", "not_ready", "incomplete"):
        for group in definitions().groups:
            assert found.get((f"persons_{outcome}", group), 0) == expected.get((outcome, group), 0), (
                outcome,
                group,
            )


def outcomes(rows: pd.DataFrame, period: Period) -> dict[tuple[str, str], int]:
    """Persons by outcome and group at a quarter's end, straight from the words of the specification."""
    end = pd.Timestamp(period.end)
    since = end - pd.DateOffset(months=int(definitions().rule("validity_months", period)))
    live = rows[(rows["assessed_on"] <= end) & (rows["assessed_on"] > since)].copy()
    live["grade"] = live["method"].map({code: method.grade for code, method in definitions().methods.items()})
    groups = live.sort_values("assessed_on").groupby("person_id")["group"].last().to_dict()
    live = live[live["grade"] != "D"]
    live["rank"] = live["grade"].map(GRADE_ORDER)
    scores = live.sort_values(["assessed_on", "rank"]).groupby("person_id")[SCORES].last()
    counts: dict[tuple[str, str], int] = {}
    for person, row in scores.to_dict("index").items():
        group = groups[person]
        required = [
            code for code in definitions().capabilities if definitions().required(group, "ANY", code, period)
        ]
        values = [row[f"score_{code}"] for code in required]
        below = any(value < definitions().rule("pass_mark", period) for value in values if pd.notna(value))
        missing = any(pd.isna(value) for value in values)
        outcome = "not_ready" if below else "incomplete" if missing else "ready"
        counts[outcome, group] = counts.get((outcome, group), 0) + 1
    return counts


@pytest.mark.parametrize("fiscal_year", [2561, 2563, 2565])
def test_money_and_hours_add_up_to_the_truth(
    demo_home: Path, meant: dict[str, pd.DataFrame], fiscal_year: int
) -> None:
    money = meant["budget"][meant["budget"]["fiscal_year"] == fiscal_year]
    training = meant["training"][meant["training"]["period"] == f"{fiscal_year}Q3"]
    with open_reader(demo_home) as reader:
        figures = reader.figures(
            periods=[Period(fiscal_year, 3)],
            measures=["budget_allocated", "budget_disbursed", "training_participants", "lecture_share"],
            levels=["nation"],
            view=ANALYST,
        ).set_index("measure")
    assert figures.loc["budget_allocated", "numerator"] == money["allocated"].sum()
    assert figures.loc["budget_disbursed", "numerator"] == money["disbursed"].sum()
    assert figures.loc["training_participants", "numerator"] == training["participants"].sum()
    assert figures.loc["lecture_share", "numerator"] == pytest.approx(
        training["lecture_hours"].sum(), abs=1e-6
    )

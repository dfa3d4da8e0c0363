"""Baht per additional ready person: the panel, the blank, and the same by hand on random rows."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.queries import Reader, open_reader
from etl.queries.view import ANALYST, PUBLIC
from etl.warehouse.home import Home
from tests.queries.test_second_route import AGENCIES, EVIDENCE, FEW, Seen, equal, persons, rows
from tests.warehouse.samples import Row, assessment, load

YEAR = Period.parse("2564Q4")
BEFORE, AFTER = "2020-08-15", "2021-08-15"
PERSONS = [
    # 01-01: one ready of two at the end of 2563, three of four at the end of 2564
    assessment("a1", group="OTHR", DLit=70, on=BEFORE, period="2563Q4", row_no=2),
    assessment("a2", group="OTHR", DLit=40, on=BEFORE, period="2563Q4", row_no=3),
    assessment("a3", group="OTHR", DLit=70, on=AFTER, period="2564Q4", row_no=4),
    assessment("a4", group="OTHR", DLit=70, on=AFTER, period="2564Q4", row_no=5),
    # 01-02: one more ready, but an amount is not told · 03-07: nobody judged the year before
    assessment("b1", agency="01-02", group="OTHR", DLit=40, on=BEFORE, period="2563Q4", row_no=6),
    assessment("b1", agency="01-02", group="OTHR", DLit=70, on=AFTER, period="2564Q4", row_no=7),
    assessment("c1", agency="03-07", group="OTHR", DLit=70, on=AFTER, period="2564Q4", row_no=8),
    # 04-02: one ready fewer
    assessment("d1", agency="04-02", group="OTHR", DLit=70, on=BEFORE, period="2563Q4", row_no=9),
    assessment("d1", agency="04-02", group="OTHR", DLit=40, on=AFTER, period="2564Q4", row_no=10),
]


def line(agency: str, year: int, disbursed: int | None, *, purpose: str = "development", number: int) -> Row:
    """A budget line."""
    return {
        "agency": agency,
        "fiscal_year": year,
        "source": "request",
        "purpose": purpose,
        "line": None,
        "requested": None,
        "allocated": Decimal(1000),
        "disbursed": None if disbursed is None else Decimal(disbursed),
        "sheet": "งบ",
        "row_no": number,
    }


BUDGET = [
    line("01-01", 2564, 60, number=2),
    line("01-01", 2564, 40, purpose="assessment", number=3),
    line("01-02", 2564, 500, number=4),
    line("01-02", 2564, None, purpose="assessment", number=5),
    line("03-07", 2564, 50, number=6),
    line("04-02", 2564, 30, number=7),
    line("01-01", 2563, 70, number=8),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A snapshot of the rows above."""
    home = Home(Path(tmp_path_factory.mktemp("home")))
    load(home, ("ข้อมูล.xlsx", {"assessment": PERSONS, "budget": BUDGET}))
    with open_reader(home.root) as opened:
        yield opened


def cost(figures: pd.DataFrame, unit: str) -> list[float | None]:
    """Baht, rise and baht per additional ready person of a unit."""
    found = figures[figures["unit_code"] == unit].iloc[0]
    return [None if pd.isna(found[part]) else found[part] for part in ("numerator", "denominator", "value")]


def test_money_is_set_against_the_rise_of_the_same_agencies(reader: Reader) -> None:
    figures = reader.figures(periods=[YEAR], measures=["cost_per_ready"], view=ANALYST)
    assert cost(figures, "01-01") == [100, 2, 50]
    assert cost(figures, "01") == [100, 2, 50]  # 01-02 has not told all its money
    assert cost(figures, "TH") == [100 + 30, 2 - 1, 130]


def test_it_is_blank_where_the_rise_is_not_positive_or_somebody_is_known_in_one_year_only(
    reader: Reader,
) -> None:
    figures = reader.figures(periods=[YEAR], measures=["cost_per_ready"], view=ANALYST)
    assert cost(figures, "04-02") == [30, None, None]  # one ready fewer
    assert cost(figures, "03-07") == [None, None, None]
    assert cost(figures, "01-02") == [None, None, None]
    marks = figures.set_index("unit_code")["mark"]
    assert [marks["01-02"], marks["03-07"], marks["04-02"]] == ["x", "x", "x"]


def test_a_year_without_an_end_or_without_the_year_before_has_no_cost(reader: Reader) -> None:
    for year in ("2563Q4", "2565Q1"):
        figures = reader.figures(
            periods=[Period.parse(year)], measures=["cost_per_ready"], levels=["nation"], view=ANALYST
        )
        assert cost(figures, "TH") == [None, None, None]


def test_a_rise_of_few_persons_is_told_to_analysts_only(reader: Reader) -> None:
    figures = reader.figures(periods=[YEAR], measures=["cost_per_ready"], levels=["nation"], view=PUBLIC)
    assert (cost(figures, "TH"), figures["mark"].iloc[0]) == ([None, None, None], "c")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seen=st.lists(rows, min_size=4, max_size=30, unique_by=lambda row: (row.person, row.day, row.method)),
    money=st.dictionaries(
        st.tuples(st.sampled_from(AGENCIES), st.sampled_from([2562, 2563, 2564])),
        st.one_of(st.none(), st.integers(1, 900)),
        min_size=3,
    ),
)
def test_the_cost_agrees_with_a_recomputation_by_hand(
    seen: list[Seen], money: dict[tuple[str, int], int | None]
) -> None:
    budget = [
        line(agency, year, disbursed, number=number)
        for number, ((agency, year), disbursed) in enumerate(money.items(), start=2)
    ]
    with TemporaryDirectory() as folder, using(FEW):
        persons = [row.row(number) for number, row in enumerate(seen, start=2)]
        load(Home(Path(folder)), ("ข้อมูล.xlsx", {"assessment": persons, "budget": budget}))
        with open_reader(Path(folder)) as opened:
            figures = opened.figures(
                periods=[Period(2563, 4), Period(2564, 4)], measures=["cost_per_ready"], view=ANALYST
            )
    quarters = [Period.of(row.day) for row in seen]
    for year in (2563, 2564):
        ends = [Period(year - 1, 4), Period(year, 4)]
        known = all(min(quarters) <= end <= max(quarters) for end in ends)
        ready = [by_agency(seen, end) if known else {} for end in ends]
        of_year = figures[figures["period"] == str(ends[1])]
        for unit in ("TH", "01", "03", *AGENCIES):
            panel = [
                agency
                for agency in set(ready[0]) & set(ready[1])
                if (unit in ("TH", agency) or agency.startswith(f"{unit}-")) and money.get((agency, year))
            ]
            rise = sum(ready[1][agency] - ready[0][agency] for agency in panel)
            spent = sum(money[agency, year] or 0 for agency in panel)
            assert equal(cost_of(of_year, unit), spent / rise if rise > 0 else None)


def cost_of(figures: pd.DataFrame, unit: str) -> float:
    """A unit's value; nothing where it has no row."""
    found = figures.loc[figures["unit_code"] == unit, "value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def by_agency(seen: list[Seen], quarter: Period) -> dict[str, int]:
    """Persons ready in each agency with somebody judged."""
    outcomes: dict[str, list[str]] = {}
    for one in persons(seen, {}, quarter, methods=EVIDENCE["ALL"]):
        outcomes.setdefault(one.agency, []).append(one.what)
    judged = {agency: found for agency, found in outcomes.items() if {"ready", "not_ready"} & set(found)}
    return {agency: found.count("ready") for agency, found in judged.items()}

"""The planner: gaps counted, ranked and closed for persons that fit on a screen, and by hand for others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.queries import Reader, open_reader, planner
from etl.queries.view import ANALYST, PUBLIC, View
from etl.warehouse.home import Home
from tests.queries.test_second_route import (
    EVIDENCE,
    FEW,
    FIRST_DAY,
    Body,
    Seen,
    bodies,
    equal,
    persons,
    posts,
    rows,
    stages,
)
from tests.warehouse.samples import Row, assessment, headcount, load

QUARTER = Period.parse("2564Q2")
ADDRESS: dict[str, object] = {"sheet": "แผ่น", "row_no": 2}

# Requirements on file (any stage): EXEC DLit DL DTR · OTHR DLit.
PERSONS = [
    assessment("o1", group="OTHR", DLit=50, row_no=2),
    assessment("o2", group="OTHR", DLit=50, row_no=3),
    assessment("o3", group="OTHR", DLit=59, row_no=4),
    assessment("o4", group="OTHR", DLit=60, row_no=5),
    assessment("e1", group="EXEC", DLit=70, DL=50, DTR=70, row_no=6),  # one step: DL
    assessment("e2", group="EXEC", DLit=50, DL=50, DTR=70, row_no=7),  # two gaps
    assessment("e3", group="EXEC", DLit=50, DL=70, row_no=8),  # fails DLit, DTR missing
    assessment("e4", group="EXEC", DLit=70, DL=70, row_no=9),  # incomplete: DTR missing
    assessment("e5", group="EXEC", DLit=70, DL=70, DTR=70, row_no=10),
    assessment("r1", agency="03-07", group="OTHR", DLit=40, row_no=11),
    assessment("r2", agency="03-07", group="OTHR", DLit=40, row_no=12),
    assessment("r3", agency="03-07", group="OTHR", DLit=80, row_no=13),
    assessment("x1", agency="03-07", group="EXEC", DLit=70, DL=50, DTR=70, row_no=14),
]
POSTS = [
    headcount("01-01", "EXEC", 10, row_no=2),
    headcount("01-01", "OTHR", 20, row_no=3),
    headcount("03-07", "EXEC", 4, row_no=4),
    headcount("03-07", "OTHR", 6, row_no=5),
    headcount("01-02", "EXEC", 0, row_no=6),
]


def spent(agency: str, year: int, disbursed: int | None, purpose: str = "development") -> Row:
    """A budget line."""
    amount = None if disbursed is None else Decimal(disbursed)
    money = {"requested": None, "allocated": Decimal(900), "disbursed": amount, "line": None}
    return {
        "agency": agency,
        "fiscal_year": year,
        "source": "request",
        "purpose": purpose,
        **money,
        **ADDRESS,
    }


def trained(agency: str, period: str, participants: int) -> Row:
    """A course."""
    of = {"course": "ก", "theme": None, "capability": None, "group": None}
    hours = {"lecture_hours": Decimal(1), "other_hours": Decimal(1), "participants": participants}
    return {"agency": agency, "period": period, "held_on": date(2020, 9, 1), **of, **hours, **ADDRESS}


# 01-01: 40 baht for 20 persons in 2564, without assessing · 03-07: 300 baht for 10 in 2563, 2564 not told
BUDGET = [
    spent("01-01", 2564, 40),
    spent("01-01", 2564, 999, "assessment"),
    spent("01-01", 2563, 999),
    spent("03-07", 2564, None),
    spent("03-07", 2563, 300),
]
COURSES = [
    trained("01-01", "2564Q1", 15),
    trained("01-01", "2564Q2", 5),
    trained("03-07", "2564Q2", 7),
    trained("03-07", "2563Q4", 10),
]


@pytest.fixture(scope="module", autouse=True)
def few_bodies() -> Iterator[None]:
    """A government of three bodies and no register: posts are those told here."""
    with using(FEW):
        yield


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A snapshot of the rows above."""
    home = Home(Path(tmp_path_factory.mktemp("home")))
    tables = {"assessment": PERSONS, "headcount": POSTS, "budget": BUDGET, "training": COURSES}
    load(home, ("ข้อมูล.xlsx", tables))
    with open_reader(home.root) as opened:
        yield opened


def planned(
    reader: Reader,
    closing: int,
    *,
    period: Period = QUARTER,
    criterion: planner.Criterion = "one_step",
    view: View = ANALYST,
) -> planner.Plan:
    """The plan for all units and groups."""
    cells = reader.planner_cells(period, view=view)
    return planner.plan(reader, period, cells, closing=closing, criterion=criterion, view=view)


def told(plan: planner.Plan, *columns: str) -> list[tuple[object, ...]]:
    """The ranked cells of a plan: who, and these columns."""
    cells = plan.cells[plan.cells["place"].notna()]
    return list(cells[["agency", "group", "capability", *columns]].itertuples(index=False, name=None))


def effect(plan: planner.Plan, target: str, unit: str = "TH") -> list[float]:
    """Value, low and high of a target before, then after."""
    found = plan.effects[(plan.effects["measure"] == target) & (plan.effects["unit_code"] == unit)].iloc[0]
    return [
        float(found[f"{part}_{time}"]) for time in ("before", "after") for part in ("value", "low", "high")
    ]


def test_a_cell_counts_persons_below_one_step_away_and_lacking_at_all(reader: Reader) -> None:
    cells = reader.planner_cells(QUARTER, view=ANALYST)
    columns = ["agency", "group", "capability", "gap", "one_step", "lacking"]
    assert [tuple(row) for row in cells[columns].to_numpy()] == [
        ("01-01", "EXEC", "DLit", 2, 0, 2),  # e2 e3
        ("01-01", "EXEC", "DL", 2, 1, 2),  # e1 e2
        ("01-01", "EXEC", "DTR", 0, 0, 2),  # e3 e4, missing
        ("01-01", "OTHR", "DLit", 3, 3, 3),
        ("03-07", "EXEC", "DL", 1, 1, 1),
        ("03-07", "OTHR", "DLit", 2, 2, 2),
    ]


def test_the_cost_of_a_person_is_the_agency_s_own_in_its_latest_year_with_money_and_participants(
    reader: Reader,
) -> None:
    cells = reader.planner_cells(QUARTER, view=ANALYST).set_index(["agency", "group", "capability"])
    own = ["cost_year", "cost_per_person", "cost_to_close"]
    assert list(cells.loc[("01-01", "OTHR", "DLit"), own]) == [2564, 40 / 20, 3 * 40 / 20]
    assert list(cells.loc[("03-07", "OTHR", "DLit"), own]) == [2563, 300 / 10, 2 * 300 / 10]
    earlier = reader.planner_cells(Period.parse("2563Q4"), view=ANALYST)
    assert earlier.empty  # nobody was assessed by then


def test_what_training_costs_stays_unknown_where_money_or_participants_are_not_told(tmp_path: Path) -> None:
    load(Home(tmp_path), ("ก.xlsx", {"assessment": PERSONS, "budget": BUDGET[3:4], "training": COURSES[:2]}))
    with open_reader(tmp_path) as opened:
        plan = planned(opened, 1)
    assert plan.cells["cost_per_person"].isna().all()
    assert (plan.trainings, plan.cost, plan.cost_unknown) == (3, None, 1)


def test_cells_are_ranked_by_any_of_three_criteria_and_those_that_gain_nothing_are_not(
    reader: Reader,
) -> None:
    by_step = planned(reader, 0)
    assert told(by_step, "one_step") == [
        ("01-01", "OTHR", "DLit", 3),
        ("03-07", "OTHR", "DLit", 2),
        ("01-01", "EXEC", "DL", 1),  # gap 2
        ("03-07", "EXEC", "DL", 1),  # gap 1
    ]
    by_gap = planned(reader, 0, criterion="gap")
    assert [cell[:3] for cell in told(by_gap)] == [
        ("01-01", "OTHR", "DLit"),
        ("03-07", "OTHR", "DLit"),
        ("01-01", "EXEC", "DL"),
        ("01-01", "EXEC", "DLit"),
        ("03-07", "EXEC", "DL"),
    ]
    by_money = planned(reader, 0, criterion="one_step_per_baht")
    assert told(by_money, "one_step_per_baht") == [
        ("01-01", "OTHR", "DLit", 3 / 6),
        ("01-01", "EXEC", "DL", 1 / 4),
        ("03-07", "OTHR", "DLit", 2 / 60),
        ("03-07", "EXEC", "DL", 1 / 30),
    ]


def test_a_ministry_or_a_group_narrows_the_cells(reader: Reader) -> None:
    assert set(reader.planner_cells(QUARTER, units=["03"], view=ANALYST)["agency"]) == {"03-07"}
    assert set(reader.planner_cells(QUARTER, group="EXEC", view=ANALYST)["group"]) == {"EXEC"}


def test_persons_become_ready_when_the_last_gap_they_have_is_closed(reader: Reader) -> None:
    by_gap = planned(reader, 4, criterion="gap")
    # o1-o3, then r1 r2, then e1, then e2 whose second gap it is, then x1; e3 and e4 lack DTR, never ranked
    assert list(by_gap.path.itertuples(index=False, name=None)) == [
        (0, 0),
        (1, 3),
        (2, 5),
        (3, 6),
        (4, 7),
        (5, 8),
    ]
    assert (by_gap.closed, by_gap.becoming, by_gap.trainings) == (4, 7, 3 + 2 + 2 + 2)
    assert (by_gap.cost, by_gap.cost_unknown) == (3 * 2 + 2 * 30 + 2 * 2 + 2 * 2, 0)


def test_closing_cells_moves_targets_by_their_own_definitions(reader: Reader) -> None:
    plan = planned(reader, 4, criterion="gap")
    # leaders: e5 ready of e1 e2 e3 x1 e5 · then e1 e2 too; e3 leaves those judged, for DTR is missing
    assert effect(plan, "T1") == pytest.approx([1 / 5, 1 / 14, 10 / 14, 3 / 4, 3 / 14, 13 / 14])
    assert effect(plan, "T2") == pytest.approx([3 / 12, 3 / 40, 31 / 40, 10 / 11, 10 / 40, 39 / 40])
    assert effect(plan, "T1", "03") == pytest.approx([0, 0, 3 / 4, 0, 0, 3 / 4])
    assert effect(plan, "T2", "03") == pytest.approx([1 / 4, 1 / 10, 7 / 10, 3 / 4, 3 / 10, 9 / 10])


def test_closing_nothing_changes_nothing_and_closing_more_than_there_is_closes_all(reader: Reader) -> None:
    nothing = planned(reader, 0)
    assert effect(nothing, "T2")[:3] == effect(nothing, "T2")[3:]
    assert (set(nothing.effects["unit_code"]), nothing.becoming, nothing.cost) == ({"TH"}, 0, None)
    assert planned(reader, 99).closed == 4


def test_few_persons_are_no_gap_for_the_public_nor_anything_computed_from_it(reader: Reader) -> None:
    plan = planned(reader, 4, view=PUBLIC)
    assert plan.cells.empty
    assert (plan.closed, plan.becoming) == (0, 0)
    assert "small_cells" in plan.assumptions
    assert planned(reader, 4).cells["gap"].notna().all()


CROWDS = {"01-01": 13, "01-02": 14, "03-07": 22}


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Agencies whose persons all failed the one capability required of them, and what their training took."""
    home = Home(Path(tmp_path_factory.mktemp("crowded")))
    rows = [
        assessment(f"{agency}o{number}", agency=agency, group="OTHR", DLit=40, row_no=2 + number)
        for agency, persons in CROWDS.items()
        for number in range(persons)
    ]
    posts = [headcount(agency, "OTHR", 40) for agency in CROWDS]
    money = [spent("01-01", 2564, 300), spent("01-02", 2564, 300), spent("03-07", 2564, 300)]
    courses = [trained("01-01", "2564Q1", 28), trained("01-02", "2564Q1", 28), trained("03-07", "2564Q1", 24)]
    tables = {"assessment": rows, "headcount": posts, "budget": money, "training": courses}
    load(
        home,
        (
            "ก.xlsx",
            {name: [{**row, "row_no": n} for n, row in enumerate(of, 2)] for name, of in tables.items()},
        ),
    )
    with open_reader(home.root) as opened:
        yield opened


def test_public_gaps_are_summed_to_ministries_and_rounded_before_anything_follows(crowded: Reader) -> None:
    plan = planned(crowded, 2, criterion="gap", view=PUBLIC)
    assert told(plan, "gap", "one_step", "lacking") == [
        ("01", "OTHR", "DLit", 30, 30, 30),
        ("03", "OTHR", "DLit", 20, 20, 20),
    ]
    assert list(plan.path["persons"]) == [0, 30, 50]
    exact = planned(crowded, 3, criterion="gap")
    assert list(exact.path["persons"]) == [0, 22, 36, 49]


def test_public_money_over_few_participants_is_no_cost(crowded: Reader) -> None:
    cells = crowded.planner_cells(QUARTER, view=PUBLIC).set_index("agency")
    assert cells.loc["01", "cost_per_person"] == 600 / 60  # of 56 participants
    assert cells["cost_per_person"].isna().tolist() == [False, True]
    assert cells.loc["03", "mark"] == "c"


def test_an_own_reader_plans_with_its_own_agencies_and_other_ministries_rounded(crowded: Reader) -> None:
    cells = crowded.planner_cells(QUARTER, view=View.parse("own:01"))
    assert dict(zip(cells["agency"], cells["gap"], strict=True)) == {"01-01": 13, "01-02": 14, "03": 20}


def test_public_effects_follow_from_the_public_figures_alone(crowded: Reader) -> None:
    plan = planned(crowded, 1, criterion="gap", view=PUBLIC)
    nation = plan.effects[(plan.effects["measure"] == "T2") & (plan.effects["level"] == "nation")].iloc[0]
    # 0 of 49 ready reads few, so what follows is not told; the ministry's 27 become 25 of 25
    assert nation["mark"] == "l" and pd.isna(nation["value_before"]) and pd.isna(nation["value_after"])


@dataclass(frozen=True)
class Person:
    """A person by hand: where, and what of the required is failed and missing."""

    agency: str
    group: str
    failed: frozenset[str]
    missing: frozenset[str]

    def after(self, closed: set[tuple[str, str, str]]) -> str:
        """What the person is once these cells are closed."""
        left = {name for name in self.failed | self.missing if (self.agency, self.group, name) not in closed}
        return "not_ready" if left & self.failed else "incomplete" if left else "ready"


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seen=st.lists(rows, min_size=4, max_size=30, unique_by=lambda row: (row.person, row.day, row.method)),
    stage=stages,
    post=posts,
    closing=st.integers(0, 12),
    criterion=st.sampled_from(["one_step", "gap"]),
)
def test_a_plan_agrees_with_a_recomputation_by_hand(
    seen: list[Seen],
    stage: dict[str, str],
    post: dict[tuple[str, str], int],
    closing: int,
    criterion: planner.Criterion,
) -> None:
    first = Period.of(FIRST_DAY)
    quarter = first.shift(5)
    steps = [
        {"agency": agency, "period": str(first), "stage": code, "effective_on": first.start}
        for agency, code in stage.items()
    ]
    with TemporaryDirectory() as folder, using(FEW):
        tables: dict[str, list[Row]] = {
            "assessment": [row.row(number) for number, row in enumerate(seen, start=2)],
            "headcount": [
                headcount(agency, group, count, period=str(first), row_no=number)
                for number, ((agency, group), count) in enumerate(post.items(), start=2)
            ],
            "stage": [{"assessor": None, "evidence": None, **ADDRESS, **step} for step in steps],
        }
        load(Home(Path(folder)), ("ข้อมูล.xlsx", tables))
        with open_reader(Path(folder)) as opened:
            plan = planned(opened, closing, period=quarter, criterion=criterion)
    counted = persons(seen, stage, quarter, methods=EVIDENCE["ALL"])
    known = bodies(post, counted)
    everybody = [
        Person(one.agency, one.group, frozenset(one.below), frozenset(one.missing))
        for one in counted
        if one.required
    ]
    for row in plan.cells.itertuples():
        mine = [one for one in everybody if (one.agency, one.group) == (row.agency, row.group)]
        assert row.gap == sum(row.capability in one.failed for one in mine)
        assert row.lacking == sum(row.capability in one.failed | one.missing for one in mine)
        assert row.one_step == sum(
            one.failed == {row.capability} and not one.missing - {row.capability} for one in mine
        )
    order = told(plan)
    for number, more in plan.path.itertuples(index=False):
        closed = {(str(agency), str(group), str(name)) for agency, group, name in order[:number]}
        now = sum(one.after(set()) == "ready" for one in everybody)
        assert more == sum(one.after(closed) == "ready" for one in everybody) - now
    closed = {(str(agency), str(group), str(name)) for agency, group, name in order[:closing]}
    for unit in set(plan.effects["unit_code"]):
        for target, groups in (("T1", ("EXEC", "MGMT")), ("T2", ("EXEC", "TECH", "OTHR"))):
            compare(plan, target, unit, everybody, closed, groups, known)


def compare(
    plan: planner.Plan,
    target: str,
    unit: str,
    everybody: list[Person],
    closed: set[tuple[str, str, str]],
    groups: tuple[str, ...],
    known: Mapping[str, Body],
) -> None:
    """Assert that a target of a unit has its value and range by hand, before and after."""
    prefix = "" if unit == "TH" else f"{unit}-"
    mine = [one for one in everybody if one.agency.startswith(prefix) and one.group in groups]
    own = [body for agency, body in known.items() if agency.startswith(prefix)]
    posts = sum(body.posts(groups) for body in own)
    whole = posts if posts and all(body.known for body in own) else None
    found = plan.effects[(plan.effects["measure"] == target) & (plan.effects["unit_code"] == unit)]
    if found.empty:
        assert not mine
        return
    for time, cells in (("before", set[tuple[str, str, str]]()), ("after", closed)):
        outcomes = [one.after(cells) for one in mine]
        ready, not_ready = outcomes.count("ready"), outcomes.count("not_ready")
        share = ready / (ready + not_ready) if ready + not_ready else None
        assert equal(float(found[f"value_{time}"].iloc[0]), share)
        low, high = (ready / whole, (whole - not_ready) / whole) if whole else (None, None)
        assert equal(float(found[f"low_{time}"].iloc[0]), low)
        assert equal(float(found[f"high_{time}"].iloc[0]), high)

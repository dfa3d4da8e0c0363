"""The persons of a quarter by what they were a year before, and the scores that lapse next."""

from collections.abc import Iterator

import pandas as pd
import pytest

from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.queries import Reader, open_reader
from etl.queries.view import ANALYST, PUBLIC, View
from etl.warehouse.home import Home
from tests.queries.test_robust import persons
from tests.ruled import NATIONAL, ruled, spaced
from tests.warehouse.samples import CAPABILITIES, Row, load

THEN, NOW = Period(2565, 1), Period(2566, 1)
EARLY, LATE = "2020-12-20", "2022-11-15"
"""The former lapses after 24 months, in the quarter now."""


def people(name: str, number: int, scores: dict[Period, tuple[str, float, str]]) -> list[Row]:
    """Rows of so many persons: by quarter the agency, the score and the day."""
    return [
        row
        for period, (agency, score, day) in scores.items()
        for row in persons(name, number, score, agency=agency, period=period, on=day)
    ]


ROWS = [
    *people("stays", 10, {THEN: ("01-01", 90, "2021-11-15")}),
    *people("learns", 5, {THEN: ("01-01", 40, "2021-11-15"), NOW: ("01-01", 80, LATE)}),
    *people("lapses", 4, {THEN: ("01-02", 90, EARLY)}),
    *people("moves", 3, {THEN: ("01-02", 65, "2021-11-15"), NOW: ("03-07", 65, LATE)}),
    *people("comes", 2, {NOW: ("03-07", 40, LATE)}),
]
MADE = {
    ("ready", "ready"): 13,
    ("not_ready", "ready"): 5,
    ("ready", "lapsed"): 4,
    ("not_there", "not_ready"): 2,
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A snapshot of the persons above, whose ids are those of one register."""
    home = Home(tmp_path_factory.mktemp("flow") / "home")
    with using(spaced(NATIONAL)):
        load(home, ("all.xlsx", {"assessment": ROWS}))
        with open_reader(home.root) as opened:
            yield opened


def cells(flow: pd.DataFrame, name: str = "persons") -> dict[tuple[str, str], int]:
    """Persons by state then and now."""
    return {
        (str(row["state_then"]), str(row["state"])): int(row[name]) for _, row in flow.iterrows() if row[name]
    }


def test_each_person_is_in_one_cell_of_state_then_and_state_now(reader: Reader) -> None:
    flow = reader.person_flow(period=NOW, since=THEN, view=ANALYST)
    assert cells(flow) == MADE
    assert cells(flow, "by_rules") == {}


def test_who_moved_to_another_ministry_is_not_there_in_the_former_any_more(reader: Reader) -> None:
    assert cells(reader.person_flow(period=NOW, since=THEN, unit="03", view=ANALYST)) == {
        ("not_there", "ready"): 3,
        ("not_there", "not_ready"): 2,
    }
    assert (
        cells(reader.person_flow(period=NOW, since=THEN, unit="01", view=ANALYST))["ready", "not_there"] == 3
    )


@pytest.mark.parametrize("unit", ["TH", "01", "03"])
def test_both_margins_are_the_published_counts(reader: Reader, unit: str) -> None:
    flow = reader.person_flow(period=NOW, since=THEN, unit=unit, view=ANALYST)
    states = {"ready": "persons_ready", "not_ready": "persons_not_ready", "incomplete": "persons_incomplete"}
    for period, margin in ((THEN, "state_then"), (NOW, "state")):
        figures = reader.figures(periods=[period], measures=list(states.values()), units=[unit], view=ANALYST)
        published = figures[figures["unit_code"] == unit].set_index("measure")["value"].fillna(0)
        counted = flow.groupby(margin)["persons"].sum()
        assert {state: counted.get(state, 0) for state in states} == {
            state: published[measure] for state, measure in states.items()
        }


def test_moves_that_a_change_of_rules_makes_are_counted_apart(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = Home(tmp_path_factory.mktemp("stricter") / "home")
    with using(spaced(NATIONAL)), using(ruled("pass_mark", 70, since=NOW)):
        load(home, ("all.xlsx", {"assessment": ROWS}))
        with open_reader(home.root) as opened:
            flow = opened.person_flow(period=NOW, since=THEN, view=ANALYST)
    assert cells(flow, "by_rules") == {("ready", "not_ready"): 3}  # 65 of 100 passed a year ago
    assert cells(flow)["ready", "ready"] == 10


def test_scores_that_lapse_next_quarter_are_counted_by_ministry_and_capability(reader: Reader) -> None:
    lapsing = reader.lapsing(Period(2565, 4), view=ANALYST)
    assert set(lapsing["ministry"]) == {"01"} and set(lapsing["capability"]) == set(CAPABILITIES)
    assert set(lapsing["scores"]) == {4}
    assert reader.lapsing(NOW, view=ANALYST).empty


def test_cells_are_for_readers_of_exact_figures_alone(reader: Reader) -> None:
    public = reader.person_flow(period=NOW, since=THEN, view=PUBLIC)
    assert public["persons"].isna().all() and set(public["mark"]) == {"c"}
    own = reader.person_flow(period=NOW, since=THEN, unit="03", view=View("own", "03"))
    assert own["persons"].sum() == 5

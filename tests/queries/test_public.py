"""The public rule, sentence by sentence, on rows made by hand and on random counts."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.files import DefinitionFaults
from etl.definitions.load import FOLDER, REFERENCE, read_definitions
from etl.measures.compile import DIMENSIONS, LEVELS, NUMBERS
from etl.queries import bodies, public
from etl.queries.public import Units
from etl.queries.reader import Reader, SnapshotInfo
from etl.queries.tidy import Tidy
from etl.queries.view import ANALYST, PUBLIC, View
from tests.ruled import fives

if TYPE_CHECKING:
    import duckdb


@pytest.fixture(autouse=True)
def as_stated() -> Iterator[None]:
    """The rule as its sentences state it."""
    with using(fives()):
        yield


def made(
    measure: str, *, level: str = "ministry", unit: str = "03", split: str = "", **numbers: float
) -> Tidy:
    """One tidy row; `split` names the dimension it is split by."""
    known = definitions().measures[measure]
    at = {"period": 0, "measure": 0, "level": LEVELS.index(level)}
    at |= {name: int(name in split.split()) for name in DIMENSIONS}
    return Tidy(
        periods=[Period(2564, 2)],
        measures=[known],
        at={name: np.array([place]) for name, place in at.items()},
        unit=np.array([unit], dtype=object),
        numbers={name: np.array([float(numbers.get(name, np.nan))]) for name in NUMBERS},
        flag=np.array([None], dtype=object),
        source=np.array(["own"], dtype=object),
        status=np.array(["met"], dtype=object),
        mark=np.array([None], dtype=object),
    )


def share(part: float, whole: float, posts: float, *, measure: str = "ready_share", **more: str) -> Tidy:
    """A row of a share with its range."""
    return made(
        measure,
        numerator=part,
        denominator=whole,
        value=part / whole if whole else np.nan,
        low=part / posts,
        high=(posts - whole + part) / posts,
        coverage=whole / posts,
        **more,  # type: ignore[arg-type]
    )


def seen(
    row: Tidy, view: View = PUBLIC, *, heard: bool = True, named: bool = False, registered: bool = False
) -> dict[str, float | str | None]:
    """The row as a view shows it; None where a number is not shown."""
    unit = Units(*(np.array([flag]) for flag in (heard, named, registered)))
    public.apply(row, view, units=lambda _: unit)
    numbers = {name: float(column[0]) for name, column in row.numbers.items()}
    shown = {name: None if np.isnan(number) else number for name, number in numbers.items()}
    return {**shown, "mark": row.mark[0], "status": row.status[0]}


NOTHING = dict.fromkeys(NUMBERS)


@pytest.mark.parametrize("whole", [1, 9])
def test_a_stratum_with_a_denominator_under_ten_shows_nothing_and_has_no_verdict(whole: int) -> None:
    assert seen(share(1, whole, 40)) == {**NOTHING, "mark": "c", "status": None}
    assert seen(made("capability_score", numerator=70 * whole, denominator=whole, value=70)) == {
        **NOTHING, "mark": "c", "status": None,
    }  # fmt: skip
    assert seen(made("persons_seen", numerator=whole, value=whole))["mark"] == "c"


def test_its_headcount_is_shown() -> None:
    assert seen(made("headcount", numerator=7, value=7))["value"] == 5
    shown = seen(made("coverage", numerator=9, denominator=43, value=9 / 43))
    assert shown == {**NOTHING, "denominator": 45, "mark": "c", "status": None}


@pytest.mark.parametrize("whole", [0, np.nan])
def test_nobody_is_not_told_apart_from_few_but_in_a_unit_nobody_of_which_was_seen(whole: float) -> None:
    for measure in ("ready_share", "capability_score", "persons_seen", "gap_people"):
        for heard, mark in ((True, "c"), (False, None)):
            row = made(measure, split="group", numerator=whole, denominator=whole)
            assert seen(row, heard=heard)["mark"] == mark
    assert seen(made("training_participants", numerator=0, value=0))["value"] == 0


def test_a_headcount_that_is_a_register_s_published_number_is_not_rounded() -> None:
    assert seen(made("headcount", numerator=7, value=7), heard=False, registered=True)["value"] == 7
    row = made("coverage", numerator=0, denominator=43, value=0)
    assert seen(row, heard=False, registered=True)["denominator"] == 43


def test_counts_are_rounded_half_up_to_the_nearest_five_and_shares_are_of_rounded_counts() -> None:
    shown = seen(share(33, 68, 100))
    assert (shown["numerator"], shown["denominator"], shown["value"]) == (35, 70, 0.5)
    assert seen(made("persons_seen", numerator=12.5, value=12.5))["value"] == 15


@pytest.mark.parametrize("part", [0, 4])
def test_a_numerator_of_no_to_four_persons_is_fewer_than_five_in_count_and_share(part: int) -> None:
    shown = seen(share(part, 60, 100))
    assert (shown["mark"], shown["numerator"], shown["value"], shown["denominator"]) == ("l", None, None, 60)
    assert shown["status"] == "met"  # the verdict stands
    assert seen(share(5, 60, 100))["numerator"] == 5


@pytest.mark.parametrize("part", [56, 60])
def test_a_numerator_with_a_complement_of_no_to_four_is_nearly_all(part: int) -> None:
    shown = seen(share(part, 60, 100))
    assert (shown["mark"], shown["numerator"], shown["value"], shown["status"]) == ("h", None, None, "met")
    assert seen(share(55, 60, 100))["mark"] is None
    assert seen(made("persons_ready", numerator=part, denominator=60, value=part))["mark"] == "h"


def test_seen_and_judged_have_no_such_complement() -> None:
    shown = seen(made("coverage", numerator=98, denominator=100, value=0.98))
    assert (shown["mark"], shown["numerator"], shown["value"]) == (None, 100, 1.0)


def test_shares_need_a_rounded_denominator_of_25_which_counts_do_not() -> None:
    shown = seen(share(11, 22, 40))
    assert (shown["numerator"], shown["denominator"], shown["value"], shown["mark"]) == (10, 20, None, "c")
    assert shown["status"] is None
    assert seen(share(11, 23, 40))["value"] == 0.4
    assert seen(made("persons_ready", numerator=11, denominator=22, value=11))["value"] == 10


def test_shares_are_whole_per_cent_under_a_thousand_and_have_one_decimal_from_there_on() -> None:
    assert seen(share(330, 990, 2000))["value"] == 0.33
    assert seen(share(335, 1000, 2000))["value"] == 0.335


def test_a_share_is_capped_at_one() -> None:
    assert seen(made("coverage", numerator=98, denominator=92, value=98 / 92))["value"] == 1


@pytest.mark.parametrize("measure", ["persons_not_ready", "persons_incomplete", "gap_people", "one_step"])
def test_complements_are_not_published(measure: str) -> None:
    assert seen(made(measure, numerator=500, value=500)) == {**NOTHING, "mark": "c", "status": None}


@pytest.mark.parametrize(
    ("level", "split", "shown"),
    [
        ("nation", "group capability", True),
        ("nation", "capability stage", True),
        ("nation", "group capability stage", False),
        ("ministry", "group capability", True),
        ("ministry", "group stage", False),
        ("agency", "capability", True),
        ("agency", "group", False),
        ("agency", "group capability", False),
    ],
)
def test_agency_by_group_and_finer_is_not_public(level: str, split: str, shown: bool) -> None:
    unit = {"nation": "TH", "ministry": "03", "agency": "03-07"}[level]
    row = share(30, 60, 100, measure="capability_pass", level=level, unit=unit, split=split)
    assert (seen(row)["value"] == 0.5) is shown
    head = made("headcount", level=level, unit=unit, split=split, numerator=100, value=100)
    assert (seen(head)["value"] == 100) is shown


def test_leaders_of_an_agency_are_two_of_its_groups() -> None:
    assert seen(share(30, 60, 100, measure="T1", level="agency", unit="03-07"))["mark"] == "c"
    assert seen(share(30, 60, 100, measure="T2", level="agency", unit="03-07"))["mark"] is None


def test_means_are_exact_to_one_decimal_of_as_many_persons_as_shares_and_their_points_are_not_told() -> None:
    shown = seen(
        made("capability_score", split="capability", numerator=1466, denominator=24, value=1466 / 24)
    )
    assert (shown["value"], shown["numerator"], shown["denominator"]) == (61.1, None, 25)
    few = seen(made("capability_score", split="capability", numerator=1300, denominator=22, value=1300 / 22))
    assert (few["value"], few["denominator"], few["mark"]) == (None, 20, "c")


def test_agencies_hours_and_money_are_no_persons_and_participants_are() -> None:
    for measure in ("reporting_rate", "training_hours", "budget_disbursed"):
        assert seen(made(measure, numerator=3, denominator=7, value=3 / 7))["numerator"] == 3
    assert seen(made("training_participants", numerator=12, value=12))["value"] == 10
    assert seen(made("training_participants", numerator=9, value=9))["mark"] == "c"


@pytest.mark.parametrize("number", [1.0, 0.0, np.nan])
def test_an_agency_is_named_as_having_high_potential_from_a_headcount_of_a_hundred_on(number: float) -> None:
    def agency() -> Tidy:
        numbers = {"numerator": number, "denominator": number, "value": number, "low": 0, "high": 1}
        return made("T3", level="agency", unit="03-07", **numbers)  # type: ignore[arg-type]

    shown = seen(agency(), named=True)
    assert (shown["value"], shown["mark"]) == (None if np.isnan(number) else number, None)
    assert seen(agency()) == {**NOTHING, "mark": "c", "status": None}  # whatever it has or has not
    assert seen(made("T3", numerator=1, denominator=1, value=1))["value"] == 1


def test_larger_units_count_bodies_that_may_be_named_alone_and_leave_the_others_open() -> None:
    known = definitions().expected_agencies(Period(2564, 2))
    three = [one.code for one in known if one.ministry == "03"]
    agencies = joined([made("T3", level="agency", unit=code, numerator=1, denominator=1) for code in three])
    row, named = (
        made("T3", numerator=len(three), denominator=len(three), value=1),
        np.ones(len(three), dtype=bool),
    )
    named[0] = False
    bodies.leave_unnamed_open(row, np.array([True]), agencies, named, among=None)
    numbers = {name: float(column[0]) for name, column in row.numbers.items()}
    share = (len(three) - 1) / len(three)
    assert numbers == {
        "numerator": len(three) - 1, "denominator": len(three) - 1, "value": 1,
        "low": share, "high": 1, "coverage": share,
    }  # fmt: skip


def test_money_per_person_is_over_a_rise_twice_as_coarse_as_counts() -> None:
    shown = seen(made("cost_per_ready", numerator=3000, denominator=34, value=3000 / 34))
    assert (shown["denominator"], shown["value"]) == (30, 100)
    assert seen(made("cost_per_ready", numerator=3000, denominator=19, value=3000 / 19))["mark"] == "c"


def test_a_row_whose_persons_are_not_known_is_withheld() -> None:
    assert seen(made("ready_share_weighted", numerator=30, denominator=60, value=0.5))["mark"] == "c"


def test_analysts_see_exact_values_with_the_mark_the_public_sees() -> None:
    shown = seen(share(3, 60, 100), ANALYST)
    assert (shown["value"], shown["numerator"], shown["mark"], shown["status"]) == (0.05, 3, "l", "met")


def test_an_own_reader_sees_the_own_unit_exactly_and_others_as_the_public_does() -> None:
    own = View.parse("own:03")
    assert seen(share(33, 68, 100), own)["numerator"] == 33
    assert seen(share(33, 68, 100, level="agency", unit="03-07", split="group"), own)["numerator"] == 33
    assert seen(share(33, 68, 100, unit="07"), own)["numerator"] == 35
    assert seen(share(33, 68, 100, level="nation", unit="TH"), own)["numerator"] == 35


@given(st.data())
def test_the_truth_stays_inside_the_range_told(data: st.DataObject) -> None:
    posts = data.draw(st.integers(10, 3000))
    whole = data.draw(st.integers(10, posts))
    part = data.draw(st.integers(0, whole))
    shown = seen(share(part, whole, posts))
    for at in (part / posts, (posts - whole + part) / posts):
        if shown["low"] is not None and shown["high"] is not None:
            assert float(shown["low"]) <= at + 1e-12
            assert at <= float(shown["high"]) + 1e-12


@given(st.data())
def test_a_range_is_told_from_what_is_told_alone(data: st.DataObject) -> None:
    """Rows whose rounded counts and mark are alike show the same range, share and coverage."""
    base = data.draw(st.integers(5, 600)) * 5
    wholes = [base + apart for apart in range(-2, 3)]
    posts = [3000 + apart for apart in range(-2, 3)]
    part = data.draw(st.integers(1, base // 5 - 1)) * 5
    found: dict[object, set[object]] = {}
    for whole, of, exact in product(wholes, posts, range(part - 2, part + 3)):
        shown = seen(share(exact, min(whole, of), of))
        told = (shown["numerator"], shown["denominator"], shown["mark"])
        found.setdefault(told, set()).add((shown["value"], shown["low"], shown["high"], shown["coverage"]))
    assert all(len(ranges) == 1 for ranges in found.values())


TELLING: dict[str, dict[str, float]] = {
    "ready_share": {"numerator": 33, "denominator": 68, "value": 0.4853, "low": 0.3333, "high": 0.6667},
    "persons_seen": {"numerator": 33, "value": 33},
    "coverage": {"numerator": 68, "denominator": 101, "value": 0.6733},
    "capability_score": {"numerator": 1300, "denominator": 12},
    "headcount": {"numerator": 101, "value": 101},
    "cost_per_ready": {"denominator": 24},
    "persons_not_ready": {"numerator": 35, "denominator": 70, "value": 35},
}


@pytest.mark.parametrize("measure", TELLING)
def test_every_number_that_tells_more_than_the_rule_allows_is_found(measure: str) -> None:
    level, unit = ("nation", "TH") if measure == "cost_per_ready" else ("ministry", "03")
    numbers = {"numerator": 40, "denominator": 70, "value": 40 / 70, "low": 0.4, "high": 0.7, "coverage": 0.7}
    row = made(measure, level=level, unit=unit, **numbers)  # type: ignore[arg-type]
    seen(row)
    assert not public.faults(row.frame(snapshot="", view=PUBLIC)).any()
    for name, number in TELLING[measure].items():
        told = row.frame(snapshot="", view=PUBLIC).assign(**{name: number})
        assert public.faults(told).all(), name
        assert not public.faults(told, ANALYST).any()


@given(st.data())
def test_what_the_rule_leaves_of_any_numbers_tells_no_more_than_it_allows(data: st.DataObject) -> None:
    measure = data.draw(st.sampled_from(["ready_share", "capability_pass", "persons_ready", "T2"]))
    posts = data.draw(st.integers(1, 200))
    whole = data.draw(st.integers(0, posts))
    row = share(data.draw(st.integers(0, whole)), whole, posts, measure=measure)
    seen(row)
    assert not public.faults(row.frame(snapshot="", view=PUBLIC)).any()


def test_a_crossing_may_be_as_coarse_as_its_row_says() -> None:
    coarse = {
        name: row.model_copy(update={"base": 10, "least": 20}) if name == "ministry_group" else row
        for name, row in definitions().disclosure.items()
    }
    with using(replace(definitions(), disclosure=coarse, version="coarse")):
        assert seen(share(33, 68, 100))["numerator"] == 30
        assert seen(share(9, 68, 100))["mark"] == "l"
        assert seen(share(9, 19, 100))["mark"] == "c"
        assert seen(share(33, 68, 100, level="nation", unit="TH"))["numerator"] == 35


def test_scores_of_all_capabilities_are_as_many_times_coarser_as_there_are() -> None:
    every = {"measure": "capability_pass", "level": "ministry"}
    assert seen(share(21, 69, 100, **every))["mark"] == "c"
    assert seen(share(34, 100, 100, **every))["mark"] == "l"
    assert seen(share(100, 210, 300, **every))["denominator"] == 210
    assert seen(share(100, 210, 300, **every))["numerator"] == 105


def test_evidence_and_the_weighted_share_have_rows_of_their_own() -> None:
    assert seen(share(30, 60, 100, measure="evidence_a", split="capability"))["value"] == 0.5
    assert seen(share(30, 60, 100, measure="evidence_a", split="group capability"))["mark"] == "c"
    assert seen(made("ready_share_weighted", denominator=100, value=0.5, coverage=0.6))["mark"] == "c"


def test_of_a_crossing_that_is_not_public_nobody_is_not_told_apart_from_somebody() -> None:
    nobody = made("capability_pass", level="agency", unit="03-07", split="group capability", denominator=0)
    assert seen(nobody) == {**NOTHING, "mark": "c", "status": None}


def test_a_median_falls_on_a_share_that_is_told() -> None:
    assert public.quantile(np.array([-np.inf, 0.2, 0.4, np.inf, np.nan]), 0.5) == pytest.approx(0.3)
    assert np.isnan(public.quantile(np.array([-np.inf, -np.inf, 0.4]), 0.5))
    assert np.isnan(public.quantile(np.array([np.nan]), 0.5))


def joined(rows: list[Tidy]) -> Tidy:
    """Rows of one measure as one."""
    return replace(
        rows[0],
        at={name: np.concatenate([one.at[name] for one in rows]) for name in rows[0].at},
        numbers={name: np.concatenate([one.numbers[name] for one in rows]) for name in NUMBERS},
        unit=np.concatenate([one.unit for one in rows]),
        flag=np.concatenate([one.flag for one in rows]),
        source=np.concatenate([one.source for one in rows]),
        status=np.concatenate([one.status for one in rows]),
        mark=np.concatenate([one.mark for one in rows]),
    )


class _Shares(Reader):
    """A reader of the ready shares of ministries: some public, some of too few persons, some silent."""

    def __init__(self, *, told: int, few: int, silent: int) -> None:
        about = SnapshotInfo("", datetime(2021, 1, 1), False, 0, "", "", "")
        super().__init__(cast("duckdb.DuckDBPyConnection", None), snapshot=about, quarters=[])
        rows = [*[share(30, 60, 100)] * told, *[share(4, 8, 10)] * few]
        self.rows = joined(rows + [made("ready_share")] * silent)

    def _units(self, rows: Tidy) -> Units:
        return Units(*[np.ones(len(rows.unit), dtype=bool)] * 3)

    def _read(self, *_: object, **__: object) -> Tidy:
        return self.rows.copy()


@pytest.mark.parametrize(
    ("told", "few", "silent", "value", "mark"),
    [(8, 2, 2, 0.5, None), (7, 2, 2, None, "c"), (8, 1, 7, 0.5, None), (8, 1, 8, None, "c")],
)
def test_a_public_median_is_of_at_least_eight_public_shares_and_half_of_all_and_tells_how_many(
    told: int, few: int, silent: int, value: float | None, mark: str | None
) -> None:
    median = made("ministry_median", level="nation", unit="TH", denominator=told + few, value=0.45)
    _Shares(told=told, few=few, silent=silent)._told(median, view=PUBLIC)
    shown = float(median.numbers["value"][0])
    assert (None if np.isnan(shown) else shown) == value
    assert (median.numbers["denominator"][0], median.mark[0]) == (told, mark)


def test_a_measure_that_counts_persons_must_say_what_the_public_rule_does_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(FOLDER, folder)
    text = (folder / "measures.toml").read_text(encoding="utf-8").replace('public = "count"\n', "", 1)
    (folder / "measures.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionFaults, match="names its treatment in public"):
        read_definitions(folder, REFERENCE)

"""The story the synthetic exports tell, and its figures from a seed alone."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.demo.roster import QUARTERS, agencies, profile
from etl.demo.story import story
from tests.demo.truth import truth


@pytest.fixture(scope="module")
def told() -> dict[str, pd.DataFrame]:
    return truth("small", 7)


def test_the_small_demonstration_has_agencies_of_every_ministry_with_expected_departments() -> None:
    assert {code[:2] for code in agencies("national")} == {code[:2] for code in agencies("small")}
    assert {"01-10", "01-12"} <= set(agencies("small"))


def test_a_headcount_is_the_official_number_of_the_register() -> None:
    ocsc = profile(7, "01-10")
    assert sum(ocsc.headcount.values()) == 493
    assert (ocsc.headcount["EXEC"], ocsc.headcount["MGMT"]) == (4, 17)
    assert ocsc.positions == {"PT_EXECUTIVE": 4, "PT_DIRECTOR": 17, "PT_ACADEMIC": 351, "PT_GENERAL": 121}


def test_an_agency_s_story_does_not_depend_on_who_else_reports() -> None:
    alone = truth("small", 7, ("08-05",))["assessment"]
    together = truth("small", 7, ("08-05", "01-10", "03-09"))["assessment"]
    same = together[together["agency"] == "08-05"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, same)


def test_another_seed_tells_another_story() -> None:
    first, second = (story(seed, "08-05", "small").rows["assessment"] for seed in (7, 8))
    assert not first.equals(second)


def test_no_more_persons_are_assessed_than_there_are(told: dict[str, pd.DataFrame]) -> None:
    seen = told["assessment"].groupby("agency")["person_id"].nunique()
    assert all(count <= profile(7, str(code)).persons for code, count in seen.items())


def test_a_person_is_assessed_once_a_day_by_each_method(told: dict[str, pd.DataFrame]) -> None:
    assert not told["assessment"].duplicated(["person_id", "assessed_on", "method"]).any()


def test_scores_rise_and_people_rate_themselves_above_their_tests(told: dict[str, pd.DataFrame]) -> None:
    scores = told["assessment"].assign(year=told["assessment"]["period"].str[:4])
    by_year = scores[scores["method"] == "tpqi"].groupby("year")["DLit"].mean()
    assert by_year.is_monotonic_increasing
    by_method = scores.groupby("method")["DLit"].mean()
    assert by_method["self"] > by_method["tpqi"] + 2


def test_stages_move_forward_with_a_few_slips_and_some_agencies_never_say(
    told: dict[str, pd.DataFrame],
) -> None:
    stages = told["stage"].sort_values("effective_on")
    latest = stages.groupby("agency")["stage"].last()
    assert set(latest) == {"EARLY", "DEVELOPING", "MATURE"}
    assert 0 < len(set(agencies("small")) - set(latest.index)) < 15


def test_some_courses_are_exactly_three_fifths_lecture(told: dict[str, pd.DataFrame]) -> None:
    hours = told["training"][["lecture_hours", "other_hours"]]
    share = hours["lecture_hours"] / hours.sum(axis="columns")
    assert share.between(0.29, 0.86).all()
    assert (hours["lecture_hours"] * 2 == hours["other_hours"] * 3).sum() > 20


def test_money_follows_the_phases_and_never_grows_on_its_way(told: dict[str, pd.DataFrame]) -> None:
    budget = told["budget"]
    fits = (budget["fiscal_year"] <= 2562) == (budget["source"] == "own")
    assert 0.02 < 1 - fits.mean() < 0.12
    asked = budget[budget["requested"].notna()]
    assert (asked["requested"] >= asked["allocated"]).all()
    spent = budget[budget["disbursed"].notna()]
    assert (spent["allocated"] >= spent["disbursed"]).all()
    assert 0 < budget["disbursed"].isna().sum() < len(budget) / 5


def test_practices_are_taken_up_over_the_years(told: dict[str, pd.DataFrame]) -> None:
    practice = told["practice"]
    done = (practice["status"] == "yes").groupby(practice["period"]).mean()
    assert done["2561Q4"] < done["2563Q4"] < done["2565Q4"]


def test_some_agencies_report_late_or_never(told: dict[str, pd.DataFrame]) -> None:
    quarters = told["headcount"].groupby("agency")["period"].nunique()
    silent = set(agencies("small")) - set(quarters.index)
    assert 0 < len(silent) < 6
    assert (quarters < len(QUARTERS)).any()

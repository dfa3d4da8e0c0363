"""Every measure on rows that fit on a screen: literal values, the sum that gives them in a comment."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension
from etl.queries import OutdatedSnapshot, Reader, open_reader
from etl.queries.view import ANALYST, PUBLIC, View
from etl.warehouse import sql
from etl.warehouse.home import Home
from tests.warehouse.samples import assessment, headcount, load

QUARTER = Period.parse("2564Q2")

# Requirements on file (any stage): EXEC DLit DL DTR · OTHR DLit · TECH all but DL.
PERSONS = [
    # 01-01: TECH ready, TECH not ready (DLit 50), TECH incomplete, EXEC ready and high-potential
    assessment("t1", DLit=70, DG=70, DT=70, DS=70, SPM=70, DTR=60, row_no=2),
    assessment("t2", DLit=50, DG=70, DT=70, DS=70, SPM=70, DTR=70, row_no=3),
    assessment("t3", DLit=70, row_no=4),
    assessment("e1", group="EXEC", DLit=90, DL=90, DTR=80, method="self", row_no=5),
    # 03-07: OTHR at the mark is ready, OTHR just below is not, attendance only is no score
    assessment("o1", agency="03-07", group="OTHR", DLit=60, method="supervisor", row_no=6),
    assessment("o2", agency="03-07", group="OTHR", DLit=59.999999, row_no=7),
    assessment("o3", agency="03-07", group="OTHR", DLit=99, method="attended", row_no=8),
]
HEADCOUNTS = [
    headcount("01-01", "TECH", 5, row_no=2),
    headcount("01-01", "EXEC", 2, row_no=3),
    headcount("03-07", "PT_EXECUTIVE", 1, row_no=4),
    headcount("03-07", "PT_GENERAL", 9, row_no=5),
]
STAGES: list[dict[str, object]] = [
    {"agency": "01-01", "period": "2564Q1", "stage": "EARLY", "effective_on": date(2020, 11, 1), "row_no": 2},
    {
        "agency": "01-01",
        "period": "2564Q2",
        "stage": "DEVELOPING",
        "effective_on": date(2021, 2, 1),
        "row_no": 3,
    },
    {"agency": "03-07", "period": "2564Q2", "stage": "EARLY", "effective_on": date(2021, 3, 31), "row_no": 4},
]
PRACTICES = [("P1", "yes"), ("P2", "yes"), ("P3", "yes"), ("P4", "partial"), ("P5", "no")]  # 3.5 of 8
COURSES: list[dict[str, object]] = [
    # lecture of all hours: 6 of 10 passes at exactly 60 %, 6.00001 of 10 does not
    {
        "agency": "01-01",
        "course": "ก",
        "lecture_hours": Decimal("6"),
        "other_hours": Decimal("4"),
        "participants": 20,
    },
    {
        "agency": "03-07",
        "course": "ข",
        "lecture_hours": Decimal("6.00001"),
        "other_hours": Decimal("3.99999"),
        "participants": 5,
    },
]
OTHERS = sum(
    sum(definitions().agencies[{"09-12": "09-09"}.get(agency.code, agency.code)].posts[2567].values())
    for agency in definitions().expected_agencies(QUARTER)
    if agency.code not in ("01-01", "03-07")
)
"""Posts of all other bodies by the register; of the one that was renamed later, by that of its successor."""
BUDGET: list[dict[str, object]] = [
    {
        "agency": "01-01",
        "source": "request",
        "requested": Decimal("100.50"),
        "allocated": Decimal("80"),
        "disbursed": Decimal("40"),
    },
    {"agency": "03-07", "source": "own", "requested": None, "allocated": Decimal("20"), "disbursed": None},
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A snapshot of the rows above."""
    home = Home(Path(tmp_path_factory.mktemp("home")))
    address: dict[str, object] = {"sheet": "แผ่น", "row_no": 2}
    load(
        home,
        (
            "ข้อมูล.xlsx",
            {
                "assessment": PERSONS,
                "headcount": HEADCOUNTS,
                "stage": [{"assessor": None, "evidence": None, "sheet": "แผ่น", **row} for row in STAGES],
                "practice": [
                    {
                        "agency": "01-01",
                        "period": "2564Q2",
                        "practice": code,
                        "status": status,
                        "evidence": None,
                        **address,
                    }
                    for code, status in PRACTICES
                ],
                "training": [
                    {
                        "period": "2564Q2",
                        "held_on": date(2021, 2, 1),
                        "theme": None,
                        "capability": "DLit",
                        "group": "TECH",
                        **row,
                        **address,
                    }
                    for row in COURSES
                ],
                "budget": [
                    {"fiscal_year": 2564, "purpose": "development", "line": None, **row, **address}
                    for row in BUDGET
                ],
            },
        ),
    )
    with open_reader(home.root) as opened:
        yield opened


def row(figures: pd.DataFrame, **wanted: str) -> dict[str, object]:
    """Return the one row with these codes, ALL where a dimension is not named."""
    codes = {
        "level": "nation",
        "unit_code": "TH",
        "group": "ALL",
        "capability": "ALL",
        "stage": "ALL",
        **wanted,
    }
    found = figures[(figures[list(codes)] == pd.Series(codes)).all(axis="columns")]
    assert len(found) == 1, f"{len(found)} rows for {codes}"
    return {str(name): None if pd.isna(value) else value for name, value in found.iloc[0].items()}


def test_the_columns_are_those_of_the_command_contract(reader: Reader) -> None:
    assert list(reader.figures(periods=[QUARTER], measures=["coverage"], view=ANALYST).columns) == [
        "period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator",
        "value", "low", "high", "coverage", "mark", "status", "snapshot", "framework", "population",
        "headcount_source",
    ]  # fmt: skip


def test_a_person_is_ready_not_ready_or_incomplete_and_attendance_makes_nobody_seen(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER],
        measures=["persons_seen", "persons_ready", "persons_not_ready", "persons_incomplete"],
        view=ANALYST,
    )
    assert row(figures, measure="persons_seen")["value"] == 6  # t1 t2 t3 e1 o1 o2
    assert row(figures, measure="persons_ready")["value"] == 3  # t1 e1 o1
    assert row(figures, measure="persons_not_ready")["value"] == 2  # t2 o2
    assert row(figures, measure="persons_incomplete")["value"] == 1  # t3


def test_the_ready_share_has_the_bounds_the_unseen_could_give_it(reader: Reader) -> None:
    figures = reader.figures(periods=[QUARTER], measures=["ready_share"], by=["group"], view=ANALYST)
    nation = row(figures)
    assert (nation["numerator"], nation["denominator"], nation["value"]) == (3, 5, 3 / 5)
    posts = 17 + OTHERS  # 5 + 2 + 1 + 9, and what the register has of everybody else
    assert (nation["low"], nation["high"], nation["coverage"]) == (3 / posts, (posts - 2) / posts, 5 / posts)
    unit = row(figures, level="agency", unit_code="01-01")
    assert (unit["low"], unit["high"], unit["coverage"]) == (2 / 7, 6 / 7, 3 / 7)
    tech = row(figures, group="TECH", level="agency", unit_code="01-01")
    assert (tech["value"], tech["low"], tech["high"], tech["coverage"]) == (1 / 2, 1 / 5, 4 / 5, 2 / 5)


def test_posts_of_no_single_group_may_be_of_any_group(reader: Reader) -> None:
    figures = reader.figures(periods=[QUARTER], measures=["ready_share"], by=["group"], view=ANALYST)
    others = row(figures, group="OTHR", level="agency", unit_code="03-07")
    # two seen, and 7 of the 9 posts known by position type may be of this group
    assert (others["low"], others["high"], others["coverage"]) == (1 / 9, 8 / 9, 2 / 9)
    leaders = row(figures, group="EXEC", level="agency", unit_code="03-07")
    assert (leaders["value"], leaders["low"], leaders["high"]) == (None, 0, 1)
    revenue = row(figures, level="agency", unit_code="03-07")
    assert (revenue["low"], revenue["high"], revenue["coverage"]) == (1 / 10, 9 / 10, 2 / 10)


def test_a_share_says_what_its_headcount_comes_from(reader: Reader) -> None:
    figures = reader.figures(periods=[QUARTER], measures=["coverage"], view=ANALYST)
    nation = row(figures)  # 170 of 172 agencies stated none, and the register is of three years later
    assert (nation["status"], nation["headcount_source"]) == ("register_estimate", "register-2567")
    own = row(figures, level="agency", unit_code="01-01")
    assert (own["status"], own["headcount_source"]) == (None, "own")
    silent = row(figures, level="agency", unit_code="07-05")
    assert (silent["numerator"], silent["denominator"], silent["mark"]) == (None, 1032, "x")
    former = row(figures, level="agency", unit_code="09-12")
    assert (former["denominator"], former["headcount_source"]) == (206, "succession")


def test_there_is_no_median_of_ministries_hardly_any_of_which_is_judged_well_enough(reader: Reader) -> None:
    median = row(reader.figures(periods=[QUARTER], measures=["ministry_median"], view=ANALYST))
    assert (median["value"], median["denominator"], median["mark"]) == (None, 0, "x")


def test_movements_are_among_stated_stages_and_first_statements_are_counted_apart(reader: Reader) -> None:
    found = reader.figures(
        periods=[QUARTER],
        measures=["stage_moves", "stage_first"],
        levels=["nation", "agency"],
        by=["stage"],
        view=ANALYST,
    )
    moves, first = (found[found["measure"] == measure] for measure in ("stage_moves", "stage_first"))
    assert row(moves)["numerator"] == 1  # 01-01 from early to developing
    assert row(moves, stage="DEVELOPING")["value"] == 1
    assert row(moves, level="agency", unit_code="03-07")["value"] is None  # not stated before: no movement
    assert (row(first)["value"], row(first, level="agency", unit_code="03-07")["value"]) == (1, 1)


def test_an_agency_that_never_stated_its_stage_is_for_no_time_at_one(reader: Reader) -> None:
    standing = reader.standing(QUARTER, view=ANALYST).set_index("agency")
    stated = standing["stage"] != "NOT_STATED"
    assert stated.any() and not stated.all()
    assert (standing["quarters_in_stage"].notna() == stated).all()


def test_no_stage_moves_in_a_quarter_nobody_reported_a_change(reader: Reader) -> None:
    after = reader.figures(
        periods=[QUARTER.shift(1)], measures=["stage_moves"], levels=["nation"], view=ANALYST
    )
    assert row(after)["numerator"] == 0


def test_the_weighted_share_weighs_strata_by_their_posts_those_of_no_group_being_one(reader: Reader) -> None:
    weighted = row(reader.figures(periods=[QUARTER], measures=["ready_share_weighted"], view=ANALYST))
    # TECH 1 of 2 judged, EXEC 1 of 1; of the 9 posts of no single group 1 of 2
    assert weighted["value"] == pytest.approx((5 * 1 / 2 + 2 * 1 + 9 * 1 / 2) / 16)


def test_capabilities_give_mean_pass_share_and_the_people_one_step_away(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER],
        measures=["capability_score", "capability_pass", "gap_people", "one_step"],
        by=["capability"],
        levels=["nation"],
        view=ANALYST,
    )
    score = row(figures, measure="capability_score", capability="DLit")
    assert (score["numerator"], score["denominator"]) == (
        pytest.approx(70 + 50 + 70 + 90 + 60 + 59.999999),
        6,
    )
    assert row(figures, measure="capability_pass", capability="DLit")["value"] == 4 / 6
    assert row(figures, measure="gap_people", capability="DLit")["value"] == 2
    assert row(figures, measure="one_step", capability="DLit")["value"] == 2  # t2 and o2 lack nothing else


def test_what_nobody_is_required_to_have_is_not_applicable_and_what_nobody_was_judged_in_not_available(
    demo_home: Path,
) -> None:
    splits: list[Dimension] = ["group", "capability", "stage"]
    with open_reader(demo_home) as reader:
        figures = reader.figures(
            periods=[Period(2565, 4)],
            measures=["capability_score", "capability_pass", "gap_people", "one_step"],
            by=splits,
            view=ANALYST,
        )
    silent = figures[figures["value"].isna() & (figures["mark"] != "c")]
    assert set(silent["mark"]) == {"x", "z"}
    assert set(silent[silent["measure"] == "capability_score"]["mark"]) <= {"x"}
    required = definitions().required
    for one in silent[silent["measure"] != "capability_score"].to_dict("records"):
        group, capability, stage = (str(one[split]) for split in splits)
        if group in ("ALL", "NOT_STATED") or capability == "ALL":
            continue
        stages = [*definitions().stages, "NOT_STATED"] if stage == "ALL" else [stage]
        assert (one["mark"] == "x") is any(required(group, each, capability, QUARTER) for each in stages), one


def test_evidence_grades_share_out_the_scores_in_force(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER],
        measures=["evidence_a", "evidence_b", "evidence_c"],
        by=["capability"],
        levels=["nation"],
        view=ANALYST,
    )
    shares = [
        row(figures, measure=measure, capability="DLit")["value"]
        for measure in ("evidence_a", "evidence_b", "evidence_c")
    ]
    assert shares == [4 / 6, 1 / 6, 1 / 6]


def test_agencies_are_counted_by_the_stage_in_force_at_the_quarters_end(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER.shift(-1), QUARTER],
        measures=["stage_share"],
        by=["stage"],
        levels=["nation"],
        view=ANALYST,
    )
    now = figures[figures["period"] == str(QUARTER)]
    before = figures[figures["period"] == str(QUARTER.shift(-1))]
    assert row(now, stage="DEVELOPING")["value"] == 1 / 2
    assert row(now, stage="EARLY")["value"] == 1 / 2
    assert (row(before, stage="EARLY")["numerator"], row(before, stage="EARLY")["denominator"]) == (1, 1)
    assert (row(now, stage="MATURE")["numerator"], row(now, stage="MATURE")["value"]) == (0, 0)


def test_a_lecture_share_of_exactly_sixty_percent_passes_and_the_least_more_does_not(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER],
        measures=["mix_ok", "mix_ok_agencies", "lecture_share", "hours_to_fix"],
        view=ANALYST,
    )
    assert row(figures, measure="mix_ok", level="agency", unit_code="01-01")["value"] == 1
    assert row(figures, measure="mix_ok", level="agency", unit_code="03-07")["value"] == 0
    assert row(figures, measure="mix_ok_agencies")["value"] == 1 / 2
    assert row(figures, measure="lecture_share")["value"] == pytest.approx(12.00001 / 20)
    assert row(figures, measure="hours_to_fix")["value"] == pytest.approx(12.00001 / 0.6 - 20)


def test_money_not_stated_stays_unknown_and_only_lines_that_state_both_make_a_rate(reader: Reader) -> None:
    measures = ["budget_requested", "budget_allocated", "budget_disbursed", "budget_disbursed_share"]
    figures = reader.figures(periods=[QUARTER], measures=measures, view=ANALYST)
    assert row(figures, measure="budget_requested")["value"] == 100.5
    assert row(figures, measure="budget_allocated")["value"] == 100
    assert row(figures, measure="budget_disbursed")["value"] == 40
    assert row(figures, measure="budget_disbursed_share")["value"] == 40 / 80
    own = reader.figures(
        periods=[Period(2562, 4)], measures=["budget_requested"], levels=["nation"], view=ANALYST
    )
    assert (row(own)["value"], row(own)["mark"]) == (None, "z")
    silent = row(figures, measure="budget_disbursed", level="agency", unit_code="03-07")
    assert (silent["value"], silent["mark"]) == (None, "x")


def test_reporting_counts_agencies_expected_and_a_silent_one_is_shown(reader: Reader) -> None:
    figures = reader.figures(periods=[QUARTER], measures=["reporting_rate", "ready_share"], view=ANALYST)
    nation = row(figures, measure="reporting_rate")
    assert (nation["numerator"], nation["denominator"]) == (2, 172)
    silent = row(figures, measure="ready_share", level="agency", unit_code="07-05")
    assert (silent["value"], silent["mark"]) == (None, "x")


def test_the_four_targets_carry_value_bounds_coverage_and_verdict(reader: Reader) -> None:
    figures = reader.figures(
        periods=[QUARTER], measures=["T1", "T2", "T3", "T4"], levels=["nation", "agency"], view=ANALYST
    )
    leaders = row(figures, measure="T1")
    assert (leaders["value"], leaders["high"], leaders["status"]) == (1, 1, "cannot_judge")
    assert (
        row(figures, measure="T1", level="agency", unit_code="01-01")["status"] == "likely_on_path"
    )  # ½ covered, low ½ < path
    assert row(figures, measure="T2")["value"] == 3 / 5
    high = row(figures, measure="T3")
    # 01-01 has one of 7 posts; two of 03-07 are below 80, eight may yet reach it
    assert (high["numerator"], high["denominator"], high["low"], high["high"]) == (1, 1, 1 / 172, 1)
    system = row(figures, measure="T4")  # 5 of 8 answered: too few for a value
    assert (system["value"], system["low"], system["high"]) == (None, 3.5 / 8 / 172, (171 + 6.5 / 8) / 172)


def test_analysts_see_every_value_with_the_mark_others_see_in_its_place(reader: Reader) -> None:
    seen = row(reader.figures(periods=[QUARTER], measures=["ready_share"], view=ANALYST))
    hidden = row(reader.figures(periods=[QUARTER], measures=["ready_share"], view=PUBLIC))
    assert (seen["mark"], seen["value"]) == ("c", 3 / 5)
    assert [hidden[name] for name in ("mark", "value", "numerator", "low", "coverage", "status")] == [
        "c",
        *[None] * 5,
    ]


def test_who_has_a_high_potential_group_is_named_in_public_from_a_hundred_posts_on(reader: Reader) -> None:
    found = reader.high_potential(QUARTER, view=ANALYST).set_index("agency")["potential"]
    assert (found["01-01"], found["03-07"], found["01-02"]) == ("has", "open", "open")
    shown = reader.high_potential(QUARTER, view=PUBLIC).set_index("agency")["potential"]
    assert pd.isna(shown["01-01"])  # seven posts
    assert shown["01-02"] == "open"
    own = reader.high_potential(QUARTER, view=View("own", "01-01")).set_index("agency")["potential"]
    assert own["01-01"] == "has"


def test_practices_are_counted_by_answer_and_lapse_after_six_quarters(reader: Reader) -> None:
    done = definitions().family("practice_done")
    counted = reader.figures(periods=[QUARTER], measures=done, by=["stage"], view=ANALYST)
    of = counted.set_index(["measure", "unit_code", "stage"])["value"].to_dict()
    found = [of[f"practice_{answer}_P1", "TH", "ALL"] for answer in ("yes", "partial", "no", "not_answered")]
    assert found == [1, 0, 0, 171]
    assert of["practice_partial_P4", "TH", "ALL"] == 1
    assert of["practice_not_answered_P8", "TH", "ALL"] == 172
    assert of["practice_yes_P1", "01", "ALL"] == of["practice_yes_P1", "TH", "DEVELOPING"] == 1
    assert of["practice_yes_P1", "TH", "EARLY"] == 0
    whole = counted[counted["stage"] == "ALL"]
    assert set(whole[whole["unit_code"] == "TH"].groupby(whole["measure"].str[-2:])["value"].sum()) == {172}
    answers = reader.practice_answers(QUARTER, units=["01-01"]).set_index("practice")["status"]
    assert answers["P5"] == "no"
    assert pd.isna(answers["P6"])
    later = [Period.parse(text) for text in ("2564Q3", "2565Q4", "2566Q1")]
    figures = reader.figures(periods=later, measures=["T4"], levels=["agency"], view=ANALYST)
    low = figures[figures["unit_code"] == "01-01"].set_index("period")["low"]
    assert low.to_dict() == {"2564Q3": 3.5 / 8, "2565Q4": 3.5 / 8, "2566Q1": 0}


def test_units_narrow_the_answer_without_changing_a_figure(reader: Reader) -> None:
    whole = reader.figures(periods=[QUARTER], measures=["ready_share", "T2"], view=ANALYST)
    part = reader.figures(periods=[QUARTER], measures=["ready_share", "T2"], units=["03"], view=ANALYST)
    assert set(part["unit_code"]) >= {"03", "03-07"}
    assert "TH" not in set(part["unit_code"])
    same = whole[whole["unit_code"].isin(set(part["unit_code"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(part, same)


def test_a_quarter_before_the_data_is_unknown_not_zero(reader: Reader) -> None:
    earlier = row(
        reader.figures(
            periods=[Period.parse("2560Q1")], measures=["coverage"], levels=["nation"], view=ANALYST
        )
    )
    assert (earlier["value"], earlier["mark"]) == (None, "x")


def test_moves_name_each_agency_with_its_stage_then_and_now(reader: Reader) -> None:
    moves = reader.stage_moves(period=QUARTER, since=QUARTER.shift(-1)).set_index("agency")
    assert tuple(moves.loc["01-01", ["earlier", "later"]]) == ("EARLY", "DEVELOPING")
    assert tuple(moves.loc["03-07", ["earlier", "later"]]) == ("NOT_STATED", "EARLY")


def test_money_of_a_source_that_does_not_fit_its_phase_is_flagged(reader: Reader) -> None:
    lines = reader.budget_lines()
    lines = lines[lines["fiscal_year"] == 2564].set_index("agency")
    assert dict(lines["misfit"]) == {"01-01": False, "03-07": True}


def test_what_is_in_force_is_carried_on_until_it_lapses(reader: Reader) -> None:
    later = [Period.parse(text) for text in ("2564Q3", "2566Q1", "2566Q2", "2575Q4")]
    figures = reader.figures(periods=later, measures=["coverage", "reporting_rate"], view=ANALYST)
    judged = [row(figures, measure="coverage", period=str(quarter))["numerator"] for quarter in later]
    assert judged == [5, 5, None, None]  # assessed on 15 February 2564: lapsed at the end of 2566Q2
    own = [
        row(figures, measure="coverage", period=str(quarter), level="agency", unit_code="01-01")
        for quarter in later
    ]
    assert [unit["denominator"] for unit in own] == [7, 7, 7, 364]  # a return counts for eight quarters
    assert row(figures, measure="reporting_rate", period="2564Q3")["numerator"] == 0


def test_a_snapshot_of_other_definitions_asks_to_be_rebuilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    load(home, ("ข้อมูล.xlsx", {"headcount": HEADCOUNTS}))
    monkeypatch.setattr(sql, "version", lambda: "later")
    with pytest.raises(OutdatedSnapshot, match="Run rebuild"), open_reader(home.root):
        pass


def test_a_stage_stated_beforehand_is_in_force_from_the_quarter_it_takes_effect_in(tmp_path: Path) -> None:
    told = [("EARLY", date(2021, 1, 1)), ("MATURE", date(2022, 1, 1))]
    common = {"agency": "03-07", "period": "2564Q2", "assessor": None, "evidence": None, "sheet": "แผ่น"}
    rows = [
        {**common, "stage": stage, "effective_on": day, "row_no": number}
        for number, (stage, day) in enumerate(told, start=2)
    ]
    load(Home(tmp_path), ("ระยะ.xlsx", {"stage": rows}))
    with open_reader(tmp_path) as opened:
        figures = opened.figures(
            periods=[Period.parse("2565Q1"), Period.parse("2565Q2"), Period.parse("2566Q3")],
            measures=["stage_share"],
            levels=["nation"],
            by=["stage"],
            view=ANALYST,
        )
    mature = figures[figures["stage"] == "MATURE"]
    assert dict(zip(mature["period"], mature["numerator"], strict=True)) == {
        "2565Q1": 0,
        "2565Q2": 1,
        "2566Q3": 1,
    }


def test_returns_tell_whether_an_agency_sent_a_dataset_and_never_of_how_many_persons(reader: Reader) -> None:
    returns = reader.returns(QUARTER).drop(columns=["ministry", "agency"])
    assert set(returns.dtypes) == {np.dtype(bool)}
    assert returns["assessment"].any() and not returns["assessment"].all()

"""What may be said of a figure: the sentence follows from measure and situation, never from the medium."""

from __future__ import annotations

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries import against_plan, statements
from etl.queries.figure import Figure, Figures
from etl.queries.number import Number
from etl.queries.sentence import End, Listed, Term, joined
from etl.queries.statements import Moved, Situation

TH, EN = definitions().words("th"), definitions().words("en")
NOW, YEAR_AGO = Period(2564, 2), Period(2563, 2)
PARTS = ["numerator", "denominator", "value", "low", "high", "coverage"]


def ready(unit: str = "TH", **parts: object) -> Figure:
    """A ready share of 62 % with a range and enough coverage, unless told otherwise."""
    told = {"numerator": 124, "denominator": 200, "value": 0.62, "low": 0.4, "high": 0.78, "coverage": 0.7}
    return Figure("2564Q2", "ready_share", unit, **{**told, **parts})  # type: ignore[arg-type]


def nothing(unit: str = "TH", **parts: object) -> Figure:
    """A ready share without any part."""
    return ready(unit, **{**dict.fromkeys(PARTS), **parts})


def rate(reported: float, expected: float, unit: str = "TH") -> Figure:
    """A reporting rate."""
    return Figure(
        "2564Q2",
        "reporting_rate",
        unit,
        numerator=reported,
        denominator=expected,
        value=reported / expected,
    )


def figures(*rows: Figure) -> Figures:
    """The figures as a reader gives them."""
    frame = pd.DataFrame(rows, columns=list(Figure._fields))
    frame["level"] = "ministry"
    return Figures(frame.astype(dict.fromkeys(PARTS, "float64")), period=NOW)


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (ready(), "whole"),
        (ready(coverage=0.499), "thin"),
        (ready(coverage=0.5), "whole"),
        (ready(status="headcount_incomplete"), "incomplete"),
        (ready(low=None, high=None, coverage=None), "incomplete"),
        (ready(status="register_estimate"), "estimate"),
        (nothing(mark="c"), "withheld"),
        (nothing(mark="l"), "few"),
        (nothing(mark="h"), "nearly_all"),
        (ready(value=None, mark="h"), "nearly_all"),
        (ready(value=None, mark="h", coverage=0.3), "thin"),
        (nothing(mark="l", denominator=200, status="headcount_incomplete"), "incomplete"),
        (nothing(mark="x"), "nobody"),
    ],
)
def test_what_stands_between_a_share_and_a_conclusion_is_one_situation(
    share: Figure, found: Situation
) -> None:
    assert statements.situation(share) == found
    made = statements.readiness(figures(share))
    assert made.id == f"ready.{found}"
    for words in (TH, EN):
        said = made.text(words)
        assert not any(f"[{mark}]" in said for mark in "clhxz")
        assert ("อยู่ระหว่าง" in said or "lies between" in said) == (found == "whole")


def test_a_unit_all_of_which_are_silent_is_said_to_be() -> None:
    made = statements.readiness(figures(nothing(unit="03", mark="x"), rate(0, 8, "03")), "03")
    assert made.text(EN) == (
        "There is no ready share for Ministry of Finance in Q2 FY 2564 yet: no agency has reported."
    )
    reporting = statements.reporting(figures(rate(0, 8, "03")), "03")
    assert (reporting.id, reporting.text(EN)) == (
        "reporting.silent",
        "No agency of Ministry of Finance has reported for Q2 FY 2564; expected: 8.",
    )


def test_per_cent_is_named_once_in_a_thai_range() -> None:
    said = statements.readiness(figures(ready())).text(TH)
    assert said == (
        "ทั้งประเทศมีสัดส่วนผู้พร้อมร้อยละ 62.0 ของผู้ที่ประเมินครบ "
        "ประเมินครบร้อยละ 70.0 ของจำนวนบุคลากร ค่าจริงจึงอยู่ระหว่างร้อยละ 40.0 ถึง 78.0"
    )


@pytest.mark.parametrize("known", [{}, {"value": 0.3, "denominator": 1000}])
def test_where_the_whole_cannot_be_judged_the_reporting_bodies_lead_under_their_own_name(
    known: dict[str, float],
) -> None:
    companion = ready(value=0.55, low=0.5, high=0.6)._replace(measure="ready_share_reporting")
    bodies = Figure("2564Q2", "reporting_bodies", "TH", numerator=44, denominator=172, value=44 / 172)
    posts = Figure("2564Q2", "reporting_posts", "TH", **known)  # type: ignore[arg-type]
    made = statements.readiness(figures(ready(status="headcount_incomplete"), companion, bodies, posts))
    said = made.text(EN)
    assert said.startswith("In the 44 of 172 agencies of the country with results")
    assert ("30.0% of posts" in said) == bool(known)
    assert "55.0%" in said
    assert "62.0%" not in said
    assert said.endswith("the headcount of some agencies is not known.")


def test_an_estimate_names_the_register_and_is_not_the_truth() -> None:
    estimate = ready(status="register_estimate", headcount_source="register-2567")
    assert "ประมาณการจากทะเบียนปี 2567" in statements.readiness(figures(estimate)).text(TH)
    mixed = ready(status="register_estimate", headcount_source="own")
    assert "registers of several years" in statements.readiness(figures(mixed)).text(EN)


@pytest.mark.parametrize(
    ("share", "side"),
    [
        (ready(low=0.61, high=0.7), "above"),
        (ready(low=0.3, high=0.59), "below"),
        (ready(low=0.6, high=0.7), "unclear"),
        (ready(low=0.5, high=0.7), "unclear"),
    ],
)
def test_above_or_below_the_median_is_said_only_where_the_range_excludes_it(share: Figure, side: str) -> None:
    median = Figure("2564Q2", "ministry_median", "TH", denominator=12, value=0.6)
    made = statements.against(share, median)
    assert made is not None
    assert made.id == f"against.{side}"
    assert statements.against(share._replace(coverage=0.4), median) is None
    assert statements.against(share, median._replace(value=None)) is None


def test_a_median_of_peers_is_of_those_that_can_be_concluded_on_and_of_enough_of_them() -> None:
    shares = [ready(value=value) for value in (0.4, 0.5, 0.7)]
    unseen = [ready(coverage=0.3), ready(status="headcount_incomplete"), nothing(mark="c")]
    found = statements.median_of([*shares, *unseen], least=3)
    assert (found.denominator, found.share().text) == (3, "50.0%")
    assert statements.median_of([*shares, *unseen, nothing(mark="x")], least=3).value is None  # 3 of 7
    assert statements.median_of(shares, least=4).share().text == "[x]"
    nearly = ready(value=None, mark="h")
    assert statements.median_of([*shares, nearly, nearly], least=3).share().text == "70.0%"
    assert statements.median_of([nearly, nearly, nearly], least=3).share().text == "[c]"
    assert statements.median_of([], least=3).denominator == 0


def test_no_unit_is_named_highest_or_lowest_where_its_range_meets_another_s() -> None:
    top = ready("03", value=0.9, low=0.8, high=0.95)
    middle, low = ready("04", value=0.5, low=0.4, high=0.6), ready("06", value=0.45, low=0.35, high=0.55)
    made = statements.extremes([low, top, middle, ready("07", coverage=0.1)], "ministry")
    assert made.id == "extremes.top"
    assert made.text(EN) == (
        "Ready share, in the 3 of 4 ministries that can be concluded on, runs from 45.0% to 90.0%. "
        "It is highest in Ministry of Finance; the lowest cannot be told apart."
    )
    assert statements.extremes([low, middle], "ministry").id == "extremes.unclear"
    apart = statements.extremes([low, top], "ministry")
    assert dict(apart.arguments)["bottom"] == Term("unit", "06")
    assert statements.extremes([top], "ministry").id == "extremes.one"
    thin_above = ready("07", value=0.98, low=0.96, high=0.99, coverage=0.1)
    assert statements.apart([low, top, thin_above]) == (None, low)
    for other in (nothing("07", mark="l"), nothing("07", mark="h"), nothing("07", mark="c"), nothing("07")):
        assert statements.apart([low, top, other]) == (None, None)
    hidden = ready("07", value=None, low=0.0, high=0.1, mark="l")
    assert statements.extremes([low, top, hidden], "ministry").id == "extremes.unclear"
    assert statements.apart([low, top, nothing("07", mark="z")]) == (top, low)


@pytest.mark.parametrize(
    ("share", "name"),
    [
        (ready(), "range.whole"),
        (ready(status="register_estimate"), "range.estimate"),
        (ready(coverage=0.3), None),
        (ready(low=None, high=None, coverage=None), None),
        (ready(value=None, mark="l"), None),
    ],
)
def test_the_true_value_lies_between_is_said_only_of_a_whole(share: Figure, name: str | None) -> None:
    made = statements.ends(share)
    assert (made and made.id) == name
    if made:
        assert ("ค่าจริง" in made.text(TH), "True value" in made.text(EN)) == (name == "range.whole",) * 2
        assert "40.0%" in made.text(EN)
    possible = statements.possible(share)
    assert (possible is not None) == share.ranged
    assert possible is None or "True value" not in possible.text(EN)


def test_a_whole_that_cannot_be_concluded_on_is_said_also_where_nearly_all_or_few_are_ready() -> None:
    thin = ready("03", value=None, mark="h", coverage=0.3)
    assert (statements.is_open(thin), statements.is_concluded(thin)) == (True, False)
    assert statements.uncertain([thin], "ministry", NOW) is not None
    few = ready("03", value=None, numerator=None, mark="l", status="headcount_incomplete")
    assert statements.readiness(figures(few), "03").text(EN) == (
        "The readiness of Ministry of Finance cannot be concluded yet: the headcount of some agencies is not "
        "known (of 200 people fully assessed, fewer than 10 are ready)."
    )


def test_a_share_that_is_not_shown_is_no_share_that_cannot_be_judged() -> None:
    hidden = [nothing(code, mark=mark) for code, mark in (("03", "c"), ("04", "l"), ("06", "h"))]
    assert statements.uncertain([*hidden, ready("07")], "ministry", NOW) is None
    made = statements.uncertain([*hidden, ready("07", coverage=0.1)], "ministry", NOW)
    assert made is not None
    assert dict(made.arguments)["names"] == Listed((Term("unit", "07"),))
    assert statements.extremes([], "ministry").id == "extremes.nothing"


@pytest.mark.parametrize(
    ("moved", "panel", "ids"),
    [
        (0.061, 0.04, ("change.up", "panel.up")),
        (-0.061, 0.0, ("change.down", "panel.same")),
        (0.0004, None, ("change.same", "panel.withheld")),
    ],
)
def test_a_change_has_its_direction_in_words_and_a_withheld_one_is_withheld(
    moved: float, panel: float | None, ids: tuple[str, str]
) -> None:
    told = Moved(YEAR_AGO, Number(moved, "points"), Number(panel, "points", "c"), 43, Number(0.0, "points"))
    made = statements.change(told)
    inner = dict(made.arguments)["panel"]
    assert (made.id, getattr(inner, "id", "")) == ids
    assert not set("+\N{MINUS SIGN}") & set(made.text(TH))


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Number(-0.021, "points"), "Changed rules alone made it fall by 2.1 percentage points."),
        (Number(0.021, "points"), "Changed rules alone made it rise by 2.1 percentage points."),
        (Number(None, "points", "~"), "Rules changed in between; their effect is no larger than rounding."),
        (Number(0.0, "points"), None),
        (Number(None, "points"), None),
    ],
)
def test_the_sentence_of_a_change_names_what_changed_rules_make_of_it(
    rules: Number, said: str | None
) -> None:
    rise = Number(0.061, "points")
    made = statements.change(Moved(YEAR_AGO, rise, rise, 43, rules))
    assert (made.id == "change.up") == (said is None)
    assert made.text(EN).endswith(said or "it rose by 6.1.")
    assert "6.1" in made.text(TH)


def test_a_change_nobody_may_see_is_no_missing_one() -> None:
    hidden, missing = (
        Moved(YEAR_AGO, number, number, 0, number)
        for number in (Number(None, "points", mark) for mark in "cx")
    )
    assert statements.change(hidden).id == "change.withheld"
    assert statements.change(missing).id == "change.none"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"status": "behind", "value": 0.3}, "verdict"),
        ({"status": "cannot_judge", "coverage": 0.3}, "thin"),
        ({"status": "cannot_judge", "low": None, "high": None, "coverage": None}, "incomplete"),
        ({"status": "likely_on_path", "value": 0.42496}, "verdict"),
        ({"status": "on_path", "value": 0.4244}, "about"),
        ({"status": "on_path", "value": None, "mark": "l"}, "verdict"),
        ({"status": "behind", "value": None, "mark": "h"}, "verdict"),
        ({"status": "cannot_judge", "coverage": 0.5}, "open"),
        ({"status": "cannot_judge", "value": None, "mark": "l", "coverage": 0.6}, "open"),
    ],
)
def test_a_target_is_told_by_its_verdict_or_by_what_stands_in_its_way(
    parts: dict[str, object], name: str
) -> None:
    plan = definitions().targets["T2"]
    made = against_plan.target(plan, ready("TH", **parts)._replace(measure="T2"), NOW)
    assert made.id == f"target.{name}"
    assert "T2" in made.text(TH)


def test_after_the_plan_the_closing_verdict_stays_and_nothing_is_due() -> None:
    plan, after = definitions().targets["T2"], Period(2567, 1)
    shown = ready(status="behind")._replace(measure="T2", period=str(after))
    made = against_plan.target(plan, shown, after)
    assert made.id == "target.closed"
    assert made.text(TH).startswith("เป้าหมาย T2")
    assert "สิ้นสุดแผนแล้ว" in made.text(TH)
    assert EN("charts.verdict.behind") in made.text(EN)
    assert "this quarter 4" not in made.text(EN)


def test_the_headline_of_the_targets_counts_behind_open_and_silent() -> None:
    verdicts = {"T1": "behind", "T2": "likely_behind", "T3": "met", "T4": "cannot_judge"}
    rows = [
        ready(status=status)._replace(measure=definitions().targets[target].measure)
        for target, status in verdicts.items()
    ]
    assert against_plan.all_targets(figures(*rows, rate(42, 172))).text(EN) == (
        "2 of 4 targets are behind plan; 1 cannot be told yet; agencies that have not reported: 130."
    )


def test_a_capability_is_named_the_shortest_only_where_its_range_meets_no_other_s() -> None:
    def passing(code: str, share: float, **parts: object) -> Figure:
        own = {"value": share, "low": share - 0.1, "high": share + 0.1, **parts}
        return ready("TH", **own)._replace(measure="capability_pass", capability=code)

    lowest, low, high = passing("DLit", 0.2), passing("DG", 0.5), passing("DT", 0.7)
    made = statements.shortest(figures(lowest, low, high))
    assert (made.id, dict(made.arguments)["capability"]) == ("capability.least", Term("capability", "DLit"))
    met, unknown = passing("DLit", 0.45), passing("DLit", 0.2, low=None, high=None)
    hidden = passing("DLit", 0.2, value=None, mark="l")
    for other in (met, unknown, hidden):
        said = statements.shortest(figures(other, low, high))
        assert said.id.startswith("extremes.")
        assert "bottom" not in dict(said.arguments)
    assert statements.shortest(figures()).id == "capability.none"


def test_reporting_and_complete_ministries_are_counted() -> None:
    found = figures(rate(7, 8), rate(4, 4, "03"), rate(3, 4, "04"))
    assert joined([statements.reporting(found), statements.reporting(found, "03")], EN) == (
        "Agencies of the country that have reported: 7 of 8 (87.5%); not reported yet: 1. "
        "All agencies of Ministry of Finance have reported (4)."
    )
    rates = [found.at("reporting_rate", unit) for unit in ("03", "04")]
    assert statements.complete(rates).text(EN) == "Ministries all of whose agencies have reported: 1 of 2."


def test_a_range_s_second_end_keeps_its_per_cent_sign_in_english() -> None:
    end = End(Number(0.73, "share"))
    ready_in = statements.readiness(figures(ready(high=0.73)))
    assert dict(ready_in.arguments)["high"] == end
    assert "40.0% and 73.0%" in ready_in.text(EN)

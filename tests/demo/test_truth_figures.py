"""Figures after loading messy files equal those worked out from what their makers meant, by another route."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.queries import open_reader
from etl.queries.view import ANALYST
from tests.demo.bodies import GROUPS, Body, expected, flag, posts
from tests.demo.truth import truth

QUARTERS = ("2561Q4", "2562Q1", "2563Q4", "2565Q4")
CAPABILITIES = tuple(definitions().capabilities)
GRADES = {"C": 1, "B": 2, "A": 3}
NOTHING = (0.0, 0.0)
NUMBERS = ("numerator", "denominator", "value", "low", "high", "coverage", "mark", "status")
OWN_MONEY = (2561, 2562)
"""The fiscal years in which agencies used money of their own: nobody requests any."""
ASKED = 8
"""Practices asked of every agency."""

Rows = dict[tuple[str, str, str], dict[str, Any]]


class Meant:
    """What was meant, as of a quarter's end: persons with their outcome, posts, stages."""

    def __init__(self, tables: dict[str, pd.DataFrame], quarter: str) -> None:
        self.tables = tables
        self.period = Period.parse(quarter)
        self.end = pd.Timestamp(self.period.end)
        self.stages = self._stages()
        self.persons = self._persons()
        self.seen = self._seen()
        self.bodies = list(expected(tables["headcount"], self.period))

    def _stages(self) -> dict[str, str]:
        rows = self.tables["stage"]
        known = rows[pd.to_datetime(rows["effective_on"]) <= self.end]
        return dict(known.sort_values("effective_on").groupby("agency")["stage"].last())

    def _persons(self) -> pd.DataFrame:
        rows = self.tables["assessment"]
        since = self.end - pd.DateOffset(months=int(definitions().rule("validity_months", self.period)))
        days = pd.to_datetime(rows["assessed_on"])
        live = rows[(days <= self.end) & (days > since)].assign(day=days)
        live["rank"] = live["method"].map(
            {m.code: GRADES.get(m.grade) for m in definitions().methods.values()}
        )
        place = live.sort_values("day").groupby("person_id")[["agency", "group"]].last()
        counting = live[live["rank"].notna()].sort_values(["day", "rank"])
        scores = counting.groupby("person_id")[list(CAPABILITIES)].last()
        persons = place.join(scores)
        persons["ministry"] = persons["agency"].map(lambda code: definitions().agencies[code].ministry)
        persons["outcome"] = [self._outcome(row) for row in persons.to_dict("records")]
        return persons

    def required(self, row: Mapping[Hashable, Any]) -> list[str]:
        stage = self.stages.get(str(row["agency"]), "ANY")
        return [
            code
            for code in CAPABILITIES
            if definitions().required(str(row["group"]), stage, code, self.period)
        ]

    def _outcome(self, row: Mapping[Hashable, Any]) -> str:
        wanted = [row[code] for code in self.required(row)]
        mark = definitions().rule("pass_mark", self.period)
        if any(pd.notna(score) and score < mark for score in wanted):
            return "not_ready"
        if any(pd.isna(score) for score in wanted):
            return "incomplete"
        return "ready" if wanted else "no_requirement"

    def _seen(self) -> dict[tuple[str, str], int]:
        """Persons with a score in force by agency and group; who only attended has none."""
        scored = self.persons[self.persons[list(CAPABILITIES)].notna().any(axis="columns")]
        return Counter(zip(scored["agency"].astype(str), scored["group"].astype(str), strict=True))

    def of(self, unit: str) -> list[Body]:
        """The bodies expected of the nation, a ministry or an agency."""
        return [body for body in self.bodies if unit in ("TH", body.ministry, body.agency)]

    def counts(self, outcome: str, **where: str) -> float:
        """Persons of an outcome, of all or of a unit or group."""
        rows = self.persons[self.persons["outcome"] == outcome]
        for column, value in where.items():
            rows = rows[rows[column] == value]
        return float(len(rows))


@pytest.fixture(scope="module", params=QUARTERS)
def meant(request: pytest.FixtureRequest) -> Iterator[Meant]:
    yield Meant(truth("small", 7), request.param)


def figures(
    home: Path,
    period: Period,
    measures: list[str],
    *,
    levels: tuple[Level, ...] = ("nation",),
    by: tuple[Dimension, ...] = (),
) -> dict[tuple[str, ...], tuple[float, float]]:
    """(measure, unit, group, capability, stage) → numerator and denominator, for whoever may see them."""
    with open_reader(home) as reader:
        found = reader.figures(
            periods=[period], measures=measures, levels=list(levels), by=list(by), view=ANALYST
        )
    keys = found[["measure", "unit_code", "group", "capability", "stage"]].itertuples(index=False, name=None)
    values = found[["numerator", "denominator"]].fillna(0).astype(float).itertuples(index=False, name=None)
    return dict(zip(keys, values, strict=True))


def ranges(
    home: Path, period: Period, measures: list[str], *, level: Level, by: tuple[Dimension, ...] = ()
) -> Rows:
    """(measure, unit, group) → all numbers of a figure and its status, None where there is none."""
    with open_reader(home) as reader:
        found = reader.figures(periods=[period], measures=measures, levels=[level], by=list(by), view=ANALYST)
    return {
        (row["measure"], row["unit_code"], row["group"]): {
            name: None if pd.isna(row[name]) else row[name] for name in NUMBERS
        }
        for row in found.to_dict("records")
    }


@pytest.mark.parametrize("level", ["nation", "ministry", "agency"])
def test_coverage_and_ready_share_with_their_ranges_over_all_bodies_expected(
    demo_home: Path, meant: Meant, level: Level
) -> None:
    assert set(meant.persons["agency"]) <= {body.agency for body in meant.bodies}
    found = ranges(demo_home, meant.period, ["coverage", "ready_share"], level=level)
    units = {"nation": {"TH"}, "ministry": {body.ministry for body in meant.bodies}}
    for unit in units.get(level, {body.agency for body in meant.bodies}):
        ready, not_ready = (counted(meant, outcome, level, unit) for outcome in ("ready", "not_ready"))
        check(found, meant, unit, "ALL", ready, not_ready)


@pytest.mark.parametrize("level", ["nation", "agency"])
def test_coverage_and_ready_share_of_groups_with_the_rest_once(
    demo_home: Path, meant: Meant, level: Level
) -> None:
    found = ranges(demo_home, meant.period, ["coverage", "ready_share"], level=level, by=("group",))
    for unit in {"TH"} if level == "nation" else {body.agency for body in meant.bodies}:
        for group in GROUPS:
            ready, not_ready = (
                counted(meant, outcome, level, unit, group=group) for outcome in ("ready", "not_ready")
            )
            check(found, meant, unit, group, ready, not_ready)


def test_leaders_are_two_groups_that_share_one_rest(demo_home: Path, meant: Meant) -> None:
    found = ranges(demo_home, meant.period, ["T1", "T2"], level="nation")
    for target, groups in {"T1": ("EXEC", "MGMT"), "T2": GROUPS}.items():
        ready, not_ready = (
            sum(meant.counts(outcome, group=group) for group in groups) for outcome in ("ready", "not_ready")
        )
        whole = posts(meant.bodies, meant.seen, groups)
        row = found[target, "TH", "ALL"]
        assert whole is not None
        assert (row["numerator"], row["denominator"]) == (ready, ready + not_ready)
        assert row["low"] == pytest.approx(ready / whole)
        assert row["high"] == pytest.approx((whole - not_ready) / whole)
        assert row["coverage"] == pytest.approx((ready + not_ready) / whole)


def counted(meant: Meant, outcome: str, level: Level, unit: str, **where: str) -> float:
    """Persons of an outcome in a unit."""
    return meant.counts(outcome, **({} if level == "nation" else {level: unit}), **where)


def check(found: Rows, meant: Meant, unit: str, group: str, ready: float, not_ready: float) -> None:
    """Coverage and ready share of a unit, or of a group in it, on the H of all its bodies."""
    groups = GROUPS if group == "ALL" else (group,)
    bodies, judged = meant.of(unit), ready + not_ready
    whole = posts(bodies, meant.seen, groups)
    coverage, share = found.get(("coverage", unit, group)), found.get(("ready_share", unit, group))
    heard = any((body.agency, one) in meant.seen for body in bodies for one in GROUPS)
    if coverage is None or share is None:
        assert not heard, (unit, group)
        return
    assert (coverage["numerator"] or 0, share["numerator"] or 0, share["denominator"] or 0) == (
        *(judged, ready),
        judged,
    ), (unit, group)
    assert coverage["denominator"] == (whole or None), (unit, group)
    if not whole or not heard:
        assert share["low"] is share["high"] is share["coverage"] is None, (unit, group)
    else:
        assert share["low"] == pytest.approx(ready / whole), (unit, group)
        assert share["high"] == pytest.approx((whole - not_ready) / whole), (unit, group)
        assert share["coverage"] == pytest.approx(judged / whole), (unit, group)
    assert (share["status"] or "") == flag(bodies, meant.seen, groups), (unit, group)


def test_ready_share_of_agencies_and_groups(demo_home: Path, meant: Meant) -> None:
    found = figures(demo_home, meant.period, ["ready_share"], levels=("nation", "agency"), by=("group",))
    for group in definitions().groups:
        ready = meant.counts("ready", group=group)
        judged = ready + meant.counts("not_ready", group=group)
        assert found.get(("ready_share", "TH", group, "ALL", "ALL"), NOTHING) == (ready, judged)
    for agency in sorted(meant.persons["agency"].unique()):
        ready = meant.counts("ready", agency=agency)
        judged = ready + meant.counts("not_ready", agency=agency)
        assert found.get(("ready_share", agency, "ALL", "ALL", "ALL"), NOTHING) == (ready, judged), agency


def test_scores_passes_and_gaps_by_capability(demo_home: Path, meant: Meant) -> None:
    measures = ["capability_score", "capability_pass", "gap_people"]
    found = figures(demo_home, meant.period, measures, by=("capability",))
    wanted = pd.Series(
        [meant.required(row) for row in meant.persons.to_dict("records")], index=meant.persons.index
    )
    mark = definitions().rule("pass_mark", meant.period)
    for code in CAPABILITIES:
        scores = meant.persons[code]
        needed = scores[wanted.map(lambda codes, code=code: code in codes)].dropna()
        at = ("TH", "ALL", code, "ALL")
        total, scored = found.get(("capability_score", *at), NOTHING)
        assert total == pytest.approx(float(scores.sum()), abs=1e-3)
        assert scored == scores.notna().sum()
        assert found.get(("capability_pass", *at), NOTHING) == ((needed >= mark).sum(), len(needed))
        assert found.get(("gap_people", *at), NOTHING)[0] == (needed < mark).sum()


def test_agencies_by_stage(demo_home: Path, meant: Meant) -> None:
    found = figures(demo_home, meant.period, ["stage_share"], by=("stage",))
    for stage in definitions().stages:
        standing = [code for code, own in meant.stages.items() if own == stage]
        expected = (len(standing), len(meant.stages))
        assert found.get(("stage_share", "TH", "ALL", "ALL", stage), (0, len(meant.stages))) == expected


def test_training_hours_and_participants_of_the_quarter(demo_home: Path, meant: Meant) -> None:
    found = figures(demo_home, meant.period, ["training_participants", "lecture_share", "training_hours"])
    rows = meant.tables["training"]
    rows = rows[rows["period"] == str(meant.period)]
    lecture, other = rows["lecture_hours"].sum(), rows["other_hours"].sum()
    whole = ("TH", "ALL", "ALL", "ALL")
    assert found.get(("training_participants", *whole), NOTHING)[0] == rows["participants"].sum()
    assert found.get(("training_hours", *whole), NOTHING)[0] == pytest.approx(lecture + other, abs=1e-6)
    assert found.get(("lecture_share", *whole), NOTHING) == pytest.approx(
        (lecture, lecture + other), abs=1e-6
    )


def test_money_of_the_fiscal_year_by_ministry(demo_home: Path, meant: Meant) -> None:
    measures = [f"budget_{name}" for name in ("requested", "allocated", "disbursed")]
    found = figures(demo_home, meant.period, measures, levels=("nation", "ministry"))
    rows = meant.tables["budget"]
    rows = rows[rows["fiscal_year"] == meant.period.fiscal_year]
    ministry = rows["agency"].map(lambda code: definitions().agencies[code].ministry)
    assert len({*rows["source"]}) > 1, "sources that do not fit the phase count, too"
    if meant.period.fiscal_year in OWN_MONEY:
        asked = ranges(demo_home, meant.period, ["budget_requested"], level="ministry")
        assert {row["mark"] for row in asked.values()} == {"z"}
        assert {row["numerator"] or row["value"] for row in asked.values()} == {None}
        rows = rows.assign(requested=0)
    for name in ("requested", "allocated", "disbursed"):
        amounts = rows[name].fillna(0).astype(float)
        sums = {"TH": amounts.sum(), **amounts.groupby(ministry).sum()}
        for unit, amount in sums.items():
            at = (f"budget_{name}", str(unit), "ALL", "ALL", "ALL")
            assert found.get(at, NOTHING)[0] == amount, at


def test_practices_done_by_those_who_answered_six_of_eight_in_six_quarters(
    demo_home: Path, meant: Meant
) -> None:
    answers = meant.tables["practice"]
    ages = meant.period.index - answers["period"].map(lambda text: Period.parse(text).index)
    live = answers[(ages >= 0) & (ages <= 6)].sort_values("period")
    worth = {"yes": 1.0, "partial": 0.5, "no": 0.0}
    answered: dict[str, list[float]] = {}
    for answer in live.groupby(["agency", "practice"])["status"].last().reset_index().to_dict("records"):
        answered.setdefault(str(answer["agency"]), []).append(worth[answer["status"]])
    levels: tuple[Level, ...] = ("nation", "ministry")
    for level in levels:
        units = {"TH"} if level == "nation" else {body.ministry for body in meant.bodies}
        found = ranges(demo_home, meant.period, ["T4"], level=level)
        for unit in units:
            own = [answered.get(body.agency, []) for body in meant.of(unit)]
            low = sum(sum(scores) / ASKED for scores in own) / len(own)
            high = sum((sum(scores) + ASKED - len(scores)) / ASKED for scores in own) / len(own)
            values = [sum(scores) / len(scores) for scores in own if len(scores) >= 6]
            row = found["T4", unit, "ALL"]
            assert (row["low"], row["high"]) == pytest.approx((low, high)), unit
            assert row["coverage"] == pytest.approx(len(values) / len(own)), unit
            assert (row["numerator"] or 0, row["denominator"] or 0) == pytest.approx(
                (sum(values), len(values))
            ), unit
            if values:
                assert row["value"] == pytest.approx(min(max(sum(values) / len(values), low), high)), unit
            else:
                assert row["value"] is None, unit

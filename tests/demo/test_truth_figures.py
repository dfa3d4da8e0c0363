"""Figures after loading messy files equal those worked out from what their makers meant, by another route."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.queries import open_reader
from tests.demo.truth import truth

QUARTERS = ("2561Q4", "2562Q1", "2563Q4", "2565Q4")
CAPABILITIES = tuple(definitions().capabilities)
GRADES = {"C": 1, "B": 2, "A": 3}
NOTHING = (0.0, 0.0)


class Meant:
    """What was meant, as of a quarter's end: persons with their outcome, posts, stages."""

    def __init__(self, tables: dict[str, pd.DataFrame], quarter: str) -> None:
        self.tables = tables
        self.period = Period.parse(quarter)
        self.end = pd.Timestamp(self.period.end)
        self.stages = self._stages()
        self.persons = self._persons()
        self.posts = self._posts()

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

    def _posts(self) -> pd.DataFrame:
        rows = self.tables["headcount"]
        rows = rows[rows["period"].map(Period.parse) <= self.period]
        latest = rows.groupby("agency")["period"].transform("max")
        kept = rows[rows["period"] == latest]
        return kept.assign(ministry=kept["agency"].map(lambda code: definitions().agencies[code].ministry))

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
        found = reader.figures(periods=[period], measures=measures, levels=list(levels), by=list(by))
    keys = found[["measure", "unit_code", "group", "capability", "stage"]].itertuples(index=False, name=None)
    values = found[["numerator", "denominator"]].fillna(0).astype(float).itertuples(index=False, name=None)
    return dict(zip(keys, values, strict=True))


def test_coverage_and_ready_share_of_nation_and_ministries(demo_home: Path, meant: Meant) -> None:
    found = figures(demo_home, meant.period, ["coverage", "ready_share"], levels=("nation", "ministry"))
    for unit in ("TH", *sorted(meant.posts["ministry"].unique())):
        where = {} if unit == "TH" else {"ministry": unit}
        ready, not_ready = meant.counts("ready", **where), meant.counts("not_ready", **where)
        posts = meant.posts if unit == "TH" else meant.posts[meant.posts["ministry"] == unit]
        whole = ("ALL", "ALL", "ALL")
        assert found.get(("coverage", unit, *whole), NOTHING)[0] == ready + not_ready, unit
        assert found.get(("coverage", unit, *whole), NOTHING)[1] == posts["headcount"].sum(), unit
        assert found.get(("ready_share", unit, *whole), NOTHING) == (ready, ready + not_ready), unit


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
    phase = definitions().phase_of(meant.period.fiscal_year)
    for name in ("requested", "allocated", "disbursed"):
        applies = name != "requested" or phase is None or phase.requests
        amounts = rows[name].fillna(0).astype(float) * applies
        expected = {"TH": amounts.sum(), **amounts.groupby(ministry).sum()}
        for unit, amount in expected.items():
            at = (f"budget_{name}", str(unit), "ALL", "ALL", "ALL")
            assert found.get(at, NOTHING)[0] == amount, at


def test_practices_done(demo_home: Path, meant: Meant) -> None:
    found = figures(demo_home, meant.period, ["T4"])
    rows = meant.tables["practice"]
    rows = rows[rows["period"].map(Period.parse) <= meant.period]
    latest = rows[rows["period"] == rows.groupby("agency")["period"].transform("max")]
    done = latest["status"].map({code: status.score for code, status in definitions().statuses.items()})
    expected = (done.sum() / len(definitions().practices), latest["agency"].nunique())
    assert found[("T4", "TH", "ALL", "ALL", "ALL")] == pytest.approx(expected, abs=1e-9)

"""Figures recomputed by hand from random rows: people who move, ties in dates, posts unknown."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.measures.compile import Evidence
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse.home import Home
from tests.bodies import only
from tests.ruled import NATIONAL, spaced
from tests.warehouse.samples import Row, assessment, headcount, load

AGENCIES = ("01-01", "01-02", "03-07")
GROUPS = ("EXEC", "TECH", "OTHR")
CAPABILITIES = tuple(definitions().capabilities)
METHODS = ("tpqi", "supervisor", "self", "attended")
FEW = replace(only(*AGENCIES), id_spaces=spaced(NATIONAL).id_spaces)
"""Three bodies and no register of them; one register of persons, who may move between them."""
FIRST_DAY = date(2019, 1, 15)
OUTCOMES = ["ready_share", "coverage", "persons_seen", "ready_share_weighted", "ministry_median", "T1", "T3"]
SCORES = ["capability_score", "capability_pass", "gap_people", "one_step", "self_tested_gap"]
EVIDENCE: dict[Evidence, tuple[str, ...]] = {"ALL": METHODS[:3], "TESTED": METHODS[:1]}
UNITS = {
    ("nation", "TH"): "",
    **{("ministry", code): f"{code}-" for code in ("01", "03")},
    **{("agency", code): code for code in AGENCIES},
}


@dataclass(frozen=True)
class Seen:
    """One assessment row as generated: who, where, when, how, what."""

    person: str
    agency: str
    group: str
    day: date
    method: str
    scores: Mapping[str, int]

    def row(self, number: int) -> Row:
        scores: dict[str, Any] = dict(self.scores)
        return assessment(
            self.person,
            agency=self.agency,
            group=self.group,
            period=str(Period.of(self.day)),
            on=self.day.isoformat(),
            method=self.method,
            row_no=number,
            **scores,
        )


rows = st.builds(
    Seen,
    person=st.sampled_from([f"p{number}" for number in range(8)]),
    agency=st.sampled_from(AGENCIES),
    group=st.sampled_from(GROUPS),
    day=st.integers(0, 11).map(lambda step: FIRST_DAY + timedelta(days=91 * step)),
    method=st.sampled_from(METHODS),
    scores=st.dictionaries(
        st.sampled_from(CAPABILITIES), st.sampled_from([0, 59, 60, 79, 80, 100]), min_size=1
    ),
)
stages = st.dictionaries(st.sampled_from(AGENCIES), st.sampled_from(["EARLY", "DEVELOPING", "MATURE"]))
posts = st.dictionaries(st.tuples(st.sampled_from(AGENCIES), st.sampled_from(GROUPS)), st.integers(0, 9))


def in_force(history: Iterable[tuple[int, Seen]], quarter: Period) -> list[tuple[int, Seen]]:
    """Return a person's rows of the last 24 months, the one that counts most last."""
    lapsed = date(quarter.end.year - 2, quarter.end.month, quarter.end.day if quarter.end.month != 2 else 28)
    valid = [(number, row) for number, row in history if lapsed < row.day <= quarter.end]
    return sorted(valid, key=lambda item: (item[1].day, -METHODS.index(item[1].method), item[0]))


@dataclass(frozen=True)
class Judged:
    """One person at a quarter's end, worked out by hand."""

    agency: str
    group: str
    scores: Mapping[str, int]
    required: tuple[str, ...]
    gaps: Mapping[str, int]
    """Self-assessed less tested score, where both are in force and no more than a year apart."""

    @property
    def below(self) -> list[str]:
        return [name for name in self.required if self.scores.get(name, 60) < 60]

    @property
    def missing(self) -> list[str]:
        return [name for name in self.required if name not in self.scores]

    @property
    def high(self) -> bool:
        return bool(self.required) and all(self.scores.get(name, 0) >= 80 for name in self.required)

    @property
    def what(self) -> str:
        if not self.required:
            return "no_requirement"
        return "not_ready" if self.below else "incomplete" if self.missing else "ready"


def judged(
    history: list[tuple[int, Seen]], stage: Mapping[str, str], quarter: Period, *, methods: Iterable[str]
) -> Judged | None:
    """Return a person by the scores of these methods; None where there are none."""
    last = history[-1][1] if history else None
    scores = latest(history, methods)
    if last is None or not scores:
        return None
    own, tested = latest(history, ["self"]), latest(history, ["tpqi"])
    at = stage.get(last.agency, "NOT_STATED")
    return Judged(
        agency=last.agency,
        group=last.group,
        scores={name: score for name, (_, score) in scores.items()},
        required=tuple(
            name for name in CAPABILITIES if definitions().required(last.group, at, name, quarter)
        ),
        gaps={
            name: own[name][1] - tested[name][1]
            for name in own.keys() & tested.keys()
            if abs((own[name][0] - tested[name][0]).days) <= 365
        },
    )


def latest(history: list[tuple[int, Seen]], methods: Iterable[str]) -> dict[str, tuple[date, int]]:
    """Return the last score of each capability by one of these methods, with its day."""
    found: dict[str, tuple[date, int]] = {}
    for _, row in history:
        if row.method in methods:
            found |= {name: (row.day, score) for name, score in row.scores.items()}
    return found


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seen=st.lists(rows, min_size=1, max_size=30, unique_by=lambda row: (row.person, row.day, row.method)),
    stage=stages,
    post=posts,
)
def test_outcomes_coverage_and_bounds_agree_with_a_recomputation_by_hand(
    seen: list[Seen], stage: dict[str, str], post: dict[tuple[str, str], int]
) -> None:
    first = Period.of(FIRST_DAY)
    quarters = [first.shift(step) for step in (0, 3, 8, 11)]
    with TemporaryDirectory() as folder, using(FEW):
        home = Home(Path(folder))
        load(
            home,
            (
                "ข้อมูล.xlsx",
                {
                    "assessment": [row.row(number) for number, row in enumerate(seen, start=2)],
                    "headcount": [
                        headcount(agency, group, count, period=str(first), row_no=number)
                        for number, ((agency, group), count) in enumerate(post.items(), start=2)
                    ],
                    "stage": [
                        {
                            "agency": agency,
                            "period": str(first),
                            "stage": code,
                            "effective_on": first.start,
                            "assessor": None,
                            "evidence": None,
                            "sheet": "แผ่น",
                            "row_no": number,
                        }
                        for number, (agency, code) in enumerate(stage.items(), start=2)
                    ],
                },
            ),
        )
        with open_reader(home.root) as reader:
            outcomes = {
                evidence: reader.figures(
                    periods=quarters, measures=OUTCOMES, by=["group"], evidence=evidence, view=ANALYST
                )
                for evidence in EVIDENCE
            }
            scores = {
                evidence: reader.figures(
                    periods=quarters,
                    measures=SCORES,
                    by=["group", "capability"],
                    evidence=evidence,
                    view=ANALYST,
                )
                for evidence in EVIDENCE
            }
    for quarter in quarters:
        for evidence, methods in EVIDENCE.items():
            people = persons(seen, stage, quarter, methods=methods)
            at = [
                figures[evidence][figures[evidence]["period"] == str(quarter)]
                for figures in (outcomes, scores)
            ]
            everybody = persons(seen, stage, quarter, methods=EVIDENCE["ALL"])
            known = bodies(post if quarter.index - first.index <= 8 else {}, everybody)
            compare(at[0], people, known)
            compare_summaries(at[0], people, known)
            compare_scores(at[1], people, paired=evidence == "ALL")


def persons(
    seen: list[Seen], stage: Mapping[str, str], quarter: Period, *, methods: Iterable[str]
) -> list[Judged]:
    """Return everybody with a score of these methods in force at a quarter's end."""
    histories: dict[str, list[tuple[int, Seen]]] = defaultdict(list)
    for number, row in enumerate(seen, start=2):
        histories[row.person].append((number, row))
    found = [
        judged(in_force(history, quarter), stage, quarter, methods=methods) for history in histories.values()
    ]
    return [person for person in found if person]


def compare_scores(figures: pd.DataFrame, people: list[Judged], *, paired: bool) -> None:
    """Assert that every figure on capabilities equals the sums by hand."""
    values = figures.set_index(["measure", "level", "unit_code", "group", "capability"])["value"].to_dict()
    for (level, unit), prefix in UNITS.items():
        for group in ("ALL", *GROUPS):
            mine = [
                person
                for person in people
                if person.agency.startswith(prefix) and group in ("ALL", person.group)
            ]
            for name in CAPABILITIES:
                scores = [person.scores[name] for person in mine if name in person.scores]
                asked = [
                    person.scores[name] for person in mine if name in {*person.required} & {*person.scores}
                ]
                gaps = [person.gaps[name] for person in mine if name in person.gaps] if paired else []
                alone = [person for person in mine if person.below == [name] and not person.missing]
                expected = {
                    "capability_score": sum(scores) / len(scores) if scores else None,
                    "capability_pass": sum(score >= 60 for score in asked) / len(asked) if asked else None,
                    "gap_people": sum(score < 60 for score in asked) if scores else None,
                    "one_step": len(alone) if scores else None,
                    "self_tested_gap": sum(gaps) / len(gaps) if gaps else None,
                }
                for measure, value in expected.items():
                    found = values.get((measure, level, unit, group, name), float("nan"))
                    assert equal(found, value), (measure, level, unit, group, name, found, value)


@dataclass(frozen=True)
class Body:
    """One agency at a quarter's end: posts it stated by group, and everybody seen there by any evidence."""

    stated: Mapping[str, int]
    seen: Mapping[str, int]

    @property
    def known(self) -> bool:
        return bool(self.stated)

    def posts(self, groups: Iterable[str]) -> int:
        return sum(max(self.stated.get(group, 0), self.seen.get(group, 0)) for group in groups)


def bodies(post: Mapping[tuple[str, str], int], people: list[Judged]) -> dict[str, Body]:
    """Return every agency with the headcount that still counts and the persons who exist for certain."""
    return {
        agency: Body(
            stated={group: count for (of, group), count in post.items() if of == agency},
            seen={
                group: sum((person.agency, person.group) == (agency, group) for person in people)
                for group in GROUPS
            },
        )
        for agency in AGENCIES
    }


def compare_summaries(figures: pd.DataFrame, people: list[Judged], known: Mapping[str, Body]) -> None:
    """Assert that the weighted share, the median ministry and targets on persons equal the sums by hand."""
    whole = figures[figures["group"] == "ALL"].set_index(["measure", "level", "unit_code"])["value"].to_dict()
    settled = [person for person in people if person.what in ("ready", "not_ready")]
    for (level, unit), prefix in UNITS.items():
        mine = [person for person in settled if person.agency.startswith(prefix)]
        weighed = heads = 0.0
        for agency, body in known.items():
            if agency.startswith(prefix) and body.known:
                alike = [[group] for group in body.stated] + [
                    [one for one in GROUPS if one not in body.stated]
                ]
                for groups in alike:
                    of = [one for one in mine if one.agency == agency and one.group in groups]
                    if of:
                        weighed += body.posts(groups) * share(of)
                        heads += body.posts(groups)
        leaders = [person for person in mine if person.group in ("EXEC", "MGMT")]
        gifted = [potential(agency, people, known[agency]) for agency in known if agency.startswith(prefix)]
        certain = [word for word in gifted if word != "open"]
        expected = {
            "ready_share_weighted": weighed / heads if heads else None,
            "T1": share(leaders) if leaders else None,
            "T3": certain.count("has") / len(certain) if certain else None,
        }
        for measure, value in expected.items():
            found = whole.get((measure, level, unit), float("nan"))
            assert equal(found, value), (measure, level, unit, found, value)
    assert equal(whole.get(("ministry_median", "nation", "TH"), float("nan")), None)  # of two ministries


def potential(agency: str, people: list[Judged], body: Body) -> str:
    """Return whether an agency has a high-potential group, has none, or may have one."""
    mine = [person for person in people if person.agency == agency]
    posts = body.posts(GROUPS)
    enough = max(1, 0.05 * posts)
    if not body.known:
        return "open"
    if sum(person.high for person in mine) >= enough:
        return "has"
    lost = sum(any(person.scores.get(name, 80) < 80 for name in person.required) for person in mine)
    return "none" if posts - lost < enough else "open"


def share(people: list[Judged]) -> float:
    """Return which part of these people is ready."""
    return sum(person.what == "ready" for person in people) / len(people)


def compare(figures: pd.DataFrame, people: list[Judged], known: Mapping[str, Body]) -> None:
    """Assert that every figure of a quarter equals the sums by hand."""
    told: dict[tuple[str, str, str], dict[str, Mapping[Hashable, Any]]] = defaultdict(dict)
    for row in figures.to_dict("records"):
        told[row["level"], row["unit_code"], row["group"]][row["measure"]] = row
    for (level, unit), prefix in UNITS.items():
        own = {agency: body for agency, body in known.items() if agency.startswith(prefix)}
        heard = any(sum(body.seen.values()) for body in own.values())
        for group in ("ALL", *GROUPS):
            mine = [
                person.what
                for person in people
                if person.agency.startswith(prefix) and group in ("ALL", person.group)
            ]
            posts = sum(body.posts(GROUPS if group == "ALL" else [group]) for body in own.values())
            whole = posts if posts and all(body.known for body in own.values()) else None
            ready, not_ready = mine.count("ready"), mine.count("not_ready")
            shown = told[level, unit, group]
            if not shown:  # a quarter before all data
                assert not mine
                continue
            seen_there = shown["persons_seen"]["value"]
            assert equal(seen_there, len(mine) if heard else None), (level, unit, group, seen_there)
            share = shown["ready_share"]
            assert equal(share["value"], ready / (ready + not_ready) if ready + not_ready else None)
            expected = {
                "low": ready / whole if whole and heard else None,
                "high": (whole - not_ready) / whole if whole and heard else None,
                "coverage": (ready + not_ready) / whole if whole and heard else None,
            }
            for part, value in expected.items():
                assert equal(share[part], value), (level, unit, group, part, share[part], value)
            assert equal(shown["coverage"]["value"], expected["coverage"])


def equal(found: float, expected: float | None) -> bool:
    """Return whether two figures are the same, missing being equal to missing only."""
    return bool(pd.isna(found)) if expected is None else found == pytest.approx(expected, abs=1e-12)

"""Ranges and verdicts against every way in which what is not known may turn out, in small random worlds.

A body's persons are known in part: their number by group, or in all, or not at all; some were seen, some of
those in part. A completion says of everybody else which group they are in and whether they are ready. A range
must hold every share a completion can have, and reach to the lowest and highest of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas as pd
import pytest

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.models import HeadcountBound
from etl.queries import open_reader
from etl.queries.targets import final_value, path_due
from etl.queries.view import ANALYST
from etl.warehouse.home import Home
from tests.bodies import only
from tests.warehouse.samples import Row, assessment, headcount, load

ERAS: Final = [Period.parse(text) for text in ("2561Q1", "2563Q2", "2565Q3")]
"""Quarters so far apart that nothing of one is in force in the next."""
GROUPS: Final = tuple(definitions().groups)
USED: Final = ("EXEC", "MGMT", "OTHR")
LEADERS: Final = ("EXEC", "MGMT")
MINISTRIES: Final = ("01", "03", "07", "09", "11", "12", "13", "15", "16", "18", "20", "21", "22", "25")
BODIES: Final = 4
"""Bodies of a ministry."""
PRACTICES: Final = 8

MEASURES: Final = [
    *("ready_share", "T1", "T2", "T3", "T4", "coverage"),
    *("ready_share_reporting", "reporting_bodies"),
]

Pair = tuple[int, int]
"""Persons, and those ready among them."""


@dataclass
class Body:
    """What is on file of a body at a quarter: persons seen by group and outcome, posts, answers."""

    kind: str
    """Where its headcount is from: groups, positions, nothing, or bound (a number on file)."""
    seen: dict[str, dict[str, int]] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    rest: int = 0
    answers: list[float] = field(default_factory=list)

    def of(self, group: str, outcome: str = "") -> int:
        found = self.seen.get(group, {})
        return found.get(outcome, 0) if outcome else sum(found.values())

    @property
    def known(self) -> bool:
        return self.kind in ("groups", "positions")

    def sizes(self) -> Iterator[Mapping[str, int]]:
        """Yield every way the body's persons may be spread over the groups."""
        fixed = {group: max(posts, self.of(group)) for group, posts in self.posts.items()}
        free = [group for group in GROUPS if group not in fixed]
        there = {group: self.of(group) for group in free}
        spare = max(self.rest - sum(there.values()), 0)
        for extra in range(0 if self.kind == "bound" else spare, spare + 1):
            # Posts of no single group may be of any; the extremes are one group and one other
            for inside, (place, other) in product(range(extra + 1), permutations(GROUPS, 2)):
                sizes = {**fixed, **there}
                sizes[place] += inside
                sizes[other] += extra - inside
                yield sizes

    def completions(self, groups: Iterable[str]) -> Iterator[Pair]:
        """Yield the persons these groups may have, and how many of them may be ready, at the extremes."""
        chosen = set(groups)
        for sizes in self.sizes():
            persons = sum(sizes[group] for group in chosen)
            ready = sum(self.of(group, "ready") for group in chosen)
            failed = sum(self.of(group, "not_ready") for group in chosen)
            yield from ((persons, number) for number in range(ready, persons - failed + 1))

    def high(self) -> set[bool]:
        """Return whether the body may have a high-potential group, and whether it may have none."""
        if not self.known:
            return {True, False}
        persons = sum(next(iter(self.sizes())).values())
        enough = max(Fraction(1), Fraction(5, 100) * persons)
        lowest = sum(self.of(group, "ready") for group in GROUPS)
        lost = sum(self.of(group, "not_ready") for group in GROUPS)
        return {number >= enough for number in range(lowest, persons - lost + 1)}


def world(draw: Random, kinds: Sequence[str]) -> Body:
    """Return a body with a few persons: more than its posts, as many, fewer, or none."""
    body = Body(draw.choice(kinds))
    for group in USED:
        if draw.random() < 0.6:
            outcomes = ["ready", "not_ready", *(["incomplete"] if group != "OTHR" else [])]
            body.seen[group] = {name: draw.choice([0, 0, 1, 2]) for name in outcomes}
    if body.kind == "groups":
        body.posts = {group: draw.randint(0, 4) for group in USED if draw.random() < 0.8} or {"EXEC": 1}
    elif body.kind == "positions":
        body.posts = {group: draw.randint(0, 3) for group in LEADERS}
        body.rest = draw.randint(0, 5)
    elif body.kind == "bound":
        body.rest = draw.randint(1, 6)
    body.answers = [draw.choice([0.0, 0.5, 1.0]) for _ in range(draw.choice([0, 3, 6, 8]))]
    return body


SCORES: Final = {"ready": 90, "not_ready": 50, "incomplete": 90}
CATEGORY: Final = {"EXEC": "PT_EXECUTIVE", "MGMT": "PT_DIRECTOR"}
STATUS: Final = {0.0: "no", 0.5: "partial", 1.0: "yes"}


def rows(code: str, body: Body, quarter: Period) -> dict[str, list[Row]]:
    """Return a body's rows of a quarter, as the intake hands them over."""
    persons: list[Row] = []
    for group, outcomes in body.seen.items():
        required = [
            name
            for name in definitions().capabilities
            if definitions().required(group, "EARLY", name, quarter)
        ]
        for outcome, number in outcomes.items():
            asked = required[:1] if outcome == "incomplete" else required
            persons += [
                assessment(
                    f"{code} {quarter} {group} {outcome} {one}",
                    agency=code,
                    group=group,
                    period=str(quarter),
                    on=quarter.end.isoformat(),
                    scores=dict.fromkeys(asked, SCORES[outcome]),
                )
                for one in range(number)
            ]
    stated = {
        CATEGORY[group] if body.kind == "positions" else group: posts for group, posts in body.posts.items()
    }
    if body.kind == "positions":
        stated["PT_GENERAL"] = body.rest
    return {
        "assessment": persons,
        "headcount": [
            headcount(code, category, posts, period=str(quarter))
            for category, posts in stated.items()
            if body.known
        ],
        "practice": [
            {
                "agency": code,
                "period": str(quarter),
                "practice": f"P{number}",
                "status": STATUS[score],
                "evidence": None,
                "sheet": "แผ่น",
                "row_no": 2,
            }
            for number, score in enumerate(body.answers, start=1)
        ],
    }


@dataclass(frozen=True)
class Country:
    """Bodies by quarter, and the figures the product gives of them."""

    bodies: Mapping[Period, Mapping[str, Body]]
    figures: Mapping[tuple[str, str, str, str, str], Mapping[str, Any]]
    """By period, measure, level, unit and group."""
    known: Definitions

    def units(self, quarter: Period) -> Iterator[tuple[str, str, Sequence[Body]]]:
        bodies = self.bodies[quarter]
        yield "nation", "TH", list(bodies.values())
        for ministry in MINISTRIES:
            yield "ministry", ministry, [body for code, body in bodies.items() if code[:2] == ministry]
        for code, body in bodies.items():
            yield "agency", code, [body]


def country(seed: int, kinds: Sequence[str], *, bounded: int) -> Country:
    """Return random bodies, `bounded` of them of a headcount that is only bounded, and their figures."""
    draw = Random(seed)
    codes = [
        agency.code
        for ministry in MINISTRIES
        for agency in [
            one
            for one in definitions().agencies_of(ministry)
            if one.scope and not one.valid_from_be and not one.valid_to_be
        ][:BODIES]
    ]
    special = set(draw.sample(codes, bounded))
    bodies = {
        quarter: {code: world(draw, ["bound"] if code in special else kinds) for code in codes}
        for quarter in ERAS
    }
    bounds = tuple(
        HeadcountBound(
            agency=code,
            first_year_be=quarter.fiscal_year,
            last_year_be=quarter.fiscal_year,
            most=bodies[quarter][code].rest,
            source="a test",
        )
        for quarter in ERAS
        for code in special
    )
    known = replace(only(*codes, bounds=bounds), version=f"worlds {seed}")
    with TemporaryDirectory() as folder, using(known):
        files = []
        for quarter, found in bodies.items():
            gathered: dict[str, list[Row]] = {}
            for code, body in found.items():
                for dataset, of in rows(code, body, quarter).items():
                    gathered.setdefault(dataset, []).extend(of)
            numbered = {
                dataset: [{**row, "row_no": number} for number, row in enumerate(of, start=2)]
                for dataset, of in gathered.items()
            }
            files.append((f"{quarter}.xlsx", numbered))
        load(Home(Path(folder)), *files)
        with open_reader(Path(folder)) as reader:
            table = reader.figures(periods=ERAS, measures=MEASURES, by=["group"], view=ANALYST)
    keys = ["period", "measure", "level", "unit_code", "group"]
    figures = {tuple(row[key] for key in keys): row for row in table.to_dict("records")}
    return Country(bodies, figures, known)  # type: ignore[arg-type]


@pytest.fixture(
    scope="module", params=[(1, ("groups", "positions", "nothing"), 0), (2, ("groups", "positions"), 1)]
)
def worlds(request: pytest.FixtureRequest) -> Country:
    """Bodies of which some are of unknown headcount, and bodies of which one is, with a bound on file."""
    seed, kinds, bounded = request.param
    return country(seed, kinds, bounded=bounded)


def best(bodies: Sequence[Body], groups: Iterable[str], gain: Callable[[int, int], Fraction]) -> Fraction:
    """Return the most that completions of bodies can gain, each body's added up."""
    chosen = tuple(groups)
    return sum((max(gain(*pair) for pair in body.completions(chosen)) for body in bodies), Fraction(0))


def unknown(bodies: Sequence[Body]) -> bool:
    """Return whether of some body nothing is known, or of too many no more than a bound."""
    bounded = sum(body.kind == "bound" for body in bodies)
    return any(body.kind == "nothing" for body in bodies) or bounded > 0.02 * len(bodies)


def check(row: Mapping[str, Any], bodies: Sequence[Body], groups: Iterable[str]) -> None:
    """Assert that a figure's range is that of all completions."""
    chosen = tuple(groups)
    if unknown(bodies) or pd.isna(row["low"]):
        assert pd.isna(row["low"]), row
        return
    low, high = (Fraction(row[end]).limit_denominator(100_000) for end in ("low", "high"))
    # The largest share is `high` exactly when the most that anybody's completion is above it is nothing
    assert best(bodies, chosen, lambda persons, ready: ready - high * persons) == 0, row
    assert best(bodies, chosen, lambda persons, ready: low * persons - ready) == 0, row


def test_a_range_is_that_of_all_completions(worlds: Country) -> None:
    told = 0
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            for measure, groups in (("ready_share", GROUPS), ("T2", GROUPS), ("T1", LEADERS)):
                row = worlds.figures[str(quarter), measure, level, unit, "ALL"]
                check(row, bodies, groups)
                told += not pd.isna(row["low"])
            for group in GROUPS:
                if row := worlds.figures.get((str(quarter), "ready_share", level, unit, group), {}):
                    check(row, bodies, [group])
    assert told > 100


def test_a_range_is_missing_only_where_a_headcount_is_unknown_or_nobody_was_seen(worlds: Country) -> None:
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            row = worlds.figures[str(quarter), "ready_share", level, unit, "ALL"]
            heard = any(body.of(group) for body in bodies for group in GROUPS)
            posts = sum(max(pair[0] for pair in body.completions(GROUPS)) for body in bodies)
            assert pd.isna(row["low"]) == (not heard or not posts or unknown(bodies)), row
            assert (row["status"] == "headcount_incomplete") == unknown(bodies), row


def overturned(verdict: str, bodies: Sequence[Body], groups: Iterable[str], mark: Fraction) -> bool:
    """Return whether a completion is on the other side of a mark than a verdict says."""
    chosen = tuple(groups)
    if verdict == "behind":
        return best(bodies, chosen, lambda persons, ready: ready - mark * persons) >= 0
    return best(bodies, chosen, lambda persons, ready: mark * persons - ready) > 0


def test_no_completion_overturns_a_verdict_that_is_not_likely(worlds: Country) -> None:
    firm = 0
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            for target, groups in (("T1", LEADERS), ("T2", GROUPS)):
                row = worlds.figures[str(quarter), target, level, unit, "ALL"]
                path, last = path_due(target, quarter), final_value(target)
                mark = {"met": last, "on_path": path, "behind": path}.get(row["status"])
                if mark is None:
                    continue
                firm += 1
                assert not overturned(row["status"], bodies, groups, Fraction(str(round(mark, 9)))), row
    assert firm > 10


def test_the_figure_of_the_bodies_that_reported_has_their_range(worlds: Country) -> None:
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            reporting = [
                body
                for body in bodies
                if body.known
                and any(body.of(group, word) for group in GROUPS for word in ("ready", "not_ready"))
            ]
            row = worlds.figures[str(quarter), "ready_share_reporting", level, unit, "ALL"]
            counted = worlds.figures[str(quarter), "reporting_bodies", level, unit, "ALL"]
            assert (counted["numerator"], counted["denominator"]) == (len(reporting), len(bodies)), counted
            assert pd.isna(row["low"]) == (not reporting), row
            check(row, reporting, GROUPS)
            assert row["status"] != "headcount_incomplete", row


def test_coverage_never_exceeds_the_whole(worlds: Country) -> None:
    values = [row["value"] for key, row in worlds.figures.items() if key[1] == "coverage"]
    assert all(pd.isna(value) or 0 <= value <= 1 for value in values)


def test_the_share_of_bodies_with_a_high_potential_group_lies_in_its_range(worlds: Country) -> None:
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            row = worlds.figures[str(quarter), "T3", level, unit, "ALL"]
            sure = sum(body.high() == {True} for body in bodies)
            maybe = sum(True in body.high() for body in bodies)
            assert row["low"] == pytest.approx(sure / len(bodies)), row
            assert row["high"] == pytest.approx(maybe / len(bodies)), row


def test_the_share_of_practices_done_lies_in_its_range(worlds: Country) -> None:
    for quarter in ERAS:
        for level, unit, bodies in worlds.units(quarter):
            row = worlds.figures[str(quarter), "T4", level, unit, "ALL"]
            done = [sum(body.answers) / PRACTICES for body in bodies]
            open_ = [(PRACTICES - len(body.answers)) / PRACTICES for body in bodies]
            low, high = sum(done) / len(bodies), (sum(done) + sum(open_)) / len(bodies)
            assert (row["low"], row["high"]) == (pytest.approx(low), pytest.approx(high)), row
            enough = [sum(body.answers) / len(body.answers) for body in bodies if len(body.answers) >= 6]
            value = min(max(sum(enough) / len(enough), low), high) if enough else None
            assert pd.isna(row["value"]) if value is None else row["value"] == pytest.approx(value), row

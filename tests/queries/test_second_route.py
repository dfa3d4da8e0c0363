"""Figures recomputed by hand from random rows: people who move, ties in dates, posts unknown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from etl.queries import open_reader
from etl.warehouse.home import Home
from tests.warehouse.samples import Row, assessment, headcount, load

AGENCIES = ("01-01", "01-02", "03-07")
GROUPS = ("EXEC", "TECH", "OTHR")
CAPABILITIES = tuple(definitions().capabilities)
METHODS = ("tpqi", "supervisor", "self", "attended")
FIRST_DAY = date(2019, 1, 15)


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


def outcome(history: list[tuple[int, Seen]], stage: str) -> tuple[str, str, str]:
    """Return agency, group and what a person is: ready, not_ready, incomplete, no_requirement, or unseen."""
    scored = [row for _, row in history if row.method != "attended"]
    if not scored:
        return "", "", "unseen"
    last = history[-1][1]
    scores: dict[str, int] = {}
    for row in scored:
        scores |= row.scores
    required = [name for name in CAPABILITIES if definitions().required(last.group, stage, name)]
    below = [name for name in required if name in scores and scores[name] < 60]
    missing = [name for name in required if name not in scores]
    if not required:
        return last.agency, last.group, "no_requirement"
    return last.agency, last.group, "not_ready" if below else "incomplete" if missing else "ready"


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
    with TemporaryDirectory() as folder:
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
            figures = reader.figures(
                periods=quarters, measures=["ready_share", "coverage", "persons_seen"], by=["group"]
            )
    for quarter in quarters:
        compare(figures[figures["period"] == str(quarter)], seen, stage, post, quarter)


def compare(
    figures: pd.DataFrame,
    seen: list[Seen],
    stage: dict[str, str],
    post: dict[tuple[str, str], int],
    quarter: Period,
) -> None:
    """Assert that every figure of a quarter equals the sums by hand."""
    histories: dict[str, list[tuple[int, Seen]]] = defaultdict(list)
    for number, row in enumerate(seen, start=2):
        histories[row.person].append((number, row))
    people = []
    for history in histories.values():
        valid = in_force(history, quarter)
        agency = valid[-1][1].agency if valid else ""
        people.append(outcome(valid, stage.get(agency, "NOT_STATED")))
    units = {("nation", "TH"): "", ("ministry", "01"): "01-", ("ministry", "03"): "03-"}
    units |= {("agency", code): code for code in AGENCIES}
    for (level, unit), prefix in units.items():
        for group in ("ALL", *GROUPS):
            mine = [
                what
                for agency, of, what in people
                if what != "unseen" and agency.startswith(prefix) and group in ("ALL", of)
            ]
            filled = [
                count
                for (agency, of), count in post.items()
                if agency.startswith(prefix) and group in ("ALL", of)
            ]
            heads = sum(filled) if filled else None
            ready, not_ready = mine.count("ready"), mine.count("not_ready")
            found = figures[
                (figures["level"] == level) & (figures["unit_code"] == unit) & (figures["group"] == group)
            ]
            shown = {row["measure"]: row for _, row in found.iterrows()}
            if not mine and heads is None:
                assert all(
                    pd.isna(row["value"]) or row["measure"] == "persons_seen" for row in shown.values()
                )
                continue
            assert shown["persons_seen"]["value"] == len(mine)
            share = shown["ready_share"]
            assert equal(share["value"], ready / (ready + not_ready) if ready + not_ready else None)
            whole = None if heads is None else max(heads, len(mine))
            if whole is not None:
                assert equal(share["low"], ready / whole if whole else None)
                assert equal(share["high"], (whole - not_ready) / whole if whole else None)
            assert equal(shown["coverage"]["value"], (ready + not_ready) / heads if heads else None)


def equal(found: float, expected: float | None) -> bool:
    """Return whether two figures are the same, missing being equal to missing only."""
    return bool(pd.isna(found)) if expected is None else found == pytest.approx(expected, abs=1e-12)

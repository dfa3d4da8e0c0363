"""Which scores of a person are in force at a quarter's end, and where the person then belongs."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.ruled import NATIONAL, spaced
from tests.warehouse.samples import CAPABILITIES, Row, assessment, load

METHODS = {"tpqi": "A", "supervisor": "B", "self": "C", "attended": "D"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def national() -> Iterator[None]:
    """One register numbers the persons of all agencies."""
    with using(spaced(NATIONAL)):
        yield


def in_force(
    home: Home, columns: str, *, evidence: tuple[str, ...] = ("ANY", "BOTH")
) -> list[tuple[Any, ...]]:
    """Return columns of the person facts of these kinds of evidence, with the period's name first."""
    with open_current(home) as snapshot:
        return snapshot.connection.execute(
            f"""
            select period, {columns}
            from fact.person_quarter
            inner join reference.quarter on quarter."index" = person_quarter.quarter and quarter.stated
            where evidence in ({", ".join(f"'{kind}'" for kind in evidence)})
            order by all
            """
        ).fetchall()


def sent(home: Home, *files: Iterable[Row]) -> None:
    """Load files of assessments in one call, in this order."""
    load(home, *((f"{number}.xlsx", {"assessment": rows}) for number, rows in enumerate(files)))


def test_a_capability_not_assessed_again_keeps_its_earlier_score(home: Home) -> None:
    sent(
        home,
        [assessment("somchai", on="2021-02-15", DLit=70, DG=40)],
        [assessment("somchai", on="2021-05-15", period="2564Q3", DG=65)],
    )
    assert in_force(home, "score_DLit, score_DG, score_DT") == [
        ("2564Q2", Decimal(70), Decimal(40), None),
        ("2564Q3", Decimal(70), Decimal(65), None),
    ]


def test_a_score_lapses_when_24_months_have_passed_at_the_end_of_the_quarter(home: Home) -> None:
    sent(
        home,
        [
            assessment("on the last day", on="2019-03-31", period="2562Q2", DLit=70),
            assessment("a day later", on="2019-04-01", period="2562Q3", row_no=3, DLit=80),
            assessment("at the end", on="2021-06-01", period="2564Q3", agency="01-02", row_no=4, DLit=90),
        ],
    )
    found = in_force(home, "score_DLit::int")
    assert [row for row in found if row[1] == 70][-1][0] == "2564Q1"
    assert [row for row in found if row[1] == 80][-1][0] == "2564Q2"


def test_on_the_same_day_the_better_evidence_wins_then_the_higher_score(home: Home) -> None:
    files = (
        [
            assessment("evidence", DLit=50, method="tpqi", row_no=2),
            assessment("evidence", DLit=99, method="self", row_no=3),
            assessment("score", DLit=30, DG=10, row_no=5),
            assessment("score", DLit=20, DG=40, row_no=6),
            assessment("register", DLit=45, row_no=7),
        ],
        [assessment("register", DLit=15, DG=60, row_no=2, agency="01-02")],
    )
    for number, order in enumerate((files, files[::-1])):
        place = Home(home.root / str(number))
        with using(spaced(NATIONAL)):
            sent(place, *order)
        found = in_force(place, "score_DLit::int, score_DG::int, grade_DLit")
        assert [row[1:] for row in found] == [(30, 40, "A"), (45, 60, "A"), (50, None, "A")]


@pytest.mark.usefixtures("national")
def test_attendance_is_no_score_but_tells_where_the_person_is(home: Home) -> None:
    sent(
        home,
        [assessment("somsri", DLit=70, agency="01-01", group="TECH")],
        [
            assessment(
                "somsri",
                on="2021-05-01",
                period="2564Q3",
                agency="01-02",
                group="MGMT",
                method="attended",
                DLit=100,
            ),
            assessment(
                "only attended", period="2564Q3", agency="01-02", method="attended", row_no=3, DLit=100
            ),
        ],
    )
    assert in_force(home, 'agency::varchar, "group"::varchar, score_DLit::int') == [
        ("2564Q2", "01-01", "TECH", 70),
        ("2564Q3", "01-02", "MGMT", 70),
    ]


def test_quarters_run_from_the_first_to_the_last_one_the_data_state(home: Home) -> None:
    sent(home, [assessment("somchai", on="2020-11-01", period="2564Q3", DLit=70)])
    with open_current(home) as snapshot:
        assert snapshot.connection.execute(
            "select period from reference.quarter where stated"
        ).fetchall() == [
            ("2564Q1",),
            ("2564Q2",),
            ("2564Q3",),
        ]


@pytest.mark.usefixtures("national")
def test_the_statement_agrees_with_the_rule_applied_row_by_row(home: Home) -> None:
    chance = Random(7)
    rows = [
        assessment(
            f"person {chance.randrange(12)}",
            agency=chance.choice(["01-01", "01-02", "01-03"]),
            group=chance.choice(["EXEC", "TECH", "SERV"]),
            period="2564Q3" if number < 102 else "2564Q4",
            on=str(date.fromordinal(date(2017, 10, 1).toordinal() + 45 * chance.randrange(32))),
            method=chance.choice(list(METHODS)),
            row_no=number,
            scores={name: chance.randrange(101) for name in CAPABILITIES if chance.random() < 0.5},
        )
        for number in range(2, 202)
    ]
    sent(home, rows[:100], rows[100:])
    columns = ", ".join(f"score_{name}, grade_{name}" for name in CAPABILITIES)
    found = in_force(home, f'agency::varchar, "group"::varchar, {columns}')
    assert len(found) == 186
    assert set(found) == set(expected(rows, grades="ABC"))
    tested = in_force(home, f'agency::varchar, "group"::varchar, {columns}', evidence=("BOTH", "TESTED"))
    assert len(tested) == 149
    assert set(tested) == set(expected(rows, grades="A"))


def expected(rows: list[Row], *, grades: str) -> Iterable[tuple[object, ...]]:
    """The second route: sort each person's rows up to a quarter's end and take the last that serves."""
    first, last = Period.of(min(day(row) for row in rows)), Period.parse("2564Q4")
    for quarter in (Period.at(index) for index in range(first.index, last.index + 1)):
        lapsed_on = quarter.shift(-8).end
        for person in {row["person"] for row in rows}:
            history = sorted(
                (row for row in rows if row["person"] == person and day(row) <= quarter.end),
                key=lambda row: (day(row), -ord(str(row["grade"])), row["row_no"]),
            )
            scores: list[object] = []
            for name in CAPABILITIES:
                serving = [
                    row
                    for row in history
                    if str(row["grade"]) in grades
                    and row[f"score_{name}"] is not None
                    and day(row) > lapsed_on
                ]
                scores += [max(best(serving, name)), serving[-1]["grade"]] if serving else [None, None]
            if any(scores):
                yield (str(quarter), history[-1]["agency"], history[-1]["group"], *scores)


def best(serving: list[Row], name: str) -> list[Decimal]:
    """Return the scores that may be in force: those of the last day's best evidence."""
    last = serving[-1]
    return [
        Decimal(str(row[f"score_{name}"]))
        for row in serving
        if (day(row), row["grade"]) == (day(last), last["grade"])
    ]


def day(row: Row) -> date:
    """Return the day a row was assessed on."""
    found = row["assessed_on"]
    assert isinstance(found, date)
    return found

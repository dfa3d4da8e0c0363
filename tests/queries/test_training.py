"""The training mix on unrounded hours: per course, agency, ministry, theme and capability."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.definitions.calendar import Period
from etl.queries import Reader, open_reader
from etl.queries.view import ANALYST
from etl.warehouse.home import Home
from tests.warehouse.samples import Row, load

QUARTER = Period.parse("2564Q2")


def course(
    name: str,
    lecture: str,
    other: str,
    *,
    agency: str = "01-01",
    theme: str | None = None,
    capability: str | None = None,
    group: str | None = None,
    participants: int = 10,
    row_no: int = 2,
) -> Row:
    """A row of a course held in the quarter."""
    return {
        "agency": agency,
        "period": str(QUARTER),
        "course": name,
        "held_on": date(2021, 2, 1),
        "theme": theme,
        "capability": capability,
        "group": group,
        "participants": participants,
        "lecture_hours": Decimal(lecture),
        "other_hours": Decimal(other),
        "sheet": "อบรม",
        "row_no": row_no,
    }


COURSES = [
    course("ก", "7.2", "4.8", theme="1", capability="DLit", row_no=2),  # exactly 60 % of 12
    course("ข", "6.00001", "3.99999", theme="1", capability="DLit", row_no=3),  # 60.0001 % of 10
    course("ค", "9", "3", agency="01-02", theme="2", capability="DG", row_no=4),  # 75 % of 12: 15 would do
    course("ง", "1", "9", agency="03-07", participants=5, row_no=5),
    course("จ", "0", "0", agency="03-07", row_no=6),  # no hours: nothing to mend
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """A snapshot of the courses above."""
    home = Home(Path(tmp_path_factory.mktemp("home")))
    load(home, ("ข้อมูล.xlsx", {"training": COURSES}))
    with open_reader(home.root) as opened:
        yield opened


def figures_of_units(reader: Reader) -> "pd.Series[Any]":
    """The values of training, by measure and unit of every level."""
    names = ["lecture_share", "mix_ok", "hours_to_fix", "training_hours", "training_participants"]
    figures = reader.figures(
        periods=[QUARTER], measures=names, levels=["nation", "ministry", "agency"], view=ANALYST
    )
    return figures.set_index(["measure", "unit_code"])["value"]


def test_a_course_at_exactly_sixty_percent_passes_and_the_least_more_does_not(reader: Reader) -> None:
    courses = reader.courses(QUARTER, view=ANALYST).set_index("course")
    assert dict(courses["mix_ok"]) == {"ก": True, "ข": False, "ค": False, "ง": True, "จ": True}
    assert courses["hours_to_fix"]["ก"] == 0
    assert courses["hours_to_fix"]["ข"] == pytest.approx(6.00001 / 0.6 - 10)
    assert courses["hours_to_fix"]["ค"] == pytest.approx(15 - 12)
    assert pd.isna(courses["lecture_share"]["จ"])


def test_the_worst_mix_comes_first_and_a_ministry_narrows_the_list(reader: Reader) -> None:
    assert list(reader.courses(QUARTER, view=ANALYST)["course"]) == ["ค", "ข", "ก", "ง", "จ"]
    assert list(reader.courses(QUARTER, units=["03"], view=ANALYST)["course"]) == ["ง", "จ"]
    assert reader.courses(QUARTER.shift(1), view=ANALYST).empty


def test_agencies_ministries_and_the_whole_are_judged_on_their_own_sums(reader: Reader) -> None:
    value = figures_of_units(reader)
    assert value["lecture_share", "01"] == pytest.approx((7.2 + 6.00001 + 9) / (12 + 10 + 12))
    mended = {code: value["hours_to_fix", code] == 0 for code in ("01-01", "01-02", "01", "03", "TH")}
    assert mended == {"01-01": False, "01-02": False, "01": False, "03": True, "TH": True}
    assert value["hours_to_fix", "01"] == pytest.approx(22.20001 / 0.6 - 34)
    assert (value["mix_ok", "TH"], value["training_participants", "TH"]) == (3 / 5, 45)


def test_themes_and_capabilities_are_summed_and_what_names_none_stands_apart(reader: Reader) -> None:
    mix = reader.training_mix(QUARTER, view=ANALYST)
    assert [tuple(row) for row in mix[["theme", "capability", "hours", "mix_ok"]].to_numpy()] == [
        ("1", "DLit", 22, False),
        ("2", "DG", 12, False),
        ("NOT_STATED", "NOT_STATED", 10, True),
    ]


def test_the_measure_of_hours_to_fix_is_zero_at_exactly_the_limit(tmp_path: Path) -> None:
    load(Home(tmp_path), ("ก.xlsx", {"training": COURSES[:1]}))
    with open_reader(tmp_path) as opened:
        figures = opened.figures(
            periods=[QUARTER], measures=["hours_to_fix"], levels=["nation"], view=ANALYST
        )
    assert list(figures["value"]) == [0]


def test_a_course_for_three_groups_counts_its_hours_once_and_the_largest_where_they_differ(
    tmp_path: Path,
) -> None:
    rows = [
        course("ก", "9", "3", capability="DLit", group="EXEC", row_no=2),
        course("ก", "9", "3", capability="DLit", group="MGMT", row_no=3),
        course("ก", "4", "2", capability="DG", group="MGMT", row_no=4),  # other hours: 12 are more than 6
        course("ข", "2", "2", capability="DG", group="MGMT", row_no=5),
    ]
    load(Home(tmp_path), ("ก.xlsx", {"training": rows}))
    names = ["lecture_share", "training_hours", "hours_to_fix", "training_participants"]
    with open_reader(tmp_path) as opened:
        figures = opened.figures(
            periods=[QUARTER], measures=names, levels=["nation"], by=["group", "capability"], view=ANALYST
        ).set_index(["measure", "group", "capability"])["value"]
        courses = opened.courses(QUARTER, view=ANALYST).set_index("course")
        mix = opened.training_mix(QUARTER, view=ANALYST).set_index("capability")
        agency = figures_of_units(opened)
    hours = figures["training_hours"]
    assert (hours["ALL", "ALL"], hours["EXEC", "ALL"], hours["MGMT", "ALL"], hours["ALL", "DG"]) == (
        16,
        12,
        16,
        16,
    )
    assert figures["lecture_share"]["ALL", "ALL"] == 11 / 16
    assert figures["hours_to_fix"]["ALL", "ALL"] == pytest.approx(11 / 0.6 - 16)
    assert figures["training_participants"]["ALL", "ALL"] == 40
    assert dict(courses["hours_differ"]) == {"ก": True, "ข": False}
    assert dict(courses["hours"]) == {"ก": 12, "ข": 4}
    assert dict(mix["hours"]) == {"DLit": 12, "DG": 16}
    assert agency["training_hours", "01-01"] == 16


hours = st.integers(0, 40).map(lambda tenths: Decimal(tenths) / 10)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sent=st.lists(
        st.tuples(st.sampled_from(["01-01", "01-02", "03-07"]), hours, hours), min_size=1, max_size=12
    )
)
def test_the_mix_agrees_with_exact_sums_by_hand(sent: list[tuple[str, Decimal, Decimal]]) -> None:
    table = [
        course(f"ก{number}", str(lecture), str(other), agency=agency, row_no=number)
        for number, (agency, lecture, other) in enumerate(sent, start=2)
    ]
    with TemporaryDirectory() as folder:
        load(Home(Path(folder)), ("ข้อมูล.xlsx", {"training": table}))
        with open_reader(Path(folder)) as opened:
            value = figures_of_units(opened)
    assert {unit for _, unit in value.index} >= {row[0] for row in sent}
    for unit in value["hours_to_fix"].dropna().index:
        mine = [row for row in sent if unit == "TH" or row[0] == unit or row[0].startswith(f"{unit}-")]
        lecture = sum((row[1] for row in mine), Decimal())
        whole = lecture + sum((row[2] for row in mine), Decimal())
        within = 10 * lecture <= 6 * whole
        assert (value["hours_to_fix", unit] == 0) == within
        assert value["hours_to_fix", unit] == pytest.approx(
            0 if within else float(lecture / Decimal("0.6") - whole)
        )
        good = sum(10 * row[1] <= 6 * (row[1] + row[2]) for row in mine)
        assert value["mix_ok", unit] == pytest.approx(good / len(mine))

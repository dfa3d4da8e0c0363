"""Quarters of the Thai fiscal year and the dates people type."""

from datetime import UTC, date, datetime

import pytest

from etl.definitions.calendar import BANGKOK, Period, date_label, fiscal_year, local_day, parse_date, today


def test_a_fiscal_year_begins_in_october_of_the_year_before() -> None:
    first, last = Period.parse("2564Q1"), Period.parse("2564Q4")
    assert (first.start, first.end) == (date(2020, 10, 1), date(2020, 12, 31))
    assert (last.start, last.end) == (date(2021, 7, 1), date(2021, 9, 30))


def test_every_day_belongs_to_the_quarter_that_contains_it() -> None:
    for index in range(Period.parse("2561Q1").index, Period.parse("2568Q4").index + 1):
        quarter = Period.at(index)
        assert Period.of(quarter.start) == Period.of(quarter.end) == quarter
        assert Period.parse(str(quarter)) == quarter


@pytest.mark.parametrize(
    ("title", "quarter"),
    [
        ("รายงานผลการประเมิน ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. ๒๕๖๔", "2564Q2"),
        ("ไตรมาส 3/2563", "2563Q3"),
        ("ไตรมาส ๔/๖๕", "2565Q4"),
        ("ปีงบประมาณ 2562 ไตรมาสที่ 1", "2562Q1"),
        ("Quarter 2 of fiscal year 2564", "2564Q2"),
        ("2564Q2", "2564Q2"),
    ],
)
def test_a_title_names_its_quarter(title: str, quarter: str) -> None:
    assert str(Period.find(title)) == quarter


@pytest.mark.parametrize("title", ["ปีงบประมาณ 2564", "ไตรมาส 5/2564", "รายงานประจำไตรมาส", ""])
def test_a_title_without_a_quarter_names_none(title: str) -> None:
    assert Period.find(title) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2021-02-15 00:00:00", date(2021, 2, 15)),
        ("2564-02-15", date(2021, 2, 15)),
        ("15/2/2564", date(2021, 2, 15)),
        ("15-02-64", date(2021, 2, 15)),
        ("๑๕ กุมภาพันธ์ ๒๕๖๔", date(2021, 2, 15)),
        ("15 ก.พ. 2564", date(2021, 2, 15)),
        ("15 กพ 64", date(2021, 2, 15)),
        ("วันที่ 15 กุมภาพันธ์ พ.ศ. 2564", date(2021, 2, 15)),
        ("15 Feb 2021", date(2021, 2, 15)),
        ("29/2/2567", date(2024, 2, 29)),
        ("29/2/2566", None),
        ("31/13/2564", None),
        ("44242", None),
        ("ก.พ. 2564", None),
    ],
)
def test_a_typed_date_is_the_day_it_names_or_none(typed: str, day: date | None) -> None:
    assert parse_date(typed) == day


@pytest.mark.parametrize(
    ("typed", "year"), [("2564", 2564), ("64", 2564), ("2021", 2564), ("๒๕๖๕", 2565), ("2565.0", 2565)]
)
def test_a_fiscal_year_is_told_in_the_buddhist_era(typed: str, year: int) -> None:
    assert fiscal_year(typed) == year


@pytest.mark.parametrize("typed", ["256", "25644", "ปี 64", "", "1821"])
def test_what_is_no_fiscal_year_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a fiscal year"):
        fiscal_year(typed)


def test_labels_tell_quarter_and_months_in_both_languages() -> None:
    quarter = Period.parse("2564Q2")
    assert quarter.label("th") == "ไตรมาส 2/2564 (ม.ค.-มี.ค. 2564)"
    assert quarter.label("en") == "Q2 FY 2564 (Jan-Mar 2564 B.E.)"
    assert date_label(date(2021, 3, 31), "th") == "31 มี.ค. 2564"
    assert date_label(date(2021, 3, 31), "en") == "31 Mar 2564 B.E."


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2021, 9, 30, 16, 59, tzinfo=UTC), date(2021, 9, 30)),
        (datetime(2021, 9, 30, 17, 0, tzinfo=UTC), date(2021, 10, 1)),
        (datetime(2021, 9, 30, 17, 0), date(2021, 10, 1)),
        (datetime(2021, 9, 30, 23, 59, tzinfo=BANGKOK), date(2021, 9, 30)),
    ],
)
def test_a_moment_falls_on_the_day_it_is_in_thailand(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


@pytest.mark.usefixtures("after_midnight")
def test_today_begins_at_midnight_in_thailand_wherever_the_server_stands() -> None:
    assert today() == date(2021, 10, 1)

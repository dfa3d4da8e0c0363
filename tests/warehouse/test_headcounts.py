"""Which headcount counts at a quarter, and what it is called."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.models import HeadcountBound, Succession
from etl.pipeline import confirm_headcount
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.store import read_ledger
from tests.bodies import only
from tests.warehouse.samples import assessment, headcount, load

REGISTER: Mapping[int, Mapping[str, int]] = {
    2563: {"PT_EXECUTIVE": 2, "PT_DIRECTOR": 8, "PT_GENERAL": 90},
    2566: {"PT_EXECUTIVE": 3, "PT_DIRECTOR": 7, "PT_GENERAL": 110},
}


def row(home: Path, period: str, measure: str = "headcount", unit: str = "01-01") -> Mapping[str, object]:
    """Return a figure of an agency as a whole; null as None."""
    with open_reader(home) as reader:
        found = reader.figures(
            periods=[Period.parse(period)], measures=[measure], levels=["agency"], view=ANALYST
        )
    (one,) = found[found["unit_code"] == unit].to_dict("records")
    return {str(name): None if pd.isna(value) else value for name, value in one.items()}


def told(home: Path, period: str, unit: str = "01-01") -> tuple[object, object, object]:
    """Return an agency's headcount, its source and its flag."""
    found = row(home, period, unit=unit)
    return found["value"], found["headcount_source"], found["status"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Two bodies, one of them registered in two years, and a return of the other quarter by quarter."""
    with using(only("01-01", "01-02", register={"01-01": REGISTER})):
        yield tmp_path


def test_the_register_of_the_nearest_year_counts_where_the_agency_states_nothing(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"assessment": [assessment("a", DLit=70)]}))
    assert told(home, "2564Q2") == (100, "register-2563", None)
    assert told(home, "2566Q2") == (120, "register-2566", None)
    assert told(home, "2564Q2", "01-02") == (None, "unknown", "headcount_incomplete")


def test_a_register_more_than_four_quarters_away_is_an_estimate(home: Path) -> None:
    rows = [assessment("a", DLit=70), assessment("b", DLit=70, on="2019-02-15", period="2562Q2", row_no=3)]
    load(Home(home), ("a.xlsx", {"assessment": rows}))
    assert told(home, "2562Q4")[2] is None  # four quarters
    assert told(home, "2562Q3")[2] == "register_estimate"
    assert row(home, "2562Q3", "T2")["status"] == "cannot_judge"


def test_an_own_return_counts_for_eight_quarters(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 90)]}))
    assert told(home, "2564Q2") == (90, "own", None)
    assert told(home, "2566Q2") == (90, "own", None)
    assert told(home, "2566Q3") == (120, "register-2566", None)


def test_an_own_return_far_below_the_register_counts_once_an_analyst_confirms_it(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 79)]}), confirmed=False)
    assert told(home, "2564Q2") == (100, "register-2563", None)
    period = Period.parse("2564Q2")
    done = confirm_headcount("01-01", period, reason="half of the posts moved", home=home, by="analyst")
    assert not done.same_figures
    assert told(home, "2564Q2") == (79, "own", None)
    (one,) = read_ledger(Home(home)).confirmations
    assert (one.agency, one.period, one.reason, one.by) == (
        "01-01",
        "2564Q2",
        "half of the posts moved",
        "analyst",
    )


def test_eighty_percent_of_the_register_is_enough(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 80)]}), confirmed=False)
    assert told(home, "2564Q2") == (80, "own", None)


@pytest.mark.parametrize(
    ("agency", "posts", "reason", "code"),
    [
        ("01-02", 79, "right", "headcount_not_stated"),
        ("01-01", 80, "right", "headcount_counts"),
        ("01-01", 79, "tel. 0812345678", "reason_personal"),
    ],
)
def test_nothing_is_confirmed_that_was_not_sent_counts_already_or_is_for_a_reason_that_names_somebody(
    home: Path, agency: str, posts: int, reason: str, code: str
) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", posts)]}), confirmed=False)
    with pytest.raises(WarehouseError) as fault:
        confirm_headcount(agency, Period.parse("2564Q2"), reason=reason, home=home)
    assert fault.value.code == f"warehouse.{code}"
    assert read_ledger(Home(home)).confirmations == ()


def test_a_headcount_is_confirmed_once(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 79)]}), confirmed=False)
    confirm_headcount("01-01", Period.parse("2564Q2"), reason="right", home=home)
    with pytest.raises(WarehouseError, match="nothing to confirm"):
        confirm_headcount("01-01", Period.parse("2564Q2"), reason="right", home=home)


def test_another_headcount_for_the_same_quarter_is_confirmed_anew(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 79)]}), confirmed=False)
    confirm_headcount("01-01", Period.parse("2564Q2"), reason="right", home=home)
    load(Home(home), ("b.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}), confirmed=False)
    assert told(home, "2564Q2") == (100, "register-2563", None)
    confirm_headcount("01-01", Period.parse("2564Q2"), reason="right again", home=home)
    assert told(home, "2564Q2") == (10, "own", None)


def test_a_loaded_yearbook_takes_the_place_of_the_register_on_file(home: Path) -> None:
    yearbook = [headcount("01-01", "PT_GENERAL", 150, period="2563Q4")]
    load(Home(home), ("y.xlsx", {"headcount": yearbook}), publisher="ocsc")
    assert told(home, "2563Q4") == (150, "register-2563", None)


def test_the_yearbook_of_the_same_quarter_is_the_register_an_own_return_is_measured_by(home: Path) -> None:
    yearbook = [headcount("01-01", "PT_GENERAL", 150, period="2563Q4")]
    own = [headcount("01-01", "TECH", 119, period="2563Q4")]  # of 150, less than 80 %
    load(Home(home), ("y.xlsx", {"headcount": yearbook}), publisher="ocsc", confirmed=False)
    load(Home(home), ("a.xlsx", {"headcount": own}), confirmed=False)
    assert told(home, "2563Q4") == (150, "register-2563", None)


@contextmanager
def succeeding(*, extent: str, bound: int | None = None) -> Iterator[None]:
    """Two bodies, the second of which took over the first."""
    succession = Succession.model_validate(
        {
            "agency": "01-02",
            "other": "01-01",
            "relation": "successor",
            "year_be": 2566,
            "extent": extent,
            "source": "a test",
        }
    )
    bounds = (
        ()
        if bound is None
        else (HeadcountBound(agency="01-02", first_year_be=None, last_year_be=None, most=bound, source=""),)
    )
    with using(only("01-01", "01-02", register={"01-01": REGISTER}, succession=(succession,), bounds=bounds)):
        yield


def test_a_body_takes_the_register_of_the_body_that_is_its_whole_successor(tmp_path: Path) -> None:
    with succeeding(extent="whole"):
        load(Home(tmp_path), ("a.xlsx", {"assessment": [assessment("a", DLit=70)]}))
        assert told(tmp_path, "2564Q2", "01-02") == (100, "succession", None)


@pytest.mark.parametrize("bound", [None, 7])
def test_what_took_over_more_than_the_body_or_a_bound_gives_no_headcount(
    tmp_path: Path, bound: int | None
) -> None:
    with succeeding(extent="part", bound=bound):
        load(Home(tmp_path), ("a.xlsx", {"assessment": [assessment("a", DLit=70)]}))
        assert told(tmp_path, "2564Q2", "01-02") == (None, "unknown", "headcount_incomplete")


def test_more_persons_seen_than_a_tenth_above_the_posts_are_flagged(home: Path) -> None:
    seen = [assessment(f"p{number}", DLit=50, row_no=number + 2) for number in range(12)]
    load(Home(home), ("a.xlsx", {"assessment": seen, "headcount": [headcount("01-01", "TECH", 10)]}))
    assert told(home, "2564Q2") == (12, "own", "seen_exceeds_headcount")
    assert row(home, "2564Q2", "coverage")["value"] == 1
    assert row(home, "2564Q2", "T2")["status"] == "likely_behind"  # all of them are seen, and nobody is ready


def test_an_agency_that_sent_a_headcount_alone_has_no_persons_on_file_rather_than_none(home: Path) -> None:
    load(Home(home), ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 90)]}))
    for measure in ("persons_seen", "persons_ready", "coverage", "ready_share"):
        found = row(home, "2564Q2", measure)
        assert (found["value"], found["mark"]) == (None, "x"), measure

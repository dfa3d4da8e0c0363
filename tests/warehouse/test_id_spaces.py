"""Whose person ids mean the same person: an agency's own, one register's, and what a change does to them."""

from pathlib import Path

import pytest

from etl.definitions import definitions
from etl.definitions.contradictions import contradictions
from etl.definitions.current import using
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.records import Withdrawal
from etl.warehouse.snapshot import open_current, publish
from tests.ruled import NATIONAL, spaced
from tests.warehouse.samples import Row, assessment, load

FEBRUARY, MARCH = "2021-02-15", "2021-03-01"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def in_force(home: Home) -> dict[str, list[str]]:
    """Return the agencies of the persons in force in each quarter data speak of."""
    with open_current(home) as snapshot:
        rows = snapshot.connection.execute(
            """
            select period, list(agency::varchar order by agency)
            from fact.person_quarter as person
            inner join reference.quarter as quarter on quarter."index" = person.quarter and quarter.stated
            where evidence in ('ANY', 'BOTH')
            group by all
            """
        ).fetchall()
    return dict(sorted(rows))


def returned(*numbers: str, on: str, agency: str = "01-01", period: str = "2564Q2") -> list[Row]:
    """Return one agency's assessments of the persons of these staff numbers."""
    return [
        assessment(number, agency=agency, period=period, on=on, row_no=row_no, DLit=70)
        for row_no, number in enumerate(numbers, start=2)
    ]


def send_same_numbers(home: Home) -> None:
    """Load two agencies' returns about the same staff numbers, one after the other."""
    load(home, ("a.xlsx", {"assessment": returned("1", "2", on=FEBRUARY)}))
    load(home, ("b.xlsx", {"assessment": returned("1", "2", on=MARCH, agency="01-02")}))


def test_the_same_staff_number_in_two_agencies_is_two_persons(home: Home) -> None:
    send_same_numbers(home)
    assert in_force(home) == {"2564Q2": ["01-01", "01-01", "01-02", "01-02"]}


def test_the_same_number_of_one_register_is_one_person_who_moved(home: Home) -> None:
    with using(spaced(NATIONAL)):
        send_same_numbers(home)
    assert in_force(home) == {"2564Q2": ["01-02", "01-02"]}


def test_an_agencys_own_row_outranks_that_of_the_whole_country(home: Home) -> None:
    with using(spaced(NATIONAL, ("01-02", "01-02", "2561Q1"))):
        send_same_numbers(home)
    assert in_force(home) == {"2564Q2": ["01-01", "01-01", "01-02", "01-02"]}


def test_persons_leave_force_with_their_agencys_first_return_in_another_id_space(home: Home) -> None:
    first = returned("1", "2", "3", on="2020-11-15", period="2564Q1")
    other = returned("9", on="2021-05-15", period="2564Q3", agency="01-02")
    second = returned("1", "4", on="2021-08-15", period="2564Q4")
    with using(spaced(("01-01", "01-01 from 2564Q2", "2564Q2"))):
        load(home, ("a.xlsx", {"assessment": first}), ("b.xlsx", {"assessment": other}))
        before = in_force(home)
        load(home, ("c.xlsx", {"assessment": second}))
        amended = in_force(home)
        with store.changing(home) as ledger:
            publish(home, ledger, afresh=True)
        assert in_force(home) == amended
        with store.changing(home) as ledger:
            withdrawal = Withdrawal(at=store.now(), by="tester")
            publish(home, ledger.withdrawing(ledger.entries[-1].id, withdrawal))
        assert in_force(home) == before
    three = ["01-01"] * 3
    assert before == {"2564Q1": three, "2564Q2": three, "2564Q3": [*three, "01-02"]}
    assert amended == before | {"2564Q4": ["01-01", "01-01", "01-02"]}


def test_persons_of_a_body_that_ended_leave_force_with_its_successors_first_return(home: Home) -> None:
    gone, heir = "19-02", "23-03"
    assert definitions().agencies[gone].valid_to_be == 2562
    before = returned("1", "2", on="2019-02-15", agency=gone, period="2562Q2")
    early = returned("7", on="2018-02-15", agency=heir, period="2561Q2")
    first = returned("1", on="2019-08-15", agency=heir, period="2562Q4")
    load(home, ("a.xlsx", {"assessment": [*before]}), ("b.xlsx", {"assessment": early}))
    load(home, ("c.xlsx", {"assessment": returned("5", on="2019-05-15", period="2562Q3")}))
    assert in_force(home)["2562Q3"] == ["01-01", gone, gone, heir]
    load(home, ("d.xlsx", {"assessment": first}))
    assert in_force(home)["2562Q3"] == ["01-01", gone, gone, heir]
    assert in_force(home)["2562Q4"] == ["01-01", heir, heir]


def test_an_id_space_of_an_unknown_agency_is_a_fault() -> None:
    faults = contradictions(spaced(("99-99", "x", "2564Q1")), ())
    assert [fault for fault in faults if "id_spaces.csv" in fault]
    assert contradictions(definitions(), ()) == []

"""Which submissions count: replacing, outranking, taking back; figures do not depend on the way there."""

from pathlib import Path

import pytest

from etl.definitions.calendar import Period
from etl.queries import open_reader
from etl.warehouse import store
from etl.warehouse.errors import UnknownSubmission, WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.records import Withdrawal
from etl.warehouse.snapshot import open_current, publish
from tests.warehouse.samples import assessment, headcount, load, receipt, table


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def posts(home: Home) -> list[tuple[object, ...]]:
    """Return the headcount rows in force."""
    with open_current(home) as snapshot:
        return snapshot.connection.execute(
            "select agency, period, category, headcount from accepted.headcount order by all"
        ).fetchall()


def withdraw(home: Home, submission: str) -> str:
    """Take a submission back and return the figures' hash."""
    with store.changing(home) as ledger:
        return publish(home, ledger.withdrawing(submission, Withdrawal(at=store.now(), by="tester"))).figures


def test_a_later_submission_replaces_exactly_its_own_agency_and_period(home: Home) -> None:
    load(
        home,
        (
            "first.xlsx",
            {
                "headcount": [
                    headcount("01-01", "TECH", 10),
                    headcount("01-01", "SERV", 20),
                    headcount("01-02", "TECH", 30),
                    headcount("01-01", "TECH", 11, period="2564Q3"),
                ]
            },
        ),
    )
    load(home, ("corrected.xlsx", {"headcount": [headcount("01-01", "TECH", 12)]}))
    assert posts(home) == [
        ("01-01", "2564Q2", "TECH", 12),
        ("01-01", "2564Q3", "TECH", 11),
        ("01-02", "2564Q2", "TECH", 30),
    ]


def test_a_submission_taken_back_brings_the_earlier_one_into_force(home: Home) -> None:
    first = load(home, ("first.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    load(home, ("wrong.xlsx", {"headcount": [headcount("01-01", "TECH", 1000)]}))
    wrong = store.read_ledger(home).entries[-1]
    assert withdraw(home, wrong.id) == first.figures
    assert posts(home) == [("01-01", "2564Q2", "TECH", 10)]


def test_what_an_agency_sent_outranks_what_others_published_about_it_in_either_order(tmp_path: Path) -> None:
    published = ("published.xlsx", {"assessment": [assessment("somchai", DLit=70)]})
    own = ("own.xlsx", {"assessment": [assessment("somchai", DLit=10)]})
    before, after = Home(tmp_path / "before"), Home(tmp_path / "after")
    load(before, published, publisher="ocsc")
    one = load(before, own)
    load(after, own)
    assert load(after, published, publisher="ocsc").figures == one.figures


def test_an_agency_s_headcount_and_the_yearbook_of_the_same_quarter_are_both_in_force(home: Home) -> None:
    load(home, ("yearbook.xlsx", {"headcount": [headcount("01-01", "PT_GENERAL", 99)]}), publisher="ocsc")
    load(home, ("own.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    assert posts(home) == [("01-01", "2564Q2", "PT_GENERAL", 99), ("01-01", "2564Q2", "TECH", 10)]
    with open_reader(home.root) as reader:
        found = reader.headcounts("01-01", Period.parse("2564Q3"))
    assert found[["category", "headcount", "publisher"]].to_numpy().tolist() == [["TECH", 10, "agency"]]


def test_the_same_files_in_any_order_of_loading_give_the_same_figures(tmp_path: Path) -> None:
    files = [
        (
            "a.xlsx",
            {
                "assessment": [
                    assessment("somchai", DLit=70, DG=55),
                    assessment("somsri", row_no=3, DT=61.123456),
                ]
            },
        ),
        ("b.xlsx", {"assessment": [assessment("somchai", on="2021-05-01", period="2564Q3", DLit=33)]}),
        ("c.xlsx", {"headcount": [headcount("01-01", "TECH", 20)]}),
    ]
    found = set()
    for number, order in enumerate((files, files[::-1], [files[1], files[2], files[0]])):
        home = Home(tmp_path / str(number))
        for file in order:
            figures = load(home, file).figures
        found.add(figures)
    assert len(found) == 1


def test_a_rebuild_gives_the_same_figures(home: Home) -> None:
    first = load(home, ("a.xlsx", {"assessment": [assessment("somchai", DLit=70)]}))
    again = load(home)
    assert (again.figures, again.id[:6]) == (first.figures, "000002")


def test_bytes_count_as_known_until_their_submission_is_taken_back(home: Home) -> None:
    load(home, ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    ledger = store.read_ledger(home)
    sha256 = ledger.entries[0].sha256
    assert ledger.counting(sha256) == ledger.entries[0]
    withdraw(home, ledger.entries[0].id)
    assert store.read_ledger(home).counting(sha256) is None


def test_a_refused_file_is_remembered_without_counting_and_once_only(home: Home) -> None:
    load(home, ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    refused = receipt("broken.xlsx", {}, status="refused")
    with store.changing(home) as ledger:
        manifest = store.keep(home, refused, tables={}, rejects=None, sequence=2, by="tester")
        publish(home, ledger.adding(manifest))
    ledger = store.read_ledger(home)
    assert [(entry.status, entry.counts) for entry in ledger.entries] == [
        ("loaded", True),
        ("refused", False),
    ]
    assert store.known(home, ledger, refused)
    assert not store.known(home, ledger, receipt("other.xlsx", {}, status="refused"))
    with open_current(home) as snapshot:
        history = snapshot.connection.execute("select file_name, status from meta.submission").fetchall()
    assert history == [("a.xlsx", "loaded"), ("broken.xlsx", "refused")]


def test_a_submission_nobody_knows_or_already_taken_back_cannot_be_taken_back(home: Home) -> None:
    load(home, ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    with pytest.raises(UnknownSubmission, match="000009-12345678"):
        withdraw(home, "000009-12345678")
    taken = store.read_ledger(home).entries[0].id
    withdraw(home, taken)
    with pytest.raises(WarehouseError, match=f"Submission {taken} was already withdrawn"):
        withdraw(home, taken)


def test_every_part_of_a_submission_is_accounted_for(home: Home) -> None:
    load(home, ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 10), headcount("01-02", "TECH", 10)]}))
    load(home, ("b.xlsx", {"headcount": [headcount("01-01", "TECH", 12), headcount("01-01", "SERV", 1)]}))
    with open_current(home) as snapshot:
        rows = snapshot.connection.execute(
            'select submission, unit, "rows", in_force, superseded_by from meta.accounting order by all'
        ).fetchall()
    assert rows == [(1, "01-01", 1, False, 2), (1, "01-02", 1, True, None), (2, "01-01", 2, True, None)]


def test_a_damaged_stored_file_stops_the_build_and_is_named(home: Home) -> None:
    load(home, ("a.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    before = home.pointer()
    entry = store.read_ledger(home).entries[0]
    (home.submissions / entry.id / "headcount.parquet").write_bytes(b"PAR1 damaged PAR1")
    with pytest.raises(WarehouseError, match=rf"{entry.id} are damaged \(headcount.parquet\)"):
        load(home)
    assert home.pointer() == before


def test_rows_without_a_promised_column_are_not_stored(home: Home) -> None:
    rows = table("headcount", [headcount("01-01", "TECH", 10)]).drop_columns(["category"])
    with store.changing(home), pytest.raises(KeyError, match="category"):
        store.keep(home, receipt("a.xlsx", {}), tables={"headcount": rows}, rejects=None, sequence=1, by="x")
    assert list(home.submissions.iterdir()) == []

"""What readers see: one sound snapshot, read-only, while others load; nothing that a check refused."""

from collections.abc import Sequence
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest

from etl.definitions import definitions
from etl.warehouse import sql
from etl.warehouse.build import MARTS, figures
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current, snapshot_path
from tests.warehouse.samples import assessment, headcount, load

AGENCIES = tuple(definitions().agencies)
FIRST = ("first.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (a integer)",
        "update accepted.headcount set headcount = 0",
        "copy accepted.headcount to 'out.csv'",
        "attach 'other.duckdb'",
        "select * from read_text('/etc/hostname')",
        "set enable_external_access = true",
        "install excel",
    ],
)
def test_a_reader_can_neither_write_nor_reach_outside(home: Home, statement: str) -> None:
    load(home, FIRST)
    with open_current(home) as snapshot, pytest.raises(duckdb.Error):
        snapshot.connection.execute(statement)


def test_a_snapshot_says_what_it_is(home: Home) -> None:
    record = load(home, FIRST)
    with open_current(home) as snapshot:
        about = snapshot.connection.execute(
            "select id, synthetic, submissions, ledger, figures from meta.snapshot"
        ).fetchall()
        assert figures(snapshot.connection) == record.figures
    assert about == [(record.id, False, 1, 1, record.figures)]
    assert record.id == f"000001-{record.figures[:8]}"


def test_a_snapshot_holds_no_pseudonym_and_no_sent_score(home: Home) -> None:
    load(home, ("a.xlsx", {"assessment": [assessment("somchai", DLit=70)]}))
    with open_current(home) as snapshot:
        columns = snapshot.connection.execute(
            """
            select column_name from information_schema.columns
            where data_type = 'BLOB' or column_name like 'raw_%'
            """
        ).fetchall()
    assert columns == []


@pytest.mark.parametrize("damage", ["one byte", "cut", "zeros", "gone"])
def test_a_damaged_snapshot_is_noticed_and_the_one_before_is_shown(home: Home, damage: str) -> None:
    earlier, current = (
        load(home, FIRST),
        load(home, ("b.xlsx", {"headcount": [headcount("01-02", "TECH", 5)]})),
    )
    path = snapshot_path(home, current.id)
    content = bytearray(path.read_bytes())
    match damage:
        case "one byte":
            content[len(content) // 2] ^= 1
        case "cut":
            del content[-4096:]
        case "zeros":
            content[:] = bytes(len(content))
    path.unlink() if damage == "gone" else path.write_bytes(content)
    with open_current(home) as snapshot:
        assert (snapshot.id, snapshot.instead_of) == (earlier.id, current.id)
    rebuilt = load(home)
    assert rebuilt.figures == current.figures
    with open_current(home) as snapshot:
        assert (snapshot.id, snapshot.instead_of) == (rebuilt.id, None)


def test_when_every_snapshot_is_damaged_the_reader_is_told_to_rebuild(home: Home) -> None:
    current = load(home, FIRST)
    snapshot_path(home, current.id).unlink()
    with pytest.raises(WarehouseError, match="Run rebuild"):
        open_current(home)


def test_readers_during_twenty_publishes_never_fail_and_never_see_two_snapshots(home: Home) -> None:
    load(home, FIRST)
    faults: list[str] = []
    seen: set[str] = set()
    done = Event()

    def read() -> None:
        while not done.is_set():
            try:
                with open_current(home) as snapshot:
                    before = snapshot.connection.execute(
                        "select id, submissions from meta.snapshot"
                    ).fetchone()
                    rows = snapshot.connection.execute("select count(*) from accepted.headcount").fetchone()
                    if before != (snapshot.id, *(rows or ())) or snapshot.instead_of:
                        faults.append(f"{snapshot.id} {before} {rows} instead of {snapshot.instead_of}")
                    seen.add(snapshot.id)
            except (duckdb.Error, WarehouseError, OSError) as fault:
                faults.append(repr(fault))

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number, agency in enumerate(AGENCIES[1:21]):
            load(home, (f"{number}.xlsx", {"headcount": [headcount(agency, "TECH", number)]}))
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(seen) > 5
    assert len(list(home.snapshots.iterdir())) <= 4


def test_a_reader_keeps_its_snapshot_while_newer_ones_are_published_and_old_ones_removed(home: Home) -> None:
    load(home, FIRST)
    with open_current(home) as kept:
        for agency in AGENCIES[1:6]:
            load(home, (f"{agency}.xlsx", {"headcount": [headcount(agency, "TECH", 5)]}))
        assert kept.connection.execute("select agency, headcount from accepted.headcount").fetchall() == [
            ("01-01", 10)
        ]


def test_rows_of_an_agency_the_register_does_not_hold_stop_the_build(home: Home) -> None:
    before = load(home, FIRST)
    with pytest.raises(WarehouseError) as refused:
        load(home, ("odd.xlsx", {"headcount": [headcount("99-99", "TECH", 10)]}))
    assert str(refused.value) == (
        "The new database failed check unknown_agency (rows: 1, such as dataset=headcount, "
        "unit=99-99) and was not published. Nothing was changed."
    )
    with open_current(home) as snapshot:
        assert snapshot.id == before.id


def test_two_assessments_of_a_person_at_one_address_stop_the_build(home: Home) -> None:
    twice = [assessment("somchai", DLit=10, row_no=7), assessment("somchai", DLit=90, row_no=7)]
    with pytest.raises(WarehouseError, match="check row_address"):
        load(home, ("a.xlsx", {"assessment": twice}))


def test_a_score_outside_the_scale_stops_the_build(home: Home) -> None:
    with pytest.raises(WarehouseError, match="check score_range"):
        load(home, ("a.xlsx", {"assessment": [assessment("somchai", DLit=100.5)]}))


def test_a_home_where_nothing_counts_publishes_an_empty_snapshot(home: Home) -> None:
    load(home)
    with open_current(home) as snapshot:
        assert snapshot.connection.execute("select count(*) from reference.quarter").fetchall() == [(0,)]


def test_every_statement_in_the_folders_is_used() -> None:
    staged: Sequence[str] = [name.partition(".")[2] for name in MARTS if not name.startswith("mart.")]
    made = [
        *(
            "accepted",
            "accounting",
            "assessed",
            "expected",
            "id_space",
            "person_quarter",
            "person_state",
            "reading",
            "spoken_of",
        ),
        *("received", "required", "touched_agency", "touched_part", "touched_person"),
    ]
    assert sorted((*staged, *made, "assessment")) == list(sql.names("staging"))
    assert sorted(name.removeprefix("mart.") for name in MARTS if name.startswith("mart.")) == list(
        sql.names("mart")
    )

"""A snapshot amended after a change is the one that would be built afresh."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from etl.definitions import definitions
from etl.definitions.current import using
from etl.warehouse import store
from etl.warehouse.amend import changed, look_back
from etl.warehouse.build import workbench
from etl.warehouse.home import Home
from etl.warehouse.records import SnapshotRecord, Withdrawal
from etl.warehouse.snapshot import open_current, publish, snapshot_path
from tests.ruled import NATIONAL, spaced
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

AGENCIES = ("01-01", "01-02", "01-03", "02-01", "02-02")
FIRST_DAY = date(2020, 10, 1).toordinal()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def people(chance: Random, agency: str, period: str, *, number: int = 12) -> list[Row]:
    """Return assessments of one agency's return: persons of a small pool, who thus move between agencies."""
    start = FIRST_DAY + 91 * (int(period[-1]) - 1)
    return [
        assessment(
            f"person {chance.randrange(30)}",
            agency=agency,
            group=chance.choice(["EXEC", "TECH", "SERV"]),
            period=period,
            on=str(date.fromordinal(start + chance.randrange(90))),
            method=chance.choice(["tpqi", "supervisor", "self", "attended"]),
            row_no=row_no,
            scores={name: chance.randrange(101) for name in CAPABILITIES if chance.random() < 0.7},
        )
        for row_no in range(2, number + 2)
    ]


def stage(agency: str, code: str, on: str) -> Row:
    """Return one stage record."""
    return {
        "agency": agency,
        "period": "2564Q1",
        "stage": code,
        "effective_on": date.fromisoformat(on),
        "assessor": None,
        "evidence": None,
        "sheet": "Sheet1",
        "row_no": 2,
    }


def rebuilt(home: Home) -> SnapshotRecord:
    """Publish anew, nothing taken over."""
    with store.changing(home) as ledger:
        return publish(home, ledger, afresh=True)


def facts(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """Return every table of facts and marts, its rows in order."""
    with open_current(home) as snapshot:
        tables = snapshot.connection.execute(
            """
            select table_schema || '."' || table_name || '"' from information_schema.tables
            where table_schema in ('fact', 'mart')
            """
        ).fetchall()
        return {
            table: snapshot.connection.execute(f"from {table} order by all").fetchall() for (table,) in tables
        }


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_late_is_corrected_or_withdrawn_the_figures_are_those_of_a_build_afresh(
    home: Home, seed: int
) -> None:
    with using(spaced(NATIONAL) if seed % 2 else definitions()):
        compare_amended_and_afresh(home, Random(seed))


def compare_amended_and_afresh(home: Home, chance: Random) -> None:
    """Load, send late, correct and withdraw; after each the facts are those of a build afresh."""
    quarters = ("2564Q1", "2564Q2", "2564Q3")
    load(
        home,
        *(
            (f"{agency} {quarter}.xlsx", {"assessment": people(chance, agency, quarter)})
            for agency in AGENCIES[:4]
            for quarter in quarters
        ),
        ("heads.xlsx", {"headcount": [headcount(agency, "TECH", 40) for agency in AGENCIES]}),
    )
    late = people(chance, AGENCIES[4], "2564Q2")
    load(home, ("late.xlsx", {"assessment": late}))
    amended = facts(home)
    assert rebuilt(home).figures and facts(home) == amended
    corrected = people(chance, AGENCIES[1], "2564Q3", number=9)
    load(
        home,
        ("corrected.xlsx", {"assessment": corrected, "stage": [stage("01-02", "MATURE", "2020-11-01")]}),
    )
    amended = facts(home)
    assert rebuilt(home).figures and facts(home) == amended
    with store.changing(home) as ledger:
        gone = ledger.withdrawing(ledger.entries[2].id, Withdrawal(at=store.now(), by="tester"))
        publish(home, gone)
    amended = facts(home)
    assert rebuilt(home).figures and facts(home) == amended


def test_only_who_is_touched_is_read_again(home: Home) -> None:
    chance = Random(7)
    files = [(f"{agency}.xlsx", {"assessment": people(chance, agency, "2564Q2")}) for agency in AGENCIES[:3]]
    load(home, *files)
    with store.changing(home) as ledger:
        former = ledger.snapshots[-1].id
    load(home, ("d.xlsx", {"assessment": [assessment("nobody else", agency="02-02", DLit=50)]}))
    with store.changing(home) as ledger, workbench(home.temporary / "x.duckdb", spill=home.root) as bench:
        look_back(bench, snapshot_path(home, former))
        with open_current(home) as now:
            parts = now.connection.execute("from meta.accounting").to_arrow_table()
        bench.register("parts", parts)
        bench.execute("create table meta.accounting as from parts")
        touched = changed(bench, store.stored(home, ledger))
    assert [one.receipt.file_name for one in touched] == ["d.xlsx"]


def test_a_return_for_a_new_quarter_touches_everybody(home: Home) -> None:
    load(home, ("a.xlsx", {"assessment": [assessment("somchai", DLit=70)]}))
    load(home, ("b.xlsx", {"headcount": [headcount("01-02", "TECH", 5, period="2564Q4")]}))
    with open_current(home) as snapshot:
        found = snapshot.connection.execute(
            """
            select period from fact.person_quarter
            inner join reference.quarter on quarter."index" = quarter and stated order by 1
            """
        ).fetchall()
    assert found == [("2564Q2",), ("2564Q3",), ("2564Q4",)]

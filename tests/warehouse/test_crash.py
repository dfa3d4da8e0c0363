"""A loader killed at any moment leaves the state before or after its load, and the next one needs no hand."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random
from time import sleep

import pytest

from etl.warehouse import store
from etl.warehouse.build import figures
from etl.warehouse.home import FAIL_POINT, Home
from etl.warehouse.snapshot import open_current
from tests.conftest import ROOT
from tests.warehouse.samples import assessment, headcount, load

FIRST = ("first.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]})
FAIL_POINTS = (
    "after-rows",
    "after-submission",
    "after-accepted",
    "after-marts",
    "after-build",
    "after-snapshot",
    "before-pointer",
    "after-pointer",
)
LOAD_SECOND = """
import sys
from pathlib import Path
from etl.warehouse.home import Home
from tests.warehouse.samples import assessment, load
rows = [assessment(f"person {number}", row_no=number, DLit=number % 100) for number in range(2, 3000)]
print("begun", flush=True)
load(Home(Path(sys.argv[1])), ("second.xlsx", {"assessment": rows}))
"""
PERSONS = 2998


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    load(home, FIRST)
    return home


def loader(home: Home, **environment: str) -> subprocess.Popen[str]:
    """Start a process that loads the second file."""
    return subprocess.Popen(
        [sys.executable, "-c", LOAD_SECOND, str(home.root)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )


def assert_old_or_new(home: Home) -> str:
    """Return the state of a home, after seeing that it is one of the two and whole."""
    ledger = store.read_ledger(home)
    with open_current(home) as snapshot:
        persons = snapshot.connection.execute(
            "select count(distinct person) from fact.person_quarter"
        ).fetchall()[0][0]
        posts = snapshot.connection.execute("select count(*) from accepted.headcount").fetchall()
        assert snapshot.instead_of is None
        assert figures(snapshot.connection) == ledger.snapshots[-1].figures
    assert posts == [(1,)]
    assert (persons, len(ledger.entries)) in {(0, 1), (PERSONS, 2)}
    return "old" if persons == 0 else "new"


def assert_the_next_load_works(home: Home) -> None:
    """Load once more and see that no debris is left."""
    before = len(store.read_ledger(home).entries)
    load(home, ("third.xlsx", {"assessment": [assessment("somsri", agency="01-02", DLit=1)]}))
    ledger = store.read_ledger(home)
    assert len(ledger.entries) == before + 1
    assert sorted(path.name for path in home.submissions.iterdir()) == [entry.id for entry in ledger.entries]
    assert list(home.temporary.iterdir()) == []


@pytest.mark.parametrize("point", FAIL_POINTS)
def test_a_loader_that_dies_at_a_named_step_leaves_the_old_state_or_the_new(home: Home, point: str) -> None:
    process = loader(home, **{FAIL_POINT: point})
    process.communicate()
    assert process.returncode == 137
    assert assert_old_or_new(home) == ("new" if point == "after-pointer" else "old")
    assert_the_next_load_works(home)


def test_a_loader_killed_at_any_moment_leaves_the_old_state_or_the_new(home: Home) -> None:
    chance = Random(11)
    for _ in range(6):
        process = loader(home)
        assert process.stdout is not None
        process.stdout.readline()
        sleep(chance.uniform(0, 0.8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if assert_old_or_new(home) == "new":
            break
    assert_the_next_load_works(home)

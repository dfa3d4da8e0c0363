"""Returns of one quarter in two numbers each, and homes that hold them, for the tests of releases."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from etl.definitions.calendar import Period
from etl.releases.making import release
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.records import SnapshotRecord, Withdrawal
from etl.warehouse.snapshot import publish
from tests.conftest import Once
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

PERIOD = Period(2564, 2)
PREPARER, CHECKER = "สมชาย ใจดี", "สมศรี รักงาน"

Counts = Mapping[str, tuple[int, int]]
"""Agency → persons ready and not ready."""


def judged(counts: Counts, *, group: str = "TECH") -> list[Row]:
    """Return a row a person: everything passed with 75, or everything failed with 40."""
    people = [
        (agency, number, 75.0 if number < ready else 40.0)
        for agency, (ready, not_ready) in counts.items()
        for number in range(ready + not_ready)
    ]
    return [
        assessment(
            f"{agency} {number}",
            agency=agency,
            group=group,
            row_no=row_no,
            scores=dict.fromkeys(CAPABILITIES, score),
        )
        for row_no, (agency, number, score) in enumerate(people, start=2)
    ]


def send(home: Path, name: str, counts: Counts) -> SnapshotRecord:
    """Load one file of judged persons."""
    return load(Home(home), (name, {"assessment": judged(counts)}))


def reported(home: Path) -> Path:
    """Return a home in which ministry 03 and 07 reported for the quarter, with headcounts."""
    posts = [headcount("03-03", "TECH", 100), headcount("07-03", "TECH", 50, row_no=3)]
    persons = judged({"03-03": (30, 20), "07-03": (12, 28)})
    load(Home(home), ("first.xlsx", {"assessment": persons, "headcount": posts}))
    return home


def released(once: Once) -> Path:
    """Return such a home with release 1; for reading only."""

    def make(home: Path) -> None:
        shutil.copytree(once("reported", reported), home, dirs_exist_ok=True)
        release(home, period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)

    return once("released", make)


def take_back(home: Path, submission: str) -> None:
    """Withdraw a submission and publish."""
    place = Home(home)
    with store.changing(place) as ledger:
        publish(place, ledger.withdrawing(submission, Withdrawal(at=store.now(), by="tester")))


def entries(home: Path) -> list[str]:
    """Return the ids of all submissions, in the order of receipt."""
    return [entry.id for entry in store.read_ledger(Home(home)).entries]

"""The journal of releases only grows and notices another hand; a run that dies leaves it old or new."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from etl.definitions.calendar import Period
from etl.warehouse import frozen, journal, store
from etl.warehouse.home import FAIL_POINT, Home
from etl.warehouse.releases import Commented, Release, Released, ReleaseError
from etl.warehouse.snapshot import snapshot_path
from tests.conftest import ROOT
from tests.warehouse.samples import headcount, load

FREEZE = """
import sys
from pathlib import Path
from etl.warehouse.home import Home
from tests.warehouse.test_journal import freeze
freeze(Home(Path(sys.argv[1])))
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    load(home, ("first.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]}))
    return home


def document(folder: Path) -> None:
    """Write what is handed out."""
    (folder / "document.txt").write_bytes(b"figures")


def freeze(home: Home) -> Release:
    """Freeze the current snapshot with one document, and say so in the journal."""
    with store.changing(home) as ledger:
        number = len(journal.releases(home)) + 1
        snapshot = ledger.snapshots[-1]
        files = frozen.keep(
            home,
            number,
            snapshot=snapshot_path(home, snapshot.id),
            ledger=ledger,
            write=document,
        )
        made = Release(
            number=number,
            period="2564Q2",
            snapshot=snapshot.id,
            snapshot_sha256=snapshot.sha256,
            figures=snapshot.figures,
            synthetic=False,
            definitions_version="1",
            code_version="1",
            program="1",
            prepared_by="ก",
            checked_by="ข",
            at=store.now(),
            checks=(),
            replies=(),
            actions=(),
            files=files,
        )
        journal.append(home, Released(release=made), by="ก")
        return made


def say(home: Home, *texts: str) -> None:
    with home.writing():
        for text in texts:
            journal.append(home, Commented(period="2564Q2", text=text), by="ก")


def said(home: Home) -> list[str]:
    events = [entry.event for entry in journal.read(home)]
    return [event.text for event in events if isinstance(event, Commented)]


def lines(home: Home) -> list[str]:
    return home.journal_file.read_text(encoding="utf-8").splitlines()


def put(home: Home, changed: list[str]) -> None:
    home.journal_file.write_text("\n".join(changed) + "\n", encoding="utf-8")


def test_a_home_nobody_spoke_in_has_an_empty_journal(home: Home) -> None:
    assert journal.read(home) == ()
    assert journal.releases(home) == ()


def test_entries_stay_in_order_and_what_was_written_is_never_written_again(home: Home) -> None:
    say(home, "หนึ่ง", "สอง")
    before = lines(home)
    say(home, "สาม")
    assert said(home) == ["หนึ่ง", "สอง", "สาม"]
    assert lines(home)[:2] == before


def test_a_changed_a_dropped_and_a_moved_line_are_noticed(home: Home) -> None:
    say(home, "หนึ่ง", "สอง", "สาม")
    whole = lines(home)
    changed = json.dumps({**json.loads(whole[0]), "by": "อื่น"}, ensure_ascii=False)
    for hand in ([changed, *whole[1:]], whole[1:], [whole[1], whole[0], whole[2]], [*whole, "{}"]):
        put(home, hand)
        with pytest.raises(ReleaseError, match="release journal was changed"):
            journal.read(home)
        with pytest.raises(ReleaseError), home.writing():
            journal.append(home, Commented(period="2564Q2", text="more"), by="ก")
    put(home, whole)
    assert said(home) == ["หนึ่ง", "สอง", "สาม"]


@pytest.mark.parametrize("harm", ["one byte", "gone", "one more"])
def test_a_file_of_a_release_that_was_touched_is_named(home: Home, harm: str) -> None:
    made = freeze(home)
    assert frozen.faults(home, made) == ()
    path = frozen.path_of(home, 1) / "document.txt"
    match harm:
        case "one byte":
            path.write_bytes(b"Figures")
        case "gone":
            path.unlink()
        case "one more":
            path.with_name("other.txt").write_bytes(b"")
    assert frozen.faults(home, made) == ("other.txt" if harm == "one more" else "document.txt",)
    if harm != "one more":
        with pytest.raises(ReleaseError, match="differs from what was released"):
            frozen.read(home, made, "document.txt")


def test_a_release_s_snapshot_outlives_the_three_a_home_keeps(home: Home) -> None:
    made = freeze(home)
    for number in range(2, 6):
        sent = headcount(f"01-0{number}", "TECH", 5)
        load(home, (f"{number}.xlsx", {"headcount": [sent]}), confirmed=False)
    assert not snapshot_path(home, made.snapshot).exists()
    with frozen.opened(home, made) as connection:
        posts = connection.execute("select agency, headcount from accepted.headcount").fetchall()
    assert posts == [("01-01", 10)]
    assert [one.manifest.receipt.file_name for one in frozen.submissions_of(home, made)] == ["first.xlsx"]


def test_the_definitions_of_a_release_are_read_from_its_own_copy(home: Home) -> None:
    made = freeze(home)
    copy = frozen.path_of(home, 1) / "reference" / "rules.csv"
    assert frozen.definitions_of(home, made).rule("pass_mark", Period(2564, 2)) == 60
    copy.write_text(copy.read_text("utf-8").replace("pass_mark,60", "pass_mark,70", 1), "utf-8")
    with pytest.raises(ReleaseError, match="differs from what was released"):
        frozen.definitions_of(home, made)


def test_a_release_that_dies_at_a_named_step_leaves_one_or_none_and_the_next_needs_no_hand(
    home: Home,
) -> None:
    points = {"after-release-files": 0, "after-release-folder": 0, "before-journal": 0, "after-journal": 1}
    for point, number in points.items():
        environment = {**os.environ, FAIL_POINT: point}
        died = subprocess.run([sys.executable, "-c", FREEZE, str(home.root)], cwd=ROOT, env=environment)
        assert died.returncode == 137
        found = journal.releases(home)
        assert [one.number for one in found] == list(range(1, number + 1))
        assert [frozen.faults(home, one) for one in found] == [()] * number
    assert freeze(home).number == 2
    assert [frozen.faults(home, one) for one in journal.releases(home)] == [(), ()]
    assert list(home.temporary.iterdir()) == []

"""Homes of the first edition: opened, built anew, and counting what they counted then."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from etl import pipeline
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.releases.reading import releases, verify
from etl.warehouse import journal, notes
from etl.warehouse.home import Home
from tests import homes
from tests.conftest import Once

COUNTED = ("persons_seen", "persons_ready", "persons_not_ready", "persons_incomplete")
"""What no later rule counts otherwise."""

KEYS = ["period", "measure", "level", "unit_code", "group"]

FATES = {
    "corrected": {"held": 1, "loaded": 7, "partly": 1, "refused": 1, "withdrawn": 1},
    "full": {"loaded": 4, "partly": 7, "refused": 2},
    "loaded": {"loaded": 5},
    "numbers": {"loaded": 3},
    "released": {"loaded": 7},
}


@pytest.fixture(autouse=True)
def their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key the homes were made with."""
    monkeypatch.setenv("READINESS_KEY_FILE", str(homes.KEY))


@pytest.fixture
def home_of(once: Once, tmp_path: Path) -> Callable[[str], Path]:
    """Gives a home of a name, to be written to."""

    def copied(name: str) -> Path:
        packed = once(f"home-{name}", lambda folder: homes.unpacked(name, folder))
        return Path(shutil.copytree(packed, tmp_path / name)) / "home"

    return copied


def counts(home: Path) -> pd.DataFrame:
    """What a home's published figures count, zeros left out."""
    with open_reader(home) as reader:
        found = reader.figures(periods=reader.periods(), measures=list(COUNTED), by=["group"], view=ANALYST)
    counted = found[found["numerator"].fillna(0) != 0]
    return counted[[*KEYS, "numerator"]].sort_values(KEYS).reset_index(drop=True)


def counted_then(home: Path) -> pd.DataFrame:
    """What the program that made a home counted."""
    then = pd.read_csv(home.parent / "figures.csv", dtype={"unit_code": str})
    counted = then[then["measure"].isin(COUNTED)]
    return counted[[*KEYS, "numerator"]].sort_values(KEYS).reset_index(drop=True)


def test_every_home_packed_is_looked_at() -> None:
    assert set(FATES) == set(homes.NAMES)


@pytest.mark.parametrize("name", ["corrected", "full", "loaded", "released"])
def test_a_home_of_the_first_edition_built_anew_counts_what_it_counted(
    name: str, home_of: Callable[[str], Path]
) -> None:
    home = home_of(name)
    received = [one.entry for one in pipeline.history(home)]
    published = pipeline.rebuild(home)
    status = pipeline.status(home)
    assert (status.snapshot, status.submissions) == (published.snapshot, FATES[name])
    assert [one.entry for one in pipeline.history(home)] == received
    pd.testing.assert_frame_equal(counts(home), counted_then(home))
    assert pipeline.rebuild(home).figures == published.figures


def test_the_same_numbers_of_two_agencies_are_twice_as_many_persons_now(
    home_of: Callable[[str], Path],
) -> None:
    home = home_of("numbers")
    pipeline.rebuild(home)
    then, now = counted_then(home), counts(home)
    seen = [
        found[(found["measure"] == "persons_seen") & (found["group"] == "ALL")].set_index(["unit_code"])
        for found in (then, now)
    ]
    assert [dict(found["numerator"]) for found in seen] == [
        {"07-03": 12, "TH": 12, "07": 12},
        {"03-03": 12, "07-03": 12, "TH": 24, "03": 12, "07": 12},
    ]


def test_releases_notes_and_edits_of_the_first_edition_stay_as_they_were(
    home_of: Callable[[str], Path],
) -> None:
    home = home_of("released")
    pipeline.rebuild(home)
    released = releases(home)
    assert [(one.number, one.period, one.prepared_by) for one in released] == [
        (1, "2564Q2", "สมชาย ใจดี"),
        (2, "2564Q2", "สมชาย ใจดี"),
    ]
    assert all(verify(home, one).sound for one in released)
    assert [entry.event.kind for entry in journal.read(Home(home))] == [
        *("preview", "comment", "resolve", "reply", "action", "release"),
        *("preview", "release"),
    ]
    assert Home(home).edits_file.read_text(encoding="utf-8").count("(แก้ไข)") == 1
    assert [note.text for note in notes.standing(Home(home_of("corrected")))] == ["รอผลสอบรอบสอง"]


def test_what_waits_to_be_mended_is_what_waited(home_of: Callable[[str], Path]) -> None:
    assert [one.submission for one in pipeline.refused(home_of("corrected"))] == ["000007-f829618e"]

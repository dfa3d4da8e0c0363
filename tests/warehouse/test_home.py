"""The home on disk: one writer, a pointer that may be lost, a key that may not change, disks that fail."""

import os
import stat
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock

from etl.warehouse import home as module
from etl.warehouse import store
from etl.warehouse.errors import NothingPublished, WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.key import key_of, key_path, pseudonyms
from etl.warehouse.snapshot import open_current
from tests.conftest import ROOT
from tests.warehouse.samples import headcount, load

FIRST = ("first.xlsx", {"headcount": [headcount("01-01", "TECH", 10)]})
SECOND = ("second.xlsx", {"headcount": [headcount("01-02", "TECH", 20)]})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def published(home: Home) -> str:
    """Return the id of the snapshot a new reader sees."""
    with open_current(home) as snapshot:
        return snapshot.id


def debris(home: Home) -> list[str]:
    """Return what lies in the home and the current ledger does not need."""
    ledger = store.read_ledger(home)
    needed = {entry.id for entry in ledger.entries} | {
        f"{snapshot.id}.duckdb" for snapshot in ledger.snapshots
    }
    folders = (home.submissions, home.snapshots, home.temporary)
    return sorted(path.name for folder in folders for path in folder.iterdir() if path.name not in needed)


def test_an_empty_home_says_that_nothing_is_published(home: Home) -> None:
    with pytest.raises(NothingPublished, match="Load data with the command load or demo"):
        open_current(home)
    assert not home.root.exists()


def test_a_second_writer_waits_and_leaves_with_a_plain_message_in_both_languages(home: Home) -> None:
    load(home, FIRST)
    with (
        FileLock(home.root / "writer.lock"),
        pytest.raises(WarehouseError) as refused,
        home.writing(seconds=0.1),
    ):
        pass
    assert refused.value.message("en") == (
        "Somebody else is loading data (waited 0 seconds). Nothing was changed. Please try again later."
    )
    assert refused.value.message("th").startswith("มีผู้อื่นกำลังนำเข้าข้อมูล")


def test_a_lost_or_damaged_pointer_is_found_again_from_the_newest_ledger(home: Home) -> None:
    load(home, FIRST)
    current = load(home, SECOND).id
    for damage in (None, b"", b'{"snapshot": "000009-00000000", "ledger": 9}'):
        home.pointer_file.unlink() if damage is None else home.pointer_file.write_bytes(damage)
        assert published(home) == current
    assert load(home).id[:6] == "000003"
    assert home.pointer() is not None


def test_a_home_whose_ledgers_are_all_damaged_is_never_taken_for_an_empty_one(home: Home) -> None:
    load(home, FIRST)
    for path in home.ledgers.iterdir():
        path.write_bytes(b"\x00")
    with pytest.raises(WarehouseError, match=r"The register of submissions in .* cannot be read"):
        load(home, SECOND)
    assert len(list(home.submissions.iterdir())) == 1


def test_debris_of_a_killed_run_is_removed_by_the_next_writer(home: Home) -> None:
    load(home, FIRST)
    (home.submissions / "000002-deadbeef").mkdir()
    (home.submissions / "000002-deadbeef" / "headcount.parquet").write_bytes(b"half")
    (home.temporary / "building.duckdb").write_bytes(b"half")
    (home.snapshots / "000002-deadbeef.duckdb").write_bytes(b"half")
    (home.ledgers / "2.json").write_bytes(b"{}")
    assert published(home)[:6] == "000001"
    load(home, SECOND)
    assert (published(home)[:6], debris(home)) == ("000002", [])


@pytest.mark.parametrize(("call", "times"), [("replace", 4), ("fsync", 9)])
def test_whichever_write_fails_the_old_state_stands_and_the_next_load_works(
    home: Home, monkeypatch: pytest.MonkeyPatch, call: str, times: int
) -> None:
    before = load(home, FIRST).id
    for nth in range(1, times + 1):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing(getattr(os, call), at=nth))
            with pytest.raises(WarehouseError, match="No space left on device"):
                load(home, SECOND)
        assert published(home) == before
    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing(getattr(os, call), at=times + 1))
        after = load(home, SECOND).id
    assert (published(home), debris(home)) == (after, [])


def failing(original: Callable[..., object], *, at: int) -> Callable[..., object]:
    """Return a system call that fails once, at its nth use, as a full disk does."""
    uses = count(1)

    def call(*arguments: object, **named: object) -> object:
        if next(uses) == at:
            raise OSError(28, "No space left on device")
        return original(*arguments, **named)

    return call


def test_a_file_the_system_will_not_delete_is_left_to_the_next_writer(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".duckdb":
            raise PermissionError(32, "The process cannot access the file because it is being used")
        original(path, missing_ok=missing_ok)

    for _ in range(4):
        load(home, FIRST)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        latest = load(home, FIRST).id
    assert published(home) == latest
    assert len(list(home.snapshots.iterdir())) == 4
    load(home)
    assert len(list(home.snapshots.iterdir())) == 3


def test_the_key_is_made_once_readable_by_its_owner_only(home: Home) -> None:
    with home.writing():
        key = key_of(home)
        assert key_of(home) == key
    assert len(key) == 32
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert [path.name for path in key_path().parent.glob("pseudonym*")] == ["pseudonym.key"]


def test_a_key_is_made_although_a_killed_process_of_this_number_left_half_of_one(home: Home) -> None:
    half = key_path().with_name(f"{key_path().name}.{os.getpid()}")
    half.write_text("ab", encoding="ascii")
    with home.writing():
        assert len(key_of(home)) == 32


def test_a_disk_that_fails_while_a_key_is_made_keeps_nothing_of_it(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: int) -> None:
        raise OSError(28, "No space left on device")

    with home.writing():
        with monkeypatch.context() as patched, pytest.raises(WarehouseError, match="cannot be read"):
            patched.setattr("etl.warehouse.key.os.fsync", fails)
            key_of(home)
        assert list(key_path().parent.glob("pseudonym*")) == []
        assert len(key_of(home)) == 32


def test_a_home_refuses_another_key_than_its_first(home: Home) -> None:
    with home.writing():
        key_of(home)
        key_path().write_text("ab" * 32, encoding="ascii")
        with pytest.raises(WarehouseError, match="is not the one this data folder was created with"):
            key_of(home)


@pytest.mark.parametrize("content", ["", "not hexadecimal", "abcd"])
def test_a_file_that_holds_no_key_is_refused(home: Home, content: str) -> None:
    key_path().write_text(content, encoding="ascii")
    with home.writing(), pytest.raises(WarehouseError, match="The pseudonym key cannot be read"):
        key_of(home)


def test_a_pseudonym_is_the_first_half_of_a_keyed_hash() -> None:
    assert pseudonyms(b"k" * 32)(["1234", "1234", "5678"]) == [
        bytes.fromhex("8334c6125d7ba21c0476b17f816fc8f3"),
        bytes.fromhex("8334c6125d7ba21c0476b17f816fc8f3"),
        bytes.fromhex("7a1913a230959c36316981e6f39adec9"),
    ]


def test_the_readme_and_the_module_say_where_everything_of_a_home_lies(home: Home) -> None:
    places = [
        place.relative_to(home.root).as_posix()
        for name, kind in vars(Home).items()
        if isinstance(kind, property) and (place := getattr(home, name)) != home.temporary
    ]
    assert len(places) == 9
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [place for place in places if place.split("/")[0] not in readme] == []
    assert [place for place in places if place not in (module.__doc__ or "")] == []

"""What every test can lean on: a data home and a key of its own, and one synthetic home to read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from pebble import ProcessPool
from playwright.sync_api import Browser

from tests import reading
from tests.browser.sight import chromium

ROOT = Path(__file__).resolve().parent.parent

LONGEST = (
    "whole/test_killed_loads.py",
    "browser/test_pages.py",
    "whole/test_open_during_loads.py",
    "mutation/test_mutation.py",
    "releases/test_background.py",
    "publish/test_workbook.py",
    "whole/test_personal_data.py",
    "releases/test_making.py",
    "publish/test_rejects.py",
    "test_pipeline.py",
    "test_command_line.py",
    "browser/test_readers.py",
    "whole/test_one_figure_everywhere.py",
    "pages/test_pages.py",
    "warehouse/test_snapshot.py",
    "warehouse/test_crash.py",
    "pages/test_send.py",
    "warehouse/test_amend.py",
    "releases/test_bridge.py",
    "queries/test_second_route.py",
)
"""The modules that take longest. They run first, so that no worker begins a long one when the others end.

A module stays with one worker, which takes the next of this list when it is done. The second makes the
synthetic home; the others of the first four, for the other workers, do without.
"""

settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest modules first; within a module, and among all others, the order stays."""
    places = {ROOT / "tests" / module: place for place, module in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home; no test touches the repository's data/ or a person's own key."""
    home = tmp_path / "home"
    monkeypatch.setenv("READINESS_HOME", str(home))
    monkeypatch.setenv("READINESS_KEY_FILE", str(tmp_path / "pseudonym.key"))
    return home


@pytest.fixture
def after_midnight(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """One o'clock of 1 October 2021 in Thailand on every clock of the product, while UTC has 30 September."""
    moment = datetime(2021, 9, 30, 18, tzinfo=UTC)

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    for clock in ("etl.definitions.calendar.datetime", "etl.warehouse.store.datetime"):
        monkeypatch.setattr(clock, Stopped)
    return moment


@pytest.fixture(scope="session")
def kept_processes() -> Iterator[ProcessPool]:
    """Two reading processes for the tests of this worker."""
    with reading.processes() as kept:
        yield kept


@pytest.fixture(autouse=True)
def lent_processes(
    request: pytest.FixtureRequest, kept_processes: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are read in another process, as always, but in one that earlier tests used: half a load's time.

    Tests marked `own_processes` start them as users do.
    """
    if request.node.get_closest_marker("own_processes") is None:
        monkeypatch.setattr("etl.intake.reader.ProcessPool", lambda **_: reading.Lent(kept_processes))


Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this run that all its workers know."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    """Gives the folder of a name, made by the worker that asks first. For reading only: copy it to write."""

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, whole = shared / name, shared / f"{name}.whole"
        with FileLock(shared / f"{name}.lock"):
            if not whole.exists():
                shutil.rmtree(folder, ignore_errors=True)  # what a failed try left
                folder.mkdir()
                make(folder)
                whole.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def demo_environment(shared: Path) -> dict[str, str]:
    """The environment of a process that works on the demo home (built or not): its place and its key."""
    return {
        **os.environ,
        "READINESS_HOME": str(shared / "demo" / "home"),
        "READINESS_KEY_FILE": str(shared / "demo" / "pseudonym.key"),
    }


@pytest.fixture(scope="session")
def demo_home(demo_environment: dict[str, str], once: Once) -> Path:
    """The synthetic home, made by the command a newcomer runs. For reading only."""

    def make(_: Path) -> None:
        command = [sys.executable, "-m", "etl", "demo"]
        made = subprocess.run(command, cwd=ROOT, env=demo_environment, capture_output=True, text=True)
        assert made.returncode == 0, made.stdout + made.stderr

    return once("demo", make) / "home"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once a worker: a process can drive only one."""
    with chromium() as started:
        yield started

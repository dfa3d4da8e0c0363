"""Homes to release from: one built once and copied, one released once and only read."""

import shutil
from pathlib import Path

import pytest

from etl.releases.making import release
from etl.warehouse.releases import Release
from tests.releases.samples import CHECKER, PERIOD, PREPARER, reported


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reported(tmp_path_factory.mktemp("pattern") / "home")


@pytest.fixture(scope="session")
def released_pattern(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Release]:
    """A home with release 1; for reading only."""
    home = tmp_path_factory.mktemp("released") / "home"
    shutil.copytree(pattern, home)
    return home, release(home, period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)


@pytest.fixture
def home(pattern: Path, tmp_path: Path) -> Path:
    """A home in which nothing was released yet."""
    return Path(shutil.copytree(pattern, tmp_path / "reported"))


@pytest.fixture
def released(released_pattern: tuple[Path, Release], tmp_path: Path) -> tuple[Path, Release]:
    """A home of its own with release 1."""
    source, made = released_pattern
    return Path(shutil.copytree(source, tmp_path / "released")), made

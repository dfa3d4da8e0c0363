"""Homes to release from: one built once and copied, one released once and only read."""

import shutil
from pathlib import Path

import pytest

from etl.releases.reading import release_of
from etl.warehouse.releases import Release
from tests.conftest import Once
from tests.releases import samples


@pytest.fixture(scope="session")
def pattern(once: Once) -> Path:
    """A home in which nothing was released yet; for reading only."""
    return once("reported", samples.reported)


@pytest.fixture(scope="session")
def released_pattern(once: Once) -> tuple[Path, Release]:
    """A home with release 1; for reading only."""
    home = samples.released(once)
    return home, release_of(home, 1)


@pytest.fixture
def home(pattern: Path, tmp_path: Path) -> Path:
    """A home in which nothing was released yet."""
    return Path(shutil.copytree(pattern, tmp_path / "reported"))


@pytest.fixture
def released(released_pattern: tuple[Path, Release], tmp_path: Path) -> tuple[Path, Release]:
    """A home of its own with release 1."""
    source, made = released_pattern
    return Path(shutil.copytree(source, tmp_path / "released")), made

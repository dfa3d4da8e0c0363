"""Fixtures of the browser tests: one Chromium and one server per worker, a new reader per test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.server import serve
from tests.browser.sight import chromium, reader


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def server(demo_home: Path, demo_environment: dict[str, str]) -> Iterator[str]:
    """The address of a dashboard on the demo home, which its readers leave as it is."""
    assert demo_home.exists()
    with serve(demo_environment) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader at a desk: 1440 pixels wide, light."""
    with reader(browser) as opened:
        yield opened

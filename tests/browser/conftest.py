"""Fixtures of the browser tests: per worker one server and one window, emptied per test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.server import serve
from tests.browser.sight import anew, reader, visit


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """The one window all pages are opened in."""
    with reader(browser) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(demo_home: Path, demo_environment: dict[str, str], window: Page) -> Iterator[str]:
    """The address of a dashboard on the demo home, seen once and left as it is by its readers."""
    assert demo_home.exists()
    with serve(demo_environment) as address:
        visit(window, address)
        yield address


@pytest.fixture
def page(window: Page) -> Page:
    """An empty window: 1440 pixels wide, light."""
    anew(window)
    return window

"""What a reader's browser sees: opening a page, waiting until it is drawn, what went wrong, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.programs import CHROMIUM, as_root_on_linux

Theme = Literal["light", "dark"]

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

DRAWN = """faults => {
    const app = document.querySelector('[data-testid=stApp]');
    const charts = [...document.querySelectorAll('figure[data-chart]')];
    const ours = [...document.querySelectorAll('[data-testid=stBidiComponentRegular]')];
    return app?.dataset.testScriptState === 'notRunning'
        && document.querySelector(`[data-testid=stMain] h1, ${faults}`)
        && !document.querySelector('[data-testid^=stSkeleton], [data-stale=true]')
        && ours.every(place => place.querySelector('[data-chart], [data-fields]'))
        && charts.every(chart => chart.dataset.chart === 'drawn')
        && document.fonts.status === 'loaded';
}"""
"""The script has ended with a title (or a fault), nothing is stale, every part of ours is there and drawn."""

PATIENCE = 45_000
"""Milliseconds a page may take until it is drawn, two of them side by side on two slow cores."""

OVERFLOW = "main => main.scrollWidth - main.clientWidth"
SETTLING = 5_000
"""Milliseconds in which what is on a page must have followed a change of the window's size."""

FAULTS = "[data-testid=stException], [data-testid=stAlertContentError], [data-testid=stDialog]"


@dataclass
class Diary:
    """What a page said and asked for while it was open."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


_diaries: WeakKeyDictionary[Page, Diary] = WeakKeyDictionary()


@contextmanager
def chromium() -> Iterator[Browser]:
    """This machine's own Chromium, headless and calling nobody."""
    path = CHROMIUM.find()
    if path is None:
        raise RuntimeError("No Chromium, Chrome or Edge here; `python -m tests` says how to get one.")
    with sync_playwright() as playwright:
        flags = [*QUIET, *(["--no-sandbox"] if as_root_on_linux() else [])]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@contextmanager
def reader(
    browser: Browser, *, width: int = 1440, height: int = 1000, theme: Theme = "light"
) -> Iterator[Page]:
    """A reader with an empty browser of the given size and theme; what goes wrong is written down."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, locale="th-TH", accept_downloads=True
    )
    page = context.new_page()
    diary = _diaries[page] = Diary()

    def heard(message: ConsoleMessage) -> None:
        # Streamlit looks for its health and host pages below a deep link first and finds them one level up.
        if message.type == "error" and "/_stcore/" not in message.location["url"]:
            diary.complaints.append(message.text)

    def asked(request: Request) -> None:
        diary.requests.append(request.url)

    page.on("console", heard)
    page.on("pageerror", lambda error: diary.complaints.append(str(error)))
    page.on("request", asked)
    yield page
    context.close()


def anew(page: Page, *, width: int = 1440, height: int = 1000, theme: Theme = "light") -> None:
    """The same browser window at another size and theme, with nothing open and nothing written down.

    Much faster than another reader: the program of the page is loaded and compiled already.
    """
    page.goto("about:blank")
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    _diaries[page].complaints.clear()
    _diaries[page].requests.clear()


def visit(page: Page, address: str) -> None:
    """The page at the address, fully drawn."""
    page.goto(address)
    drawn(page)


def drawn(page: Page) -> None:
    """Returns once nothing on the page is still being made, or fails saying what stands there."""
    try:
        page.wait_for_function(DRAWN, arg=FAULTS, timeout=PATIENCE)
    except PlaywrightTimeout:
        stands = page.get_by_test_id("stMain").all_inner_texts()
        raise AssertionError(f"{page.url} is not drawn yet; there stands: {stands}") from None


def assert_no_error(page: Page, *, but: Sequence[str] = ()) -> None:
    """No error box on the page, no complaint in the console `but` these, no request leaving this machine."""
    diary = _diaries[page]
    assert page.locator(FAULTS).all_inner_texts() == []
    assert [said for said in diary.complaints if said not in but] == []
    local = ("127.0.0.1", "localhost", None)  # None: data: and blob: addresses
    assert [url for url in diary.requests if urlsplit(url).hostname not in local] == []


def overflows(page: Page, *widths: int) -> dict[int, int]:
    """By how many pixels the page is wider than its window, for each width at which something runs off.

    Charts and tables follow a window's size a moment later, so a page is given time to fit.
    """
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 1000})
        with suppress(PlaywrightTimeout):
            page.wait_for_function(
                f"() => ({OVERFLOW})(document.querySelector('[data-testid=stMain]')) === 0", timeout=SETTLING
            )
        found[width] = int(page.get_by_test_id("stMain").evaluate(OVERFLOW))
    return {width: pixels for width, pixels in found.items() if pixels}


def photograph(page: Page, file: Path) -> None:
    """A PNG of the whole page, however long: the window grows to its content first."""
    size = page.viewport_size
    assert size is not None
    content = int(page.get_by_test_id("stMain").evaluate("main => main.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], content)})
    drawn(page)
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file)
    page.set_viewport_size(size)

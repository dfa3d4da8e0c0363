"""Every page of the sitemap, as readers open it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from etl.definitions import definitions
from pages.kit.sitemap import SITEMAP, sections
from tests.browser.server import serve
from tests.browser.sight import Theme, anew, assert_no_error, drawn, overflows, reader, visit

PATHS = [entry.url_path for entry in SITEMAP]

STREAMLIT_S_OWN = {
    "list": "the navigation puts list items into other elements",
    "listitem": "the same",
    "svg-img-alt": "a metric's sparkline has no text",
    "empty-table-header": "the index column of an interactive table has no heading",
    "presentation-role-conflict": "the drop zone of the file uploader can be focused and has no role",
}
"""Accessibility rules that Streamlit's markup breaks and no page of ours can mend."""

NO_SUCH_PAGE = "The page that you have requested does not seem to exist. Running the app's main page."
"""What Streamlit says of a deep link in the moment before the dashboard loads it anew."""

INACTIVE = {"exclude": [["label[disabled]"]]}
"""Labels of inactive fields, faded on purpose; the guideline asks no contrast of them (1.4.3)."""


NARROWER = {1440: (1280, 1024), 820: (600, 390)}
"""Widths to which a window is drawn together after it was opened at another."""


@pytest.mark.parametrize(("lang", "width"), [("th", 820), ("en", 820), ("en", 1440)])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_opens_whole_in_both_languages_on_desk_and_tablet(
    page: Page, server: str, path: str, lang: str, width: int
) -> None:
    anew(page, width=width)
    visit(page, f"{server}/{path}?lang={lang}")
    assert_no_error(page)
    assert overflows(page, width, *NARROWER[width]) == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_in_thai_breaks_no_accessibility_rule_that_we_could_mend(
    page: Page, server: str, path: str, theme: Theme
) -> None:
    anew(page, theme=theme)
    visit(page, f"{server}/{path}?lang=th")
    assert_no_error(page)
    assert overflows(page, 1440) == {}
    broken = Axe().run(page, context=INACTIVE).response["violations"]
    ours = {
        rule["id"]: [node["html"] for node in rule["nodes"]]
        for rule in broken
        if rule["id"] not in STREAMLIT_S_OWN
    }
    assert ours == {}


def test_the_first_request_after_a_start_may_be_a_deep_link(
    browser: Browser, demo_home: Path, demo_environment: dict[str, str]
) -> None:
    # Streamlit's old multipage mode once ran a page file alone here: no language, no menu, no sign-in.
    last = SITEMAP[-1]
    assert demo_home.exists()
    with serve(demo_environment) as address, reader(browser) as page:
        visit(page, f"{address}/{last.url_path}?lang=th")
        expect(page.get_by_test_id("stTopNavSection")).to_have_count(len(sections()))
        expect(page.locator("h1")).to_have_text(definitions().words("th")(f"page.{last.id}.title"))
        assert_no_error(page, but=[NO_SUCH_PAGE])


def test_an_empty_home_says_so_and_how_to_begin_instead_of_failing(
    browser: Browser, demo_environment: dict[str, str], own_home: Path
) -> None:
    nothing = {**demo_environment, "READINESS_HOME": str(own_home)}
    with serve(nothing) as address, reader(browser) as page:
        visit(page, f"{address}/?lang=th")
        assert_no_error(page)
        expect(page.get_by_test_id("stMain")).to_contain_text("python -m etl demo")


def test_text_is_set_in_the_face_we_ship(page: Page, server: str) -> None:
    visit(page, f"{server}/?lang=th")
    expect(page.locator("h1").first).to_have_css("font-family", re.compile("Noto Sans Thai"))
    loaded = page.evaluate("() => [...document.fonts].filter(face => face.status === 'loaded').length")
    assert loaded >= 2


def test_a_chart_is_saved_as_a_picture_named_after_what_counts_in_it(page: Page, server: str) -> None:
    visit(page, f"{server}/capabilities?lang=en&evidence=TESTED")
    button = page.locator("figure[data-chart] .modebar-btn").first
    expect(button).to_have_attribute("data-title", "Download as a PNG picture")
    with page.expect_download() as saved:
        button.click()
    assert re.fullmatch(
        r"capability_pass_passes_\d{4}Q[1-4]_tested_analyst_\d{6}-[0-9a-f]{8}\.png",
        saved.value.suggested_filename,
    )
    assert_no_error(page)


def test_a_filter_changes_charts_in_their_place(page: Page, server: str) -> None:
    visit(page, f"{server}/?lang=en")
    words = "figure => figure.textContent"
    chart = page.locator("figure[data-chart]").first
    before = chart.evaluate(words)
    chart.evaluate("figure => { figure.dataset.known = 'yes' }")
    page.get_by_label("Personnel group").select_option("TECH")
    expect(page).to_have_url(re.compile("group=TECH"))
    drawn(page)
    expect(chart).to_have_attribute("data-known", "yes")
    assert chart.evaluate(words) != before
    assert_no_error(page)


def test_what_stands_behind_a_chart_opens_and_closes_from_the_keyboard(page: Page, server: str) -> None:
    visit(page, f"{server}/?lang=en")
    opening = page.get_by_role("button", name="Definition, table and download").first
    expect(opening).to_have_attribute("aria-expanded", "false")
    tables = page.get_by_test_id("stDataFrame")
    opening.focus()
    page.keyboard.press("Enter")
    expect(opening).to_have_attribute("aria-expanded", "true")
    expect(tables).to_have_count(1)
    expect(opening).to_be_focused()
    page.keyboard.press("Enter")
    expect(tables).to_have_count(0)
    assert_no_error(page)


def test_a_click_on_a_ministry_s_dot_opens_the_ministry(page: Page, server: str) -> None:
    visit(page, f"{server}/ministry?lang=en")
    page.locator("figure[data-chart] .scatterlayer .point").first.click(force=True)
    expect(page).to_have_url(re.compile(r"ministry=\d\d"))
    drawn(page)
    assert_no_error(page)


def test_a_chart_fills_the_screen_and_comes_back(page: Page, server: str) -> None:
    visit(page, f"{server}/?lang=en")
    chart = page.locator("figure[data-chart]").first
    button = chart.locator(".modebar-btn[data-title='Full screen']")
    height = "() => document.querySelector('figure[data-chart] .main-svg').clientHeight"
    before = page.evaluate(height)
    button.click()
    page.wait_for_function("() => document.fullscreenElement?.dataset.chart === 'drawn'")
    page.wait_for_function(f"() => ({height})() >= innerHeight")
    page.evaluate("() => document.exitFullscreen()")
    page.wait_for_function(f"before => ({height})() === before", arg=before)
    assert_no_error(page)


def test_where_the_chart_library_cannot_be_had_a_sentence_says_so(page: Page, server: str) -> None:
    page.route("**/static/plotly/**", lambda route: route.abort())
    page.goto(f"{server}/?lang=en")
    expect(page.locator("figure[data-chart=missing]").first).to_contain_text("This chart cannot be shown")
    page.unroute_all()


def test_the_search_box_leads_from_the_keyboard_to_a_ministry(page: Page, server: str) -> None:
    visit(page, f"{server}/?lang=en")
    page.get_by_role("combobox", name="Search").press_sequentially("Revenue Department")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ministry")
    expect(page).to_have_url(re.compile("agency=03-07"))
    assert_no_error(page)

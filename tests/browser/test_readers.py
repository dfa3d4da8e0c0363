"""What readers do from page to page: share a link, go back, compare, send a file, turn their tablet."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from etl.definitions import definitions
from tests.browser.sight import PATIENCE, anew, assert_no_error, drawn, overflows, reader, visit

TH, EN = definitions().words("th"), definitions().words("en")

CHOICES = "() => [...document.querySelectorAll('[data-fields] select')].map(one => one.value)"


def headings(page: Page) -> list[str]:
    """The title and what stands over every section and chart, and the one finding of the page."""
    return page.locator("h1, h2, .rd-finding").all_inner_texts()


def test_a_copied_link_opened_in_another_browser_or_loaded_again_shows_the_same(
    page: Page, server: str, browser: Browser
) -> None:
    visit(page, f"{server}/ministry?lang=en")
    page.get_by_role("combobox", name="Ministry", exact=True).select_option("15")
    expect(page).to_have_url(re.compile("ministry=15"))
    drawn(page)
    page.get_by_label("Evidence grade").select_option("TESTED")
    expect(page).to_have_url(re.compile("evidence=TESTED"))
    drawn(page)
    seen, chosen = headings(page), page.evaluate(CHOICES)
    page.reload()
    drawn(page)
    assert (headings(page), page.evaluate(CHOICES)) == (seen, chosen)
    with reader(browser) as other:
        visit(other, page.url)
        assert (headings(other), other.evaluate(CHOICES)) == (seen, chosen)
        assert_no_error(other)
    assert_no_error(page)


def test_filters_outlive_a_change_of_page_and_back_leads_to_the_page_before(page: Page, server: str) -> None:
    visit(page, f"{server}/ministry?lang=en&ministry=15")
    before = headings(page)
    page.get_by_test_id("stTopNavSection").nth(1).click()
    page.get_by_test_id("stTopNavDropdownLink").filter(has_text=EN("page.groups.title")).click()
    expect(page.locator("h1")).to_have_text(EN("page.groups.title"))
    drawn(page)
    expect(page).to_have_url(re.compile("ministry=15"))
    expect(page.get_by_role("combobox", name="Ministry", exact=True)).to_have_value("15")
    page.go_back()
    expect(page.locator("h1")).to_have_text(EN("page.ministry.title"))
    drawn(page)
    assert headings(page) == before
    assert_no_error(page)


def test_back_takes_the_last_choice_back_also_to_where_none_was_made(page: Page, server: str) -> None:
    visit(page, f"{server}/ministry")
    ministry = page.get_by_label(TH("filters.ministry"), exact=True)
    ministry.select_option("15")
    expect(page).to_have_url(re.compile("ministry=15"))
    drawn(page)
    page.go_back()
    expect(ministry).to_have_value("")
    expect(page).to_have_url(re.compile("/ministry$"))
    assert_no_error(page)


def test_the_language_is_changed_where_the_reader_is_and_stands_in_the_link(page: Page, server: str) -> None:
    visit(page, f"{server}/targets?lang=th")
    expect(page.locator("html")).to_have_attribute("lang", "th")
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text(EN("page.targets.title"))
    drawn(page)
    expect(page).to_have_url(re.compile("lang=en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_no_error(page)


def test_two_ministries_are_compared_by_choosing_the_second(page: Page, server: str) -> None:
    visit(page, f"{server}/compare?lang=en&ministry=15")
    page.get_by_label("Compare with ministry or agency").select_option("21")
    expect(page).to_have_url(re.compile("versus=21"))
    drawn(page)
    expect(page.locator(".rd-finding")).to_contain_text("Interior")
    expect(page.locator(".rd-finding")).to_contain_text("Public Health")
    assert_no_error(page)


def test_a_file_dropped_is_checked_and_what_is_wrong_in_it_named(
    page: Page, server: str, tmp_path: Path
) -> None:
    file = tmp_path / "assessed.csv"
    file.write_text("รหัสบุคลากร,ส่วนราชการ,กลุ่มบุคลากร,วันที่ประเมิน,DLit\nA1,03-07,TECH,31/2/2564,70\n", "utf-8-sig")
    visit(page, f"{server}/send?lang=en")
    button = page.get_by_test_id("stFileUploaderDropzone").locator("button p")
    assert button.evaluate("p => getComputedStyle(p, '::after').content") == f'"{EN("send.choose")}"'
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=EN("send.check")).click()
    expect(page.get_by_role("heading", name=EN("send.problems_title"))).to_be_visible(timeout=PATIENCE)
    drawn(page)
    assert_no_error(page)


def test_a_chart_names_its_columns_in_one_line_where_there_is_room_and_in_more_on_a_tablet(
    page: Page, server: str
) -> None:
    visit(page, f"{server}/?lang=th")
    heads = page.locator("figure[data-chart]").nth(1).locator(".xtick text")
    expect(heads.filter(has_text="เทคโนโลยี")).to_have_count(1)
    assert overflows(page, 820) == {}
    expect(heads.filter(has_text="เทคโนโลยี").locator("tspan")).to_have_count(2)
    assert_no_error(page)


def test_a_row_of_a_table_of_texts_becomes_a_list_on_a_tablet(page: Page, server: str) -> None:
    row = page.locator(".rd-list tbody tr").first
    for width, shown in ((1440, "table-row"), (820, "block")):
        anew(page, width=width)
        visit(page, f"{server}/rules?lang=en")
        expect(row).to_have_css("display", shown)

"""The search box: what a text stands for, and where it leads."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.kit.search import find
from pages.kit.sitemap import SITEMAP
from tests.pages import seen
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("กค", "ministry", "03"),
        ("ก.ค.", "ministry", "03"),
        ("Ministry of Finance", "ministry", "03"),
        ("Ministry of Finanse", "ministry", "03"),
        ("กรมสรรพากร", "agency", "03-07"),
        ("กรมสรรพกร", "agency", "03-07"),
        ("revenue department", "agency", "03-07"),
        ("สนง ก.พ.", "agency", "01-10"),
        ("สัดส่วนผู้พร้อม", "measure", "ready_share"),
        ("coverage", "measure", "coverage"),
        ("f-01", "rule", "F-01"),
    ],
)
def test_a_text_stands_for_what_it_names_or_nearly_names(text: str, kind: str, code: str) -> None:
    found = find(text, "th")
    assert found is not None
    assert (found.kind, found.code) == (kind, code)


@pytest.mark.parametrize("text", ["", "ก", "zz", "zzzzqqqq", "X-99"])
def test_what_is_like_nothing_finds_nothing(text: str) -> None:
    assert find(text, "th") is None


def searched(app: AppTest, text: str) -> AppTest:
    """The page after something was put into the search box."""
    return seen.set_field(app, "find", text)


def test_a_ministry_that_is_found_is_opened_with_its_code_in_the_address(on_demo: Path) -> None:
    assert on_demo.exists()
    app = searched(opened(SITEMAP[0], "en", period="2564Q2"), "Ministry of Finance")
    assert [title.value for title in app.title] == ["Ministry"]
    assert (app.query_params["ministry"], app.query_params["period"]) == ("03", "2564Q2")


def test_a_measure_that_is_found_opens_its_definition(on_demo: Path) -> None:
    assert on_demo.exists()
    app = searched(opened(SITEMAP[0], "en"), "Coverage")
    assert app.query_params["find"] == "coverage"
    assert any(text.value.startswith("**Coverage** = people fully assessed") for text in app.markdown)


def test_a_rule_that_is_found_is_the_one_listed(on_demo: Path) -> None:
    assert on_demo.exists()
    app = searched(opened(SITEMAP[0], "en"), "f-01")
    assert app.text_input(key="rules.search").value == "F-01"


def test_what_is_not_found_is_said_and_the_page_stays(on_demo: Path) -> None:
    assert on_demo.exists()
    app = searched(opened(SITEMAP[0], "en"), "zzzzqqqq")
    assert [title.value for title in app.title] == ["National overview"]
    assert any(info.value.startswith("No results.") for info in app.info)

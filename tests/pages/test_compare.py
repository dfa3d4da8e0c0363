"""Two units or two quarters side by side: differences, ranges that overlap, and what has no value."""

import re
from math import nan
from pathlib import Path

import pandas as pd
import pytest

from etl.definitions.calendar import Period
from etl.queries import open_reader
from etl.queries.view import ANALYST, View
from pages.kit import compare
from pages.kit.compare import Side
from pages.kit.sitemap import page
from tests.pages import seen
from tests.pages.test_explore import EN, NOW, ready, tidy
from tests.pages.test_pages import on_demo, opened

__all__ = ["on_demo"]

SIDES = (Side("03", NOW), Side("15", NOW))
ONE = tidy(
    ready("03", 0.9),
    {"measure": "gap_people", "value": 120},
    {"measure": "capability_score", "value": 61.25},
    {"measure": "coverage", "mark": "c"},
)
OTHER = tidy(
    ready("15", 0.5),
    {"measure": "gap_people", "unit_code": "15", "value": 150},
    {"measure": "capability_score", "unit_code": "15", "value": 61.25},
    {"measure": "coverage", "unit_code": "15", "value": 0.5},
)
GAPS = compare.gaps(ONE, OTHER, pd.DataFrame())


def test_the_sentence_says_the_difference_and_whether_ranges_overlap() -> None:
    assert compare.finding(ONE, OTHER, SIDES, GAPS, EN) == (
        "Ready share: Finance, Q2 FY 2564 90.0%; Interior, Q2 FY 2564 50.0%; difference "
        "+40.0 percentage points."
    )
    near = tidy(ready("15", 0.8))
    assert compare.finding(ONE, near, SIDES, GAPS, EN).endswith("so there may be no real difference.")
    assert "cannot be compared" in compare.finding(ONE, OTHER.head(0), SIDES, GAPS, EN)


def test_differences_are_in_the_unit_of_their_measure_and_marks_stay_marks() -> None:
    table = compare.table(ONE, OTHER, SIDES, GAPS, EN).set_index("Measure")
    assert table.loc["Ready share", "Difference"] == "+40.0 percentage points"
    assert table.loc["People below the pass mark", "Difference"] == "\N{MINUS SIGN}30"
    assert table.loc["Mean score", "Difference"] == "0.0"
    assert table.loc["Coverage", "Difference"] == "[c]"
    assert table.loc["Reporting rate", "Difference"] == "[x]"


def test_the_difference_of_one_unit_s_quarters_is_its_change_and_says_so_where_rounding_hides_it() -> None:
    changes = pd.DataFrame([("ready_share", nan, "~")], columns=["measure", "change", "change_mark"])
    gaps = compare.gaps(ONE, OTHER, changes)
    table = compare.table(ONE, OTHER, SIDES, gaps, EN).set_index("Measure")
    assert table.loc["Ready share", "Difference"] == "[~]"
    card = compare.cards(ONE, OTHER, SIDES, gaps, EN)[2]
    assert card.change is not None
    assert card.change.text == "cannot be told: within rounding"
    assert "cannot be told" in compare.finding(ONE, OTHER, SIDES, gaps, EN)


def test_both_choices_are_read_from_the_address_and_kept_on_this_page_only(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("compare"), "en", ministry="03", versus="15", since="2564Q2")
    assert (seen.fields(app)["versus"], seen.fields(app)["since"]) == ("15", "2564Q2")
    seen.set_field(app, "versus", "TH")
    assert app.query_params["versus"] == "TH"
    app.switch_page(page("targets").path).run()
    assert "versus" not in app.query_params
    app.switch_page(page("compare").path).run()
    assert app.query_params["versus"] == "TH"


def test_one_unit_at_two_quarters_tells_the_change_of_the_matched_panel(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("compare"), "en", since="2564Q4")
    tables = [table.value for table in app.dataframe]
    assert [
        "Measure",
        "All reporters",
        "Same agencies",
        "Effect of who reported",
        "Effect of changed rules",
        "Agencies compared",
    ] in [list(table.columns) for table in tables]
    units = opened(page("compare"), "en", versus="03")
    assert any(info.value.startswith("Same-agency comparison applies only") for info in units.info)


@pytest.mark.parametrize("view", ["analyst", "own:03"])
def test_what_became_of_each_person_adds_up_to_the_published_counts(
    on_demo: Path, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages.kit.filters.view", lambda: View.parse(view))
    app = opened(page("compare"), "en", ministry="03", versus="03", since="2564Q4")
    app.session_state["compare.persons.behind"] = True
    *_, cells, lapsing = (table.value for table in app.run().dataframe)
    with open_reader(on_demo) as reader:
        figures = reader.figures(
            periods=[Period(2564, 4), Period(2565, 4)],
            measures=["persons_ready"],
            units=["03"],
            levels=["ministry"],
            view=ANALYST,
        )
    for period, published in zip(("Q4 FY 2564", "Q4 FY 2565"), figures["value"], strict=True):
        ready = cells[cells[f"State, {period}"] == "Ready"]["People"]
        assert ready.str.replace(",", "").astype(int).sum() == published > 0
    chart = seen.charts(app)["compare.persons"]
    assert chart["figure"]["data"] and re.match(r"\d+ people stayed ready", chart["alt"])
    assert lapsing["Unit"].tolist() == ["Ministry of Finance"]


def test_the_public_is_told_that_few_people_are_behind_what_became_of_each(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("compare"), "en", ministry="03", versus="03", since="2564Q4")
    assert any(info.value.startswith("Shown to analysts") for info in app.info)
    assert "compare.persons" not in seen.charts(app)

"""The pages of resources: the planner with its simulation, the training mix, the cost of a ready person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl.definitions import Lang, definitions
from etl.queries.planner import Plan
from pages.kit import charts, downloads, planning, training
from pages.kit.sitemap import page
from pages.kit.theme import LOOKS
from tests.pages import seen

ROOT = Path(__file__).resolve().parents[2]
THAI = re.compile(r"[\u0E01-\u0E4E]")
TH, EN = definitions().words("th"), definitions().words("en")
LIGHT = LOOKS["light"]

PATH = pd.DataFrame({"closed": [0, 1, 3], "persons": [0, 30, 50]})
CELL: dict[str, Any] = {
    "ministry": "03",
    "agency": "03-07",
    "group": "TECH",
    "stage": "EARLY",
    "capability": "DLit",
    "gap": 40.0,
    "one_step": 30.0,
    "lacking": 45.0,
    "cost_year": 2563.0,
    "cost_per_person": 200.0,
    "cost_to_close": 9000.0,
    "mark": None,
}
HIDDEN = {**CELL, "group": "EXEC", "lacking": None, "cost_to_close": None, "mark": "c"}
UNKNOWN = {**CELL, "agency": "03-06", "cost_year": None, "cost_per_person": None, "cost_to_close": None}
UNRANKED = {**CELL, "group": "OTHR", "one_step": 0.0}
EFFECTS = pd.DataFrame(
    [
        ("T1", "nation", "TH", 0.4, 0.45, 0.2, 0.25, 0.6, 0.65, True, False, None),
        ("T2", "nation", "TH", *[None] * 6, False, False, "c"),
    ],
    columns=["measure", "level", "unit_code", "value_before", "value_after", "low_before", "low_after",
             "high_before", "high_after", "whole_before", "whole_after", "mark"],
)  # fmt: skip
NUMBERS = ["gap", "one_step", "lacking", "cost_year", "cost_per_person", "cost_to_close"]


def plan(**changes: object) -> Plan:
    """A plan of three ranked gaps, two of them closed."""
    cells = pd.DataFrame([CELL, HIDDEN, UNKNOWN, UNRANKED]).astype(dict.fromkeys(NUMBERS, "float64"))
    shown: dict[str, Any] = {
        "cells": cells.assign(place=pd.array([1, 2, 3, None], dtype="Int64")),
        "path": PATH,
        "effects": EFFECTS,
        "closed": 2,
        "trainings": 45.0,
        "cost": 9000.0,
        "cost_unknown": 1,
        "assumptions": ("passes", "small_cells"),
    }
    return Plan(**{**shown, **changes})


UNITS = pd.DataFrame(
    [
        ("nation", "TH", 3, 2, 20.0, 34.0, 20 / 34, 0.6, True, 0.0, 90),
        ("ministry", "03", 2, 1, 13.0, 22.0, 13 / 22, 0.6, True, 0.0, 60),
        ("ministry", "15", 1, 1, 7.0, 10.0, 0.7, 0.6, False, 7 / 0.6 - 10, 30),
        ("agency", "15-02", 1, 1, 7.0, 10.0, 0.7, 0.6, False, 7 / 0.6 - 10, 30),
    ],
    columns=["level", "unit_code", "courses", "courses_ok", "lecture_hours", "hours", "lecture_share",
             "lecture_max", "mix_ok", "hours_to_fix", "participants"],
)  # fmt: skip


def test_the_path_is_drawn_to_the_last_gap_with_the_number_chosen_marked() -> None:
    figure = charts.plan_path(PATH, 2, 5, EN, LIGHT)
    steps, mark = figure.data
    assert (list(steps.x), list(steps.y)) == ([0, 1, 2, 3, 5], [0, 30, 30, 50, 50])
    assert (list(mark.x), list(mark.y)) == ([2], [30])
    assert steps.line.shape == "hv"
    assert charts.plan.alt(PATH, 2, 5, EN) == (
        "Closing the first 2 gaps makes 30 more people ready, of 50 when all 5 are closed."
    )


def test_without_a_gap_that_can_be_ranked_the_page_says_so() -> None:
    nothing = plan(cells=plan().cells.assign(place=pd.array([None] * 4, dtype="Int64")), closed=0)
    assert planning.finding(nothing, TH) == TH("planner.finding_nothing")
    assert planning.path(nothing, TH).empty
    assert charts.plan.alt(PATH, 0, 0, EN) == EN("charts.alt.nothing")
    assert not charts.plan_path(PATH, 0, 0, EN, LIGHT).data


def test_a_plan_is_told_in_one_sentence_and_in_cards() -> None:
    assert planning.finding(plan(), EN) == (
        "Closing the first 2 gaps would make 30 more people ready and change Target 2 of the "
        "country from [c] to [c]."
    )
    cards = planning.cards(plan(), EN)
    assert [card.value for card in cards] == ["30", "45", "0.01 million baht", "45.0%", "[c]"]
    assert cards[2].notes == ("gaps for which it is unknown or withheld: 1",)
    assert cards[3].notes == ("now 40%",)
    assert planning.cards(plan(trainings=None), EN)[1].value == "[c]"


def test_the_gaps_in_order_tell_a_cost_that_is_not_known_from_one_that_is_hidden() -> None:
    table = planning.gaps(plan(), EN)
    assert list(table["Rank"]) == ["1", "2", "3"]
    assert list(table["To be trained"]) == ["45", "[c]", "45"]
    assert list(table["Cost (baht)"]) == ["9,000", "[c]", "[x]"]
    assert list(table["Fiscal year"]) == ["2563", "2563", ""]
    assert "Gaps not ranked besides: 1" in planning.gaps_note(plan(), EN)
    assert downloads.encode(table).startswith(b"\xef\xbb\xbf")


def test_effects_stand_beside_each_other_with_their_change_and_ranges() -> None:
    first, second = planning.effects(plan(), EN).to_dict("records")
    assert (first["Now"], first["After closing"], first["Change"]) == (
        "40%",  # of so few that the public reads whole per cents
        "45.0%",
        "+5.0 percentage points",
    )
    assert first["Range after"] == "25.0% to 65.0%"
    assert (second["Now"], second["After closing"], second["Change"]) == ("[c]", "[c]", "[c]")


def test_every_assumption_has_words_in_both_languages(on_demo: Path) -> None:
    assert on_demo.exists()
    for lang in ("th", "en"):
        app = opened("planner", lang)
        said = " ".join(block.value for block in app.markdown)
        words = definitions().words(lang)
        for assumed in ("passes", "no_decay", "tested", "failed_and_untested", "cost", "small_cells"):
            assert words(f"planner.assume.{assumed}") in said


def test_units_over_the_limit_on_lecture_are_drawn_apart_by_shape_and_colour() -> None:
    figure = charts.mix_dots(training.below(UNITS, None), EN, LIGHT)
    drawn = {tuple(trace.y): trace.marker.symbol for trace in figure.data if trace.y and trace.customdata}
    assert drawn == {("03",): "circle", ("15",): "square"}
    assert [round(shape.x0, 2) for shape in figure.layout.shapes] == [0.6]
    assert charts.mix.alt(training.below(UNITS, None), EN) == (
        "1 of 2 are over the limit; the highest is Ministry of Interior at 70.0%."
    )


def test_training_is_told_in_one_sentence_and_every_course_over_the_limit_is_named() -> None:
    assert training.finding(UNITS, EN) == (
        "2 of 3 courses keep lectures within 60% of their hours; overall, lectures take 58.8%."
    )
    assert training.finding(UNITS.iloc[:0], EN) == EN("training.finding_nothing")
    courses = pd.DataFrame(
        [
            ("15-02", "B", "2021-02-01", 7.0, 10.0, 0.7, 0.6, True, False, 7 / 0.6 - 10, 30),
            ("03-07", "A", "2021-02-01", 6.0, 10.0, 0.6, 0.6, False, True, 0.0, 30),
        ],
        columns=["agency", "course", "held_on", "lecture_hours", "hours", "lecture_share", "lecture_max",
                 "hours_differ", "mix_ok", "hours_to_fix", "participants"],
    )  # fmt: skip
    over = training.over(courses, EN)
    assert list(over["Course"]) == ["B"]
    assert (over["Hours to add"][0], over["From limit"][0]) == ("1.7", "+10.0 percentage points")
    assert training.courses_note(courses, EN).endswith(EN("training.hours_differ", n="1", names="B"))
    values = [card.value for card in training.cards(UNITS, courses, EN)]
    assert values == ["58.8%", "2 / 3", "0 / 1", "1.7", "34.0"]


@pytest.fixture
def on_demo(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The synthetic home, as the pages' own."""
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    return demo_home


def opened(page_id: str, lang: Lang, **codes: str) -> AppTest:
    """A page of the dashboard after its first run, opened with codes in its address."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, code in {"lang": lang, **codes}.items():
        app.query_params[name] = code
    return app.switch_page(page(page_id).path).run()


@pytest.mark.parametrize("lang", ["th", "en"])
@pytest.mark.parametrize("page_id", ["planner", "training", "budget"])
def test_the_page_runs_whole_in_its_language(on_demo: Path, page_id: str, lang: Lang) -> None:
    assert on_demo.exists()
    app = opened(page_id, lang)
    assert [error.value for error in app.error] == []
    assert [fault.message for fault in app.exception] == []
    assert [title.value for title in app.title] == [definitions().words(lang)(f"page.{page_id}.title")]
    if lang == "en":
        written = [block.value for kind in (app.caption, app.info) for block in kind] + seen.texts(app)
        assert [text for text in written if THAI.search(text)] == []


def test_criterion_and_number_of_gaps_are_read_from_the_address_and_change_the_plan(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened("planner", "en", rank="gap", gaps="3")
    assert app.radio(key="planner.rank").value == "gap"
    assert app.slider(key="planner.gaps").value == 3
    assert (app.query_params["rank"], app.query_params["gaps"]) == ("gap", "3")
    ready, *_ = seen.cards(app).values()
    app.slider(key="planner.gaps").set_value(1).run()
    assert int(next(iter(seen.cards(app).values())).replace(",", "")) <= int(ready.replace(",", ""))
    assert app.exception == []


def test_the_cost_of_a_ready_person_stands_on_the_budget_page_with_its_caveat(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened("budget", "en")
    assert EN("cost.title") in seen.headings(app)
    assert any(definitions().measures["cost_per_ready"].not_measured_en in note for note in seen.texts(app))

"""Charts as pure functions: what is drawn, what is said, and that everybody can read it."""

import re
from collections.abc import Callable
from typing import Any, get_args

import pandas as pd
import plotly.graph_objects as go
import pytest

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.labels import LANGS, Lang
from etl.queries.figure import Figure
from etl.queries.stages import movement
from etl.queries.targets import SIGNS, Verdict
from pages.kit import charts
from pages.kit.charts.canvas import label_pixels
from pages.kit.charts.numbers import apart
from pages.kit.theme import LOOKS, SMALL, Look, contrast, look

TH, EN = definitions().words("th"), definitions().words("en")
LIGHT = LOOKS["light"]
SPLITS = {"group": "ALL", "capability": "ALL", "stage": "ALL"}

Draw = Callable[[Words, Look], go.Figure]


def tidy(*rows: dict[str, Any]) -> pd.DataFrame:
    """Tidy figures of a few rows; what a row does not say is empty."""
    empty = {
        "numerator": None,
        "denominator": None,
        "value": None,
        "low": None,
        "high": None,
        "coverage": None,
    }
    fixed = {
        "period": "2564Q2",
        "measure": "ready_share",
        "level": "ministry",
        "unit_code": "TH",
        "mark": None,
    }
    table = pd.DataFrame(
        [{**fixed, **SPLITS, **empty, "status": None, "snapshot": "s", **row} for row in rows]
    )
    return table.astype(dict.fromkeys(empty, "float64"))


MINISTRIES = tidy(
    {
        "unit_code": "03",
        "numerator": 60,
        "denominator": 80,
        "value": 0.75,
        "low": 0.6,
        "high": 0.8,
        "coverage": 0.8,
    },
    {
        "unit_code": "15",
        "numerator": 30,
        "denominator": 40,
        "value": 0.75,
        "low": 0.3,
        "high": 0.9,
        "coverage": 0.4,
    },
    {
        "unit_code": "21",
        "numerator": 0,
        "denominator": 50,
        "value": 0.0,
        "low": 0.0,
        "high": 0.5,
        "coverage": 0.5,
    },
    {"unit_code": "16", "mark": "x"},
    {"unit_code": "07", "mark": "c"},
)
GROUPS = tidy(
    {
        "group": "EXEC",
        "numerator": 45,
        "denominator": 90,
        "value": 0.5,
        "low": 0.45,
        "high": 0.55,
        "coverage": 0.9,
    },
    {
        "group": "TECH",
        "numerator": 9,
        "denominator": 10,
        "value": 0.9,
        "low": 0.3,
        "high": 0.97,
        "coverage": 0.33,
    },
    {"group": "OTHR", "mark": "c"},
)
GRID = tidy(
    {
        "measure": "capability_pass",
        "group": "EXEC",
        "capability": "DLit",
        "numerator": 8,
        "denominator": 10,
        "value": 0.8,
    },
    {
        "measure": "capability_pass",
        "group": "EXEC",
        "capability": "DL",
        "numerator": 0,
        "denominator": 10,
        "value": 0.0,
    },
    {"measure": "capability_pass", "group": "MGMT", "capability": "DLit", "mark": "c"},
    {"measure": "capability_pass", "group": "MGMT", "capability": "DL", "mark": "x"},
)
PATH = tidy(
    {
        "measure": "T2",
        "period": "2562Q4",
        "value": 0.25,
        "low": 0.1,
        "high": 0.7,
        "coverage": 0.4,
        "status": "cannot_judge",
    },
    {"measure": "T2", "period": "2563Q1", "mark": "x"},
    {
        "measure": "T2",
        "period": "2563Q2",
        "value": 0.4,
        "low": 0.3,
        "high": 0.5,
        "coverage": 0.8,
        "status": "on_path",
    },
)
STAGES = tidy(
    {"measure": "stage_share", "stage": "EARLY", "numerator": 30, "denominator": 40, "value": 0.75},
    {"measure": "stage_share", "stage": "MATURE", "numerator": 10, "denominator": 40, "value": 0.25},
    {"measure": "reporting_rate", "stage": "NOT_STATED", "numerator": 0, "denominator": 5, "value": 0.0},
)
MOVES = pd.DataFrame(
    {
        "ministry": "03",
        "agency": ["03-03", "03-04", "03-05", "03-06"],
        "earlier": ["EARLY", "EARLY", "DEVELOPING", "NOT_STATED"],
        "later": ["EARLY", "DEVELOPING", "EARLY", "MATURE"],
    }
)
PERSONS = pd.DataFrame(
    {
        "state_then": ["ready", "ready", "not_ready", "not_there"],
        "state": ["ready", "lapsed", "ready", "not_ready"],
        "persons": [30.0, 4.0, 5.0, 2.0],
    }
)
BUDGET = pd.DataFrame(
    [
        [2561, "own_money", "own", False, None, 40e6, None],
        [2563, "direct_request", "request", False, 100e6, 80e6, 0.0],
        [2563, "direct_request", "own", True, None, 7e6, 7e6],
    ],
    columns=["fiscal_year", "phase", "source", "misfit", "requested", "allocated", "disbursed"],
)
EVIDENCE = tidy(
    {"measure": "evidence_a", "numerator": 30, "denominator": 100, "value": 0.3},
    {"measure": "evidence_b", "numerator": 65, "denominator": 100, "value": 0.65},
    {"measure": "evidence_c", "numerator": 5, "denominator": 100, "value": 0.05},
)

COUNTS = tidy(
    {"measure": "gap_people", "capability": "DG", "value": 30},
    {"measure": "one_step", "capability": "DG", "value": 12},
)
GAPS = tidy({"measure": "self_tested_gap", "capability": "DG", "value": 8.26, "denominator": 10})
PASSES = tidy({"measure": "capability_pass", "capability": "DG", "value": 0.4, "denominator": 50})
GRADES = tidy({"measure": "evidence_a", "capability": "DG", "value": 0.25, "denominator": 100})
PRACTICES = tidy(
    {"measure": "practice_yes_P1", "value": 12},
    {"measure": "practice_partial_P1", "value": 3},
    {"measure": "practice_no_P1", "value": 0},
    {"measure": "practice_not_answered_P1", "value": 5},
    {"measure": "practice_yes_P1", "stage": "EARLY", "value": 2},
    {"measure": "practice_yes_P2", "mark": "x"},
)

MEDIAN = Figure("2564Q2", "ministry_median", "TH", denominator=20, value=0.7, coarse=True)

EVERY: dict[str, Draw] = {
    "answer_bars": lambda words, look: charts.answer_bars(PRACTICES, words, look),
    "ranged_dots": lambda words, look: charts.ranged_dots(MINISTRIES, words, look, median=MEDIAN),
    "target_path": lambda words, look: charts.target_path(PATH, "T2", words, look),
    "heat_grid": lambda words, look: charts.heat_grid(GRID, "group", "capability", words, look),
    "group_bars": lambda words, look: charts.group_bars(GROUPS, words, look),
    "trend": lambda words, look: charts.trend(PATH, words, look),
    "noted_trend": lambda words, look: charts.trend(PATH, words, look, notes=[("2562Q4", 1)]),
    "count_bars": lambda words, look: charts.count_bars(COUNTS, "capability", words, look),
    "gap_dots": lambda words, look: charts.gap_dots(GAPS, "capability", words, look),
    "share_bars": lambda words, look: charts.share_bars(PASSES, "capability", words, look),
    "evidence_bars": lambda words, look: charts.evidence_bars(GRADES, "capability", words, look),
    "stage_columns": lambda words, look: charts.stage_columns(STAGES, words, look),
    "stage_flow": lambda words, look: charts.stage_flow(MOVES, words, look),
    "person_flow": lambda words, look: charts.person_flow(PERSONS, words, look),
    "budget_phases": lambda words, look: charts.budget_phases(BUDGET, words, look),
    "evidence_bar": lambda words, look: charts.evidence_bar(EVIDENCE, words, look),
}


def said(figure: go.Figure) -> str:
    """All text of a figure."""
    return str(figure.to_dict())


def traces(figure: go.Figure, **like: object) -> list[Any]:
    """The traces that have these properties."""
    return [
        trace
        for trace in figure.data
        if all(trace.to_plotly_json().get(name) == value for name, value in like.items())
    ]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_stands_on_the_page_s_ground_level_and_in_its_template(name: str, lang: Lang) -> None:
    for shade in LOOKS.values():
        figure = EVERY[name](definitions().words(lang), shade)
        layout = figure.layout
        ground = layout.template.layout
        assert (ground.paper_bgcolor, ground.plot_bgcolor) == (shade.page, "rgba(0,0,0,0)")
        assert layout.template.layout.xaxis.tickangle == layout.template.layout.yaxis.tickangle == 0
        assert layout.template.layout.font.color == shade.text
        assert layout.height >= 100
        turned = [axis.title.text for axis in figure.select_yaxes() if axis.title.text]
        assert turned == []


@pytest.mark.parametrize("shade", LOOKS.values(), ids=LOOKS)
def test_text_reads_on_every_ground_it_is_printed_on(shade: Look) -> None:
    grounds = (*shade.classes, *shade.stages.values(), *shade.evidence.values(), *shade.money.values())
    assert [ground for ground in grounds if contrast(shade.on(ground), ground) < 4.5] == []
    inks = (shade.text, shade.muted, shade.target_text, *shade.verdicts.values())
    assert [ink for ink in inks if contrast(ink, shade.page) < 4.5] == []
    assert contrast(shade.muted, shade.confidential) >= 4.5


@pytest.mark.parametrize("shade", LOOKS.values(), ids=LOOKS)
def test_marks_that_carry_a_value_stand_out_from_the_page(shade: Look) -> None:
    marks = (shade.value, shade.bar, shade.ready, shade.not_ready, shade.target, shade.median, *shade.series)
    assert [mark for mark in marks if contrast(mark, shade.page) < 3] == []


def test_an_unknown_theme_gets_the_light_look() -> None:
    assert (look("dark").name, look("light").name, look("sepia").name) == ("dark", "light", "light")


def test_units_stand_by_value_in_bands_thinly_covered_ones_below_and_those_without_a_value_last() -> None:
    figure = charts.ranged_dots(MINISTRIES, TH, LIGHT)
    assert list(figure.layout.yaxis.categoryarray) == ["03", "21", "15", "07", "16"]
    assert list(figure.layout.yaxis.ticktext) == ["กค", "สธ", "มท", "กษ", "ยธ"]
    lines = [shape.y0 for shape in figure.layout.shapes if shape.y0 == shape.y1]
    assert lines == [1.5, 2.5]  # below those judged enough, and above those without a value


def test_a_thinly_covered_unit_is_a_ring_and_a_well_covered_one_a_dot() -> None:
    dots = next(
        trace for trace in charts.ranged_dots(MINISTRIES, TH, LIGHT).data if trace.customdata is not None
    )
    assert list(dots.customdata) == ["03", "21", "15"]
    assert list(dots.marker.color) == [LIGHT.value, LIGHT.value, LIGHT.page]


def written(trace: go.Scatter) -> list[str]:
    """Return the texts of a trace without the space that keeps them apart from the chart."""
    return [text.replace("\N{NO-BREAK SPACE}", "") for text in trace.text]


def test_each_value_stands_beside_its_own_row() -> None:
    values = traces(charts.ranged_dots(MINISTRIES, TH, LIGHT), mode="text")[0]
    dots = next(trace for trace in charts.ranged_dots(MINISTRIES, TH, LIGHT).data if trace.customdata)
    assert list(values.y) == list(dots.y)
    assert written(values) == ["75.0%", "0.0%", "75.0%"]


def test_zero_missing_and_suppressed_are_told_apart() -> None:
    figure = charts.ranged_dots(MINISTRIES, EN, LIGHT)
    silent = traces(figure, mode="markers+text")[0]
    assert list(silent.y) == ["07", "16"]
    assert [text.strip("\N{NO-BREAK SPACE}") for text in silent.text] == ["withheld [c]", "no data [x]"]
    assert "0.0%" in written(traces(figure, mode="text")[0])


def test_the_median_is_named_as_its_card_prints_it() -> None:
    figure = charts.ranged_dots(MINISTRIES, EN, LIGHT, median=MEDIAN)
    named = EN("charts.median", value="70%")
    assert named in [trace.name for trace in figure.data]
    unknown = charts.ranged_dots(MINISTRIES, EN, LIGHT, median=MEDIAN._replace(value=None))
    assert len(unknown.data) == len(figure.data) - 1


def test_a_chart_of_no_rows_says_so_instead_of_failing() -> None:
    figure = charts.ranged_dots(MINISTRIES.head(0), EN, LIGHT)
    assert figure.layout.annotations[0].text == "No data for this chart yet"
    assert charts.ranged.alt(MINISTRIES.head(0), EN) == "The chart holds no data."


def test_hover_gives_the_full_name_range_and_parts_in_the_language() -> None:
    for words, start in ((TH, "<b>กระทรวงการคลัง</b>"), (EN, "<b>Ministry of Finance</b>")):
        dots = next(t for t in charts.ranged_dots(MINISTRIES, words, LIGHT).data if t.customdata is not None)
        assert dots.hovertext[0].startswith(start)
    assert dots.hovertext[0].endswith(
        "Ready share: 75.0%<br>Possible range: 60.0% to 80.0%<br>Count: 60 of 80<br>Coverage: 80.0%"
    )


def test_a_grid_prints_each_cell_and_draws_what_has_no_value_differently() -> None:
    squares = traces(
        charts.heat_grid(
            GRID,
            "group",
            "capability",
            TH,
            LIGHT,
            required={("EXEC", "DLit"), ("EXEC", "DL"), ("MGMT", "DLit")},
        ),
        mode="markers+text",
    )[0]
    printed = {tuple(cell): text for cell, text in zip(squares.customdata, squares.text, strict=True)}
    assert printed["EXEC", "DLit"] == "80.0"
    assert printed["EXEC", "DL"] == "0.0"
    assert printed["MGMT", "DL"] == "·"
    assert {text for cell, text in printed.items() if cell[0] in ("ACAD", "TECH")} == {"·"}


def test_a_grid_without_requirements_marks_suppressed_and_missing_cells() -> None:
    squares = traces(charts.heat_grid(GRID, "group", "capability", TH, LIGHT), mode="markers+text")[0]
    printed = {tuple(cell): text for cell, text in zip(squares.customdata, squares.text, strict=True)}
    assert (printed["MGMT", "DLit"], printed["MGMT", "DL"], printed["ACAD", "DT"]) == ("[c]", "[x]", "[x]")


def test_a_grid_of_roles_has_all_eighteen_in_the_order_of_the_stages() -> None:
    ready = tidy({"group": "TECH", "stage": "MATURE", "numerator": 8, "denominator": 10, "value": 0.8})
    figure = charts.heat_grid(ready, "group", "stage", EN, LIGHT)
    squares = traces(figure, mode="markers+text")[0]
    assert list(figure.layout.xaxis.categoryarray) == ["EARLY", "DEVELOPING", "MATURE"]
    assert sorted(squares.text) == ["80.0", *["[x]"] * 17]


@pytest.mark.parametrize("words", [TH, EN], ids=LANGS)
def test_heads_too_wide_for_a_grid_s_columns_have_a_form_that_needs_less_room(words: Words) -> None:
    layout = charts.heat_grid(GRID, "group", "capability", words, LIGHT).layout
    whole, narrow = layout.xaxis.ticktext, layout.meta["narrow"]
    slim = narrow["xaxis"]["ticktext"]
    assert label_pixels(slim) < label_pixels(whole)
    assert layout.meta["least"] >= layout.margin.l + len(whole) * label_pixels(whole, SMALL)
    assert narrow["height"] - layout.height == narrow["margin"]["t"] - layout.margin.t > 0


def test_quarters_that_would_touch_have_a_form_in_two_lines() -> None:
    quarters = [
        {"period": f"{year}Q{quarter}", "level": "nation", "value": 0.5}
        for year in (2563, 2564)
        for quarter in (1, 2, 3, 4)
    ]
    layout = charts.trend(tidy(*quarters), TH, LIGHT).layout
    assert list(layout.xaxis.ticktext) == ["2/2563", "4/2563", "2/2564", "4/2564"]
    assert list(layout.meta["narrow"]["xaxis"]["ticktext"])[:2] == ["2/<br>2563", "4/<br>2563"]


def test_the_classes_of_a_grid_begin_at_their_lower_edge() -> None:
    ground = next(
        trace
        for trace in charts.heat_grid(GRID, "group", "capability", TH, LIGHT).data
        if trace.type == "heatmap"
    )
    filled = {
        (row, column): level
        for row, levels in zip(ground.y, ground.z, strict=True)
        for column, level in zip(ground.x, levels, strict=True)
        if level is not None
    }
    assert filled == {
        ("EXEC", "DLit"): 4,
        ("EXEC", "DL"): 0,
        ("MGMT", "DLit"): -1,
    }


def test_a_quarter_without_a_value_stays_a_gap() -> None:
    for figure in (charts.target_path(PATH, "T2", TH, LIGHT), charts.trend(PATH, TH, LIGHT)):
        line = next(
            trace for trace in figure.data if trace.mode == "lines+markers" and trace.x[0] is not None
        )
        assert line.connectgaps is False
        assert list(line.y) == [0.25, None, 0.4]


def test_the_range_is_never_drawn_across_a_gap() -> None:
    assert len(traces(charts.target_path(PATH, "T2", TH, LIGHT), fill="toself")) == 2


def test_the_latest_value_sign_and_verdict_stand_above_the_path_where_they_hide_no_point() -> None:
    notes = charts.target_path(PATH, "T2", EN, LIGHT).layout.annotations
    latest = next(note for note in notes if "on track" in note.text)
    assert latest.text == "Q2 FY 2563: <b>40.0%</b> ▲ on track"
    assert (latest.yref, latest.y, latest.yanchor) == ("paper", 1, "bottom")
    assert tuple(SIGNS) == get_args(Verdict)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_the_path_due_carries_its_yearly_milestones() -> None:
    stones = traces(charts.target_path(PATH, "T2", EN, LIGHT), mode="markers+text")[0]
    assert list(stones.text) == ["10%", "20%", "35%", "50%", "70%"]


def test_groups_show_n_and_hatch_what_cannot_be_judged() -> None:
    figure = charts.group_bars(GROUPS, EN, LIGHT)
    assert list(figure.data[0].marker.pattern.shape) == ["", "/"]
    assert written(traces(figure, mode="text")[0]) == [
        "<b>50.0%</b><br>n=90",
        "<b>90.0%</b><br>n=10",
        "[c]",
    ]


def test_agencies_without_a_stage_are_drawn_but_not_as_a_stage() -> None:
    columns = charts.stage_columns(STAGES, EN, LIGHT).data
    assert [(column.name, list(column.y)) for column in columns] == [
        ("Early Stage", [30]),
        ("Mature Stage", [10]),
        ("Not stated", [5]),
    ]
    assert columns[2].marker.pattern.shape == "/"


def test_agencies_stand_at_their_answer_to_each_practice_and_silence_is_no_answer() -> None:
    figure = charts.answer_bars(PRACTICES, EN, LIGHT)
    assert {trace.name: tuple(trace.x) for trace in figure.data} == {
        "Yes": (12,),
        "Partial": (3,),
        "No": (0,),
        "Not answered": (5,),
    }
    assert figure.layout.yaxis.ticktext[0].startswith("P1 ")
    narrow = figure.layout.meta["narrow"]
    assert narrow["yaxis"]["ticktext"] == ["P1"]
    assert narrow["margin"]["l"] < figure.layout.margin.l
    assert charts.answers.alt(PRACTICES, EN) == "Agencies that answered yes, of 20: P1 12."


def test_a_move_is_up_down_or_none_and_a_first_statement_is_no_move() -> None:
    made = [movement(*pair) for pair in zip(MOVES["earlier"], MOVES["later"], strict=True)]
    assert made == ["same", "up", "down", "stated"]
    assert movement("NOT_STATED", "NOT_STATED") == "never"


def test_money_not_stated_is_marked_and_zero_is_zero() -> None:
    texts = {
        (kind.name, kind.yaxis, year): text
        for kind in charts.budget_phases(BUDGET, EN, LIGHT).data
        for year, text in zip(kind.y, kind.text, strict=True)
    }
    assert texts["Requested", "y", "2561"] == "Requested [z]"
    assert texts["Allocated", "y", "2561"] == "Allocated 40.00"
    assert texts["Allocated", "y2", "2563"] == "Allocated 87.00"
    assert texts["Disbursed", "y2", "2563"] == "Disbursed 7.00"


def test_the_two_phases_of_money_never_share_a_panel() -> None:
    figure = charts.budget_phases(BUDGET, EN, LIGHT)
    years = {trace.yaxis: tuple(trace.y) for trace in figure.data}
    assert years == {"y": ("2561", "2562"), "y2": ("2563", "2564", "2565")}
    assert "Allocated 87.0" in said(figure)
    assert figure.layout.yaxis.domain[0] > figure.layout.yaxis2.domain[1]


def test_evidence_names_each_grade_with_its_share() -> None:
    bars = charts.evidence_bar(EVIDENCE, EN, LIGHT).data
    assert [bar.text[0] for bar in bars] == ["<b>A 30.0%</b>", "<b>B 65.0%</b>", ""]
    assert bars[2].name == "Evidence C (self-assessment) <b>5.0%</b>"


def test_alt_texts_state_the_finding() -> None:
    assert charts.ranged.alt(MINISTRIES, EN) == (
        "Ready share, in the 2 of 5 ministries that can be concluded on, runs from 0.0% to 75.0%; possible "
        "ranges overlap or some are not known, so highest and lowest cannot be told apart. Without data: 2; "
        "cannot be concluded on: 1."
    )
    known = MINISTRIES.loc[MINISTRIES["unit_code"].isin(["03", "21"])]
    assert "0.0% (Ministry of Public Health) to 75.0% (Ministry of Finance)" in charts.ranged.alt(known, EN)
    assert charts.path.alt(PATH, "T2", EN) == (
        "Q2 FY 2563. Target T2 Workforce has the skills to work in a digital setting: on track "
        "(measured 40.0%, target for this quarter 27.5%, possible range 30.0% to 50.0%)."
    )
    assert charts.flow.person_alt(PERSONS, EN) == (
        "30 people stayed ready, 5 became ready, 4 are ready no more or left."
    )
    assert charts.flow.alt(MOVES, EN) == (
        "Agencies: stayed at their stage 1, moved up 1, moved back 1, stated a stage for the first time 1."
    )
    assert charts.phases.alt(BUDGET, TH).startswith("ปีล่าสุด 2563")


def test_the_table_behind_a_chart_has_names_percent_and_marks() -> None:
    table = charts.table(MINISTRIES, EN)
    assert list(table["Unit"])[:2] == ["Ministry of Finance", "Ministry of Interior"]
    assert list(table["Value"]) == ["75.0%", "75.0%", "0.0%", "[x]", "[c]"]
    assert "Group" not in table.columns
    assert "Measure" not in table.columns


def test_every_oddity_a_measure_can_flag_has_words() -> None:
    flags = {
        flag
        for measure in definitions().measures.values()
        for flag in re.findall("'([a-z_]+)'", measure.flag)
    }
    assert {flag for flag in flags if f"charts.flag.{flag}" not in TH} == set()


def test_labels_that_would_touch_move_apart_and_keep_their_order() -> None:
    assert apart([0.5, 0.5, 0.9], 0.1) == pytest.approx([0.45, 0.55, 0.85])


def test_notes_stand_on_their_quarter_and_those_of_one_quarter_together() -> None:
    figure = charts.trend(PATH, EN, LIGHT, notes=[("2562Q4", 1), ("2562Q4", 3), ("2599Q1", 4)])
    assert [line.x0 for line in figure.layout.shapes] == [Period(2562, 4).index]
    assert "<b>[1] [3]</b>" in [note.text for note in figure.layout.annotations]
    assert "[4]" not in said(figure)

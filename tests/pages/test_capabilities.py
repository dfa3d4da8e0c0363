"""What the pages of capabilities and roles say: strongest, weakest, evidence, what is on file."""

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from pages.kit import capabilities, charts, roles
from pages.kit.theme import LOOKS
from tests.pages.test_explore import EN, TH, ready, tidy


def of(capability: str, measure: str, value: float | None, **more: object) -> dict[str, object]:
    """A row of one capability of the nation."""
    return {"unit_code": "TH", "capability": capability, "measure": measure, "value": value, **more}


FIGURES = tidy(
    of("DLit", "capability_pass", 0.8, numerator=80, denominator=100),
    of("DG", "capability_pass", 0.4, numerator=20, denominator=50),
    of("DT", "capability_pass", None, mark="c"),
    of("DLit", "gap_people", 20),
    of("DG", "gap_people", 30),
    of("DG", "one_step", 12),
    of("DLit", "one_step", None, mark="c"),
    of("DLit", "evidence_a", 0.25, numerator=25, denominator=100),
    of("DLit", "evidence_b", 0.25, numerator=25, denominator=100),
    of("DLit", "evidence_c", 0.5, numerator=50, denominator=100),
    of("DLit", "self_tested_gap", -2.04, numerator=-20.4, denominator=10),
    of("DG", "self_tested_gap", 8.26, numerator=82.6, denominator=10),
)


def test_the_sentence_states_the_pass_shares_and_what_holds_back_most() -> None:
    assert capabilities.finding(FIGURES, "TH", EN) == (
        "Whole country. Pass share: none of 3 capabilities can be concluded on yet. "
        "Closing the gap in Governance would make 12 more people ready."
    )


def test_the_table_has_every_capability_and_a_mark_where_there_is_no_value() -> None:
    table = capabilities.table(FIGURES, EN).set_index("Capability")
    assert len(table) == 7
    assert table.loc["Governance", "Pass"] == "40.0%"
    assert table.loc["Technology", "Pass"] == "[c]"
    assert table.loc["Leadership", "Pass"] == "[x]"
    assert table["Self − test (points)"].tolist()[:2] == ["−2.0", "+8.3"]


def test_below_the_nation_are_ministries_and_below_a_ministry_its_agencies() -> None:
    from pages.kit.filters import Choice
    from tests.pages.test_explore import NOW

    assert capabilities.below(Choice(NOW)) == ("ministry", None)
    assert capabilities.below(Choice(NOW, ministry="03")) == ("agency", ["03"])


def test_bars_of_counts_draw_what_is_known_and_say_the_mark_of_what_is_not() -> None:
    counts = capabilities.counts(FIGURES)
    figure = charts.count_bars(counts, "capability", EN, LOOKS["light"])
    assert [list(bar.x) for bar in figure.data] == [[20.0, 30.0], [12.0]]
    assert [note.text for note in figure.layout.annotations] == ["<b>20</b><br>[c]", "<b>30</b><br>12"]
    assert charts.counts.alt(counts, "capability", EN) == (
        "People below the pass mark: Digital Literacy 20, Digital Governance, Standard, and Compliance 30. "
        "One capability short: Digital Literacy [c], Digital Governance, Standard, and Compliance 12."
    )


def test_a_gap_points_to_the_side_it_lies_on() -> None:
    gaps = FIGURES[FIGURES["measure"] == "self_tested_gap"]
    dots = charts.gap_dots(gaps, "capability", TH, LOOKS["dark"]).data[1]
    assert (list(dots.x), list(dots.marker.symbol)) == ([-2.04, 8.26], ["triangle-left", "triangle-right"])
    assert charts.gaps.alt(gaps, "capability", EN).endswith(
        "Digital Literacy −2.0, Digital Governance, Standard, and Compliance +8.3."
    )


def test_charts_of_capabilities_say_so_when_there_is_nothing() -> None:
    nothing = FIGURES.head(0)
    for draw in (charts.count_bars, charts.gap_dots, charts.share_bars, charts.evidence_bars):
        drawn = draw(nothing.assign(measure="one_step"), "capability", EN, LOOKS["light"])
        assert drawn.layout.annotations[0].text == "No data for this chart yet"
    for alt in (charts.gaps.alt, charts.groups.share_alt, charts.evidence.bars_alt):
        assert alt(nothing, "capability", EN) == "The chart holds no data."


def role(group: str, stage: str, measure: str, value: float, **more: object) -> dict[str, object]:
    """A row of one role of the nation."""
    splits = {"group": group, "stage": stage, "measure": measure, "value": value}
    return {**ready("TH", value, group=group), **splits, **more}


def test_the_eighteen_roles_stand_there_named_or_not() -> None:
    figures = tidy(
        role("EXEC", "EARLY", "headcount", 40),
        role("EXEC", "EARLY", "persons_seen", 30),
        role("EXEC", "EARLY", "ready_share", 0.5),
    )
    table = roles.table(figures, Period(2564, 2), EN)
    assert len(table) == 18
    named = sum(bool(one.en) for one in definitions().roles)
    assert (table["Name"] == "no name found").sum() == 18 - named
    first = table.iloc[0]
    assert (first["Group"], first["Stage"]) == ("Executive", "Early")
    assert first[["Headcount", "Assessed", "Ready"]].tolist() == ["40", "30", "50.0%"]
    assert first["Possible range"] == "40.0% to 60.0%"
    assert first["Capabilities required"] == "any stage: Literacy, Leadership, Transformation"
    assert table.iloc[1]["Ready"] == "[x]"


def test_roles_are_compared_only_where_enough_are_judged() -> None:
    figures = tidy(
        role("EXEC", "EARLY", "ready_share", 0.6),
        role("SERV", "MATURE", "ready_share", 0.3),
        role("TECH", "MATURE", "ready_share", 0.1, coverage=0.4),
    )
    # the range of the third, too few of whom are judged, holds the second's share
    assert roles.finding(figures, EN) == (
        "Ready share, in the 2 of 3 roles that can be concluded on, runs from 30.0% to 60.0%. "
        "It is highest in Executive, Early; the lowest cannot be told apart."
    )
    assert roles.finding(figures.tail(1), EN) == "Ready share: none of 1 roles can be concluded on yet."


def test_parts_of_the_guideline_without_a_source_have_no_name() -> None:
    table: pd.DataFrame = roles.framework(EN)
    assert table["Part"].value_counts().to_dict() == {
        "Part of a digital skill": 4,
        "Managerial competency used": 4,
        "Characteristic of digital government": 3,
        "Responsible body": 3,
        "Development theme": 2,
    }
    unnamed = table[table["Name"] == "no name found"]
    assert set(unnamed["Kind of source"]) == {"not found"}
    assert len(unnamed) == 6

"""What the pages of ministries, groups, stages and budget say: sentences by rule, cards, ledgers, money."""

from typing import Any

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from pages.kit import explore, ledger, money

TH, EN = definitions().words("th"), definitions().words("en")
NOW = Period(2564, 2)
PARTS = ("numerator", "denominator", "value", "low", "high", "coverage")


def tidy(*rows: dict[str, Any]) -> pd.DataFrame:
    """Tidy figures of a few rows; what a row does not say is empty."""
    fixed = {
        "period": "2564Q2",
        "measure": "ready_share",
        "level": "ministry",
        "unit_code": "03",
        "mark": None,
    }
    splits = dict.fromkeys(("group", "capability", "stage"), "ALL")
    empty = dict.fromkeys(PARTS)
    table = pd.DataFrame(
        [{**fixed, **splits, **empty, "status": None, "snapshot": "s", **row} for row in rows]
    )
    return table.astype(dict.fromkeys(PARTS, "float64"))


def ready(
    unit: str, share: float, *, coverage: float = 0.8, period: str = "2564Q2", group: str = "ALL"
) -> dict[str, Any]:
    """A row of ready share."""
    bounds = {"low": share - 0.1, "high": share + 0.1, "coverage": coverage}
    return {"unit_code": unit, "period": period, "value": share, **bounds, "group": group}


def moved(*rows: tuple[str, str, float | None, str | None]) -> pd.DataFrame:
    """Changes of all reporters as the reader gives them."""
    return pd.DataFrame(rows, columns=["unit_code", "measure", "change", "change_mark"]).assign(group="ALL")


def test_cards_give_the_change_that_the_changes_have() -> None:
    own = tidy(
        ready("03", 0.55),
        {"measure": "coverage", "value": 0.8, "numerator": 80, "denominator": 100},
        {"measure": "reporting_rate", "value": 0.9, "numerator": 9, "denominator": 10},
    )
    changes = moved(("03", "ready_share", 0.05, None), ("04", "coverage", 0.1, None))
    reporting, coverage, share = explore.unit_cards(own, changes, "03", NOW, EN)
    assert (reporting.value, coverage.value, share.value) == ("9 / 10", "80.0%", "55.0%")
    assert (coverage.change, share.change.text if share.change else "") == (None, "+5.0 percentage points")


def test_a_suppressed_figure_stays_suppressed_on_its_card() -> None:
    changes = moved(("03", "ready_share", None, "~"))
    share = explore.unit_cards(tidy({"mark": "c"}), changes, "03", NOW, EN)[2]
    assert (share.value, share.change.text if share.change else "") == (
        "withheld",
        "cannot be told: within rounding",
    )


def test_required_pairs_are_those_some_stage_requires() -> None:
    assert ("EXEC", "DL") in explore.required(NOW)
    assert ("OTHR", "DL") not in explore.required(NOW)


def test_a_quarter_of_a_trend_is_asked_for_once() -> None:
    quarters = [Period(2563, 2), Period(2564, 1), NOW]
    assert explore.years(quarters, NOW) == quarters


MOVES = pd.DataFrame(
    [
        ("03", "03-03", "EARLY", "DEVELOPING"),
        ("03", "03-04", "MATURE", "EARLY"),
        ("03", "03-05", "EARLY", "EARLY"),
        ("15", "15-03", "NOT_STATED", "EARLY"),
    ],
    columns=["ministry", "agency", "earlier", "later"],
)
STANDING = pd.DataFrame(
    [
        ("03", "03-03", "DEVELOPING", 1, True, True),
        ("03", "03-04", "EARLY", 2, True, True),
        ("03", "03-05", "EARLY", 9, True, False),
        ("03", "03-06", "MATURE", 3, False, True),
    ],
    columns=["ministry", "agency", "stage", "quarters_in_stage", "expected", "reported"],
)


def test_the_year_s_movements_are_counted_by_kind() -> None:
    assert ledger.finding(MOVES, NOW, EN) == (
        "Agencies in the year to Q2 FY 2564: moved up 1, moved back 1, stayed 1, "
        "stated a stage for the first time 1."
    )
    assert ledger.finding(MOVES.head(0), NOW, EN).startswith("No agency's stage can be compared")


def test_the_flow_s_table_names_the_agencies_that_changed() -> None:
    table = ledger.flows(MOVES, EN)
    assert table["Agencies"].tolist() == [1, 1, 1, 1]
    assert table["Agencies that changed stage"].tolist() == [
        "",
        "Treasury Department",
        "Comptroller General's Department",
        "Department of Provincial Administration",
    ]


def test_every_stage_has_a_card_also_where_no_agency_stands_at_it() -> None:
    figures = tidy(
        {"measure": "stage_share", "stage": "MATURE", "numerator": 20, "denominator": 20, "value": 1.0},
        {"measure": "reporting_rate", "numerator": 42, "denominator": 172, "value": 42 / 172},
    )
    assert [(card.value, card.notes[0]) for card in ledger.cards(figures, NOW, EN)] == [
        ("20", "of 172 due to report"),
        ("0", "0.0% of agencies with a stage"),
        ("0", "0.0% of agencies with a stage"),
        ("20", "100.0% of agencies with a stage"),
    ]
    assert ledger.cards(figures.tail(1), NOW, EN)[1].notes == ("[x] of agencies with a stage",)


def test_lines_are_those_of_the_quarter_s_year_or_of_the_last_year_that_has_any() -> None:
    budget = pd.DataFrame({"fiscal_year": [2561, 2565]})
    years = [money.lines_year(budget, Period(year, 4)) for year in (2560, 2562, 2565, 2567)]
    assert years == [2560, 2561, 2565, 2565]


def test_the_ledger_puts_slips_first_then_the_stuck_and_names_what_blocks() -> None:
    blocked = pd.DataFrame(
        [
            ("03-03", "MATURE", "ACAD", "DG", 30.0, 40.0, None),
            ("03-04", "DEVELOPING", None, None, None, None, "c"),
            ("03-05", None, None, None, None, None, None),
        ],
        columns=["agency", "next_stage", "blocking_group", "blocking_capability", "lacking", "seen", "mark"],
    )
    table = ledger.ledger(STANDING, MOVES, blocked, NOW, EN)
    assert table["Movement"].tolist() == ["▼ moved back", "■ stayed long", "▲ moved up"]
    assert table["Quarters in this stage"].tolist() == ["2", "9", "1"]
    assert table["Limiting factor"].tolist() == [
        "[c]",
        "[z]",
        "Governance · Academic",
    ]
    assert table["Below pass mark"].tolist() == ["[c]", "", "30 of 40"]
    assert ledger.stuck_note(STANDING, MOVES, NOW, EN).startswith(
        "1 agencies have stayed long: more than 4 quarters"
    )


def test_a_ministry_s_ledger_holds_its_own_agencies_only() -> None:
    assert ledger.of_ministry(MOVES, "15")["agency"].tolist() == ["15-03"]
    assert len(ledger.of_ministry(MOVES, None)) == 4


def test_a_year_s_money_is_said_with_its_phase_and_missing_is_not_zero() -> None:
    figures = tidy(
        {"measure": "budget_requested", "unit_code": "TH", "value": 409_800_000},
        {"measure": "budget_allocated", "unit_code": "TH", "value": 0},
        {"measure": "budget_disbursed", "unit_code": "TH", "mark": "x"},
    )
    assert money.finding(figures, NOW, EN, unit="TH") == (
        "FY 2564 (Direct request (2563-65)), all funding sources: Requested 409.80 million baht · "
        "Allocated 0.00 million baht · Disbursed [x]."
    )
    assert money.finding(figures.head(0), NOW, EN, unit="TH") == "FY 2564: no budget data accepted yet."


def test_the_table_behind_the_phases_tells_which_source_does_not_fit() -> None:
    budget = pd.DataFrame(
        [
            (2561, "own_money", "own", False, None, 2.5e6, None),
            (2563, "direct_request", "own", True, None, 1e6, 0.0),
        ],
        columns=["fiscal_year", "phase", "source", "misfit", "requested", "allocated", "disbursed"],
    )
    table = money.phases(budget, EN)
    assert table["Fits phase"].tolist() == ["✓ yes", "✗ no"]
    assert table["Allocated (million baht)"].tolist() == ["2.50", "1.00"]
    assert table["Disbursed (million baht)"].tolist() == ["[x]", "0.00"]


def test_execution_carries_the_comptroller_general_s_own_date() -> None:
    told = pd.DataFrame(
        [(2567, "2024-09-30", "03", 200e6, 180e6, 90e6), (2567, "2024-09-30", "15", None, None, None)],
        columns=["fiscal_year", "as_of", "ministry", "budget", "allocated", "disbursed"],
    ).astype(dict.fromkeys(["budget", "allocated", "disbursed"], "float64"))
    table = money.execution(told, EN, ministry=None)
    assert table["As of"].tolist() == ["30 Sep 2567 B.E.", "30 Sep 2567 B.E."]
    assert table["Disbursement rate"].tolist() == ["45.0%", "[x]"]
    assert len(money.execution(told, EN, ministry="15")) == 1

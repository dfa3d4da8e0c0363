"""The same persons under other rules, change given twice, and what keeps an agency from its next stage."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.queries import Reader, open_reader
from etl.queries.robust import lay_out, with_ranks
from etl.queries.view import ANALYST, PUBLIC, View
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.bodies import only
from tests.ruled import fives
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

NOW, THEN = Period(2564, 2), Period(2564, 1)
DAYS = {NOW: "2021-02-15", THEN: "2020-11-15"}


def persons(
    name: str,
    number: int,
    score: float,
    *,
    agency: str,
    period: Period = NOW,
    method: str = "tpqi",
    on: str | None = None,
) -> list[Row]:
    """Return so many technologists, each with the same score in every capability."""
    return [
        assessment(
            f"{name} {one}",
            agency=agency,
            group="TECH",
            period=str(period),
            on=on or DAYS[period],
            method=method,
            row_no=one + 2,
            sheet=f"{name} {period}",
            scores=dict.fromkeys(CAPABILITIES, score),
        )
        for one in range(number)
    ]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Two agencies report in both quarters, 03-07 in the second alone."""
    home = Home(tmp_path_factory.mktemp("robust") / "home")
    stage = {"period": "2564Q1", "effective_on": date(2020, 10, 5), "assessor": None, "evidence": None}
    load(
        home,
        (
            "all.xlsx",
            {
                "assessment": [
                    *persons("then low", 30, 40, agency="01-01", period=THEN),
                    *persons("then high", 10, 90, agency="01-01", period=THEN),
                    *persons("then two", 20, 90, agency="01-02", period=THEN),
                    *persons("then low", 12, 62, agency="01-01"),
                    *persons("late", 40, 58, agency="03-07", method="self"),
                ],
                "headcount": [
                    headcount("01-01", "TECH", 50, row_no=2),
                    headcount("01-02", "TECH", 20, row_no=3),
                    headcount("03-07", "TECH", 40, row_no=4),
                ],
                "stage": [
                    {"agency": "01-01", "stage": "EARLY", **stage, "sheet": "s", "row_no": 2},
                    {"agency": "03-07", "stage": "MATURE", **stage, "sheet": "s", "row_no": 3},
                ],
            },
        ),
    )
    with open_reader(home.root) as opened:
        yield opened


def one(table: pd.DataFrame, **wanted: str) -> dict[str, Any]:
    """Return the one row with these values."""
    found = table[(table[list(wanted)] == pd.Series(wanted)).all(axis="columns")]
    assert len(found) == 1
    row: dict[str, Any] = {str(name): value for name, value in found.iloc[0].items()}
    return row


def test_a_change_is_told_of_all_reporters_and_of_those_who_reported_both_times(reader: Reader) -> None:
    table = reader.change(
        period=NOW, since=THEN, measures=["ready_share"], levels=["nation", "ministry"], view=ANALYST
    )
    nation = one(table, level="nation")
    assert nation["then"] == 30 / 60  # 10 + 20 of 60
    assert nation["now"] == 42 / 100  # 12 more are ready, 40 newcomers are not
    assert nation["panel_now"] == 42 / 60
    assert (nation["panel"], nation["mark"]) == (2, None)
    ministries = table[table["level"] == "ministry"]
    assert ministries["panel"].sum() == 2  # each names its own agencies of the panel, not the nation's
    assert nation["change"] == pytest.approx(-0.08)
    assert nation["panel_change"] == pytest.approx(0.2)
    assert nation["who_reported"] == pytest.approx(-0.28)
    assert pd.isna(one(table, unit_code="03")["panel_now"])


@pytest.mark.parametrize("view", [ANALYST, PUBLIC])
def test_nobody_makes_a_difference_where_the_panel_is_all_who_reported(tmp_path: Path, view: View) -> None:
    home = Home(tmp_path)
    rows = [
        *persons("a", 60, 90, agency="01-01", period=THEN),
        *persons("b", 20, 40, agency="01-01", period=THEN),
        *persons("c", 40, 40, agency="01-01"),
    ]
    load(home, ("a.xlsx", {"assessment": rows}))
    with open_reader(home.root) as opened:
        same = one(opened.change(period=NOW, since=THEN, measures=["ready_share"], view=view))
    assert (same["now"], same["then"]) == (same["panel_now"], same["panel_then"])
    assert same["change"] == same["panel_change"] < 0
    assert (same["who_reported"], np.signbit(same["who_reported"]), same["who_mark"]) == (0, False, None)


def changed(folder: Path, outside: int, view: View) -> dict[str, Any]:
    """Return the change of the ready share: 55 persons in the panel, so many ready ones outside it."""
    home = Home(folder)
    rows = [
        *persons("a", 20, 90, agency="01-01", period=THEN),
        *persons("b", 15, 40, agency="01-01", period=THEN),
        *persons("outside", outside, 90, agency="01-02"),
        *persons("more", 20, 90, agency="01-01"),
    ]
    load(home, ("a.xlsx", {"assessment": rows}))
    with open_reader(home.root) as opened:
        return one(opened.change(period=NOW, since=THEN, measures=["ready_share"], view=view))


def test_a_panel_that_leaves_a_few_out_is_withheld_from_all_but_analysts(tmp_path: Path) -> None:
    analyst, public = changed(tmp_path / "a", 4, ANALYST), changed(tmp_path / "p", 4, PUBLIC)
    assert (analyst["panel_now"], analyst["panel_mark"]) == (40 / 55, "c")
    assert public["panel_mark"] == "c"
    assert pd.isna(public["panel_now"]) and pd.isna(public["who_reported"])


def test_public_changes_are_those_of_the_public_figures(tmp_path: Path) -> None:
    with using(fives()):
        public = changed(tmp_path, 12, PUBLIC)
    # 52 of 67 ready are 50 of 65, in the panel 40 of 55; a year ago 20 of 35
    assert [public[name] for name in ("now", "then", "panel_now", "panel_then")] == [0.77, 0.57, 0.73, 0.57]
    assert (public["change"], public["change_mark"]) == (pytest.approx(0.2), None)
    # Of 40 of 55 after 20 of 35, as few as 38 of 57 after as many as 22 of 33 may be true: the same share.
    assert (public["panel_change_mark"], public["who_mark"]) == ("~", "~")
    assert pd.isna(public["panel_change"]) and pd.isna(public["who_reported"])


def test_the_median_of_ministries_changes_in_one_place_and_has_no_panel(tmp_path: Path) -> None:
    first = {agency.ministry: agency.code for agency in definitions().expected_agencies(THEN)}
    agencies = [first[ministry] for ministry in sorted(first)[:8]]
    with using(only(*agencies)):
        rows = [
            row
            for place, agency in enumerate(agencies)
            for row in [
                *persons(f"{agency} good", 20 + 10 * place, 90, agency=agency, period=THEN),
                *persons(f"{agency} bad", 200, 40, agency=agency, period=THEN),
                *persons(f"{agency} bad", 100, 90, agency=agency),
            ]
        ]
        posts = [
            headcount(agency, "TECH", 300, period=str(THEN), row_no=row)
            for row, agency in enumerate(agencies, 2)
        ]
        load(Home(tmp_path), ("a.xlsx", {"assessment": rows, "headcount": posts}))
        with open_reader(tmp_path) as opened:
            read = {
                view: one(opened.change(period=NOW, since=THEN, measures=["ministry_median"], view=view))
                for view in (ANALYST, PUBLIC)
            }
            alone = opened.figures(
                periods=[NOW], measures=["ministry_median"], levels=["agency"], view=ANALYST
            )
    then, now = (50 / 250 + 60 / 260) / 2, (150 / 250 + 160 / 260) / 2
    assert (read[ANALYST]["then"], read[ANALYST]["now"]) == (pytest.approx(then), pytest.approx(now))
    assert read[ANALYST]["change"] == pytest.approx(now - then)
    assert (read[PUBLIC]["then"], read[PUBLIC]["now"]) == (0.22, 0.61)  # in whole per cent, as its shares
    assert read[PUBLIC]["change"] == pytest.approx(0.39)
    for row in read.values():
        assert (row["panel_mark"], row["who_mark"], row["panel"]) == ("z", "z", 0)
    assert alone.empty  # no agency has a median


def test_a_public_change_within_rounding_cannot_be_told(tmp_path: Path) -> None:
    home = Home(tmp_path)
    rows = [
        *persons("a", 300, 90, agency="01-01", period=THEN),
        *persons("b", 200, 40, agency="01-01", period=THEN),
        *persons("c", 3, 90, agency="01-01"),
    ]
    load(home, ("a.xlsx", {"assessment": rows}))
    with open_reader(home.root) as opened:
        exact, public = (
            one(opened.change(period=NOW, since=THEN, measures=["ready_share"], view=view))
            for view in (ANALYST, PUBLIC)
        )
    assert exact["change"] == pytest.approx(303 / 503 - 300 / 500) and exact["change_mark"] is None
    assert (public["now"], public["then"]) == (0.6, 0.6)  # 305 of 505, 300 of 500
    assert pd.isna(public["change"]) and public["change_mark"] == "~"


def test_another_mark_another_validity_and_tests_alone_are_tried_on_the_same_persons(reader: Reader) -> None:
    table = reader.robustness(NOW, view=ANALYST)
    shares = {
        str(row["scenario"]): row["value"]
        for _, row in table[(table["measure"] == "T2") & (table["level"] == "nation")].iterrows()
    }
    assert shares["base"] == 42 / 100
    assert shares["pass_55"] == 82 / 100
    assert shares["pass_65"] == 30 / 100
    assert shares["tested"] == 42 / 60
    assert shares["valid_12"] == shares["valid_36"] == shares["base"]
    base = reader.figures(
        periods=[NOW], measures=["T2", "T1", "ready_share_weighted"], levels=["nation"], view=ANALYST
    )
    again = table[(table["scenario"] == "base") & (table["level"] == "nation")].set_index("measure")
    for _, row in base.iterrows():
        assert row["value"] == again.loc[row["measure"], "value"] or pd.isna(row["value"])


def test_a_shorter_validity_forgets_the_older_scores(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    old = persons("old", 20, 90, agency="01-01", period=THEN, on="2020-11-15")
    recent = persons("recent", 30, 40, agency="01-01", on="2022-02-15")
    load(home, ("a.xlsx", {"assessment": [*old, *[{**row, "period": "2565Q2"} for row in recent]]}))
    with open_reader(home.root) as opened:
        table = opened.robustness(Period(2565, 2), view=ANALYST)
    of_nation = table[(table["measure"] == "T2") & (table["level"] == "nation")].set_index("scenario")
    assert (of_nation.loc["base", "denominator"], of_nation.loc["valid_12", "denominator"]) == (50, 30)
    assert (of_nation.loc["base", "value"], of_nation.loc["valid_12", "value"]) == (0.4, 0.0)


def test_outcomes_under_other_rules_are_summed_in_the_same_order_every_time(demo_home: Path) -> None:
    known, rows = definitions(), []
    with open_current(Home(demo_home)) as opened:
        for _ in range(2):
            lay_out(opened.connection, known.scenarios.values(), quarter=Period(2565, 4).index)
            rows.append(opened.connection.execute("from scenario_outcome").fetchall())
    first, again = rows
    keys = [(row[0], row[1]) for row in first]
    assert len(keys) > 1_000
    assert keys == sorted(keys)
    assert first == again


def test_ministries_whose_ranges_overlap_share_a_band_of_ranks() -> None:
    table = pd.DataFrame(
        [
            ("base", "T2", "ministry", "01", 0.70, 0.90),
            ("base", "T2", "ministry", "02", 0.40, 0.75),
            ("base", "T2", "ministry", "03", 0.10, 0.30),
            ("base", "T2", "ministry", "04", None, None),
        ],
        columns=["scenario", "measure", "level", "unit_code", "low", "high"],
    )
    ranked = with_ranks(table)
    assert ranked["rank_best"].tolist()[:3] == [1, 1, 3]
    assert ranked["rank_worst"].tolist()[:3] == [2, 2, 3]
    assert ranked.loc[3, ["rank_best", "rank_worst"]].isna().all()


def test_what_keeps_an_agency_from_its_next_stage_is_named(reader: Reader) -> None:
    ledger = reader.stage_ledger(NOW, view=ANALYST)
    early = one(ledger, agency="01-01")
    assert (early["stage"], early["next_stage"], early["quarters_in_stage"]) == ("EARLY", "DEVELOPING", 2)
    assert (early["blocking_group"], early["lacking"], early["seen"]) == ("TECH", 18.0, 40.0)
    mature = one(ledger, agency="03-07")
    assert mature["stage"] == "MATURE"
    assert pd.isna(mature["next_stage"]) and pd.isna(mature["blocking_capability"])


def test_what_keeps_an_agency_from_its_next_stage_is_no_more_public_than_the_counts_behind_it(
    reader: Reader,
) -> None:
    ledger = reader.stage_ledger(NOW, view=PUBLIC)
    below = ledger[ledger["next_stage"].notna()]
    assert len(below) and set(below["mark"]) == {"c"}
    assert ledger[["blocking_group", "blocking_capability", "lacking", "seen"]].isna().all(axis=None)
    own = one(reader.stage_ledger(NOW, view=View.parse("own:01-01")), agency="01-01")
    assert (own["blocking_group"], own["lacking"], own["mark"]) == ("TECH", 18.0, None)

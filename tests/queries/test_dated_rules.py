"""A rule of measuring that changes from a quarter on: earlier quarters stay, later ones change everywhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from pandas.testing import assert_frame_equal

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.load import read_definitions
from etl.publish import brief, opendata, scorecard, workbook
from etl.publish.edition import Edition
from etl.queries import Reader, open_reader
from etl.queries.robust import MEASURES
from etl.queries.view import ANALYST, PUBLIC
from etl.warehouse.home import Home
from tests.publish.test_opendata import about
from tests.queries.test_robust import NOW, THEN, persons
from tests.ruled import ruled
from tests.warehouse.samples import Row, headcount, load

CHANGED = [Period(2564, 2), Period(2564, 3), Period(2565, 4)]


@contextmanager
def home_under(found: Definitions, home: Home) -> Iterator[Reader]:
    """Open a home of two ministries and two quarters, published under other definitions."""
    stage = {"period": "2564Q1", "effective_on": date(2020, 10, 5), "assessor": None, "evidence": None}
    rows: dict[str, list[Row]] = {
        "assessment": [
            *persons("first", 30, 62, agency="01-01", period=THEN),
            *persons("strong", 20, 90, agency="01-01", period=THEN),
            *persons("self", 20, 75, agency="03-07", period=THEN, method="self"),
            *persons("second", 15, 65, agency="03-07"),
            *persons("late", 10, 40, agency="01-02"),
        ],
        "headcount": [
            headcount("01-01", "TECH", 60, row_no=2),
            headcount("03-07", "TECH", 40, row_no=3),
        ],
        "stage": [{"agency": "01-01", "stage": "EARLY", **stage, "sheet": "s", "row_no": 2}],
    }
    with using(found):
        load(home, ("all.xlsx", rows))
        with open_reader(home.root) as reader:
            yield reader


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Pass mark 70 from 2564Q2 on, validity twelve months from 2565Q1 on."""
    with using(ruled("pass_mark", 70, since=NOW)):
        found = ruled("validity_months", 12, since=Period(2565, 1))
    with home_under(found, Home(tmp_path_factory.mktemp("stricter") / "home")) as reader:
        yield reader


def shares(reader: Reader, measure: str = "ready_share") -> dict[str, tuple[float, float]]:
    """The nation's share by quarter, as numerator and denominator."""
    table = reader.figures(periods=[THEN, *CHANGED], measures=[measure], levels=["nation"], view=ANALYST)
    table = table[table["value"].notna()]
    return dict(zip(table["period"], zip(table["numerator"], table["denominator"], strict=True), strict=True))


def test_the_rules_of_a_quarter_judge_every_score_in_force_there_whenever_it_was_taken(
    stricter: Reader,
) -> None:
    assert shares(stricter) == {
        "2564Q1": (70, 70),
        "2564Q2": (40, 95),  # 62 and 65 are under 70 now, though 62 was taken when 60 was the mark
        "2564Q3": (40, 95),
    }  # in 2565Q4 all are older than twelve months


def test_the_base_scenario_is_what_is_published_in_every_quarter(stricter: Reader) -> None:
    for period in (THEN, *CHANGED, Period(2565, 1), Period(2565, 2), Period(2566, 4)):
        tried = stricter.robustness(period, view=ANALYST)
        base = tried[tried["scenario"] == "base"]
        published = stricter.figures(
            periods=[period], measures=MEASURES, levels=["nation", "ministry"], view=ANALYST
        )
        published = published.drop(columns="mark")  # what is withheld is decided over all scenarios
        assert_frame_equal(base[published.columns].reset_index(drop=True), published, check_dtype=False)


def test_one_row_changes_all_later_quarters_and_no_earlier_one(stricter: Reader, tmp_path: Path) -> None:
    def figures(reader: Reader, period: Period) -> pd.DataFrame:
        table = reader.figures(periods=[period], by=["group", "capability"], view=ANALYST)
        return table.drop(columns="snapshot")

    def gaps(reader: Reader, period: Period) -> float:
        return float(reader.planner_cells(period, view=ANALYST)["gap"].sum())

    with home_under(read_definitions(), Home(tmp_path / "home")) as reader:
        before = {period: figures(reader, period) for period in (THEN, NOW)}
        planned = {period: gaps(reader, period) for period in (THEN, NOW)}
    assert_frame_equal(figures(stricter, THEN), before[THEN])
    later, was = figures(stricter, NOW), before[NOW]
    changed = set(later.loc[later["value"].fillna(-1).to_numpy() != was["value"].fillna(-1), "measure"])
    assert changed >= {"ready_share", "ready_share_weighted", "T2", "capability_pass", "gap_people"}
    assert gaps(stricter, THEN) == planned[THEN]
    assert gaps(stricter, NOW) > planned[NOW]


def test_what_a_change_of_rule_makes_of_a_change_is_told_apart(stricter: Reader) -> None:
    measures = ["ready_share", "capability_pass", "coverage"]
    found = stricter.change(period=NOW, since=THEN, measures=measures, view=ANALYST).set_index("measure")
    assert found.loc["coverage", "rule_changed"] == 0  # who is judged does not rest on the pass mark
    tested = stricter.change(period=NOW, since=THEN, measures=measures, evidence="TESTED", view=ANALYST)
    assert (tested.set_index("measure")["rule_changed"].loc[["ready_share"]] < 0).all()
    by_the_rules_of_then = 85 / 95  # 62, 65, 75 and 90 of 100 all pass at 60
    assert found.loc["ready_share", "rule_changed"] == pytest.approx(40 / 95 - by_the_rules_of_then)
    assert found["rule_changed"].isna()["capability_pass"]  # not counted anew
    later = stricter.change(period=NOW.shift(1), since=NOW, measures=measures, view=ANALYST).set_index(
        "measure"
    )
    assert later["rule_changed"].tolist() == [0, 0, 0]


def test_every_document_prints_the_rules_of_its_own_quarter(stricter: Reader, tmp_path: Path) -> None:
    known = definitions()
    for period, mark, other in ((THEN, "60", "70"), (NOW, "70", "60")):
        edition = Edition(reader=stricter, period=period, lang="en")
        card = scorecard.encode(scorecard.card(edition, "01"), form="html").decode()
        sentences = brief.encode(brief.document(edition, []), form="html").decode()
        path = tmp_path / f"{period}.xlsx"
        workbook.write(stricter, period=period, lang="en", path=path)
        sheets = load_workbook(path)
        cells = [
            str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell.value
        ]
        notes = " ".join(cells)
        for text in (card, sentences, notes):
            assert f"{mark} or more in every" in text
            assert f"{other} or more in every" not in text
        assert f"pass mark {mark}" in notes
        for target in ("T1", "T2"):  # the register of proxies is a sheet of the workbook, too
            assert f"({mark} or more" in definitions().formula(known.targets[target], "en", period)
        assert [name for name in known.rule_values if known.thresholds[name].en not in cells] == []
        public = stricter.figures(periods=[period], measures=["ready_share"], view=PUBLIC)
        package = opendata.package(public, about=replace(about(), period=period))["datapackage.json"]
        rules = {rule["name"]: rule["value"] for rule in json.loads(package)["rules"]}
        assert rules["pass_mark"] == float(mark)

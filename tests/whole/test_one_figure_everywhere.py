"""One figure is one number: on the page, in its charts, in the workbook, in the csv and in the reader."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from etl.definitions import Lang, definitions
from etl.definitions.calendar import Period
from etl.queries import open_reader
from etl.queries.view import PUBLIC
from pages.kit.sitemap import SITEMAP, page
from tests.conftest import ROOT
from tests.pages import seen

PERIOD = Period(2565, 4)
NUMBERS = ("numerator", "denominator", "value", "low", "high", "coverage")
MINISTRIES = ("01", "06", "15")
SHARES = [
    ("ready_share", "TH"),
    *(("ready_share", ministry) for ministry in MINISTRIES),
    *((measure, "TH") for measure in ("coverage", "T1", "T2", "T3", "T4", "ministry_median")),
    *((measure, "TH") for measure in ("ready_share_reporting", "coverage_reporting")),
    *((measure, "TH") for measure in ("reporting_rate", "budget_allocated", "budget_disbursed")),
]
SMALL_GROUP = "MGMT"
BEHIND = ("national.ministries", "explore.ministry_groups")
"""Charts whose tables are read: what stands behind a chart is made when it is opened."""
EN = definitions().words("en")
READY = definitions().measures["ready_share"]

Row = dict[str, Any]
Key = tuple[str, str, str]
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def asked(demo_home: Path) -> dict[Key, Row]:
    """What the reader answers everybody, by measure, unit and group."""
    with open_reader(demo_home) as reader:
        found = reader.figures(periods=[PERIOD], levels=["nation", "ministry"], by=["group"], view=PUBLIC)
    return keyed(found.to_dict("records"))


@pytest.fixture(scope="module")
def told(demo_home: Path, demo_environment: dict[str, str]) -> dict[Key, Row]:
    """What `python -m etl figures` tells everybody, as texts, by measure, unit and group."""
    words = ["figures", "--period", str(PERIOD), "--by", "group", "--role", "executive"]
    printed = command(demo_environment, *words, "--level", "nation", "ministry")
    assert demo_home.exists()
    return keyed(csv.DictReader(printed.splitlines()))


@pytest.fixture(scope="module")
def book(
    demo_home: Path, demo_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Workbook:
    """The quarter's English workbook as `python -m etl export` writes it, read back."""
    assert demo_home.exists()
    path = tmp_path_factory.mktemp("edition") / "cabinet.xlsx"
    command(demo_environment, "export", "--period", str(PERIOD), "--lang", "en", "--out", str(path))
    return load_workbook(path)


@pytest.fixture
def opened(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens a page of the quarter on the demo home."""
    monkeypatch.setenv("READINESS_HOME", str(demo_home))

    def run(page_id: str, lang: Lang = "en", **codes: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for name, code in {"lang": lang, "period": str(PERIOD), **codes}.items():
            app.query_params[name] = code
        for key in BEHIND:
            app.session_state[f"{key}.behind"] = True
        app.run()
        if page_id != SITEMAP[0].id:
            app.switch_page(page(page_id).path).run()
        assert (list(app.error), list(app.exception)) == ([], [])
        return app

    return run


def keyed(rows: Iterable[Mapping[Any, Any]]) -> dict[Key, Row]:
    """The rows split by nothing but group, by measure, unit and group."""
    return {
        (row["measure"], row["unit_code"], row["group"]): dict(row)
        for row in rows
        if row["capability"] == row["stage"] == "ALL"
    }


def command(environment: dict[str, str], *words: str) -> str:
    """What a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "etl", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def metrics(app: AppTest) -> dict[str, str]:
    """The key figures of a page: label → value as shown."""
    return seen.cards(app)


def blank(row: Row) -> bool:
    """Whether a figure has no value: the median of fewer ministries than the rules of its quarter ask for."""
    few = float(row["denominator"]) < definitions().rule("median_ministries", PERIOD)
    return row["measure"] == "ministry_median" and few


def reads(card: str, row: Row) -> bool:
    """Whether a card shows the value of a row, or why it has none, in words."""
    value: float = row["value"]
    return card == EN(f"figure.mark.{row['mark']}") if pd.isna(value) else near(card, to=value)


def near(shown: str, *, to: float) -> bool:
    """Whether a text such as "50.8%" or "1,234.5" is this number, rounded to the digits it shows."""
    number, percent = shown.removesuffix("%").replace(",", ""), shown.endswith("%")
    digits = len(number.partition(".")[2])
    return float(number) == pytest.approx(to * 100 if percent else to, abs=0.5 * 10**-digits + 1e-9)


def sheet_row(book: Workbook, sheet: str, name: str) -> list[Any]:
    """The first row of a sheet that begins with this name."""
    rows = book[EN(f"workbook.{sheet}.tab")].iter_rows(values_only=True)
    return list(next(row for row in rows if row[0] == name))


def tidy_rows(book: Workbook, sheet: str) -> Iterator[Row]:
    """The rows of a sheet of tidy data."""
    header, *rows = book[EN(f"workbook.{sheet}.tab")].iter_rows(values_only=True)
    return (dict(zip(header, row, strict=True)) for row in rows)


def charts(app: AppTest) -> dict[str, list[Row]]:
    """The traces of every chart of a page, by the chart's key."""
    return {key: told["figure"]["data"] for key, told in seen.charts(app).items()}


def dots(app: AppTest, key: str) -> dict[str, float]:
    """The units of a chart of ranges and the shares they stand at."""
    return {
        unit: share
        for trace in charts(app)[key]
        if trace.get("customdata") and "text" not in trace.get("mode", "")
        for unit, share in zip(trace["customdata"], trace["x"], strict=True)
    }


@pytest.mark.parametrize(("measure", "unit"), SHARES)
def test_the_csv_and_the_tidy_sheet_hold_the_reader_s_number_to_the_last_digit(
    asked: dict[Key, Row], told: dict[Key, Row], book: Workbook, measure: str, unit: str
) -> None:
    expected, printed = asked[measure, unit, "ALL"], told[measure, unit, "ALL"]
    [kept] = [
        row
        for row in tidy_rows(book, "data_ministries")
        if (row["measure"], row["unit_code"]) == (measure, unit)
    ]
    known = [part for part in NUMBERS if pd.notna(expected[part])]
    assert ("value" in known) != blank(expected)
    for part in known:
        assert float(printed[part]) == expected[part]
        assert kept[part] == pytest.approx(expected[part], rel=1e-14, abs=0)
    assert [(printed[part], kept[part]) for part in NUMBERS if part not in known] == [("", None)] * (
        len(NUMBERS) - len(known)
    )
    assert (printed["mark"] or None) == kept["mark"] == expected["mark"]
    assert printed["snapshot"] == kept["snapshot"] == expected["snapshot"]


def test_nation_and_targets_on_the_pages_are_the_reader_s_but_for_rounding(
    asked: dict[Key, Row], opened: Open
) -> None:
    national, targets = metrics(opened("national")), metrics(opened("targets"))
    reporting = asked["reporting_rate", "TH", "ALL"]
    assert (
        national[EN("national.reporting")] == f"{reporting['numerator']:.0f} / {reporting['denominator']:.0f}"
    )
    for label, measure in (("coverage", "coverage"), ("ready", "ready_share"), ("median", "ministry_median")):
        assert reads(national[EN(f"national.{label}")], asked[measure, "TH", "ALL"])
    for target in definitions().targets.values():
        label = f"{target.id} {EN.short(target)}"
        assert national[label] == targets[label]
        assert near(targets[label], to=asked[target.measure, "TH", "ALL"]["value"])


def test_nation_and_targets_in_the_workbook_s_printed_sheets_are_the_reader_s_unrounded(
    asked: dict[Key, Row], book: Workbook
) -> None:
    def exactly(measure: str, part: str = "value") -> object:
        row = asked[measure, "TH", "ALL"]
        return f"[{row['mark']}]" if pd.isna(row[part]) else pytest.approx(row[part], rel=1e-14, abs=0)

    total = sheet_row(book, "ministries", EN("workbook.total"))
    assert total[1:3] == [exactly("reporting_rate", part) for part in ("numerator", "denominator")]
    assert (total[3], total[5], total[8]) == tuple(
        exactly(measure) for measure in ("coverage", "ready_share", "ministry_median")
    )
    for target in definitions().targets.values():
        for sheet in ("summary", "targets"):
            assert sheet_row(book, sheet, target.id)[2] == exactly(target.measure)


def test_a_ministry_has_one_ready_share_on_its_page_in_charts_tables_and_workbook(
    asked: dict[Key, Row], book: Workbook, opened: Open
) -> None:
    national = opened("national")
    drawn = dots(national, "national.ministries")
    listed = national.dataframe[0].value.set_index(EN("charts.table.unit"))[EN("charts.table.value")]
    for code in MINISTRIES:
        share, name = asked["ready_share", code, "ALL"]["value"], EN.name(definitions().ministries[code])
        assert drawn[code] == share
        assert near(listed[name], to=share)
        assert near(metrics(opened("ministry", ministry=code))[EN.name(READY)], to=share)
        assert sheet_row(book, "ministries", name)[5] == pytest.approx(share, rel=1e-14, abs=0)


def test_the_year_s_budget_is_one_amount_on_page_and_workbook(
    asked: dict[Key, Row], book: Workbook, opened: Open
) -> None:
    shown = metrics(opened("budget"))
    printed = sheet_row(book, "budget", EN("workbook.total"))
    for column, measure in ((2, "budget_allocated"), (3, "budget_disbursed")):
        million = asked[measure, "TH", "ALL"]["value"] / 1_000_000
        assert near(shown[EN.name(definitions().measures[measure])], to=million)
        assert printed[column] == pytest.approx(million, rel=1e-14, abs=0)


def test_the_thai_page_shows_the_numbers_of_the_english_one_and_its_own_words_for_a_mark(
    opened: Open,
) -> None:
    marks = [f"figure.mark.{mark}" for mark in ("c", "l", "h", "x", "z")]
    in_thai = {EN(mark): definitions().words("th")(mark) for mark in marks}
    for name in ("national", "targets"):
        thai, english = opened(name, "th"), opened(name, "en")
        shown = [*metrics(english).values()]
        assert [*metrics(thai).values()] == [in_thai.get(text, text) for text in shown] != []


def test_what_is_not_told_is_told_nowhere(
    asked: dict[Key, Row], told: dict[Key, Row], book: Workbook, opened: Open
) -> None:
    hidden = {
        unit: row["mark"]
        for (measure, unit, group), row in asked.items()
        if (measure, group) == ("ready_share", SMALL_GROUP) and pd.isna(row["value"])
    }
    assert {*hidden.values()} >= {"c", "l"}  # few in all, few of them
    national = opened("national", group=SMALL_GROUP)
    drawn = dots(national, "national.ministries")
    listed = national.dataframe[0].value.set_index(EN("charts.table.unit"))
    kept = {
        row["unit_code"]: row
        for row in tidy_rows(book, "data_groups")
        if (row["measure"], row["group"]) == ("ready_share", SMALL_GROUP)
    }
    place = 1 + 2 * list(definitions().groups).index(SMALL_GROUP)
    for unit, mark in hidden.items():
        key, name = ("ready_share", unit, SMALL_GROUP), EN.name(definitions().ministries[unit])
        known = {part: asked[key][part] for part in NUMBERS if pd.notna(asked[key][part])}
        assert {*known} <= {"numerator", "denominator"}
        assert mark == "c" or "numerator" not in known
        assert [told[key][part] for part in NUMBERS if part not in known] == [""] * (
            len(NUMBERS) - len(known)
        )
        assert {part: float(told[key][part]) for part in known} == known
        assert {part: kept[unit][part] for part in NUMBERS if kept[unit][part] is not None} == known
        assert told[key]["mark"] == kept[unit]["mark"] == mark
        shown = f"[{mark}]"
        assert sheet_row(book, "groups", name)[place : place + 2] == [known.get("denominator", shown), shown]
        assert unit not in drawn
        assert listed.loc[name, EN("charts.table.value")] == shown
    group = EN.name(definitions().groups[SMALL_GROUP])
    for mark in sorted({*hidden.values()}):
        unit = next(unit for unit, why in hidden.items() if why == mark)
        tables = [table.value for table in opened("ministry", ministry=unit).dataframe]
        [of_groups] = [table for table in tables if EN("charts.table.group") in table]
        row = of_groups.set_index(EN("charts.table.group")).loc[group]
        assert row[EN("charts.table.value")] == f"[{mark}]"
        assert row[EN("charts.table.low")] == row[EN("charts.table.high")] == ""

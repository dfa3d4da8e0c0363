"""What pages say: numbers as text, rows picked from tidy tables, and the sentences made from them."""

from __future__ import annotations

from math import nan

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries import naming
from pages.kit import blocks, cards, findings
from pages.kit.downloads import encode
from pages.kit.filters import Choice
from pages.kit.sitemap import SITEMAP, page, sections
from pages.kit.tidy import of_group, one

TH, EN = definitions().words("th"), definitions().words("en")
NOW, YEAR_AGO = Period(2564, 2), Period(2563, 2)


def tidy(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Tidy rows, not split by capability or stage, without marks; the columns stand in the order below."""
    columns = [
        "period", "measure", "level", "unit_code", "group", "numerator", "denominator", "value",
        "low", "high", "coverage", "status",
    ]  # fmt: skip
    table = pd.DataFrame(list(rows), columns=columns)
    return table.assign(capability="ALL", stage="ALL", mark=None)


def nation(*, coverage: float = 0.62) -> pd.DataFrame:
    """The nation at two quarters: 80 of 124 judged of 200 are ready; a year ago 40 of 100."""
    return tidy(
        ("2564Q2", "reporting_rate", "nation", "TH", "ALL", 147, 152, 147 / 152, nan, nan, nan, None),
        ("2564Q2", "coverage", "nation", "TH", "ALL", 124, 200, coverage, nan, nan, nan, None),
        ("2564Q2", "ready_share", "nation", "TH", "ALL", 80, 124, 80 / 124, 0.4, 0.78, coverage, None),
        ("2563Q2", "ready_share", "nation", "TH", "ALL", 40, 100, 0.4, 0.2, 0.7, 0.5, None),
        ("2564Q2", "ministry_median", "nation", "TH", "ALL", nan, 20, 0.61, nan, nan, nan, None),
        ("2564Q2", "ready_share", "nation", "TH", "TECH", 30, 40, 0.75, 0.3, 0.9, 0.7, None),
    )


def test_the_key_figures_tell_the_change_since_the_same_quarter_a_year_ago() -> None:
    columns = ["measure", "group", "change", "change_mark", "panel_change", "panel", "panel_change_mark"]
    changes = pd.DataFrame(
        [
            ("ready_share", "ALL", 0.231, None, 0.213, 140, None),
            ("coverage", "ALL", nan, "~", nan, 140, "c"),
        ],
        columns=columns,
    )
    shown = cards.national(nation(), changes, NOW, EN)
    assert [card.value for card in shown] == ["147 / 152", "62.0%", "64.5%", "61.0%"]
    _, coverage, ready, median = shown
    assert ready.change == cards.Change("+23.1 percentage points", "up")  # as the changes have it
    assert ready.notes == (
        "since Q2 FY 2563 (all reporting agencies)",
        "+21.3 percentage points among the same agencies (140)",
        "True value between 40.0% and 78.0%",
    )
    assert coverage.change == cards.Change("cannot be told: within rounding", "same")
    assert median.change is None  # nothing to compare with


def test_a_share_of_the_known_headcount_does_not_pass_for_the_whole_workforce() -> None:
    standing = pd.DataFrame(
        [
            ("03", "03-03", True, 500.0),
            ("03", "03-04", True, nan),
            ("15", "15-03", True, 80.0),
            ("15", "15-04", False, nan),
        ],
        columns=["ministry", "agency", "expected", "headcount"],
    )
    assert findings.headcount(nation(), standing, Choice(NOW), EN) == [
        "The headcount of only 2 of 3 agencies is known."
    ]
    assert "1 จาก 2 ส่วนราชการ" in findings.headcount(nation(), standing, Choice(NOW, "03"), TH)[0]
    assert findings.headcount(nation(), standing, Choice(NOW, "15"), EN) == []
    exceeded = nation().assign(status="seen_exceeds_headcount")
    assert findings.headcount(exceeded, standing.tail(2), Choice(NOW), EN) == [
        "More people are assessed than the headcount states: the headcount may be old or incomplete."
    ]


def test_a_table_shows_an_abbreviation_first_and_the_full_names_last() -> None:
    assert [naming.unit_short(code, TH) for code in ("03", "25", "01-10")] == [
        "กค",
        "ไม่สังกัดกระทรวง",
        "สำนักงาน ก.พ.",
    ]
    assert naming.agency_in_full("03-03", EN) == "Treasury Department · Ministry of Finance"


def test_an_agency_without_an_english_name_keeps_its_thai_one() -> None:
    unnamed = [one for one in definitions().agencies.values() if not one.en]
    assert unnamed
    assert [naming.unit_name(one.code, EN) for one in unnamed] == [one.th for one in unnamed]


@pytest.mark.parametrize(
    ("letters", "width"),
    [
        ([3, 5, 4], 59),  # room for the longest
        ([5] * 19 + [90], 264),  # one long name among short ones is cut, so that the column stays in sight
        ([40] * 20, 304),  # all are long: the column is as wide as they are, and goes out of sight
        ([90] * 20, 400),  # none is so long that nothing else is seen
    ],
)
def test_a_first_column_is_as_wide_as_most_of_its_names(letters: list[int], width: int) -> None:
    assert blocks.first_width(letters) == width


def test_accounting_that_does_not_balance_is_said_and_not_hidden() -> None:
    rows = {"rows_read": [10, 5, 7], "accepted": [8, 5, 7], "rejected": [1, 0, 0], "ignored": [0, 0, 0]}
    history = pd.DataFrame({**rows, "withdrawn_at": [None, None, pd.Timestamp("2021-05-01")]})
    read = cards.reporting(nation(), history, NOW, EN, unit="TH")[1]
    assert (read.value, read.notes[0]) == ("15", "files not withdrawn: 2")
    assert read.notes[-1] == "read ≠ accepted + rejected + ignored: please tell the administrator"


def test_a_figure_nobody_has_is_nothing_and_never_zero() -> None:
    assert not one(nation(), "ready_share", period=NOW, unit="03").known
    assert one(nation(), "ministry_median", period=NOW).numerator is None


def test_one_group_stands_for_the_whole_and_measures_without_groups_keep_their_value() -> None:
    picked = of_group(nation(), "TECH")
    assert one(picked, "ready_share", period=NOW).value == 0.75
    assert one(picked, "reporting_rate", period=NOW).numerator == 147
    assert not one(picked, "ready_share", period=YEAR_AGO).known


def test_a_downloaded_table_keeps_thai_in_excel_and_computes_nothing() -> None:
    table = pd.DataFrame({"ไฟล์": ["=1+1.xlsx", "-5.2", "กรม"], "บาท": [1.0, 2.5, nan]})
    assert encode(table).decode("utf-8-sig") == "ไฟล์,บาท\r\n'=1+1.xlsx,1.0\r\n-5.2,2.5\r\nกรม,[x]\r\n"
    assert encode(table).startswith(b"\xef\xbb\xbf")


def test_the_sitemap_names_every_page_in_both_languages() -> None:
    for words in (TH, EN):
        assert all(f"page.{entry.id}.{text}" in words for entry in SITEMAP for text in ("title", "question"))
        assert all(f"section.{section}" in words for section in sections())


def test_exactly_the_first_page_opens_the_dashboard() -> None:
    assert [entry.id for entry in SITEMAP if entry.url_path == ""] == [SITEMAP[0].id]
    with pytest.raises(KeyError):
        page("no such page")

"""A release is made whole or not at all, by two people, of checked figures nobody objects to."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from etl.definitions.calendar import Period
from etl.definitions.codes import ALL
from etl.queries import NothingPublished, open_reader
from etl.queries.view import ANALYST
from etl.releases import checks, saying
from etl.releases.figures import frozen_figures
from etl.releases.making import release
from etl.releases.reading import releases, verify
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import FAIL_POINT, Home
from etl.warehouse.releases import Release, ReleaseError
from etl.warehouse.snapshot import snapshot_path
from etl.warehouse.store import read_ledger
from tests.conftest import ROOT
from tests.releases.samples import CHECKER, PERIOD, PREPARER, send

RELEASE = """
import sys
from pathlib import Path
from etl.releases.making import release
from tests.releases.samples import PERIOD, PREPARER, CHECKER
release(Path(sys.argv[1]), period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)
"""


def make(home: Path, *, period: Period = PERIOD) -> int:
    return release(home, period=period, prepared_by=PREPARER, checked_by=CHECKER).number


def test_a_release_holds_its_snapshot_figures_workbooks_open_data_and_definitions(
    released: tuple[Path, Release],
) -> None:
    home, _ = released
    (made,) = releases(home)
    assert (made.number, made.period, made.prepared_by, made.checked_by) == (1, "2564Q2", PREPARER, CHECKER)
    assert made.checks == checks.CHECKS
    assert set(made.files) > {
        "snapshot.duckdb",
        "ledger.json",
        "figures-analyst.parquet",
        "workbook-th.xlsx",
        "workbook-en.xlsx",
        "opendata/datapackage.json",
        "opendata/figures.csv",
        "opendata/figures.parquet",
        "definitions/measures.toml",
        "definitions/thresholds.toml",
        "reference/rules.csv",
        "reference/agencies.csv",
        "reference/requirements.csv",
        "sql/mart/outcome.sql",
    }
    assert made.files["snapshot.duckdb"] == read_ledger(Home(home)).snapshots[-1].sha256
    assert verify(home, made).sound


@pytest.mark.parametrize("other", [PREPARER, f" {PREPARER}  "])
def test_who_prepared_cannot_be_who_checked(home: Path, other: str) -> None:
    with pytest.raises(ReleaseError, match="must be two people"):
        release(home, period=PERIOD, prepared_by=PREPARER, checked_by=other)
    with pytest.raises(ReleaseError, match="must be two people"):
        release(home, period=PERIOD, prepared_by="Ann Lee", checked_by="ANN LEE")
    assert releases(home) == ()


def test_nothing_is_released_while_a_comment_is_open_then_replies_and_actions_are_frozen_with_it(
    home: Path,
) -> None:
    saying.preview(home, period=PERIOD)
    number = saying.comment(home, period=PERIOD, text="why").number
    saying.reply(home, period=PERIOD, ministry="07", text="ไม่เห็นด้วย", name="ปลัดกระทรวง")
    saying.act(home, period=PERIOD, text="อบรม", owner="สำนักงาน ก.พ.", due=date(2021, 6, 30))
    with pytest.raises(ReleaseError, match=f"are not answered: {number}"):
        make(home)
    saying.resolve(home, comment=number, text="so")
    assert make(home) == 1
    (made,) = releases(home)
    assert [(one.ministry, one.text, one.name) for one in made.replies] == [("07", "ไม่เห็นด้วย", "ปลัดกระทรวง")]
    assert [(one.text, one.owner, one.state) for one in made.actions] == [("อบรม", "สำนักงาน ก.พ.", "overdue")]


def test_figures_that_changed_since_the_preview_are_not_released(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    send(home, "late.xlsx", {"07-04": (10, 10)})
    with pytest.raises(ReleaseError, match="have changed since the draft"):
        make(home)
    assert releases(home) == ()


def test_a_quarter_nobody_reported_for_and_an_empty_home_release_nothing(home: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No agency has reported"):
        make(home, period=Period(2563, 1))
    with pytest.raises(NothingPublished):
        make(tmp_path / "none")
    assert releases(home) == ()
    assert not (tmp_path / "none").exists()


def test_a_damaged_snapshot_is_not_released(home: Path) -> None:
    send(home, "late.xlsx", {"07-04": (10, 10)})
    path = snapshot_path(Home(home), read_ledger(Home(home)).snapshots[-1].id)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ReleaseError, match="snapshot_sound"):
        make(home)
    assert releases(home) == ()


def test_a_snapshot_whose_submissions_were_lost_is_not_released(home: Path) -> None:
    (stored,) = Home(home).submissions.glob("*/assessment.parquet")
    stored.unlink()
    with pytest.raises(WarehouseError, match="are damaged"):
        make(home)
    assert releases(home) == ()


@pytest.fixture
def figures(home: Path) -> pd.DataFrame:
    with open_reader(home) as reader:
        return frozen_figures(reader, period=PERIOD, view=ANALYST)


@pytest.mark.parametrize(
    ("measure", "numbers"),
    [
        ("ready_share", {"numerator": 9.0, "denominator": 100.0}),
        ("ready_share", {"numerator": 0.0, "denominator": 5.0}),
        ("ready_share", {"numerator": 10.0, "denominator": 20.0}),
        ("capability_score", {"numerator": None, "denominator": 5.0}),
        ("persons_not_ready", {"numerator": 20.0, "denominator": None}),
    ],
)
def test_public_figures_that_tell_more_than_the_rule_allows_fail_the_check(
    figures: pd.DataFrame, measure: str, numbers: dict[str, float | None]
) -> None:
    assert checks.disclosure_faults(figures.head(0)) == []
    told = figures[figures["measure"] == measure].assign(mark=None, value=0.5, **numbers)
    assert [one.check for one in checks.disclosure_faults(told)] == ["disclosure_applied"]


def test_the_points_of_a_mean_score_are_no_persons_to_the_check(figures: pd.DataFrame) -> None:
    scores = figures[figures["measure"] == "capability_score"].assign(mark=None)
    scores = scores[(scores["level"] == "nation") & (scores["capability"] != ALL) & (scores["stage"] == ALL)]
    assert checks.disclosure_faults(scores.assign(numerator=None, denominator=50.0, value=61.3)) == []


def test_totals_that_their_parts_do_not_add_up_to_fail_the_check(figures: pd.DataFrame) -> None:
    assert checks.sum_faults(figures) == []
    nation = (figures["level"] == "nation") & (figures["measure"] == "ready_share")
    whole = (figures[["group", "capability", "stage"]] == "ALL").all(axis="columns")
    wrong = figures.copy()
    wrong.loc[nation & whole, "numerator"] += 1
    assert [(one.check, one.example) for one in checks.sum_faults(wrong)] == [
        ("units_add_up", "ready_share"),
        ("units_add_up", "ready_share"),
        ("groups_add_up", "TH"),
    ]


def test_a_quarter_released_again_gets_the_next_number_and_the_first_stays_whole(
    released: tuple[Path, Release],
) -> None:
    home, _ = released
    send(home, "late.xlsx", {"07-04": (10, 10)})
    assert make(home) == 2
    first, second = releases(home)
    assert first.figures != second.figures
    assert verify(home, first).sound
    assert verify(home, second).sound


def test_a_run_that_dies_before_the_journal_leaves_no_release_and_the_next_works(home: Path) -> None:
    environment = {**os.environ, FAIL_POINT: "before-journal"}
    died = subprocess.run([sys.executable, "-c", RELEASE, str(home)], cwd=ROOT, env=environment)
    assert died.returncode == 137
    assert releases(home) == ()
    assert make(home) == 1
    assert verify(home, releases(home)[0]).sound
    assert list(Home(home).temporary.iterdir()) == []

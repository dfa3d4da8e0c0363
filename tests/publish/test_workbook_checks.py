"""The last sheet proves the workbook, and a workbook whose checks fail is never written."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from etl.commands import main
from etl.definitions import definitions
from etl.definitions.labels import LANGS, Lang
from etl.definitions.models import Dimension
from etl.measures.compile import LEVELS
from etl.publish import workbook
from etl.publish.workbook import proofs, sums
from etl.publish.workbook.background import Background, Revised, Revision
from etl.publish.workbook.proofs import WorkbookRefused
from etl.publish.workbook.tally import Tally
from etl.queries import Reader
from etl.queries.figure import Figure
from etl.queries.number import Number
from etl.queries.tidy import COLUMNS
from etl.queries.view import ANALYST
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.publish.conftest import PERIOD

CHECKS = ["totals", "equal", "hidden", "sane", "revisions", "plain", "one_snapshot"]


class Leaking(Reader):
    """Gives everybody what only an analyst may see."""

    def figures(self, **asked: object) -> pd.DataFrame:
        return super().figures(**{**asked, "view": ANALYST})  # type: ignore[arg-type]


class Miscounting(Reader):
    """Counts one agency too many that reported, in the nation alone."""

    def figures(self, **asked: object) -> pd.DataFrame:
        found = super().figures(**asked)  # type: ignore[arg-type]
        found.loc[(found["unit_code"] == "TH") & (found["measure"] == "reporting_rate"), "numerator"] += 1
        return found


@pytest.fixture(params=[(Leaking, "hidden"), (Miscounting, "totals")], ids=["leaking", "miscounting"])
def faulty(request: pytest.FixtureRequest, published: Path) -> Iterator[tuple[Reader, str]]:
    """A reader whose figures are wrong, and the check that must find it."""
    kind, check = request.param
    with open_current(Home(published)) as opened:
        yield kind(opened.connection), check


def tidy(**more: object) -> dict[str, object]:
    """Return one tidy row of a ready share."""
    row = {
        "period": "2564Q2",
        "measure": "ready_share",
        "level": "nation",
        "unit_code": "TH",
        "snapshot": "s",
    }
    return {**dict.fromkeys(COLUMNS), **row, "group": "ALL", "capability": "ALL", "stage": "ALL", **more}


def rows(*found: dict[str, object]) -> pd.DataFrame:
    frame = pd.DataFrame(found, columns=COLUMNS)
    numbers = ["numerator", "denominator", "value", "low", "high", "coverage"]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def shown(unit: str, numerator: float, denominator: float, **more: object) -> dict[str, object]:
    value = numerator / denominator
    level = "nation" if unit == "TH" else "ministry"
    counts = {"numerator": numerator, "denominator": denominator, "value": value}
    return tidy(unit_code=unit, level=level, **counts, **more)


def withheld(unit: str) -> dict[str, object]:
    return tidy(unit_code=unit, level="ministry", mark="c")


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_sheet_lists_every_check_as_holding_and_names_snapshot_and_hash(
    books: dict[Lang, Workbook], reader: Reader, lang: Lang
) -> None:
    sheet = books[lang].worksheets[-1]
    say = definitions().words(lang)
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert sheet.title == say("workbook.checks.tab")
    outcomes = {row[0]: row[3] for row in told}
    assert [outcomes[say(f"workbook.checks.of.{one}.name")] for one in CHECKS] == [
        say("workbook.checks.holds")
    ] * len(CHECKS)
    compared = {row[0]: row[2] for row in told}
    assert compared[say("workbook.checks.of.equal.name")] > 1_000
    details = {row[1] for row in told}
    assert {reader.snapshot.id, reader.snapshot.figures} <= details


def test_a_failing_check_refuses_the_workbook_and_leaves_what_was_there(
    faulty: tuple[Reader, str], tmp_path: Path
) -> None:
    reader, check = faulty
    old = tmp_path / "old.xlsx"
    old.write_bytes(b"last quarter's")
    with pytest.raises(WorkbookRefused) as refused:
        workbook.write(reader, period=PERIOD, lang="th", path=old)
    assert refused.value.words["check"] == check
    for lang in LANGS:
        assert definitions().words(lang)(f"workbook.checks.of.{check}.name") in refused.value.message(lang)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("old.xlsx", b"last quarter's")
    ]


def test_export_ends_with_three_and_writes_no_file_when_a_check_fails(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = Reader.figures

    def leaking(reader: Reader, **asked: object) -> pd.DataFrame:
        return told(reader, **{**asked, "view": ANALYST})  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "figures", leaking)
    out = tmp_path / "w.xlsx"
    asked = ["export", "--home", str(published), "--period", "2564Q2", "--out", str(out), "--lang", "en"]
    assert main(asked) == 3
    assert "The workbook was not written: check" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("period", ["2563Q4", "2564Q2"], ids=["before_all_data", "headcounts_only"])
def test_a_quarter_in_which_nobody_is_judged_has_its_workbook_too(period: str, tmp_path: Path) -> None:
    home, sent, out = tmp_path / "home", tmp_path / "sent.csv", tmp_path / "w.xlsx"
    posts = {"03-06": (4, 30), "03-07": (5, 40), "03-08": (12, 33)}  # leaders are few
    lines = [
        f"{agency},{group},{number},2564Q2"
        for agency, numbers in posts.items()
        for group, number in zip(("EXEC", "MGMT"), numbers, strict=True)
    ]
    sent.write_text("\n".join(("ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน),ไตรมาส", *lines)), encoding="utf-8")
    assert main(["load", str(sent), "--home", str(home)]) == 0
    assert main(["export", "--home", str(home), "--period", period, "--out", str(out)]) == 0
    assert load_workbook(out).worksheets[-1].title == definitions().words("th")("workbook.checks.tab")


def test_totals_tie_as_far_as_rounding_allows_where_all_is_shown_and_bound_the_rest() -> None:
    assert sums.totals(rows(shown("TH", 60, 100), shown("03", 40, 60), shown("07", 20, 40))).holds
    assert not sums.totals(rows(shown("TH", 80, 100), shown("03", 40, 60), shown("07", 20, 40))).holds
    assert sums.totals(rows(shown("TH", 60, 100), shown("03", 40, 60), withheld("07"))).holds
    assert not sums.totals(rows(shown("TH", 20, 100), shown("03", 40, 60), withheld("07"))).holds


@pytest.mark.parametrize("splits", [(), ("group",), ("capability",), ("group", "capability")])
def test_totals_may_differ_by_what_rounding_at_their_own_crossing_can_make(
    splits: tuple[Dimension, ...],
) -> None:
    codes: dict[str, object] = dict.fromkeys(splits, "one")
    measure = definitions().measures["capability_pass"]
    of_all, of_one = (definitions().crossing(level, splits, measure) for level in LEVELS[:2])
    assert of_all and of_one
    most = of_all.base // 2 + 2 * (of_one.base // 2)

    def holds(total: int) -> bool:
        found = (shown(unit, n, 900) for unit, n in (("TH", total), ("03", 400), ("07", 200)))
        frame = rows(*({**row, **codes, "measure": measure.id, "denominator": None} for row in found))
        return sums.totals(frame).holds

    assert all(holds(600 + apart) for apart in (-most, 0, most))
    assert not any(holds(600 + apart) for apart in (-most - 1, most + 1))


def test_a_figure_that_reads_otherwise_in_another_cell_is_found() -> None:
    sheet = Workbook().active
    assert sheet is not None
    ready = Figure("2564Q2", "ready_share", "TH", numerator=10, denominator=20, value=0.5)
    tally = Tally()
    for row, value in ((1, 0.5), (2, 0.5), (3, 0.51)):
        sheet.cell(row=row, column=1).value = value
        tally.note(sheet.cell(row=row, column=1), ready.share())
    tally.note(sheet.cell(row=4, column=1), Number(0.9, "share"))
    assert proofs.equal(tally).faults == ("Sheet!A1 ≠ Sheet!A3",)
    assert proofs.equal(tally).compared == 3


@pytest.mark.parametrize(
    "wrong",
    [
        shown("TH", 12, 10) | {"denominator": 10.0, "value": 1.2},
        shown("TH", 20, 40) | {"value": -0.1},
        shown("TH", 20, 40) | {"low": 0.6, "high": 0.9, "coverage": 0.8},
        tidy(measure="training_hours", numerator=-3.0, value=-3.0),
    ],
)
def test_shares_outside_their_bounds_and_negative_counts_are_found(wrong: dict[str, object]) -> None:
    assert not proofs.sane([rows(wrong)]).holds
    assert proofs.sane([rows(shown("TH", 20, 40, low=0.4, high=0.6, coverage=0.8))]).holds


def test_a_coverage_above_one_passes_only_where_it_is_flagged() -> None:
    above = {**shown("TH", 60, 50), "measure": "coverage"}
    assert not proofs.sane([rows(above)]).holds
    assert proofs.sane([rows({**above, "status": "seen_exceeds_headcount"})]).holds
    assert proofs.sane([rows({**above, "measure": "budget_disbursed_share"})]).holds


def test_more_judged_than_seen_is_found() -> None:
    seen = tidy(measure="persons_seen", numerator=39.0, value=39.0)
    assert not proofs.sane([rows(shown("TH", 20, 40), seen)]).holds


def test_small_numbers_and_withheld_figures_that_keep_a_number_are_found() -> None:
    assert proofs.hidden([rows(shown("TH", 30, 60), withheld("07"))]).holds
    for leaking in (
        shown("03", 0, 60),
        shown("03", 60, 60),
        shown("03", 12, 60),
        shown("03", 20, 40),
        shown("03", 0, 8),
        {**shown("03", 30, 60), "mark": "c"},
    ):
        assert not proofs.hidden([rows(leaking)]).holds


def test_a_formula_anywhere_is_found() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["B2"] = "=1+1"
    assert proofs.plain(book).faults == ("Sheet!B2",)


def test_causes_that_do_not_sum_to_the_difference_are_found(reader: Reader) -> None:
    def background(*parts: str) -> Background:
        row = Revision(
            measure="T2",
            unit="TH",
            quantity="value",
            released=Decimal("0.5"),
            parts=tuple(map(Decimal, parts)),
            now=Decimal("0.8"),
            difference=Decimal("0.3"),
            mark=None,
        )
        at = reader.snapshot.created_at
        return Background(
            revised=(
                Revised(
                    number=1, period="2564Q1", at=at, definitions_then="a", definitions_now="b", rows=(row,)
                ),
            )
        )

    assert proofs.revisions(background("0.1", "0.2", "0", "0")).holds
    assert proofs.revisions(background("0.1", "0.2", "0.1", "0")).faults == ("1: T2 TH value",)

"""What a workbook tells besides figures: the bridge of a released quarter, what was said and undertaken."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.commands import main
from etl.publish.workbook.background import Background
from etl.releases import saying
from etl.releases.background import background
from etl.releases.making import release
from etl.releases.reading import verify
from etl.warehouse.releases import Release
from pages.kit import documents, load
from tests.releases.samples import CHECKER, PERIOD, PREPARER, send

DAY = date(2021, 7, 1)


def test_before_anything_is_released_or_said_there_is_no_background(home: Path) -> None:
    found = background(home, period=PERIOD, day=DAY)
    assert (found.revised, found.replies, found.actions) == ((), (), ())


def test_a_released_quarter_is_bridged_in_its_own_workbook_and_in_that_of_the_next(
    released: tuple[Path, Release],
) -> None:
    home, made = released
    for period in (PERIOD, PERIOD.shift(1)):
        [revised] = background(home, period=period, day=DAY).revised
        assert (revised.number, revised.period) == (made.number, str(PERIOD))
        [reported] = [
            row
            for row in revised.rows
            if (row.measure, row.unit, row.quantity) == ("reporting_rate", "TH", "value")
        ]
        assert (reported.difference, reported.parts[:4]) == (Decimal(0), (Decimal(0),) * 4)
    assert background(home, period=PERIOD.shift(2), day=DAY).revised == ()


def test_an_action_is_overdue_after_its_day_and_stands_in_the_exported_workbook(
    home: Path, tmp_path: Path
) -> None:
    saying.act(home, period=PERIOD, text="อบรมผู้บริหาร", owner="สำนักงาน ก.พ.", due=date(2021, 6, 30))
    before, after = (background(home, period=PERIOD, day=day).actions for day in (date(2021, 6, 30), DAY))
    assert [one.state for one in (*before, *after)] == ["open", "overdue"]
    out = tmp_path / "w.xlsx"
    assert main(["export", "--home", str(home), "--period", str(PERIOD), "--out", str(out)]) == 0
    sheet = load_workbook(out)["ข้อสั่งการและคำชี้แจง"]
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any(text.startswith("อบรมผู้บริหาร") for text in texts)


def test_a_second_release_shows_the_first_as_it_reads_today_and_is_written_anew_byte_for_byte(
    released: tuple[Path, Release],
) -> None:
    home, first = released
    second = release(home, period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)
    assert "background.json" in second.files
    assert verify(home, second, regenerate=True).regenerated is True
    assert verify(home, first, regenerate=True).regenerated is True


@pytest.mark.usefixtures("after_midnight")
def test_what_was_due_yesterday_in_thailand_is_overdue_wherever_it_is_told(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    saying.act(home, period=PERIOD, text="อบรม", owner="สำนักงาน ก.พ.", due=date(2021, 9, 30))
    send(home, "night.xlsx", {"07-04": (10, 10)})
    states: list[str] = []

    def write(*_: object, path: Path, background: Background, **__: object) -> None:
        states.extend(action.state for action in background.actions)
        path.write_bytes(b"")

    for writer in ("etl.publish.workbook.write", "pages.kit.documents.write"):
        monkeypatch.setattr(writer, write)
    out = str(tmp_path / "w.xlsx")
    assert main(["export", "--home", str(home), "--period", str(PERIOD), "--out", out]) == 0
    monkeypatch.setenv("READINESS_HOME", str(home))
    documents._workbook(load.current(), PERIOD, "th")
    capsys.readouterr()
    assert main(["releases", "--home", str(home), "--json"]) == 0
    states += [action["state"] for action in json.loads(capsys.readouterr().out)["actions"]]
    made = release(home, period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)
    states += [action.state for action in made.actions]
    assert states == ["overdue"] * 6  # a release writes its workbook in both languages

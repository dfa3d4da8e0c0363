"""The page on which files are sent, as an officer uses it: check, mend, confirm; what it leaves behind."""

from __future__ import annotations

import io
import os
import stat
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from etl import pipeline
from etl.definitions import Lang, definitions
from etl.definitions.calendar import Period
from etl.warehouse.errors import WarehouseError
from pages.kit import intake, intake_form, intake_ledger
from pages.kit.sitemap import page
from tests.pages import seen
from tests.pages.test_pages import raising

ROOT = Path(__file__).resolve().parents[2]
LANGS: tuple[Lang, ...] = ("th", "en")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = (
    "ลำดับ",
    "ชื่อ-สกุล",
    "รหัสบุคลากร",
    "ส่วนราชการ",
    "กลุ่มบุคลากร",
    "วันที่ประเมิน",
    "วิธีประเมิน",
    "มาตรวัด",
    "ห้อง",
    "DLit",
)


@cache
def workbook(*, wrong: int = 0, persons: int = 12) -> bytes:
    """A workbook of assessed persons, so many of them of a group nobody knows."""
    book = Workbook()
    book.active.append(HEADER)
    for number in range(persons):
        group = "ไม่มีกลุ่มนี้" if number < wrong else "TECH"
        name = "นายสมชาย ใจดี"
        book.active.append(
            [number, name, f"A{number}", "03-07", group, "15/2/2564", "tpqi", "0-100", "ชั้น 3", 70]
        )
    book.active.append([None, None, None, "รวม", None, None, None, None, None, 840])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Uploaded:
    """A file as Streamlit hands it over."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._content = content

    def getvalue(self) -> bytes:
        return self._content


def opened(lang: Lang) -> AppTest:
    """The page after its first run."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params["lang"] = lang
    app.run()
    return app.switch_page(page("send").path).run()


def checked(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """The page after these files were dropped and checked."""
    app.file_uploader(key="send.files").set_value([(name, content, XLSX) for name, content in files]).run()
    return app.button(key="send.go").click().run()


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The first table with this column."""
    return next(found.value for found in app.dataframe if column in found.value)


def left_behind() -> list[str]:
    """Folders of uploaded files that are still there."""
    return [path.name for path in Path(tempfile.gettempdir()).glob("readiness-sent-*")]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("lang", LANGS)
def test_a_check_shows_counts_problems_columns_and_what_was_dropped_and_stores_nothing(
    own_home: Path, lang: Lang
) -> None:
    words = definitions().words(lang)
    app = checked(opened(lang), ("ผล.xlsx", workbook(wrong=2)))
    assert [fault.message for fault in app.exception] == []
    assert [error.value for error in app.error] == []
    assert [*seen.cards(app).values()] == ["1", "13", "10", "2", "1"]
    problems = table(app, words("send.found"))
    assert problems[words("send.column")].tolist() == ["E", "E"]
    assert problems[words("send.row")].tolist() == [2, 3]
    used = table(app, words("send.header"))
    assert used[words("send.header")].tolist() == list(HEADER)
    assert used[words("send.use")].tolist() == [
        words(f"send.use_name.{name}") for name in ("number", "personal", *["taken"] * 6, "unknown", "taken")
    ]
    assert any("ชื่อ-สกุล" in info.value for info in app.info)
    assert table(app, words("send.reason"))[words("send.rows")].tolist() == [1]
    assert not own_home.exists()
    assert left_behind() == []


@pytest.mark.parametrize("lang", LANGS)
def test_confirming_stores_exactly_what_was_checked_and_names_the_snapshot(
    own_home: Path, lang: Lang
) -> None:
    app = checked(opened(lang), ("ผล.xlsx", workbook(wrong=2)))
    app.button(key="send.store").click().run()
    assert [fault.message for fault in app.exception] == []
    (stored,) = pipeline.history(own_home)
    assert stored.manifest.receipt.sha256 == intake.digests([Uploaded("", workbook(wrong=2))])[0]
    assert str(pipeline.status(own_home).snapshot) in app.success[0].value
    assert stored.manifest.receipt.file_name == "ผล.xlsx"
    assert left_behind() == []


def test_a_file_in_which_no_row_would_count_cannot_be_stored(own_home: Path) -> None:
    app = checked(opened("en"), ("all wrong.xlsx", workbook(wrong=12)))
    assert app.button(key="send.store").disabled
    assert any("There are no rows to accept yet" in warning.value for warning in app.warning)
    assert not own_home.exists()


def test_other_files_than_those_checked_must_be_checked_first() -> None:
    app = checked(opened("en"), ("one.xlsx", workbook()))
    app.file_uploader(key="send.files").set_value([("two.xlsx", workbook(wrong=1), XLSX)]).run()
    assert any("Please check again" in info.value for info in app.info)
    assert [button.key for button in app.button if button.key == "send.store"] == []


def test_a_text_that_is_no_workbook_is_told_in_words_and_no_fault_of_the_page() -> None:
    app = checked(opened("en"), ("notes.xlsx", b"\x00\x01 not a workbook"))
    assert [fault.message for fault in app.exception] == []
    assert [error.value for error in app.error] == []
    assert len(table(app, "Found")) == 1


def test_bytes_that_changed_after_the_check_are_not_stored(own_home: Path) -> None:
    seen = intake.check([Uploaded("a.xlsx", workbook())], home=own_home, period=None)
    with pytest.raises(intake.NotTheSame):
        intake.store([Uploaded("a.xlsx", workbook(wrong=1))], seen, home=own_home)
    assert not own_home.exists()


def test_uploaded_files_lie_where_nobody_else_may_look_and_go_even_when_the_session_dies(
    own_home: Path, own_temporary_folder: Path
) -> None:
    seen: list[tuple[int, str]] = []

    def dies(done: int, total: int, path: Path) -> None:
        place = own_temporary_folder / left_behind()[0]
        seen.append((stat.S_IMODE(place.stat().st_mode), path.name))
        raise KeyboardInterrupt(done, total)

    with pytest.raises(KeyboardInterrupt):
        intake.check(
            [Uploaded(r"C:\Users\somebody\..\secret.xlsx", workbook())],
            home=own_home,
            period=None,
            progress=dies,
        )
    assert seen == [(0o700, "secret.xlsx")]
    assert left_behind() == []


def test_what_a_killed_server_left_behind_goes_at_the_next_start(own_temporary_folder: Path) -> None:
    stale, fresh = own_temporary_folder / "readiness-sent-old", own_temporary_folder / "readiness-sent-new"
    for folder in (stale, fresh):
        (folder / "0").mkdir(parents=True)
        (folder / "0" / "names.xlsx").write_bytes(b"names")
    os.utime(stale, (0, 0))
    intake.clean_up()
    assert left_behind() == ["readiness-sent-new"]


def test_lateness_is_told_by_the_first_file_that_still_counts(own_home: Path, tmp_path: Path) -> None:
    sent = tmp_path / "a.xlsx"
    sent.write_bytes(workbook())
    pipeline.load([sent], home=own_home)
    (one,) = pipeline.history(own_home)
    standing = pd.DataFrame(
        {"agency": ["03-07", "03-03"], "ministry": ["03", "03"], "expected": [True, True]}
    )
    words = definitions().words("en")

    def told(day: date) -> list[str]:
        at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        earlier = one.manifest.model_copy(update={"received_at": at})
        rows = intake_ledger.punctuality(
            [type(one)(one.entry, earlier)],
            standing,
            Period(2564, 2),
            words,
            ministry=None,
            today=date(2021, 5, 2),
        )
        return [str(text) for text in rows[words("reporting.punctuality")]]

    assert intake_ledger.due(Period(2564, 2)) == date(2021, 4, 30)
    assert told(date(2021, 4, 30)) == ["not reported (2 days overdue)", "✓ in time"]
    assert told(date(2021, 5, 1)) == ["not reported (2 days overdue)", "1 days late"]


def test_refused_rows_are_counted_by_agency_and_by_rule(own_home: Path, tmp_path: Path) -> None:
    sent = tmp_path / "a.xlsx"
    sent.write_bytes(workbook(wrong=2, persons=25))
    pipeline.load([sent], home=own_home)
    received, words = pipeline.history(own_home), definitions().words("en")
    agencies = intake_ledger.by_agency(received, words, ministry=None)
    assert agencies[words("reporting.refused_share")].tolist() == ["7.7%"]
    rules = intake_ledger.by_rule(received, words)
    assert rules[[words("send.rule"), words("reporting.faults")]].to_numpy().tolist() == [["V-03", 2]]


def test_a_file_is_withdrawn_only_after_what_it_takes_back_was_named(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, wrong in (("first.xlsx", 0), ("second.xlsx", 1)):
        (tmp_path / name).write_bytes(workbook(wrong=wrong))
        pipeline.load([tmp_path / name], home=own_home)
    newest = pipeline.history(own_home)[-1].entry.id
    monkeypatch.setattr("pages.kit.filters._local", lambda: True)  # analysts alone are offered it
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    app.switch_page(page("submissions").path).run()
    app.selectbox(key="reporting.pick").set_value(newest).run()
    assert any("rows: 11, agencies: 1" in warning.value for warning in app.warning)
    busy = WarehouseError("busy", seconds=30)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("etl.pipeline.withdraw", raising(busy))
        app.button(key="reporting.sure").click().run()
    assert ([error.value for error in app.error], list(app.exception)) == ([busy.message("en")], [])
    assert pipeline.status(own_home).submissions == {"loaded": 1, "partly": 1}
    app.button(key="reporting.sure").click().run()
    assert [fault.message for fault in app.exception] == []
    assert pipeline.status(own_home).submissions == {"loaded": 1, "withdrawn": 1}
    assert any(f"{newest} was withdrawn" in done.value for done in app.success)
    read = definitions().words("en")("submissions.read")
    assert seen.cards(app.run())[read] == f"{pipeline.status(own_home).rows['rows_read']:,}"


@pytest.mark.usefixtures("after_midnight")
def test_the_quarter_that_begins_tonight_in_thailand_can_be_reported_for() -> None:
    assert intake_form.quarters()[:2] == [Period(2565, 1), Period(2564, 4)]


@pytest.mark.parametrize("lang", LANGS)
def test_an_agency_s_own_form_is_offered_once_it_is_chosen(own_home: Path, lang: Lang) -> None:
    app = opened(lang)
    assert [button.key for button in app.download_button] == []
    app.selectbox(key="send.form.agency").set_value("03-07").run()
    assert [fault.message for fault in app.exception] == []
    assert [button.label for button in app.download_button] == [definitions().words(lang)("send.form_take")]
    made = intake_form._form(definitions().agencies["03-07"], Period(2565, 2), definitions().words(lang))
    seen = intake.check([Uploaded("form.xlsx", made)], home=own_home, period=None)
    assert [one.rule for one in seen.report.files[0].problems] == ["F-30"]

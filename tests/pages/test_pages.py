"""Every page of the sitemap, run whole on synthetic data in both languages; what is said when it cannot."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.definitions import Lang, definitions
from etl.warehouse.errors import WarehouseError
from pages.kit.sitemap import SITEMAP, Page, page
from tests.pages import seen
from tests.releases.samples import reported, send

ROOT = Path(__file__).resolve().parents[2]
THAI = re.compile(r"[\u0E01-\u0E4E]")
LANGS: tuple[Lang, ...] = ("th", "en")


@pytest.fixture
def on_demo(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The synthetic home, as the pages' own."""
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    return demo_home


def opened(entry: Page, lang: Lang, **codes: str) -> AppTest:
    """A page of the dashboard after its first run, opened with codes in its address."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, code in {"lang": lang, **codes}.items():
        app.query_params[name] = code
    app.run()
    if entry is not SITEMAP[0]:
        app.switch_page(entry.path).run()
    return app


def snapshot_of(home: Path) -> str:
    """The id of a home's published snapshot."""
    return str(json.loads((home / "current.json").read_text(encoding="utf-8"))["snapshot"])


def raising(fault: Exception) -> Callable[..., object]:
    """What ends in this fault whatever it is asked."""

    def ends(*_: object, **__: object) -> object:
        raise fault

    return ends


def said(app: AppTest) -> list[str]:
    """Every text of a page but its tables and widgets."""
    blocks = (app.title, app.caption, app.markdown, app.info, app.warning)
    return [element.value for block in blocks for element in block] + seen.texts(app)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("entry", SITEMAP, ids=lambda entry: entry.id)
def test_every_page_runs_whole_in_its_language_and_says_whose_data_it_shows(
    on_demo: Path, entry: Page, lang: Lang
) -> None:
    words = definitions().words(lang)
    app = opened(entry, lang)
    assert [error.value for error in app.error] == []
    assert [fault.message for fault in app.exception] == []
    assert [title.value for title in app.title] == [words(f"page.{entry.id}.title")]
    assert words("frame.synthetic") in [warning.value for warning in app.warning]
    assert any(snapshot_of(on_demo) in told for told in said(app))
    if lang == "en":
        assert [text for text in said(app) if THAI.search(text)] == []


@pytest.mark.parametrize("entry", SITEMAP, ids=lambda entry: entry.id)
def test_every_page_stands_when_everything_is_narrowed(on_demo: Path, entry: Page) -> None:
    assert on_demo.exists()
    app = opened(entry, "th", period="2564Q2", ministry="03", agency="03-07", group="TECH")
    assert [error.value for error in app.error] == []
    assert [fault.message for fault in app.exception] == []


def test_where_targets_are_shown_they_are_said_to_be_illustrative(on_demo: Path) -> None:
    assert on_demo.exists()
    for name in ("national", "targets", "definitions"):
        assert any("illustrative" in info.value for info in opened(page(name), "en").info)


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_home_tells_which_command_to_run(own_home: Path, lang: Lang) -> None:
    assert not own_home.exists()
    app = opened(SITEMAP[0], lang)
    assert [code.value for code in app.code] == ["python -m etl demo", "python -m etl load PATH"]
    assert app.exception == []


def test_a_child_process_that_imports_the_dashboard_again_draws_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[object] = []
    monkeypatch.setattr("streamlit.navigation", drawn.append)
    assert "main" in runpy.run_path(str(ROOT / "dashboard.py"), run_name="__mp_main__")
    assert drawn == []


@pytest.mark.parametrize("lang", LANGS)
def test_an_outdated_snapshot_shows_no_figure_but_the_command_that_mends_it(
    on_demo: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on_demo.exists()
    monkeypatch.setattr("etl.warehouse.sql.version", lambda: "of an earlier program")
    app = opened(SITEMAP[0], lang)
    assert [warning.value for warning in app.warning] == [definitions().words(lang)("frame.outdated")]
    assert [code.value for code in app.code] == ["python -m etl rebuild"]
    assert (seen.cards(app), list(app.error), list(app.exception)) == ({}, [], [])


@pytest.mark.parametrize("lang", LANGS)
def test_a_home_damaged_throughout_is_told_in_the_warehouse_s_own_words(own_home: Path, lang: Lang) -> None:
    send(own_home, "a.xlsx", {"03-03": (30, 20)})
    for file in (own_home / "snapshots").glob("*.duckdb"):
        file.write_bytes(b"not a database")
    app = opened(SITEMAP[0], lang)
    told = WarehouseError("all_damaged", path=own_home).message(lang)
    assert ([error.value for error in app.error], list(app.exception)) == ([told], [])


@pytest.mark.parametrize("lang", LANGS)
def test_a_snapshot_that_stands_in_for_a_damaged_one_is_marked_on_pages_and_their_documents(
    own_home: Path, lang: Lang
) -> None:
    reported(own_home)
    older = snapshot_of(own_home)
    said_before = said(opened(page("scorecard"), lang, period="2564Q2", ministry="03"))
    send(own_home, "late.xlsx", {"07-04": (10, 10)})
    newer = snapshot_of(own_home)
    (own_home / "snapshots" / f"{newer}.duckdb").unlink()
    words = definitions().words(lang)
    told = words("warehouse.snapshot_damaged", snapshot=newer, shown=older)
    for name in ("national", "submissions", "send"):
        assert told in [warning.value for warning in opened(page(name), lang).warning]
    shown = said(opened(page("scorecard"), lang, period="2564Q2", ministry="03"))
    mark = words("workbook.mark.stands_in", snapshot=newer, shown=older)
    assert {told, mark} <= set(shown)
    assert not {told, mark} & set(said_before)


def test_a_fault_nobody_foresaw_gives_a_sentence_with_a_number_and_no_traceback(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not own_home.exists()
    monkeypatch.setattr("pages.kit.search.box", raising(ZeroDivisionError()))
    app = opened(SITEMAP[0], "en")
    assert len(app.error) == 1
    said = re.escape(definitions().words("en")("frame.fault", number="number")).replace(
        "number\\.", "[0-9a-f]{8}\\."
    )
    assert re.fullmatch(said, app.error[0].value)
    assert "Traceback" not in app.error[0].value
    assert app.exception == []


def test_a_new_snapshot_shows_up_without_a_restart(
    demo_home: Path, demo_environment: dict[str, str], own_home: Path
) -> None:
    shutil.copytree(demo_home, own_home, ignore=shutil.ignore_patterns("demo"))
    app = opened(page("submissions"), "en")
    assert any("Snapshot 000001-" in told for told in seen.texts(app))
    newest = sorted(path.name for path in (own_home / "submissions").iterdir())[-1]
    command = [sys.executable, "-m", "etl", "withdraw", newest]
    environment = {**demo_environment, "READINESS_HOME": str(own_home)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    app.run()
    assert any("Snapshot 000002-" in told for told in seen.texts(app))


@pytest.mark.parametrize("entry", SITEMAP, ids=lambda entry: entry.id)
def test_a_page_of_one_ministry_asks_its_question_and_names_its_snapshot(on_demo: Path, entry: Page) -> None:
    shown = said(opened(entry, "en", ministry="03"))
    assert definitions().words("en")(f"page.{entry.id}.question") in shown
    assert any(snapshot_of(on_demo) in told for told in shown)


def test_the_choice_is_read_from_the_address_by_code_and_kept_there(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("submissions"), "en", period="2564Q2", ministry="03")
    assert (seen.fields(app)["period"], seen.fields(app)["ministry"]) == ("2564Q2", "03")
    assert "Ministry of Finance" in " ".join(text.value for text in app.markdown)
    seen.set_field(app, "ministry", "04")
    assert app.query_params["ministry"] == "04"
    app.switch_page(page("targets").path).run()
    assert (app.query_params["ministry"], app.query_params["period"]) == ("04", "2564Q2")


def test_unknown_codes_and_defaults_do_not_stay_in_the_address(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(SITEMAP[0], "th", period="2599Q9", ministry="99", agency="no", group="TECH")
    assert dict(app.query_params) == {"group": "TECH"}


def test_an_agency_brings_its_ministry_and_another_ministry_lets_go_of_it(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("submissions"), "en", agency="03-07")
    assert app.query_params["ministry"] == "03"
    seen.set_field(app, "ministry", "04")
    assert "agency" not in app.query_params


def test_clearing_the_filters_keeps_the_language(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("submissions"), "en", ministry="03", period="2564Q2")
    next(button for button in app.button if button.label == "Clear filters").click().run()
    assert dict(app.query_params) == {"lang": "en"}


def test_changing_the_language_keeps_the_page_and_the_choice(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(SITEMAP[0], "th", group="TECH")
    seen.set_field(app, "lang", "en")
    assert dict(app.query_params) == {"lang": "en", "group": "TECH"}
    assert app.title[0].value == "National overview"
    assert seen.fields(app)["group"] == "TECH"


def test_tests_alone_can_be_counted_and_every_page_that_does_says_so(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(SITEMAP[0], "en", evidence="TESTED")
    ready = seen.cards(app)["Ready share"]
    assert any("Tests only (A): every figure recomputed" in text.value for text in app.markdown)
    app.switch_page(page("capabilities").path).run()
    assert app.query_params["evidence"] == "TESTED"
    words = definitions().words("en")
    assert seen.cards(app)["Grade A"] == words(
        "figure.mark.h"
    )  # everything counted is a test, as the public reads it
    app.switch_page(page("stages").path).run()  # stages rest on no score
    assert not any("Tests only" in text.value for text in app.markdown)
    assert "evidence" not in seen.fields(app)
    app.switch_page(page("national").path).run()
    seen.set_field(app, "evidence", "")
    assert "evidence" not in app.query_params
    assert seen.cards(app)["Ready share"] != ready


def test_what_stands_behind_a_chart_is_made_when_it_is_opened(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(SITEMAP[0], "en")
    before = len(app.dataframe)
    app.session_state["national.ministries.behind"] = True
    assert len(app.run().dataframe) == before + 1


def test_a_page_shows_the_filters_it_heeds_and_no_others(on_demo: Path) -> None:
    assert on_demo.exists()
    for name in ("national", "ministry", "definitions"):
        shown = seen.fields(opened(page(name), "th")).keys() - {"lang", "find"}
        assert shown == set(page(name).filters)


def test_a_chart_holds_the_figures_and_says_its_finding(on_demo: Path) -> None:
    assert on_demo.exists()
    charts = seen.charts(opened(SITEMAP[0], "en"))
    assert len(charts) == 5
    for told in charts.values():
        assert told["figure"]["data"]
        assert told["figure"]["layout"]["height"] > 0
        assert told["alt"]
        assert told["file"].endswith(snapshot_of(on_demo))


def test_who_does_which_practice_is_counted_by_stage_and_ministry_and_listed_by_agency(on_demo: Path) -> None:
    assert on_demo.exists()
    app = opened(page("stages"), "en")
    app.session_state["explore.practices.behind"] = True
    *_, counted, by_ministry, by_agency = (table.value for table in app.run().dataframe)
    everybody = counted[counted["Stage"] == "All"].set_index("Practice")
    answers = everybody[["Yes", "Partial", "No", "Not answered"]].astype(int)
    assert set(answers.sum(axis="columns")) == {len(by_agency)} == {172}
    first = answers.iloc[0]
    assert first["Yes"] == (by_agency["P1"] == "Yes").sum()
    assert first["Yes"] == sum(int(cell.split()[0]) for cell in by_ministry["P1"])


def test_who_has_a_high_potential_group_is_listed_and_small_agencies_are_not_named_in_public(
    on_demo: Path,
) -> None:
    assert on_demo.exists()
    app = opened(page("targets"), "en")
    (listed,) = [table.value for table in app.dataframe if "High-potential group" in table.value]
    small = listed["Headcount"].str.replace(",", "").str.fullmatch(r"\d\d?").fillna(False)
    assert set(listed[small]["High-potential group"]) == {"[c]"}
    assert set(listed[~small]["High-potential group"]) >= {"has", "open"}
    assert len(listed) == 172


@pytest.mark.usefixtures("after_midnight")
def test_a_note_is_added_shown_and_removed_and_what_names_a_person_is_not_kept(
    demo_home: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(demo_home, own_home, ignore=shutil.ignore_patterns("demo"))
    app = opened(SITEMAP[0], "en")
    form = "national.trend_ready_share.note"
    app.session_state["national.trend_ready_share.notes"] = True
    app.run()

    def add(text: str) -> AppTest:
        app.text_area(key=f"{form}.text").set_value(text)
        app.text_input(key=f"{form}.by").set_value("Analyst")
        return next(button for button in app.button if button.label == "Add note").click().run()

    assert any("personal data" in error.value for error in add("call 081-234-5678").error)
    full = WarehouseError("disk", reason="No space left")
    with monkeypatch.context() as broken:
        broken.setattr("etl.pipeline.notes.add", raising(full))
        failed = add("two agencies joined")
    assert ([error.value for error in failed.error], list(failed.exception)) == ([full.message("en")], [])
    add("two agencies joined")
    [note] = [caption.value for caption in app.caption if "two agencies joined" in caption.value]
    assert "1 Oct 2564" in note
    app.text_input(key="national.trend_ready_share.gone.by").set_value("Analyst")
    next(button for button in app.button if button.label == "Delete note").click().run()
    assert not any("two agencies joined" in caption.value for caption in app.caption)

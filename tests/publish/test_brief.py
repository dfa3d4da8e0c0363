"""The brief: sentences by rule from the reader's figures, two pages, edits in the open and on record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from etl.commands import main
from etl.definitions.labels import LANGS, Lang
from etl.publish import brief
from etl.publish.brief import edits
from etl.publish.brief.edits import EditError
from etl.publish.brief.sentences import sentences
from etl.publish.edition import Edition
from etl.publish.figures import as_json
from etl.queries import open_reader, statements
from etl.queries.view import PUBLIC
from etl.warehouse.home import Home
from tests.publish.conftest import PERIOD, people
from tests.publish.papers import NASTY, bare, page_text, pages_of, said, word_text
from tests.warehouse.samples import headcount, load

THAI = re.compile(r"[\u0E01-\u0E4E]")


@pytest.fixture(scope="module")
def editions(published: Path) -> Iterator[dict[Lang, Edition]]:
    with open_reader(published) as reader:
        yield {lang: Edition(reader=reader, period=PERIOD, lang=lang) for lang in LANGS}


def told(edition: Edition) -> dict[str, str]:
    return {sentence.id: sentence.text for sentence in sentences(edition)}


def test_the_sentences_of_the_small_home_are_these(editions: dict[Lang, Edition]) -> None:
    edition = editions["en"]
    found = told(edition)
    nation, median = statements.national(edition.now)
    assert (found["readiness.nation"], found["readiness.median"]) == (
        nation.text(edition.words),
        median.text(edition.words),
    )
    assert found == {**found, **{
        "targets.T1": "Target T1 Executives and leaders ready to lead digital government: withheld, too few"
        " people.",
        "targets.T4": "Target T4 Workforce management and digital ecosystem support development: cannot tell"
        " yet, for there are no data.",
        "change.year": "There is no comparison with Q2 FY 2563 yet: one of the two quarters has no data.",
        "capabilities.below": "Pass share: none of 7 capabilities can be concluded on yet.",
        "training.mix": "No training is reported for this quarter.",
        "reporting.rate": "Agencies of the country that have reported: 2 of 172 (1.2%);"
        " not reported yet: 170.",
    }}  # fmt: skip


def test_own_money_and_direct_requests_are_told_apart(editions: dict[Lang, Edition]) -> None:
    found = told(editions["en"])
    assert "2562 allocated 1.50, disbursed 1.00 (rate 66.7%)" in found["budget.own_money"]
    assert (
        "2564 requested no data, allocated 8.00, disbursed 0.00 (rate 0.0%)" in found["budget.direct_request"]
    )
    assert "2564" not in found["budget.own_money"]


def test_a_change_is_told_in_points_against_last_quarter_and_last_year(tmp_path: Path) -> None:
    def quarter(period: str, on: str, *, ready: int, first_row: int) -> list[dict[str, object]]:
        rows = people("03-03", "TECH", ready=ready, not_ready=100 - ready, first_row=first_row)
        day = rows[0]["assessed_on"].replace(year=int(on[:4]), month=int(on[5:7]))  # type: ignore[attr-defined]
        return [{**row, "period": period, "assessed_on": day} for row in rows]

    load(
        Home(tmp_path),
        (
            "two.xlsx",
            {
                "assessment": [
                    *quarter("2563Q2", "2020-02", ready=40, first_row=2),
                    *quarter("2564Q1", "2020-11", ready=50, first_row=200),
                    *quarter("2564Q2", "2021-02", ready=45, first_row=400),
                ],
                "headcount": [headcount("03-03", "TECH", 120, period="2563Q2")],
            },
        ),
    )
    with open_reader(tmp_path) as reader:
        found = told(Edition(reader=reader, period=PERIOD, lang="en"))
    assert found["change.quarter"].startswith("Since Q1 FY 2564, it cannot be told whether")  # 50 → 45 of 100
    assert found["change.year"].startswith("Since Q2 FY 2563, it cannot be told whether")


def test_below_the_coverage_needed_the_brief_says_so(tmp_path: Path) -> None:
    load(
        Home(tmp_path),
        (
            "thin.xlsx",
            {
                "assessment": people("03-03", "TECH", ready=30, not_ready=50, first_row=2),
                "headcount": [headcount("03-03", "TECH", 200)],
            },
        ),
    )
    with open_reader(tmp_path) as reader:
        found = told(Edition(reader=reader, period=PERIOD, lang="th"))
    assert found["readiness.nation"].startswith("เฉพาะ 1 จาก 172 ส่วนราชการ")
    assert "ยังสรุปผลรวมของทั้งประเทศไม่ได้" in found["readiness.nation"]
    assert "ยังสรุปไม่ได้" in found["targets.T2"]
    assert found["ministries.ends"] == "สัดส่วนผู้พร้อม: ยังสรุปไม่ได้สักกระทรวง จากทั้งหมด 20"


def test_every_sentence_names_the_figures_it_rests_on_as_the_reader_gives_them(
    editions: dict[Lang, Edition],
) -> None:
    edition = editions["th"]
    sheet = json.loads(edits.sheet(edition, sentences(edition)))
    reader_s = json.loads(
        as_json(
            edition.reader.figures(
                periods=[PERIOD], levels=["nation", "ministry"], by=["capability"], view=PUBLIC
            )
        )
    )
    by_id = {one["id"]: one for one in sheet["sentences"]}
    assert by_id["readiness.nation"]["figures"] == [
        row
        for measure in ("ready_share_reporting", "reporting_bodies", "reporting_posts")
        for row in reader_s
        if (row["measure"], row["unit_code"], row["capability"]) == (measure, "TH", "ALL")
    ]
    assert by_id["capabilities.below"]["figures"] == []  # none can be concluded on, so none is named
    [withheld] = by_id["targets.T1"]["figures"]
    assert (withheld["mark"], withheld["value"], withheld["numerator"]) == ("c", None, None)


@pytest.mark.parametrize("lang", LANGS)
def test_the_brief_is_two_pages_that_say_every_word_put_in_on_paper_screen_and_in_word(
    editions: dict[Lang, Edition], lang: Lang
) -> None:
    edition = editions[lang]
    made = brief.document(edition, sentences(edition))
    pages = pages_of(brief.encode(made, form="pdf"))
    assert len(pages) == 2
    on_paper, on_screen = bare("".join(pages)), bare(page_text(brief.encode(made, form="html")))
    in_word = bare(" ".join(word_text(brief.encode(made, form="docx"))))
    for text in (sentence.text for sentence in sentences(edition)):
        assert bare(text) in on_screen
        assert bare(text) in in_word
        assert bare(text) in on_paper or _parted(bare(text), pages)
    if lang == "en":
        assert [text for text in said(made) if THAI.search(text)] == []


def _parted(text: str, pages: list[str]) -> bool:
    """Whether a sentence begins on one page and ends on the next."""
    return any(text[:cut] in bare(pages[0]) and text[cut:] in bare(pages[1]) for cut in range(1, len(text)))


def test_an_edit_takes_the_place_of_its_sentence_is_marked_and_on_record_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    load(Home(home), ("a.xlsx", {"assessment": people("07-03", "ACAD", ready=12, not_ready=0, first_row=2)}))
    line = ["--home", str(home), "--lang", "en", "brief", "--period", "2564Q2"]
    sheet = tmp_path / "brief.json"
    assert main([*line, "--out", str(sheet)]) == 0
    given = json.loads(sheet.read_text(encoding="utf-8"))
    [median] = [one for one in given["sentences"] if one["id"] == "readiness.median"]
    before, median["text"] = median["text"], f"Half of the ministries. {NASTY[0]} {NASTY[1]}"
    given["edited_by"] = "Analyst One"
    sheet.write_text(json.dumps(given), encoding="utf-8")
    capsys.readouterr()
    paper, page = tmp_path / "brief.pdf", tmp_path / "brief.html"
    assert main([*line, "--edits", str(sheet), "--out", str(paper), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["edited"] == 1
    assert main([*line, "--edits", str(sheet), "--out", str(page)]) == 0
    text = bare(" ".join(pages_of(paper.read_bytes())))
    assert bare(f"{median['text']} [edited]") in text
    assert bare("Analyst One edited these texts (1): readiness.median.") in text
    assert bare(before) not in text
    assert "Analyst One" in page_text(page.read_bytes())
    [edit] = edits.recorded(Home(home))
    assert (edit.by, edit.sentence, edit.before, edit.after) == (
        "Analyst One", "readiness.median", before, median["text"],
    )  # fmt: skip


def changed(sheet: dict[str, Any], case: str) -> dict[str, Any]:
    """A sheet of the brief with one fault."""
    first = sheet["sentences"][0]
    faults: dict[str, dict[str, Any]] = {
        "nobody": {"sentences": [{**first, "text": "new"}]},
        "empty": {"sentences": [{**first, "text": " "}], "edited_by": "A"},
        "twice": {"sentences": [first, first]},
        "unknown_sentence": {"sentences": [{"id": "none.such", "text": "x"}]},
        "other_edition": {"snapshot": "000009-deadbeef"},
        "not_read": {"sentences": "x"},
    }
    return {**sheet, **faults[case]}


@pytest.mark.parametrize(
    "case", ["nobody", "empty", "twice", "unknown_sentence", "other_edition", "not_read"]
)
def test_a_file_of_edits_that_is_no_good_is_refused_with_what_to_do_and_nothing_is_recorded(
    editions: dict[Lang, Edition], published: Path, tmp_path: Path, case: str
) -> None:
    edition = editions["th"]
    made = sentences(edition)
    path = tmp_path / "edits.json"
    sheet = changed(json.loads(edits.sheet(edition, made)), case)
    path.write_text(json.dumps(sheet), encoding="utf-8")
    with pytest.raises(EditError) as refused:
        edits.apply(edition, made, path)
    assert refused.value.key == case
    for lang in LANGS:
        assert "edits.json" in refused.value.message(lang)
    assert edits.recorded(Home(published)) == []


def test_a_file_that_is_not_there_or_no_json_ends_in_one_line_and_status_3(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    for path in (broken, tmp_path / "none.json"):
        line = ["--home", str(published), "brief", "--period", "2564Q2", "--edits", str(path)]
        assert main([*line, "--out", str(tmp_path / "x.pdf")]) == 3
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "x.pdf").exists()


def test_an_untouched_sheet_changes_nothing_and_the_same_figures_give_the_same_bytes(
    editions: dict[Lang, Edition], tmp_path: Path
) -> None:
    edition = editions["th"]
    made = sentences(edition)
    path = tmp_path / "sheet.json"
    path.write_bytes(edits.sheet(edition, made))
    after, found = edits.apply(edition, made, path)
    assert (after, found) == (made, [])
    forms: tuple[Literal["pdf", "docx", "html"], ...] = ("pdf", "docx", "html")
    for form in forms:
        once, again = (brief.encode(brief.document(edition, made), form=form) for _ in range(2))
        assert once == again


def edit(**changes: object) -> edits.Edit:
    """A line of the log."""
    given: dict[str, object] = {
        "at": datetime(2021, 4, 1, tzinfo=UTC), "by": "A", "period": "2564Q2", "lang": "th",
        "snapshot": "000001-abcdef12", "sentence": "readiness.median", "before": "old", "after": "new",
    }  # fmt: skip
    return edits.Edit.model_validate(given | changes)


def test_a_damaged_log_of_edits_is_said_to_be_one_and_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.edits_file.parent.mkdir()
    home.edits_file.write_bytes(b"not an edit\n")
    for work in (lambda: edits.recorded(home), lambda: edits.record(home, [edit()])):
        with pytest.raises(EditError) as refused:
            work()
        assert refused.value.key == "log_damaged"
        for lang in LANGS:
            assert "edits.jsonl" in refused.value.message(lang)
    assert home.edits_file.read_bytes() == b"not an edit\n"


def test_whatever_letters_an_edit_holds_it_is_one_line_of_the_log(tmp_path: Path) -> None:
    made = [edit(after="one\u2028two\x85three"), edit(after="one\ntwo")]
    edits.record(Home(tmp_path), made)
    edits.record(Home(tmp_path), made[:1])
    assert edits.recorded(Home(tmp_path)) == made

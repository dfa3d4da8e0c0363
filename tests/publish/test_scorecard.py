"""The ministry scorecard: one page, its numbers the reader's, nothing withheld, nothing concluded early."""

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from etl.commands import main
from etl.definitions import definitions
from etl.definitions.current import using
from etl.definitions.labels import LANGS, Lang
from etl.publish import scorecard
from etl.publish.edition import Edition
from etl.publish.typeset.blocks import Document, Row, Section, Sign, Table
from etl.queries import Reader, open_reader, statements
from etl.queries.sentence import joined
from etl.queries.view import PUBLIC
from etl.warehouse.home import Home
from etl.warehouse.releases import ActionAtRelease, Release, Reply
from tests.bodies import only
from tests.publish.conftest import PERIOD, people
from tests.publish.papers import NASTY, bare, page_text, pages_of, said
from tests.warehouse.samples import headcount, load

THAI = re.compile(r"[\u0E01-\u0E4E]")


@pytest.fixture(scope="module")
def opened(published: Path) -> Iterator[Reader]:
    with open_reader(published) as reader:
        yield reader


@pytest.fixture(scope="module")
def cards(opened: Reader) -> dict[tuple[str, Lang], Document]:
    """The scorecards of a ministry that reported, one of unknown headcount, and a silent one."""
    made = {}
    for lang in LANGS:
        edition = Edition(reader=opened, period=PERIOD, lang=lang)
        made.update({(unit, lang): scorecard.card(edition, unit) for unit in ("03", "07", "21")})
    return made


def section(card: Document, title: str) -> Section:
    [found] = [one for one in card.sections if one.title.startswith(title)]
    return found


def rows(card: Document, title: str, number: int = 0) -> dict[str, Row]:
    """The rows of a section's table by their first cell."""
    tables = [block for block in section(card, title).blocks if isinstance(block, Table)]
    return {str(row.cells[0]): row for row in tables[number].rows}


def target(target_id: str) -> str:
    """What the English card calls a target."""
    return f"{target_id} {definitions().targets[target_id].en}"


def words(row: Row) -> list[str]:
    """What the cells of a row say after its name; drawings say nothing."""
    return [
        cell if isinstance(cell, str) else cell.word for cell in row.cells[1:] if isinstance(cell, str | Sign)
    ]


def test_the_headline_is_what_statements_say_of_the_ministry(
    published: Path, cards: dict[tuple[str, Lang], Document]
) -> None:
    with open_reader(published) as reader:
        for (ministry, lang), card in cards.items():
            edition = Edition(reader=reader, period=PERIOD, lang=lang)
            moved = edition.moved(ministry, edition.year_ago)
            told = statements.headline(edition.now, ministry, moved)
            assert card.lead == joined(told, edition.words) != ""
    assert cards["21", "en"].lead.startswith("There is no ready share for Ministry of Public Health")


def test_where_coverage_is_too_low_nothing_is_concluded_and_the_words_say_so(tmp_path: Path) -> None:
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
        made = {
            lang: scorecard.card(Edition(reader=reader, period=PERIOD, lang=lang), "03") for lang in LANGS
        }
    assert made["th"].lead.startswith("เฉพาะ 1 จาก 10 ส่วนราชการของกระทรวงการคลัง")
    assert "ยังสรุปผลรวมของกระทรวงการคลังไม่ได้" in made["th"].lead
    banner = section(made["th"], "1 ").blocks[0]
    assert getattr(banner, "figure", None) == "ยังสรุปไม่ได้"
    [span] = [
        cell for cell in rows(made["th"], "4 ")["ผู้ปฏิบัติงานด้านเทคโนโลยี"].cells if not isinstance(cell, str)
    ]
    assert getattr(span, "firm", None) is False
    assert words(rows(made["en"], "3 ")[target("T2")])[-1] == "cannot tell yet"


def test_literal_figures_of_the_small_home_stand_in_their_rows(
    cards: dict[tuple[str, Lang], Document],
) -> None:
    card = cards["03", "en"]
    assert words(rows(card, "1 Readiness")["This ministry"]) == ["43%", "0% - 100%", "0.3%"]
    assert words(rows(card, "2 Reliability")["Departments that reported"]) == ["1 of 10", "10.0%"]
    assert words(rows(card, "3 The")[target("T2")]) == [
        "43%", "0% - 100%", "42.5%", "", "70.0%", "0.3%", "cannot tell yet",
    ]  # fmt: skip
    assert words(rows(card, "4 Six")["Others"]) == ["[c]"] * 4
    assert words(rows(card, "5 Seven")["Literacy"]) == ["43%", "50%"]
    assert words(rows(card, "6 Stages")["Developing Stage"]) == ["1", "0"]
    assert words(rows(card, "8 Budget")["2562"]) == ["[z]", "1.50", "1.00", "66.7%"]
    assert words(rows(card, "8 Budget")["2564"]) == ["[x]", "8.00", "0.00", "0.0%"]
    assert "Moved up in the year, 1: Treasury Department" in said(card)


def test_every_number_of_targets_and_groups_is_the_reader_s(
    opened: Reader, cards: dict[tuple[str, Lang], Document]
) -> None:
    found = opened.figures(
        periods=[PERIOD], levels=["nation", "ministry"], by=["group"], view=PUBLIC, units=["TH", "03"]
    )
    keys = zip(found["measure"], found["unit_code"], found["group"], strict=True)
    by_key = dict(zip(keys, found.to_dict(orient="records"), strict=True))

    def percent(measure: str, part: str, *, unit: str = "03", group: str = "ALL") -> str:
        row = by_key[measure, unit, group]
        of = row["denominator"]
        if part == "coverage":
            of = of / row["coverage"] if row["coverage"] else 0
        digits = 0 if definitions().measures[measure].persons and of < 1000 else 1
        few = part == "coverage" and row["mark"] in ("l", "h")  # marks of the share, not of its coverage
        return f"[{'c' if few else row['mark']}]" if pd.isna(row[part]) else f"{row[part] * 100:.{digits}f}%"

    for target in definitions().targets.values():
        row = rows(cards["03", "en"], "3 The")[f"{target.id} {target.en}"]
        assert words(row)[0] == percent(target.measure, "value")
        assert words(row)[-2] == percent(target.measure, "coverage")
    for code in ("EXEC", "SERV", "TECH"):
        row = rows(cards["03", "en"], "4 Six")[definitions().groups[code].en]
        assert words(row)[1:] == [
            percent("ready_share", "coverage", group=code),
            percent("ready_share", "value", group=code),
            percent("ready_share", "value", unit="TH", group=code),
        ]


def test_a_withheld_group_shows_nothing_of_itself_in_words_or_drawing(
    cards: dict[tuple[str, Lang], Document],
) -> None:
    row = rows(cards["03", "en"], "4 Six")["Executive"]
    assert words(row) == ["[c]"] * 4
    [span] = [cell for cell in row.cells if not isinstance(cell, str)]
    assert (getattr(span, "value", 0), getattr(span, "low", 0), getattr(span, "high", 0)) == (
        None,
        None,
        None,
    )
    assert words(rows(cards["03", "en"], "3 The")[target("T1")]) == [
        "[c]", "[c]", "57.5%", "[c]", "80.0%", "[c]", "[c]",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("unit", ["03", "07", "21"])
def test_a_scorecard_is_one_page_that_says_every_word_put_in(
    cards: dict[tuple[str, Lang], Document], unit: str, lang: Lang
) -> None:
    card = cards[unit, lang]
    [page] = pages_of(scorecard.encode(card, form="pdf"))
    on_page, on_screen = bare(page), bare(page_text(scorecard.encode(card, form="html")))
    texts = [text for text in said(card) if text != card.author]
    assert [text for text in texts if bare(text) not in on_page] == []
    assert [text for text in texts if bare(text) not in on_screen] == []


def test_the_fullest_card_with_long_names_still_fits_one_page(
    cards: dict[tuple[str, Lang], Document],
) -> None:
    card = cards["03", "th"]
    long = tuple(dataclasses.replace(one, title=one.title + " ยาว" * 30) for one in card.sections)
    grown = dataclasses.replace(card, title=" ".join(NASTY[:4]), lead=card.lead * 3, sections=long)
    assert len(pages_of(scorecard.encode(grown, form="pdf"))) == 1


def test_the_english_card_has_no_thai(cards: dict[tuple[str, Lang], Document]) -> None:
    assert [text for text in said(cards["03", "en"]) if THAI.search(text)] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_card_names_its_quarter_day_snapshot_definitions_and_marks(
    opened: Reader, cards: dict[tuple[str, Lang], Document], lang: Lang
) -> None:
    text = " ".join(said(cards["03", lang]))
    for needed in (
        PERIOD.label(lang),
        "2564",
        opened.snapshot.id,
        definitions().version,
        definitions().words(lang)("workbook.mark.preview"),
        definitions().words(lang)("workbook.mark.illustrative"),
    ):
        assert needed in text


def test_ministries_of_like_size_are_compared_only_where_there_are_enough_of_them(tmp_path: Path) -> None:
    sizes = {"03-03": 100, "07-03": 150, "21-03": 190, "20-03": 60, "15-03": 900}
    judged = {"03-03": (50, 20), "07-03": (60, 60), "21-03": (100, 50), "20-03": (36, 24), "15-03": (80, 20)}
    with using(only(*sizes)):
        load(
            Home(tmp_path),
            (
                "sizes.xlsx",
                {
                    "assessment": [
                        row
                        for number, (agency, (good, bad)) in enumerate(judged.items())
                        for row in people(
                            agency, "TECH", ready=good, not_ready=bad, first_row=2 + 200 * number
                        )
                    ],
                    "headcount": [
                        headcount(agency, "TECH", size, row_no=2 + number)
                        for number, (agency, size) in enumerate(sizes.items())
                    ],
                },
            ),
        )
        with open_reader(tmp_path) as reader:
            edition = Edition(reader=reader, period=PERIOD, lang="en")
            finance, health = (scorecard.card(edition, unit) for unit in ("03", "21"))
    # 03 has 100 persons: 07 (150), 21 (190) and 20 (60) are within a factor of two; shares 50, 67 and 67 %
    # (60 of 120, 100 of 150, and 36 of 60, which rounds to 40 of 60).
    median = "◇ Median of {} ministries of similar size (within 2 times)"
    assert words(rows(finance, "1 Readiness")[median.format("3 of 3")])[0] == "67%"
    # 21 has 190: 03 and 07 are, 20 (60) and 15 (900) are not; two are too few.
    assert words(rows(health, "1 Readiness")[median.format("2 of 2")])[0] == "[x]"


def test_the_command_writes_one_card_and_all_cards_the_same_bytes_each_time(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["--home", str(published), "scorecard", "--period", "2564Q2"]
    assert main([*common, "--ministry", "03", "--out", str(tmp_path / "one.pdf")]) == 0
    capsys.readouterr()
    assert main([*common, "--all", "--format", "html", "--out", str(tmp_path / "all"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    expected = sorted({agency.ministry for agency in definitions().expected_agencies(PERIOD)})
    assert [Path(path).name for path in told["paths"]] == [
        f"scorecard-2564Q2-{code}-th-own-{code}.html" for code in expected
    ]
    assert main([*common, "--ministry", "03", "--out", str(tmp_path / "again.html")]) == 0
    assert (tmp_path / "again.html").read_bytes() == (
        tmp_path / "all" / "scorecard-2564Q2-03-th-own-03.html"
    ).read_bytes()
    assert main([*common, "--ministry", "03", "--out", str(tmp_path / "two.pdf")]) == 0
    assert len({(tmp_path / f"{name}.pdf").read_bytes() for name in ("one", "two")}) == 1


@pytest.mark.parametrize(
    ("words_given", "complaint"),
    [
        (["--ministry", "99", "--out", "x.pdf"], "There is no ministry 99"),
        (["--ministry", "03", "--out", "x.doc"], "does not name a file type"),
        (["--out", "x.pdf"], "--ministry"),
    ],
)
def test_wrong_words_are_refused_in_one_line(
    published: Path,
    capsys: pytest.CaptureFixture[str],
    words_given: list[str],
    complaint: str,
) -> None:
    line = ["--home", str(published), "--lang", "en", "scorecard", "--period", "2564Q2", *words_given]
    status, told = main(line), capsys.readouterr().err
    assert (status, complaint in told, told.count("\n")) == (2, True, 1)


def test_many_departments_are_listed_from_both_ends_and_the_rest_is_counted(tmp_path: Path) -> None:
    agencies = [agency.code for agency in definitions().agencies_of("03") if agency.expected(PERIOD)][:9]
    good = dict(zip(agencies, (90, 80, 70, 60, 50, 40, 30, 20, 11), strict=True))
    load(
        Home(tmp_path),
        (
            "many.xlsx",
            {
                "assessment": [
                    row
                    for number, (agency, ready) in enumerate(good.items())
                    for row in people(
                        agency, "TECH", ready=ready, not_ready=100 - ready, first_row=2 + 200 * number
                    )
                ],
                "headcount": [
                    headcount(agency, "TECH", 100 if agency != agencies[0] else 400, row_no=2 + number)
                    for number, agency in enumerate(agencies)
                ],
            },
        ),
    )
    with open_reader(tmp_path) as reader:
        edition = Edition(reader=reader, period=PERIOD, lang="en")
        card = scorecard.card(edition, "03")
    [listed] = [block for block in section(card, "7 Departments").blocks if isinstance(block, Table)]
    name = [edition.name(code) for code in agencies]
    assert [row.cells[0] for row in listed.rows] == [
        name[1], name[2], name[3], "2 more, not listed", name[6], name[7], name[8],
    ]  # fmt: skip
    assert [row.cells[1] for row in listed.rows if not row.divider] == [
        "80%", "70%", "60%", "30%", "20%", "10%",
    ]  # fmt: skip
    texts = said(card)
    assert f"Cannot tell yet or withheld, 1: {name[0]}" in texts
    assert len(pages_of(scorecard.encode(card, form="pdf"))) == 1


def test_a_release_prints_the_ministry_s_actions_overdue_first_and_its_reply(opened: Reader) -> None:
    day = date(2021, 5, 1)
    action = ActionAtRelease(
        id=1, origin="action", text=NASTY[0], owner="OCSC", due=day, ministry="03", since="2564Q1",
        state="open", note=None,
    )  # fmt: skip
    overdue = action.model_copy(update={"id": 2, "text": "Train 40 managers", "state": "overdue"})
    other = action.model_copy(update={"id": 3, "text": "Not of this ministry", "ministry": "07"})
    reply = Reply(period=str(PERIOD), ministry="03", text="We have trained 12 more.", name="CIO", dated=day)
    release = Release(
        number=4, period=str(PERIOD), snapshot=opened.snapshot.id, snapshot_sha256="0" * 64, figures="0",
        synthetic=False, definitions_version="1", code_version="1", program="1", prepared_by="A",
        checked_by="B",
        at=datetime(2021, 5, 2, tzinfo=UTC), checks=(),
        replies=(reply,),
        actions=(action, overdue, other), files={},
    )  # fmt: skip
    edition = Edition(reader=opened, period=PERIOD, lang="en", release=release)
    card = scorecard.card(edition, "03")
    assert [row.cells[0] for row in rows(card, "11 ").values()] == ["Train 40 managers", NASTY[0]]
    assert words(rows(card, "11 ")["Train 40 managers"]) == ["OCSC", "1 May 2564 B.E.", "overdue"]
    [page] = pages_of(scorecard.encode(card, form="pdf"))
    assert bare("We have trained 12 more.") in bare(page)
    assert bare("CIO · 1 May 2564 B.E.") in bare(page)
    assert "Release 4" in page
    assert "Not of this ministry" not in page
    silent = scorecard.card(edition, "21")
    assert [one.title for one in silent.sections if one.title.startswith(("11", "12"))] == []

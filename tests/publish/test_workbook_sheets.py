"""Sheets beside the main tables: change, roles, stages, rules, training, follow-up, revisions."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl.definitions import definitions
from etl.definitions.labels import LANGS, Lang
from etl.publish import workbook
from etl.publish.workbook.background import Background, Revised, Revision
from etl.queries import Reader, open_reader
from etl.queries.view import ANALYST, PUBLIC
from etl.warehouse.home import Home
from etl.warehouse.releases import ActionAtRelease, Reply
from tests.publish.conftest import FAILING, PASSING, PERIOD
from tests.warehouse.samples import Row, assessment, headcount, load

Table = list[list[object]]


def told(sheet: Worksheet) -> Table:
    return [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]


def of(book: Workbook, name: str, lang: Lang = "en") -> Table:
    return told(book[definitions().words(lang)(f"workbook.{name}.tab")])


def near(value: float) -> object:
    return pytest.approx(value, rel=1e-12)


def marked(value: object) -> object:
    return near(value) if isinstance(value, float) and not pd.isna(value) else "[x]"


def persons(agency: str, on: str, *, ready: int, not_ready: int, first_row: int) -> list[Row]:
    """Return so many ready and not ready technologists of an agency, assessed on a day."""
    return [
        assessment(
            f"{agency} {on} {number}",
            agency=agency,
            group="TECH",
            period="2563Q2" if on < "2021" else "2564Q2",
            on=on,
            row_no=first_row + number,
            scores=PASSING if number < ready else FAILING,
        )
        for number in range(ready + not_ready)
    ]


def course(name: str, *, lecture: int, other: int, row_no: int) -> Row:
    """Return one course of an agency."""
    place = {"theme": None, "capability": None, "group": None, "sheet": "Sheet1", "row_no": row_no}
    hours = {"participants": 30, "lecture_hours": lecture, "other_hours": other}
    return {
        "agency": "03-03",
        "period": "2564Q2",
        "course": name,
        "held_on": date(2021, 2, 1),
        **hours,
        **place,
    }


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which one agency reported both years, another this year alone, and courses were held."""
    home = tmp_path_factory.mktemp("moving")
    load(
        Home(home),
        (
            "then.xlsx",
            {"assessment": persons("03-03", "2020-02-15", ready=100, not_ready=100, first_row=2)},
        ),
        (
            "now.xlsx",
            {
                "assessment": persons("03-03", "2021-02-15", ready=300, not_ready=100, first_row=2)
                + persons("03-04", "2021-02-15", ready=50, not_ready=150, first_row=500),
                "headcount": [headcount("03-03", "TECH", 1000), headcount("03-04", "TECH", 250, row_no=3)],
                "training": [
                    course("sixty", lecture=6, other=4, row_no=2),
                    course("above", lecture=7, other=3, row_no=3),
                ],
            },
        ),
    )
    return home


AT = datetime(2021, 5, 1, 9, tzinfo=UTC)
REVISION = Revision(
    measure="ready_share",
    unit="TH",
    quantity="value",
    released=Decimal("0.50"),
    parts=(Decimal("0.04"), Decimal("-0.01"), Decimal(0), Decimal(0)),
    now=Decimal("0.53"),
    difference=Decimal("0.03"),
    mark=None,
)
TOLD = Background(
    revised=(
        Revised(
            number=3,
            period="2564Q1",
            at=AT,
            definitions_then="2026.1",
            definitions_now="2026.1",
            rows=(
                REVISION.model_copy(update={"parts": (*REVISION.parts, Decimal(0), Decimal(0))}),
                REVISION.model_copy(update={"unit": "03"}),  # as before the public rule: causes alone
            ),
        ),
    ),
    replies=(
        Reply(period="2564Q2", ministry="03", text="We disagree", name="A. B.", dated=date(2021, 4, 9)),
    ),
    actions=(
        ActionAtRelease(
            id=7,
            origin="instruction",
            text="Train leaders",
            owner="OCSC",
            due=date(2021, 3, 31),
            ministry="03",
            since="2563Q4",
            state="overdue",
            note="budget is late",
        ),
    ),
)


@pytest.fixture(scope="module")
def moved(moving: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, Workbook]:
    """The workbooks of that home, with a background."""
    folder = tmp_path_factory.mktemp("moved")
    with open_reader(moving) as reader:
        for lang in LANGS:
            workbook.write(reader, period=PERIOD, lang=lang, path=folder / f"{lang}.xlsx", background=TOLD)
    return {lang: load_workbook(folder / f"{lang}.xlsx") for lang in LANGS}


def test_change_is_given_of_all_reporters_and_of_the_agencies_that_reported_both_times(
    moved: dict[Lang, Workbook],
) -> None:
    rows = {row[0]: row for row in of(moved["en"], "changes") if row}
    # Last year's assessments are still in force: 100 of 200, and 300 of 400 and 50 of 200 besides; in public
    # 56 % of 800 and 67 % of the panel's 600.
    now, then, panel = 0.56, 0.5, 0.67
    year = [near(then), *(near(100 * points) for points in (now - then, panel - then, now - panel))]
    for name in ("Workforce has the skills to work in a digital setting", "Ministry of Finance"):
        assert rows[name][1] == near(now), name
        assert rows[name][5:9] == year, name


def test_every_change_on_the_sheet_is_the_reader_s(moving: Path, moved: dict[Lang, Workbook]) -> None:
    rows = {row[0]: row for row in of(moved["th"], "changes", "th") if row}
    known = definitions()
    with open_reader(moving) as reader:
        for place, back in ((2, 1), (5, 4)):
            table = reader.change(
                period=PERIOD, since=PERIOD.shift(-back), measures=["T1", "T2", "T3", "T4"], view=PUBLIC
            )
            for change in table.to_dict("records"):
                row = rows[known.words("th").name(known.targets[change["measure"]])]
                parts = [
                    f"[{change[mark] or 'x'}]" if pd.isna(change[name]) else near(change[name] * factor)
                    for name, mark, factor in (
                        ("then", "mark", 1),
                        ("change", "change_mark", 100),
                        ("panel_change", "panel_change_mark", 100),
                    )
                ]
                assert row[place : place + 3] == parts


def test_a_role_without_a_name_on_file_says_so(moved: dict[Lang, Workbook]) -> None:
    rows = of(moved["en"], "roles")
    roles = [row for row in rows if len(row) == 9 and "not on file" in row]
    assert len(roles) == sum(not role.en for role in definitions().roles) == 18
    assert [
        "The names of 0 of 18 roles are known. Roles without a name in the sources are shown as such."
    ] in rows


def test_the_public_ledger_withholds_what_keeps_an_agency_from_the_next_stage(
    books: dict[Lang, Workbook], reader: Reader
) -> None:
    agency = definitions().words("en").name(definitions().agencies["03-03"])
    [row] = [row for row in of(books["en"], "stages") if row[1:2] == [agency]]
    [found] = reader.stage_ledger(PERIOD, view=PUBLIC).to_dict("records")
    assert row[2:6] == ["Early", "Developing", "▲ moved up", found["quarters_in_stage"]]
    assert found["mark"] == "c" and row[6:9] == ["[c]"] * 3


def test_the_rules_sheet_gives_every_scenario_s_share_and_band_of_ranks(
    moving: Path, moved: dict[Lang, Workbook]
) -> None:
    rows = {row[0]: row for row in of(moved["en"], "rules") if row}
    with open_reader(moving) as reader:
        table = reader.robustness(PERIOD, view=PUBLIC)
    nation = table[(table["unit_code"] == "TH") & (table["measure"] == "ready_share")].set_index("scenario")
    shown = [
        "[c]" if nation.at[code, "mark"] == "c" else marked(nation.at[code, "value"])
        for code in definitions().scenarios
    ]
    assert rows["Ready share"][1:] == shown
    assert rows["Ministry of Finance"][1] == "1"


def test_sixty_per_cent_of_lecture_is_within_the_limit_and_more_is_listed_with_hours_to_fix(
    moved: dict[Lang, Workbook],
) -> None:
    rows = of(moved["en"], "training")
    finance = next(row for row in rows if row[:1] == ["Ministry of Finance"])
    assert finance[1:6] == [20, 13, near(0.65), 2, 1]
    listed = [row for row in rows if row[1:2] in (["above"], ["sixty"])]
    assert [row[1] for row in listed] == ["above"]
    assert listed[0][3:] == [10, 7, near(0.7), near(7 / 0.6 - 10)]


@pytest.mark.parametrize("lang", LANGS)
def test_instructions_are_carried_with_owner_due_day_and_state_and_replies_with_name_and_date(
    moved: dict[Lang, Workbook], lang: Lang
) -> None:
    rows = of(moved[lang], "follow_up", lang)
    [action] = [row for row in rows if row[:1] == ["7"]]
    words = definitions().words(lang)
    assert action[4:] == [
        "OCSC",
        {"th": "31 มี.ค. 2564", "en": "31 Mar 2564 B.E."}[lang],
        f"▼ {words('release.state.overdue')}",
        "budget is late",
    ]
    [reply] = [row for row in rows if "We disagree" in row]
    assert reply[2:] == ["A. B.", {"th": "9 เม.ย. 2564", "en": "9 Apr 2564 B.E."}[lang]]


def test_a_released_figure_is_led_cause_by_cause_to_what_it_reads_today(moved: dict[Lang, Workbook]) -> None:
    rows = of(moved["en"], "revisions")
    bridged = [row for row in rows if row[:1] in (["Ready share [r]"], ["Ministry of Finance [r]"])]
    assert [row[1:] for row in bridged] == [
        [0.5, 4, -1, 0, 0, *others, 3, 0.53, "✓"] for others in ([0, 0], ["[x]", "[x]"])
    ]
    assert any("Release 3" in str(row[0]) for row in rows if row)


def test_without_a_release_the_sheets_say_so_plainly(books: dict[Lang, Workbook]) -> None:
    say = definitions().words("en")
    assert [say("workbook.revisions.none")] in of(books["en"], "revisions")
    follow_up = of(books["en"], "follow_up")
    assert [say("workbook.follow_up.no_actions")] in follow_up
    assert [say("workbook.follow_up.no_replies")] in follow_up


def test_what_is_asked_and_risked_follows_from_the_figures(
    books: dict[Lang, Workbook], reader: Reader
) -> None:
    standing = reader.standing(PERIOD, view=ANALYST)
    expected = standing[standing["expected"]]
    silent = int((~expected["reported"]).sum())
    summary = [str(row[0]) for row in of(books["en"], "summary") if row]
    assert f"1. {silent} of {len(expected)} agencies have not reported for this quarter" in summary
    asked = f"2. Ask Permanent Secretaries to have the {silent} of {len(expected)} agencies that have not"
    assert any(row.startswith(asked) for row in summary)


@pytest.mark.parametrize("lang", LANGS)
def test_the_file_s_properties_name_quarter_snapshot_and_state(
    books: dict[Lang, Workbook], reader: Reader, lang: Lang
) -> None:
    found = books[lang].properties
    assert "2564" in str(found.title) and found.language == lang
    assert reader.snapshot.id in str(found.keywords) and "2564Q2" in str(found.keywords)
    assert found.contentStatus == definitions().words(lang)("workbook.mark.preview")

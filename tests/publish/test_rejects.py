"""Refused rows given back: the sender's own sheets, marked; mended and sent again they count as if clean."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl import pipeline
from etl.commands import main
from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.intake import surroundings
from etl.publish import rejects
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse.store import now
from tests.publish.conftest import Office

Cell = str | int | float | None
Rows = Sequence[Sequence[Cell]]
PEOPLE = (
    "ลำดับ",
    "ชื่อ-สกุล",
    "รหัสบุคลากร",
    "ส่วนราชการ",
    "กลุ่มบุคลากร",
    "วันที่ประเมิน",
    "วิธีประเมิน",
    "มาตรวัด",
    "DLit",
    "DG",
)
TITLES: Rows = (["ผลการประเมิน ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564"], ["ผู้รายงาน", "สมศรี ขยันยิ่ง"])
POSTS = ("ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)", "ไตรมาส")


def person(number: int, *, group: Cell = "TECH", score: Cell = 70) -> list[Cell]:
    """One row of an assessment sheet."""
    name = f"นายสมชาย ใจดี{number}"
    return [number, name, f"A{number:03}", "03-07", group, "15/2/2564", "tpqi", "0-100", score, 50.5]


def people(wrong: Mapping[int, list[Cell]] | None = None) -> Rows:
    """A sheet of twelve persons under two title rows, some of them otherwise."""
    rows = [(wrong or {}).get(number, person(number)) for number in range(1, 13)]
    return [*TITLES, PEOPLE, *rows, [None, None, None, "รวม", None, None, None, None, 840, 606]]


def posts(number: Cell) -> Rows:
    """A sheet of six headcounts, that of technologists as given."""
    counts: dict[str, Cell] = {"EXEC": 2, "MGMT": 4, "TECH": number, "ACAD": 9, "SERV": 8, "OTHR": 3}
    return [POSTS, *(["03-07", group, count, "2564Q2"] for group, count in counts.items())]


def book(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a workbook of such sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def given_back(home: Path, path: Path, submission: str | None = None) -> dict[str, Worksheet]:
    """The sheets of what is given back, in Thai."""
    words = definitions().words("th")
    rejects.write(pipeline.refused(home, submission), words=words, path=path, saved_at=now())
    return {sheet.title: sheet for sheet in load_workbook(path).worksheets}


def mended(path: Path, change: Callable[[Cell], Cell]) -> Path:
    """The workbook given back, every cell as `change` makes it, saved by openpyxl."""
    made = load_workbook(path)
    for sheet in made.worksheets[1:]:
        for row in sheet.iter_rows():
            for cell in row:
                cell.value = change(cell.value)
    made.save(path.with_name("mended.xlsx"))
    return path.with_name("mended.xlsx")


def figures(home: Path) -> list[dict[Hashable, object]]:
    """Every figure of a home's quarter but the snapshot it is from."""
    with open_reader(home) as reader:
        rows = reader.figures(periods=[Period(2564, 2)], by=("group", "capability"), view=ANALYST)
    return rows.drop(columns="snapshot").fillna(-1).to_dict("records")


FAULTY = {
    "ผลประเมิน": people({5: person(5, group="ไม่มีกลุ่มนี้"), 9: person(9, score=170)}),
    "กำลังคน": posts("สิบ"),
}
CLEAN = {"ผลประเมิน": people(), "กำลังคน": posts(10)}
MEND: dict[Cell, Cell] = {"ไม่มีกลุ่มนี้": "TECH", 170: 70, "สิบ": 10}


def test_the_senders_own_sheets_come_back_with_refused_rows_on_top_and_their_cells_marked(
    own_home: Path, tmp_path: Path
) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    sheets = given_back(own_home, tmp_path / "back.xlsx")
    assert list(sheets) == ["จุดที่ต้องแก้", "ผลประเมิน", "กำลังคน"]
    sheet = sheets["ผลประเมิน"]
    assert sheet["A1"].value == TITLES[0][0]
    assert [cell.value for cell in sheet[3]] == [None if text == "ชื่อ-สกุล" else text for text in PEOPLE]
    assert [sheet.cell(row, 5).value for row in range(4, 8)] == ["ไม่มีกลุ่มนี้", "TECH", "TECH", "TECH"]
    assert [sheet.cell(row, 9).value for row in range(4, 8)] == [70, 170, 70, 70]
    assert "V-03" in sheet["E4"].comment.text
    assert "วิธีแก้" in sheet["I5"].comment.text
    marked = sheet["E4"].fill.fgColor.rgb
    assert (sheet["I5"].fill.fgColor.rgb, sheet["I4"].fill.fgColor.rgb != marked) == (marked, True)
    assert sheet.max_row == 3 + 12


def test_the_first_sheet_lists_every_fault_with_a_link_to_its_cell(own_home: Path, tmp_path: Path) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    sheet = given_back(own_home, tmp_path / "back.xlsx")["จุดที่ต้องแก้"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows() if (row[0].value or "").isdecimal()]
    assert [row[1:7] for row in rows] == [
        ["sent.xlsx", "ผลประเมิน", "E4", "8", "E", "V-03"],
        ["sent.xlsx", "ผลประเมิน", "I5", "12", "I", "V-11"],
        ["sent.xlsx", "กำลังคน", "C2", "4", "C", "V-08"],
    ]
    links = [row[3].hyperlink.location for row in sheet.iter_rows() if row[3].hyperlink]
    assert links == ["'ผลประเมิน'!E4", "'ผลประเมิน'!I5", "'กำลังคน'!C2"]


def test_no_name_and_no_person_id_comes_back(own_home: Path, tmp_path: Path) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    sheets = given_back(own_home, tmp_path / "back.xlsx")
    texts = {str(cell.value) for sheet in sheets.values() for row in sheet.iter_rows() for cell in row}
    assert not any("ใจดี" in text or "ขยันยิ่ง" in text for text in texts)
    assert not any(f"A{number:03}" in texts for number in range(1, 13))
    assert sheets["ผลประเมิน"]["B4"].value is None
    assert sheets["ผลประเมิน"]["C4"].value.startswith("REF/")


def test_of_a_title_that_names_a_person_only_what_it_states_of_the_table_comes_back(
    own_home: Path, tmp_path: Path
) -> None:
    rows: Rows = [
        ["รายงานของนางสาวสมหญิง รักดี ไตรมาสที่ 2 ปีงบประมาณ 2564"],
        ["กรมสรรพากร", "ผู้จัดทำ สมศรี"],
        ["กลุ่มบุคลากร", "จำนวน (คน)"],
        ["TECH", 10],
        ["SERV", "ห้า"],
    ]
    pipeline.load([book(tmp_path / "sent.xlsx", {"ก": rows})], home=own_home)
    sheet = given_back(own_home, tmp_path / "back.xlsx")["ก"]
    assert [sheet["A1"].value, sheet["A2"].value] == ["ไตรมาส 2/2564 (ม.ค.-มี.ค. 2564)", "กรมสรรพากร"]
    stored = b"".join(path.read_bytes() for path in own_home.rglob("*") if path.is_file())
    assert not any(name.encode() in stored for name in ("สมหญิง", "รักดี", "สมศรี"))
    again = mended(tmp_path / "back.xlsx", lambda value: 5 if value == "ห้า" else value)
    (file,) = pipeline.load([again], home=own_home).files
    assert [(one.period, one.accepted) for one in file.datasets] == [("2564Q2", 2)]


@pytest.mark.parametrize(
    ("stated", "header", "wrong"),
    [
        ("มาตรวัด 1-5", ["รหัสบุคลากร", "กลุ่มบุคลากร", "วันที่ประเมิน", "DLit"], ["A1", "TECH", "15/2/2564", "ดี"]),
        ("หน่วย: ล้านบาท", ["ปีงบประมาณ", "ส่วนราชการ", "ขอตั้ง", "จัดสรร"], [2565, "กรมสรรพากร", "มาก", 1]),
    ],
    ids=["scale", "unit"],
)
def test_a_title_that_names_a_person_still_states_its_scale_or_unit(
    stated: str, header: Sequence[Cell], wrong: Sequence[Cell], own_home: Path, tmp_path: Path
) -> None:
    rows: Rows = [[f"จัดทำโดยนายสมชาย ใจดี {stated}"], ["กรมสรรพากร"], header, wrong]
    pipeline.load([book(tmp_path / "sent.xlsx", {"ก": rows})], home=own_home)
    first = [cell.value for cell in given_back(own_home, tmp_path / "back.xlsx")["ก"][1]]
    assert surroundings.read([[str(cell or "") for cell in first]]) == surroundings.read([[stated]])
    assert "สมชาย" not in str(first)


def test_a_mended_copy_loads_without_complaint_and_gives_the_figures_of_a_clean_file(
    own_home: Path, tmp_path: Path
) -> None:
    pipeline.load([book(tmp_path / "clean.xlsx", CLEAN)], home=tmp_path / "clean home")
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    assert figures(own_home) != figures(tmp_path / "clean home")
    given_back(own_home, tmp_path / "back.xlsx")
    sent_again = mended(tmp_path / "back.xlsx", lambda value: MEND.get(value, value))
    (file,) = pipeline.load([sent_again], home=own_home).files
    assert (file.status, file.problems) == ("loaded", ())
    assert [(one.dataset, one.accepted, one.problems) for one in file.datasets] == [
        ("assessment", 12, ()),
        ("headcount", 6, ()),
    ]
    assert figures(own_home) == figures(tmp_path / "clean home")
    assert pipeline.refused(own_home) == []


def test_a_held_table_comes_back_whole_and_counts_once_it_is_mended(own_home: Path, tmp_path: Path) -> None:
    wrong = {number: person(number, group="ไม่มีกลุ่มนี้") for number in range(1, 6)}
    (file,) = pipeline.load([book(tmp_path / "sent.xlsx", {"ก": people(wrong)})], home=own_home).files
    assert file.status == "held"
    sheets = given_back(own_home, tmp_path / "back.xlsx")
    assert sheets["ก"].max_row == 3 + 12
    pipeline.load([mended(tmp_path / "back.xlsx", lambda value: MEND.get(value, value))], home=own_home)
    assert pipeline.refused(own_home) == []
    pipeline.load([book(tmp_path / "clean.xlsx", {"ก": people()})], home=tmp_path / "clean home")
    assert figures(own_home) == figures(tmp_path / "clean home")


def test_a_csv_comes_back_as_a_sheet_that_keeps_the_quarter_the_operator_named(
    own_home: Path, tmp_path: Path
) -> None:
    sent = tmp_path / "sent.csv"
    sent.write_text("ส่วนราชการ,กลุ่มบุคลากร,จำนวน\n03-07,TECH,10\n03-07,SERV,ห้า", encoding="utf-8")
    pipeline.load([sent], home=own_home, period=Period(2564, 2))
    sheets = given_back(own_home, tmp_path / "back.xlsx")
    again = mended(tmp_path / "back.xlsx", lambda value: 5 if value == "ห้า" else value)
    (file,) = pipeline.load([again], home=own_home).files
    assert [(one.period, one.accepted) for one in file.datasets] == [("2564Q2", 2)]
    assert list(sheets) == ["จุดที่ต้องแก้", "sent"]


def test_rows_below_headings_stay_where_they_are(own_home: Path, tmp_path: Path) -> None:
    others: list[list[Cell]] = [[f"03-{number:02}", "TECH", 4] for number in range(3, 9)]
    rows: Rows = [
        ["ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564"],
        ["ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)"],
        ["กระทรวงการคลัง"],
        ["สำนักงานปลัดกระทรวง", "TECH", 4],
        *others,
        ["กระทรวงมหาดไทย"],
        ["สำนักงานปลัดกระทรวง", "TECH", "ห้า"],
    ]
    pipeline.load([book(tmp_path / "sent.xlsx", {"ก": rows})], home=own_home)
    sheet = given_back(own_home, tmp_path / "back.xlsx")["ก"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 11, 12)] == [
        "กระทรวงการคลัง", "สำนักงานปลัดกระทรวง", "กระทรวงมหาดไทย", "สำนักงานปลัดกระทรวง",
    ]  # fmt: skip
    again = mended(tmp_path / "back.xlsx", lambda value: 5 if value == "ห้า" else value)
    assert [file.status for file in pipeline.load([again], home=own_home).files] == ["loaded"]


def test_sending_the_senders_own_corrected_file_clears_the_faults_as_well(
    own_home: Path, tmp_path: Path
) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    pipeline.load([book(tmp_path / "part.xlsx", {"กำลังคน": posts(10)})], home=own_home)
    assert [one.file_name for one in pipeline.refused(own_home)] == ["sent.xlsx"]
    pipeline.load([book(tmp_path / "clean.xlsx", CLEAN)], home=own_home)
    assert pipeline.refused(own_home) == []


def test_a_reference_to_a_row_nobody_knows_is_refused(own_home: Path, tmp_path: Path) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    given_back(own_home, tmp_path / "back.xlsx")
    stranger = mended(
        tmp_path / "back.xlsx",
        lambda value: "REF/999999FFFFFFFF/0/4" if str(value).endswith("/0/8") else MEND.get(value, value),
    )
    (file,) = pipeline.load([stranger], home=own_home).files
    assert [(one.rule, one.row, one.column) for one in file.datasets[0].problems] == [("V-22", 4, "C")]


@pytest.mark.libreoffice
def test_a_copy_mended_in_libreoffice_loads_as_well(own_home: Path, office: Office, tmp_path: Path) -> None:
    pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home)
    given_back(own_home, tmp_path / "back.xlsx")
    sent_again = mended(tmp_path / "back.xlsx", lambda value: MEND.get(value, value))
    office(sent_again, to="xlsx", folder=tmp_path / "saved")
    (file,) = pipeline.load([tmp_path / "saved" / "mended.xlsx"], home=own_home).files
    assert (file.status, file.problems) == ("loaded", ())


def test_the_command_names_one_submission_and_writes_nothing_where_nothing_waits(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "back.xlsx"
    assert main(["rejects", "--out", str(out), "--lang", "en"]) == 0
    assert "No rows need correction" in capsys.readouterr().out
    assert not out.exists()
    (file,) = pipeline.load([book(tmp_path / "sent.xlsx", FAULTY)], home=own_home).files
    assert main(["rejects", "--submission", file.submission or "", "--out", str(out), "--lang", "en"]) == 0
    assert load_workbook(out).sheetnames == ["To correct", "ผลประเมิน", "กำลังคน"]
    assert main(["rejects", "--submission", "000009-00000000", "--out", str(out)]) == 3

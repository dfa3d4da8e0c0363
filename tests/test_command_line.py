"""The command line keeps its contract: words in, plain answers and exit statuses out, never a traceback."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from etl.commands import MODULES, main
from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.files import DefinitionFaults

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = [
    *("period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator"),
    *("value", "low", "high", "coverage", "mark", "status", "snapshot"),
    *("framework", "population", "headcount_source"),
]
QUARTER = ["--period", "2564Q2"]
HEADCOUNT = """ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน),รอบการรายงาน
01-10,EXEC,4,2564Q2
01-10,MGMT,17,2564Q2
01-10,ACAD,300,2564Q2
01-10,SERV,100,2564Q2
01-10,TECH,12,2564Q2
01-10,OTHR,60,2564Q2
"""


def sent(folder: Path, name: str = "headcount.csv", text: str = HEADCOUNT) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The one JSON object a command prints, and nothing besides."""
    capsys.readouterr()
    main([*arguments, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What wrong usage is answered with; its status must be 2."""
    assert main(list(arguments)) == 2
    return capsys.readouterr().err


def test_a_file_whose_rows_are_all_accepted_ends_with_status_0_and_an_account_of_its_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", sent(tmp_path)]) == 0
    assert "อ่าน 6 แถว รับ 6 ไม่รับ 0 ข้าม 0" in capsys.readouterr().out


def test_a_file_with_a_faulty_row_ends_with_status_1_and_the_fault_on_one_line_in_either_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sent(tmp_path, text=HEADCOUNT + "01-10,EXEC,x,2564Q3\n")
    assert main(["check", path, "--lang", "en"]) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if "V-08" in line]
    assert "row 8" in line
    assert main(["check", path]) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if "V-08" in line]
    assert "แถว 8" in line


def test_one_of_a_kind_is_not_told_in_the_plural(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", sent(tmp_path), "--lang", "en"])
    loaded = capsys.readouterr().out.splitlines()
    assert "rows: 6 read, 6 accepted, 0 rejected, 0 ignored · agencies: 1 · 2564Q2" in loaded[1]
    assert loaded[2:4] == ["files: 1 · accepted 1", "rows: 6 read, 6 accepted, 0 rejected, 0 ignored"]
    main(["status", "--lang", "en"])
    assert "submissions: 1 · accepted 1" in capsys.readouterr().out.splitlines()


def test_load_tells_one_object_with_the_keys_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = told(capsys, "load", sent(tmp_path, text=HEADCOUNT + "01-10,EXEC,x,2564Q3\n"))
    assert list(report) == ["snapshot", "files"]
    [file] = report["files"]
    assert list(file) == ["path", "sha256", "status", "problems", "datasets"]
    [dataset] = file["datasets"]
    assert list(dataset) == [
        *("dataset", "sheet", "agency_count", "period", "rows_read", "accepted", "rejected", "ignored"),
        *("superseded", "problems"),
    ]
    assert (file["status"], dataset["rows_read"], dataset["accepted"], dataset["rejected"]) == (
        "partly",
        7,
        6,
        1,
    )
    [problem] = [problem for problem in dataset["problems"] if problem["rule"] == "V-08"]
    assert set(problem) == {"rule", "sheet", "row", "column", "found", "expected", "message_th", "message_en"}


def test_check_stores_nothing(tmp_path: Path, own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "check", sent(tmp_path))["snapshot"] is None
    assert not own_home.exists()


def test_options_stand_before_or_after_the_command(
    tmp_path: Path, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    capsys.readouterr()
    for words in (
        ["--home", str(own_home), "--lang", "en", "--json", "status"],
        ["status", "--json", "--lang", "en"],
    ):
        assert main(words) == 0
        assert json.loads(capsys.readouterr().out)["submissions"] == {"loaded": 1}
    assert main(["--home", str(tmp_path / "other"), "history", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"submissions": []}


def test_the_same_bytes_again_are_a_duplicate_and_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = told(capsys, "load", sent(tmp_path))
    second = told(capsys, "load", sent(tmp_path, "again.csv"))
    assert [file["status"] for file in second["files"]] == ["duplicate"]
    assert second["snapshot"] == first["snapshot"]


@pytest.mark.usefixtures("after_midnight")
def test_history_names_who_when_and_which_bytes_and_withdraw_takes_them_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_USER", "somchai")
    sha256 = told(capsys, "load", sent(tmp_path))["files"][0]["sha256"]
    assert main(["history"]) == 0
    assert "2021-10-01 01:00" in capsys.readouterr().out
    [entry] = told(capsys, "history")["submissions"]
    assert (entry["file"], entry["sha256"], entry["received_by"], entry["status"]) == (
        *("headcount.csv", sha256, "somchai", "loaded"),
    )
    assert told(capsys, "withdraw", entry["id"])["same_figures"] is False
    [entry] = told(capsys, "history")["submissions"]
    assert (entry["status"], entry["withdrawn_by"]) == ("withdrawn", "somchai")
    assert main(["withdraw", entry["id"]]) == 3


def test_rebuild_gives_the_same_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", sent(tmp_path)])
    assert told(capsys, "rebuild")["same_figures"] is True


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["rebuild"], "warehouse.nothing_received"),
        (["withdraw", "000009-00000000"], "warehouse.submission_unknown"),
        (["figures"], "warehouse.nothing_published"),
        (["export", *QUARTER, "--out", "book.xlsx"], "warehouse.nothing_published"),
        (["preview", *QUARTER, "--by", "a"], "warehouse.nothing_published"),
        (["release", *QUARTER, "--prepared-by", "a", "--checked-by", "b"], "warehouse.nothing_published"),
    ],
)
def test_where_no_home_is_nothing_can_be_done_and_no_home_is_made(
    line: list[str], code: str, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, *line)["error"]["code"] == code
    assert main(line) == 3
    assert not own_home.exists()


def test_figures_are_the_tidy_columns_of_the_contract_with_nulls_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    capsys.readouterr()
    assert main(["figures", "--measure", "headcount", "coverage", "--level", "agency"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == COLUMNS
    table = {row[1]: dict(zip(COLUMNS, row, strict=True)) for row in rows[1:] if row[3] == "01-10"}
    assert (table["headcount"]["period"], table["headcount"]["headcount_source"]) == ("2564Q2", "own")
    assert float(table["headcount"]["value"]) == 493
    assert table["headcount"]["low"] == ""


def test_exact_figures_lie_where_asked_and_for_whom_they_are_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    words = ["figures", "--measure", "headcount", "--level", "agency", "--by", "group"]
    words += ["--role", "analyst", "--out"]
    assert main([*words, str(tmp_path / "f.csv")]) == 0
    assert "สำหรับนักวิเคราะห์เท่านั้น" in capsys.readouterr().out
    assert (tmp_path / "f.csv").read_text(encoding="utf-8").startswith("period,measure,")
    assert main([*words, str(tmp_path / "f.json"), "--format", "json"]) == 0
    rows = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert list(rows[0]) == COLUMNS
    own = [row for row in rows if row["unit_code"] == "01-10"]
    assert {row["group"]: row["value"] for row in own if row["value"]} == {
        **{"ALL": 493.0, "EXEC": 4.0, "MGMT": 17.0, "ACAD": 300.0},
        **{"SERV": 100.0, "TECH": 12.0, "OTHR": 60.0},
    }
    assert rows[0]["low"] is None
    printed = told(capsys, *words[:-1])
    assert printed["figures"] == rows
    assert printed["rules"] == definitions().rules_at(Period(2564, 2))


def test_the_public_does_not_see_small_cells(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "--home",
        str(demo_home),
        "figures",
        "--measure",
        "ready_share",
        "--by",
        "group",
        "--period",
        "2565Q4",
    ]
    hidden = [row for row in told(capsys, *words, "--role", "public")["figures"] if row["mark"] == "c"]
    assert hidden
    assert all(row["value"] is None and row["low"] is None for row in hidden)


def test_a_family_of_measures_can_be_named_once(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--home", str(demo_home), "figures", "--level", "nation", "--period", "2565Q4", "--measure"]
    found = told(capsys, *words, "evidence_mix")["figures"]
    assert {"evidence_a", "evidence_b", "evidence_c"} <= {row["measure"] for row in found}


def test_wrong_words_are_answered_on_one_line_in_the_user_s_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    capsys.readouterr()
    for words in (
        ["fly"],
        [],
        ["figures", "--period", "2564-2"],
        ["figures", "--measure", "happiness"],
        ["figures", "--by", "colour"],
        ["figures", "--level", "planet"],
        ["load", str(tmp_path / "nothing.xlsx")],
        ["export", "--period", "2564Q2"],
        ["demo", "--scale", "galactic"],
    ):
        message = refused(capsys, *words)
        assert message.count("\n") == 1, words
        assert "Traceback" not in message
    assert refused(capsys, "figures", "--measure", "happiness", "--lang", "en").startswith("Wrong usage: ")
    assert refused(capsys, "figures", "--measure", "happiness").startswith("ใช้คำสั่งไม่ถูกต้อง: ")


def test_what_cannot_be_done_ends_with_status_3_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figures", "--lang", "en"]) == 3
    assert "Nothing is published" in capsys.readouterr().err
    main(["load", sent(tmp_path)])
    assert main(["figures", "--lang", "en", "--out", str(tmp_path / "no folder" / "f.csv")]) == 3
    assert "f.csv could not be written" in capsys.readouterr().err
    assert main(["withdraw", "000009-00000000", "--lang", "en"]) == 3
    assert "no submission 000009-00000000" in capsys.readouterr().err


def test_a_home_that_holds_no_quarter_has_no_figures_and_that_is_no_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    [entry] = told(capsys, "history")["submissions"]
    main(["withdraw", entry["id"]])
    error = told(capsys, "figures")["error"]
    assert (error["status"], error["code"]) == (3, "warehouse.no_period")


def test_a_workbook_is_not_written_under_the_ending_of_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    out = tmp_path / "x.pdf"
    for words in (
        ["export", *QUARTER],
        ["export", *QUARTER, "--release", "1"],
        ["template", *QUARTER, "--agency", "01-10"],
        ["rejects"],
    ):
        capsys.readouterr()
        assert "x.pdf does not name a file type; end it in one of .xlsx." in refused(
            capsys, *words, "--out", str(out), "--lang", "en"
        )
        assert not out.exists()


@pytest.mark.parametrize(
    ("line", "status", "code"),
    [
        (["load", "nowhere.csv"], 2, "warehouse.path_missing"),
        (["withdraw", "000009-00000000"], 3, "warehouse.submission_unknown"),
        (["release", *QUARTER, "--prepared-by", "a", "--checked-by", "a"], 3, "release.error.one_person"),
        (["figures"], 3, "warehouse.nothing_published"),
        (["figures", "--period", "2564-2"], 2, "cli.not_a_period"),
        (["reply", *QUARTER, "--date", "May"], 2, "release.option.not_a_date"),
        (["template", *QUARTER, "--agency", "99-99", "--out", "t.xlsx"], 2, "template.unknown_agency"),
        (["reference", "confirm-headcount", "03-07", *QUARTER, "--reason", " "], 2, "cli.reason_missing"),
        (["load"], 2, "cli.argparse.required"),
        (["fly"], 2, "cli.argparse.choice"),
        (["status", "--lang"], 2, "cli.argparse.one_value"),
    ],
)  # fmt: skip
def test_a_command_that_fails_tells_one_object_too_and_people_one_line(
    line: list[str], status: int, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["--json", *line], [*line, "--json"], ["--lang", "en", *line, "--json"]):
        assert main(words) == status
        printed = capsys.readouterr()
        found = json.loads(printed.out)
        assert list(found) == ["error"]
        error = found["error"]
        assert list(error) == ["status", "code", "message_th", "message_en"]
        assert (error["status"], error["code"]) == (status, code)
        assert printed.err.count("\n") == 1
        assert error["message_en" if "en" in words else "message_th"] in printed.err


def test_a_disk_that_cannot_be_written_is_told_as_an_object_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    error = told(capsys, "figures", "--out", str(tmp_path / "no folder" / "f.csv"))["error"]
    assert (error["status"], error["code"]) == (3, "cli.cannot_write")
    assert "f.csv could not be written" in error["message_en"]


def test_definitions_at_fault_are_told_as_an_object_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty() -> None:
        raise DefinitionFaults(["rules.toml: V-01 is given twice"])

    monkeypatch.setattr("etl.commands.definitions", faulty)
    error = told(capsys, "status")["error"]
    assert (error["status"], error["code"]) == (3, "definitions")
    assert "V-01 is given twice" in error["message_th"]


def test_status_names_a_silent_agency_without_an_english_name_in_thai(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    unnamed = definitions().agencies["01-15"]
    assert not unnamed.en
    capsys.readouterr()
    assert main(["status", "--lang", "en"]) == 0
    assert f"  01-15 {unnamed.th}" in capsys.readouterr().out.splitlines()


def test_synthetic_data_is_not_loaded_beside_real_data(
    tmp_path: Path, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    before = told(capsys, "history")
    assert main(["demo", "--lang", "en"]) == 3
    assert "already holds real submissions" in capsys.readouterr().err
    assert not (own_home / "demo").exists()
    assert told(capsys, "history") == before


@pytest.mark.parametrize(
    ("line", "thai", "english"),
    [
        (["load"], "ต้องระบุ PATH", "the following arguments are required: PATH"),
        (
            ["figures", "--level", "planet"],
            "--level: ใช้ planet ไม่ได้ ให้เลือกจาก nation, ministry, agency",
            "argument --level: invalid choice: planet (choose from nation, ministry, agency)",
        ),
        (["status", "--colour", "red"], "ไม่รู้จัก --colour red", "unrecognized arguments: --colour red"),
        (
            ["demo", "--seed", "x"],
            "--seed: x ไม่ใช่จำนวนเต็ม",
            "argument --seed: invalid int value: x",
        ),
        (["status", "--home"], "--home: ต้องมีค่าหนึ่งค่าตามหลัง", "argument --home: expected one argument"),
        (
            ["figures", "--level"],
            "--level: ต้องมีค่าตามหลังอย่างน้อยหนึ่งค่า",
            "argument --level: expected at least one argument",
        ),
        (
            ["status", "--json=x"],
            "--json: ไม่รับค่า x",
            "argument --json: ignored explicit argument x",
        ),
        (
            ["action", "--done", "--reopen"],
            "--reopen: ใช้พร้อมกับ --done ไม่ได้",
            "argument --reopen: not allowed with argument --done",
        ),
        (
            ["scorecard", *QUARTER, "--out", "s.pdf"],
            "ต้องระบุอย่างใดอย่างหนึ่ง: --ministry --all",
            "one of the arguments --ministry --all is required",
        ),
        (
            ["figures", "--me", "T1", "--l", "agency"],
            "--l หมายถึงได้หลายตัวเลือก: --lang, --level",
            "ambiguous option: --l could match --lang, --level",
        ),
    ],
)
def test_what_the_parser_complains_of_is_thai_or_its_own_english(
    line: list[str], thai: str, english: str, capsys: pytest.CaptureFixture[str]
) -> None:
    in_thai, in_english = refused(capsys, *line), refused(capsys, "--lang", "en", *line)
    # Without quotation marks: where argparse sets them differs from one Python to the next.
    assert in_thai.replace("'", "") == f"ใช้คำสั่งไม่ถูกต้อง: {thai} ดูวิธีใช้ด้วย --help\n"
    assert in_english.replace("'", "") == f"Wrong usage: {english} See --help.\n"


def test_every_command_explains_itself_in_the_user_s_language(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], *([command] for command in MODULES)):
        for lang, headings in (
            ("th", ["วิธีใช้: python -m etl", "ตัวเลือก:", "แสดงวิธีใช้นี้"]),
            ("en", ["usage: python -m etl", "options:", "show this help message and exit"]),
        ):
            with pytest.raises(SystemExit) as ended:
                main([*words, "--lang", lang, "--help"])
            assert ended.value.code == 0
            shown = capsys.readouterr().out
            assert [heading in shown for heading in headings] == [True, True, True]
            assert ("usage:" in shown) == (lang == "en")


def test_a_reader_that_stops_listening_is_no_error(demo_home: Path, demo_environment: dict[str, str]) -> None:
    assert demo_home.exists()
    command = [sys.executable, "-m", "etl", "figures"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=demo_environment, stdout=pipe, stderr=pipe) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline().decode().strip().split(",") == COLUMNS
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_no_progress_bar_is_drawn_where_no_terminal_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", sent(tmp_path)])
    assert capsys.readouterr().err == ""

"""Releases on the command line: the contract's words, plain answers, exit statuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from etl.commands import main
from etl.releases.reading import releases
from etl.warehouse import frozen
from etl.warehouse.home import Home
from etl.warehouse.releases import Release
from tests.releases.samples import CHECKER, PREPARER

Released = tuple[Path, Release]
SIGNED = ["--period", "2564Q2", "--prepared-by", PREPARER, "--checked-by", CHECKER]


def told(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> dict[str, Any]:
    """The one JSON object a command prints."""
    capsys.readouterr()
    assert main([*arguments, "--home", str(home), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str, status: int = 3) -> str:
    """What a refused command says on the error stream."""
    capsys.readouterr()
    assert main([*arguments, "--home", str(home), "--lang", "en"]) == status
    return capsys.readouterr().err


def test_a_quarter_is_previewed_commented_answered_and_released(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, home, "preview", "--period", "2564Q2", "--by", "ก")
    number = told(capsys, home, "comment", "--period", "2564Q2", "--text", "สูงไป", "--by", "ข")["number"]
    assert f"are not answered: {number}" in refused(capsys, home, "release", *SIGNED)
    told(capsys, home, "resolve", str(number), "--text", "ตรวจแล้ว", "--by", "ก")
    reply = ["--ministry", "03", "--name", "ปลัด", "--date", "2021-05-01", "--text", "รับทราบ"]
    told(capsys, home, "reply", "--period", "2564Q2", *reply)
    action = ["--text", "อบรม", "--owner", "สำนักงาน ก.พ.", "--due", "2021-06-30", "--instruction"]
    act = told(capsys, home, "action", "--period", "2564Q2", *action)["number"]
    made = told(capsys, home, "release", *SIGNED)
    assert (made["release"], made["period"], made["prepared_by"]) == (1, "2564Q2", PREPARER)
    assert [one["text"] for one in made["replies"]] == ["รับทราบ"]
    told(capsys, home, "action", str(act), "--done", "--text", "เสร็จ")
    listed = told(capsys, home, "releases")
    assert [one["number"] for one in listed["releases"]] == [1]
    assert [(one["period"], one["stage"]) for one in listed["drafts"]] == [("2564Q2", "released")]
    assert [(one["state"], one["note"]) for one in listed["actions"]] == [("done", "เสร็จ")]
    assert main(["releases", "--home", str(home)]) == 0
    shown = capsys.readouterr().out
    assert "ฉบับเผยแพร่ ครั้งที่ 1  2564Q2" in shown
    assert "ตอบโดย ก: ตรวจแล้ว" in shown


def test_one_person_cannot_sign_twice_and_a_signature_must_be_given(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = ["release", "--period", "2564Q2", "--prepared-by", PREPARER, "--checked-by", PREPARER]
    assert "must be two people" in refused(capsys, home, *twice)
    assert "--checked-by" in refused(capsys, home, *twice[:-2], status=2)
    assert releases(home) == ()


def test_export_of_a_release_gives_its_stored_bytes(
    released_pattern: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = released_pattern
    for lang in ("th", "en"):
        out = tmp_path / f"{lang}.xlsx"
        told(
            capsys, home, "export", "--period", "2564Q2", "--release", "1", "--out", str(out), "--lang", lang
        )
        assert out.read_bytes() == (frozen.path_of(Home(home), 1) / f"workbook-{lang}.xlsx").read_bytes()
    out = tmp_path / "none.xlsx"
    asked = ["export", "--period", "2564Q2", "--out", str(out), "--release"]
    assert "There is no release 9" in refused(capsys, home, *asked, "9")
    asked = ["export", "--period", "2564Q1", "--out", str(out), "--release"]
    assert "is for 2564Q2" in refused(capsys, home, *asked, "1")
    assert not out.exists()


def test_figures_of_a_release_are_its_own(
    released_pattern: Released, capsys: pytest.CaptureFixture[str]
) -> None:
    home, made = released_pattern
    asked = ["figures", "--release", "1", "--measure", "ready_share", "--level", "nation"]
    found = told(capsys, home, *asked)
    assert found["snapshot"] == made.snapshot
    assert [(row["numerator"], row["denominator"]) for row in found["figures"]] == [(42.0, 90.0)]


def test_verify_tells_a_whole_release_from_a_damaged_one(
    released: Released, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = released
    assert told(capsys, home, "verify")["releases"] == [
        {"release": 1, "sound": True, "faults": [], "regenerated": None}
    ]
    (frozen.path_of(Home(home), 1) / "ledger.json").write_text("{}")
    assert main(["verify", "--home", str(home)]) == 1
    assert "ledger.json" in capsys.readouterr().out


def test_the_bridge_is_printed_whole_and_says_what_it_rests_on(
    released_pattern: Released, capsys: pytest.CaptureFixture[str]
) -> None:
    home, _ = released_pattern
    assert main(["bridge", "--release", "1", "--home", str(home), "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("release,period,measure,level,unit_code,quantity,released,late,")
    assert "Together they equal the difference exactly." in printed.err
    found = told(capsys, home, "bridge", "--release", "1")
    assert (found["release"], found["own_rules"]) == (1, True)


def test_open_data_of_a_release_are_its_stored_files_and_of_a_quarter_a_preview(
    released_pattern: Released, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, made = released_pattern
    told(capsys, home, "opendata", "--release", "1", "--out", str(tmp_path / "one"))
    stored = frozen.path_of(Home(home), 1) / "opendata"
    names = sorted(path.name for path in stored.iterdir())
    assert names == ["codes.csv", "datapackage.json", "figures.csv", "figures.parquet"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (stored / name).read_bytes()
    assert json.loads((stored / "datapackage.json").read_text("utf-8"))["snapshot"] == made.snapshot
    told(capsys, home, "opendata", "--period", "2564Q2", "--out", str(tmp_path / "two"))
    assert json.loads((tmp_path / "two" / "datapackage.json").read_text("utf-8"))["state"] == "preview"
    assert "File exists" in refused(
        capsys, home, "opendata", "--release", "1", "--out", str(tmp_path / "two")
    )
    refused(capsys, home, "opendata", "--out", str(tmp_path / "three"), status=2)


def test_personal_values_never_come_back_from_a_refused_text(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, home, "preview", "--period", "2564Q2")
    said = refused(capsys, home, "comment", "--period", "2564Q2", "--text", "call 081-234-5678")
    assert "081" not in said
    assert "Please remove it" in said


def test_an_action_needs_what_it_is_and_a_recorded_one_its_state(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "--owner" in refused(capsys, home, "action", "--period", "2564Q2", "--text", "do", status=2)
    assert "--reopen" in refused(capsys, home, "action", "3", status=2)
    assert "no action 3" in refused(capsys, home, "action", "3", "--done")

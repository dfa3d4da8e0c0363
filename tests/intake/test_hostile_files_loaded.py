"""Hostile and odd files through the command line: an exit status, a balanced report, a bilingual reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.commands import main
from tests.intake.hostile import GOOD, HEADER, ROWS, ole, pack, parts, strict, worksheet

TABLE = "\n".join(",".join(map(str, row)) for row in (HEADER, *ROWS)) + "\n"
STAGES = "ส่วนราชการ,ระยะ,วันที่มีผล\n01-10,ระยะเริ่มต้น,2021-01-02\n"
BYTES: dict[str, bytes] = {
    "empty.xlsx": b"",
    "only-a-mark.csv": "\ufeff".encode(),
    "document.xlsx": b"%PDF-1.7\n",
    "page.xls": "<html><table><tr><td>กรม</td></tr></table></html>".encode(),
    "old.xls": ole("Workbook"),
    "locked.xlsx": ole("EncryptedPackage"),
    "picture.csv": b"\x89PNG\r\n\x1a\n",
    "text.xlsx": TABLE.encode(),
    "letter.csv": "เรียน ผู้อำนวยการ\nขอส่งรายงาน\n".encode(),
    "header-only.csv": ",".join(HEADER).encode(),
    "latin.csv": "é,è,ü\n1,2,3\n".encode("latin-1"),
    "nul.csv": TABLE.replace("MGMT", "MG\x00MT").encode(),
    "unpaired.csv": TABLE.replace("MGMT", '"MGMT').encode(),
    "endless.csv": TABLE.encode() + b"x" * 8_000_000,
    "unmarked.csv": TABLE.encode("utf-16-le"),
    "many-tables.csv": (TABLE + STAGES).encode() * 30,
    "too-wide.csv": TABLE.encode() + b"," * 500,
}
WORKBOOKS: dict[str, dict[str, str | bytes]] = {
    "hidden.xlsx": parts(state="veryHidden"),
    "bomb.xlsx": {**parts(), "xl/media/a.bin": bytes(501 << 20)},
    "laughs.xlsx": parts('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + worksheet()),
    "doubled.xlsx": parts(worksheet(GOOD + GOOD)),
    "endless-row.xlsx": parts(worksheet(GOOD.replace('r="A2"', 'r="A99999999999"'))),
    "no-sheet.xlsx": {name: part for name, part in parts().items() if "sheet1" not in name},
    "path.xlsx": {**parts(), "../outside.xml": b"x"},
}
TAKEN: dict[str, dict[str, str | bytes]] = {
    "as-it-is.xlsx": parts(),
    "strict.xlsx": strict(parts(worksheet(GOOD.replace("2564Q2", "2564Q3")))),
}


@pytest.fixture
def sent(tmp_path: Path) -> list[str]:
    folder = tmp_path / "sent"
    folder.mkdir()
    for name, content in BYTES.items():
        (folder / name).write_bytes(content)
    for name, members in (WORKBOOKS | TAKEN).items():
        pack(folder / name, members)
    whole = (folder / "as-it-is.xlsx").read_bytes()
    (folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    return [str(path) for path in sorted(folder.iterdir())]


@pytest.mark.parametrize("command", ["check", "load"])
def test_every_file_ends_in_a_balanced_report_and_none_in_silence_or_a_traceback(
    command: str, sent: list[str], own_home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([command, *sent, "--home", str(own_home), "--json"]) == 1

    printed = capfd.readouterr()
    assert printed.err == ""
    report: dict[str, Any] = json.loads(printed.out)
    files = {Path(file["path"]).name: file for file in report["files"]}
    assert {
        name: file["status"] for name, file in files.items() if file["status"] != "refused"
    } == dict.fromkeys(TAKEN, "loaded")
    for name, file in files.items():
        for one in file["datasets"]:
            assert one["rows_read"] == one["accepted"] + one["rejected"] + one["ignored"] > 0, name
        reasons = [*file["problems"], *(told for one in file["datasets"] for told in one["problems"])]
        assert name in TAKEN or reasons, name
        assert all(reason["message_th"] and reason["message_en"] for reason in reasons), name

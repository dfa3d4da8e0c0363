"""The synthetic files: the same bytes every time, marked as synthetic, and as varied as real ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.demo import agencies, write
from etl.demo.dialect import dialect

FEW = ("03-09", "04-03", "04-12", "08-05", "12-06", "18-03")


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write(folder, scale="small", seed=7, codes=FEW)
    return folder


def test_the_same_seed_writes_the_same_bytes_in_whatever_order_agencies_are_named(
    folder: Path, tmp_path: Path
) -> None:
    write(tmp_path / "again", scale="small", seed=7, codes=FEW[::-1])
    assert digests(tmp_path / "again") == digests(folder)


def test_another_seed_writes_other_bytes(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", scale="small", seed=8, codes=FEW)
    first, second = digests(folder), digests(tmp_path / "other")
    assert not set(first.values()) & set(second.values()) - {
        first["2564-codes.xlsx"],
        first["2564-web-page.xlsx"],
    }


def test_every_sheet_of_every_file_says_that_it_is_synthetic(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        content = path.read_bytes()
        assert any("(SYNTHETIC DATA)".encode(encoding) in content for encoding in ("utf-8", "cp874")), (
            path.name
        )
    for path in folder.glob("*.xlsx"):
        if path.name != "2564-web-page.xlsx":
            for sheet in load_workbook(path).worksheets:
                top = [row[0] for row in sheet.iter_rows(max_row=4, values_only=True)]
                assert any("(SYNTHETIC DATA)" in str(text) for text in top), f"{path.name} {sheet.title}"


def test_no_number_in_any_file_is_a_citizen_id(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        numbers = [word for word in path.read_bytes().replace(b",", b" ").split() if word.isdigit()]
        assert [word for word in numbers if len(word) == 13] == []


def test_senders_differ_in_all_the_ways_real_ones_do() -> None:
    habits = [dialect(7, code, "small") for code in agencies("small")]
    seen = {name: {getattr(how, name) for how in habits} for name in habits[0].__dataclass_fields__}
    assert seen["layout"] == {"wide", "long"}
    assert seen["scale"] == {"0-100", "1-5", "pass_fail"}
    assert seen["headers"] == {"th", "en", "synonym"}
    assert seen["file"] == {"xlsx", "csv", "csv_cp874"}
    assert seen["dates"] == {"cell", "iso", "slash", "slash_short", "thai_short", "thai_long"}
    assert seen["agency_as"] == {"code", "name", "name_en", "title"}
    assert seen["blanks"] == {"plain", "nbsp", "double", "footnote"}
    for name in ("thai_digits", "two_row_header", "quarterly", "consolidated", "personal_column"):
        assert seen[name] == {True, False}, name


def test_progress_is_told_for_every_ministry(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write(tmp_path, scale="small", seed=7, codes=FEW[:3], progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]

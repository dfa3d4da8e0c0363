"""The gate: what may be opened is told from bytes and the zip directory alone."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from etl.intake.gate import GateLimits, check
from tests.intake.books import real, rezip, save
from tests.intake.hostile import ole

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return save(tmp_path / "good.xlsx", ["ส่วนราชการ", "ระยะ"], ["กรมสรรพากร", "ระยะเริ่มต้น"])


def rules(path: Path, limits: GateLimits | None = None) -> list[str]:
    return [fault.rule for fault in check(path, limits=limits).problems]


def test_a_sound_workbook_passes_with_its_hash_and_its_own_saved_time(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["ระยะ"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        core = archive.read("docProps/core.xml")
    start, end = core.index(b":modified"), core.index(b"</dcterms:modified")
    head = core[start : core.index(b">", start) + 1]
    change = {"docProps/core.xml": core[:start] + head + b"2021-04-05T06:07:08Z" + core[end:]}
    saved = rezip(path, tmp_path / "b.xlsx", change=change)

    result = check(saved)

    assert (result.passed, result.kind) == (True, "xlsx")
    assert result.sha256 == hashlib.sha256(saved.read_bytes()).hexdigest()
    assert result.saved_at == datetime(2021, 4, 5, 6, 7, 8, tzinfo=UTC)


def test_the_real_yearbook_with_440_parts_is_let_in() -> None:
    assert check(real("thaigovmanpower2567_4.xlsx")).passed


def test_a_csv_passes_and_has_no_saved_time(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ส่วนราชการ,ระยะ\nกรมสรรพากร,ระยะเริ่มต้น\n", encoding="utf-8")
    result = check(path)
    assert (result.passed, result.kind, result.saved_at) == (True, "csv", None)


@pytest.mark.parametrize(
    ("content", "rule", "found"),
    [
        (ole("EncryptedPackage"), "F-06", "xlsx-encrypted"),
        (ole("Workbook"), "F-04", "xls"),
        (ole("Book"), "F-04", "xls"),
        (ole("WordDocument"), "F-23", "doc"),
        (ole("PowerPoint Document"), "F-23", "ppt"),
        (ole("Contents"), "F-23", "ole"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "F-04", "html"),
        ("\ufeff\r\n <table border=1><tr><td>กรม</td></tr></table>".encode(), "F-04", "html"),
        (b"<!-- saved -->\n<TABLE><tr><td>1</td></tr></TABLE>", "F-04", "html"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "F-04",
            "xml-2003",
        ),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", "F-04", "mhtml"),
        (b"ID;PWXL;N;E\r\nC;Y1;X1;K1\r\nE\r\n", "F-04", "sylk"),
        (b'<?xml version="1.0"?><report/>', "F-23", "xml"),
        (b"%PDF-1.7 ...", "F-23", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "F-23", "png"),
        (b"\xff\xd8\xff\xe0", "F-23", "jpeg"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "F-23", "webp"),
        (b"7z\xbc\xaf\x27\x1c\x00", "F-23", "7z"),
        (b"SQLite format 3\x00", "F-23", "sqlite"),
        (b"\x01\x02\x00\x03", "F-23", "binary"),
    ],
)
@pytest.mark.parametrize("ending", [".xlsx", ".csv", ".xls", ".TXT", ""])
def test_a_file_that_is_no_workbook_is_refused_by_its_real_type_under_any_ending(
    tmp_path: Path, content: bytes, rule: str, found: str, ending: str
) -> None:
    path = tmp_path / f"renamed{ending}"
    path.write_bytes(content)
    (fault,) = check(path).problems
    assert (fault.rule, fault.found) == (rule, found)
    assert found in fault.message_th
    assert found in fault.message_en


@pytest.mark.parametrize(
    ("part", "content", "rule", "found"),
    [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "F-04", "ods"),
        ("mimetype", b"application/vnd.oasis.opendocument.text", "F-23", "odt"),
        ("xl/workbook.bin", b"", "F-04", "xlsb"),
        ("Index/Document.iwa", b"", "F-04", "numbers"),
        ("word/document.xml", b"<w/>", "F-23", "docx"),
        ("ppt/presentation.xml", b"<p/>", "F-23", "pptx"),
        ("notes.txt", b"hello", "F-23", "zip"),
    ],
)
def test_a_zip_that_is_no_xlsx_is_refused_by_its_real_type(
    tmp_path: Path, part: str, content: bytes, rule: str, found: str
) -> None:
    path = tmp_path / "renamed.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, content)
    (fault,) = check(path).problems
    assert (fault.rule, fault.found) == (rule, found)


def test_a_workbook_named_csv_is_refused_with_both_named(good: Path) -> None:
    renamed = good.rename(good.with_suffix(".csv"))
    (fault,) = check(renamed).problems
    assert (fault.rule, fault.found, fault.expected) == ("F-05", "xlsx", ".csv")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"  \n"])
def test_a_file_without_a_character_is_empty(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert rules(path) == ["F-02"]


def test_a_missing_file_and_a_folder_cannot_be_opened(tmp_path: Path) -> None:
    assert rules(tmp_path / "missing.xlsx") == ["F-01"]
    assert rules(tmp_path) == ["F-01"]


def test_a_file_over_the_size_limit_is_refused_with_both_sizes(good: Path) -> None:
    (fault,) = check(good, limits=GateLimits(file_bytes=1024)).problems
    assert (fault.rule, fault.expected) == ("F-03", "0.0 MB")
    assert check(good, limits=GateLimits(file_bytes=1024)).sha256 is not None


def test_two_hundred_parts_are_read_and_one_more_is_not_whatever_trims_the_sheets(
    good: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(good) as archive:
        missing = 200 - sum("_rels/" not in name and "/theme/" not in name for name in archive.namelist())
    trimmings = {f"xl/charts/chart{number}.xml": b"<x/>" for number in range(300)}
    parts = trimmings | {f"xl/part{number}.xml": b"<x/>" for number in range(missing)}
    assert rules(rezip(good, tmp_path / "full.xlsx", change=parts)) == []
    assert rules(rezip(good, tmp_path / "over.xlsx", change={**parts, "xl/one.xml": b"<x/>"})) == ["F-08"]
    assert rules(good, GateLimits(trimmings=1)) == ["F-08"]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_part_named_for_macros_is_refused_whatever_it_holds(good: Path, tmp_path: Path, part: str) -> None:
    assert rules(rezip(good, tmp_path / "bad.xlsx", change={part: b"<x/>"})) == ["F-13"]


def test_too_many_parts_and_too_much_unpacked_are_refused(good: Path) -> None:
    assert rules(good, GateLimits(members=3)) == ["F-08"]
    assert rules(good, GateLimits(unpacked_bytes=100)) == ["F-09"]


def test_a_changed_byte_fails_its_checksum(good: Path) -> None:
    content = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    data = member.header_offset + 30 + len(member.filename)
    content[data + member.compress_size // 2] ^= 0xFF
    good.write_bytes(content)
    assert rules(good) == ["F-07"]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_damaged(good: Path, share: float) -> None:
    content = good.read_bytes()
    good.write_bytes(content[: int(len(content) * share)])
    assert rules(good) == ["F-07"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_that_differ_in_case_only_are_refused(good: Path) -> None:
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr("XL/Worksheets/Sheet1.xml", b"<worksheet/>")
    assert rules(good) == ["F-10"]


@pytest.mark.parametrize("name", ["../outside.xml", "/etc/passwd", "xl\\a.xml", "C:/a.xml", "xl//a.xml"])
def test_a_part_with_a_path_for_a_name_is_refused(good: Path, name: str) -> None:
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr(name, b"x")
    assert rules(good) == ["F-11"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/worksheets/sheet1.xml", "custom/item.bin"])
def test_a_dtd_in_any_xml_part_is_refused(good: Path, tmp_path: Path, part: str, encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'.encode(encoding)
    assert rules(rezip(good, tmp_path / "bad.xlsx", change={part: bomb})) == ["F-12"]


def test_a_dtd_across_the_edge_of_two_pieces_is_found(good: Path, tmp_path: Path) -> None:
    late = b"<x>" + b" " * ((1 << 20) - 6) + b"<!DOCTYPE y>"
    assert rules(rezip(good, tmp_path / "bad.xlsx", change={"xl/late.xml": late})) == ["F-12"]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/embeddings/oleObject1.bin", "xl/harmless.dat"])
def test_macros_and_embedded_objects_are_refused_under_any_name(
    good: Path, tmp_path: Path, part: str
) -> None:
    assert rules(rezip(good, tmp_path / "bad.xlsx", change={part: OLE + b"macro"})) == ["F-13"]


def test_a_macro_type_in_the_list_of_contents_is_refused(good: Path, tmp_path: Path) -> None:
    types = b'<Types><Override PartName="/xl/x" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    assert rules(rezip(good, tmp_path / "bad.xlsx", change={"[Content_Types].xml": types})) == ["F-13"]


def test_an_encrypted_zip_member_is_refused(good: Path) -> None:
    content = bytearray(good.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 0x01
    good.write_bytes(content)
    assert rules(good) == ["F-06"]


def test_a_workbook_for_macros_is_told_by_what_it_holds_under_any_ending(good: Path, tmp_path: Path) -> None:
    main = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    types = b'<Types><Override PartName="/xl/workbook.xml" ContentType="%s"/></Types>' % main
    for name in ("bad.xlsm", "bad.xlsx"):
        (fault,) = check(rezip(good, tmp_path / name, change={"[Content_Types].xml": types})).problems
        assert (fault.rule, fault.found) == ("F-13", "xlsm")


def test_text_in_utf_16_without_its_mark_is_refused_for_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for encoding in ("utf-16-le", "utf-16-be"):
        path.write_bytes("ส่วนราชการ,ระยะ\r\nกรมสรรพากร,ระยะเริ่มต้น\r\n".encode(encoding))
        assert rules(path) == ["F-14"]


def test_text_with_a_nul_in_it_goes_on_to_the_reader_which_can_tell_where(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"agency,stage\r\n01-10,\x00initial\r\n")
    assert check(path).kind == "csv"


def test_a_small_file_that_unpacks_to_a_bomb_is_refused_before_it_is_unpacked(
    good: Path, tmp_path: Path
) -> None:
    bomb = rezip(good, tmp_path / "bomb.xlsx", change={"xl/media/a.bin": bytes(3 << 20)})
    assert bomb.stat().st_size < 20_000
    assert rules(bomb, GateLimits(unpacked_bytes=2 << 20)) == ["F-09"]


def test_a_part_whose_header_states_too_small_a_size_fails_its_checksum(good: Path) -> None:
    content = bytearray(good.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    good.write_bytes(content)
    assert rules(good) == ["F-07"]

"""Workbooks put together part by part, so that a test decides every byte of them."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from etl.intake.sheets import letter
from tests.intake.books import Cell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)

HEADER = ("ส่วนราชการ", "กลุ่มบุคลากร", "จำนวน (คน)", "รอบการรายงาน")
ROWS: tuple[tuple[Cell, ...], ...] = tuple(
    ("01-10", group, number, "2564Q2")
    for group, number in (("EXEC", 4), ("MGMT", 17), ("ACAD", 300), ("SERV", 100), ("TECH", 12), ("OTHR", 60))
)
"""A headcount that is accepted whole."""


def cell(place: str, value: Cell) -> str:
    """One cell as Excel writes it, its text in place."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def sheet_data(rows: Iterable[Iterable[Cell]], first: int = 1) -> str:
    """The rows as sheetData, the first of them at this row."""
    written = (
        f'<row r="{number}">'
        + "".join(cell(f"{letter(place)}{number}", value) for place, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=first)
    )
    return f"<sheetData>{''.join(written)}</sheetData>"


GOOD = sheet_data((HEADER, *ROWS))


def worksheet(inner: str = GOOD) -> str:
    """A worksheet part."""
    return f'<worksheet xmlns="{MAIN}">{inner}</worksheet>'


def parts(sheet: str | None = None, *, properties: str = "", state: str = "") -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet, to be changed before they are packed."""
    hidden = f' state="{state}"' if state else ""
    rel = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'{rel}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}">{properties}'
        f'<sheets><sheet name="ข้อมูล" sheetId="1"{hidden} r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{rel}<Relationship Id="r1" Type="{_OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet or worksheet(),
    }


def pack(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """The parts in a zip, in their order."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def strict(members: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """The same workbook in the strict dialect of its standard."""
    changed: dict[str, str | bytes] = {}
    for name, content in members.items():
        for loose, tight in _STRICT.items():
            content = content.replace(loose, tight) if isinstance(content, str) else content
        changed[name] = content
    return changed


def ole(*streams: str) -> bytes:
    """The head of an OLE file whose directory, in its second sector, lists these streams."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\x00"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 48, 0)
    directory = b""
    for name in ("Root Entry", *streams):
        coded = name.encode("utf-16-le")
        entry = bytearray(128)
        entry[: len(coded)] = coded
        struct.pack_into("<H", entry, 64, len(coded) + 2)
        entry[66] = 5 if name == "Root Entry" else 2
        directory += entry
    return bytes(header) + directory.ljust(512, b"\x00")

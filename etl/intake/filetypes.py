"""What a file really is, told by its first bytes and, for a zip, by the names of its members."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

FileType = Literal[
    "xlsx",
    "csv",
    "xlsm",
    "xlsb",
    "xls",
    "ods",
    "xml-2003",
    "mhtml",
    "sylk",
    "utf-16",
    "xlsx-encrypted",
    "docx",
    "doc",
    "pptx",
    "ppt",
    "odt",
    "numbers",
    "zip",
    "pdf",
    "png",
    "jpeg",
    "gif",
    "gzip",
    "7z",
    "rar",
    "sqlite",
    "parquet",
    "html",
    "xml",
    "rtf",
    "webp",
    "ole",
    "binary",
]

SPREADSHEETS: frozenset[FileType] = frozenset(
    {"xls", "xlsb", "ods", "numbers", "html", "mhtml", "xml-2003", "sylk"}
)
"""What a spreadsheet program opens and can save as .xlsx; the tables in it are not read.

None of them can be taken by the rules an .xlsx is taken by. An .xls or .xlsb tells neither a formula saved
without its value (it stores a zero) nor, through any parser at hand, its hidden rows; an .ods repeats cells
by counts and hides rows by styles, which the parser at hand passes over.
"""

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"

_HEAD = 4096
_MOSTLY = 0.9
_PLAIN = re.compile("[\t\r\n -~\u0e01-\u0e5b]")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")

_MAGIC: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!", "rar"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"{\\rtf", "rtf"),
    (b"MIME-Version:", "mhtml"),
    (b"ID;P", "sylk"),
)
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|table|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_OLE_STREAMS: tuple[tuple[str, FileType], ...] = (
    ("EncryptedPackage", "xlsx-encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
_ZIP_PARTS: tuple[tuple[str, FileType], ...] = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("index/document.iwa", "numbers"),
)
_OPEN_DOCUMENT: tuple[tuple[bytes, FileType], ...] = (
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
)


def plain_type(content: bytes) -> FileType:
    """Type of a file that is not a zip; whatever is text and nothing better known is `csv`."""
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    if content.startswith(OLE_MAGIC):
        return _ole_type(content)
    if content.startswith(UTF16_MARKS):
        return "csv"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if b"\x00" in content:
        return _type_with_nul(content[:_HEAD])
    return _text_type(content[:_HEAD])


def zip_type(names: Iterable[str], mimetype: bytes) -> FileType:
    """Type of a zip by its member names; `mimetype` is the content of the member of that name, if any."""
    for mark, kind in _OPEN_DOCUMENT:
        if mimetype.startswith(mark):
            return kind
    lowered = [name.lower() for name in names]
    for part, kind in _ZIP_PARTS:
        if any(name.startswith(part) for name in lowered):
            return kind
    return "zip"


def _ole_type(content: bytes) -> FileType:
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return kind
    return "ole"


def _type_with_nul(head: bytes) -> FileType:
    """UTF-16 without its mark, text with a NUL in it (`csv`: the reader tells where), or no text at all."""
    even = head[: len(head) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        if len(_PLAIN.findall(even.decode(encoding, "replace"))) >= _MOSTLY * len(even) // 2:
            return "utf-16"
    return "binary" if _CONTROLS.search(head) or head.count(0) > len(head) * (1 - _MOSTLY) else "csv"


def _text_type(head: bytes) -> FileType:
    head = head.removeprefix(UTF8_MARK).lstrip()
    if _HTML.match(head) or b"<html" in head[:1024].lower():
        return "html"
    if head.startswith(b"<?xml"):
        return "xml-2003" if b"urn:schemas-microsoft-com:office:spreadsheet" in head else "xml"
    return "csv"

"""What a file really is, told by its first bytes and, for a zip, by the names of its members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

FileType = Literal[
    "xlsx",
    "csv",
    "xlsm",
    "xlsb",
    "xls",
    "ods",
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
    "binary",
]

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"

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
)
_OLE_STREAMS: tuple[tuple[str, FileType], ...] = (
    ("EncryptedPackage", "xlsx-encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
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
    if b"\x00" in content:
        return "binary"
    return _text_type(content)


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
    return "xls"


def _text_type(content: bytes) -> FileType:
    head = content[:4096].removeprefix(UTF8_MARK).lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) or b"<html" in head[:1024]:
        return "html"
    if head.startswith(b"<?xml"):
        return "xml"
    return "csv"

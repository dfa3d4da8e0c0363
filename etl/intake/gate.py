"""The gate: may this file be opened at all? Decided from bytes and the zip directory, before any parser.

Must not: parse a sheet, follow a link, write anything, or raise for a fault of the file: faults are problems.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from etl.definitions.problems import Problem, problem
from etl.intake.filetypes import (
    OLE_MAGIC,
    SPREADSHEETS,
    UTF8_MARK,
    UTF16_MARKS,
    ZIP_MAGIC,
    FileType,
    plain_type,
    zip_type,
)
from etl.intake.limits import stated

_CHUNK = 1 << 20
_DTD_MARKS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_DTD_OVERLAP = max(map(len, _DTD_MARKS)) - 1
_MACRO_TYPES = {
    b"macroenabled": "xlsm",
    b"vnd.ms-office.vbaproject": "vba",
    b"vnd.ms-office.activex": "activeX",
}
_ACTIVE = re.compile(b"|".join(map(re.escape, _MACRO_TYPES)), re.IGNORECASE)
_SAVED_AT = re.compile(rb":modified\b[^>]*>\s*([^<\s]+)\s*<")
_MACRO_PART = re.compile(r"(^|/)(vbaproject\.bin|macrosheets/[^/]+)$", re.IGNORECASE)
_TRIMMING = re.compile(r"^xl/(charts|drawings|media|printersettings|theme)/|(^|/)_rels/", re.IGNORECASE)
"""Parts a sheet brings along and nobody reads; a real workbook has more of them than of all others."""
_UNSAFE_NAME = re.compile(r"^/|\\|:|(^|/)\.\.?(/|$)|//|[\x00-\x1f\x7f]")
_ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # an encrypted member, or (as NotImplementedError) a way of packing nobody uses
)


@dataclass(frozen=True)
class GateLimits:
    """Limits of the gate, those of thresholds.toml unless others are named."""

    file_bytes: int = field(default_factory=lambda: stated("max_file_mb", 1024**2))
    members: int = field(default_factory=lambda: stated("max_members"))
    trimmings: int = field(default_factory=lambda: stated("max_trimmings"))
    unpacked_bytes: int = field(default_factory=lambda: stated("max_unpacked_mb", 1024**2))


@dataclass(frozen=True)
class GateResult:
    """What the gate saw of one file; it may be read only when `problems` is empty."""

    path: Path
    sha256: str | None
    """Of the bytes seen; None when the file could not be read at all."""
    size: int
    kind: Literal["xlsx", "csv"] | None
    saved_at: datetime | None
    """The workbook's own saved time (UTC), None for csv and where the workbook does not say."""
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        """True when the file may be handed to the reader."""
        return not self.problems


def check(path: Path, *, limits: GateLimits | None = None) -> GateResult:
    """Judge one file without parsing it: size, real type, zip directory, CRC, active content."""
    limits = limits or GateLimits()
    try:
        if not path.is_file():
            return _refuse(path, problem("F-01"))
        size = path.stat().st_size
        if size > limits.file_bytes:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            fault = problem("F-03", found=_megabytes(size), expected=_megabytes(limits.file_bytes))
            return _refuse(path, fault, sha256=digest, size=size)
        content = path.read_bytes()
    except (OSError, ValueError):
        return _refuse(path, problem("F-01"))
    return _judge(path, content, limits)


def _judge(path: Path, content: bytes, limits: GateLimits) -> GateResult:
    sha256, size = hashlib.sha256(content).hexdigest(), len(content)
    if not content.strip(b"".join((UTF8_MARK, *UTF16_MARKS, b"\x00 \t\r\n"))):
        return _refuse(path, problem("F-02"), sha256=sha256, size=size)
    if content.startswith(ZIP_MAGIC):
        faults, saved_at = _judge_zip(content, limits)
        kind: Literal["xlsx", "csv"] = "xlsx"
    else:
        faults, saved_at = _judge_plain(content), None
        kind = "csv"
    named = path.suffix.lower()
    if not faults and named in (".xlsx", ".csv") and named != f".{kind}":
        faults = [problem("F-05", found=kind, expected=named)]
    return GateResult(path, sha256, size, None if faults else kind, saved_at, tuple(faults))


def _judge_plain(content: bytes) -> list[Problem]:
    kind = plain_type(content)
    if kind == "csv":
        return []
    return [_unread(kind)]


def _unread(kind: FileType) -> Problem:
    """Why a file of this real type is not read, each with what to do about it."""
    if kind == "xlsx-encrypted":
        return problem("F-06", found=kind)
    if kind == "utf-16":
        return problem("F-14")
    return problem("F-04" if kind in SPREADSHEETS else "F-23", found=kind)


def _judge_zip(content: bytes, limits: GateLimits) -> tuple[list[Problem], datetime | None]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            faults = list(_directory_faults(archive, len(content), limits))
            if faults:
                return faults, None
            kind = zip_type(archive.namelist(), _read_head(archive, "mimetype"))
            if kind != "xlsx":
                return [_unread(kind)], None
            return _part_faults(archive), _saved_at(archive)
    except _ZIP_FAULTS:
        return [problem("F-07")], None


def _directory_faults(archive: zipfile.ZipFile, size: int, limits: GateLimits) -> Iterator[Problem]:
    """Faults visible in the zip directory alone: nothing is unpacked."""
    members = archive.infolist()
    trimmings = sum(bool(_TRIMMING.search(member.orig_filename)) for member in members)
    for count, most in ((len(members) - trimmings, limits.members), (trimmings, limits.trimmings)):
        if count > most:
            yield problem("F-08", found=f"{count:,}", expected=f"{most:,}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        yield problem("F-09", found=_megabytes(unpacked), expected=_megabytes(limits.unpacked_bytes))
    if sum(member.compress_size for member in members) > size:
        yield problem("F-07")
    if any(member.flag_bits & 0x1 for member in members):
        yield problem("F-06", found="zip")
    names = Counter(member.orig_filename.casefold() for member in members)
    if any(count > 1 for count in names.values()):
        yield problem("F-10")
    elif any(_UNSAFE_NAME.search(member.orig_filename) for member in members):
        yield problem("F-11")


def _part_faults(archive: zipfile.ZipFile) -> list[Problem]:
    """Unpack every part once in small pieces: proves the CRC, finds DTDs and active content.

    `zipfile` never yields more than the declared size of a member, so a header that lies fails its CRC.
    """
    dtd, active = False, dict[str, None]()
    for member in archive.infolist():
        with archive.open(member) as part:
            head = part.read(_CHUNK)
            if head.startswith(OLE_MAGIC):
                active["ole"] = None
            if _MACRO_PART.search(member.filename):
                active["vba"] = None
            if member.filename.lower() == "[content_types].xml":
                active |= {_MACRO_TYPES[found.lower()]: None for found in _ACTIVE.findall(head)}
            is_xml = _is_xml(head) and not member.filename.lower().startswith("xl/media/")
            tail, chunk = b"", head
            while chunk:
                dtd |= is_xml and _holds_dtd(tail + chunk)
                tail = chunk[-_DTD_OVERLAP:]
                chunk = part.read(_CHUNK)
    return ([problem("F-12")] if dtd else []) + ([problem("F-13", found=", ".join(active))] if active else [])


def _holds_dtd(piece: bytes) -> bool:
    """Whether a DTD begins here; every mark holds a "!", which most pieces lack and which is found fast."""
    return b"!" in piece and any(mark in piece for mark in _DTD_MARKS)


def _is_xml(head: bytes) -> bool:
    start = head[:64].lstrip(UTF8_MARK + b"\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<")


def _read_head(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(_CHUNK)


def _saved_at(archive: zipfile.ZipFile) -> datetime | None:
    found = _SAVED_AT.search(_read_head(archive, "docProps/core.xml"))
    if not found:
        return None
    try:
        saved = datetime.fromisoformat(found[1].decode("ascii"))
        return saved.astimezone(UTC) if saved.tzinfo else saved.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _refuse(path: Path, fault: Problem, *, sha256: str | None = None, size: int = 0) -> GateResult:
    return GateResult(path, sha256, size, None, None, (fault,))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:,.1f} MB"

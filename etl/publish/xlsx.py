"""Safe text in cells, and workbooks saved whole: every workbook this project writes goes through here.

Two promises. Text stays text: nothing an agency wrote can become a formula (`text`). The same content gives
the same bytes, and a reader never sees half a file (`save`).
"""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.xml.functions import tostring

LONGEST_CELL: Final = 32_767
"""Most UTF-16 units Excel keeps in one cell."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_CORE_PROPERTIES: Final = "docProps/core.xml"
_FIRST_MEMBERS: Final = ("[Content_Types].xml", "_rels/.rels")
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o600 << 16

# What XML 1.0 cannot carry: control characters, lone surrogates, the two non-characters.
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# OOXML reads `_x001F_` in a string as that character, so a literal one needs its underscore escaped.
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_START: Final = re.compile("^[\\s\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\t\n]")


def clean(value: str) -> str:
    """Return the text as a cell can hold it: unwritable characters visible, what is too long ends in "…"."""
    writable = _NOT_IN_XML.sub(_REPLACEMENT, value.replace("\r\n", "\n").replace("\r", "\n"))
    units = writable.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_CELL:
        return writable
    return units[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", errors="ignore") + _ELLIPSIS


def text(cell: Cell | WriteOnlyCell, value: str) -> None:
    """Put `value` into the cell as text, whatever it begins with; it stays text when edited in Excel."""
    safe = clean(value)
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", safe)
    cell.data_type = "s"
    if _FORMULA_START.match(safe):
        cell.quotePrefix = True


def save(workbook: Workbook, path: Path, *, saved_at: datetime) -> None:
    """Write the workbook to `path` in one step; equal content and `saved_at` give equal bytes.

    `saved_at` becomes the file's created and modified property: the time of the figures, never of the clock.
    """
    moment = saved_at.astimezone(UTC).replace(tzinfo=None, microsecond=0) if saved_at.tzinfo else saved_at
    workbook.properties.created = moment
    drawn = BytesIO()
    workbook.save(drawn)
    # Saving stamps the clock into the properties; the member is written anew with the given time.
    workbook.properties.modified = moment
    replaced = {_CORE_PROPERTIES: tostring(workbook.properties.to_tree())}
    replace_file(path, settled(drawn, replaced))


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` atomically: a reader sees the old file or the whole new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def settled(archive: BytesIO, replaced: dict[str, bytes]) -> bytes:
    """Return the zip archive with its members in a fixed order, with fixed times and rights."""
    result = BytesIO()
    with ZipFile(archive) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name not in _FIRST_MEMBERS, name))
        for name in names:
            member = ZipInfo(name, date_time=_ZIP_EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = _PLAIN_FILE
            target.writestr(member, replaced.get(name) or source.read(name))
    return result.getvalue()

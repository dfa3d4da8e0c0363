"""Safe text in cells, and workbooks saved whole: every workbook this project writes goes through here.

Two promises. Text stays text: nothing an agency wrote can become a formula (`text`). The same content gives
the same bytes, and a reader never sees half a file (`save`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.xml.functions import tostring

from etl.publish.files import replace_file, settled

LONGEST_CELL: Final = 32_767
"""Most UTF-16 units Excel keeps in one cell."""

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_CORE_PROPERTIES: Final = "docProps/core.xml"

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

"""What a reading process does: the cells of one file, laid out as bytes for the pipe.

Must not import pandas, numpy or the definitions: a reading process does without, and is ready sooner.
"""

from __future__ import annotations

import csv
import hashlib
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import ParseError

import fastexcel
import pyarrow as pa
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from python_calamine import CalamineError

from etl.intake import delimited, workbook
from etl.intake.filetypes import ZIP_MAGIC
from etl.intake.limits import Limits
from etl.intake.sheets import NO_CELLS, SheetSet, reading_fault

_UNREADABLE = (
    fastexcel.FastExcelError,
    CalamineError,
    DefusedXmlException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    pa.ArrowException,
    csv.Error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    StopIteration,
    ValueError,
)

_PANIC = "PanicException"
"""What a parser written in Rust raises where it thought it could not come: no `Exception`, not importable."""

Packed = tuple[SheetSet, tuple[bytes, ...]]
"""What was read, its sheets without their cells, and the cells of each sheet as an Arrow stream."""


def packed(path: Path, sha256: str | None, limits: Limits) -> Packed:
    """Return what one file holds; its faults are told in it, never raised.

    `sha256` is that of the bytes the gate passed: no others are read.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return _refused("F-20")
    if sha256 not in (None, hashlib.sha256(content).hexdigest()):
        return _refused("F-20")
    try:
        found = (workbook if content.startswith(ZIP_MAGIC) else delimited).read(content, limits)
    except MemoryError:  # Arrow's is an ArrowException as well
        raise
    except _UNREADABLE:
        return _refused("F-18")
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        return _refused("F-18")
    bare = tuple(replace(sheet, cells=NO_CELLS) for sheet in found.sheets)
    return SheetSet(bare, found.problems), tuple(_to_bytes(sheet.cells) for sheet in found.sheets)


def _refused(rule: str) -> Packed:
    return SheetSet((), (reading_fault(rule),)), ()


def unpacked(read: Packed) -> SheetSet:
    """Return what was read, its cells in place."""
    bare, streams = read
    pairs = zip(bare.sheets, streams, strict=True)
    sheets = tuple(replace(sheet, cells=pa.ipc.open_stream(stream).read_all()) for sheet, stream in pairs)
    return SheetSet(sheets, bare.problems)


def _to_bytes(cells: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, cells.schema) as stream:
        stream.write_table(cells)
    content: bytes = sink.getvalue().to_pybytes()
    return content

"""The reader: raw cells of one file, in a child process that dies rather than hangs or eats the machine.

Cells travel back as Arrow bytes through the pipe, never through a temporary file: personal data must not
touch the disk.
"""

from __future__ import annotations

import multiprocessing
import sys
import zipfile
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TaskTimeout
from dataclasses import replace
from importlib.abc import MetaPathFinder
from itertools import islice
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self
from xml.etree.ElementTree import ParseError

import fastexcel
import pyarrow as pa
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from pebble import ProcessExpired, ProcessFuture, ProcessPool
from python_calamine import CalamineError

from etl.intake import delimited, workbook
from etl.intake.filetypes import ZIP_MAGIC
from etl.intake.sheets import NO_CELLS, Limits, SheetSet, reading_fault

_AHEAD = 2
_UNREADABLE = (
    fastexcel.FastExcelError,
    CalamineError,
    DefusedXmlException,
    ParseError,
    zipfile.BadZipFile,
    zlib.error,
    pa.ArrowException,
    EOFError,
    LookupError,
    OSError,
    StopIteration,
    ValueError,
)

Packed = tuple[SheetSet, tuple[bytes, ...]]


class Reader:
    """A pool of reading processes for many files; a file that exceeds time or memory costs only itself.

    As a `with` block it starts its processes at once, so that they are up when the first file has passed
    the gate.
    """

    def __init__(self, limits: Limits | None = None, *, workers: int = 1) -> None:
        """Start nothing yet."""
        self._ending: Thread | None = None
        self._limits = limits or Limits()
        self._workers = workers
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=_settle_in,
            initargs=[self._limits.memory_bytes],
            context=multiprocessing.get_context("spawn"),
        )

    def read(self, path: Path) -> SheetSet:
        """Cells of one file that passed the gate; its faults are in `problems`, never raised."""
        return self._collect(self._submit(path))

    def read_all(self, paths: Iterable[Path]) -> Iterator[SheetSet]:
        """Cells of many files in the order given, read in parallel a few files ahead of the consumer.

        The first files are being read when this returns. After the last one the processes end.
        """
        coming = iter(paths)
        waiting = deque(map(self._submit, islice(coming, self._workers * _AHEAD)))
        return self._collected(waiting, coming)

    def _collected(self, waiting: deque[ProcessFuture[Packed]], coming: Iterator[Path]) -> Iterator[SheetSet]:
        while waiting:
            found = self._collect(waiting.popleft())
            waiting.extend(map(self._submit, islice(coming, 1)))
            if not waiting:
                self._end()
            yield found

    def _submit(self, path: Path) -> ProcessFuture[Packed]:
        return self._pool.schedule(_read_packed, args=[path, self._limits], timeout=self._limits.seconds)

    def _collect(self, task: ProcessFuture[Packed]) -> SheetSet:
        try:
            return _unpacked(task.result())
        except TaskTimeout:
            return SheetSet((), (reading_fault("F-16", expected=f"{self._limits.seconds:g}"),))
        except (ProcessExpired, MemoryError):
            return SheetSet(
                (), (reading_fault("F-17", expected=f"{self._limits.memory_bytes // 1024**2:,} MB"),)
            )

    def __enter__(self) -> Self:
        """Start the processes; the end of the `with` block ends them."""
        self._pool.schedule(_settled_in)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes and wait until they are gone."""
        self._end().join()

    def _end(self) -> Thread:
        """Begin to end the processes, at once: whatever still runs has no one to give its cells to."""
        if self._ending is None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._ending = Thread(target=self._pool.join)
            self._ending.start()
        return self._ending


def read(path: Path, limits: Limits | None = None) -> SheetSet:
    """Cells of one file that passed the gate, in a process of its own; for many files keep one `Reader`."""
    with Reader(limits) as reader:
        return reader.read(path)


class _NoPandas(MetaPathFinder):
    """Arrow imports pandas at its first array if it can: 0.2 seconds and 60 MB no reading process needs."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Say that there is no pandas."""
        del path, target
        if name == "pandas":
            raise ModuleNotFoundError(name=name)


def _settle_in(memory_bytes: int) -> None:
    """Cap the address space of this child where the system can; Arrow must not reserve more than it uses."""
    sys.meta_path.insert(0, _NoPandas())
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _settled_in() -> None:
    """In the child: do nothing; the first task is what makes a pool start its processes."""


def _read_packed(path: Path, limits: Limits) -> Packed:
    """In the child: read the file and lay its cells out as Arrow stream bytes."""
    try:
        content = path.read_bytes()
        found = (workbook if content.startswith(ZIP_MAGIC) else delimited).read(content, limits)
    except _UNREADABLE:
        return SheetSet((), (reading_fault("F-18"),)), ()
    bare = tuple(replace(sheet, cells=NO_CELLS) for sheet in found.sheets)
    return SheetSet(bare, found.problems), tuple(_to_bytes(sheet.cells) for sheet in found.sheets)


def _unpacked(packed: Packed) -> SheetSet:
    bare, streams = packed
    pairs = zip(bare.sheets, streams, strict=True)
    sheets = tuple(replace(sheet, cells=pa.ipc.open_stream(stream).read_all()) for sheet, stream in pairs)
    return SheetSet(sheets, bare.problems)


def _to_bytes(cells: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, cells.schema) as stream:
        stream.write_table(cells)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed

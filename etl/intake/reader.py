"""The reader: raw cells of one file, in a child process that dies rather than hangs or eats the machine.

Cells travel back as Arrow bytes through the pipe, never through a temporary file: personal data must not
touch the disk. This module itself imports next to nothing, so that the processes start before the caller has
imported what it needs; both then import at the same time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TaskTimeout
from importlib import import_module
from importlib.abc import MetaPathFinder
from itertools import islice
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pebble import ProcessExpired, ProcessFuture, ProcessPool

if TYPE_CHECKING:
    from etl.intake.limits import Limits
    from etl.intake.reading import Packed
    from etl.intake.sheets import SheetSet

_AHEAD = 2
_OUT_OF_TIME = getattr(signal, "SIGPROF", None)
"""Ends a reading process whose time of the processor is up; a system without it has the clock alone."""

Seen = tuple[Path, str | None]
"""A file and the SHA-256 of the bytes the gate saw; None where nobody looked."""


class Reader:
    """A pool of reading processes for many files; a file that exceeds time or memory costs only itself.

    As a `with` block it starts its processes at once, so that they are up when the first file has passed
    the gate.
    """

    def __init__(self, limits: Limits | None = None, *, workers: int = 1) -> None:
        """Start nothing yet; without limits of its own it keeps those of thresholds.toml."""
        self._ending: Thread | None = None
        self._stated = limits
        self._workers = workers
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=_settle_in,
            context=multiprocessing.get_context("spawn"),
        )

    @property
    def _limits(self) -> Limits:
        if self._stated is None:
            from etl.intake.limits import Limits

            self._stated = Limits()
        return self._stated

    def read(self, path: Path, sha256: str | None = None) -> SheetSet:
        """Cells of one file that passed the gate; its faults are in `problems`, never raised.

        With the gate's `sha256`, a file whose bytes are others by now is such a fault.
        """
        return self._collect(self._submit((path, sha256)))

    def read_all(self, files: Iterable[Seen]) -> Iterator[SheetSet]:
        """Cells of many files in the order given, read in parallel a few files ahead of the consumer.

        The first files are being read when this returns. After the last one the processes end.
        """
        coming = iter(files)
        waiting = deque(map(self._submit, islice(coming, self._workers * _AHEAD)))
        return self._collected(waiting, coming)

    def _collected(self, waiting: deque[ProcessFuture[Packed]], coming: Iterator[Seen]) -> Iterator[SheetSet]:
        while waiting:
            found = self._collect(waiting.popleft())
            waiting.extend(map(self._submit, islice(coming, 1)))
            if not waiting:
                self._end()
            yield found

    def _submit(self, file: Seen) -> ProcessFuture[Packed]:
        return self._pool.schedule(_read, args=[*file, self._limits], timeout=self._limits.patience)

    def _collect(self, task: ProcessFuture[Packed]) -> SheetSet:
        from etl.intake.reading import unpacked
        from etl.intake.sheets import SheetSet, reading_fault

        try:
            return unpacked(task.result())
        except TaskTimeout:
            return SheetSet((), (reading_fault("F-16", expected=f"{self._limits.patience:g}"),))
        except (ProcessExpired, MemoryError) as error:
            if _OUT_OF_TIME and getattr(error, "exitcode", None) == -_OUT_OF_TIME:
                return SheetSet((), (reading_fault("F-16", expected=f"{self._limits.seconds:g}"),))
            allowed = f"{self._limits.memory_bytes // 1024**2:,} MB"
            return SheetSet((), (reading_fault("F-17", expected=allowed),))

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


class _Absent(MetaPathFinder):
    """Arrow imports numpy, and pandas at its first array, if it can: time and memory no reading needs."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Say that there is neither."""
        del path, target
        if name in ("numpy", "pandas"):
            raise ModuleNotFoundError(name=name)


def _settle_in() -> None:
    """In the child: import what reading needs; Arrow must not reserve more memory than it uses.

    From then on it is silent: what a parser prints when it gives up is no report, and may quote a cell.
    """
    sys.meta_path.insert(0, _Absent())
    arrow = import_module("pyarrow")
    arrow.set_memory_pool(arrow.system_memory_pool())
    import_module("etl.intake.reading")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _settled_in() -> None:
    """In the child: do nothing; the first task is what makes a pool start its processes."""


def _read(path: Path, sha256: str | None, limits: Limits) -> Packed:
    """In the child: read one file, the process capped to the memory allowed where the system can."""
    from etl.intake.reading import packed

    _cap_memory(limits.memory_bytes)
    _allow(limits.seconds)
    try:
        return packed(path, sha256, limits)
    finally:
        _allow(0)


def _allow(seconds: float) -> None:
    """Let this process work so long and no longer; 0 takes the limit away."""
    if _OUT_OF_TIME:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _cap_memory(memory_bytes: int) -> None:
    """Cap what may be written to: address space alone is also reserved for use that never comes."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

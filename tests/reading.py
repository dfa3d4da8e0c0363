"""Reading processes that outlive one load: a test of what is read need not wait for a process to start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pebble import ProcessFuture, ProcessPool

from etl.intake import reader


class Lent:
    """The pool of one `Reader`: its files go to the kept processes, which its end leaves alone."""

    def __init__(self, kept: ProcessPool) -> None:
        self._kept = kept

    def schedule(self, *job: Any, **settings: Any) -> ProcessFuture[Any]:  # noqa: ANN401 - as pebble's
        return self._kept.schedule(*job, **settings)

    def stop(self) -> None:
        """Nothing: the processes are not this reader's."""

    def join(self) -> None:
        """Nothing: the processes are not this reader's."""


@contextmanager
def processes() -> Iterator[ProcessPool]:
    """As many reading processes as a load of several files has, made as a `Reader` makes its own."""
    own = reader.Reader(workers=2)
    with own:
        yield own._pool

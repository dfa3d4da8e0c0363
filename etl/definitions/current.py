"""The definitions in force: those on disk, but where a release is read by the ones it was made with."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Final

from etl.definitions.load import Definitions, read_definitions

_IN_USE: Final[ContextVar[Definitions | None]] = ContextVar("definitions in use", default=None)


def definitions() -> Definitions:
    """Return the definitions in force; DefinitionFaults where the files on disk contradict themselves."""
    return _IN_USE.get() or _on_disk()


@contextmanager
def using(found: Definitions) -> Iterator[None]:
    """Put other definitions in force for what runs inside, in this thread only."""
    before = _IN_USE.set(found)
    try:
        yield
    finally:
        _IN_USE.reset(before)


@cache
def _on_disk() -> Definitions:
    return read_definitions()

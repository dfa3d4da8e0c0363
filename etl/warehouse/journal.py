"""The journal of releases: what happened, in order, only ever longer.

    releases/journal.jsonl   one entry a line, each naming the one before by its SHA-256
    releases/<number>/       the files of a release: see `frozen`

Replacing the journal is the one moment at which anything becomes true; what was interrupted before left no
trace that anybody reads. Whoever writes holds the home's lock.
"""

import hashlib

from etl.warehouse.home import Home, append_lines, lines_of, reached
from etl.warehouse.releases import FIRST, Event, JournalEntry, Release, Released, ReleaseError
from etl.warehouse.store import now


def append(home: Home, event: Event, *, by: str) -> JournalEntry:
    """Write one entry more; the caller holds the lock."""
    lines = _lines(home)
    entries = _read(home, lines)
    entry = JournalEntry(
        number=len(entries) + 1,
        previous=_digest(lines[-1]) if lines else FIRST,
        at=now(),
        by=by,
        event=event,
    )
    reached("before-journal")
    append_lines(home, home.journal_file, [entry])
    reached("after-journal")
    return entry


def read(home: Home) -> tuple[JournalEntry, ...]:
    """Return every entry in order; ReleaseError where the journal was changed by another hand."""
    return _read(home, _lines(home))


def releases(home: Home) -> tuple[Release, ...]:
    """Return every release in the order of their numbers."""
    return tuple(entry.event.release for entry in read(home) if isinstance(entry.event, Released))


def release(home: Home, number: int) -> Release:
    """Return a release by its number; ReleaseError where there is none."""
    for found in releases(home):
        if found.number == number:
            return found
    raise ReleaseError("unknown", number=number)


def _lines(home: Home) -> list[bytes]:
    try:
        return lines_of(home.journal_file)
    except OSError as fault:
        raise ReleaseError("journal_damaged", path=home.journal_file) from fault


def _read(home: Home, lines: list[bytes]) -> tuple[JournalEntry, ...]:
    entries: list[JournalEntry] = []
    previous = FIRST
    for number, line in enumerate(lines, start=1):
        try:
            entry = JournalEntry.model_validate_json(line)
        except ValueError as fault:
            raise ReleaseError("journal_damaged", path=home.journal_file) from fault
        if (entry.number, entry.previous) != (number, previous):
            raise ReleaseError("journal_damaged", path=home.journal_file)
        entries.append(entry)
        previous = _digest(line)
    return tuple(entries)


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()

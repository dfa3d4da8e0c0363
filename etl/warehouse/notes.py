"""Analysts' notes on figures: what somebody had to say of a measure of a unit at a quarter, and when.

    notes.jsonl    one event a line, added or removed; only ever longer

Notes belong to no snapshot: a load, a withdrawal or a rebuild leaves them as they are. A removed note stays
in the file with who removed it and when, and is not shown. Whoever writes holds the home's lock.
"""

from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, write_durably
from etl.warehouse.store import now

_FILE: Final = "notes.jsonl"
_PATIENCE: Final = 5.0
"""Seconds a writer waits for another: somebody looks at a page meanwhile."""


class Note(BaseModel):
    """One note: where it belongs, its text, who wrote it and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    measure: str
    unit: str
    period: str
    text: str
    by: str
    at: datetime


class _Event(BaseModel):
    """One line of the file: a note added, or the number of one removed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["added", "removed"]
    number: int
    by: str
    at: datetime
    note: Note | None = None


def standing(home: Home) -> tuple[Note, ...]:
    """Return the notes that were not removed, oldest first; WarehouseError where the file is damaged."""
    events = _events(_lines(home))
    removed = {event.number for event in events if event.kind == "removed"}
    return tuple(event.note for event in events if event.note is not None and event.number not in removed)


def add(home: Home, *, measure: str, unit: str, period: str, text: str, by: str) -> Note:
    """Keep one note more and return it; WarehouseError and nothing kept where that cannot be done."""
    with home.writing(seconds=_PATIENCE):
        lines = _lines(home)
        number = sum(event.kind == "added" for event in _events(lines)) + 1
        at = now()
        note = Note(number=number, measure=measure, unit=unit, period=period, text=text, by=by, at=at)
        _write(home, lines, _Event(kind="added", number=number, by=by, at=at, note=note))
    return note


def remove(home: Home, number: int, *, by: str) -> None:
    """Take a note down; one that is already down, or never was, changes nothing."""
    with home.writing(seconds=_PATIENCE):
        if any(note.number == number for note in standing(home)):
            _write(home, _lines(home), _Event(kind="removed", number=number, by=by, at=now()))


def _lines(home: Home) -> list[bytes]:
    try:
        return (home.root / _FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return []


def _events(lines: list[bytes]) -> list[_Event]:
    try:
        return [_Event.model_validate_json(line) for line in lines]
    except ValueError as fault:
        raise WarehouseError("notes_damaged", file=_FILE) from fault


def _write(home: Home, lines: list[bytes], event: _Event) -> None:
    """Write the file with one event more, whole or not at all."""
    content = b"".join(line + b"\n" for line in (*lines, event.model_dump_json().encode()))
    write_durably(home.root / _FILE, content, through=home.temporary)

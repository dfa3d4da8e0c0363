"""Analysts' notes on figures: what somebody had to say of a measure of a unit at a quarter, and when.

    notes.jsonl    one event a line, added or removed; only ever longer

Notes belong to no snapshot: a load, a withdrawal or a rebuild leaves them as they are. A removed note stays
in the file with who removed it and when, and is not shown. Whoever writes holds the home's lock.
"""

from datetime import datetime
from typing import Final, Literal

from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, append_lines, lines_of
from etl.warehouse.records import Record
from etl.warehouse.store import now

_PATIENCE: Final = 5.0
"""Seconds a writer waits for another: somebody looks at a page meanwhile."""


class Note(Record):
    """One note: where it belongs, its text, who wrote it and when."""

    number: int
    measure: str
    unit: str
    period: str
    text: str
    by: str
    at: datetime


class _Event(Record):
    """One line of the file: a note added, or the number of one removed."""

    kind: Literal["added", "removed"]
    number: int
    by: str
    at: datetime
    note: Note | None = None


def standing(home: Home) -> tuple[Note, ...]:
    """Return the notes that were not removed, oldest first; WarehouseError where the file is damaged."""
    events = _events(home)
    removed = {event.number for event in events if event.kind == "removed"}
    return tuple(event.note for event in events if event.note is not None and event.number not in removed)


def add(home: Home, *, measure: str, unit: str, period: str, text: str, by: str) -> Note:
    """Keep one note more and return it; WarehouseError and nothing kept where that cannot be done."""
    with home.writing(seconds=_PATIENCE):
        number = sum(event.kind == "added" for event in _events(home)) + 1
        at = now()
        note = Note(number=number, measure=measure, unit=unit, period=period, text=text, by=by, at=at)
        _write(home, _Event(kind="added", number=number, by=by, at=at, note=note))
    return note


def remove(home: Home, number: int, *, by: str) -> None:
    """Take a note down; one that is already down, or never was, changes nothing."""
    with home.writing(seconds=_PATIENCE):
        if any(note.number == number for note in standing(home)):
            _write(home, _Event(kind="removed", number=number, by=by, at=now()))


def _events(home: Home) -> list[_Event]:
    try:
        return [_Event.model_validate_json(line) for line in lines_of(home.notes_file)]
    except ValueError as fault:
        raise WarehouseError("notes_damaged", file=home.notes_file.name) from fault


def _write(home: Home, event: _Event) -> None:
    append_lines(home, home.notes_file, [event])

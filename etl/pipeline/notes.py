"""Notes on figures: taken only where they name nobody and reach nobody, for everybody sees them.

Joins the privacy rules of the intake and the notes of the warehouse, which do not know each other.
"""

from pathlib import Path
from typing import Literal

from etl.definitions import definitions
from etl.intake.privacy import looks_like_person, reaches_person
from etl.warehouse import notes
from etl.warehouse.home import Home
from etl.warehouse.notes import Note

Refusal = Literal["no_text", "no_name", "too_long", "personal"]

__all__ = ["Note", "Refusal", "add", "remove", "standing"]


def standing(home: Path) -> tuple[Note, ...]:
    """Return the notes that were not removed, oldest first."""
    return notes.standing(Home(home))


def add(home: Path, *, measure: str, unit: str, period: str, text: str, by: str) -> Note | Refusal:
    """Keep a note and return it, or return why it is not kept; what was refused is stored nowhere.

    The text may name no person; the writer's own name may stand, but no number or address that reaches one.
    """
    said, name = " ".join(text.split()), " ".join(by.split())
    if not said:
        return "no_text"
    if refused := _refused_name(name):
        return refused
    if _too_long(said):
        return "too_long"
    if looks_like_person(said):
        return "personal"
    return notes.add(Home(home), measure=measure, unit=unit, period=period, text=said, by=name)


def remove(home: Path, number: int, *, by: str) -> Refusal | None:
    """Take a note down under the remover's name; return why not where no proper name is given."""
    name = " ".join(by.split())
    if refused := _refused_name(name):
        return refused
    notes.remove(Home(home), number, by=name)
    return None


def _refused_name(name: str) -> Refusal | None:
    """Return why a name cannot stand under a note; a person's own name may, what reaches the person not."""
    if not name:
        return "no_name"
    if _too_long(name):
        return "too_long"
    return "personal" if reaches_person(name) else None


def _too_long(text: str) -> bool:
    return len(text) > definitions().threshold("note_characters")

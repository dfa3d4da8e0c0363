"""Edits of the brief: its sentences as a file, what an analyst changed in it, the log of who changed what.

briefs/edits.jsonl   one edited sentence a line, in the data home; lines are only ever added
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from etl.definitions.codes import ALL
from etl.publish.brief.teller import Sentence, Source
from etl.publish.edition import Edition
from etl.publish.figures import as_json
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, append_lines, lines_of
from etl.warehouse.records import Record
from etl.warehouse.store import now

_KEYS: Final = ("period", "measure", "unit_code", "group", "capability", "stage")
_SPLITS: Final = ("group", "capability", "stage")


class EditError(WarehouseError):
    """A file of edits cannot be taken, or their log not be read, and nothing changed."""

    texts = "brief.error"


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # section and figures are there for the reader

    id: str
    text: str


class _Sheet(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    period: str
    lang: str
    snapshot: str
    edited_by: str
    sentences: tuple[_Told, ...]


class Edit(Record):
    """One sentence as a person changed it, with the one made by rule; a line of the log."""

    at: datetime
    by: str
    period: str
    lang: str
    snapshot: str
    sentence: str
    before: str
    after: str

    @property
    def same(self) -> tuple[str, ...]:
        """What makes two lines one edit: all but the time."""
        return self.by, self.period, self.lang, self.snapshot, self.sentence, self.before, self.after


def sheet(edition: Edition, told: Sequence[Sentence], *, by: str = "") -> bytes:
    """Return the sentences as the JSON an analyst edits, each with the figures it rests on."""
    figures = _figures(edition, told)
    content = {
        "period": str(edition.period),
        "lang": edition.lang,
        "snapshot": edition.reader.snapshot.id,
        "edited_by": by,
        "sentences": [
            {
                "id": sentence.id,
                "section": sentence.section,
                "text": sentence.text,
                "figures": [figures[key] for source in sentence.sources if (key := _key(source)) in figures],
            }
            for sentence in told
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def apply(edition: Edition, told: Sequence[Sentence], path: Path) -> tuple[list[Sentence], list[Edit]]:
    """Return the sentences with a file's changes in place, and the changes; EditError where it is no good."""
    given = _read(path)
    expected = {
        "period": str(edition.period), "lang": edition.lang, "snapshot": edition.reader.snapshot.id,
    }  # fmt: skip
    found = {name: getattr(given, name) for name in expected}
    if found != expected:
        raise EditError(
            "other_edition", path=path, found=" ".join(found.values()), expected=" ".join(expected.values())
        )
    known = {sentence.id: sentence for sentence in told}
    counted = Counter(one.id for one in given.sentences)
    for one in given.sentences:
        if one.id not in known:
            raise EditError("unknown_sentence", path=path, sentence=one.id, known=", ".join(known))
        if counted[one.id] > 1:
            raise EditError("twice", path=path, sentence=one.id)
        if not one.text.strip():
            raise EditError("empty", path=path, sentence=one.id)
    by = given.edited_by.strip()
    changed = {one.id: one.text for one in given.sentences if one.text != known[one.id].text}
    if changed and not by:
        raise EditError("nobody", path=path)
    edits = [
        Edit(at=now(), by=by, sentence=name, before=known[name].text, after=text, **expected)
        for name, text in changed.items()
    ]
    return [
        replace(one, text=changed[one.id], edited=True) if one.id in changed else one for one in told
    ], edits


def record(home: Home, edits: Sequence[Edit]) -> None:
    """Add edits to the log of a home; one that is there already is not written twice.

    EditError where the log is damaged; it is left as it is.
    """
    if not edits:
        return
    with home.writing():
        known = {edit.same for edit in recorded(home)}
        append_lines(home, home.edits_file, [edit for edit in edits if edit.same not in known])


def recorded(home: Home) -> list[Edit]:
    """Return every edit ever recorded in a home, in order; EditError where the log is damaged."""
    try:
        return [Edit.model_validate_json(line) for line in lines_of(home.edits_file)]
    except ValueError as fault:
        raise EditError("log_damaged", path=home.edits_file) from fault


def _read(path: Path) -> _Sheet:
    try:
        return _Sheet.model_validate_json(path.read_bytes())
    except OSError as fault:
        raise EditError("not_read", path=path, reason=fault.strerror or type(fault).__name__) from fault
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise EditError("not_read", path=path, reason=f"{place} {first['msg']}".strip()) from faults


def _figures(edition: Edition, told: Sequence[Sentence]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Return the tidy rows the sentences rest on, by their keys."""
    sources = [source for sentence in told for source in sentence.sources]
    found = {}
    for splits in {_splits(source) for source in sources}:
        mine = [source for source in sources if _splits(source) == splits]
        frame = edition.reader.figures(
            periods=sorted({source.period for source in mine}),
            measures=list(dict.fromkeys(source.measure for source in mine)),
            levels=["nation", "ministry"],
            by=splits,  # type: ignore[arg-type]
            view=edition.view,
        )
        found.update({tuple(row[name] for name in _KEYS): row for row in json.loads(as_json(frame))})
    return {key: found[key] for source in sources if (key := _key(source)) in found}


def _splits(source: Source) -> tuple[str, ...]:
    return tuple(name for name in _SPLITS if getattr(source, name) != ALL)


def _key(source: Source) -> tuple[str, ...]:
    return (
        str(source.period), source.measure, source.unit, source.group, source.capability, source.stage,
    )  # fmt: skip

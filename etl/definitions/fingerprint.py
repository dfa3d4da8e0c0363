"""What tells definitions that give other figures from those that only say the same in other words."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel

if TYPE_CHECKING:
    from etl.definitions.load import Definitions

_NOT_SHAPING: Final = frozenset(
    {
        *("labels", "rules", "scenarios", "thresholds", "disclosure", "version"),
        *("datasets", "published", "aliases", "scales", "outcomes", "sources", "purposes", "units", "themes"),
        *("roles", "framework"),
    }
)
"""Parts no published figure follows from: words, what intake reads, what is asked later or told to whom."""
_WORDS: Final = frozenset(
    {
        *("th", "en", "aliases", "known_as", "abbr_alt", "note", "confidence", "evidence_units"),
        *("source", "owner", "approver", "version", "decided_on", "public"),
    }
)
"""Fields that say what an entry is, where it comes from, who answers for it and who reads it; all texts."""
_BILINGUAL: Final = ("_th", "_en")


def fingerprint(found: "Definitions") -> str:
    """Return a short hash of what figures follow from: equal where only words, sources or comments differ."""
    digest = hashlib.sha256()
    for field in fields(found):
        if field.name not in _NOT_SHAPING:
            keep = {"source"} if field.name == "phases" else set[str]()  # the money a phase is financed by
            digest.update(repr((field.name, [*_entries(getattr(found, field.name), keep)])).encode())
    return digest.hexdigest()[:8]


def _entries(part: object, keep: set[str]) -> Iterator[object]:
    """Yield the entries of a part in their order, without words."""
    if isinstance(part, BaseModel):
        yield [(name, value) for name, value in part if name in keep or not _is_word(name)]
    elif isinstance(part, Mapping):
        for key, entry in part.items():
            yield key, [*_entries(entry, keep)]
    elif isinstance(part, tuple):
        for entry in part:
            yield from _entries(entry, keep)
    else:
        yield part


def _is_word(name: str) -> bool:
    return name in _WORDS or name.endswith(_BILINGUAL)

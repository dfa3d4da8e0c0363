"""Answers of pure functions, worked out once and shared by all readers: most runs show what was shown before.

What comes back must not be changed by who asked for it, and neither must a table that was handed in.
"""

import pickle
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from hashlib import blake2b
from threading import Condition
from typing import Any, Final, ParamSpec, TypeVar
from weakref import finalize

import pandas as pd
from cachetools import LRUCache, cached

from etl.definitions import Words, definitions
from pages.kit.theme import Look

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_MOST: Final = 1024
_contents: Final[dict[int, bytes]] = {}
"""The content of every table alive that was asked about, by its identity."""


@dataclass(frozen=True, slots=True)
class _Question:
    """A call of a pure function: two are the same where function, definitions and what goes in are."""

    key: Hashable
    answer: Callable[[], Any] = field(compare=False)


def kept(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Return a pure function that is asked once for the same tables, words and choices.

    Tables are told apart by their content, so nothing can be shown for figures it was not made of.
    """

    @wraps(function)
    def asked(*arguments: Asked.args, **options: Asked.kwargs) -> Answer:
        key = (function, definitions().version, _key(arguments), _key(options))
        answer: Answer = _answer(_Question(key, lambda: function(*arguments, **options)))
        return answer

    return asked


@cached(LRUCache(_MOST), condition=Condition())  # who asks while it is worked out waits for it
def _answer(question: _Question) -> Any:  # noqa: ANN401 each function's answer is of its own type
    return question.answer()


def _key(given: object) -> Hashable:
    """Return what tells an argument from others; TypeError for one that can be changed and is no table."""
    match given:
        case pd.DataFrame():
            return _content(given)
        case Words():
            return given.lang
        case Look():
            return given.name
        case tuple() | list():
            return tuple(map(_key, given))
        case Mapping():
            return tuple((name, _key(value)) for name, value in sorted(given.items()))
    hash(given)
    key: Hashable = given
    return key


def _content(table: pd.DataFrame) -> bytes:
    """Return a table's content as a digest, worked out once while the table lives."""
    known = _contents.get(id(table))
    if known is None:
        known = blake2b(pickle.dumps(table, protocol=pickle.HIGHEST_PROTOCOL)).digest()
        _contents[id(table)] = known
        finalize(table, _contents.pop, id(table), None)
    return known

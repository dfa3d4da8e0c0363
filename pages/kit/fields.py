"""Fields as the browser's own, all of one place in one element: what the reader sets is told at once.

A list of Streamlit's own is built by the browser entry by entry at every run of a page; seven of them took
it longer than a chart. These are built once, and a tablet shows them as its reader knows lists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

import orjson
import streamlit as st

from pages.kit.component import component

Kind = Literal["select", "choice", "search"]
"""A list to pick from, a few to choose between, a text with suggestions."""

_place: Final = component(__file__)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name for the program, its label, what can be picked (texts by code) and what is."""

    kind: Kind
    name: str
    label: str
    options: Mapping[str, str]
    value: str = ""
    placeholder: str = ""


def draw(fields: Sequence[Field], *, key: str, on_tell: Callable[[str, str], None]) -> None:
    """Draw fields below each other; `on_tell` hears the name of one and the code, or text, it was set to."""
    told = [
        {
            "kind": field.kind,
            "name": field.name,
            "label": field.label,
            "options": list(field.options.items()),
            "value": field.value,
            "placeholder": field.placeholder,
        }
        for field in fields
    ]
    _place(
        key=key,
        data=orjson.dumps({"kind": fields[0].kind, "fields": told}),
        on_told_change=partial(_heard, key, on_tell),
    )


def _heard(key: str, on_tell: Callable[[str, str], None]) -> None:
    """Pass on what the reader set."""
    if said := st.session_state[key].told:
        on_tell(said["name"], said["value"])

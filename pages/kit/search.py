"""The search box: a ministry, agency, measure or rule by Thai, English or abbreviation, and the way there.

The browser suggests while one types; what is entered is looked for here, spellings that are a little off
included. Nothing typed is kept or shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Final, Literal

import streamlit as st
from rapidfuzz import fuzz, process

from etl.definitions import Lang, Words, definitions
from etl.definitions.models import Agency, Ministry
from etl.definitions.rulebook import in_order, message
from etl.definitions.thai import key
from pages.kit import blocks, fields, filters
from pages.kit.fields import Field
from pages.kit.frame import Frame
from pages.kit.sitemap import page

Kind = Literal["ministry", "agency", "measure", "rule"]

_GOING: Final = "search.going"
_LOST: Final = "search.lost"
_ALIKE: Final = 80
"""Least likeness, of 100, at which a spelling is taken for a name."""
_LEAST_LETTERS: Final = 2
_WORD: Final = 4
"""Letters from which on a spelling may be a little off: shorter ones are alike by chance."""
_RULES_SEARCH: Final = "rules.search"
_PAGES: Final[Mapping[Kind, str]] = {
    "ministry": "ministry",
    "agency": "ministry",
    "measure": "definitions",
    "rule": "rules",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: its kind and code, how the list writes it, and the keys it is found by."""

    kind: Kind
    code: str
    label: str
    keys: tuple[str, ...]


def box(words: Words) -> None:
    """Draw the search box, and go where it was told to."""
    if (going := st.session_state.pop(_GOING, None)) is not None:
        st.switch_page(page(_PAGES[going]).path)
    asking = Field(
        "search",
        "find",
        words("search.label"),
        {label: label for label in entries(words.lang, definitions().version)},
        placeholder=words("search.placeholder"),
    )
    fields.draw([asking], key="search", on_tell=partial(_take, words.lang))
    if st.session_state.pop(_LOST, False):
        st.info(words("search.nothing"), icon=":material/search_off:")


def found_measure(frame: Frame) -> None:
    """Draw the definition of the measure that was searched for, if one was."""
    code = filters.found()
    if code in definitions().measures:
        with st.container(border=True):
            blocks.define(code, frame.choice.period, frame.words)


def find(text: str, lang: Lang) -> Entry | None:
    """Return what a text stands for: as listed, by the very name or code, else the most alike; or None."""
    listed = entries(lang, definitions().version)
    if (told := listed.get(text)) is not None:
        return told
    wanted = key(text)
    if len(wanted) < _LEAST_LETTERS:
        return None
    for entry in listed.values():
        if wanted in entry.keys:
            return entry
    if len(wanted) < _WORD:
        return None
    spellings = [(name, entry) for entry in listed.values() for name in entry.keys if len(name) >= _WORD]
    best = process.extractOne(
        wanted, [name for name, _ in spellings], scorer=fuzz.WRatio, score_cutoff=_ALIKE
    )
    return spellings[best[2]][1] if best else None


@cache
def entries(lang: Lang, version: str) -> Mapping[str, Entry]:
    """Return everything that can be found, as the list writes it, under one version of the definitions."""
    del version
    known, words = definitions(), definitions().words(lang)
    aliases: dict[str, list[str]] = {}
    for alias in known.aliases:
        aliases.setdefault(alias.agency, []).append(alias.alias)
    found = [
        *(_unit("ministry", ministry, [ministry.abbr_th], words) for ministry in known.ministries.values()),
        *(
            _unit("agency", agency, [agency.abbr_th, agency.abbr_alt, *aliases.get(agency.code, [])], words)
            for agency in known.agencies.values()
        ),
        *(
            _entry("measure", measure.id, [words.name(measure)], [measure.th, measure.en], words)
            for measure in known.measures.values()
        ),
        *(_entry("rule", rule.id, [message(rule, lang)], [], words) for rule in in_order()),
    ]
    return {entry.label: entry for entry in found}


def _unit(
    kind: Literal["ministry", "agency"], unit: Ministry | Agency, short: list[str], words: Words
) -> Entry:
    return _entry(kind, unit.code, [short[0], unit.th, unit.en], [unit.th, unit.en, *short], words)


def _entry(kind: Kind, code: str, told: list[str], spellings: list[str], words: Words) -> Entry:
    names = words("search.between").join(text for text in told if text)
    keys = tuple(dict.fromkeys(key(text) for text in (code, *spellings) if text))
    return Entry(kind, code, words(f"search.{kind}", names=names, code=code), keys)


def _take(lang: Lang, _: str, told: str) -> None:
    """Make what was picked or typed the choice."""
    entry = find(told, lang)
    if entry is None:
        st.session_state[_LOST] = True
        return
    if entry.kind in ("ministry", "agency"):
        filters.choose(entry.kind, entry.code)
    else:
        filters.choose("find", entry.code)
        st.session_state[_RULES_SEARCH] = entry.code if entry.kind == "rule" else ""
    st.session_state[_GOING] = entry.kind

"""What the page of rules shows: the rules that fit a search, named in the reader's language."""

from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.models import Rule
from etl.definitions.rulebook import area, in_order, message
from pages.kit import filters

_ANY: Final = ""
_SCOPES: Final = ("row", "dataset", "file")
_SEVERITIES: Final = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Search:
    """What the reader looks for: an effect, a severity, words; empty where it does not matter."""

    scope: str = ""
    severity: str = ""
    text: str = ""

    def fits(self, rule: Rule, words: Words) -> bool:
        """Return whether a rule is looked for: every word must stand in its row or area."""
        row = " ".join((*_row(rule, words), words(f"rules.area_name.{area(rule)}"))).casefold()
        return (
            self.scope in (_ANY, rule.scope)
            and self.severity in (_ANY, rule.severity)
            and all(word in row for word in self.text.casefold().split())
        )


def search(words: Words) -> Search:
    """Draw the three filters beside each other and return what they are set to."""
    if code := filters.found():
        st.session_state.setdefault("rules.search", code)
    places = st.columns(3)
    with places[0]:
        scope = _pick(words, "scope", _SCOPES)
    with places[1]:
        severity = _pick(words, "severity", _SEVERITIES)
    with places[2]:
        text = st.text_input(words("rules.search"), key="rules.search")
    return Search(scope, severity, text)


def finding(words: Words) -> str:
    """Return how many rules there are, by severity."""
    severities = [rule.severity for rule in definitions().rules.values()]
    counts = {name: f"{severities.count(name)}" for name in _SEVERITIES}
    return words("rules.finding", all=f"{len(severities)}", **counts)


def table(found: Search, words: Words) -> pd.DataFrame:
    """Return one row per rule that is looked for: id, effect, severity, message, why, how to mend."""
    names = ("id", "scope", "severity", "message", "why", "mend")
    rows = [_row(rule, words) for rule in in_order() if found.fits(rule, words)]
    return pd.DataFrame(rows, columns=[words(f"rules.{name}") for name in names])


def _row(rule: Rule, words: Words) -> tuple[str, ...]:
    return (
        rule.id,
        words(f"rules.scope_name.{rule.scope}"),
        words(f"rules.severity_name.{rule.severity}"),
        message(rule, words.lang),
        words.name(rule.why),
        words.name(rule.mend),
    )


def _pick(words: Words, name: str, codes: tuple[str, ...]) -> str:
    return st.selectbox(
        words(f"rules.{name}"),
        (_ANY, *codes),
        format_func=lambda code: words(f"rules.{name}_name.{code}") if code else words("rules.any"),
        key=f"rules.{name}",
    )

"""What the reader chose: language, quarter, unit, group and evidence, kept in the address by code.

The address is read once, and again whenever a link changes it; the widgets change the choice, and every page
writes it back, so a reload and a copied address show the same page. Unknown codes and defaults are left out.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from etl.definitions import Lang, Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.definitions.labels import LANGS
from etl.definitions.models import Agency, Level
from etl.measures.compile import Evidence
from etl.queries import naming
from etl.queries.view import ANALYST, PUBLIC, View
from pages.kit import fields
from pages.kit.fields import Field
from pages.kit.sitemap import FilterName

DEFAULT_LANG: Final[Lang] = "th"
TESTED: Final[Evidence] = "TESTED"
ANY: Final = ""
"""The code of "no narrower than everything" in a select box."""

Name = Literal["lang", "as", "find", "versus", "since", FilterName]
"""What is kept of a choice: the filters, and what single pages heed."""

_NAMES: Final[tuple[Name, ...]] = (
    "lang",
    "as",
    "period",
    "ministry",
    "agency",
    "group",
    "evidence",
    "find",
    "versus",
    "since",
)
_FINDING: Final = ("definitions", "rules")
"""Pages that show the one measure or rule that was searched for; every other page lets go of it."""
_OWN: Final[Mapping[str, Sequence[str]]] = {
    "versus": ("compare",),
    "since": ("compare",),
    "find": _FINDING,
}
"""Codes only some pages write into their address, with those pages."""
_HERE: Final = frozenset({None, "localhost", "127.0.0.1", "::1"})
_PROXIED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via")
_FORCED: Final = "READINESS_VIEW"
"""The variable that, set to `public`, lets pages open in the public's view even on this machine."""
_CHOSEN: Final = "filters.chosen"
_WRITTEN: Final = "filters.written"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a page shows: a quarter, a unit (None: not narrowed), a group (None: all), which scores count."""

    period: Period
    ministry: str | None = None
    agency: str | None = None
    group: str | None = None
    evidence: Evidence = "ALL"

    @property
    def unit(self) -> str:
        """Code of the narrowest unit chosen; "TH" for the nation."""
        return self.agency or self.ministry or NATION

    @property
    def level(self) -> Level:
        """Level of the narrowest unit chosen."""
        return "agency" if self.agency else "ministry" if self.ministry else "nation"

    @property
    def of_ministry(self) -> "Choice":
        """The choice with the agency left open."""
        return replace(self, agency=None)

    def only(self, names: Sequence[FilterName]) -> "Choice":
        """Return the choice without what a page does not heed; the quarter always stays."""
        return Choice(
            period=self.period,
            ministry=self.ministry if "ministry" in names else None,
            agency=self.agency if "agency" in names else None,
            group=self.group if "group" in names else None,
            evidence=self.evidence if "evidence" in names else "ALL",
        )


def language() -> Lang:
    """Return the reader's language, from the address or the last choice; Thai where neither says."""
    code = _chosen().get("lang", DEFAULT_LANG)
    return "en" if code == "en" else "th"


def language_switch() -> None:
    """Draw the switch between Thai and English at its place."""
    names: dict[str, str] = {lang: definitions().words(lang)("filters.own_name") for lang in LANGS}
    label = definitions().words(language())("filters.lang")
    fields.draw([Field("choice", "lang", label, names, language())], key="filters.lang", on_tell=_take)


def view() -> View:
    """Return the view pages are seen in: on this machine the analyst's or the one chosen, else PUBLIC."""
    if not _local():
        return PUBLIC
    try:
        return View.parse(_chosen().get("as", str(ANALYST)))
    except ValueError:
        return ANALYST


def view_select(words: Words) -> None:
    """Draw the choice of through whose eyes pages are seen; others than this machine's reader have none."""
    if not _local():
        return
    own = [View("own", code) for code in definitions().ministries]
    offered = (ANALYST, PUBLIC, *own)
    chosen = view()
    options = {str(one): view_name(one, words) for one in dict.fromkeys((*offered, chosen))}
    field = Field("select", "as", words("view.label"), options, str(chosen))
    fields.draw([field], key="filters.as", on_tell=_take)


def view_name(seen: View, words: Words) -> str:
    """Return what a view is called."""
    return words(f"view.{seen.kind}", unit=naming.unit_name(seen.code, words) if seen.code else "")


def _local() -> bool:
    """Return whether the reader sits at this machine, with no proxy before it, and that counts."""
    context = st.context
    asked = context.url or "", f"//{context.headers.get('Host') or ''}"
    hosts = {urlsplit(address).hostname for address in asked}
    direct = not any(name in context.headers for name in _PROXIED)
    denied = os.environ.get(_FORCED) == str(PUBLIC)
    return context.ip_address is None and hosts <= _HERE and direct and not denied


def pick_language(label: str, *, key: str, default: Lang) -> Lang:
    """Draw a choice of language for a document, the reader's own first, and return what is chosen."""
    names: dict[str, str] = {lang: definitions().words(lang)("filters.own_name") for lang in LANGS}
    first = LANGS.index(default)
    return st.radio(
        label, LANGS, index=first, format_func=names.__getitem__, horizontal=True, key=f"{key}.{default}"
    )


def bar(words: Words, periods: Sequence[Period], names: Sequence[FilterName]) -> Choice:
    """Draw the filters a page heeds in the sidebar, and return what is chosen."""
    known = definitions()
    chosen = _known_codes(periods)
    choice = Choice(
        period=Period.parse(chosen["period"]) if chosen.get("period") else periods[-1],
        ministry=chosen.get("ministry"),
        agency=chosen.get("agency"),
        group=chosen.get("group"),
        evidence=TESTED if chosen.get("evidence") == TESTED else "ALL",
    )
    if not names:
        return choice
    quarters = {str(period): period.short(words.lang) for period in reversed(periods)}
    ministries = {
        ministry: words.name(known.ministries[ministry]) for ministry in expected_ministries(choice.period)
    }
    agencies = {
        agency.code: words.name(agency) or agency.code for agency in _agencies(choice.period, choice.ministry)
    }
    groups = {code: words.name(group) for code, group in known.groups.items()}
    offered: dict[FilterName, Field] = {
        "period": Field("select", "period", words("filters.period"), quarters, str(choice.period)),
        "ministry": _select(words, "ministry", ministries, choice.ministry),
        "agency": _select(words, "agency", agencies, choice.agency),
        "group": _select(words, "group", groups, choice.group),
        "evidence": _select(words, "evidence", {TESTED: words("filters.tested")}, chosen.get("evidence")),
    }
    heeded = [field for name, field in offered.items() if name in names]
    fields.draw(heeded, key="filters.bar", on_tell=_take)
    return choice


def found() -> str:
    """Return the id of the measure or rule that was searched for; "" where none was."""
    return _chosen().get("find", "")


def own_select(name: Literal["versus", "since"], label: str, labels: dict[str, str], default: str) -> str:
    """Draw a choice that is one page's own, and return its code; the default where none is made."""
    code = _chosen().get(name, default)
    options = {**labels, code: labels.get(code, code)}
    fields.draw([Field("select", name, label, options, code)], key=f"filters.{name}", on_tell=_take)
    return code


def carry() -> None:
    """Write the choice into the address a menu has emptied, before the navigation is drawn.

    The browser then has one entry for the page in its history; written later it has a second, and going back
    leads from the second to the first.
    """
    if _CHOSEN in st.session_state and not _address() and not _gone_back():
        _write("")


def remember(page_id: str) -> None:
    """Write the choice of a page into the address; called at each page's start."""
    if page_id not in _FINDING:
        _chosen().pop("find", None)
    _write(page_id)


def _write(page_id: str) -> None:
    """Write into the address what a page keeps of the choice; "" is any page, and keeps what all do."""
    kept = {
        name: code
        for name, code in _chosen().items()
        if code and (name, code) != ("lang", DEFAULT_LANG) and page_id in _OWN.get(name, (page_id,))
    }
    address = st.query_params.to_dict()
    written = {name: code for name, code in address.items() if name not in _NAMES} | kept
    if written != address:  # writing the same again would be told to the browser again
        st.query_params.from_dict(written)
    st.session_state[_WRITTEN] = kept


def _address() -> dict[str, str]:
    """Return what the address says of a choice."""
    return {name: code for name, code in st.query_params.to_dict().items() if name in _NAMES}


def _gone_back() -> bool:
    """Return whether the browser's history led here: an empty address then means that nothing is chosen."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def active(choice: Choice, words: Words) -> list[str]:
    """Return what narrows a page, named: ministry, agency and group."""
    known = definitions()
    named = (
        known.ministries.get(choice.ministry or ""),
        known.agencies.get(choice.agency or ""),
        known.groups.get(choice.group or ""),
    )
    return [words.name(thing) or thing.code for thing in named if thing is not None]


def choose(name: Name, code: str) -> None:
    """Make a unit or group the choice, as a click on it does; an agency brings its ministry along."""
    chosen = {**_chosen(), name: code}
    if name == "ministry":
        chosen.pop("agency", None)
    if name == "agency" and (agency := definitions().agencies.get(code)):
        chosen["ministry"] = agency.ministry
    st.session_state[_CHOSEN] = {key: value for key, value in chosen.items() if value}


def reset() -> None:
    """Forget every choice but the language."""
    st.session_state[_CHOSEN] = {name: code for name, code in _chosen().items() if name in ("lang", "as")}


def _chosen() -> dict[str, str]:
    """Return the codes chosen in this session; an address changed since it was written is a new choice."""
    address = _address()
    elsewhere = address != st.session_state.get(_WRITTEN) and (address or _gone_back())
    if _CHOSEN not in st.session_state or elsewhere:
        st.session_state[_CHOSEN] = dict(address)
        st.session_state[_WRITTEN] = address
    chosen: dict[str, str] = st.session_state[_CHOSEN]
    return chosen


def _known_codes(periods: Sequence[Period]) -> Mapping[str, str]:
    """Return the chosen codes without those that mean nothing, defaults and agencies of another ministry."""
    chosen, known = _chosen(), definitions()
    agency = known.agencies.get(chosen.get("agency", ""))
    if agency is not None and not chosen.get("ministry"):
        chosen["ministry"] = agency.ministry
    allowed: dict[str, set[str]] = {
        "lang": {lang for lang in LANGS if lang != DEFAULT_LANG},
        "period": {str(period) for period in periods[:-1]},
        "ministry": set(known.ministries),
        "agency": {agency.code}
        if agency is not None and agency.ministry == chosen.get("ministry")
        else set(),
        "group": set(known.groups),
        "evidence": {TESTED},
        "as": {str(PUBLIC), *(f"own:{code}" for code in (*known.ministries, *known.agencies))},
        "find": {*known.measures, *known.rules},
        "versus": {NATION, *known.ministries, *known.agencies},
        "since": {str(period) for period in periods},
    }
    for name, codes in allowed.items():
        if chosen.get(name) not in codes:
            chosen.pop(name, None)
    return chosen


def expected_ministries(period: Period) -> list[str]:
    """Return the codes of the ministries with agencies expected at a quarter, in their order."""
    return sorted({agency.ministry for agency in definitions().expected_agencies(period)})


def _agencies(period: Period, ministry: str | None) -> list[Agency]:
    return [agency for agency in definitions().expected_agencies(period) if agency.ministry == ministry]


def _select(words: Words, name: FilterName, labels: dict[str, str], code: str | None) -> Field:
    """Return a list that shows the choice; a code the quarter does not offer stays chosen."""
    everything = words("filters.no_agency" if not labels else f"filters.all_{name}")
    options = {ANY: everything, **labels}
    if code:
        options.setdefault(code, code)
    return Field("select", name, words(f"filters.{name}"), options, code or ANY)


def _take(name: str, code: str) -> None:
    """Take over what a field was set to."""
    if name in _NAMES:
        choose(name, code)

"""What every page opens with: title, finding, as-of line, filters and the snapshot it reads.

A page that cannot be shown says why and what to do next; the traceback goes to the log.
"""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import urlsplit
from uuid import uuid4

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from etl.definitions import Lang, Words, definitions
from etl.definitions.calendar import Period, date_label
from etl.definitions.models import Dimension, Level
from etl.queries import NothingPublished, OutdatedSnapshot, WarehouseError
from etl.queries import number as printed
from etl.queries.reader import SnapshotInfo
from pages.kit import filters, load, markup
from pages.kit.filters import Choice
from pages.kit.sitemap import Page, page
from pages.kit.theme import Look, look
from pages.kit.tidy import of_group

logger = logging.getLogger(__name__)

_REOPENING: Final = "frame.reopening"
_LEAVING: Final = 3.0


@dataclass(frozen=True)
class Frame:
    """An opened page: its words, what is chosen, how it looks and the one snapshot it reads."""

    page: Page
    words: Words
    choice: Choice
    look: Look
    access: load.Access
    _head: DeltaGenerator
    _as_of: str

    @property
    def lang(self) -> Lang:
        """The reader's language."""
        return self.words.lang

    @property
    def snapshot(self) -> SnapshotInfo:
        """What the snapshot is."""
        return self.access.snapshot

    @property
    def quarters(self) -> list[Period]:
        """The quarters reported for, up to the one chosen."""
        return [period for period in self.access.periods() if period <= self.choice.period]

    def figures(
        self,
        measures: Sequence[str],
        *,
        periods: Sequence[Period] | None = None,
        levels: Sequence[Level] = ("nation",),
        by: Sequence[Dimension] = (),
        units: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return tidy figures of the quarter (others if named) and group chosen, the group as a whole."""
        wanted = tuple(by) if self.choice.group is None else ("group", *by)
        asked = [self.choice.period] if periods is None else list(dict.fromkeys(periods))
        figures = self.access.figures(
            periods=asked,
            measures=measures,
            levels=levels,
            by=wanted,
            units=units,
            evidence=self.choice.evidence,
        )
        return figures if self.choice.group is None else of_group(figures, self.choice.group)

    def finding(self, sentence: str = "") -> None:
        """Draw the page's question, its one finding if it has any, and as of when it is told."""
        question = self.words(f"page.{self.page.id}.question")
        self._head.html(
            f"{markup.paragraph(question)}{markup.finding(sentence)}{markup.paragraph(self._as_of)}"
        )


def open_page(page_id: str) -> Frame:
    """Draw a page's head and sidebar and return what it works with; without figures say so and end here."""
    here = page(page_id)
    words = definitions().words(filters.language())
    st.title(words(f"page.{page_id}.title"))
    shade = look(st.context.theme.type or "light")
    markup.style(shade)
    access, periods = _published(words)
    with st.sidebar:
        choice = filters.bar(words, periods, here.filters).only(here.filters)
        filters.view_select(words)
    filters.remember(page_id)
    frame = Frame(here, words, choice, shade, access, st.container(), _as_of(access, choice, words))
    _marks(access, choice, words)
    return frame


def reopen_first_deep_link(words: Words) -> None:
    """Load the page anew where it is the first one a fresh server is asked for, by an address below the root.

    Until `st.navigation` has run once in the process, Streamlit takes the folder pages/ for a multipage app
    of its old kind and tells the reader that there is no such page. By now it has run: the next try succeeds.
    """
    deep = bool(urlsplit(st.context.url or "").path.strip("/"))
    if st.session_state.setdefault(_REOPENING, load.first_run() and deep):
        st.html(words("app.reload"), unsafe_allow_javascript=True)
        time.sleep(_LEAVING)  # the page counts as being made until the browser has left it
        st.stop()


@contextmanager
def faults_told(words: Words) -> Iterator[None]:
    """Tell what the warehouse refuses the page inside in its own words, any other fault with a number.

    The number finds the fault's traceback in the log.
    """
    try:
        yield
    except WarehouseError as fault:
        logger.warning("page refused: %s", fault)
        st.error(fault.message(words.lang), icon=":material/error:")
    except Exception:  # the edge of a page: whatever it is, the reader gets a sentence, the log the traceback
        number = uuid4().hex[:8]
        logger.exception("page fault %s", number)
        st.error(words("frame.fault", number=number), icon=":material/error:")


def illustrative(words: Words) -> None:
    """Say that the targets shown were set by nobody yet."""
    if any(row.status == "illustrative" for row in definitions().milestones):
        st.info(words("frame.illustrative"), icon=":material/edit_note:")


def _published(words: Words) -> tuple[load.Access, list[Period]]:
    """Return the snapshot and its quarters; where there are none to show say what to do and end here."""
    try:
        access = load.current(filters.view())
    except NothingPublished:
        _nothing_published(words)
    except OutdatedSnapshot:
        _outdated(words)
    periods = access.periods()
    if not periods:
        _nothing_published(words)
    return access, periods


def _nothing_published(words: Words) -> NoReturn:
    st.info(words("frame.nothing_published"), icon=":material/inbox:")
    st.markdown(words("frame.how_to_begin"))
    st.code("python -m etl demo", language=None)
    st.markdown(words("frame.how_to_load"))
    st.code("python -m etl load PATH", language=None)
    _end_here()


def _outdated(words: Words) -> NoReturn:
    st.warning(words("frame.outdated"), icon=":material/update:")
    st.code("python -m etl rebuild", language=None)
    _end_here()


def _end_here() -> NoReturn:
    filters.remember("")
    st.stop()


def _as_of(access: load.Access, choice: Choice, words: Words) -> str:
    """Return the line that tells as of when, from how many agencies and from which snapshot."""
    reporting = access.figures(periods=[choice.period], measures=["reporting_rate"]).iloc[0]
    return words(
        "frame.as_of",
        day=date_label(choice.period.end, words.lang),
        reported=printed.count(reporting["numerator"]),
        expected=printed.count(reporting["denominator"]),
        submissions=printed.count(access.snapshot.submissions),
        snapshot=access.snapshot.id,
    )


def _marks(access: load.Access, choice: Choice, words: Words) -> None:
    """Say what speaks against the data, and what narrows the page, with a way back."""
    snapshot = access.snapshot
    if snapshot.synthetic:
        st.warning(words("frame.synthetic"), icon=":material/science:")
    if snapshot.instead_of:
        damaged = words("warehouse.snapshot_damaged", snapshot=snapshot.instead_of, shown=snapshot.id)
        st.warning(damaged, icon=":material/history:")
    if not access.view.public:
        st.caption(words("view.now", name=filters.view_name(access.view, words)))
    narrowed = filters.active(choice, words)
    if narrowed or choice.evidence == filters.TESTED:
        with st.container(horizontal=True, vertical_alignment="center"):
            for name in narrowed:
                st.badge(name, icon=":material/filter_alt:", color="blue")
            if choice.evidence == filters.TESTED:
                st.badge(words("filters.tested_only"), icon=":material/verified:", color="orange")
            st.button(
                words("filters.reset"),
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=filters.reset,
            )

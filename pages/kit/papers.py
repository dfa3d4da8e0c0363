"""The ministry scorecard on screen: the document that prints, block by block, and its files to take away."""

from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from etl.definitions import Lang
from etl.definitions.calendar import Period
from etl.publish import scorecard
from etl.publish.edition import Edition
from etl.publish.scorecard import FORMS, Form
from etl.publish.typeset.blocks import Banner, Block, Document, Paragraph, Section, Table, words_of
from etl.queries import naming
from pages.kit import blocks, filters
from pages.kit.downloads import file_name
from pages.kit.frame import Frame
from pages.kit.load import Access

_KEPT: Final = 64
_WRAPPED: Final = 6
"""Columns a table may have and still break its texts."""
_NARROWEST: Final = 420
_MIME: Final[dict[Form, str]] = {"pdf": "application/pdf", "html": "text/html"}


def pick_ministry(frame: Frame) -> str | None:
    """Draw the choice of a ministry in the page, the same as in the sidebar, and return it."""
    words, chosen = frame.words, frame.choice.ministry
    key = "scorecard.ministry"
    st.session_state[key] = chosen
    st.selectbox(
        words("scorecard_page.ministry"),
        filters.expected_ministries(frame.choice.period),
        index=None,
        placeholder=words("scorecard_page.pick"),
        format_func=lambda code: naming.unit_name(code, words),
        key=key,
        on_change=_take,
        args=(key,),
    )
    return chosen


def card(frame: Frame, ministry: str, lang: Lang) -> Document:
    """Return a ministry's scorecard of the chosen quarter, made once a snapshot and what it stands in for."""
    shown = (frame.snapshot.id, frame.snapshot.instead_of or "", str(frame.access.view))
    return _card(frame.access, shown, str(frame.choice.period), ministry, lang)


def show(document: Document) -> None:
    """Draw a document: its headline, its sections beside each other as on paper, its notes."""
    st.header(f"{document.title} · {document.facts[0]}")
    for said in (*document.facts[1:], *document.marks):
        st.caption(said)
    if document.lead:
        st.markdown(f"**{document.lead}**")
    columns = None
    for section in document.sections:
        if section.place == "wide":
            columns = None
            _section(section)
            continue
        if columns is None:
            columns = st.grid(columns=2, min_column_width=_NARROWEST, gap="medium")
        with columns.cell():
            _section(section)
    for said in document.foot:
        st.caption(said)


def files(frame: Frame, document: Document, ministry: str) -> None:
    """Offer the document as the page that prints and as a web page, made on the click."""
    with st.container(horizontal=True):
        for form in FORMS:
            st.download_button(
                frame.words(f"scorecard_page.{form}"),
                partial(scorecard.encode, document, form=form),
                file_name=file_name(frame, f"scorecard_{ministry}_{document.lang}", form),
                mime=_MIME[form],
                icon=":material/download:",
                type="primary" if form == "pdf" else "secondary",
                on_click="ignore",
                key=f"scorecard.{form}",
            )


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _card(_access: Access, shown: tuple[str, ...], period: str, ministry: str, lang: Lang) -> Document:
    del shown
    edition = Edition(_access.reader(), Period.parse(period), lang, view=_access.view)
    return scorecard.card(edition, ministry)


def _take(key: str) -> None:
    filters.choose("ministry", st.session_state[key] or "")


def _section(section: Section) -> None:
    st.subheader(section.title)
    for block in section.blocks:
        _block(block)


def _block(block: Block) -> None:
    match block:
        case Table():
            shown = rows(block)
            if len(shown.columns) > _WRAPPED:  # scrolls, so that no column is lost on a tablet
                blocks.rows(shown)
            else:
                st.table(shown, hide_index=True, border="horizontal")
        case Paragraph():
            said = f"{block.text} [{block.tag}]" if block.tag else block.text
            if block.style == "note":
                st.caption(said)
            else:
                before = "- " if block.style == "item" else ""
                bold = "**" if block.style == "strong" else ""
                st.markdown(f"{before}{bold}{said}{bold}")
        case Banner():
            st.metric(block.caption, block.figure)


def rows(table: Table) -> pd.DataFrame:
    """Return a table's columns that hold words, as texts; a divider stands in the first of them."""
    shown = table.worded()
    width = len(shown.columns)
    lines = [[*map(words_of, row.cells), *[""] * (width - len(row.cells))] for row in shown.rows]
    return pd.DataFrame(lines, columns=_apart([column.title for column in shown.columns]))


def _apart(titles: list[str]) -> list[str]:
    """Return titles of which no two are equal, as a table on screen needs them."""
    unseen = "\N{ZERO WIDTH SPACE}"
    return [title + unseen * titles[:place].count(title) for place, title in enumerate(titles)]

"""The router: page settings, language, navigation. No figure and no decision is made here."""

import streamlit as st

from etl.definitions import Words, definitions
from pages.kit import filters, frame, load, search
from pages.kit.sitemap import Page, sections

SIDEBAR_PIXELS = 264
"""Width of the filters: less than Streamlit's own, which takes more than a third of a tablet."""


def entry(page: Page, words: Words) -> "st.Page":
    """Return a page as the navigation takes it; the first of the sitemap opens the dashboard."""
    return st.Page(
        page.path,
        title=words(f"page.{page.id}.title"),
        icon=f":material/{page.icon}:",
        url_path=page.url_path or None,
        default=not page.url_path,
    )


def main() -> None:
    """Draw what all pages share and run the one asked for."""
    filters.carry()
    words = definitions().words(filters.language())
    st.set_page_config(
        page_title=words("app.title"),
        page_icon="static/favicon.png",
        layout="wide",
        initial_sidebar_state=SIDEBAR_PIXELS,
    )
    chosen = st.navigation(
        {
            words(f"section.{section}"): [entry(page, words) for page in pages]
            for section, pages in sections().items()
        },
        position="top",
    )
    frame.reopen_first_deep_link(words)
    st.html(words("app.html_lang"), unsafe_allow_javascript=True)
    with st.sidebar:
        filters.language_switch()
    with frame.faults_told(words):
        search.box(words)
        chosen.run()
    load.settle()


if __name__ == "__main__":  # a child process started by spawn imports this file again, under another name
    main()

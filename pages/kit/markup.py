"""Headings and cards as plain HTML: one element for Streamlit to send and for the browser to lay out.

A page is drawn anew with every choice of its reader. Each of Streamlit's own elements costs the server and
the browser time then, and a row of four cards of theirs is seventeen elements.
"""

from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from pages.kit.kept import kept
from pages.kit.theme import Look

_STYLE: Final = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def style(look: Look) -> None:
    """Give the page the style of what is drawn here, in the colours of a look."""
    st.html(_style(look))


@kept
def _style(look: Look) -> str:
    colours = f"--rd-muted: {look.muted}; --rd-line: {look.grid};"
    badges = "".join(
        f":root .rd-{name} {{ color: {text}; background: {ground}; }}"
        for name, (text, ground) in look.badges.items()
    )
    return f"<style>:root {{ {colours} }} {_STYLE} {badges}</style>"


def heading(title: str, note: str = "") -> None:
    """Draw a section's heading and the sentence under it, if there is one."""
    below = paragraph(note) if note else ""
    st.html(f'<h2 class="rd-head">{escape(title)}</h2>{below}')


def paragraph(text: str) -> str:
    """Return a small paragraph."""
    return f'<p class="rd-note">{escape(text)}</p>'


def finding(sentence: str) -> str:
    """Return the one finding of a page; nothing where there is none."""
    return sentence and f'<p class="rd-finding">{escape(sentence)}</p>'

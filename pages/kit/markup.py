"""Headings, tables and cards as plain HTML: one element for Streamlit to send and for the browser to lay out.

A page is drawn anew with every choice of its reader. Each of Streamlit's own elements costs the server and
the browser time then, and a row of four cards of theirs is seventeen elements.
"""

from collections.abc import Mapping, Sequence
from html import escape
from json import dumps
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import pandas as pd
import streamlit as st

from etl.queries import number as printed
from pages.kit.kept import kept
from pages.kit.theme import Look

_TIED_HYPHEN: Final = "-\N{WORD JOINER}"
"""A hyphen after which no line is broken: in the id of a rule."""
_SHORT: Final = 20
"""Letters a cell may have to be kept in one line: Thai breaks anywhere between words."""
_WHOLE: Final = ' class="rd-short"'
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


def instead(texts: Mapping[str, str]) -> None:
    """Show words of ours in place of those Streamlit writes in English itself, by the selector of each."""
    hidden = f"{', '.join(texts)} {{ font-size: 0; }}"
    shown = " ".join(
        f"{selector}::after {{ font-size: 0.875rem; content: {dumps(said, ensure_ascii=False)}; }}"
        for selector, said in texts.items()
    )
    st.html(f"<style>{hidden} {shown}</style>")


def heading(title: str, note: str = "") -> None:
    """Draw a section's heading and the sentence under it, if there is one."""
    below = paragraph(note) if note else ""
    st.html(f'<h2 class="rd-head">{escape(title)}</h2>{below}')


def listing(table: pd.DataFrame) -> None:
    """Draw a table whose texts break in their cells; where the page is narrow a row is a list of its cells.

    Its parts say what they are: a table laid out as lists is none to a screen reader otherwise.
    """
    names = [str(name) for name in table.columns]
    widths = "".join(f'<col width="{share:.1%}"/>' for share in _shares(table))
    heads = "".join(f'<th role="columnheader" scope="col">{escape(name)}</th>' for name in names)
    rows = "".join(_row(names, cells) for cells in table.itertuples(index=False, name=None))
    st.html(
        f'<div class="rd-list"><table role="table"><colgroup>{widths}</colgroup>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def _shares(table: pd.DataFrame) -> list[float]:
    """Return the part of the width for each column: the root of what it says, for long texts can break."""
    weights = [
        max(len(str(name)), fmean(len(str(cell)) for cell in table.iloc[:, place])) ** 0.5
        for place, name in enumerate(table.columns)
    ]
    return [weight / sum(weights) for weight in weights]


def _row(names: Sequence[str], cells: Sequence[Any]) -> str:
    first, *others = ("" if printed.is_missing(cell) else escape(str(cell)) for cell in cells)
    described = "".join(
        f'<td role="cell" data-name="{escape(name)}"{_WHOLE * (len(said) <= _SHORT)}>{said}</td>'
        for name, said in zip(names[1:], others, strict=True)
    )
    tied = first.replace("-", _TIED_HYPHEN)
    return f'<tr role="row"><th role="rowheader" scope="row">{tied}</th>{described}</tr>'


def paragraph(sentence: str) -> str:
    """Return a small paragraph."""
    return f'<p class="rd-note">{escape(sentence)}</p>'


def finding(sentence: str) -> str:
    """Return the one finding of a page; nothing where there is none."""
    return sentence and f'<p class="rd-finding">{escape(sentence)}</p>'

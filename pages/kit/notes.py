"""Analysts' notes on a trend: marked on the chart, told below it with name and date, added and removed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, date_label, local_day
from etl.pipeline import notes
from etl.queries import WarehouseError
from pages.kit import blocks, charts, load, plot
from pages.kit.frame import Frame

_SAID: Final = "notes.said"
_WRITING: Final = "notes"
"""The panel in which a note is written."""
_FIELDS: Final = ("period", "text", "by")


def trend(frame: Frame, figures: pd.DataFrame, *, key: str) -> None:
    """Draw a measure over the quarters with the notes on its first unit, and below it what they say."""
    if figures.empty:
        blocks.draw(frame, charts.trend, charts.trends.alt, figures, key=key)
        return
    measure, unit = figures["measure"].iloc[0], figures["unit_code"].iloc[0]
    shown = [note for note in notes.standing(load.home()) if (note.measure, note.unit) == (measure, unit)]
    marks = [(note.period, note.number) for note in shown]
    writing = plot.Panel(_WRITING, frame.words("notes.open"))
    blocks.draw(frame, charts.trend, charts.trends.alt, figures, key=key, panels=[writing], notes=marks)
    for note in shown:
        st.caption(
            frame.words(
                "notes.told",
                number=note.number,
                period=Period.parse(note.period).short(frame.lang),
                text=_plain(note.text),
                by=_plain(note.by),
                day=date_label(local_day(note.at), frame.lang),
            )
        )
    if plot.is_open(key, _WRITING):
        periods = sorted(set(figures["period"]), key=lambda text: Period.parse(text).index, reverse=True)
        with st.container(border=True):
            _add(frame, measure, unit, periods, key)
            if shown:
                _remove(frame, shown, key)
    _told(key)


def _add(frame: Frame, measure: str, unit: str, periods: Sequence[str], key: str) -> None:
    words = frame.words
    longest = int(definitions().threshold("note_characters"))
    with st.form(f"{key}.note", border=False):
        st.selectbox(
            words("filters.period"),
            periods,
            format_func=lambda text: Period.parse(text).short(words.lang),
            key=f"{key}.note.period",
        )
        st.text_area(words("notes.text"), max_chars=longest, key=f"{key}.note.text", help=words("notes.rule"))
        st.text_input(words("notes.by"), max_chars=longest, key=f"{key}.note.by")
        st.form_submit_button(
            words("notes.add"), icon=":material/add:", on_click=_take, args=(measure, unit, key, words)
        )


def _remove(frame: Frame, shown: Sequence[notes.Note], key: str) -> None:
    words = frame.words
    with st.form(f"{key}.gone", border=False):
        st.selectbox(
            words("notes.which"),
            [note.number for note in shown],
            format_func=lambda number: words("notes.number", number=number),
            key=f"{key}.gone.number",
        )
        st.text_input(words("notes.remover"), key=f"{key}.gone.by")
        st.form_submit_button(
            words("notes.remove"), icon=":material/delete:", on_click=_drop, args=(key, words)
        )


def _take(measure: str, unit: str, key: str, words: Words) -> None:
    period, text, by = (st.session_state[f"{key}.note.{field}"] for field in _FIELDS)
    add = partial(notes.add, load.home(), measure=measure, unit=unit, period=period, text=text, by=by)
    if _done(add, "added", key, words):
        st.session_state[f"{key}.note.text"] = ""


def _drop(key: str, words: Words) -> None:
    number, by = (st.session_state[f"{key}.gone.{field}"] for field in ("number", "by"))
    _done(partial(notes.remove, load.home(), number, by=by), "removed", key, words)


def _done(change: Callable[[], notes.Note | notes.Refusal | None], said: str, key: str, words: Words) -> bool:
    """Change the notes, keep for the page how that fared, and return whether it was done.

    A callback runs before the page, where nothing can be told yet.
    """
    try:
        answer = change()
        done = not isinstance(answer, str)
        sentence = words(f"notes.{said if done else answer}")
    except WarehouseError as fault:
        done, sentence = False, fault.message(words.lang)
    st.session_state[_SAID] = (key, done, sentence)
    return done


def _told(key: str) -> None:
    """Say once how the last note of this chart fared."""
    if st.session_state.get(_SAID, ("",))[0] != key:
        return
    _, done, sentence = st.session_state.pop(_SAID)
    if done:
        st.success(sentence, icon=":material/check:")
    else:
        st.error(sentence, icon=":material/error:")


def _plain(text: str) -> str:
    """Return a text whose signs Markdown takes for nothing."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>~:$" else letter for letter in text)

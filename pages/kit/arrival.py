"""How a page arrives in a browser just opened: words and key figures, then one chart, then the rest.

The program that draws charts is large, and a browser shows nothing of what comes together with a chart until
it has fetched that program and drawn every chart it was given. So the first run of a session ends before the
first chart, the next before the second; the browser asks for more once it is free to.
"""

from typing import Final

import streamlit as st

_STEP: Final = "arrival.step"
_WAITING: Final = "arrival.waiting"
_DRAWN: Final = "arrival.drawn"
_PAUSES: Final = (0.15, 1.0)
"""Seconds after which the browser asks on, by how many charts it has; later where it is still busy."""
_PIXELS: Final = 360


def begin() -> None:
    """Note that a run of a page begins."""
    st.session_state[_DRAWN] = 0
    if _STEP not in st.session_state:  # without an address nobody looks through a browser
        st.session_state[_STEP] = 0 if st.context.url else len(_PAUSES)


def chart() -> None:
    """Pass where a chart may be drawn now; else keep its place and end the run: the browser will ask on."""
    step: int = st.session_state[_STEP]
    if step < len(_PAUSES) and st.session_state[_DRAWN] >= step:
        st.fragment(_next, run_every=_PAUSES[step])(step)
        st.stop()
    st.session_state[_DRAWN] += 1


def _next(step: int) -> None:
    """Keep the chart's place; asked a second time, go on."""
    st.skeleton(height=_PIXELS)
    if st.session_state.get(_WAITING) == step:
        st.session_state[_STEP] = step + 1
        st.rerun()
    st.session_state[_WAITING] = step

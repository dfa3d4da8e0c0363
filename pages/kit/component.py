"""Components of our own: a script and a style beside the module that draws them, part of the page itself."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer


def component(module: str) -> ComponentRenderer:
    """Return what places the component of a module, told by its `__file__`: x.py has x.js and x.css."""
    here = Path(module)
    script, style = (here.with_suffix(kind).read_text(encoding="utf-8") for kind in (".js", ".css"))
    return st.components.v2.component(f"readiness_{here.stem}", js=script, css=style, isolate_styles=False)

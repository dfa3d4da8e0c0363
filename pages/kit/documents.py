"""Documents to take away, written by `etl.publish` from the page's snapshot when the reader asks for one.

Apart from the other downloads because what writes documents is slow to import and only few pages need it.
"""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from etl.definitions import Lang
from etl.definitions.calendar import Period, local_day
from etl.publish.workbook import write
from etl.releases.background import background
from pages.kit.downloads import XLSX, file_name
from pages.kit.frame import Frame
from pages.kit.load import Access, home


def workbook(frame: Frame, lang: Lang) -> None:
    """Offer the cabinet workbook of the chosen quarter, made on the click from the page's snapshot."""
    st.download_button(
        frame.words("workbook_page.make"),
        partial(_workbook, frame.access, frame.choice.period, lang),
        file_name=file_name(frame, f"cabinet_{lang}", "xlsx"),
        mime=XLSX,
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        key=f"workbook.{lang}",
    )
    st.caption(frame.words("downloads.made_on_click"))


def _workbook(access: Access, period: Period, lang: Lang) -> bytes:
    """Return the workbook's bytes. Runs in a thread of its own: it must not draw."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cabinet.xlsx"
        reader = access.reader()
        day = local_day(reader.snapshot.created_at)
        told = background(home(), period=period, day=day, view=access.view)
        write(reader, period=period, lang=lang, path=path, background=told, view=access.view)
        return path.read_bytes()

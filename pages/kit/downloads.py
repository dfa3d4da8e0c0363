"""Files to take away: tables as CSV that Excel opens with Thai intact, made when asked for."""

import re
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from etl.queries import number as printed
from pages.kit.filters import TESTED
from pages.kit.frame import Frame

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_EXCEL_READS_UTF8: Final = "utf-8-sig"
_FORMULA: Final = re.compile(r"[=@\t\r]|[+-](?![\d.,]+%?$)")
"""How a text begins that a spreadsheet would compute; file names are whatever a sender chose."""


def file_name(frame: Frame, name: str, extension: str) -> str:
    """Return a name that tells what, which quarter and which snapshot: "T1_2564Q2_000012-ab.csv".

    Where tests alone count, or it is not for the public, the name says so: "T1_2564Q2_tested_own_03_…csv".
    """
    tested = ("tested",) if frame.choice.evidence == TESTED else ()
    parts = (name, frame.choice.period, *tested, *frame.access.view.file_name)
    return "_".join(map(str, (*parts, frame.snapshot.id))) + f".{extension}"


def csv(frame: Frame, table: pd.DataFrame, *, name: str, key: str) -> None:
    """Offer a table as CSV, with what is suppressed on the page suppressed."""
    st.download_button(
        frame.words("downloads.csv"),
        partial(encode, table),
        file_name=file_name(frame, name, "csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"{key}.csv",
    )


def encode(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file's bytes: Excel shows its Thai intact and computes none of its texts."""
    plain = table.map(lambda cell: f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell)
    return plain.to_csv(index=False, lineterminator="\r\n", na_rep=printed.bracket(None)).encode(
        _EXCEL_READS_UTF8
    )

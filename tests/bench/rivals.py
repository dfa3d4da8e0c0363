"""The usual way to do the same work: pandas.read_excel, then the same rules as vectorised pandas.

It leaves out what only this project does (gate, child process, pseudonyms, addresses of faults, marts),
so the race is in its favour.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pandas as pd

from etl.definitions import definitions
from tests.bench.workbook import FIXED, HEADER_ROW


def load(file: Path, engine: Literal["openpyxl", "calamine"], home: Path) -> dict[str, int]:
    """The counts of rows accepted, rejected and ignored; the rows stored in the home as Parquet."""
    rows = pd.read_excel(file, engine=engine, header=HEADER_ROW - 1)
    capabilities = list(definitions().capabilities)
    rows.columns = pd.Index([*FIXED, *capabilities])
    rows = rows.assign(
        agency=rows["agency"].where(rows["agency"].isin(list(definitions().agencies))),
        group=_codes(rows["group"], "groups"),
        method=_codes(rows["method"], "methods"),
        assessed_on=pd.to_datetime(rows["assessed_on"], errors="coerce"),
    )
    scores = rows[capabilities].apply(pd.to_numeric, errors="coerce")
    bad_score = (rows[capabilities].notna() & ~scores.ge(0).mul(scores.le(100))).any(axis=1)
    faulty = rows[list(FIXED)].isna().any(axis=1) | bad_score
    rows[capabilities] = scores

    repeated = ~faulty & rows.duplicated(keep="first")
    same_test = ["person_id", "assessed_on", "method"]
    rest = rows[~faulty & ~repeated]
    differing = rest.groupby(same_test)[capabilities].transform("nunique").gt(1).any(axis=1)
    accepted = rest[~differing]

    home.mkdir()
    accepted.to_parquet(home / "assessment.parquet")
    rows.loc[rows.index.difference(accepted.index)].to_parquet(home / "rejects.parquet")
    ignored = int(repeated.sum())
    return {"accepted": len(accepted), "rejected": len(rows) - len(accepted) - ignored, "ignored": ignored}


def _codes(column: pd.Series, vocabulary: str) -> pd.Series:
    """The codes of a column's spellings; missing where a spelling is unknown."""
    return column.map({text: definitions().lookup(vocabulary, text) for text in column.dropna().unique()})

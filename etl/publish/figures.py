"""Tidy figures as files: one row a value, in exactly the columns of the command contract."""

import json
from pathlib import Path
from typing import Final, Literal

import pandas as pd

from etl.publish.xlsx import replace_file
from etl.queries.tidy import COLUMNS

Form = Literal["csv", "json"]
FORMS: Final[tuple[Form, ...]] = ("csv", "json")

_MARK_OF_UTF8: Final = b"\xef\xbb\xbf"


def write(figures: pd.DataFrame, *, form: Form, path: Path) -> None:
    """Write tidy figures to a file in one step; a reader never sees half of it."""
    replace_file(path, encode(figures, form=form))


def encode(figures: pd.DataFrame, *, form: Form) -> bytes:
    """Return tidy figures as the bytes of a file: csv opens as UTF-8 in Excel, json is one array of rows."""
    return _MARK_OF_UTF8 + as_csv(figures).encode() if form == "csv" else as_json(figures).encode()


def as_csv(figures: pd.DataFrame) -> str:
    """Return tidy figures as comma-separated text: nulls empty, numbers as Python's shortest exact form."""
    return figures.to_csv(columns=COLUMNS, index=False, lineterminator="\n")


def as_json(figures: pd.DataFrame) -> str:
    """Return tidy figures as a JSON array, one object a row: nulls null, numbers in full."""
    plain = figures[COLUMNS].astype("object").where(figures[COLUMNS].notna(), None)
    return json.dumps(plain.to_dict(orient="records"), ensure_ascii=False, indent=1) + "\n"

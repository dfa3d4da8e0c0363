"""Tidy figures as files: one row a value, in exactly the columns of `etl.queries.tidy.COLUMNS`."""

import io
import json
from typing import Final, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.measures.compile import NUMBERS
from etl.queries.tidy import COLUMNS

Form = Literal["csv", "json"]
FORMS: Final[tuple[Form, ...]] = ("csv", "json")

_SCHEMA: Final = pa.schema([(name, pa.float64() if name in NUMBERS else pa.string()) for name in COLUMNS])


def encode(figures: pd.DataFrame, *, form: Form) -> bytes:
    """Return tidy figures as the bytes of a file; json is one array of rows.

    Codes and numbers alone need no mark of UTF-8, which many readers take for part of the first header.
    """
    return (as_csv(figures) if form == "csv" else as_json(figures)).encode()


def as_csv(figures: pd.DataFrame) -> str:
    """Return tidy figures as comma-separated text: nulls empty, numbers as Python's shortest exact form."""
    return figures.to_csv(columns=COLUMNS, index=False, lineterminator="\n")


def as_json(figures: pd.DataFrame) -> str:
    """Return tidy figures as a JSON array, one object a row: nulls null, numbers in full."""
    plain = figures[COLUMNS].astype("object").where(figures[COLUMNS].notna(), None)
    return json.dumps(plain.to_dict(orient="records"), ensure_ascii=False, indent=1) + "\n"


def as_parquet(figures: pd.DataFrame) -> bytes:
    """Return tidy figures as the bytes of a Parquet file: doubles and texts, null where there is nothing."""
    written = io.BytesIO()
    table = pa.Table.from_pandas(figures[COLUMNS], schema=_SCHEMA, preserve_index=False)
    pq.write_table(table.replace_schema_metadata(), written, compression="zstd")
    return written.getvalue()


def from_parquet(content: bytes) -> pd.DataFrame:
    """Return the tidy figures of such a file."""
    found = pq.read_table(io.BytesIO(content), schema=_SCHEMA)
    frame = pd.DataFrame({name: found[name].to_pylist() for name in COLUMNS}, columns=COLUMNS, dtype="object")
    frame[NUMBERS] = frame[NUMBERS].astype("float64")
    return frame

"""The exact types of stored rows."""

import pyarrow as pa

from etl.definitions.schemas import schemas


def typed(dataset: str, rows: pa.Table) -> pa.Table:
    """Return rows in exactly the stored columns and types; KeyError where a column is missing."""
    schema = schemas()[dataset]
    return rows.select(schema.names).cast(schema)

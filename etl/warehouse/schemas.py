"""What stored rows are returns for, and their exact types."""

from types import MappingProxyType
from typing import Final

import pyarrow as pa

from etl.definitions.schemas import schemas

UNIT: Final = MappingProxyType({"execution": "ministry"})
"""Whose return a row belongs to: the agency's, but for datasets named here."""

PERIOD: Final = MappingProxyType({"budget": "fiscal_year", "execution": "fiscal_year"})
"""What a row is a return for: its quarter, but for datasets named here."""


def typed(dataset: str, rows: pa.Table) -> pa.Table:
    """Return rows in exactly the stored columns and types; KeyError where a column is missing."""
    schema = schemas()[dataset]
    return rows.select(schema.names).cast(schema)

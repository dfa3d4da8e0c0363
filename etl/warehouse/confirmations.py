"""Analysts' confirmations of headcounts far below the register's: whose, for which quarter, by whom and why.

    confirmations.jsonl    one confirmation a line; only ever longer

They belong to no snapshot: what is on file when a snapshot is built counts in it.
"""

from datetime import datetime
from typing import Final

import pyarrow as pa

from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, append_lines, lines_of
from etl.warehouse.records import Record

_SCHEMA: Final = pa.schema([("agency", pa.string()), ("period", pa.string())])


class Confirmation(Record):
    """One headcount an analyst vouches for: the agency's own return for a quarter, and why it is right."""

    agency: str
    period: str
    reason: str
    by: str
    at: datetime


def confirmed(home: Home) -> tuple[Confirmation, ...]:
    """Return every confirmation, oldest first; WarehouseError where the file is damaged."""
    try:
        return tuple(Confirmation.model_validate_json(line) for line in lines_of(home.confirmations_file))
    except ValueError as fault:
        raise WarehouseError("confirmations_damaged", file=home.confirmations_file.name) from fault


def confirm(home: Home, confirmations: list[Confirmation]) -> None:
    """Keep confirmations; the caller holds the home's lock."""
    append_lines(home, home.confirmations_file, confirmations)


def confirmation_table(home: Home) -> pa.Table:
    """Return one row per headcount confirmed: agency and period."""
    known = sorted({(one.agency, one.period) for one in confirmed(home)})
    return pa.Table.from_pylist([dict(zip(_SCHEMA.names, one, strict=True)) for one in known], schema=_SCHEMA)

"""Tables of a database being built: from Arrow rows, or from the statement of their name."""

from pathlib import Path

import duckdb
import pyarrow as pa

from etl.warehouse.errors import WarehouseError
from etl.warehouse.sql import statement


def attach(connection: duckdb.DuckDBPyConnection, database: Path, *, name: str, mode: str) -> None:
    """Open another database beside those of a connection, in DuckDB's words on how."""
    connection.execute(f"attach '{str(database).replace(chr(39), chr(39) * 2)}' as {name} ({mode})")


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Make a table of Arrow rows."""
    connection.register("incoming", rows)
    connection.execute(f"create table {table} as from incoming")
    connection.unregister("incoming")


def make(connection: duckdb.DuckDBPyConnection, schema: str, name: str, query: str = "") -> None:
    """Make a table from a query, or else the statement of its name; WarehouseError, naming it, on failure."""
    query = query or statement("mart" if schema == "mart" else "staging", name)
    try:
        connection.execute(f'create table {schema}."{name}" as {query}')
    except duckdb.Error as fault:
        raise WarehouseError("build_failed", table=f"{schema}.{name}", reason=first_line(fault)) from fault


def first_line(fault: duckdb.Error) -> str:
    """Return what went wrong, without the statement it went wrong in."""
    return str(fault).partition("\n")[0]

"""Rules that reach behind a released quarter: told before anything is built by them."""

from collections.abc import Iterator, Sequence

import duckdb

from etl.definitions import Definitions
from etl.definitions.calendar import Period
from etl.warehouse.reference import dated_tables

Row = tuple[object, ...]


def restated(
    former: duckdb.DuckDBPyConnection, found: Definitions, released: Sequence[Period]
) -> Iterator[tuple[str, Period]]:
    """Yield what holds otherwise at a released quarter than in a snapshot: a name and the quarter.

    The name is a rule's, "requirement" or "practice". A snapshot of the first edition, whose rules had no
    dates, is not compared.
    """
    computed = former.execute('select "index" from reference.quarter').fetchall()
    quarters = [period for period in released if (period.index,) in computed]
    for name, table in dated_tables(found, quarters).items():
        columns = _columns(former, name)
        if "quarter" in columns:
            shared = [column for column in table.column_names if column in columns]
            for period in quarters:
                rows = table.select(shared).to_pylist()
                now = {tuple(row.values()) for row in rows if row["quarter"] == period.index}
                before = _rows(former, name, shared, period)
                if now != before:
                    yield _named(name, shared, now, before), period


def _named(name: str, columns: Sequence[str], now: set[Row], before: set[Row]) -> str:
    """Return the name of the first rule that differs; of other tables their own."""
    if name != "rule":
        return name
    ((new,), (old,)) = now, before
    return next(column for column, one, other in zip(columns, new, old, strict=True) if one != other)


def _columns(former: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = former.execute(
        "select column_name from duckdb_columns() where schema_name = 'reference' and table_name = ?", [table]
    ).fetchall()
    return {name for (name,) in rows}


def _rows(former: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], period: Period) -> set[Row]:
    chosen = ", ".join(f'"{column}"' for column in columns)
    query = f"select {chosen} from reference.{table} where quarter = ?"
    return set(former.execute(query, [period.index]).fetchall())

"""Rules and reference rows that reach behind a released quarter: told before anything is built by them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import duckdb

from etl.definitions import Definitions
from etl.definitions.calendar import Period
from etl.warehouse.listing import confirmation_table
from etl.warehouse.records import Confirmation
from etl.warehouse.reference import dated_tables, reference_tables

Row = Mapping[str, Any]

_CONFIRMED: Final = "confirmed_headcount"
_COMPARED: Final = (
    "rule", "requirement", "practice", "agency", "register", "id_space", "succession", "headcount_bound",
    "position", _CONFIRMED,
)  # fmt: skip
"""The tables made of data files, and the headcounts confirmed."""
_DATING: Final = frozenset({"valid_from_be", "valid_to_be", "first_year_be", "last_year_be"})


def restated(
    former: duckdb.DuckDBPyConnection,
    found: Definitions,
    confirmations: Sequence[Confirmation],
    released: Sequence[Period],
) -> Iterator[tuple[str, Period]]:
    """Yield what holds otherwise at a released quarter than in a snapshot: a name and the quarter.

    The name is a rule's, or that of a table of reference rows. Columns only one of the two programs knows are
    not compared, nor is anything of a snapshot of the first edition, whose rules had no dates.
    """
    columns = _columns(former)
    if "quarter" not in columns.get("rule", ()):
        return
    computed = former.execute('select "index" from reference.quarter').fetchall()
    quarters = [period for period in released if (period.index,) in computed]
    tables = reference_tables(found) | dated_tables(found, quarters)
    tables[_CONFIRMED] = confirmation_table(confirmations)
    for name in _COMPARED:
        table = tables[name]
        shared = [column for column in table.column_names if column in columns.get(name, ())]
        before, now = _rows(former, name, shared), table.select(shared).to_pylist()
        for period in quarters:
            limit = int(found.rule("headcount_quarters", period))
            old, new = (_holding(name, rows, period, limit) for rows in (before, now))
            if old != new:
                yield _named(name, shared, new, old), period


def _holding(name: str, rows: Sequence[Row], period: Period, limit: int) -> set[tuple[Any, ...]]:
    """Return the rows that hold at a quarter without the dates they hold from and until."""
    if name == "register":
        nearest = _nearest(rows, period)
        return {tuple(row.values()) for row in rows if row["quarter"] == nearest[row["agency"]]}
    if name == "id_space":
        return _spaces(rows, period)
    return {
        tuple(value for column, value in row.items() if column not in _DATING)
        for row in rows
        if _holds(name, row, period, limit)
    }


def _holds(name: str, row: Row, period: Period, limit: int) -> bool:
    if name == _CONFIRMED:
        return 0 <= period.index - Period.parse(row["period"]).index <= limit
    if "quarter" in row:
        return bool(row["quarter"] == period.index)
    if not row.get("expected", True):
        return False
    first = row.get("valid_from_be") or row.get("first_year_be") or 0
    last = row.get("last_year_be") or (row.get("valid_to_be") or 10_000) - 1
    return bool(first <= period.fiscal_year <= last)


def _nearest(rows: Sequence[Row], period: Period) -> dict[str, int]:
    """Return by agency the quarter of the register nearest to a quarter, the earlier of two."""
    nearest: dict[str, int] = {}
    for row in rows:
        others = (nearest.get(row["agency"], row["quarter"]), row["quarter"])
        nearest[row["agency"]] = min(others, key=lambda quarter: (abs(quarter - period.index), quarter))
    return nearest


def _spaces(rows: Sequence[Row], period: Period) -> set[tuple[Any, ...]]:
    """Return the changes of id spaces up to a quarter: who was assessed before may be in force."""
    changes, last = set(), dict[str, str]()
    for row in sorted(rows, key=lambda row: (row["agency"], row["valid_from"])):
        if row["valid_from"] <= str(period) and row["id_space"] != last.get(row["agency"]):
            last[row["agency"]] = row["id_space"]
            changes.add(tuple(row.values()))
    return changes


def _named(name: str, columns: Sequence[str], now: set[tuple[Any, ...]], before: set[tuple[Any, ...]]) -> str:
    """Return the name of the first rule that differs; of other tables their own."""
    if name != "rule":
        return name
    ((new,), (old,)) = now, before
    return next(column for column, one, other in zip(columns, new, old, strict=True) if one != other)


def _columns(former: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Return by table the columns of a snapshot's reference rows, confirmed headcounts among them."""
    columns: dict[str, set[str]] = {}
    for table, column in former.execute(
        "select table_name, column_name from duckdb_columns() "
        "where schema_name = 'reference' or table_name = 'confirmed_headcount'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    return columns


def _rows(former: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> list[Row]:
    schema = "meta" if table == _CONFIRMED else "reference"
    chosen = ", ".join(f'"{column}"' for column in columns)
    rows: list[Row] = former.execute(f'select {chosen} from {schema}."{table}"').to_arrow_table().to_pylist()
    return rows

"""One database from stored submissions: reference → accepted → person facts → marts, checked on the way.

Must not: publish anything, decide what counts (the ledger does), or let a row through that a check refuses.
The same stored rows and definitions give the same tables on every machine.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.schemas import schemas
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, reached
from etl.warehouse.records import Stored
from etl.warehouse.reference import carried, expected_table, quarter_table, reference_tables, spanned
from etl.warehouse.sql import names, statement
from etl.warehouse.store import dataset_files

MARTS: Final = (
    "staging.headcount_quarter",
    "staging.reported",
    "staging.standing",
    "staging.person_outcome",
    "mart.outcome",
    "mart.capability",
    "mart.course",
    "mart.agency",
    "mart.training",
    "mart.budget",
    "mart.execution",
)
"""What is built from the facts, in order: `mart.<name>` from sql/mart, `staging.<name>` from sql/staging."""

SCHEMAS: Final = ("accepted", "reference", "fact", "mart", "meta")
"""What a snapshot holds; `staging` is a database of its own, in memory, and is never published."""

PERSONAL: Final = frozenset({"assessment"})
"""Datasets of single persons: their rows are staged only, what is published of them are the facts."""

LOCKED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


@contextmanager
def workbench(path: Path, *, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new database file with every schema of a snapshot, and `staging` beside it in memory.

    Only what is published is ever written to the file, so it holds no left-over blocks and no row of a person
    but the facts. `spill` takes what memory cannot.
    """
    connection = duckdb.connect(str(path), config={**LOCKED, "temp_directory": str(spill)})
    try:
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        connection.execute("attach ':memory:' as staging")
        yield connection
    except duckdb.Error as fault:
        raise WarehouseError("build_failed", table=path.stem, reason=_first_line(fault)) from fault
    finally:
        connection.close()


def fill(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    submissions: Sequence[Stored],
    *,
    marts: Sequence[str] = MARTS,
) -> None:
    """Make every table of a snapshot but `meta.snapshot`.

    WarehouseError where a statement fails or a check returns rows.
    """
    for name, table in reference_tables(definitions()).items():
        put(connection, f'reference."{name}"', table)
    _types(connection)
    counting = [one.manifest for one in submissions if one.entry.counts]
    put(connection, "meta.submission", _submission_table(submissions))
    put(connection, "meta.submission_dataset", _dataset_table(submissions))
    connection.register("part", part_table(submissions))
    make(connection, "meta", "accounting")
    connection.unregister("part")
    for dataset, schema in schemas().items():
        paths = [_no_rows(home, dataset, schema), *dataset_files(home, counting, dataset)]
        connection.execute(f"set variable {dataset} = ?", [[str(path) for path in paths]])
    make(connection, "staging", "person")
    for dataset in schemas():
        make(connection, "staging" if dataset in PERSONAL else "accepted", dataset)
    reached("after-accepted")
    _quarters(connection)
    make(connection, "fact", "person_quarter")
    for table in marts:
        make(connection, *table.split(".", 1))
    reached("after-marts")
    for name in names("check"):
        _check(connection, name)
    connection.execute("detach staging")


def figures(connection: duckdb.DuckDBPyConnection) -> str:
    """Return one hash over all marts, rows sorted: equal exactly when every published figure is equal."""
    whole = hashlib.sha256()
    marts = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'mart' order by table_name"
    ).fetchall()
    for (mart,) in marts:
        rows = connection.execute(f'select * from mart."{mart}" order by all').to_arrow_table()
        text = io.BytesIO()
        pacsv.write_csv(rows, text)
        whole.update(f"{mart}\0{rows.schema}\0".encode() + text.getvalue())
    return whole.hexdigest()


def superseded(parts: pa.Table) -> dict[tuple[int, str], int]:
    """Return how many rows of earlier submissions each submission and dataset takes the place of.

    `parts` is what `part_table` returns; the rule is the one statement that also builds `meta.accounting`.
    """
    with duckdb.connect(config=LOCKED) as connection:
        connection.register("part", parts)
        rows = connection.execute(
            f"""
            select superseded_by, dataset, sum("rows")::bigint
            from ({statement("staging", "accounting")})
            where superseded_by is not null
            group by all
            """
        ).fetchall()
    return {(submission, dataset): count for submission, dataset, count in rows}


def part_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per counting submission, dataset, unit and period it has rows for."""
    columns = {
        "submission": pa.int32(),
        "publisher": pa.string(),
        "dataset": pa.string(),
        "unit": pa.string(),
        "period": pa.string(),
        "rows": pa.int64(),
    }
    return pa.Table.from_pylist(
        [
            {
                "submission": one.manifest.sequence,
                "publisher": one.manifest.receipt.publisher,
                **part.model_dump(),
            }
            for one in submissions
            if one.entry.counts
            for part in one.manifest.parts
        ],
        schema=pa.schema(list(columns.items())),
    )


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Make a table of Arrow rows."""
    connection.register("incoming", rows)
    connection.execute(f"create table {table} as from incoming")
    connection.unregister("incoming")


def make(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> None:
    """Make a table from the statement of its name; WarehouseError, naming the table, where that fails."""
    query = statement("mart" if schema == "mart" else "staging", name)
    try:
        connection.execute(f'create table {schema}."{name}" as {query}')
    except duckdb.Error as fault:
        raise WarehouseError("build_failed", table=f"{schema}.{name}", reason=_first_line(fault)) from fault


def _first_line(fault: duckdb.Error) -> str:
    return str(fault).partition("\n")[0]


def _types(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the closed word lists of the person facts, in the order of their definition."""
    connection.execute("create type agency_code as enum (select code from reference.agency order by code)")
    connection.execute('create type group_code as enum (select code from reference."group" order by place)')
    connection.execute(
        "create type grade_code as enum (select distinct grade from reference.method order by grade)"
    )


def _quarters(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `reference.quarter` and `reference.expected` for the quarters figures are computed for."""
    rows: list[tuple[str | None, date | None]] = connection.execute(
        statement("staging", "touched")
    ).fetchall()
    assessed = {Period.of(day) for _, day in rows if day}
    stated = spanned({Period.parse(period) for period, _ in rows if period} | assessed)
    quarters = stated + carried(stated, assessed, validity_months=definitions().threshold("validity_months"))
    connection.register("quarter_span", quarter_table(quarters, stated=stated))
    make(connection, "reference", "quarter")
    connection.unregister("quarter_span")
    put(connection, "reference.expected", expected_table(definitions(), quarters))


def _check(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Refuse the build where a check's query returns any row."""
    found = connection.execute(statement("check", name))
    columns = [column[0] for column in found.description or ()]
    rows = found.fetchall()
    if rows:
        example = ", ".join(f"{column}={value}" for column, value in zip(columns, rows[0], strict=True))
        raise WarehouseError("check_failed", check=name, rows=len(rows), example=example)


def _no_rows(home: Home, dataset: str, schema: pa.Schema) -> Path:
    """Return an empty stored file of a dataset, so that one nobody sent still has its columns."""
    path = home.temporary / f"{dataset}.parquet"
    pq.write_table(schema.append(pa.field("submission", pa.int32())).empty_table(), path)
    return path


def _submission_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per submission ever received, counting or not."""
    columns = {
        "submission": pa.int32(),
        "id": pa.string(),
        "file_name": pa.string(),
        "sha256": pa.string(),
        "received_at": pa.timestamp("us"),
        "received_by": pa.string(),
        "publisher": pa.string(),
        "synthetic": pa.bool_(),
        "status": pa.string(),
        "problems": pa.int32(),
        "withdrawn_at": pa.timestamp("us"),
        "withdrawn_by": pa.string(),
    }
    return pa.Table.from_pylist(
        [
            {
                "submission": manifest.sequence,
                "id": manifest.id,
                "file_name": receipt.file_name,
                "sha256": receipt.sha256,
                "received_at": manifest.received_at.replace(tzinfo=None),
                "received_by": manifest.received_by,
                "publisher": receipt.publisher,
                "synthetic": receipt.synthetic,
                "status": receipt.status,
                "problems": len(receipt.problems)
                + sum(len(dataset.problems) for dataset in receipt.datasets),
                "withdrawn_at": withdrawn.at.replace(tzinfo=None) if withdrawn else None,
                "withdrawn_by": withdrawn.by if withdrawn else None,
            }
            for manifest, receipt, withdrawn in (
                (one.manifest, one.manifest.receipt, one.entry.withdrawn) for one in submissions
            )
        ],
        schema=pa.schema(list(columns.items())),
    )


def _dataset_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per submission, dataset and sheet: rows read = accepted + rejected + ignored."""
    columns = {
        "submission": pa.int32(),
        "dataset": pa.string(),
        "sheet": pa.string(),
        "status": pa.string(),
        "rows_read": pa.int64(),
        "accepted": pa.int64(),
        "rejected": pa.int64(),
        "ignored": pa.int64(),
    }
    return pa.Table.from_pylist(
        [
            {"submission": one.manifest.sequence, **dataset.model_dump(include=set(columns))}
            for one in submissions
            for dataset in one.manifest.receipt.datasets
        ],
        schema=pa.schema(list(columns.items())),
    )

"""One database from stored submissions: reference → accepted → person facts → marts, checked on the way.

Must not: publish anything, decide what counts (the ledger does), or let a row through that a check refuses.
The same stored rows and definitions give the same tables on every machine.
"""

import hashlib
import io
from collections import defaultdict
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
from etl.definitions.datasets import Dataset
from etl.definitions.schemas import schemas
from etl.warehouse.amend import changed, facts, look_back, persons, require_same_frame, touch, touch_all
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, reached
from etl.warehouse.listing import confirmation_table, dataset_table, part_table, submission_table
from etl.warehouse.records import Confirmation, Stored
from etl.warehouse.reference import Changing, carried, dated_tables, quarter_table, reference_tables, spanned
from etl.warehouse.sql import names, statement
from etl.warehouse.store import dataset_files
from etl.warehouse.tables import attach, first_line, make, put

MARTS: Final = (
    "staging.stated_headcount",
    "staging.headcount_quarter",
    "staging.reported",
    "fact.seen",
    "staging.standing",
    "staging.person_outcome",
    "staging.self_tested",
    "fact.judgement",
    "fact.score",
    "fact.lacking",
    "mart.outcome",
    "mart.capability",
    "mart.lacking",
    "mart.gap",
    "mart.course",
    "mart.practice",
    "mart.agency",
    "mart.ledger",
    "mart.training",
    "mart.budget",
    "mart.cost",
    "mart.person_cost",
    "mart.execution",
)
"""What is built from the persons' facts, in order: `mart.…` from sql/mart, all others from sql/staging."""

SCHEMAS: Final = ("accepted", "reference", "fact", "mart", "figure", "meta")
"""What a snapshot holds; `staging` is a database of its own, in memory, and is never published."""

PERSONAL: Final = frozenset({"assessment"})
"""Datasets of single persons: their rows are staged only, what is published of them are the facts."""

LOCKED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

_ID_SPACES: Final = """
    create table meta.id_space as
    from staging.id_space as space
    semi join meta.accounting as part
        on part.dataset = 'assessment'
        and part.unit = space.agency
        and part.period = space.period
        and part.in_force
"""

_ROW_GROUP: Final = 122_880
"""Rows DuckDB scans as one piece; only tables of more rows are read by several threads at a time."""


@contextmanager
def workbench(path: Path, *, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new database file with every schema of a snapshot, and `staging` beside it in memory.

    Only what is published is ever written to the file, so it holds no left-over blocks and no row of a person
    but the facts. `spill` takes what memory cannot.
    """
    connection = duckdb.connect(config={**LOCKED, "temp_directory": str(spill)})
    try:
        # What a crash interrupts is built anew, so nothing need be written twice for its sake.
        attach(connection, path, name="built", mode="recovery_mode no_wal_writes")
        connection.execute("use built")
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        connection.execute("attach ':memory:' as staging")
        yield connection
    except duckdb.Error as fault:
        raise WarehouseError("build_failed", table=path.stem, reason=first_line(fault)) from fault
    finally:
        connection.close()


def fill(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    submissions: Sequence[Stored],
    *,
    confirmations: Sequence[Confirmation],
    former: Path | None = None,
) -> None:
    """Make every table of a snapshot but `meta.snapshot`.

    Where a former snapshot of the same definitions and statements is given, what concerns persons is computed
    only for those touched since and taken over for all others, with the same result; EverybodyTouched where
    that cannot be. WarehouseError where a statement fails or a check returns rows.
    """
    for name, table in reference_tables(definitions()).items():
        put(connection, f'reference."{name}"', table)
    make(connection, "reference", "expected")
    for name in names("rule"):
        connection.execute(statement("rule", name))
    _types(connection)
    counting = [one.manifest for one in submissions if one.entry.counts]
    if sum(part.rows for manifest in counting for part in manifest.parts) <= _ROW_GROUP:
        connection.execute("set threads = 1")  # several would only wait for each other
    put(connection, "meta.submission", submission_table(submissions))
    put(connection, "meta.submission_dataset", dataset_table(submissions))
    connection.register("part", part_table(submissions))
    put(connection, "meta.confirmed_headcount", confirmation_table(confirmations))
    make(connection, "meta", "received")
    make(connection, "meta", "accounting")
    connection.unregister("part")
    for dataset, schema in schemas().items():
        paths = [_no_rows(home, dataset, schema), *dataset_files(home, counting, dataset)]
        connection.execute(f"set variable {dataset} = ?", [[str(path) for path in paths]])
    if former:
        look_back(connection, former)
        touch(connection, dataset_files(home, changed(connection, submissions), "assessment"))
    else:
        touch_all(connection)
    for dataset in schemas():
        if dataset in PERSONAL:
            make(connection, "staging", dataset)
        else:
            make(connection, "accepted", dataset, _accepted(definitions().dataset(dataset)))
    connection.execute(_ID_SPACES)
    reached("after-accepted")
    facts(connection, "fact.assessed", amended=bool(former))
    _quarters(connection)
    if former:
        require_same_frame(connection)
    persons(connection, amended=bool(former))
    for table in MARTS:
        if table.startswith("fact."):
            facts(connection, table, amended=bool(former))
        else:
            make(connection, *table.split(".", 1))
    reached("after-marts")
    for name in names("check"):
        _check(connection, name)
    connection.execute("detach staging")
    if former:
        connection.execute("detach former")


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


def _accepted(dataset: Dataset) -> str:
    """Return the query of a dataset's rows in force."""
    query = statement("staging", "accepted")
    columns = {"dataset": dataset.id, "unit": dataset.unit_column, "period": dataset.period_column}
    for name, value in columns.items():
        query = query.replace(f"{{{name}}}", value)
    return query


def _types(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the closed word lists of the person facts, in the order of their definition."""
    connection.execute("create type agency_code as enum (select code from reference.agency order by code)")
    connection.execute('create type group_code as enum (select code from reference."group" order by place)')
    connection.execute(
        "create type grade_code as enum (select distinct grade from reference.method order by grade)"
    )
    connection.execute("create type evidence_code as enum ('ANY', 'BOTH', 'TESTED', 'SELF')")


def _quarters(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the quarters figures are computed for, and what holds at them."""
    rows: list[tuple[str, str | None, date | None]] = connection.execute(
        statement("staging", "spoken_of")
    ).fetchall()
    returned, dated = defaultdict[str, set[Period]](set), defaultdict[str, set[Period]](set)
    for dataset, period, day in rows:
        if day:
            dated[dataset].add(Period.of(day))
        elif period:
            returned[dataset].add(Period.parse(period))
    stated = spanned(dated["assessment"].union(*returned.values()))
    changing = Changing(
        assessed=dated["assessment"],
        staged=dated["stage"],
        counted=returned["headcount"],
        answered=returned["practice"],
    )
    quarters = stated + carried(stated, changing, found=definitions())
    put(connection, "reference.quarter", quarter_table(quarters, stated=stated))
    for name, table in dated_tables(definitions(), quarters).items():
        put(connection, f"reference.{name}", table)
    make(connection, "reference", "required")
    make(connection, "reference", "reading")


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

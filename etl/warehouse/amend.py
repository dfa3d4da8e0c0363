"""Amending the former snapshot: what a change did not touch is taken over, not computed again.

A person is touched by a part (submission, dataset, unit, period) of theirs that came into force or went out
of it, an agency by any part of its own and by a touched person who is or was there. What is known of
touched persons is computed from all their rows, the counts of touched agencies from all their persons; the
marts, which are small, are always made whole. Without a former snapshot everything is touched.
"""

from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb

from etl.warehouse.records import Manifest, Stored
from etl.warehouse.sql import statement
from etl.warehouse.tables import attach, make

_OTHER_AGENCIES: Final = "agency not in (select agency from staging.touched_agency)"
_UNTOUCHED: Final = MappingProxyType(
    {
        "fact.assessed": """
            (submission, agency, period) not in (
                select (submission, unit, period) from staging.touched_part where dataset = 'assessment'
            )
        """,
        "fact.person_state": "person not in (select person from staging.touched_person)",
        "fact.seen": _OTHER_AGENCIES,
        "fact.judgement": _OTHER_AGENCIES,
        "fact.score": _OTHER_AGENCIES,
        "fact.lacking": _OTHER_AGENCIES,
    }
)
"""Table of facts → its rows in the former snapshot that are as true as ever."""


_SPACED_OTHERWISE: Final = """
    from meta.id_space as space
    inner join former.meta.id_space as former
        on former.agency = space.agency
        and former.period = space.period
    where (former.id_space, former.leaves) is distinct from (space.id_space, space.leaves)
"""


class EverybodyTouched(Exception):
    """Other quarters are called for, or persons leave force in others, than in the former snapshot."""


def look_back(connection: duckdb.DuckDBPyConnection, former: Path) -> None:
    """Open the former snapshot as `former`, beside the database being built."""
    attach(connection, former, name="former", mode="read_only")


def changed(connection: duckdb.DuckDBPyConnection, submissions: Sequence[Stored]) -> list[Manifest]:
    """Return the submissions with a part that came into force or went out of it."""
    make(connection, "staging", "touched_part")
    rows = connection.execute("select distinct submission from staging.touched_part").fetchall()
    touched = {sequence for (sequence,) in rows}
    return [one.manifest for one in submissions if one.manifest.sequence in touched]


def touch(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Note the persons in the changed parts of these stored files of assessments."""
    connection.execute("set variable everybody = false")
    make(connection, "staging", "id_space")
    if files:
        connection.execute("set variable touched = ?", [[str(path) for path in files]])
        make(connection, "staging", "touched_person")
    else:
        connection.execute("create table staging.touched_person (person ubigint)")


def touch_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that everything has changed."""
    connection.execute("set variable everybody = true")
    connection.execute("create table staging.touched_part as from meta.accounting")
    connection.execute("create table staging.touched_person (person ubigint)")
    connection.execute("create table staging.touched_agency as select code as agency from reference.agency")
    make(connection, "staging", "id_space")


def require_same_frame(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise EverybodyTouched unless quarters, id spaces and leaving are those of the former snapshot."""
    differing = "from {0}.quarter except from {1}.quarter"
    for one, other in (("reference", "former.reference"), ("former.reference", "reference")):
        if connection.execute(differing.format(one, other)).fetchone():
            raise EverybodyTouched
    if connection.execute(_SPACED_OTHERWISE).fetchone():
        raise EverybodyTouched


def persons(connection: duckdb.DuckDBPyConnection, *, amended: bool) -> None:
    """Make the facts on persons, and `staging.person_fact`: those to be counted, spread over quarters."""
    make(connection, "fact", "person_state")
    spread = statement("staging", "person_quarter")
    connection.execute(f"create view fact.person_quarter as {spread}")
    if amended:
        make(connection, "staging", "touched_agency")
        _take_over(connection, "fact.person_state")
        touched = "agency in (select agency from staging.touched_agency)"
        connection.execute(f"create table staging.state as from fact.person_state where {touched}")
        connection.execute(
            f"create table staging.person_fact as {spread.replace('fact.person_state', 'staging.state')}"
        )
    else:
        connection.execute(f"create view staging.person_fact as from {_own(connection)}.fact.person_quarter")


def facts(connection: duckdb.DuckDBPyConnection, table: str, *, amended: bool) -> None:
    """Make a table of facts, what is not touched taken over."""
    make(connection, *table.split(".", 1))
    if amended:
        _take_over(connection, table)


def _take_over(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(f"insert into {table} by name from former.{table} where {_UNTOUCHED[table]}")


def _own(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the name of the database being built, which what lies in another must say."""
    return str(connection.execute("select current_database()").fetchall()[0][0])

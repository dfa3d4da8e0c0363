"""Opens what is published, and tells whether something else is by now."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from etl.definitions import definitions
from etl.queries.reader import Reader
from etl.warehouse import sql
from etl.warehouse.errors import OutdatedSnapshot
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current, state_of


@contextmanager
def open_reader(home: Path) -> Iterator[Reader]:
    """Open the published snapshot of a data home, or the newest sound one before it, which then says so.

    NothingPublished where there is none yet; OutdatedSnapshot where the definitions or the statements have
    changed since it was built, for its marts and the measures that read them would not belong together.
    """
    with open_current(Home(home)) as opened:
        reader = Reader(opened.connection)
        reader.snapshot = replace(reader.snapshot, instead_of=opened.instead_of)
        shaped_by = (reader.snapshot.definitions_version, reader.snapshot.code_version)
        if shaped_by != (definitions().version, sql.version()):
            raise OutdatedSnapshot("snapshot_outdated", snapshot=reader.snapshot.id)
        yield reader


def published_state(home: Path) -> tuple[str, int, int, str, str]:
    """Return what changes with the snapshot published, the definitions or the statements; opens nothing."""
    return (*state_of(Home(home)), definitions().version, sql.version())

"""What the database would be had other submissions counted, or other definitions been in force.

Built in memory by the statements that build what is published; nothing of it is kept, and no lock is needed.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from etl.definitions import definitions
from etl.warehouse.build import fill, workbench
from etl.warehouse.home import Home
from etl.warehouse.records import Part, Stored
from etl.warehouse.store import read_ledger

_IN_MEMORY: Final = Path(":memory:")


@dataclass(frozen=True)
class _Workplace(Home):
    """A home that is only read: unfinished work lies elsewhere, out of the way of its writer."""

    scratch: Path

    @property
    def temporary(self) -> Path:
        """Folder of unfinished work."""
        return self.scratch


@contextmanager
def alternate(home: Home, submissions: Sequence[Stored]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database these submissions give; WarehouseError where a check refuses it.

    Parts of bodies the definitions in force do not know are left out: they cannot count under them.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        scratch = Path(folder)
        with workbench(_IN_MEMORY, spill=scratch / "spill") as connection:
            known = [
                one_with(one, tuple(part for part in one.manifest.parts if _known(part)))
                for one in submissions
            ]
            fill(
                connection,
                _Workplace(home.root, scratch),
                known,
                confirmations=read_ledger(home).confirmations,
            )
            yield connection


def one_with(one: Stored, parts: tuple[Part, ...]) -> Stored:
    """Return a submission as if it had held these parts only."""
    return Stored(one.entry, one.manifest.model_copy(update={"parts": parts}))


def _known(part: Part) -> bool:
    known = definitions()
    of_ministry = known.dataset(part.dataset).unit_column == "ministry"
    return part.unit in (known.ministries if of_ministry else known.agencies)

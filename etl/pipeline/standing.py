"""How a home stands: what is published, who is silent, what became of everything received.

Apart from the other calls because it reads figures, and with them comes pandas.
"""

from collections.abc import Sequence
from pathlib import Path

from etl.pipeline.report import Status
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse.errors import NothingPublished
from etl.warehouse.records import Stored


def standing(home: Path, received: Sequence[Stored]) -> Status:
    """Return how a home stands; before anything is published, only what was received."""
    states = ["withdrawn" if one.entry.withdrawn else one.entry.status for one in received]
    submissions = {state: states.count(state) for state in sorted(set(states))}
    kept = [one.manifest.receipt for one in received if one.entry.withdrawn is None]
    rows = {
        count: sum(getattr(dataset, count) for receipt in kept for dataset in receipt.datasets)
        for count in ("rows_read", "accepted", "rejected", "ignored")
    }
    try:
        with open_reader(home) as reader:
            snapshot = reader.snapshot
            period = max(reader.reported_periods(), default=None)
            agencies = reader.standing(period, view=ANALYST) if period else None
    except NothingPublished:
        return Status(None, None, False, submissions, rows)
    if period is None or agencies is None:
        return Status(snapshot.id, snapshot.instead_of, snapshot.synthetic, submissions, rows)
    expected = agencies[agencies["expected"]]
    silent = tuple(expected.loc[~expected["reported"], "agency"])
    return Status(
        snapshot.id,
        snapshot.instead_of,
        snapshot.synthetic,
        submissions,
        rows,
        period=str(period),
        expected=len(expected),
        not_reported=silent,
    )

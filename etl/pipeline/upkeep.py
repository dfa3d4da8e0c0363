"""Upkeep of a home: publish anew, take a submission back, tell what was received."""

from pathlib import Path

from etl.measures.laid import lay_down
from etl.pipeline.report import Publication
from etl.warehouse import store
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.records import Ledger, Stored, Withdrawal
from etl.warehouse.snapshot import publish


def rebuild(home: Path, *, restate: bool = False) -> Publication:
    """Publish the database anew from the stored submissions: the same figures, unless definitions changed.

    `restate` lets changed rules apply to released quarters. WarehouseError where they would without it, and
    where nothing was ever received, which is asked before the lock is taken: that makes the home.
    """
    place = Home(home)
    if not store.read_ledger(place).entries:
        raise WarehouseError("nothing_received", path=home)
    with store.changing(place) as ledger:
        return _published(place, before=ledger, after=ledger, afresh=True, restate=restate)


def withdraw(submission: str, *, home: Path, by: str | None) -> Publication:
    """Take one submission back and publish; what it had replaced is in force again.

    UnknownSubmission where there is none of this id; asked before the lock is taken, which makes the home.
    """
    place = Home(home)
    store.read_ledger(place).entry(submission)
    with store.changing(place) as ledger:
        withdrawal = Withdrawal(at=store.now(), by=by or store.operator())
        return _published(place, before=ledger, after=ledger.withdrawing(submission, withdrawal))


def history(home: Path) -> tuple[Stored, ...]:
    """Return every file ever received, in that order: who, when, SHA-256, its fate, whether it counts."""
    place = Home(home)
    return store.stored(place, store.read_ledger(place))


def _published(
    place: Home, *, before: Ledger, after: Ledger, afresh: bool = False, restate: bool = False
) -> Publication:
    earlier = before.snapshots[-1].figures if before.snapshots else None
    record = publish(place, after, lay_down=lay_down, afresh=afresh, restate=restate)
    return Publication(record.id, record.figures, record.figures == earlier)

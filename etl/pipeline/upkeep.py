"""Upkeep of a home: publish anew, take a submission back, tell what was received."""

from pathlib import Path
from typing import Final

from etl.definitions.calendar import Period
from etl.intake.privacy import looks_like_person
from etl.measures.laid import lay_down
from etl.pipeline.report import Publication
from etl.warehouse import store
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.records import Confirmation, Ledger, Stored, Withdrawal
from etl.warehouse.snapshot import open_current, publish

_SENT: Final = """
select submission from meta.accounting
where dataset = 'headcount' and publisher = 'agency' and unit = ? and period = ? and in_force
"""
_OWN_COUNTS: Final = "select 1 from mart.agency where agency = ? and quarter = ? and headcount_source = 'own'"


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


def confirm_headcount(
    agency: str, period: Period, *, reason: str, home: Path, by: str | None, restate: bool = False
) -> Publication:
    """Note that an analyst vouches for a headcount an agency sent, and publish; both or neither comes true.

    WarehouseError where the reason names somebody, the agency sent none for the quarter or it counts already,
    and where a released quarter would change unless figures are to be restated.
    """
    if looks_like_person(reason):
        raise WarehouseError("reason_personal")
    place = Home(home)
    if not store.read_ledger(place).entries:
        raise WarehouseError("nothing_received", path=home)
    with store.changing(place) as ledger:
        with open_current(place) as opened:
            sent = opened.connection.execute(_SENT, [agency, str(period)]).fetchone()
            if sent is None:
                raise WarehouseError("headcount_not_stated", agency=agency, period=period)
            if opened.connection.execute(_OWN_COUNTS, [agency, period.index]).fetchone():
                raise WarehouseError("headcount_counts", agency=agency, period=period)
        made = Confirmation(
            agency=agency,
            period=str(period),
            submission=sent[0],
            reason=reason,
            by=by or store.operator(),
            at=store.now(),
        )
        return _published(place, before=ledger, after=ledger.confirming(made), restate=restate)


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

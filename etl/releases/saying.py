"""What people say on the way to a release: previews, comments and answers, replies, actions.

Each call writes one entry to the journal, or none and ReleaseError says why.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from etl.definitions import definitions
from etl.definitions.calendar import Period, local_day
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.releases.figures import fingerprint, frozen_figures
from etl.releases.files import published_home
from etl.releases.standing import Draft, Standing, fold
from etl.releases.texts import checked
from etl.warehouse import journal
from etl.warehouse.releases import (
    Commented,
    Event,
    JournalEntry,
    Moved,
    Origin,
    Previewed,
    ReleaseError,
    Replied,
    Reply,
    Resolved,
    Undertaken,
)
from etl.warehouse.store import now, operator


def preview(home: Path, *, period: Period, by: str | None = None) -> JournalEntry:
    """Put a quarter's present figures up for comment; open comments of an earlier preview stay open."""
    with open_reader(home) as reader:
        if period not in reader.reported_periods():
            raise ReleaseError("no_figures", period=period)
        figures = fingerprint(frozen_figures(reader, period=period, view=ANALYST))
        event = Previewed(period=str(period), snapshot=reader.snapshot.id, figures=figures)
    return _said(home, lambda _: event, by=by)


def comment(home: Path, *, period: Period, text: str, by: str | None = None) -> JournalEntry:
    """Object to a quarter's preview, or ask; nothing is released while the comment is open."""
    said = checked(text, of="comment")

    def event(standing: Standing) -> Event:
        _previewed(standing, period)
        return Commented(period=str(period), text=said)

    return _said(home, event, by=by)


def resolve(home: Path, *, comment: int, text: str, by: str | None = None) -> JournalEntry:
    """Answer a comment."""
    said = checked(text, of="answer")

    def event(standing: Standing) -> Event:
        found = standing.comment(comment)
        if found is None:
            raise ReleaseError("comment_unknown", comment=comment)
        if found.resolved_by:
            raise ReleaseError("comment_resolved", comment=comment, by=found.resolved_by)
        return Resolved(comment=comment, text=said)

    return _said(home, event, by=by)


def reply(
    home: Path,
    *,
    period: Period,
    ministry: str,
    text: str,
    name: str,
    dated: date | None = None,
    by: str | None = None,
) -> JournalEntry:
    """Record what a ministry says of its figures; it is printed with them, even when it disagrees."""
    if ministry not in definitions().ministries:
        raise ReleaseError("ministry_unknown", ministry=ministry)
    said = Reply(
        period=str(period),
        ministry=ministry,
        text=checked(text, of="reply", words_at_most=definitions().threshold("reply_words")),
        name=checked(name, of="name"),
        dated=dated or local_day(now()),
    )

    def event(standing: Standing) -> Event:
        _previewed(standing, period)
        return Replied(reply=said)

    return _said(home, event, by=by)


def act(
    home: Path,
    *,
    period: Period,
    text: str,
    owner: str,
    due: date,
    origin: Origin = "action",
    ministry: str | None = None,
    by: str | None = None,
) -> JournalEntry:
    """Record an action or a Cabinet instruction, to be carried until it is done."""
    if ministry is not None and ministry not in definitions().ministries:
        raise ReleaseError("ministry_unknown", ministry=ministry)
    event = Undertaken(
        origin=origin,
        period=str(period),
        text=checked(text, of="action"),
        owner=checked(owner, of="owner"),
        due=due,
        ministry=ministry,
    )
    return _said(home, lambda _: event, by=by)


def move(
    home: Path, *, action: int, done: bool, note: str | None = None, by: str | None = None
) -> JournalEntry:
    """Say that an action is done, or that it is open again."""
    said = checked(note, of="note") if note else None

    def event(standing: Standing) -> Event:
        if action not in {one.id for one in standing.actions}:
            raise ReleaseError("action_unknown", action=action)
        return Moved(action=action, done=done, note=said)

    return _said(home, event, by=by)


def _said(home: Path, event: Callable[[Standing], Event], *, by: str | None) -> JournalEntry:
    """Write what an event becomes of as things stand; only a published home can be spoken of."""
    who = checked(by or operator(), of="name")
    place = published_home(home)
    with place.writing():
        return journal.append(place, event(fold(journal.read(place))), by=who)


def _previewed(standing: Standing, period: Period) -> Draft:
    draft = standing.draft(str(period))
    if draft is None or draft.stage == "released":
        raise ReleaseError("no_preview", period=period)
    return draft

"""How releases stand, folded from the journal: drafts with their comments, replies, actions, releases made.

Plain frozen values, for pages and documents to show.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from etl.warehouse import journal
from etl.warehouse.home import Home
from etl.warehouse.releases import (
    ActionAtRelease,
    ActionState,
    Commented,
    JournalEntry,
    Moved,
    Origin,
    Previewed,
    Release,
    Released,
    Replied,
    Reply,
    Resolved,
    Undertaken,
)

Stage = Literal["preview", "comment", "resolved", "released"]


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said of a preview, and how it was answered; open while nobody has."""

    id: int
    period: str
    by: str
    at: datetime
    text: str
    resolved_by: str | None = None
    resolved_at: datetime | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action or Cabinet instruction, carried from quarter to quarter until it is done."""

    id: int
    origin: Origin
    since: str
    """The quarter in which it was first recorded."""
    text: str
    owner: str
    due: date
    ministry: str | None
    done_at: datetime | None = None
    note: str | None = None

    def on(self, day: date) -> ActionAtRelease:
        """Return it as it stands on a day: done, open, or overdue after the day it was due."""
        state: ActionState = "done" if self.done_at else "overdue" if self.due < day else "open"
        carried = {name: value for name, value in asdict(self).items() if name != "done_at"}
        return ActionAtRelease(**carried, state=state)


@dataclass(frozen=True, slots=True)
class Draft:
    """A quarter on its way to its next release."""

    period: str
    stage: Stage
    snapshot: str | None = None
    """What the preview shows; None before one is opened."""
    figures: str | None = None
    previewed_by: str | None = None
    previewed_at: datetime | None = None
    comments: tuple[Comment, ...] = ()
    replies: tuple[Reply, ...] = ()
    """The latest of each ministry for this quarter, in the order of their codes."""

    @property
    def open(self) -> tuple[Comment, ...]:
        """The comments nobody has answered."""
        return tuple(comment for comment in self.comments if comment.resolved_by is None)


@dataclass(frozen=True)
class Standing:
    """Everything the journal tells, folded."""

    releases: tuple[Release, ...]
    drafts: tuple[Draft, ...]
    """One for each quarter that was ever put up for comment or released, in their order."""
    actions: tuple[Action, ...]

    def draft(self, period: str) -> Draft | None:
        """Return how a quarter stands; None before anything was said of it."""
        return next((draft for draft in self.drafts if draft.period == period), None)

    def comment(self, number: int) -> Comment | None:
        """Return a comment by its number; None where there is none."""
        comments = (comment for draft in self.drafts for comment in draft.comments)
        return next((comment for comment in comments if comment.id == number), None)

    def latest(self, period: str) -> Release | None:
        """Return the newest release of a quarter; None before the first."""
        return next((one for one in reversed(self.releases) if one.period == period), None)

    def carried(self, day: date) -> tuple[ActionAtRelease, ...]:
        """Return the actions a release of this day prints, overdue first, then by the day they are due.

        Those done since the release before are shown once more, so that nothing vanishes unseen.
        """
        before = self.releases[-1].at if self.releases else None
        shown = [
            action.on(day)
            for action in self.actions
            if action.done_at is None or before is None or action.done_at > before
        ]
        return tuple(sorted(shown, key=lambda one: one.urgency))


def standing(home: Path) -> Standing:
    """Return how releases stand in a data home; ReleaseError where its journal was tampered with."""
    return fold(journal.read(Home(home)))


def fold(entries: Sequence[JournalEntry]) -> Standing:
    """Return how things stand after these entries."""
    drafts: dict[str, Draft] = {}
    actions: dict[int, Action] = {}
    released: list[Release] = []
    for entry in entries:
        match entry.event:
            case Previewed() as event:
                drafts[event.period] = _previewed(drafts.get(event.period), event, entry)
            case Commented() as event:
                drafts[event.period] = _commented(drafts[event.period], event, entry)
            case Resolved() as event:
                drafts |= {period: _resolved(draft, event, entry) for period, draft in drafts.items()}
            case Replied() as event:
                drafts[event.reply.period] = _replied(drafts[event.reply.period], event.reply)
            case Undertaken() as event:
                actions[entry.number] = _undertaken(event, entry.number)
            case Moved() as event:
                actions[event.action] = _moved(actions[event.action], event, entry)
            case Released(release=release):
                released.append(release)
                draft = drafts.get(release.period) or Draft(release.period, "released")
                drafts[release.period] = replace(draft, stage="released")
    return Standing(
        releases=tuple(released),
        drafts=tuple(drafts[period] for period in sorted(drafts)),
        actions=tuple(actions.values()),
    )


def _previewed(before: Draft | None, event: Previewed, entry: JournalEntry) -> Draft:
    draft = before or Draft(event.period, "preview")
    return _staged(
        replace(
            draft,
            snapshot=event.snapshot,
            figures=event.figures,
            previewed_by=entry.by,
            previewed_at=entry.at,
            comments=draft.comments if draft.stage != "released" else (),
        )
    )


def _commented(draft: Draft, event: Commented, entry: JournalEntry) -> Draft:
    comment = Comment(entry.number, event.period, entry.by, entry.at, event.text)
    return _staged(replace(draft, comments=(*draft.comments, comment)))


def _resolved(draft: Draft, event: Resolved, entry: JournalEntry) -> Draft:
    """Return a draft with a comment answered; as it was where the comment is not of this draft."""
    answered = tuple(
        replace(one, resolved_by=entry.by, resolved_at=entry.at, answer=event.text)
        if one.id == event.comment
        else one
        for one in draft.comments
    )
    return draft if answered == draft.comments else _staged(replace(draft, comments=answered))


def _replied(draft: Draft, reply: Reply) -> Draft:
    others = [one for one in draft.replies if one.ministry != reply.ministry]
    return replace(draft, replies=tuple(sorted((*others, reply), key=lambda one: one.ministry)))


def _undertaken(event: Undertaken, number: int) -> Action:
    return Action(id=number, since=event.period, **event.model_dump(exclude={"kind", "period"}))


def _moved(action: Action, event: Moved, entry: JournalEntry) -> Action:
    done_at = (action.done_at or entry.at) if event.done else None
    return replace(action, done_at=done_at, note=event.note or action.note)


def _staged(draft: Draft) -> Draft:
    """Return a draft at the stage its comments call for: none yet, one open, all answered."""
    stage: Stage = "comment" if draft.open else "resolved" if draft.comments else "preview"
    return replace(draft, stage=stage)

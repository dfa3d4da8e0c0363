"""What the journal of releases holds: previews, comments, replies, actions and the releases themselves.

Frozen shapes only; `journal` writes and reads them, `frozen` keeps a release's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import Field

from etl.warehouse.errors import WarehouseError
from etl.warehouse.records import Record

FIRST: Final = "0" * 64
"""Stands for the line before the first one."""

Origin = Literal["action", "instruction"]
"""Whether the units agreed on it among themselves, or the Cabinet instructed it."""

ActionState = Literal["open", "overdue", "done"]


class ReleaseError(WarehouseError):
    """A release could not be made, changed or read, and nothing changed."""

    texts = "release.error"


class Reply(Record):
    """What a ministry says of its figures of a quarter, printed with them."""

    period: str
    ministry: str
    text: str
    name: str
    dated: date


class ActionAtRelease(Record):
    """An action or Cabinet instruction as it stood when a release was made."""

    id: int
    origin: Origin
    text: str
    owner: str
    due: date
    ministry: str | None
    since: str
    """The quarter in which it was first recorded."""
    state: ActionState
    note: str | None

    @property
    def urgency(self) -> tuple[int, date, int]:
        """By what actions are sorted: overdue first and done last, then by the day they are due."""
        return ("overdue", "open", "done").index(self.state), self.due, self.id


class Release(Record):
    """A quarter's figures as frozen under a number: of what, by whom, checked how, in which files."""

    number: int
    period: str
    snapshot: str
    snapshot_sha256: str
    figures: str
    """Hash of the snapshot's figures, as the ledger has it."""
    synthetic: bool
    definitions_version: str
    code_version: str
    program: str
    prepared_by: str
    checked_by: str
    at: datetime
    checks: tuple[str, ...]
    replies: tuple[Reply, ...]
    actions: tuple[ActionAtRelease, ...]
    files: Mapping[str, str]
    """Frozen file → SHA-256."""


class Previewed(Record):
    """The figures of a quarter were put up for comment."""

    kind: Literal["preview"] = "preview"
    period: str
    snapshot: str
    figures: str
    """Hash of the quarter's own figures: a preview is of these and no others."""


class Commented(Record):
    """Somebody objects to a preview or asks; its number is that of its entry."""

    kind: Literal["comment"] = "comment"
    period: str
    text: str


class Resolved(Record):
    """A comment was answered."""

    kind: Literal["resolve"] = "resolve"
    comment: int
    text: str


class Replied(Record):
    """A ministry replied; a later reply for the same quarter takes the place of an earlier one."""

    kind: Literal["reply"] = "reply"
    reply: Reply


class Undertaken(Record):
    """An action or instruction was recorded; its number is that of its entry."""

    kind: Literal["action"] = "action"
    origin: Origin
    period: str
    text: str
    owner: str
    due: date
    ministry: str | None


class Moved(Record):
    """An action was done, taken up again, or noted upon."""

    kind: Literal["action_state"] = "action_state"
    action: int
    done: bool
    note: str | None


class Released(Record):
    """A release was made."""

    kind: Literal["release"] = "release"
    release: Release


Event = Previewed | Commented | Resolved | Replied | Undertaken | Moved | Released


class JournalEntry(Record):
    """One line of the journal; `previous` is the SHA-256 of the line before, so that none can be changed."""

    number: int
    previous: str
    at: datetime
    by: str
    event: Annotated[Event, Field(discriminator="kind")]

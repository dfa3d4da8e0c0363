"""What the home writes as JSON: receipts, manifests, ledgers. Frozen shapes, no files and no SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from etl.warehouse.errors import UnknownSubmission, WarehouseError

FileStatus = Literal["loaded", "partly", "held", "refused", "duplicate", "ignored"]
DatasetStatus = Literal["accepted", "partly", "held", "refused"]

COUNTING: Final[frozenset[FileStatus]] = frozenset({"loaded", "partly"})
KEPT_SNAPSHOTS: Final = 3
SHAPE: Final = 2
"""Version of the shape in which submissions are stored now."""


class Record(BaseModel):
    """Base of everything the home writes as JSON: frozen, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ProblemRecord(Record):
    """A problem as it is stored and as `--json` prints it; never a personal value."""

    rule: str
    sheet: str | None
    row: int | None
    column: str | None
    found: str | None
    expected: str | None
    message_th: str
    message_en: str


class DatasetRecord(Record):
    """What became of one dataset of one sheet; rows read = accepted + rejected + ignored."""

    dataset: str
    sheet: str
    status: DatasetStatus
    rows_read: int
    accepted: int
    rejected: int
    ignored: int
    periods: tuple[str, ...]
    agencies: tuple[str, ...]
    problems: tuple[ProblemRecord, ...]
    named: tuple[str, ...] = ()
    """Agencies its rows name, accepted or not."""


class Part(Record):
    """A dataset's rows of one agency (or ministry) and period: what submissions replace each other by."""

    dataset: str
    unit: str
    period: str
    rows: int


class Receipt(Record):
    """One file as received and judged; equal receipts of the same bytes are the same event."""

    file_name: str
    sha256: str
    publisher: str
    synthetic: bool
    saved_at: datetime | None
    status: FileStatus
    problems: tuple[ProblemRecord, ...]
    datasets: tuple[DatasetRecord, ...]
    mends: tuple[str, ...] = ()
    """Submissions whose refused rows this file gives back mended."""


class Manifest(Record):
    """A stored submission: the receipt, who brought it when, and what its stored files are."""

    version: int = 1
    """Version of the stored shape: 1 has no population and any words as framework."""
    id: str
    sequence: int
    received_at: datetime
    received_by: str
    receipt: Receipt
    parts: tuple[Part, ...]
    files: Mapping[str, str]
    """Stored file → SHA-256."""


class Withdrawal(Record):
    """When and by whom a submission was taken back."""

    at: datetime
    by: str


class Entry(Record):
    """A submission in the ledger."""

    id: str
    sequence: int
    sha256: str
    status: FileStatus
    withdrawn: Withdrawal | None = None

    @property
    def counts(self) -> bool:
        """Whether figures may rest on it."""
        return self.status in COUNTING and self.withdrawn is None


def entry_of(manifest: Manifest) -> Entry:
    """Return the ledger's entry of a submission just received."""
    return Entry(
        id=manifest.id,
        sequence=manifest.sequence,
        sha256=manifest.receipt.sha256,
        status=manifest.receipt.status,
    )


class SnapshotRecord(Record):
    """A published database: enough to know it again and to notice damage."""

    id: str
    ledger: int
    created_at: datetime
    figures: str
    sha256: str


class Confirmation(Record):
    """One headcount an analyst vouches for: what an agency sent for a quarter, and why it is right."""

    agency: str
    period: str
    submission: int
    """The submission it was sent in: another one for the same quarter has to be confirmed anew."""
    reason: str
    by: str
    at: datetime


class Ledger(Record):
    """All submissions in the order of their receipt, the snapshots still kept, the headcounts confirmed."""

    number: int
    entries: tuple[Entry, ...] = ()
    snapshots: tuple[SnapshotRecord, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()

    def counting(self, sha256: str) -> Entry | None:
        """Return the submission of these bytes on which figures rest."""
        return next((entry for entry in self.entries if entry.counts and entry.sha256 == sha256), None)

    def entry(self, submission: str) -> Entry:
        """Return a submission by its id; UnknownSubmission where there is none."""
        for entry in self.entries:
            if entry.id == submission:
                return entry
        raise UnknownSubmission("submission_unknown", submission=submission)

    def next_sequence(self) -> int:
        """Return the number of the next submission."""
        return self.entries[-1].sequence + 1 if self.entries else 1

    def adding(self, manifest: Manifest) -> "Ledger":
        """Return this ledger with one submission more."""
        return self.model_copy(update={"entries": (*self.entries, entry_of(manifest))})

    def withdrawing(self, submission: str, withdrawal: Withdrawal) -> "Ledger":
        """Return this ledger with one submission taken back."""
        earlier = self.entry(submission)
        if earlier.withdrawn:
            at = earlier.withdrawn.at.isoformat(timespec="seconds")
            raise WarehouseError("submission_withdrawn", submission=submission, at=at)
        entries = tuple(
            entry.model_copy(update={"withdrawn": withdrawal}) if entry.id == submission else entry
            for entry in self.entries
        )
        return self.model_copy(update={"entries": entries})

    def confirming(self, *confirmations: Confirmation) -> "Ledger":
        """Return this ledger with headcounts confirmed in it."""
        return self.model_copy(update={"confirmations": (*self.confirmations, *confirmations)})

    def publishing(self, snapshot: SnapshotRecord) -> "Ledger":
        """Return the ledger that follows this one, its newest snapshot added and the oldest forgotten."""
        kept = (*self.snapshots, snapshot)[-KEPT_SNAPSHOTS:]
        return self.model_copy(update={"number": snapshot.ledger, "snapshots": kept})


@dataclass(frozen=True)
class Stored:
    """A submission the ledger knows, with its manifest."""

    entry: Entry
    manifest: Manifest

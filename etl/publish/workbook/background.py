"""What a workbook tells besides its snapshot's figures: how earlier releases changed, what was undertaken.

Plain frozen values that a release keeps beside its files, so that its workbook can be written anew.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from etl.warehouse.records import Record
from etl.warehouse.releases import ActionAtRelease, Reply

Cause = Literal["late", "corrected", "withdrawn", "rules"]
CAUSES: Final[tuple[Cause, ...]] = ("late", "corrected", "withdrawn", "rules")
"""Why a released figure changed, in the order of substitution."""
Part = Literal[Cause, "joined", "rounding"]
PARTS: Final[tuple[Part, ...]] = (*CAUSES, "joined", "rounding")
"""The causes, then those of few persons together, and what rounding closes the sum with: in public alone."""


class Revision(Record):
    """One released figure of a unit today: the parts that changed it sum to the difference exactly."""

    measure: str
    unit: str
    quantity: str
    released: Decimal | None
    parts: tuple[Decimal | None, ...]
    """One of each of PARTS, in their order; releases of before the public rule have the causes alone."""
    now: Decimal | None
    difference: Decimal | None
    mark: str | None


class Revised(Record):
    """An earlier release and what became of its figures."""

    number: int
    period: str
    at: datetime
    definitions_then: str
    definitions_now: str
    rows: tuple[Revision, ...]


class Background(Record):
    """Earlier releases as they would read today, ministries' replies, and what was undertaken."""

    revised: tuple[Revised, ...] = ()
    replies: tuple[Reply, ...] = ()
    actions: tuple[ActionAtRelease, ...] = ()

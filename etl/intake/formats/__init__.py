"""Published layouts: workbooks of other bodies, read as they are published, one module a layout.

A layout is known by its content (titles, headers, sums that agree), never by the name of a file or a sheet.
To add one, write a module with `matches` and `recognise` and name it in `LAYOUTS`.
"""

from collections.abc import Sequence
from typing import Protocol

from etl.intake.formats import budget_bill, comptroller, yearbook
from etl.intake.sheets import Recognition, Sheet


class Layout(Protocol):
    """What a module of a published layout offers."""

    def matches(self, sheets: Sequence[Sheet]) -> bool:
        """Whether the sheets of a file are in this layout; looks at their first rows only."""
        ...

    def recognise(self, sheets: Sequence[Sheet]) -> Recognition:
        """The tables of the file, every other sheet set aside with its reason."""
        ...


LAYOUTS: tuple[Layout, ...] = (yearbook, budget_bill, comptroller)


def matching(sheets: Sequence[Sheet]) -> Layout | None:
    """The published layout these sheets are in, None for an agency's own file."""
    return next((layout for layout in LAYOUTS if layout.matches(sheets)), None)

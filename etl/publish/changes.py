"""Changes as documents show them: of all reporters, and of the departments that reported both times."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from etl.definitions.calendar import Period
from etl.definitions.codes import MISSING
from etl.queries.figure import Figure, as_seen
from etl.queries.number import Number
from etl.queries.statements import Moved
from etl.queries.view import ANALYST, View

_UNKNOWN: Final = Number(None, "share")


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and at an earlier quarter, of all reporters and of the matched panel."""

    now: float | None = None
    then: float | None = None
    panel_now: float | None = None
    panel_then: float | None = None
    panel: int = 0
    """Departments in the panel, over the nation."""
    change: float | None = None
    panel_change: float | None = None
    who_reported: float | None = None
    """What the two changes differ by."""
    rule_changed: float | None = None
    """What of the change is a change of rules."""
    change_mark: str = MISSING
    panel_mark: str = MISSING
    panel_change_mark: str = MISSING
    who_mark: str = MISSING
    rule_mark: str = MISSING
    earlier: Number = _UNKNOWN
    """The value of the earlier quarter, as it was printed then."""

    @property
    def moved(self) -> Number:
        """The change of all reporters, in percentage points."""
        return Number(self.change, "points", self.change_mark)

    @property
    def panel_moved(self) -> Number:
        """The change of the panel, in percentage points."""
        return Number(self.panel_change, "points", self.panel_change_mark)

    @property
    def apart(self) -> Number:
        """What the two changes differ by, who reported, in percentage points."""
        return Number(self.who_reported, "points", self.who_mark)

    @property
    def ruled(self) -> Number:
        """What of the change is a change of rules, in percentage points."""
        return Number(self.rule_changed, "points", self.rule_mark)

    def told(self, before: Period) -> Moved:
        """Return the change as statements take it, since a quarter."""
        return Moved(before, self.moved, self.panel_moved, self.panel, self.ruled)


def changes_of(table: pd.DataFrame) -> dict[str, Change]:
    """Return the changes of a table that holds one measure, not split, by unit."""
    view = View.parse(table.attrs.get("view", str(ANALYST)))
    return {
        str(row["unit_code"]): Change(
            panel=int(row["panel"]),
            now=_known(row["now"]),
            then=_known(row["then"]),
            change=_known(row["change"]),
            panel_now=_known(row["panel_now"]),
            panel_then=_known(row["panel_then"]),
            panel_change=_known(row["panel_change"]),
            who_reported=_known(row["who_reported"]),
            rule_changed=_known(row["rule_changed"]),
            change_mark=_mark(row["change_mark"]),
            panel_mark=_mark(row["panel_mark"]),
            panel_change_mark=_mark(row["panel_change_mark"]),
            who_mark=_mark(row["who_mark"]),
            rule_mark=_mark(row["rule_mark"]),
            earlier=_earlier(row, view),
        )
        for row in table.to_dict(orient="records")
    }


def _earlier(row: Mapping[Any, Any], view: View) -> Number:
    then = Figure(
        "",
        str(row["measure"]),
        str(row["unit_code"]),
        denominator=_known(row["then_of"]),
        value=_known(row["then"]),
        mark=_mark(row["then_mark"]),
    )
    return replace(as_seen(then, view).share(), of=None)


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _mark(mark: object) -> str:
    return mark if isinstance(mark, str) else MISSING

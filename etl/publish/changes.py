"""Changes as documents show them: of all reporters, and of the departments that reported both times."""

from dataclasses import dataclass

import pandas as pd

from etl.definitions.codes import CONFIDENTIAL, MISSING
from etl.publish.numbers import Kind, Number


@dataclass(frozen=True, slots=True)
class Change:
    """A figure now and at an earlier quarter, of all reporters and of the matched panel."""

    now: float | None = None
    then: float | None = None
    panel_now: float | None = None
    panel_then: float | None = None
    panel: int = 0
    """Departments in the panel, over the nation."""
    mark: str = MISSING

    @property
    def moved(self) -> Number:
        """The change of all reporters, in percentage points."""
        return self._apart(self.now, self.then)

    @property
    def panel_moved(self) -> Number:
        """The change of the panel, in percentage points."""
        return self._apart(self.panel_now, self.panel_then)

    def number(self, value: float | None, kind: Kind = "share") -> Number:
        """Return one of the values as it is shown."""
        return Number(value, kind, self.mark)

    def _apart(self, now: float | None, then: float | None) -> Number:
        return Number(None if now is None or then is None else now - then, "points", self.mark)


def changes_of(table: pd.DataFrame) -> dict[str, Change]:
    """Return the changes of a table that holds one measure, not split, by unit."""
    return {
        str(row["unit_code"]): Change(
            now=_known(row["now"]),
            then=_known(row["then"]),
            panel_now=_known(row["panel_now"]),
            panel_then=_known(row["panel_then"]),
            panel=int(row["panel"]),
            mark=CONFIDENTIAL if row["mark"] == CONFIDENTIAL else MISSING,
        )
        for row in table.to_dict(orient="records")
    }


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)

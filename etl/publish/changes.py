"""Changes as documents show them: of all reporters, and of the departments that reported both times."""

from dataclasses import dataclass

import pandas as pd

from etl.definitions.codes import MISSING
from etl.queries.figure import Kind, Number


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
    panel_mark: str = MISSING

    @property
    def moved(self) -> Number:
        """The change of all reporters, in percentage points."""
        return _apart(self.now, self.then, self.mark)

    @property
    def panel_moved(self) -> Number:
        """The change of the panel, in percentage points."""
        return _apart(self.panel_now, self.panel_then, self.panel_mark)

    def number(self, value: float | None, kind: Kind = "share") -> Number:
        """Return one of the values as it is shown."""
        return Number(value, kind, self.mark)


def changes_of(table: pd.DataFrame) -> dict[str, Change]:
    """Return the changes of a table that holds one measure, not split, by unit."""
    return {
        str(row["unit_code"]): Change(
            now=_known(row["now"]),
            then=_known(row["then"]),
            panel_now=_known(row["panel_now"]),
            panel_then=_known(row["panel_then"]),
            panel=int(row["panel"]),
            mark=_mark(row["mark"]),
            panel_mark=_mark(row["panel_mark"]),
        )
        for row in table.to_dict(orient="records")
    }


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _mark(mark: object) -> str:
    return mark if isinstance(mark, str) else MISSING


def _apart(now: float | None, then: float | None, mark: str) -> Number:
    return Number(None if now is None or then is None else now - then, "points", mark)

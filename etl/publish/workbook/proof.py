"""One check of a workbook: how much it compared, and the first places at which it found a fault."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

KEYS: Final = ["period", "measure", "unit_code", "group", "capability", "stage"]
"""What tells one tidy figure from another."""
TOLERANCE: Final = 1e-9
_MOST_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of a check; `faults` names the first places only."""

    id: str
    compared: int
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, compared: int, faults: Iterable[str]) -> "Proof":
        """Return the outcome of a check that found these faults."""
        found = list(faults)
        more = [f"+{len(found) - _MOST_EXAMPLES}"] if len(found) > _MOST_EXAMPLES else []
        return cls(name, compared, (*found[:_MOST_EXAMPLES], *more))

    @property
    def holds(self) -> bool:
        """Whether no fault was found."""
        return not self.faults


def named(row: Mapping[Hashable, object]) -> str:
    """Return a tidy figure's place in words."""
    return " ".join(str(row[name]) for name in KEYS)

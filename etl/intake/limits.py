"""How large a file may be, how long its reading may take. The numbers are those of thresholds.toml.

Must import nothing that takes time: the gate and the start of the reading processes wait for this module.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def stated(threshold: str, unit: int = 1) -> int:
    """Return a whole threshold in multiples of a unit; definitions load only now, as in `reading_fault`."""
    from etl.definitions import definitions

    return int(definitions().threshold(threshold)) * unit


@dataclass(frozen=True)
class Limits:
    """Limits of reading one file, those of thresholds.toml unless others are named.

    What exceeds them is refused and named, never cut.
    """

    seconds: float = field(default_factory=lambda: stated("read_seconds"))
    """Of the processor: what a file costs, however busy the machine is."""
    patience: float = field(default_factory=lambda: stated("read_patience"))
    """Seconds of the clock."""
    memory_bytes: int = field(default_factory=lambda: stated("read_memory_mb", 1024**2))
    rows: int = field(default_factory=lambda: stated("max_rows"))
    columns: int = field(default_factory=lambda: stated("max_columns"))
    characters: int = field(default_factory=lambda: stated("max_cell"))

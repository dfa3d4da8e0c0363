"""The table the command prints: how many of each kind were sown and located, what is said of sound cells."""

from __future__ import annotations

from tests.bench.faults.score import Score

BAR = 0.99
"""Share of the faults that should be located; of sound cells nothing should be said."""


def lines(found: Score) -> list[str]:
    """One line a kind, then the sums, what was missed and every false alarm."""
    width = max(map(len, found.sown))
    table = [f"{kind:{width}}  {found.located[kind]:4} of {times:4}" for kind, times in found.sown.items()]
    return [
        *table,
        "",
        f"{found.located.total():,} of {found.sown.total():,} faults of {len(found.sown)} kinds located: "
        f"{found.share:.2%} (bar {BAR:.0%})",
        f"{len(found.alarms)} false alarms on sound cells (bar 0)",
        *(f"missed: {text}" for text in found.missed),
        *(f"false alarm: {text}" for text in found.alarms),
    ]

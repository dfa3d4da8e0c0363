"""What goes wrong with whole files, and to whom: held, corrected, late and copied ones."""

from __future__ import annotations

from dataclasses import dataclass

from etl.demo.dialect import dialect
from etl.demo.roster import QUARTERS, Scale, profile, stream


@dataclass(frozen=True)
class Mishaps:
    """Agency and fiscal year of each mishap; None where no agency is fit for it."""

    held_then_corrected: tuple[str, int] | None = None
    """Assessments with too many faulty rows, sent again in order."""
    held_for_good: tuple[str, int] | None = None
    """Practices with too many faulty rows, never sent again: the one loss against the story."""
    resubmitted: tuple[str, int] | None = None
    """Assessments accepted with wrong scores and persons left out, sent again in order."""
    late: tuple[str, int] | None = None
    """The last quarter of the year comes in a file of its own."""
    copied: tuple[str, int] | None = None
    """The same file comes twice, under two names."""
    without_period: tuple[str, int] | None = None
    """Assessments of several quarters come once more with nothing that names a quarter."""


def mishaps(seed: int, scale: Scale, codes: tuple[str, ...]) -> Mishaps:
    """Return who has which mishap: each agency at most one, none at the national scale."""
    if scale == "national":
        return Mishaps()
    taken: set[str] = set()

    def pick(name: str, year: int) -> tuple[str, int] | None:
        fit = [code for code in codes if code not in taken and _sends_one_workbook(seed, code, scale, year)]
        if not fit:
            return None
        code = fit[int(stream(seed, name).integers(len(fit)))]
        taken.add(code)
        return code, year

    return Mishaps(
        held_then_corrected=pick("held_then_corrected", 2563),
        held_for_good=pick("held_for_good", 2562),
        resubmitted=pick("resubmitted", 2564),
        late=pick("late", 2565),
        copied=pick("copied", 2561),
        without_period=pick("without_period", 2564),
    )


def _sends_one_workbook(seed: int, code: str, scale: Scale, year: int) -> bool:
    """Return whether all of this agency's year comes in one workbook with at least three quarters."""
    how, reported = dialect(seed, code, scale), profile(seed, code).reported
    quarters = sum(reported[place] for place, period in enumerate(QUARTERS) if period.fiscal_year == year)
    return how.file == "xlsx" and not how.consolidated and not how.quarterly and quarters >= 3

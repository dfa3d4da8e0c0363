"""Targets: where a target should stand by now, and what may be said of where it stands."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL
from etl.queries.figure import TOLERANCE, Figure
from etl.queries.number import bracket

Verdict = Literal[
    "met", "on_path", "likely_on_path", "likely_behind", "behind", "cannot_judge", "target_not_set"
]

SIGNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "met": "★",
        "on_path": "▲",
        "likely_on_path": "△",
        "likely_behind": "▽",
        "behind": "▼",
        "cannot_judge": "?",
        "target_not_set": "–",
    }
)
"""One sign a verdict, on screen and on paper, so that colour is never the only one."""

SOFT: Final = frozenset({"register_estimate", "seen_exceeds_headcount"})
"""Flags of a headcount that a verdict cannot rest on alone."""


def path_due(target: str, period: Period) -> float | None:
    """Return the value a target should have at a quarter's end (share 0-1); None where no milestone is set.

    Linear between the milestones of two fiscal years' ends, rising from zero in the year before the first,
    and level after the last.
    """
    milestones = {row.fiscal_year_be: row.value for row in definitions().milestones if row.target == target}
    if not milestones:
        return None
    first, last = min(milestones), max(milestones)
    milestones[first - 1] = 0.0
    if period.fiscal_year > last:
        return milestones[last]
    if period.fiscal_year < first:
        return 0.0
    before = max(year for year in milestones if year < period.fiscal_year)
    after = min(year for year in milestones if year >= period.fiscal_year)
    elapsed = (period.index - Period(before, 4).index) / (Period(after, 4).index - Period(before, 4).index)
    return milestones[before] + (milestones[after] - milestones[before]) * elapsed


def final_value(target: str) -> float | None:
    """Return a target's last milestone (share 0-1); None where none is set."""
    milestones = [(row.fiscal_year_be, row.value) for row in definitions().milestones if row.target == target]
    return max(milestones)[1] if milestones else None


def verdict_words(status: str, words: Words) -> str:
    """Return a verdict as sign and word; KeyError for a status that is none."""
    return f"{SIGNS[status]} {words(f'charts.verdict.{status}')}"


def verdict_at(figure: Figure) -> str | None:
    """Return the id of a target's verdict; None of a withheld figure, which has none."""
    if figure.value is None and figure.mark == CONFIDENTIAL:
        return None
    return figure.status or "cannot_judge"


def verdict_of(figure: Figure, words: Words) -> str:
    """Return a target's verdict as sign and word; the mark of a withheld figure."""
    status = verdict_at(figure)
    return bracket(figure.mark) if status is None else verdict_words(status, words)


def plan_end(target: str) -> Period | None:
    """Return the last quarter of a target's plan, that of its last milestone; None where none is set."""
    years = [row.fiscal_year_be for row in definitions().milestones if row.target == target]
    return Period(max(years), 4) if years else None


def verdict(
    target: str,
    period: Period,
    *,
    value: float | None,
    low: float | None,
    high: float | None,
    coverage: float | None,
    flag: str | None = None,
) -> Verdict:
    """Return what may be said of a target at a quarter's end, given its value, its range and its coverage.

    The range decides: a verdict without "likely" holds whatever those not seen turn out to be. Where it
    rests on a headcount that is an estimate or exceeded (`flag`), nothing is more than likely.
    """
    due, final = path_due(target, period), final_value(target)
    if due is None or final is None:
        return "target_not_set"
    if low is None or high is None:
        return "cannot_judge"
    if _reaches(low, min(final, due)):
        firm: Verdict = "met" if _reaches(low, final) else "on_path"
        return "likely_on_path" if flag in SOFT else firm
    if not _reaches(high, due):
        return "likely_behind" if flag in SOFT else "behind"
    if value is None or coverage is None or coverage < definitions().rule("judge_coverage", period):
        return "cannot_judge"
    return "likely_on_path" if _reaches(value, due) else "likely_behind"


def _reaches(value: float, mark: float) -> bool:
    return value >= mark - TOLERANCE

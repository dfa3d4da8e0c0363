"""The sums of the tidy sheets: whether parts add up to totals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import pandas as pd

from etl.definitions import definitions
from etl.definitions.codes import ALL, CONFIDENTIAL, FEW, NATION, NEARLY_ALL
from etl.definitions.models import Level, Measure
from etl.measures.compile import DIMENSIONS
from etl.publish.workbook.proof import KEYS, TOLERANCE, Proof

Count = Literal["numerator", "denominator"]
Key = tuple[str, ...]

_COUNTS: Final[tuple[Count, ...]] = ("numerator", "denominator")
_COVERAGE: Final = "coverage"
_READY: Final = "ready_share"
_LEADERS: Final = "T1"
_WITHHELD: Final = (CONFIDENTIAL, FEW, NEARLY_ALL)
_SUMMED: Final = ("ratio", "count")
"""Kinds of measure whose counts add up from agencies to ministries to the nation."""
_OF_PERSONS: Final = (_COVERAGE, _READY)
"""Measures whose counts also add up from groups to all."""


def totals(figures: pd.DataFrame) -> Proof:
    """A total is the sum of its parts, and no less than those shown where not all are.

    Counts of persons may be rounded, each on its own: they differ by no more than that can make.
    """
    compared, faults = 0, list[str]()
    for place, total, shown, lost, slack in _sums(figures):
        compared += 1
        apart = sum(shown) - total
        allowed = slack + TOLERANCE * max(1.0, abs(total))
        if apart > allowed or (apart < -allowed and not lost):
            faults.append(place)
    return Proof.of("totals", compared, faults)


def _sums(figures: pd.DataFrame) -> Iterator[tuple[str, float, list[float], int, int]]:
    """Yield every sum both ends of which stand on the tidy sheets, for each count that adds up.

    Its place, the total, the parts shown, how many are withheld, and how far rounding may set both apart.
    """
    rows = {
        tuple(map(str, key)): (numerator, denominator, mark)
        for key, numerator, denominator, mark in zip(
            figures[KEYS].itertuples(index=False, name=None),
            figures["numerator"],
            figures["denominator"],
            figures["mark"],
            strict=True,
        )
    }
    for total, parts in _relations(rows):
        measure = definitions().measures[total[1]]
        for place, count in enumerate(_COUNTS):
            if not _adds_up(measure, count, stage=total[-1]) or pd.isna(rows[total][place]):
                continue
            known = [part for part in parts if not pd.isna(rows[part][place])]
            shown = [float(rows[part][place]) for part in known]
            lost = sum(rows[part][2] in _WITHHELD for part in parts)
            slack = sum(map(_slack, [total, *known]))
            yield f"{' '.join(total)} {count}", float(rows[total][place]), shown, lost, slack


def _slack(key: Key) -> int:
    """Return how far off rounding at its public crossing may set a count of a row: 0 where it is exact."""
    _, name, unit, *codes = key
    known = definitions()
    measure = known.measures[name]
    if not (measure.persons or measure.public == "headcount"):
        return 0
    level: Level = "nation" if unit == NATION else "agency" if unit in known.agencies else "ministry"
    splits = [split for split, code in zip(DIMENSIONS, codes, strict=True) if code != ALL]
    crossing = known.crossing(level, splits, measure)
    return crossing.base // 2 if crossing else 0


def _relations(rows: Mapping[Key, object]) -> Iterator[tuple[Key, list[Key]]]:
    """Yield each total on the sheets with its parts along one axis: units beneath it, groups, leaders."""
    found: dict[tuple[str, Key], list[Key]] = defaultdict(list)
    known = definitions()
    for key in rows:
        period, measure, unit, group, capability, stage = key
        if known.measures[measure].kind in _SUMMED and unit != NATION:
            agency = known.agencies.get(unit)
            above = agency.ministry if agency else NATION
            found["units", (period, measure, above, group, capability, stage)].append(key)
        if measure in _OF_PERSONS and group != ALL:
            found["groups", (period, measure, unit, ALL, capability, stage)].append(key)
        if measure == _READY and group in known.measures[_LEADERS].groups:
            found["leaders", (period, _LEADERS, unit, ALL, capability, stage)].append(key)
    return ((total, parts) for (_, total), parts in found.items() if total in rows)


def _adds_up(measure: Measure, count: Count, *, stage: str) -> bool:
    """Return whether a count adds up: sums of scores do not tell of persons, and headcount is public.

    A share of a stage is of all agencies with a stage: that base is no sum over those at this stage.
    """
    if measure.unit == "score":
        return count == "denominator"
    return count == "numerator" or (measure.id != _COVERAGE and stage == ALL)

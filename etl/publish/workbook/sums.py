"""The sums of the tidy sheets: whether parts add up to totals, and whether a difference gives one away."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from etl.definitions import definitions
from etl.definitions.codes import ALL, CONFIDENTIAL, NATION
from etl.definitions.models import Measure
from etl.publish.workbook.proof import KEYS, TOLERANCE, Proof
from etl.queries.disclosure.cells import LEADERS

Count = Literal["numerator", "denominator"]
Key = tuple[str, ...]

_COUNTS: Final[tuple[Count, ...]] = ("numerator", "denominator")
_COVERAGE: Final = "coverage"
_READY: Final = "ready_share"
_WEIGHTED: Final = "ready_share_weighted"
_SUMMED: Final = ("ratio", "count")
"""Kinds of measure whose counts add up from agencies to ministries to the nation."""
_OF_PERSONS: Final = (_COVERAGE, _READY)
"""Measures whose counts also add up from groups to all."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A count of one figure, and the shown figures it is the sum of; `lost` of them are withheld.

    `judged` says that it counts persons judged: where none is left, nobody's outcome is told.
    """

    place: str
    total: float
    parts: float
    lost: int
    judged: bool

    @property
    def telling(self) -> bool:
        """Whether the withheld parts can be told, or nearly: one alone, or fewer than a small cell."""
        left = round(self.total - self.parts)
        if self.judged and not left:
            return False
        return self.lost == 1 or 0 < left < definitions().threshold("small_cell")


def totals(figures: pd.DataFrame) -> Proof:
    """A total is the sum of its parts where all are shown, and no less than those shown where not all are."""
    found = list(_sums(figures, persons_only=False))
    faults = [
        one.place
        for one in found
        if abs(one.total - one.parts) > TOLERANCE * max(1.0, abs(one.total))
        if not one.lost or one.parts > one.total
    ]
    return Proof.of("totals", len(found), faults)


def differences(figures: pd.DataFrame) -> Proof:
    """No withheld figure is what a total shown leaves when everything shown beneath it is taken away."""
    found = [one for one in _sums(figures, persons_only=True) if one.lost]
    return Proof.of("differences", len(found), [one.place for one in found if one.telling])


def _sums(figures: pd.DataFrame, *, persons_only: bool) -> Iterator[Sum]:
    """Yield every sum both ends of which stand on the tidy sheets, for each count that adds up."""
    known = definitions()
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
        measure = known.measures[total[1]]
        if persons_only and (not measure.persons or measure.id == _WEIGHTED):
            continue
        for place, count in enumerate(_COUNTS):
            if not _adds_up(measure, count, stage=total[-1]) or pd.isna(rows[total][place]):
                continue
            shown = [rows[part][place] for part in parts if not pd.isna(rows[part][place])]
            lost = sum(rows[part][2] == CONFIDENTIAL for part in parts)
            yield Sum(
                place=f"{' '.join(total)} {count}",
                total=float(rows[total][place]),
                parts=float(sum(shown)),
                lost=lost,
                judged=measure.id == _COVERAGE and count == "numerator",
            )


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
        if measure == _READY and group in known.measures[LEADERS].groups:
            found["leaders", (period, LEADERS, unit, ALL, capability, stage)].append(key)
    return ((total, parts) for (_, total), parts in found.items() if total in rows)


def _adds_up(measure: Measure, count: Count, *, stage: str) -> bool:
    """Return whether a count adds up: sums of scores do not tell of persons, and headcount is public.

    A share of a stage is of all agencies with a stage: that base is no sum over those at this stage.
    """
    if measure.unit == "score":
        return count == "denominator"
    return count == "numerator" or (measure.id != _COVERAGE and stage == ALL)

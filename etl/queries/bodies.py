"""What everybody knows of bodies before any figure on their persons: who was heard of, who may be named."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import numpy as np

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import MISSING, NATION
from etl.queries.public import Units
from etl.queries.tidy import Flags, Tidy

MEASURES: Final = ("persons_seen", "headcount")
"""What it follows from."""


class Known(NamedTuple):
    """What is known of a unit at a quarter: see `public.Units`."""

    heard: bool
    named: bool
    registered: bool


_UNKNOWN: Final = Known(heard=True, named=False, registered=False)


def known(found: Tidy) -> Mapping[str, Known]:
    """Return what is known of each unit, from the measures of MEASURES of every unit at one quarter."""
    (period,), numbers = found.periods, found.numbers["value"]
    posts = found.at["measure"] == MEASURES.index("headcount")
    seen = set(found.unit[~posts & (numbers > 0)].tolist())
    large = set(found.unit[posts & (numbers >= definitions().threshold("named_headcount"))].tolist())
    sources = dict(zip(found.unit[posts].tolist(), found.source[posts].tolist(), strict=True))
    returned = {
        unit
        for one in definitions().expected_agencies(period)
        if not str(sources.get(one.code)).startswith("register")
        for unit in (one.code, one.ministry, NATION)
    }
    return {unit: Known(unit in seen, unit in large, unit not in seen | returned) for unit in sources}


def units(rows: Tidy, of: Mapping[Period, Mapping[str, Known]]) -> Units:
    """Return what is known of the unit of each row."""
    asked = zip(rows.at["period"].tolist(), rows.unit.tolist(), strict=True)
    by_place = [of[period] for period in rows.periods]
    found = [by_place[period].get(unit, _UNKNOWN) for period, unit in asked]
    heard, named, registered = np.array(found, dtype=bool).reshape(-1, len(Known._fields)).T
    return Units(heard, named, registered)


def leave_unnamed_open(
    rows: Tidy, chosen: Flags, agencies: Tidy, named: Flags, *, among: Collection[str] | None
) -> None:
    """Count in chosen rows of larger units only `agencies` that are named; of all others it is open.

    So no count of a unit tells what its one small body has or has not.
    """
    sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    told = [
        np.where(named, np.nan_to_num(agencies.numbers[name]), 0) for name in ("numerator", "denominator")
    ]
    by_period = [
        {one.code: one.ministry for one in definitions().expected_agencies(at)} for at in rows.periods
    ]
    of_agency = zip(
        agencies.at["period"].tolist(), agencies.unit.tolist(), *map(np.ndarray.tolist, told), strict=True
    )
    for period, agency, has, certain in of_agency:
        if agency in by_period[period] and (among is None or agency in among):
            for unit in (NATION, by_period[period][agency]):
                for place, count in enumerate((has, certain, 1.0)):
                    sums[period, unit][place] += count
    for row in np.flatnonzero(chosen).tolist():
        has, certain, bodies = sums[int(rows.at["period"][row]), rows.unit[row]]
        counts = {"numerator": has, "denominator": certain}
        shares = {"low": has, "high": has + bodies - certain, "coverage": certain}
        counts |= {name: count / bodies if bodies else np.nan for name, count in shares.items()}
        for name, number in {**counts, "value": has / certain if certain else np.nan}.items():
            rows.numbers[name][row] = number
        rows.mark[row] = None if certain else MISSING

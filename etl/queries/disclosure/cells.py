"""The cells `figures` can show of one quarter: units, groups and capabilities, and how they add up."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.definitions.codes import ALL, NATION
from etl.measures.compile import LEVELS, places
from etl.queries.disclosure.crossings import Crossing
from etl.queries.disclosure.relations import Flags, Numbers, Sums

LEADERS: Final = "T1"
"""The cell of target 1 beside the groups: it sums two of them."""

Standing = tuple[str, str, str]
"""Ministry, agency and the agency's stage."""
Unit = tuple[str, str, str]
"""Level, code of the unit and stage (or ALL)."""
Weights = NDArray[np.float64]

# How dear a cell is when one must be given up: what stands higher is read by more people.
_UNIT_WEIGHT: Final[Mapping[tuple[str, bool], float]] = {
    ("agency", True): 1.0,
    ("agency", False): 1.0,
    ("ministry", True): 1.5,
    ("ministry", False): 5.0,
    ("nation", True): 50.0,
    ("nation", False): 1000.0,
}
_ALL_GROUPS: Final = 20.0
_LEADERS_WEIGHT: Final = 10.0
_ALL_CAPABILITIES: Final = 3.0


@dataclass(frozen=True)
class Units:
    """One entry per set of agencies that is published as a unit; two names of one set are one unit."""

    places: Mapping[Unit, int]
    members: Flags
    """Which agencies (columns) a unit (rows) is made of."""
    sums: Sums
    weight: Weights

    def at(self, levels: Numbers, codes: NDArray[np.object_], stages: Numbers) -> Numbers:
        """Return the units told by level and stage (as places) and code; -1 where there is none."""
        found = self._by_code
        told = zip(levels.tolist(), codes.tolist(), stages.tolist(), strict=True)
        return np.array([found.get(unit, -1) for unit in told], dtype=np.int64)

    @cached_property
    def _by_code(self) -> Mapping[tuple[int, str, int], int]:
        """The places of units by level and stage as `places` number them."""
        level: dict[str, int] = {name: place for place, name in enumerate(LEVELS)}
        stage = {name: place for place, name in reversed(list(enumerate(places("stage"))))}
        return {(level[unit[0]], unit[1], stage[unit[2]]): place for unit, place in self.places.items()}

    @cached_property
    def crossing(self) -> Crossing:
        """Ministries by stage, with the totals of both, as a network; what has one part only is that part."""
        stages: dict[str, set[str]] = defaultdict(set)
        ministries: dict[str, set[str]] = defaultdict(set)
        for level, ministry, stage in self.places:
            if level == "ministry" and stage != ALL:
                stages[ministry].add(stage)
                ministries[stage].add(ministry)
        nodes = {name: number for number, name in enumerate(("", "=", *stages, *ministries))}
        edges: dict[int, tuple[int, int]] = {}
        for (level, code, stage), place in self.places.items():
            if level == "ministry" and stage != ALL:
                begin = nodes[code] if len(stages[code]) > 1 else nodes[""]
                edges[place] = (begin, nodes[stage] if len(ministries[stage]) > 1 else nodes["="])
        for (level, code, stage), place in self.places.items():
            if level == "ministry" and stage == ALL:
                edges.setdefault(place, (nodes[""], nodes[code]))
            elif level == "nation":
                edges.setdefault(
                    place, (nodes[stage], nodes["="]) if stage != ALL else (nodes[""], nodes["="])
                )
        cells = np.array(list(edges), dtype=np.int64)
        return Crossing(cells, np.array(list(edges.values()), dtype=np.int64))


def units_of(agencies: Sequence[Standing]) -> Units:
    """Return the units agencies make up: themselves, their ministries and the nation, each also by stage."""
    named: dict[Unit, list[int]] = defaultdict(list)
    splits: dict[tuple[Unit, str], set[Unit]] = defaultdict(set)
    for place, (ministry, agency, stage) in enumerate(agencies):
        own, own_stage = ("agency", agency, ALL), ("agency", agency, stage)
        part, parent = ("ministry", ministry, stage), ("ministry", ministry, ALL)
        staged, nation = ("nation", NATION, stage), ("nation", NATION, ALL)
        for unit in (own, own_stage, part, parent, staged, nation):
            named[unit].append(place)
        for unit in (part, parent, staged, nation):
            splits[unit, "agencies"].add(own)
        splits[parent, "stages"].add(part)
        splits[staged, "ministries"].add(part)
        splits[nation, "ministries"].add(parent)
        splits[nation, "stages"].add(staged)
    numbers: dict[tuple[int, ...], int] = {}
    places = {unit: numbers.setdefault(tuple(found), len(numbers)) for unit, found in named.items()}
    members = np.zeros((len(numbers), len(agencies)), dtype=bool)
    for made_of, number in numbers.items():
        members[number, list(made_of)] = True
    weight = np.zeros(len(numbers))
    for unit, number in places.items():
        weight[number] = max(weight[number], _UNIT_WEIGHT[unit[0], unit[2] != ALL])
    relations = {
        (places[unit], tuple(sorted({places[child] for child in children})))
        for (unit, _), children in splits.items()
    }
    sums = Sums.of(sorted((unit, children) for unit, children in relations if children != (unit,)))
    return Units(places, members, sums, weight)


def group_sums(groups: Sequence[str], leaders: Sequence[str]) -> tuple[Sums, Weights]:
    """Return how ALL, the groups and (where `leaders` are named) T1 add up, and how dear each cell is."""
    place = {name: number for number, name in enumerate((ALL, *groups, LEADERS))}
    relations = [(0, [place[name] for name in groups])]
    weight = [_ALL_GROUPS, *(1.0 for _ in groups)]
    if leaders:
        rest = [place[name] for name in groups if name not in leaders]
        relations += [(place[LEADERS], [place[name] for name in leaders]), (0, [place[LEADERS], *rest])]
        weight.append(_LEADERS_WEIGHT)
    return Sums.of(relations), np.array(weight)


def capability_sums(number: int) -> tuple[Sums, Weights]:
    """Return how the cell of all capabilities is the sum of so many, and how dear each is."""
    return Sums.of([(0, range(1, number + 1))]), np.array([_ALL_CAPABILITIES, *(1.0 for _ in range(number))])

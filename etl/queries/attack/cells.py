"""The counts behind the figures of a quarter, numbered, and how they hang together by what they are.

A count is of one kind of evidence, of a unit (an agency, a ministry, the nation, each also by stage), a
personnel group and, where scores are counted, a capability. ALL is the first place of every split.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION
from etl.measures.compile import Evidence
from etl.queries.attack.intervals import Builder, Flags, Numbers, Places

PERSONS: Final = ("seen", "ready", "not_ready", "judged", "other")
"""Persons seen by outcome; `other` are those seen and not judged."""
SCORES: Final = (
    "scored", "judged", "passed", "below", "grade_a", "grade_b", "grade_c", "paired", "score_sum",
)  # fmt: skip
"""Scores in force of a capability; judged, passed and below only where it is required."""
POINTS: Final = "score_sum"
EVERY: Final = "ALL"
TESTED: Final = "TESTED"
"""Kinds of evidence: all scores, or those of a test alone."""
MOST: Final = 1e7
"""More persons than any count holds."""
HIGHEST: Final = 100.0
"""The highest normalised score."""

Agency = tuple[str, str, str]
"""Ministry, agency and the agency's stage."""
Unit = tuple[str, str, str]
"""Level, code of the unit and stage (or ALL)."""


@dataclass(frozen=True)
class Units:
    """Units as sets of agencies; what has two names and the same agencies is one."""

    places: Mapping[Unit, int]
    members: Flags
    """Which agencies (columns) a unit (rows) is made of."""
    stages: Sequence[frozenset[str]]
    """The stages of each unit's agencies."""
    sums: Sequence[tuple[int, tuple[int, ...]]]
    """Which unit is the sum of which others."""


def units_of(agencies: Sequence[Agency]) -> Units:
    """Return the units that agencies make up."""
    named: dict[Unit, list[int]] = defaultdict(list)
    splits: dict[tuple[Unit, str], set[Unit]] = defaultdict(set)
    for place, (ministry, agency, stage) in enumerate(agencies):
        own, own_stage = ("agency", agency, ALL), ("agency", agency, stage)
        part, parent = ("ministry", ministry, stage), ("ministry", ministry, ALL)
        staged, nation = ("nation", NATION, stage), ("nation", NATION, ALL)
        for unit in (own, own_stage, part, parent, staged, nation):
            named[unit].append(place)
        splits[part, "agencies"].add(own)
        splits[parent, "agencies"].add(own)
        splits[parent, "stages"].add(part)
        splits[staged, "ministries"].add(part)
        splits[nation, "ministries"].add(parent)
        splits[nation, "stages"].add(staged)
    numbers: dict[tuple[int, ...], int] = {}
    places = {unit: numbers.setdefault(tuple(found), len(numbers)) for unit, found in named.items()}
    members = np.zeros((len(numbers), len(agencies)), dtype=bool)
    for made_of, number in numbers.items():
        members[number, list(made_of)] = True
    sums = {
        (places[unit], tuple(sorted({places[child] for child in children})))
        for (unit, _), children in splits.items()
    }
    return Units(
        places,
        members,
        [frozenset(agencies[place][2] for place in made_of) for made_of in numbers],
        sorted((unit, parts) for unit, parts in sums if parts != (unit,)),
    )


@dataclass(frozen=True)
class Cells:
    """Every count of a quarter, numbered from `first` on."""

    period: Period
    units: Units
    evidence: Sequence[Evidence]
    first: int = 0

    @cached_property
    def groups(self) -> list[tuple[str, ...]]:
        """The groups of each place: all, each alone, and those joined."""
        known = tuple(definitions().groups)
        return [known, *((code,) for code in known), *self._joined]

    @cached_property
    def _joined(self) -> list[tuple[str, ...]]:
        """Sets of groups that measures are given of as if they were one."""
        found = (tuple(measure.groups) for measure in definitions().measures.values() if measure.groups)
        return list(dict.fromkeys(found))

    @cached_property
    def persons(self) -> Mapping[str, Places]:
        """Numbers of counts of persons by evidence, unit and group."""
        return self._numbered(PERSONS, self.first, ())

    @cached_property
    def scores(self) -> Mapping[str, Places]:
        """Numbers of counts of scores by evidence, unit, group and capability."""
        taken = sum(places.size for places in self.persons.values())
        return self._numbered(SCORES, self.first + taken, (1 + len(definitions().capabilities),))

    def _numbered(self, names: Sequence[str], first: int, more: tuple[int, ...]) -> Mapping[str, Places]:
        shape = (len(self.evidence), len(self.units.members), len(self.groups), *more)
        size = int(np.prod(shape))
        return {
            name: first + number * size + np.arange(size).reshape(shape) for number, name in enumerate(names)
        }

    @property
    def blocks(self) -> list[Places]:
        """The numbers of every count there is, a block a kind."""
        return [*self.persons.values(), *self.scores.values()]

    @property
    def number(self) -> int:
        """How many counts there are."""
        return sum(places.size for places in self.blocks)

    def whole(self) -> Flags:
        """Return which counts are whole numbers: all but points."""
        whole = np.ones(self.number, dtype=bool)
        whole[self.scores[POINTS].reshape(-1) - self.first] = False
        return whole

    @cached_property
    def required(self) -> tuple[Flags, Flags]:
        """Whether anybody, and whether everybody, is required to have a capability: by the axes of scores."""
        known = definitions()
        place = {code: number for number, code in enumerate(known.groups)}
        by_stage = {
            stage: np.array(
                [
                    [known.required(group, stage, name, self.period) for name in known.capabilities]
                    for group in known.groups
                ]
            )
            for stage in frozenset[str]().union(*self.units.stages)
        }
        found = [
            [
                np.concatenate([by_stage[stage][[place[code] for code in codes]] for stage in stages])
                for codes in self.groups
            ]
            for stages in self.units.stages
        ]
        shape = self.scores["scored"][..., 1:].shape
        return (
            np.broadcast_to([[one.any(axis=0) for one in row] for row in found], shape),
            np.broadcast_to([[one.all(axis=0) for one in row] for row in found], shape),
        )

    def bounds(self) -> tuple[Numbers, Numbers]:
        """Return what is known of every count before any figure is read."""
        low, high = np.zeros(self.number), np.full(self.number, MOST)
        high[self.scores[POINTS].reshape(-1) - self.first] = MOST * HIGHEST
        anybody, _ = self.required
        for name in ("judged", "passed", "below"):
            high[self.scores[name][..., 1:][~anybody] - self.first] = 0
        if TESTED in self.evidence:
            for name in ("grade_b", "grade_c"):
                high[self.scores[name][self.evidence.index(TESTED)].reshape(-1) - self.first] = 0
        return low, high

    def relations(self, builder: Builder) -> None:
        """Add every relation that holds by what the counts are."""
        self._sums(builder)
        self._persons(builder)
        self._scores(builder, definitions().rule("pass_mark", self.period))

    def _sums(self, builder: Builder) -> None:
        blocks = self.blocks
        for whole, parts in self.units.sums:
            for block in blocks:
                builder.add([(block[:, whole], -1.0), *((block[:, part], 1.0) for part in parts)])
        single = range(1, 1 + len(definitions().groups))
        place = {codes: number for number, codes in enumerate(self.groups)}
        splits: list[tuple[int, Sequence[int]]] = [(0, single)]
        for codes in self._joined:
            own = [place[code,] for code in codes]
            splits += [(place[codes], own), (0, [place[codes], *(set(single) - set(own))])]
        for whole, among in splits:
            for block in blocks:
                builder.add([(block[:, :, whole], -1.0), *((block[:, :, part], 1.0) for part in among)])
        for block in self.scores.values():
            builder.add(
                [(block[..., 0], -1.0), *((block[..., part], 1.0) for part in range(1, block.shape[-1]))]
            )

    def _persons(self, builder: Builder) -> None:
        one = self.persons
        builder.add([(one["judged"], -1.0), (one["ready"], 1.0), (one["not_ready"], 1.0)])
        builder.add([(one["seen"], -1.0), (one["judged"], 1.0), (one["other"], 1.0)])

    def _scores(self, builder: Builder, pass_mark: float) -> None:
        one = self.scores
        of = {
            name: np.broadcast_to(places[..., None], one["scored"][..., 1:].shape)
            for name, places in self.persons.items()
        }
        each = {name: places[..., 1:] for name, places in one.items()}
        builder.add([(one["judged"], -1.0), (one["passed"], 1.0), (one["below"], 1.0)])
        builder.add(
            [(one["scored"], -1.0), (one["grade_a"], 1.0), (one["grade_b"], 1.0), (one["grade_c"], 1.0)]
        )
        for part in ("judged", "paired"):
            builder.add([(one[part], 1.0), (one["scored"], -1.0)], least=-np.inf)
        builder.add([(each["scored"], 1.0), (of["seen"], -1.0)], least=-np.inf)
        builder.add([(each["below"], 1.0), (of["not_ready"], -1.0)], least=-np.inf)
        capabilities = range(each["below"].shape[-1])
        builder.add(
            [(self.persons["not_ready"], 1.0), *((each["below"][..., at], -1.0) for at in capabilities)],
            least=-np.inf,
        )
        _, places = self.required
        builder.add([(of["ready"][places], 1.0), (each["passed"][places], -1.0)], least=-np.inf)
        builder.add([(each["judged"][places], 1.0), (each["scored"][places], -1.0)])
        builder.add([(one[POINTS], 1.0), (one["scored"], -HIGHEST)], least=-np.inf)
        builder.add([(each["passed"], pass_mark), (each[POINTS], -1.0)], least=-np.inf)
        builder.add(
            [
                (each[POINTS][places], 1.0),
                (each["passed"][places], -HIGHEST),
                (each["below"][places], -pass_mark),
            ],
            least=-np.inf,
        )

    def tested(self, builder: Builder) -> None:
        """Add that whoever was tested was seen, and that who is ready by tests alone is judged."""
        if not {TESTED, EVERY} <= set(self.evidence):
            return
        tested, every = self.evidence.index(TESTED), self.evidence.index(EVERY)
        persons, scores = self.persons, self.scores
        fewer = [(persons["seen"], persons["seen"]), (persons["ready"], persons["judged"])]
        fewer += [(scores[name], scores[name]) for name in ("scored", "judged")]
        for few, many in fewer:
            builder.add([(few[tested], 1.0), (many[every], -1.0)], least=-np.inf)
        builder.add([(scores["grade_a"][every], 1.0), (scores["scored"][tested], -1.0)], least=-np.inf)

    def name(self, number: int) -> dict[str, str]:
        """Return what a count is of, by the names of `Count`."""
        named = [*self.persons.items(), *self.scores.items()]
        what, block = next(one for one in named if number <= int(one[1].flat[-1]))
        places = np.unravel_index(number - int(block.flat[0]), block.shape)
        evidence, unit, group, *capability = (int(place) for place in places)
        level, code, stage = next(name for name, place in self.units.places.items() if place == unit)
        codes = self.groups[group]
        return {
            "period": str(self.period),
            "evidence": self.evidence[evidence],
            "count": what,
            "level": level,
            "unit_code": code,
            "stage": stage,
            "group": ALL if group == 0 else "+".join(codes),
            "capability": [ALL, *definitions().capabilities][capability[0]] if capability else ALL,
        }


def fall(builder: Builder, before: Cells, after: Cells, agencies: Collection[str]) -> None:
    """Add that nobody came in of agencies that sent nothing in the later of two adjoining quarters.

    Whoever counted there before may have lapsed since. Agencies of another stage than before are left out:
    other capabilities may be required of them.
    """
    same = [
        (before.units.places[unit], after.units.places[unit])
        for unit in before.units.places
        if unit[0] == "agency" and unit[2] != ALL and unit[1] in agencies and unit in after.units.places
    ]
    if not same:
        return
    then, now = (list(places) for places in zip(*same, strict=True))
    for earlier, later in ((before.persons, after.persons), (before.scores, after.scores)):
        for name in earlier:
            if name != "other":  # who was judged may be incomplete now
                builder.add([(later[name][:, now], 1.0), (earlier[name][:, then], -1.0)], least=-np.inf)

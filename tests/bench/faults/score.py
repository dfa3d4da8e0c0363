"""Which seeded faults the product locates, and what it says of sound cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from etl import pipeline
from etl.warehouse.records import ProblemRecord
from tests.bench.faults.kinds import TOLD, Spot
from tests.bench.faults.seeding import SeededFile, seeded

SILENT = frozenset({"S-17", "D-03"})
"""Told of sound files too: rows that are no data; and that a table is held, which follows from its faults."""


@dataclass(frozen=True)
class Score:
    """Seeded and located faults by kind, and everything said of sound cells."""

    sown: Counter[str]
    located: Counter[str]
    missed: tuple[str, ...]
    alarms: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the faults that were told at their place by a rule of their family."""
        return self.located.total() / self.sown.total()


def score(folder: Path, *, count: int, seed: int) -> Score:
    """Write files with so many faults into a folder, check them, compare what is told with what was sown."""
    files = list(seeded(folder, count=count, seed=seed))
    report = pipeline.check([file.path for file in files], home=folder / "home")
    sown, located = Counter[str](), Counter[str]()
    missed: list[str] = []
    alarms: list[str] = []
    for file, found in zip(files, report.files, strict=True):
        told = [*found.problems, *(problem for dataset in found.datasets for problem in dataset.problems)]
        for fault in file.faults:
            sown[fault.kind] += 1
            if all(any(_meets(problem, spot) for problem in told) for spot in fault.spots):
                located[fault.kind] += 1
            else:
                missed.append(f"{file.path.name}: {fault.kind} at {fault.spots}")
        alarms += [f"{file.path.name}: {_shown(problem)}" for problem in _beside(told, file)]
    return Score(sown, located, tuple(missed), tuple(alarms))


def _beside(told: Sequence[ProblemRecord], file: SeededFile) -> list[ProblemRecord]:
    """What is told of a file beside its faults: false alarms."""
    spots = [spot for fault in file.faults for spot in fault.spots]
    follows = {"F-19", "S-09"} if any("S-16" in spot.rules for spot in spots) else set()
    return [
        problem
        for problem in told
        if problem.rule not in SILENT | follows and not any(_meets(problem, spot) for spot in spots)
    ]


def _meets(problem: ProblemRecord, spot: Spot) -> bool:
    return (
        problem.rule in spot.rules
        and (spot.row is None or problem.row == spot.row)
        and (spot.column == TOLD or spot.column == problem.column)
    )


def _shown(problem: ProblemRecord) -> str:
    return f"{problem.rule} row {problem.row} column {problem.column}: {problem.message_en}"

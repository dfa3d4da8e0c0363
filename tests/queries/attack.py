"""Somebody who reads everything published and works out what bounds it sets to what is hidden."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from etl.definitions import definitions

CELL = ["level", "unit_code", "group", "capability", "stage"]
LEADERS = ("EXEC", "MGMT")

# Which counts a published number sums: of persons by outcome, and of their scores in a capability.
PERSONS = ("ready", "not_ready", "incomplete", "nothing_asked")
SCORES = ("passed", "below", "unasked")
GRADES = ("a", "b", "c")
NUMERATOR: dict[str, tuple[str, ...]] = {
    "persons_ready": ("ready",),
    "persons_not_ready": ("not_ready",),
    "persons_incomplete": ("incomplete",),
    "persons_seen": PERSONS,
    "ready_share": ("ready",),
    "coverage": ("ready", "not_ready"),
    "T1": ("ready",),
    "T2": ("ready",),
    "capability_pass": ("passed",),
    "gap_people": ("below",),
    "one_step": ("one_step",),
    "evidence_a": ("a",),
    "evidence_b": ("b",),
    "evidence_c": ("c",),
}
DENOMINATOR: dict[str, tuple[str, ...]] = {
    "ready_share": ("ready", "not_ready"),
    "T1": ("ready", "not_ready"),
    "T2": ("ready", "not_ready"),
    "capability_score": SCORES,
    "capability_pass": ("passed", "below"),
    "evidence_a": SCORES,
    "evidence_b": SCORES,
    "evidence_c": SCORES,
}
MEASURES = ("headcount", *NUMERATOR, "capability_score", "ready_share_weighted")


@dataclass
class Attacker:
    """Knows the register and every agency's stage (ministry, agency, stage), and adds what it reads."""

    agencies: Sequence[tuple[str, str, str]]
    sums: list[tuple[list[int], float]] = field(default_factory=list)
    numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def read(self, published: pd.DataFrame) -> None:
        """Take every number that is shown, those that follow from percentages among them."""
        shown = published[(published["mark"] != "c") & published["value"].notna()]
        heads = {
            tuple(row[:-1]): row[-1]
            for row in shown.loc[shown["measure"] == "headcount", [*CELL, "numerator"]].itertuples(
                index=False
            )
        }
        for row in shown.to_dict("records"):
            cell = tuple(str(row[name]) for name in CELL)
            for parts, column in ((NUMERATOR, "numerator"), (DENOMINATOR, "denominator")):
                if row["measure"] in parts and pd.notna(row[column]):
                    self.learn(cell, row["measure"], parts[row["measure"]], row[column])
            if pd.notna(row["low"]) and row["low"] > 0:
                base = (
                    row["numerator"] / row["low"]
                )  # what the bounds are set against: headcount, or who was seen
                if round(base) > heads.get(cell, np.inf):
                    self.learn(cell, row["measure"], PERSONS, round(base))

    def learn(self, cell: tuple[str, ...], measure: str, counts: Sequence[str], total: float) -> None:
        """Remember that these counts of a cell add up to so many."""
        self.sums.append((self.places(cell, measure, counts), total))

    def places(self, cell: tuple[str, ...], measure: str, counts: Sequence[str]) -> list[int]:
        """Return the unknowns a published cell sums."""
        level, unit, group, capability, stage = cell
        groups = LEADERS if measure == "T1" else definitions().groups if group == "ALL" else [group]
        whole = capability == "ALL"
        names = [""] if counts[0] in PERSONS else [*definitions().capabilities] if whole else [capability]
        return [
            self.numbers.setdefault((agency, one, name, count), len(self.numbers))
            for ministry, agency, at in self.agencies
            if level == "nation" or unit == {"ministry": ministry, "agency": agency}[level]
            if stage in ("ALL", at)
            for one in groups
            for name in names
            for count in counts
        ]

    def bounds(self, asked: Sequence[list[int]]) -> Iterator[tuple[float, float]]:
        """Return for each asked sum of unknowns the least and the most it can be."""
        limits: list[tuple[list[int], list[int]]] = []
        for _, agency, _ in self.agencies:
            for group in definitions().groups:
                for name in definitions().capabilities:
                    cell = ("agency", agency, group, name, "ALL")
                    scores = self.places(cell, "", SCORES)
                    self.sums.append((scores, -1))
                    limits.append((scores, self.places(cell, "", PERSONS)))
                    limits.append((self.places(cell, "", ["one_step"]), self.places(cell, "", ["below"])))
        grades = [(places, self._graded(places)) for places, total in self.sums if total == -1]
        known = [(places, total) for places, total in self.sums if total != -1]
        rows = [dict.fromkeys(places, 1.0) for places, _ in known]
        rows += [{**dict.fromkeys(scores, 1.0), **dict.fromkeys(by, -1.0)} for scores, by in grades]
        totals = [total for _, total in known] + [0.0] * len(grades)
        less = [{**dict.fromkeys(more, -1.0), **dict.fromkeys(few, 1.0)} for few, more in limits]
        size = len(self.numbers)
        equal, upper = _matrix(rows, size), _matrix(less, size)
        for places in asked:
            wanted = np.zeros(size)
            wanted[places] = 1.0
            found = [
                linprog(
                    sign * wanted,
                    A_eq=equal,
                    b_eq=totals,
                    A_ub=upper,
                    b_ub=np.zeros(len(less)),
                    method="highs",
                )
                for sign in (1, -1)
            ]
            assert all(one.status in (0, 3) for one in found), [one.message for one in found]
            least, most = (one.fun if one.status == 0 else -np.inf for one in found)
            yield float(least), float(-most)

    def _graded(self, scores: list[int]) -> list[int]:
        names = list(self.numbers)
        agency, group, capability, _ = names[scores[0]]
        return self.places(("agency", agency, group, capability, "ALL"), "", GRADES)


def _matrix(rows: Sequence[Mapping[int, float]], size: int) -> csr_matrix:
    held = [(row, place, value) for row, values in enumerate(rows) for place, value in values.items()]
    row, place, value = zip(*held, strict=True)
    return csr_matrix((value, (row, place)), shape=(len(rows), size))

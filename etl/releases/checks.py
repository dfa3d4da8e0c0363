"""What must hold before figures are released; each check tells what it found wrong, or nothing.

Must not: mend anything. A release is refused as it stands, and the journal keeps which checks it passed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from etl.definitions.codes import ALL, NATION
from etl.queries import attack
from etl.queries import public as rule
from etl.warehouse.alternate import alternate
from etl.warehouse.build import figures as hash_of
from etl.warehouse.home import Home
from etl.warehouse.records import SnapshotRecord, Stored
from etl.warehouse.snapshot import OpenSnapshot

CHECKS: Final = (
    "snapshot_sound",
    "figures_equal",
    "rebuilt_equal",
    "disclosure_applied",
    "nothing_pinned",
    "units_add_up",
    "groups_add_up",
    "documents_written",
)
"""Every check a release passes, in order; `rebuilt_equal` also runs every check of etl/sql/check."""

ADDITIVE: Final = ("reporting_rate", "coverage", "ready_share", "T1", "T2")
"""Measures whose numerators and denominators add up from agencies to ministries to the nation."""

_TOLERANCE: Final = 1e-6
_SPLITS: Final = ["group", "capability", "stage"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that failed, and one example of what it found."""

    check: str
    example: str


def snapshot_faults(opened: OpenSnapshot, record: SnapshotRecord) -> list[Failure]:
    """Return what is wrong with the published file: damaged, or other figures than the ledger promises."""
    if opened.instead_of:
        return [Failure("snapshot_sound", opened.instead_of)]
    if (found := hash_of(opened.connection)) != record.figures:
        return [Failure("figures_equal", found)]
    return []


def rebuilt_faults(home: Home, submissions: Sequence[Stored], record: SnapshotRecord) -> list[Failure]:
    """Return whether the stored submissions give other figures than those published.

    Building runs every check of etl/sql/check: WarehouseError where one of them refuses.
    """
    with alternate(home, submissions) as connection:
        found = hash_of(connection)
    return [] if found == record.figures else [Failure("rebuilt_equal", found)]


def disclosure_faults(public: pd.DataFrame) -> list[Failure]:
    """Return the first row of public figures that tells more of persons than the public rule allows."""
    return _first("disclosure_applied", public[rule.faults(public)])


def attack_faults(figures: Sequence[attack.Figures]) -> list[Failure]:
    """Return which rows of the public rule give small counts of quarters away, with one of the counts."""
    try:
        finding = attack.found(figures)
    except attack.Contradiction:
        return [Failure("nothing_pinned", "public ≠ exact")]
    if not finding.pinned:
        return []
    one = finding.pinned[0]
    cell = " ".join([one.count, one.unit_code, one.group, one.capability, one.stage])
    return [Failure("nothing_pinned", f"disclosure.toml [{'] ['.join(finding.rows)}]: {cell}")]


def sum_faults(figures: pd.DataFrame) -> list[Failure]:
    """Return the first total of the analysts' figures that its parts do not add up to."""
    chosen = figures[figures["measure"].isin(ADDITIVE)]
    whole = chosen[(chosen[_SPLITS] == ALL).all(axis="columns")]
    faults: list[Failure] = []
    nation = whole[whole["unit_code"] == NATION].set_index("measure")[["numerator", "denominator"]]
    for level in ("ministry", "agency"):
        added = whole[whole["level"] == level].groupby("measure")[["numerator", "denominator"]].sum()
        faults += _apart("units_add_up", nation, added)
    ready = chosen[
        (chosen["measure"] == "ready_share") & (chosen[["capability", "stage"]] == ALL).all(axis=1)
    ]
    by_unit = ready.set_index("unit_code")[["group", "numerator", "denominator"]]
    totals = by_unit[by_unit["group"] == ALL].drop(columns="group")
    groups = by_unit[by_unit["group"] != ALL].drop(columns="group").groupby("unit_code").sum()
    return faults + _apart("groups_add_up", totals, groups)


def _apart(check: str, totals: pd.DataFrame, added: pd.DataFrame) -> list[Failure]:
    """Return the first total that differs from its parts; a total nobody has parts for counts as zero."""
    parts = added.reindex(totals.index).fillna(0.0)
    apart = (totals.fillna(0.0) - parts).abs().gt(_TOLERANCE).any(axis="columns")
    return [Failure(check, str(apart.idxmax()))] if apart.any() else []


def _first(check: str, rows: pd.DataFrame) -> list[Failure]:
    if not len(rows):
        return []
    row = rows.iloc[0]
    return [Failure(check, " ".join(str(row[name]) for name in ("measure", "unit_code", *_SPLITS)))]

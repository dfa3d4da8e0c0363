"""Faults of every kind put into known cells of generated files: all are told there, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from random import Random

from etl.definitions import definitions
from tests.bench.faults.clean import Layout, layout
from tests.bench.faults.kinds import KINDS
from tests.bench.faults.score import score

BESIDE = {
    # raised by other modules and tested there
    "D-01": "an empty table, which a sheet with a header only never becomes",
    "A-05": "rows about ministries, which published layouts have",
    "P-05": "the operator's period",
    "S-04": "hidden sheets",
    "S-09": "sheets without a table",
    "S-12": "hidden rows",
    "S-14": "published layouts",
    "S-17": "rows that are no data, told of sound files",
    "K-05": "a first return with other person ids",
    "V-27": "sound rows of people or frameworks that are not counted",
}
"""Rules of rows and datasets that no fault in a cell of an agency's table can bring about, and why."""


def test_nearly_all_of_two_hundred_faults_are_located_and_nothing_is_said_of_sound_cells(
    tmp_path: Path,
) -> None:
    found = score(tmp_path, count=2 * len(KINDS) + 12, seed=3)
    assert found.sown.total() >= 200
    assert len(found.sown) == len(KINDS) >= 40
    assert found.missed == ()
    assert found.share >= 0.99
    assert found.alarms == ()


def test_every_dataset_and_every_rule_a_cell_can_breach_is_sown() -> None:
    rules: set[str] = set()
    for kind in KINDS:
        chance = Random(1)
        sheet = layout(kind.dataset, chance, xlsx=kind.formats[0])
        rules |= {rule for spot in kind.sow(sheet, 5, chance) for rule in spot.rules}
    known = {rule.id for rule in definitions().rules.values() if rule.scope in ("row", "dataset")}
    assert {kind.dataset for kind in KINDS} == set(definitions().datasets)
    assert known - rules == BESIDE.keys() & known
    assert rules <= definitions().rules.keys()


def test_a_row_is_found_where_it_was_written() -> None:
    sheet = Layout("stage", True, ["stage"], {"stage": "ระยะ"}, [{"stage": "EARLY"}] * 3, titles=[["a"], []])
    sheet.between[1] = [[], []]
    assert [sheet.row_no(place) for place in range(3)] == [4, 7, 8]

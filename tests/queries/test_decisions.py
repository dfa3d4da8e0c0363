"""What is decided on the same is taken over from snapshot to snapshot, and what changed is decided anew."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from etl.definitions.calendar import Period
from etl.queries import open_reader
from etl.queries.disclosure import Decisions, decide
from etl.queries.disclosure.crossings import Crossing, table_crossing
from etl.queries.disclosure.decide import Decision
from etl.queries.disclosure.relations import Flags
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.queries.test_published import QUARTERS, people
from tests.warehouse.samples import load

ASKED = [(evidence, scores) for evidence in ("ALL", "TESTED") for scores in (False, True)]


def decided(home: Home, period: Period) -> dict[tuple[str, bool], Decision]:
    """Return what is decided of a quarter of what is published."""
    decisions = Decisions()
    with open_current(home) as opened:
        return {
            (evidence, scores): decisions.of(
                opened.connection, period.index, evidence=evidence, scores=scores
            )
            for evidence, scores in ASKED
        }


def test_a_late_file_changes_the_decisions_it_bears_on_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, home = Random(5), Home(tmp_path)
    for period in QUARTERS:
        load(home, (f"{period}.xlsx", {"assessment": people(chance, "01-01", period)}))
    before = decided(home, QUARTERS[1]), decided(home, QUARTERS[2])
    load(home, ("late.xlsx", {"assessment": people(chance, "03-07", QUARTERS[2], number=14)}))
    anew: list[str] = []
    original = decide._decide

    def listening(*asked: object, **context: object) -> Decision:
        anew.append(str(asked[1]))
        return original(*asked, **context)  # type: ignore[arg-type]

    monkeypatch.setattr(decide, "_decide", listening)
    after = decided(home, QUARTERS[1]), decided(home, QUARTERS[2])
    assert all(after[0][key] is before[0][key] for key in before[0])
    assert sorted(anew) == sorted(decision.basis for decision in after[1].values())
    decide._DECIDED.clear()
    for key, one in decided(home, QUARTERS[2]).items():
        assert one is not after[1][key]
        for layer, flags in one.hidden.items():
            np.testing.assert_array_equal(flags, after[1][key].hidden[layer])
    with open_reader(tmp_path) as reader:
        marks = reader.figures(periods=[QUARTERS[2]], by=["group", "capability"])["mark"]
    assert "c" in set(marks)


@pytest.mark.parametrize("seed", range(20))
def test_a_bridge_is_an_edge_whose_loss_parts_the_network(seed: int) -> None:
    chance = np.random.default_rng(seed)
    crossing = table_crossing(4, 5)
    hidden = chance.random((30, crossing.cells.size)) < 0.25
    prices = np.ones(hidden.shape)
    found = crossing.rings(hidden, prices)
    np.testing.assert_array_equal(crossing.rings(hidden, prices), found)
    assert found.any(axis=1).tolist() == [any(bridges(crossing, flags)) for flags in hidden]
    while crossing.rings(hidden, prices).any():
        hidden = hidden | crossing.rings(hidden, prices)
    assert not any(any(bridges(crossing, flags)) for flags in hidden)


def bridges(crossing: Crossing, hidden: Flags) -> Iterator[bool]:
    """Give of each hidden edge whether its loss parts the network."""
    for edge in np.flatnonzero(hidden).tolist():
        yield parted(crossing, hidden, edge)


def parted(crossing: Crossing, hidden: Flags, without: int) -> bool:
    """Return whether the ends of a hidden edge are no longer joined once it is gone."""
    begin, end = crossing.ends[without]
    edges = [tuple(crossing.ends[edge]) for edge in np.flatnonzero(hidden) if edge != without]
    reached = {begin}
    while grown := {b for a, b in edges if a in reached} | {a for a, b in edges if b in reached}:
        if grown <= reached:
            break
        reached |= grown
    return end not in reached

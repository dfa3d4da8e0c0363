"""Thousands of damaged files through gate, reader, recognition and rules: every one is told, none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.intake.reader import Reader
from tests.mutation.judgement import Seed, run, seeds
from tests.mutation.mutants import KINDS

pytestmark = pytest.mark.own_processes

OF_EACH_KIND = 84
"""With 25 kinds, 2,100 mutants in the ordinary run; `python -m tests.mutation` makes as many as one likes."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[Seed]:
    with Reader(workers=1) as reader:
        return seeds(tmp_path_factory.mktemp("good"), reader)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(workers=1) as reading:
        yield reading


def test_the_good_files_are_taken_whole_and_are_of_both_types(good: list[Seed]) -> None:
    assert len([seed for seed in good if seed.is_workbook]) >= 3
    assert len([seed for seed in good if not seed.is_workbook]) >= 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_file_is_refused_with_its_reason_or_taken_with_every_row_accounted_for(
    kind: str, good: list[Seed], reader: Reader, tmp_path: Path
) -> None:
    outcomes = list(run(kind, OF_EACH_KIND, seed=1, good=good, folder=tmp_path, reader=reader))
    assert len(outcomes) == OF_EACH_KIND
    assert [(one.mutant, one.faults) for one in outcomes if one.faults] == []

"""How long each page's questions take a warm reader, against the person table and ten times the persons."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import pandas as pd

from etl.queries import Reader, open_reader
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.bench.asked import ROOT, Question, questions
from tests.bench.persons import MORE, NOTHING, OnPersons, tenfold

PAGE_BAR = 50.0
"""Milliseconds all questions of a page may take together."""
PERSONS_BAR = 8.0
"""How many times faster than the person table the marts should answer."""
TENFOLD_BAR = 1.3
"""How many times as long ten times the persons may take."""

Asked = Mapping[str, Sequence[Question]]


def report(home: Path, *, rounds: int) -> bool:
    """Print a line a page and the two ratios; whether every bar was kept."""
    if not (home / "current.json").exists():
        command = [sys.executable, "-m", "etl", "demo", "--home", str(home)]
        subprocess.run(command, cwd=ROOT, env=os.environ, check=True, stdout=subprocess.DEVNULL)
    asked = questions(home)
    with open_reader(home) as marts, open_current(Home(home)) as opened, tenfold(home) as more:
        persons = OnPersons(opened.connection, snapshot=marts.snapshot, published=NOTHING)
        readers: dict[str, Reader] = {"marts": marts, "persons": persons, "tenfold": more}
        unequal = differing(asked, marts, persons)
        spent = {page: times(found, readers, rounds=rounds) for page, found in asked.items()}
        worked = {page: processor(found, marts, rounds=rounds) for page, found in asked.items()}
    for page, took in sorted(spent.items(), key=lambda entry: -entry[1]["marts"]):
        told = "   ".join(f"{name} {took[name]:8.1f} ms" for name in readers)
        print(f"{page:14} {len(asked[page]):2} questions   {told}   (of processor {worked[page]:6.1f} ms)")
    whole = {name: sum(took[name] for took in spent.values()) for name in readers}
    slow = [page for page, took in spent.items() if took["marts"] >= PAGE_BAR]
    faster, longer = whole["persons"] / whole["marts"], whole["tenfold"] / whole["marts"]
    print(f"pages over {PAGE_BAR:.0f} ms: {', '.join(slow) or 'none'}")
    print(f"as fast as the person table: {faster:.1f} times (bar {PERSONS_BAR})")
    print(f"with {MORE} times the persons: {longer:.2f} times as long (bar {TENFOLD_BAR})")
    print(f"questions the person table answers differently: {', '.join(unequal) or 'none'}")
    return not slow and not unequal and faster >= PERSONS_BAR and longer <= TENFOLD_BAR


def times(asked: Sequence[Question], readers: Mapping[str, Reader], *, rounds: int) -> dict[str, float]:
    """The median milliseconds of all questions together; the readers take turns, the first one warms them."""
    took: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds + 1):
        for name, reader in readers.items():
            took[name].append(timed(asked, reader))
    return {name: median(found[1:]) for name, found in took.items()}


def processor(asked: Sequence[Question], reader: Reader, *, rounds: int) -> float:
    """The least milliseconds of processor all questions take, however busy the machine is with others."""
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        for question in asked:
            question.ask(reader)
        spent.append((time.process_time() - started) * 1000)
    return min(spent)


def timed(asked: Sequence[Question], reader: Reader) -> float:
    """The milliseconds all questions take together."""
    started = time.perf_counter()
    for question in asked:
        question.ask(reader)
    return (time.perf_counter() - started) * 1000


def differing(asked: Asked, marts: Reader, persons: Reader) -> list[str]:
    """The pages with a table of figures that the persons themselves do not give alike."""
    return [
        page
        for page, found in asked.items()
        if not all(_alike(question.ask(marts), question.ask(persons)) for question in found)
    ]


def _alike(one: object, other: object) -> bool:
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        try:
            pd.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-9)
        except AssertionError:
            return False
        return True
    return one == other

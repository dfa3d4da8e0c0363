"""`python -m tests.bench load`: this project's loading of a large workbook against pandas, in one run.

`python -m tests.bench faults`: the share of seeded faults that is located, and what is said of sound cells.
`python -m tests.bench queries`: what every page asks, against the person table and ten times the persons.

`python -m tests.bench pages`: the overview page against a bare page and Dash with the same charts.

`python -m tests.bench viewers`: fifty readers of the overview at once, over the websocket.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.bench.contender import OURS, RIVALS, counts, words
from tests.bench.faults.report import BAR, lines
from tests.bench.faults.score import score
from tests.bench.race import race
from tests.bench.workbook import expected, workbook

BARS = {"openpyxl": 6.0, "calamine": 1.3}
"""How many times faster than each rival loading should stay."""


def main() -> None:
    """Run the comparison that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    racing = commands.add_parser("load", help="load one person-level workbook")
    racing.add_argument("--rows", type=int, default=100_000, help="whole thousands; default 100,000")
    racing.add_argument("--rounds", type=int, default=3)
    racing.set_defaults(run=load)
    seeding = commands.add_parser("faults", help="find known faults in known cells of generated files")
    seeding.add_argument("--count", type=int, default=1000, help="faults to put in; default 1,000")
    seeding.add_argument("--seed", type=int, default=7)
    seeding.set_defaults(run=faults)
    asking = commands.add_parser("queries", help="ask what every page asks")
    asking.add_argument("--home", type=Path, required=True, help="a data home; a demo where none is")
    asking.add_argument("--rounds", type=int, default=5)
    asking.set_defaults(run=queries)
    drawing = commands.add_parser("pages", help="open the overview beside a bare page and Dash, in a browser")
    drawing.add_argument("--home", type=Path, required=True, help="a data home")
    drawing.add_argument("--rounds", type=int, default=9)
    drawing.set_defaults(run=pages)
    viewing = commands.add_parser("viewers", help="many readers of the overview at once")
    viewing.add_argument("--home", type=Path, required=True, help="a data home")
    viewing.add_argument("--viewers", type=int, default=50)
    viewing.add_argument("--seconds", type=float, default=30)
    viewing.add_argument("--think", type=float, default=5, help="seconds between two deeds")
    viewing.set_defaults(run=viewers)
    asked = parser.parse_args()
    asked.run(asked)


def pages(asked: argparse.Namespace) -> None:
    """Prints medians and ratios; leaves with 1 where a bar is missed."""
    from tests.bench.screens.race import report

    if not report({**os.environ, "READINESS_HOME": str(asked.home.absolute())}, rounds=asked.rounds):
        sys.exit(1)


def viewers(asked: argparse.Namespace) -> None:
    """Prints the median rerun; leaves with 1 where the bar is missed."""
    from tests.bench.viewers import report

    environment = {**os.environ, "READINESS_HOME": str(asked.home.absolute())}
    if not report(environment, viewers=asked.viewers, seconds=asked.seconds, think=asked.think):
        sys.exit(1)


def queries(asked: argparse.Namespace) -> None:
    """Prints milliseconds a page and the ratios; leaves with 1 where a bar is missed."""
    from tests.bench.queries import report

    if not report(asked.home, rounds=asked.rounds):
        sys.exit(1)


def faults(asked: argparse.Namespace) -> None:
    """Prints what was located, by kind; leaves with 1 where the bars are missed."""
    with tempfile.TemporaryDirectory() as folder:
        found = score(Path(folder), count=asked.count, seed=asked.seed)
    print(*lines(found), sep="\n")
    if found.share < BAR or found.alarms:
        sys.exit(1)


def load(asked: argparse.Namespace) -> None:
    """Prints medians, ratios and peaks; leaves with 1 where the contenders disagree on a single row."""
    file = workbook(asked.rows)
    file.read_bytes()  # all contenders meet a file the system has in memory
    results = race({name: partial(words, name, file) for name in (*OURS, *RIVALS)}, rounds=asked.rounds)

    print(f"{asked.rows:,} rows x 12 columns, {asked.rounds} rounds in turns, each in its own process")
    for name, result in results.items():
        each = " ".join(f"{run.seconds:.2f}" for run in result.runs)
        print(f"{name:9} median {result.seconds:6.2f} s ({each})   peak {result.megabytes:5.0f} MB")
    for rival, bar in BARS.items():
        ratios = {ours: results[rival].seconds / results[ours].seconds for ours in OURS}
        told = ", ".join(f"{ours} {ratio:.2f} times" for ours, ratio in ratios.items())
        print(f"as fast as pandas with {rival}: {told} (bar {bar})")

    done = {name: counts(name, run.output) for name, result in results.items() for run in result.runs}
    if any(count != expected(asked.rows) for count in done.values()):
        sys.exit(f"The contenders did not do the same work: {done}, expected {expected(asked.rows)}")


if __name__ == "__main__":
    main()

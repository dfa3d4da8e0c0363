"""`python -m tests.bench load`: this project's loading of a large workbook against pandas, in one run."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from tests.bench.contender import OURS, RIVALS, counts, words
from tests.bench.race import race
from tests.bench.workbook import expected, workbook

BARS = {"openpyxl": 6.0, "calamine": 1.3}
"""How many times faster than each rival loading should stay."""


def main() -> None:
    """Prints medians, ratios and peaks; leaves with 1 where the contenders disagree on a single row."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    load = parser.add_subparsers(required=True).add_parser("load", help="load one person-level workbook")
    load.add_argument("--rows", type=int, default=100_000, help="whole thousands; default 100,000")
    load.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()

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

"""`python -m tests.bench load`: this project's loading of a large workbook against pandas, in one run."""

from __future__ import annotations

import argparse
import json
import sys

from tests.bench.contender import CONTENDERS
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
    words = parser.parse_args()

    file = workbook(words.rows)
    file.read_bytes()  # all contenders meet a file the system has in memory
    commands = {name: ["-m", "tests.bench.contender", name, str(file)] for name in CONTENDERS}
    results = race(commands, rounds=words.rounds)

    print(f"{words.rows:,} rows x 12 columns, {words.rounds} rounds in turns, each in its own process")
    for name, result in results.items():
        each = " ".join(f"{run.seconds:.2f}" for run in result.runs)
        print(f"{name:9} median {result.seconds:6.2f} s ({each})   peak {result.megabytes:5.0f} MB")
    for rival, bar in BARS.items():
        ratios = {ours: results[rival].seconds / results[ours].seconds for ours in ("load", "check")}
        told = ", ".join(f"{ours} {ratio:.2f} times" for ours, ratio in ratios.items())
        print(f"as fast as pandas with {rival}: {told} (bar {bar})")

    counts = {name: json.loads(run.output) for name, result in results.items() for run in result.runs}
    if any(count != expected(words.rows) for count in counts.values()):
        sys.exit(f"The contenders did not do the same work: {counts}, expected {expected(words.rows)}")


if __name__ == "__main__":
    main()

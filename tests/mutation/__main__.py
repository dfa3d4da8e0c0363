"""`python -m tests.mutation --count 10000 --seed 1`: mutants of good files through gate, reader and rules."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from etl.intake.reader import Reader
from tests.mutation.judgement import FATES, run, seeds
from tests.mutation.mutants import KINDS


def main() -> int:
    """Says by kind how far the mutants came; 1 where intake did anything wrong with one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="mutants in all; default 10,000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these kinds")
    asked = parser.parse_args()
    kinds = asked.kind or list(KINDS)

    faults: list[str] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "good").mkdir()
        with Reader(workers=2) as reader:
            good = seeds(folder / "good", reader)
        sys.stdout.write(f"{'':28}" + "".join(f"{fate:>12}" for fate in (*FATES, "faults")) + "\n")
        for kind in kinds:
            with Reader(workers=2) as reader:
                made = run(
                    kind,
                    -(-asked.count // len(kinds)),
                    seed=asked.seed,
                    good=good,
                    folder=folder,
                    reader=reader,
                )
                outcomes = list(made)
            fates = Counter(one.fate for one in outcomes)
            wrong = [f"{one.mutant}: {fault}" for one in outcomes for fault in one.faults]
            counts = "".join(f"{number:12,}" for number in (*(fates[fate] for fate in FATES), len(wrong)))
            sys.stdout.write(f"{kind:28}{counts}\n")
            sys.stdout.flush()
            faults += wrong
    sys.stdout.write("\n".join(faults) + ("\n" if faults else ""))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""One contender of the loading race, run in a process of its own: prints its counts as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CONTENDERS = ("load", "check", "openpyxl", "calamine")
"""Ours twice: `load` stores and publishes as well, `check` ends with every row judged; then the rivals."""


def main(name: str, file: Path) -> None:
    """Loads the file the contender's way into an empty home and prints what became of its rows."""
    with TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        if name in ("load", "check"):
            from etl import pipeline

            ours = pipeline.load if name == "load" else pipeline.check
            (report,) = ours([file], home=home).files
            (dataset,) = report.datasets
            counts = {key: getattr(dataset, key) for key in ("accepted", "rejected", "ignored")}
        else:
            from tests.bench import rivals

            counts = rivals.load(file, "calamine" if name == "calamine" else "openpyxl", home)
    print(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

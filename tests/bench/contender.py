"""The contenders of the loading race: our own commands as users run them, and two ways of pandas."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final, Literal

OURS: Final = ("load", "check")
"""`load` stores and publishes as well, `check` ends with every row judged, as the rivals do."""
RIVALS: Final = ("openpyxl", "calamine")
COUNTS: Final = ("accepted", "rejected", "ignored")


def words(name: str, file: Path, folder: Path) -> list[str]:
    """Returns what stands behind `python` for one contender's run into an empty folder."""
    home = str(folder / "home")
    if name in OURS:
        return ["-m", "etl", name, str(file), "--home", home, "--json"]
    return ["-m", "tests.bench.contender", name, str(file), home]


def counts(name: str, output: str) -> dict[str, int]:
    """Returns what became of the rows, as a contender printed it."""
    told = json.loads(output)
    if name in OURS:
        (file,) = told["files"]
        (told,) = file["datasets"]
    return {count: told[count] for count in COUNTS}


def main(engine: Literal["openpyxl", "calamine"], file: Path, home: Path) -> None:
    """Loads the file the rival's way into an empty home and prints what became of its rows."""
    from tests.bench import rivals

    print(json.dumps(rivals.load(file, engine, home)))


if __name__ == "__main__":
    main("calamine" if sys.argv[1] == "calamine" else "openpyxl", Path(sys.argv[2]), Path(sys.argv[3]))

"""Which files of a call may be opened, and in which order they count.

Must not open a file the gate has not passed, or import what only later steps need.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from etl.intake import gate
from etl.intake.gate import GateResult
from etl.pipeline.report import NoSuchPath

TABLE_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv"})
"""What a folder is searched for; the gate then looks at what a file really is, whatever its ending."""


def gated(paths: Iterable[Path]) -> dict[Path, GateResult | None]:
    """Return what the gate says of every file named or lying in a folder named, in that order, each once.

    None for a file that lies in a folder and is no table by its ending; NoSuchPath for what does not exist.
    """
    found: dict[Path, GateResult | None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file() and one.name[0] not in ".~")
            tables = {one for one in inside if one.suffix.lower() in TABLE_ENDINGS}
            found |= {one: gate.check(one) if one in tables else None for one in inside if one not in found}
        elif path.exists():
            found[path] = gate.check(path)
        else:
            raise NoSuchPath("path_missing", path=path)
    return found


def in_order(results: Iterable[GateResult]) -> list[GateResult]:
    """Return one file of each content in the order that decides which replaces which.

    The order is the files' own (saved time, content), never that of the arguments or of the files' names.
    """
    distinct: dict[str, GateResult] = {}
    for result in sorted(results, key=_place):
        distinct.setdefault(result.sha256 or "", result)
    return list(distinct.values())


def _place(result: GateResult) -> tuple[str, str, str]:
    saved_at = result.saved_at.isoformat() if result.saved_at else ""
    return saved_at, result.sha256 or "", result.path.name

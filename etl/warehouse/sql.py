"""The statements of etl/sql: one a file, the file named like its table, the first line its grain."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final, Literal

Folder = Literal["rule", "staging", "mart", "check", "query"]

SQL: Final = Path(__file__).parents[1] / "sql"


@cache
def statement(folder: Folder, name: str) -> str:
    """Return the query of a table or a check, or the statement that makes a rule a function of tables."""
    return (SQL / folder / f"{name}.sql").read_text(encoding="utf-8")


def names(folder: Folder) -> tuple[str, ...]:
    """Return the names of all statements in a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in (SQL / folder).glob("*.sql")))


@cache
def version() -> str:
    """Return a short hash of the statements that build a snapshot: what the code adds to every figure."""
    digest = hashlib.sha256()
    for path in sorted(
        path for folder in ("rule", "staging", "mart") for path in (SQL / folder).glob("*.sql")
    ):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.parent.name}/{path.name}\0".encode() + text + b"\0")
    return digest.hexdigest()[:8]

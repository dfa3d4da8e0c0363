"""The statements of etl/sql: one a file, the file named like its table, the first line its grain."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from etl.definitions import definitions

Folder = Literal["rule", "staging", "mart", "check", "query"]

SQL: Final = Path(__file__).parents[1] / "sql"
_EACH: Final = re.compile(r"\{each: ([^{}]*\{capability\}[^{}]*)\}")
_COMMENT: Final = re.compile(r"(?P<text>'(?:[^']|'')*')|--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT_OR_REMARK: Final = re.compile(
    r'''(?P<long>\w*"""(?:\\.|(?!""").)*""")|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?P<remark>\#[^\n]*)''',
    re.DOTALL,
)
_DOCSTRING: Final = re.compile(r"(\A|[^\s(\[{,=+]\s*\n\s*)\Z")
"""What stands before a text that begins a line and continues no expression."""
_LOOKED_BACK: Final = 200
_MODULES: Final = (
    "definitions/calendar",
    "definitions/dated",
    "definitions/load",
    "definitions/models",
    "warehouse/amend",
    "warehouse/build",
    "warehouse/listing",
    "warehouse/reference",
    "warehouse/tables",
)
"""The modules that build a snapshot from stored rows, beside those of etl/measures."""


def statement(folder: Folder, name: str) -> str:
    """Return the query of a table or a check, or the statement that makes a rule a function of tables."""
    return _written_out(folder, name, tuple(definitions().capabilities))


@cache
def _written_out(folder: Folder, name: str, capabilities: Sequence[str]) -> str:
    """Return a statement for these capabilities.

    A line that names `{capability}` stands once for each of them, `{bit}` being 1 of the first, 2 of the next
    and so on; so does, within a line, the content of `{each: …}`.
    """

    def once(text: str) -> list[str]:
        named = enumerate(capabilities)
        return [text.replace("{capability}", code).replace("{bit}", str(1 << place)) for place, code in named]

    text = (SQL / folder / f"{name}.sql").read_text(encoding="utf-8")
    text = _EACH.sub(lambda found: ", ".join(once(found[1])), text)
    return "".join(
        chain.from_iterable(
            once(line) if "{capability}" in line else [line] for line in text.splitlines(keepends=True)
        )
    )


def names(folder: Folder) -> tuple[str, ...]:
    """Return the names of all statements in a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in (SQL / folder).glob("*.sql")))


@cache
def version() -> str:
    """Return a short hash of the code that builds a snapshot: what it adds to every figure.

    Comments, docstrings and the form of the code leave it as it is.
    """
    digest = hashlib.sha256()
    for path in _shaping():
        text = path.read_text(encoding="utf-8")
        plain = plain_sql(text) if path.suffix == ".sql" else plain_python(text)
        digest.update(f"{path.relative_to(SQL.parent).as_posix()}\0{plain}\0".encode())
    return digest.hexdigest()[:8]


def _shaping() -> Iterator[Path]:
    """Yield the files a published figure follows from, beside the definitions."""
    for folder in ("sql/rule", "sql/staging", "sql/mart", "measures"):
        yield from sorted(path for path in (SQL.parent / folder).iterdir() if path.suffix in {".sql", ".py"})
    for module in _MODULES:
        yield SQL.parent / f"{module}.py"


def plain_sql(text: str) -> str:
    """Return a statement without comments, its words one blank apart."""
    return " ".join(_COMMENT.sub(lambda found: found["text"] or " ", text).split())


def plain_python(text: str) -> str:
    """Return a module without comments, empty lines and what docstrings say."""

    def plain(found: re.Match[str]) -> str:
        before = text[max(0, found.start() - _LOOKED_BACK) : found.start()]
        is_docstring = found[0].startswith('"""') and _DOCSTRING.search(before)
        return '""' if is_docstring else "" if found["remark"] else found[0]

    lines = _TEXT_OR_REMARK.sub(plain, text).splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.rstrip()))

"""What a release hands out is called, and which program wrote it."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

import etl
from etl.definitions import Lang
from etl.queries import NothingPublished
from etl.warehouse import store
from etl.warehouse.home import Home

OPEN_DATA: Final = "opendata/"
"""Folder of the open data package."""

ANALYST_FIGURES: Final = "figures-analyst.parquet"
"""Every value, small cells marked: for analysts only."""

BACKGROUND: Final = "background.json"
"""What the workbooks tell besides figures, so that they can be written anew."""

PUBLIC_FIGURES: Final = f"{OPEN_DATA}figures.parquet"
"""What everybody else may see."""


def published_home(folder: Path) -> Home:
    """Return a home to write releases to; NothingPublished where there is nothing to release in it."""
    home = Home(folder)
    if not store.read_ledger(home).snapshots:
        raise NothingPublished("nothing_published", path=folder)
    return home


def workbook_file(lang: Lang) -> str:
    """Return the name of a release's workbook in a language."""
    return f"workbook-{lang}.xlsx"


@cache
def program() -> str:
    """Return a short hash of this program's own text: what equal bytes of a document rest on."""
    source = Path(etl.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for pattern in ("*.py", "*.sql") for path in source.rglob(pattern)):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(source).as_posix().encode() + b"\0" + text + b"\0")
    return digest.hexdigest()[:12]

"""Reading a release: its own files, whatever data and definitions became since, and if they are whole."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from etl.definitions.calendar import Period
from etl.definitions.codes import ALL
from etl.definitions.current import using
from etl.definitions.labels import LANGS, Lang
from etl.definitions.models import Dimension, Level
from etl.measures.compile import DIMENSIONS
from etl.publish import workbook
from etl.publish.figures import from_parquet
from etl.publish.workbook.background import Background
from etl.queries import Reader
from etl.queries.view import ANALYST, View
from etl.releases.files import ANALYST_FIGURES, BACKGROUND, PUBLIC_FIGURES, program, workbook_file
from etl.warehouse import frozen, journal
from etl.warehouse.home import Home
from etl.warehouse.releases import Release, ReleaseError


@dataclass(frozen=True, slots=True)
class Soundness:
    """Whether a release is still what was released; `faults` names files that are not.

    `regenerated` tells whether its workbooks, written anew, came out byte for byte: None where this is not
    the program that wrote them (or nobody asked).
    """

    release: Release
    faults: tuple[str, ...]
    regenerated: bool | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults and self.regenerated is not False


def releases(home: Path) -> tuple[Release, ...]:
    """Return every release of a data home, in the order of their numbers."""
    return journal.releases(Home(home))


def release_of(home: Path, number: int, *, period: Period | None = None) -> Release:
    """Return a release by its number; ReleaseError where there is none, or it is of another quarter."""
    found = journal.release(Home(home), number)
    if period is not None and found.period != str(period):
        raise ReleaseError("other_period", number=number, period=found.period, asked=period)
    return found


def workbook_of(home: Path, release: Release, lang: Lang) -> bytes:
    """Return a release's workbook, the very bytes that were released."""
    return frozen.read(Home(home), release, workbook_file(lang))


def file_of(home: Path, release: Release, name: str) -> bytes:
    """Return a release's file by its name; ReleaseError where its bytes are not those that were released."""
    return frozen.read(Home(home), release, name)


def figures_of(
    home: Path,
    release: Release,
    *,
    view: View,
    measures: Sequence[str] | None = None,
    levels: Sequence[Level] | None = None,
    by: Sequence[Dimension] = (),
) -> pd.DataFrame:
    """Return a release's tidy figures as they were frozen: exact where a view shows them so, else public."""
    names = {PUBLIC_FIGURES: view != ANALYST, ANALYST_FIGURES: not view.public}
    files = [from_parquet(frozen.read(Home(home), release, name)) for name, read in names.items() if read]
    found = files[-1]
    if len(files) > 1:
        units = set(zip(found["level"], found["unit_code"], strict=True))
        exact = [unit for level, unit in units if view.exact(level, unit)]
        found = pd.concat([frame[frame["unit_code"].isin(exact) == (frame is found)] for frame in files])
    chosen = (found[[name for name in DIMENSIONS if name not in by]] == ALL).all(axis="columns")
    if measures is not None:
        chosen &= found["measure"].isin(list(measures))
    if levels is not None:
        chosen &= found["level"].isin(list(levels))
    rows = found[chosen].reset_index(drop=True)
    rows.attrs["view"] = str(view)
    return rows


def rules_of(home: Path, release: Release) -> dict[str, float]:
    """Return the rules of measuring of a release's quarter by its own definitions; none it does not have."""
    try:
        return frozen.definitions_of(Home(home), release).rules_at(Period.parse(release.period))
    except ReleaseError:
        return {}


@contextmanager
def reader_of(home: Path, release: Release) -> Iterator[Reader]:
    """Open a release's own snapshot under the definitions it was made with, in force until it is closed."""
    place = Home(home)
    with frozen.opened(place, release) as connection, using(frozen.definitions_of(place, release)):
        yield Reader(connection)


def verify(home: Path, release: Release, *, regenerate: bool = False) -> Soundness:
    """Return whether a release is whole, and on demand whether its workbooks can be written anew."""
    faults = frozen.faults(Home(home), release)
    if faults or not regenerate or release.program != program():
        return Soundness(release, faults)
    same = all(regenerated(home, release, lang) == workbook_of(home, release, lang) for lang in LANGS)
    return Soundness(release, faults, same)


def regenerated(home: Path, release: Release, lang: Lang) -> bytes:
    """Return a release's workbook, written anew from its own snapshot and definitions.

    ReleaseError where this is not the program that wrote it: equal bytes could not be expected.
    """
    if release.program != program():
        raise ReleaseError("other_program", number=release.number)
    with TemporaryDirectory() as folder, reader_of(home, release) as reader:
        path = Path(folder) / workbook_file(lang)
        period = Period.parse(release.period)
        told = Background.model_validate_json(frozen.read(Home(home), release, BACKGROUND))
        workbook.write(reader, period=period, lang=lang, path=path, release=release, background=told)
        return path.read_bytes()

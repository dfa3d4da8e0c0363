"""Open data of a quarter as it stands, or of a release as it was frozen."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from etl.definitions.calendar import Period
from etl.publish import opendata
from etl.publish.opendata import About
from etl.queries import Reader, open_reader
from etl.queries.view import PUBLIC
from etl.releases.figures import frozen_figures
from etl.releases.files import OPEN_DATA
from etl.releases.reading import release_of
from etl.warehouse import frozen
from etl.warehouse.home import Home
from etl.warehouse.releases import Release, ReleaseError


def write_preview(home: Path, *, period: Period, folder: Path) -> str:
    """Write a quarter's present figures, marked a preview, and return the snapshot they are of.

    ReleaseError where nobody reported for the quarter.
    """
    with open_reader(home) as reader:
        if period not in reader.reported_periods():
            raise ReleaseError("no_figures", period=period)
        public = frozen_figures(reader, period=period, view=PUBLIC)
        opendata.write(package(reader, public, period=period, release=None), folder=folder)
        return reader.snapshot.id


def write_release(home: Path, *, number: int, period: Period | None, folder: Path) -> Release:
    """Write the package of a release, the very bytes that were released, and return the release."""
    release = release_of(home, number, period=period)
    place = Home(home)
    files = {
        name.removeprefix(OPEN_DATA): frozen.read(place, release, name)
        for name in sorted(release.files)
        if name.startswith(OPEN_DATA)
    }
    opendata.write(files, folder=folder)
    return release


def package(
    reader: Reader, public: pd.DataFrame, *, period: Period, release: int | None
) -> Mapping[str, bytes]:
    """Return the files of the package by name, made of public figures of the reader's snapshot."""
    snapshot = reader.snapshot
    about = About(
        period=period,
        snapshot=snapshot.id,
        created_at=snapshot.created_at,
        definitions_version=snapshot.definitions_version,
        synthetic=snapshot.synthetic,
        instead_of=snapshot.instead_of,
        release=release,
    )
    return opendata.package(public, about=about)

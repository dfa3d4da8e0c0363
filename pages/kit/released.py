"""What was released, for pages: the journal read anew each time, frozen figures and bridges kept."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from etl.queries.view import View
from etl.releases.bridge import Bridge, bridge
from etl.releases.reading import figures_of, file_of
from etl.releases.standing import Standing, standing
from pages.kit.load import Access, home

if TYPE_CHECKING:
    from etl.warehouse.releases import Release

_KEPT: Final = 4


def journal() -> Standing:
    """Return how releases stand; few lines, so that a release shows up at once."""
    return standing(home())


def figures(access: Access, release: "Release") -> pd.DataFrame:
    """Return the nation's tidy figures of a release as a snapshot's reader may see them, as frozen."""
    return _figures(str(home()), release.number, release, access.view)


def bridged(access: Access, release: "Release") -> Bridge:
    """Return what led from a release's figures to those of a snapshot (see `etl.releases.bridge`)."""
    return _bridged(str(home()), access.snapshot.id, release.number, release, access.view)


def file(release: "Release", name: str) -> bytes:
    """Return the bytes of a release's file; ReleaseError where they are not those that were released."""
    return file_of(home(), release, name)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _figures(folder: str, number: int, _release: "Release", view: View) -> pd.DataFrame:
    del number
    return figures_of(Path(folder), _release, view=view, levels=["nation"])


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _bridged(folder: str, snapshot: str, number: int, _release: "Release", view: View) -> Bridge:
    del snapshot, number
    return bridge(Path(folder), _release, view=view)

"""What was released, for pages: the journal read anew each time, frozen figures and bridges kept."""

from operator import attrgetter
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from etl.releases.bridge import Bridge, bridge
from etl.releases.reading import figures_of
from etl.releases.standing import Standing, standing
from etl.warehouse import frozen
from etl.warehouse.home import Home
from etl.warehouse.releases import Release
from pages.kit.load import ROLE, Access, home

_KEPT: Final = 4


def journal() -> Standing:
    """Return how releases stand; few lines, so that a release shows up at once."""
    return standing(home())


def figures(release: Release) -> pd.DataFrame:
    """Return the nation's tidy figures of a release as everybody may see them, as they were frozen."""
    return _figures(str(home()), release)


def bridged(access: Access, release: Release) -> Bridge:
    """Return what led from a release's figures to those of a snapshot (see `etl.releases.bridge`)."""
    return _bridged(str(home()), access.snapshot.id, release)


def file(release: Release, name: str) -> bytes:
    """Return the bytes of a release's file; ReleaseError where they are not those that were released."""
    return frozen.read(Home(home()), release, name)


@st.cache_data(max_entries=_KEPT, show_spinner=False, hash_funcs={Release: attrgetter("number")})
def _figures(folder: str, release: Release) -> pd.DataFrame:
    return figures_of(Path(folder), release, role=ROLE, levels=["nation"])


@st.cache_resource(max_entries=_KEPT, show_spinner=False, hash_funcs={Release: attrgetter("number")})
def _bridged(folder: str, snapshot: str, release: Release) -> Bridge:
    del snapshot
    return bridge(Path(folder), release, role=ROLE)

"""What reaches behind a released quarter: rows of every reference file, and headcounts confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from etl.definitions import Definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.models import HeadcountBound, Succession
from etl.warehouse.home import Home
from etl.warehouse.records import Confirmation
from etl.warehouse.restating import restated
from etl.warehouse.snapshot import open_current
from etl.warehouse.store import now
from tests.bodies import only
from tests.ruled import spaced
from tests.warehouse.samples import assessment, load

RELEASED = Period.parse("2564Q2")
REGISTER: Mapping[int, Mapping[str, int]] = {2563: {"PT_GENERAL": 90}, 2566: {"PT_GENERAL": 110}}
SUCCESSION = Succession(
    agency="01-02", other="01-01", relation="successor", year_be=2566, extent="whole", source="a test"
)


def now_known(
    register: Mapping[int, Mapping[str, int]] = REGISTER,
    *,
    codes: Sequence[str] = ("01-01", "01-02"),
    succession: tuple[Succession, ...] = (),
    bounded: int | None = None,
    spaced_since: str | None = None,
    lives: Mapping[str, int] = MappingProxyType({}),
) -> Definitions:
    """Two bodies, one of them on a register, and what else is on file of them."""
    bounds = (
        ()
        if bounded is None
        else (HeadcountBound(agency="01-02", first_year_be=bounded, last_year_be=None, most=9, source=""),)
    )
    found = only(*codes, register={"01-01": register}, succession=succession, bounds=bounds)
    spaces = () if spaced_since is None else spaced(("TH", "one register", spaced_since)).id_spaces
    agencies = {**found.agencies, "01-01": found.agencies["01-01"].model_copy(update=lives)}
    return replace(found, id_spaces=spaces, agencies=agencies)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One person assessed in the released quarter."""
    place = tmp_path_factory.mktemp("restated")
    with using(now_known()):
        load(Home(place), ("a.xlsx", {"assessment": [assessment("a", DLit=70)]}))
    return place


def found(home: Path, known: Definitions, confirmed_for: str | None = None) -> set[str]:
    """Return the names of what is now another one at the released quarter."""
    confirmations = [
        Confirmation(agency="01-01", period=period, submission=1, reason="a test", by="tester", at=now())
        for period in ([confirmed_for] if confirmed_for else [])
    ]
    with open_current(Home(home)) as opened, using(known):
        return {name for name, _ in restated(opened.connection, known, confirmations, [RELEASED])}


@pytest.mark.parametrize(
    ("known", "confirmed_for", "names"),
    [
        (now_known(), None, set()),
        (now_known({**REGISTER, 2563: {"PT_GENERAL": 91}}), None, {"register"}),
        (now_known({**REGISTER, 2564: {"PT_GENERAL": 9}}), None, set()),  # of two as near, the earlier
        (now_known({**REGISTER, 2568: {"PT_GENERAL": 1}}), None, set()),
        (now_known(codes=["01-01"]), None, {"agency", "id_space"}),
        (now_known(succession=(SUCCESSION,)), None, {"succession"}),
        (now_known(bounded=2564), None, {"headcount_bound"}),
        (now_known(bounded=2565), None, set()),
        (now_known(spaced_since="2564Q2"), None, {"id_space"}),
        (now_known(spaced_since="2564Q3"), None, set()),
        (now_known(), "2564Q2", {"confirmed_headcount"}),
        (now_known(lives={"valid_from_be": 2566}), None, {"agency"}),
        (now_known(lives={"valid_to_be": 2570}), None, set()),
        (now_known(), "2562Q1", set()),
        (now_known(), "2564Q3", set()),
    ],
)
def test_a_row_is_named_that_holds_otherwise_at_a_released_quarter(
    home: Path, known: Definitions, confirmed_for: str | None, names: set[str]
) -> None:
    assert found(home, known, confirmed_for) == names

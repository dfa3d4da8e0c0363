"""A release is read from its own files: the same bytes whatever data and definitions become."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.definitions.labels import LANGS
from etl.publish.figures import as_csv
from etl.queries import open_reader
from etl.queries.view import ANALYST, PUBLIC
from etl.releases.reading import figures_of, reader_of, regenerated, release_of, verify, workbook_of
from etl.warehouse import frozen
from etl.warehouse.home import Home
from etl.warehouse.releases import Release, ReleaseError
from tests.releases.samples import PERIOD, send
from tests.ruled import ruled

Released = tuple[Path, Release]


def test_a_release_s_workbook_stays_the_same_bytes_while_data_and_definitions_change(
    released: Released,
) -> None:
    home, made = released
    before = {lang: workbook_of(home, made, lang) for lang in LANGS}
    for number in range(4):
        send(home, f"{number}.xlsx", {"03-03": (number, 50)})
    with using(ruled("pass_mark", 80)):
        assert {lang: workbook_of(home, made, lang) for lang in LANGS} == before
        assert regenerated(home, made, "th") == before["th"]
    assert sha256(before["en"]).hexdigest() == made.files["workbook-en.xlsx"]


def test_a_release_s_figures_are_those_of_its_snapshot_in_each_view(released_pattern: Released) -> None:
    home, made = released_pattern
    with open_reader(home) as reader:
        for view in (ANALYST, PUBLIC):
            now = reader.figures(
                periods=[PERIOD], measures=["ready_share", "T1"], levels=["ministry"], by=["group"], view=view
            )
            then = figures_of(
                home, made, view=view, measures=["ready_share", "T1"], levels=["ministry"], by=["group"]
            )
            keys = ["measure", "unit_code", "group", "stage"]
            assert as_csv(then.sort_values(keys)) == as_csv(now.sort_values(keys))


def test_a_release_s_own_reader_sees_its_snapshot_under_its_own_definitions(released: Released) -> None:
    home, made = released
    send(home, "late.xlsx", {"07-04": (10, 10)})
    with using(replace(definitions(), version="other")), reader_of(home, made) as reader:
        assert reader.snapshot.id == made.snapshot
        assert definitions().version == made.definitions_version
        share = reader.figures(periods=[PERIOD], measures=["ready_share"], levels=["nation"], view=ANALYST)
    assert (share["numerator"].tolist(), share["denominator"].tolist()) == ([42.0], [90.0])


@pytest.mark.parametrize("name", ["workbook-th.xlsx", "figures-analyst.parquet", "snapshot.duckdb"])
def test_a_file_that_was_tampered_with_is_never_given_out(released: Released, name: str) -> None:
    home, made = released
    path = frozen.path_of(Home(home), 1) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    found = verify(home, made)
    assert (found.sound, found.faults) == (False, (name,))
    with pytest.raises(ReleaseError, match="differs from what was released"):
        match name:
            case "workbook-th.xlsx":
                workbook_of(home, made, "th")
            case "snapshot.duckdb":
                with reader_of(home, made):
                    pass
            case _:
                figures_of(home, made, view=ANALYST)


def test_writing_a_release_anew_gives_its_bytes_and_another_program_does_not_try(
    released_pattern: Released,
) -> None:
    home, made = released_pattern
    assert verify(home, made, regenerate=True).regenerated is True
    other = made.model_copy(update={"program": "another"})
    assert verify(home, other, regenerate=True).regenerated is None
    with pytest.raises(ReleaseError, match="another version of this program"):
        regenerated(home, other, "th")


def test_a_release_is_asked_for_by_its_number_and_its_own_quarter(released_pattern: Released) -> None:
    home, made = released_pattern
    assert release_of(home, 1, period=PERIOD) == made
    with pytest.raises(ReleaseError, match="is for 2564Q2, not 2564Q1"):
        release_of(home, 1, period=Period(2564, 1))
    with pytest.raises(ReleaseError, match="There is no release 2"):
        release_of(home, 2)

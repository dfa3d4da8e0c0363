"""What is laid down at publishing is what the marts give, whatever is asked and whatever comes late."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pandas as pd
import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level
from etl.measures import laid
from etl.measures.compile import Evidence, Scope
from etl.measures.laid import lay_down
from etl.queries import Reader, open_reader, published
from etl.queries.published import Published
from etl.queries.view import ANALYST, PUBLIC
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current, publish
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

QUARTERS = [Period.parse(text) for text in ("2564Q1", "2564Q2", "2564Q3")]
AGENCIES = ("01-01", "01-02", "03-07")


def people(chance: Random, agency: str, period: Period, *, number: int = 40) -> list[Row]:
    """Return assessments of one agency's return."""
    return [
        assessment(
            f"{agency} {place}",
            agency=agency,
            group=chance.choice(["EXEC", "TECH", "OTHR"]),
            period=str(period),
            on=str(period.start),
            method=chance.choice(["tpqi", "self"]),
            row_no=place,
            sheet=f"{agency} {period}",
            scores={name: chance.randrange(30, 101) for name in CAPABILITIES if chance.random() < 0.8},
        )
        for place in range(2, number + 2)
    ]


@pytest.fixture(scope="module", autouse=True)
def laid_down_for_a_few() -> Iterator[None]:
    """Three agencies are enough here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laid, "_FEWEST", len(AGENCIES) - 2)
        yield


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Three agencies that report three quarters."""
    chance, place = Random(7), Home(tmp_path_factory.mktemp("home"))
    rows = [row for agency in AGENCIES for period in QUARTERS for row in people(chance, agency, period)]
    counts = [
        headcount(agency, "TECH", 60, period="2564Q1", row_no=at) for at, agency in enumerate(AGENCIES, 2)
    ]
    load(place, ("ก.xlsx", {"assessment": rows, "headcount": counts}), lay_down=lay_down)
    return place


def computed(reader: Reader, connection: object) -> Reader:
    """Return a reader of the same snapshot that looks nothing up."""
    return Reader(connection, snapshot=reader.snapshot, published=Published(()))  # type: ignore[arg-type]


@pytest.mark.parametrize("from_memory", [False, True])
@pytest.mark.parametrize("evidence", ["ALL", "TESTED"])
@pytest.mark.parametrize("by", [(), ("group",), ("capability", "group"), ("stage",), ("group", "stage")])
def test_every_figure_looked_up_is_the_figure_computed(
    home: Home, by: tuple[str, ...], evidence: Evidence, from_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "_MANY", 0 if from_memory else 1_000)
    with open_reader(home.root) as reader, open_current(home) as opened:
        asked = {"periods": [QUARTERS[2], QUARTERS[0]], "by": by, "evidence": evidence, "view": PUBLIC}
        shapes = (["ministry", "nation"], None), (["agency", "nation"], ["03"]), (["nation"], ["TH", "01-02"])
        for levels, units in shapes:
            narrow = {**asked, "levels": levels, "units": units}
            looked_up = reader.figures(**narrow)  # type: ignore[arg-type]
            pd.testing.assert_frame_equal(looked_up, computed(reader, opened.connection).figures(**narrow))  # type: ignore[arg-type]
            assert len(looked_up)


def test_figures_are_looked_up_where_they_are_laid_down_and_computed_elsewhere(home: Home) -> None:
    measures = [definitions().measures[name] for name in ("ready_share", "T1")]
    scope = Scope({period: period.index for period in QUARTERS[:2]})
    with open_current(home) as opened:

        def found(levels: list[Level], by: list[Dimension], scope: Scope = scope) -> bool:
            rows = Published().rows(opened.connection, measures, scope, levels=levels, by=by)
            return rows is not None

        assert found(["nation"], []) and found(["ministry"], ["group", "stage"]) and found(["agency"], [])
        assert not found(["agency"], ["group"])
        assert not found(["nation"], [], replace(scope, among=["01-01"]))
        assert not found(["nation"], [], Scope({Period.parse("2570Q1"): QUARTERS[2].index}))


def test_a_late_file_leaves_the_rows_that_a_build_afresh_would_lay_down(tmp_path: Path) -> None:
    chance, place = Random(3), Home(tmp_path)
    for period in QUARTERS:
        load(place, (f"{period}.xlsx", {"assessment": people(chance, "01-01", period)}), lay_down=lay_down)
    load(place, ("late.xlsx", {"assessment": people(chance, "03-07", QUARTERS[2])}), lay_down=lay_down)
    amended = laid_down(place)
    with store.changing(place) as ledger:
        publish(place, ledger, lay_down=lay_down, afresh=True)
    assert amended == laid_down(place)
    assert {row[2] for row in amended} == {period.index for period in QUARTERS}


def laid_down(home: Home) -> list[tuple[object, ...]]:
    """Return the rows laid down, in order."""
    with open_current(home) as opened:
        return opened.connection.execute("from figure.value order by all").fetchall()


def test_only_quarters_a_late_file_touches_are_laid_down_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, place = Random(3), Home(tmp_path)
    load(
        place,
        ("ก.xlsx", {"assessment": [row for at in QUARTERS for row in people(chance, "01-01", at)]}),
        lay_down=lay_down,
    )
    computed_for: list[list[str]] = []
    statements = laid._statements

    def listening(periods: list[Period]) -> list[str]:
        computed_for.append([str(period) for period in periods])
        return statements(periods)

    monkeypatch.setattr(laid, "_statements", listening)
    load(place, ("late.xlsx", {"assessment": people(chance, "03-07", QUARTERS[2])}), lay_down=lay_down)
    assert computed_for[-1] == ["2564Q3"]


def test_rows_of_other_statements_than_todays_are_not_looked_up(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_reader(home.root) as reader:
        right = reader.figures(periods=QUARTERS, measures=["ready_share"], view=ANALYST)

    def other(periods: Sequence[Period]) -> str:
        return f"another than that of {periods}"

    def never(*asked: object) -> str:
        raise AssertionError(asked)

    monkeypatch.setattr(laid, "_source", other)
    monkeypatch.setattr(published, "looked_up", never)
    with open_reader(home.root) as reader:
        pd.testing.assert_frame_equal(
            reader.figures(periods=QUARTERS, measures=["ready_share"], view=ANALYST), right
        )


def test_the_parts_of_a_measure_that_adds_up_are_the_sums_of_the_agencies(home: Home) -> None:
    adding = [name for name, measure in definitions().measures.items() if measure.adds_up]
    with open_reader(home.root) as reader:
        figures = reader.figures(periods=QUARTERS[2:], measures=adding, by=["group"], view=ANALYST)
    keys = ["measure", "group"]
    parts = figures[figures["level"] == "agency"].groupby(keys)[["numerator", "denominator"]].sum(min_count=1)
    whole = figures[figures["level"] == "nation"].set_index(keys)[["numerator", "denominator"]]
    pd.testing.assert_frame_equal(parts.sort_index(), whole.loc[parts.index].sort_index(), check_exact=False)


def test_for_hardly_any_agency_nothing_is_laid_down_and_everything_is_still_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laid, "_FEWEST", 2)
    place = Home(tmp_path)
    load(place, ("ก.xlsx", {"assessment": people(Random(1), "01-01", QUARTERS[0])}), lay_down=lay_down)
    with open_current(place) as opened:
        tables = opened.connection.execute(
            "select 1 from duckdb_tables() where schema_name = 'figure'"
        ).fetchall()
    assert tables == []
    with open_reader(place.root) as reader:
        [coverage] = reader.figures(
            periods=QUARTERS[:1], measures=["ready_share"], levels=["nation"], view=ANALYST
        )["denominator"]
    assert coverage > 0

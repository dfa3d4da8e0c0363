"""Everything the public can read is read at once, and no small count that is not public comes out."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from etl.commands import main
from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.queries import open_reader
from etl.queries.attack import Attack, Contradiction, Figures, figures_of, found
from etl.queries.attack.intervals import Builder, Numbers, Relations, narrowed
from etl.releases import checks
from etl.warehouse.home import Home
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

FIRST, SECOND = Period(2564, 1), Period(2564, 2)
AGENCIES = ("03-01", "03-02", "03-03", "03-04", "07-02", "07-03", "07-04", "11-02", "11-03")
USUAL = {"EXEC": 3, "MGMT": 8, "ACAD": 30, "SERV": 25, "TECH": 6, "OTHR": 12}
TARGETS = 1
"""How many counts of a home a linear programme bounds, drawn anew for each home."""


def people(draw: np.random.Generator, agency: str, period: Period, size: float) -> Iterator[Row]:
    """One assessment of every person of an agency: each with a level of their own, some scores missing."""
    for group, usual in USUAL.items():
        for number in range(int(draw.poisson(usual * size))):
            level = draw.normal(66, 12)
            tested = [name for name in CAPABILITIES if draw.random() < 0.97]
            yield assessment(
                f"{agency} {group} {number}",
                agency=agency,
                group=group,
                period=str(period),
                on=str(period.start.replace(day=int(draw.integers(1, 28)))),
                method=str(draw.choice(["tpqi", "self", "supervisor"], p=[0.6, 0.3, 0.1])),
                scores={name: round(float(np.clip(draw.normal(level, 6), 0, 100)), 1) for name in tested},
            )


def home_of(seed: int, folder: Path) -> Path:
    """A home of nine agencies with many small cells; in the second of two quarters only some reported."""
    draw = np.random.default_rng(seed)
    size = {agency: float(draw.choice([0.6, 1.5, 4.0])) for agency in AGENCIES}
    stages: list[Row] = [
        {
            "agency": agency,
            "period": str(FIRST),
            "stage": str(draw.choice(["EARLY", "DEVELOPING", "MATURE"])),
            "effective_on": date(2020, 10, 5),
            "sheet": "stage",
            "assessor": None,
            "evidence": None,
        }
        for agency in AGENCIES
    ]
    first = [row for agency in AGENCIES for row in people(draw, agency, FIRST, size[agency])]
    again = [agency for agency in AGENCIES if draw.random() < 0.5]
    second = [row for agency in again for row in people(draw, agency, SECOND, size[agency])]
    heads = [
        headcount(
            agency, group, max(1, int(usual * size[agency] * draw.uniform(0.95, 1.6))), period=str(FIRST)
        )
        for agency in AGENCIES
        for group, usual in USUAL.items()
    ]
    tables: dict[str, list[Row]] = {"assessment": [*first, *second], "headcount": heads, "stage": stages}
    numbered = {
        name: [{**row, "row_no": number} for number, row in enumerate(rows, start=2)]
        for name, rows in tables.items()
    }
    load(Home(folder), ("all.xlsx", numbered))
    return folder


def programme(relations: Relations, low: Numbers, high: Numbers, number: int) -> tuple[float, float]:
    """Return the least and the most a count can be by a linear programme over every relation."""
    terms = (relations.coefficients, relations.columns, [*relations.starts, len(relations.columns)])
    matrix = csr_matrix(terms, shape=(len(relations.starts), len(low)))
    upper, lower = np.isfinite(relations.most), np.isfinite(relations.least)
    same = relations.least == relations.most
    wanted = np.zeros(len(low))
    wanted[number] = 1
    ends = [
        linprog(
            sign * wanted,
            A_eq=matrix[same],
            b_eq=relations.most[same],
            A_ub=vstack([matrix[upper & ~same], -matrix[lower & ~same]]),
            b_ub=np.concatenate([relations.most[upper & ~same], -relations.least[lower & ~same]]),
            bounds=np.stack([low, high], axis=1),
            method="highs",
        )
        for sign in (1, -1)
    ]
    assert all(one.status == 0 for one in ends), [one.message for one in ends]
    return float(np.ceil(ends[0].fun - 1e-4)), float(np.floor(-ends[1].fun + 1e-4))


def compact(relations: Relations, low: Numbers, high: Numbers) -> Relations:
    """Return the relations between counts that are not yet known, which is all a programme can use."""
    return relations.among(np.logical_or.reduceat((high > low)[relations.columns], relations.starts))


def open_agencies() -> Definitions:
    """Return the definitions with agencies public by group and capability, and nothing rounded there."""
    known = definitions()
    row = known.disclosure["agency"]
    loose = {"splits": ("group", "capability"), "base": 1, "least": 2}
    return replace(
        known, disclosure={**known.disclosure, "agency": row.model_copy(update=loose)}, version="loose"
    )


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Figures]]:
    found = {}
    for seed in (1, 2):
        with open_reader(home_of(seed, tmp_path_factory.mktemp("attacked") / "home")) as reader:
            found[seed] = figures_of(reader, [FIRST, SECOND])
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_the_exact_counts_lie_within_what_the_attack_concludes_and_none_of_few_comes_out(
    homes: dict[int, list[Figures]], seed: int
) -> None:
    attack = Attack(homes[seed])
    low, high = attack.bounds()
    assert not np.isnan(attack.truth).any()
    assert ((low <= attack.truth + 1e-6) & (attack.truth <= high + 1e-6)).all()
    finding = attack.finding()
    assert finding.hidden > 1000
    assert finding.passed


@pytest.mark.parametrize("seed", [1])
def test_a_linear_programme_does_not_work_out_what_the_attack_leaves_open(
    homes: dict[int, list[Figures]], seed: int
) -> None:
    (figures, _) = homes[seed]
    tests = replace(
        figures, public={"TESTED": figures.public["TESTED"]}, exact={"TESTED": figures.exact["TESTED"]}
    )
    attack = Attack([tests])
    _, relations = attack.read()
    low, high = attack.bounds()
    narrow = np.where(attack.hidden(), high - low, np.inf)
    drawn = np.random.default_rng(seed).permutation(np.argsort(narrow)[: 20 * TARGETS])[:TARGETS]
    for number in drawn.tolist():
        least, most = programme(compact(relations, low, high), low, high, number)
        assert low[number] <= least <= attack.truth[number] <= most <= high[number]
        assert least < most, attack.count(number)


def test_a_crossing_that_gives_counts_away_is_named_and_stops_a_release(tmp_path: Path) -> None:
    with using(open_agencies()), open_reader(home_of(3, tmp_path / "home")) as reader:
        (figures,) = figures_of(reader, [FIRST], evidence=["ALL"])
        finding = found([figures])
        assert finding.pinned
        assert finding.rows == ("agency",)
        (failure,) = checks.attack_faults([figures])
        assert failure.check == "nothing_pinned"
        assert failure.example.startswith("disclosure.toml [agency]: ")


def test_public_figures_that_cannot_be_true_are_not_released(homes: dict[int, list[Figures]]) -> None:
    (figures, _) = homes[1]
    public = figures.public["ALL"].copy()
    rows = (public["measure"] == "persons_seen") & (public["level"] == "nation") & public["value"].notna()
    public.loc[rows, ["numerator", "value"]] += 50
    wrong = replace(figures, public={"ALL": public}, exact={"ALL": figures.exact["ALL"]})
    with pytest.raises(Contradiction):
        found([wrong])
    assert [one.check for one in checks.attack_faults([wrong])] == ["nothing_pinned"]


def test_bounds_follow_along_chains_of_sums() -> None:
    builder = Builder()
    total, one, two, three = np.arange(4).reshape(4, 1)
    builder.add([(total, -1.0), (one, 1.0), (two, 1.0), (three, 1.0)])
    builder.add([(two, 1.0), (three, -1.0)], least=-np.inf)
    low, high = narrowed(
        builder.relations(),
        np.array([18.0, 10.0, 4.0, 0.0]),
        np.array([18.0, 12.0, 9.0, 9.0]),
        whole=np.ones(4, dtype=bool),
    )
    assert low.tolist() == [18, 10, 4, 4]
    assert high.tolist() == [18, 10, 4, 4]


def test_the_command_attacks_a_home_and_finds_nothing_in_the_demonstration(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attack", "--home", str(demo_home), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pinned"] == []
    assert told["hidden"] > 10_000
    assert told["share"] == told["near"] / told["hidden"] <= told["aim"]

"""Everything an executive can read is read at once, and nothing hidden on 1 to 9 persons comes out."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from etl.definitions.calendar import Period
from etl.queries import Reader, open_reader
from etl.queries.view import ANALYST, PUBLIC, View
from etl.warehouse.home import Home
from tests.queries.attack import CELL, MEASURES, NUMERATOR, Attacker
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

FIRST, SECOND = Period(2564, 1), Period(2564, 2)
AGENCIES = ("03-01", "03-02", "03-03", "03-04", "07-02", "07-03", "07-04", "11-02", "11-03")
USUAL = {"EXEC": 3, "MGMT": 8, "ACAD": 30, "SERV": 25, "TECH": 6, "OTHR": 12}
CANDIDATES = 3
"""The fewest values a hidden count may be narrowed to."""
TARGETS = 12
"""How many hidden counts of a table are attacked, drawn anew for each home."""


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
    tables: dict[str, list[Row]] = {
        "assessment": [*first, *second],
        "headcount": heads,
        "stage": stages,
    }
    load(
        Home(folder),
        (
            "all.xlsx",
            {
                name: [{**row, "row_no": number} for number, row in enumerate(rows, start=2)]
                for name, rows in tables.items()
            },
        ),
    )
    return folder


def figures_of(reader: Reader, period: Period, evidence: str, view: View) -> pd.DataFrame:
    return reader.figures(
        periods=[period],
        measures=MEASURES,
        by=["group", "capability", "stage"],
        evidence=evidence,  # type: ignore[arg-type]
        view=view,
    )


def known_elsewhere(truth: pd.DataFrame, other: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """What another table shows of cells that are, so the attacker has been told, the same in this one."""
    key, numbers = ["measure", *CELL], ["numerator", "denominator"]
    both = truth[[*key, *numbers]].merge(other[[*key, *numbers]], on=key, how="outer", suffixes=("", "_then"))
    both["same"] = (both["numerator"].fillna(0) == both["numerator_then"].fillna(0)) & (
        both["denominator"].fillna(0) == both["denominator_then"].fillna(0)
    )
    unchanged = both.groupby(CELL, as_index=False)["same"].all()
    return shown.merge(unchanged.loc[unchanged["same"], CELL], on=CELL).assign(low=np.nan)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_hidden_count_of_one_to_nine_persons_can_be_worked_out(seed: int, tmp_path: Path) -> None:
    draw = np.random.default_rng(seed)
    with open_reader(home_of(seed, tmp_path / "home")) as reader:
        figures = cache(partial(figures_of, reader))
        for period, evidence in ((FIRST, "ALL"), (SECOND, "TESTED")):
            truth = figures(period, evidence, ANALYST)
            public = figures(period, evidence, PUBLIC)
            attacker = Attacker(_standing(reader, period))
            attacker.read(public)
            for beside, kind in ((FIRST, evidence), (SECOND, evidence), (period, "ALL"), (period, "TESTED")):
                if (beside, kind) != (period, evidence):
                    shown = figures(beside, kind, PUBLIC)
                    whole = figures(beside, kind, ANALYST)
                    attacker.read(known_elsewhere(truth, whole, shown))
            asked = truth[
                (truth["mark"] == "c") & truth["measure"].isin(NUMERATOR) & truth["numerator"].between(1, 9)
            ]
            asked = asked.iloc[draw.permutation(len(asked))[:TARGETS]]
            places = [
                attacker.places(tuple(cell), measure, NUMERATOR[measure])
                for measure, *cell in asked[["measure", *CELL]].itertuples(index=False)
            ]
            found = list(attacker.bounds(places))
            narrow = [
                (row["measure"], *(row[name] for name in CELL), row["numerator"], least, most)
                for (_, row), (least, most) in zip(asked.iterrows(), found, strict=True)
                if most - least < CANDIDATES - 1
            ]
            assert narrow == [], (period, evidence)


def _standing(reader: Reader, period: Period) -> Sequence[tuple[str, str, str]]:
    rows = reader.standing(period)
    return [
        row for row in zip(rows["ministry"], rows["agency"], rows["stage"], strict=True) if row[1] in AGENCIES
    ]

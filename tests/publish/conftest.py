"""A small published home and the workbooks written from it, made once for the tests of what is published."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from etl.definitions.calendar import Period
from etl.definitions.labels import LANGS, Lang
from etl.publish import workbook
from etl.queries import Reader, open_reader
from etl.warehouse.home import Home
from etl.warehouse.snapshot import snapshot_path
from tests.conftest import Once
from tests.programs import LIBREOFFICE
from tests.warehouse.samples import CAPABILITIES, Row, assessment, headcount, load

Office = Callable[..., None]

PERIOD = Period(2564, 2)
PASSING = dict.fromkeys(CAPABILITIES, 75.0)
FAILING = dict.fromkeys(CAPABILITIES, 40.0)


def people(agency: str, group: str, *, ready: int, not_ready: int, first_row: int) -> list[Row]:
    """Return so many ready and not ready persons of an agency's group, a row each."""
    scores = [PASSING] * ready + [FAILING] * not_ready
    return [
        assessment(
            f"{agency} {group} {number}", agency=agency, group=group, row_no=first_row + number, scores=marks
        )
        for number, marks in enumerate(scores)
    ]


def stage(agency: str, name: str, *, on: str, row_no: int) -> Row:
    """Return one stage row."""
    effective = Period.parse(on)
    place = {"sheet": "stage", "row_no": row_no, "assessor": None, "evidence": None}
    return {"agency": agency, "period": on, "stage": name, "effective_on": effective.start, **place}


def money(
    agency: str, year: int, source: str, *, allocated: int | None, disbursed: int | None, row_no: int
) -> Row:
    """Return one budget row in baht."""
    amounts = {"requested": None, "allocated": allocated, "disbursed": disbursed}
    place = {"purpose": "development", "line": None, "sheet": "budget", "row_no": row_no}
    return {"agency": agency, "fiscal_year": year, "source": source, **amounts, **place}


@pytest.fixture(scope="session")
def published(once: Once) -> Path:
    """A home in which ministry 03 has groups large and small, 07 one ready group, and the rest is silent."""
    return once("published", reported)


def reported(home: Path) -> None:
    """Load the files of that home."""
    load(
        Home(home),
        (
            "finance.xlsx",
            {
                "assessment": [
                    *people("03-03", "TECH", ready=30, not_ready=20, first_row=2),
                    *people("03-03", "SERV", ready=0, not_ready=15, first_row=60),
                    *people("03-03", "EXEC", ready=2, not_ready=3, first_row=80),
                ],
                "headcount": [headcount("03-03", "TECH", 100), headcount("03-03", "SERV", 20, row_no=3)],
                "stage": [
                    stage("03-03", "EARLY", on="2563Q2", row_no=2),
                    stage("03-03", "DEVELOPING", on="2564Q1", row_no=3),
                ],
                "budget": [
                    money("03-03", 2562, "own", allocated=1_500_000, disbursed=1_000_000, row_no=2),
                    money("03-03", 2564, "request", allocated=8_000_000, disbursed=0, row_no=3),
                ],
            },
        ),
        ("farming.xlsx", {"assessment": people("07-03", "ACAD", ready=12, not_ready=0, first_row=2)}),
    )


@pytest.fixture
def reader(published: Path) -> Iterator[Reader]:
    with open_reader(published) as opened:
        yield opened


@pytest.fixture(scope="session")
def standing_in(once: Once) -> Path:
    """The same home after a later file, whose snapshot then was lost: the one before stands in for it."""

    def lost(home: Path) -> None:
        reported(home)
        later = load(Home(home), ("later.xlsx", {"headcount": [headcount("07-03", "ACAD", 20)]}))
        snapshot_path(Home(home), later.id).unlink()

    return once("standing_in", lost)


@pytest.fixture(scope="session")
def editions(published: Path, once: Once) -> dict[Lang, Path]:
    """The workbook of the home's quarter in each language."""

    def make(folder: Path) -> None:
        with open_reader(published) as opened:
            for lang in LANGS:
                workbook.write(opened, period=PERIOD, lang=lang, path=folder / f"{lang}.xlsx")

    folder = once("editions", make)
    return {lang: folder / f"{lang}.xlsx" for lang in LANGS}


@pytest.fixture(scope="session")
def books(editions: dict[Lang, Path]) -> dict[Lang, Workbook]:
    return {lang: load_workbook(path) for lang, path in editions.items()}


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Opens files in LibreOffice and saves them into a folder; its profile is made once a worker."""
    profile = tmp_path_factory.mktemp("office") / "profile"

    def save(*paths: Path, to: str, folder: Path) -> None:
        program = LIBREOFFICE.find()
        assert program is not None
        own = f"-env:UserInstallation={profile.as_uri()}"
        what = ["--convert-to", to, "--outdir", str(folder), *map(str, paths)]
        subprocess.run([program, "--headless", own, *what], check=True, capture_output=True)

    return save

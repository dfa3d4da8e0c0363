"""The open data package: explained in both languages, judged valid, the same bytes every time."""

import csv
import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from etl.definitions import definitions
from etl.publish import opendata
from etl.queries import Reader
from etl.queries.tidy import COLUMNS
from etl.queries.view import PUBLIC
from tests.publish.conftest import PERIOD

MADE = datetime(2021, 4, 1, 9, 30)


@pytest.fixture
def public(reader: Reader) -> pd.DataFrame:
    return reader.figures(periods=[PERIOD], by=["group", "capability", "stage"], view=PUBLIC)


def about(
    *, release: int | None = 3, synthetic: bool = False, instead_of: str | None = None
) -> opendata.About:
    """The description of a package of the sample home."""
    return opendata.About(
        period=PERIOD,
        snapshot="000001-abcdef12",
        created_at=MADE,
        definitions_version="2026.1+12345678",
        synthetic=synthetic,
        instead_of=instead_of,
        release=release,
    )


def described(public: pd.DataFrame, **changes: object) -> dict[str, object]:
    content = opendata.package(public, about=about(**changes))["datapackage.json"]  # type: ignore[arg-type]
    found: dict[str, object] = json.loads(content)
    return found


def judge(folder: Path) -> dict[str, object]:
    """What the frictionless tool says of a package."""
    command = [sys.executable, "-m", "frictionless", "validate", "--json", str(folder / "datapackage.json")]
    said = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    found: dict[str, object] = json.loads(said.stdout)
    return found


def test_the_frictionless_tool_finds_the_package_valid(public: pd.DataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    opendata.write(opendata.package(public, about=about()), folder=folder)
    assert judge(folder)["valid"] is True


def test_the_frictionless_tool_notices_one_changed_figure(public: pd.DataFrame, tmp_path: Path) -> None:
    folder = tmp_path / "package"
    opendata.write(opendata.package(public, about=about()), folder=folder)
    path = folder / "figures.csv"
    path.write_bytes(path.read_bytes().replace(b"ready_share", b"ready_shore", 1))
    assert judge(folder)["valid"] is False


def test_csv_and_parquet_hold_the_same_suppressed_figures(public: pd.DataFrame) -> None:
    files = opendata.package(public, about=about())
    assert files["figures.csv"].startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"].decode("utf-8-sig"))))
    table = pq.read_table(io.BytesIO(files["figures.parquet"]))
    assert table.column_names == COLUMNS
    assert [row["unit_code"] for row in rows] == table["unit_code"].to_pylist()
    assert [float(row["value"]) if row["value"] else None for row in rows] == table["value"].to_pylist()
    small = [row for row in rows if row["mark"] == "c"]
    assert small
    assert {row["value"] + row["low"] + row["high"] for row in small} == {""}


def test_every_column_is_explained_in_thai_and_english(public: pd.DataFrame) -> None:
    resources = described(public)["resources"]
    assert isinstance(resources, list)
    fields = resources[0]["schema"]["fields"]
    assert [field["name"] for field in fields] == COLUMNS
    for field in fields:
        assert all(field[name] for name in ("title", "title_th", "description", "description_th"))
        assert field["title"] != field["title_th"]


def test_every_code_in_the_figures_is_explained(public: pd.DataFrame) -> None:
    codes = opendata.package(public, about=about())["codes.csv"].decode("utf-8-sig")
    named = {(row["column"], row["code"]): row for row in csv.DictReader(io.StringIO(codes))}
    for column in ("measure", "level", "unit_code", "group", "capability", "stage", "mark", "status"):
        for code in public[column].dropna().unique():
            assert named[column, code]["name_th"]
    assert named["unit_code", "TH"]["name_th"] == "ทั้งประเทศ"
    assert named["measure", "ready_share"]["text_en"].startswith("people ready: every required capability")


def test_no_licence_is_invented_and_who_must_decide_is_said(public: pd.DataFrame) -> None:
    found = described(public)
    assert found["licenses"] == [
        {
            "name": "notspecified",
            "title": "Not decided yet (to be decided by OCSC and OPDC, the data owners)",
        }
    ]
    assert "OCSC" in json.dumps(found["notes"])


def test_the_package_says_of_what_it_is(public: pd.DataFrame) -> None:
    found = described(public, synthetic=True)
    assert (found["period"], found["period_starts"], found["period_ends"]) == (
        "2564Q2",
        "2021-01-01",
        "2021-03-31",
    )
    assert (found["release"], found["state"], found["version"]) == (3, "released", "2564Q2+3")
    assert (found["snapshot"], found["created"]) == ("000001-abcdef12", "2021-04-01T09:30:00Z")
    assert (found["synthetic"], found["illustrative_targets"]) == (True, True)
    assert "Synthetic data for demonstration" in json.dumps(found["notes"])
    assert isinstance(found["rules"], list)
    assert {rule["name"]: rule["value"] for rule in found["rules"]} == definitions().rules_at(about().period)
    preview = described(public, release=None)
    assert (preview["release"], preview["state"], preview["version"]) == (None, "preview", "2564Q2+preview")


def test_the_same_figures_give_the_same_bytes(public: pd.DataFrame) -> None:
    assert opendata.package(public, about=about()) == opendata.package(public.copy(), about=about())


def test_a_folder_that_holds_something_is_left_alone(public: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(FileExistsError):
        opendata.write(opendata.package(public, about=about()), folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["mine.txt"]


def test_the_package_says_so_where_its_snapshot_stands_in_for_a_damaged_one(public: pd.DataFrame) -> None:
    assert (described(public)["instead_of"], "000002" in json.dumps(described(public))) == (None, False)
    found = described(public, instead_of="000002-fedcba98")
    assert found["instead_of"] == "000002-fedcba98"
    assert [note["en"] for note in found["notes"] if "000002" in note["th"]] == [  # type: ignore[attr-defined]
        "Figures of the earlier snapshot 000001-abcdef12: the latest, 000002-fedcba98, is damaged or missing."
    ]

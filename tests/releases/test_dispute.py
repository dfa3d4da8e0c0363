"""A ministry disputes a figure: comment, corrected file, release 2, bridge and scorecard say the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from etl.commands import main
from etl.definitions import definitions
from etl.queries.view import View
from etl.warehouse.releases import Release
from pages.kit.sitemap import page
from tests.conftest import ROOT
from tests.pages import seen
from tests.publish.papers import page_text
from tests.whole import senders

EN = definitions().words("en")
MINISTRY, AGENCY = "03", "03-03"
BEFORE, AFTER, JUDGED = 30, 40, 50
"""Specialists ready as first sent and as corrected, of all judged."""
WAS, IS, PUBLIC = "60.0%", "80.0%", "80%"
QUARTER = ["--period", str(senders.PERIOD)]
SIGNED = ["--prepared-by", "สมชาย ใจดี", "--checked-by", "สมศรี รักงาน"]
REPLY = "The agency sent its file again with ten scores put right"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], released: tuple[Path, Release], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Runs a command on a home with release 1 and gives the JSON object it prints."""

    home = released[0]
    monkeypatch.setenv("READINESS_HOME", str(home))

    def told(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert main([*words, "--lang", "en", "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return told


def scorecard(run: Run, folder: Path, release: int, *view: str) -> str:
    """What a release's scorecard of the ministry says."""
    path = folder / f"{release}{''.join(view)}.html"
    asked = ["scorecard", "--ministry", MINISTRY, *QUARTER, "--release", str(release), *view]
    run(*asked, "--out", str(path))
    return page_text(path.read_bytes())


def share_of(run: Run, folder: Path, release: int, view: str) -> tuple[float, float, float]:
    """Numerator, denominator and value of the ministry's ready share in a release's figures."""
    path = folder / f"figures-{release}-{view.replace(':', '-')}.csv"
    asked = ["figures", *QUARTER, "--release", str(release), "--measure", "ready_share", "--role", view]
    run(*asked, "--out", str(path))
    with path.open(encoding="utf-8-sig", newline="") as handle:
        [row] = [row for row in csv.DictReader(handle) if row["unit_code"] == MINISTRY]
    return float(row["numerator"]), float(row["denominator"]), float(row["value"])


def test_from_comment_to_correction_release_bridge_and_scorecard_it_is_one_figure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("preview", *QUARTER, "--by", "A")
    comment = run("comment", *QUARTER, "--text", "Ten of ours passed", "--by", "B")["number"]
    corrected = senders.people(tmp_path / "corrected.csv", AGENCY, ready=AFTER, others=JUDGED - AFTER)
    loaded = run("load", str(corrected), *QUARTER)
    [dataset] = loaded["files"][0]["datasets"]
    assert (dataset["accepted"], dataset["superseded"]) == (JUDGED, JUDGED)
    run("preview", *QUARTER, "--by", "A")
    run("resolve", str(comment), "--text", "Corrected file received", "--by", "A")
    run("reply", *QUARTER, "--ministry", MINISTRY, "--name", "CIO", "--date", "2021-05-01", "--text", REPLY)
    assert run("release", *QUARTER, *SIGNED)["release"] == 2

    own = f"own:{MINISTRY}"
    rows = run("bridge", "--release", "1", "--role", own)["bridge"]
    parts = {
        row["quantity"]: row
        for row in rows
        if (row["measure"], row["unit_code"]) == ("ready_share", MINISTRY)
    }
    moved = parts["numerator"]
    assert (moved["released"], moved["corrected"], moved["now"]) == (
        str(BEFORE),
        str(AFTER - BEFORE),
        str(AFTER),
    )
    assert [moved[cause] for cause in ("late", "withdrawn", "rules")] == ["0", "0", "0"]
    assert share_of(run, tmp_path, 1, own) == (BEFORE, JUDGED, float(parts["value"]["released"]))
    assert share_of(run, tmp_path, 2, own) == (AFTER, JUDGED, float(parts["value"]["now"]))

    card = scorecard(run, tmp_path, 2)
    assert IS in card
    assert REPLY in card
    assert PUBLIC in scorecard(run, tmp_path, 2, "--role", "public")
    assert share_of(run, tmp_path, 2, "public")[2] == 0.8
    assert WAS in scorecard(run, tmp_path, 1)  # what was released stays

    book = tmp_path / "book.xlsx"
    run("export", *QUARTER, "--release", "2", "--out", str(book))
    sheets = load_workbook(book)
    revised = sheets[EN("workbook.revisions.tab")].iter_rows(values_only=True)
    name = EN.name(definitions().ministries[MINISTRY])
    [told] = [row for row in revised if str(row[0]).startswith(f"{name} [r]")]
    assert (told[1], told[-2]) == (BEFORE / JUDGED, 0.8)
    listed = sheets[EN("workbook.ministries.tab")].iter_rows(values_only=True)
    assert next(row[5] for row in listed if row[0] == name) == 0.8

    monkeypatch.setattr("pages.kit.filters.view", lambda: View("own", MINISTRY))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for key, code in {"lang": "en", "period": str(senders.PERIOD), "ministry": MINISTRY}.items():
        app.query_params[key] = code
    app.run().switch_page(page("ministry").path).run()
    assert seen.cards(app)[EN.name(definitions().measures["ready_share"])] == IS

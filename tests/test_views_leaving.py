"""For whom what leaves is: files are for the public unless made otherwise, pages here for the analyst."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TextIO

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from etl.commands import main
from etl.commands.line import view_of
from etl.queries.view import ANALYST, PUBLIC, View
from pages.kit import filters
from tests.conftest import ROOT

PERIOD = "2565Q4"


@contextmanager
def printing_to(stream: TextIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is printed goes to a stream."""
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        yield


def asked(*, role: View | None = None, out: Path | None = None) -> argparse.Namespace:
    """The options that decide for whom a command answers."""
    return argparse.Namespace(role=role, out=out)


def test_what_goes_to_a_file_is_the_public_s_and_what_is_read_or_piped_the_analyst_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, terminal = os.openpty()
    _, pipe = os.pipe()
    for handle in (terminal, pipe):
        with os.fdopen(handle, "w") as stream, printing_to(stream, monkeypatch):
            assert view_of(asked()) == ANALYST
            assert view_of(asked(out=tmp_path / "figures.csv")) == PUBLIC
    with (tmp_path / "redirected.csv").open("w") as stream, printing_to(stream, monkeypatch):
        assert view_of(asked()) == PUBLIC
        assert view_of(asked(role=View.parse("own:03"))) == View("own", "03")
    with printing_to(StringIO(), monkeypatch):
        assert view_of(asked()) == ANALYST


def test_a_file_of_figures_holds_the_exact_ones_where_that_is_asked_in_so_many_words(
    demo_home: Path, tmp_path: Path
) -> None:
    words = ["--home", str(demo_home), "figures", "--period", PERIOD, "--measure", "persons_seen"]
    files = {role: tmp_path / f"{role}.csv" for role in ("", "public", "analyst")}
    for role, path in files.items():
        assert main([*words, "--out", str(path), *(["--role", role] if role else [])]) == 0
    found = {role: pd.read_csv(files[role]) for role in ("public", "analyst")}
    assert files[""].read_bytes() == files["public"].read_bytes()
    assert (found["public"]["value"].dropna() % 5 == 0).all()
    assert (found["analyst"]["value"].dropna() % 5 > 0).any()


def test_what_names_no_view_is_wrong_usage(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(demo_home), "--lang", "en", "figures", "--role", "minister"]) == 2
    assert "minister is no view; choose from analyst|own:CODE|public." in capsys.readouterr().err


@pytest.mark.parametrize(("role", "for_whom"), [(None, "For Ministry of Finance only"), ("public", None)])
def test_a_scorecard_says_for_whom_it_is_unless_it_is_everybody_s(
    demo_home: Path, tmp_path: Path, role: str | None, for_whom: str | None
) -> None:
    out = tmp_path / "card.html"
    words = ["scorecard", "--home", str(demo_home), "--ministry", "03", "--period", PERIOD, "--lang", "en"]
    assert main([*words, "--out", str(out), *(["--role", role] if role else [])]) == 0
    text = out.read_text(encoding="utf-8")
    assert text.count("not for publication") == (2 if for_whom else 0)  # above and below
    assert for_whom is None or for_whom in text


def page(**codes: str) -> AppTest:
    """The first page with codes in its address."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, code in {"lang": "en", **codes}.items():
        app.query_params[name] = code
    return app.run()


def seen_as(app: AppTest) -> list[str]:
    """What the page says of whose eyes it is seen through."""
    return [caption.value for caption in app.caption if caption.value.startswith("Seen as")]


def test_pages_are_the_analyst_s_on_this_machine_and_can_be_seen_as_others_see_them(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    monkeypatch.setattr(filters, "_local", lambda: True)
    assert seen_as(page()) == ["Seen as: Analyst (all exact values)"]
    assert seen_as(page(**{"as": "own:03"})) == ["Seen as: Readers of Ministry of Finance"]
    assert seen_as(page(**{"as": "public"})) == []


def test_pages_are_the_public_s_everywhere_else_whatever_the_address_says(
    demo_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    for code in ("analyst", "own:03"):
        app = page(**{"as": code})
        assert not app.exception
        assert seen_as(app) == []

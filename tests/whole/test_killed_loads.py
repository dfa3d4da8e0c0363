"""The loading command, killed with all its processes at any moment: former figures or new, then on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest

from etl.commands import main
from tests.conftest import ROOT
from tests.whole.senders import PERIOD, agencies, people, posts

KILLS = 12
ROWS = 2000
"""Rows of one file, enough for every step of a load to take its time."""

Figures = Callable[[Path], str]


@pytest.fixture
def figures(capsys: pytest.CaptureFixture[str]) -> Figures:
    """All figures of a home as the command line prints them, the snapshot's id in every row."""

    def printed(home: Path) -> str:
        capsys.readouterr()
        assert main(["figures", "--home", str(home), "--period", str(PERIOD), "--by", "group"]) == 0
        return capsys.readouterr().out

    return printed


def loading(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The loading command as a group of processes of its own."""
    command = [sys.executable, "-m", "etl", "load", str(folder), "--home", str(home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """End the command and every process it started, at once and without a word."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_load_killed_at_any_moment_leaves_former_or_new_figures_and_the_next_one_finishes_the_work(
    tmp_path: Path, figures: Figures
) -> None:
    first, second, third = agencies(3)
    former, sent = tmp_path / "former", tmp_path / "sent"
    sent.mkdir()
    headcount = posts(tmp_path / "posts.csv", [first, second, third])
    earlier = people(tmp_path / "earlier.csv", first, ready=40, others=20)
    assert main(["load", str(headcount), str(earlier), "--home", str(former)]) == 0
    for number, code in enumerate((second, third)):
        people(sent / f"{code}.csv", code, ready=ROWS // 2 + number, others=ROWS // 2)

    undisturbed = shutil.copytree(former, tmp_path / "undisturbed")
    begun = monotonic()
    assert loading(undisturbed, sent).wait() == 0
    whole = monotonic() - begun
    old, new = figures(former), figures(undisturbed)
    assert old != new

    chance = Random(20)
    found = []
    for number in range(KILLS):
        home = shutil.copytree(former, tmp_path / f"home{number}")
        process = loading(home, sent)
        sleep((number + chance.random()) / KILLS * whole)
        kill(process)
        found.append(figures(home))
        assert main(["load", str(sent), "--home", str(home)]) == 0
        assert figures(home) == new
        assert list((home / "tmp").iterdir()) == []
    assert set(found) <= {old, new}
    assert old in found

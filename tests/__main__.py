"""The test command: style, types, floors, then every test, browser pages included.

`python -m tests` runs all of it. Further words go to pytest: `python -m tests tests/intake -k header`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import CHROMIUM, LIBREOFFICE

ROOT = Path(__file__).resolve().parent.parent

CHECKS = {
    "style (ruff check)": ["-m", "ruff", "check", "."],
    "layout (ruff format)": ["-m", "ruff", "format", "--check", "."],
    "types (mypy)": ["-m", "mypy"],
    "floors (import-linter)": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more threads than test processes only wait for a core

WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
"""A module stays with one worker: what is made once a module is made once. Their order: tests/conftest.py."""


class Verdicts:
    """A pytest plugin: the checks' verdicts stand in pytest's own summary, just above its closing line."""

    def __init__(self, failed: dict[str, bool]) -> None:
        self.failed = failed

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("checks before the tests")
        for name, failed in self.failed.items():
            colour = {"red": failed, "green": not failed}
            terminalreporter.write_line(f"{'FAILED' if failed else 'passed'}  {name}", **colour)


def main(words: list[str]) -> int:
    """The exit status: 0 only when every check and every test passed."""
    if CHROMIUM.obtain() is None:
        sys.exit(
            "The browser tests need Chromium, Chrome or Edge: install one (Debian and Ubuntu: "
            "`sudo apt-get install chromium`) and run this command again."
        )
    office = [] if LIBREOFFICE.obtain() else ["-m", "not libreoffice"]
    if office:
        print("LibreOffice is not here: the tests that open workbooks in it are left out.", flush=True)
    failed = {}
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        failed[name] = subprocess.run([sys.executable, *command], cwd=ROOT).returncode != 0
    print("== tests (pytest)", flush=True)
    status = pytest.main([*WORKERS, *office, *words], plugins=[Verdicts(failed)])
    return int(status) or int(any(failed.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

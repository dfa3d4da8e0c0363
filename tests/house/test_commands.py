"""The way in: two commands in the README, the same ones everywhere, and dependencies that say why."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from tests.house.tree import ROOT, texts

START = (
    "python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt"
    " && .venv/bin/python -m etl demo && .venv/bin/streamlit run dashboard.py"
)
TEST = (
    "python3 -m venv .venv && .venv/bin/pip install -q -r tests/requirements.txt && .venv/bin/python -m tests"
)
PINNED = re.compile(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*  # \w.{10,}")


def windows(command: str) -> str:
    """The same command as Windows' shells take it."""
    return command.replace("python3 -m venv", "py -3 -m venv").replace("/bin/", "\\Scripts\\")


def imported(source: str) -> set[str]:
    """The first names of all modules a source imports."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    parts = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | parts}


def test_the_readme_gives_both_commands_each_on_one_line() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    for command in (START, TEST):
        assert command in readme
        assert windows(command) in readme


def test_ci_runs_the_readme_s_test_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == [TEST]


def test_documents_that_tell_how_to_start_or_test_say_the_same() -> None:
    known = {START, TEST, windows(START), windows(TEST)}
    told = [
        line.strip() for text in texts("**/*.md").values() for line in text.splitlines() if "-m venv" in line
    ]
    assert set(told) <= known


@pytest.mark.parametrize("path", ["requirements.txt", "tests/requirements.txt"])
def test_every_dependency_is_pinned_and_says_why(path: str) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    stated = [line for line in lines if line and not line.startswith(("#", "-r "))]
    assert [line for line in stated if not PINNED.fullmatch(line)] == []


def test_the_product_requires_exactly_what_it_imports() -> None:
    owners = packages_distributions()
    roots = {root for text in texts("etl/**/*.py").values() for root in imported(text)}
    roots |= {root for text in texts("pages/**/*.py").values() for root in imported(text)}
    roots |= imported((ROOT / "dashboard.py").read_text(encoding="utf-8"))
    third_party = roots - sys.stdlib_module_names - {"etl", "pages"}
    stated = {
        line.partition("==")[0].lower()
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert {owners[root][0].lower() for root in third_party} == stated


def test_the_tests_install_the_product_first() -> None:
    lines = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("-r")] == ["-r ../requirements.txt"]

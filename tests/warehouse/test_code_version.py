"""What makes a home outdated: code and definitions that give other figures, never their comments or words."""

import ast
import re
import shutil
from pathlib import Path

import pytest

from etl.definitions import definitions
from etl.definitions.load import FOLDER, REFERENCE, read_definitions
from etl.warehouse import sql
from tests.conftest import ROOT


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the program's code that may be changed."""
    copy = tmp_path / "etl"
    shutil.copytree(ROOT / "etl", copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sql, "SQL", copy / "sql")
    return copy


def version() -> str:
    return sql.version.__wrapped__()


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sql/mart/budget.sql", "\nselect\n", "\n-- How much\nselect\n"),
        ("sql/rule/judged.sql", "count(*) as seen,", "count(*)   as seen, /* everybody */"),
        ("warehouse/reference.py", "def spanned(", "# All of them.\ndef spanned("),
        ("measures/compile.py", '"""From measure definitions', '"""Rewritten: from measure definitions'),
    ],
)
def test_comments_and_form_leave_the_version(program: Path, file: str, old: str, new: str) -> None:
    before = version()
    put(program / file, old, new)
    assert version() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sql/rule/judged.sql", "below = 0", "below < 2"),
        ("sql/mart/execution.sql", "desc", "asc"),
        ("warehouse/reference.py", "shift(1)", "shift(2)"),
        ("measures/compile.py", "nullif(", "coalesce("),
        (
            "definitions/models.py",
            "def adds_up(self) -> bool:\n",
            "def adds_up(self) -> bool:\n        return True\n",
        ),
    ],
)
def test_whatever_gives_other_figures_changes_the_version(
    program: Path, file: str, old: str, new: str
) -> None:
    before = version()
    put(program / file, old, new)
    assert version() != before


def test_only_comments_and_docstrings_are_left_out() -> None:
    for path in sql._shaping():
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            kept = sql.plain_python(text)
            assert code(kept) == code(text), path.name
            assert "#" not in re.sub(r'"[^"]*"', "", kept)


def code(text: str) -> str:
    """What Python makes of a module, without its docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [
                one
                for one in node.body
                if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            ]
    return ast.dump(tree)


@pytest.mark.parametrize(
    ("file", "old", "new", "shaping"),
    [
        ("definitions/measures.toml", "\n[", "\n# A remark.\n[", False),
        ("definitions/measures.toml", 'owner = "OPDC"', 'owner = "OCSC"', False),
        ("definitions/measures.toml", "numerator_th = ", "numerator_th = 'คน'\n#", False),
        ("definitions/measures.toml", "denominator = ", "denominator = '1 + count(*)'\n#", True),
        ("definitions/thresholds.toml", "value = 50", "value = 60", False),
        ("definitions/labels/cli.toml", "ความพร้อม", "ความไม่พร้อม", False),
        ("definitions/phases.toml", "last_year = ", "last_year = 2600\n#", True),
        ("reference/rules.csv", "pass_mark,60", "pass_mark,70", True),
        ("reference/rules.csv", "first rule of measuring", "a letter", False),
        ("reference/requirements.csv", "EXEC,ANY,DLit,1", "EXEC,ANY,DLit,0", True),
        ("reference/target_milestones.csv", "T1,2561,0.20", "T1,2561,0.25", True),
        ("reference/aliases.csv", "กรมสรรพกร,", "กรมสรรพากรณ์,", False),
    ],
)  # fmt: skip
def test_definitions_have_another_version_where_figures_follow_from_the_change(
    tmp_path: Path, file: str, old: str, new: str, *, shaping: bool
) -> None:
    shutil.copytree(FOLDER, tmp_path / "definitions", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(REFERENCE, tmp_path / "reference")
    put(tmp_path / file, old, new)
    found = read_definitions(tmp_path / "definitions", tmp_path / "reference")
    assert (found.version != definitions().version) is shaping

"""What files may say: no text for people in code, nothing of the machine they were written on."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from string import Formatter

import pytest

from etl.definitions.labels import LANGS, read_labels
from tests.house.tree import ROOT, texts, toml

THAI_LETTERS = re.compile(r"[\u0E01-\u0E4E]")
READS_THAI = ("etl/definitions/thai.py", "etl/definitions/calendar.py", "etl/intake/")
"""The modules that recognise Thai and so may hold patterns of it; texts for people stay in label files."""


def thai_in_code(source: str) -> list[str]:
    """The string constants with Thai letters; comments and docstrings may quote an example."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
        if THAI_LETTERS.search(node.value)
    ]


def test_thai_stands_in_definition_files_and_not_in_code() -> None:
    code = {
        path: text for path, text in texts("**/*.py").items() if not path.startswith((*READS_THAI, "tests/"))
    }
    assert {path: found for path, text in code.items() if (found := thai_in_code(text))} == {}


def test_every_label_has_both_languages_and_names_the_same_values_in_each() -> None:
    words, faults = read_labels()
    assert faults == []
    thai, english = ({key: _named(text) for key, text in words[lang].texts.items()} for lang in LANGS)
    assert thai == english


def test_a_term_is_written_once_and_serves_wherever_a_key_ends_in_it() -> None:
    words, _ = read_labels()
    assert words["en"]("filters.agency") == words["en"]("planner.column.agency") == "Agency"
    assert words["en"]("opendata.field.low.title") == words["en"].texts["opendata.field.low.title"]
    with pytest.raises(KeyError, match=r"planner\.no_such"):
        words["en"]("planner.no_such")
    pairs = {key: (words["th"].texts[key], words["en"].texts[key]) for key in words["en"].texts}
    own = {key: text for key, text in pairs.items() if not key.startswith("term.")}
    assert {key for key, text in own.items() if pairs.get(f"term.{key.rpartition('.')[2]}") == text} == set()


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    folders = {str(ROOT.parent), str(Path.home()), sys.prefix, str(Path(sys.base_prefix))} - {"/", "/usr"}
    assert _holders(*(f"{folder}/" for folder in folders)) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    # In pieces, so that this file does not name them either.
    assert _holders("pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "deb.debian." + "org") == []


def test_every_rule_stands_where_it_holds_and_not_in_a_paper_beside_the_repository() -> None:
    assert _holders("Spec " + "intake", "spec" + ' "', "command " + "contract") == []


def test_one_module_writes_counts_as_people_read_them() -> None:
    papers_and_pages = texts("etl/publish/**/*.py") | texts("pages/**/*.py")
    assert [path for path, text in papers_and_pages.items() if re.search(r"\{[^{}]*:,[^{}]*\}", text)] == []


def test_pages_lean_on_no_inner_markup_of_streamlit() -> None:
    assert _holders("unsafe_allow" + "_html=True", "st-" + "emotion") == []


def test_no_test_is_skipped_but_for_the_files_that_stand_beside_the_clone() -> None:
    skips = re.compile(r"pytest\.(skip|importorskip|mark\.(skip|xfail)|xfail)")
    excused = [
        f"{path}: {line.strip()}"
        for path, text in texts("tests/**/*.py").items()
        for line in text.splitlines()
        if skips.search(line) and "shared" not in line.lower() and path != "tests/house/test_words.py"
    ]
    assert excused == []


def test_no_test_waits_for_time() -> None:
    waits = ("time." + "sleep(", "wait_for_" + "timeout(")
    tests = texts("tests/**/*.py")
    assert [path for path, text in tests.items() if any(wait in text for wait in waits)] == []


def test_ruff_holds_the_rules_the_style_names() -> None:
    chosen = set(toml("pyproject.toml")["tool"]["ruff"]["lint"]["select"])
    assert chosen >= {"E", "F", "I", "B", "UP", "SIM", "RUF", "D1", "ARG", "C4", "PTH", "RET", "ANN"}


def _named(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def _holders(*needles: str) -> list[str]:
    return [
        f"{path} holds {needle}" for path, text in texts().items() for needle in needles if needle in text
    ]

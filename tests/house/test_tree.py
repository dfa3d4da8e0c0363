"""Where things live: thin pages, small modules, sections, floors."""

from __future__ import annotations

import ast

from pages.kit.sitemap import SITEMAP
from tests.conftest import LONGEST
from tests.house.tree import ROOT, files, name, texts, toml


def test_a_page_is_a_table_of_contents_of_fewer_than_sixty_lines() -> None:
    pages = {path: text for path, text in texts("pages/*/*.py").items() if not path.startswith("pages/kit/")}
    assert {path: n for path, text in pages.items() if (n := len(text.splitlines())) >= 60} == {}


def test_no_page_lies_directly_in_pages_where_streamlit_would_run_it_alone() -> None:
    assert [name(path) for path in files("pages/*.py") if path.name != "__init__.py"] == []


def test_the_sitemap_and_the_page_files_are_the_same_list() -> None:
    written = {
        name(path)
        for path in files("pages/*/*.py")
        if path.parent.name != "kit" and path.name != "__init__.py"
    }
    assert {str(entry.path) for entry in SITEMAP} == written
    assert len({entry.url_path for entry in SITEMAP}) == len(SITEMAP)
    assert all(entry.url_path.isascii() for entry in SITEMAP)


def test_every_section_stands_in_the_floors() -> None:
    contracts = toml("pyproject.toml")["tool"]["importlinter"]["contracts"]
    floor = contracts[0]["layers"][0]
    sections = {f"pages.{path.parent.name}" for path in files("pages/*/__init__.py")} - {"pages.kit"}
    assert set(floor.split(" | ")) == sections


def test_the_router_knows_streamlit_the_kit_and_the_words_only() -> None:
    tree = ast.parse((ROOT / "dashboard.py").read_text(encoding="utf-8"))
    imported = {
        module
        for node in ast.walk(tree)
        for module in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    allowed = ("__future__", "streamlit", "pages.kit", "etl.definitions")
    assert [module for module in imported if not module.startswith(allowed)] == []


def test_no_import_is_excused_from_the_floors() -> None:
    contracts = toml("pyproject.toml")["tool"]["importlinter"]["contracts"]
    assert {contract["name"]: contract.get("ignore_imports", []) for contract in contracts} == {
        contract["name"]: [] for contract in contracts
    }


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path, text in texts("**/*.py").items()
        if text.strip() and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_only_reference_facts_are_kept_of_the_data_home() -> None:
    assert [name(path) for path in files("data/**/*") if path.parent != ROOT / "data" / "reference"] == []


def test_every_test_module_named_to_run_first_is_there() -> None:
    assert [module for module in LONGEST if not (ROOT / "tests" / module).exists()] == []


def test_the_readme_names_the_floors_as_they_are_checked() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").replace("\n", " ").replace("`", "")
    told = readme.partition("a tool checks it: ")[2].partition(". ")[0]
    checked = toml("pyproject.toml")["tool"]["importlinter"]["contracts"][0]["layers"]
    below = " > ".join(layer.replace(" | ", ", ").replace("etl.", "") for layer in checked[1:])
    assert told.replace("etl.", "") == f"dashboard > pages.section > {below}"

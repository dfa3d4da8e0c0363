"""How SQL is written: one statement a file, its grain first, no division that can meet a zero."""

from __future__ import annotations

import re

import pytest

from etl.definitions import definitions
from etl.warehouse.sql import statement
from tests.house.tree import texts

SQL = texts("etl/**/*.sql")
GRAIN = re.compile(r"-- One row( per | for |: )\w.*\.$")
COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"'(?:[^']|'')*'")
BARE_DIVISION = re.compile(r"(?:/|%)(?!\s*(?:nullif\s*\(|[1-9][0-9_]*(?:\.[0-9]+)?\b))", re.IGNORECASE)


def bare_divisions(sql: str) -> list[str]:
    """The lines of a statement that divide by anything but nullif(…) or a number that is not zero."""
    plain = STRING.sub("''", COMMENT.sub("", sql))
    return [line.strip() for line in plain.splitlines() if BARE_DIVISION.search(line)]


def test_the_first_line_of_every_statement_states_its_grain() -> None:
    first = {path: text.splitlines()[0] for path, text in SQL.items()}
    assert {path: line for path, line in first.items() if not GRAIN.match(line)} == {}


def test_a_file_holds_one_statement() -> None:
    several = [
        path
        for path, text in SQL.items()
        if ";" in STRING.sub("''", COMMENT.sub("", text)).strip().removesuffix(";")
    ]
    assert several == []


def test_no_statement_divides_by_what_could_be_zero() -> None:
    assert {path: lines for path, text in SQL.items() if (lines := bare_divisions(text))} == {}


@pytest.mark.parametrize(
    ("sql", "caught"),
    [
        ("select a / b", ["select a / b"]),
        ("select a // b", ["select a // b"]),
        ("select a % b", ["select a % b"]),
        ("select a / nullif(b, 0)", []),
        ("select a / 100.0", []),
        ("select a / 0", ["select a / 0"]),
        ("select 'a/b' -- c / d", []),
    ],
)
def test_the_rule_on_division_catches_what_it_should(sql: str, caught: list[str]) -> None:
    assert bare_divisions(sql) == caught


def test_no_statement_names_a_capability_but_a_line_stands_once_for_each() -> None:
    codes = {code: rf"(?<![A-Za-z]){code}(?![A-Za-z])" for code in definitions().capabilities}
    named = {path for path, text in SQL.items() for code in codes.values() if re.search(code, text)}
    assert named == set()
    written = statement("rule", "in_force").splitlines()
    days = [line.strip() for line in written if line.strip().startswith("state.day_")]
    assert days == [f"state.day_{code}," for code in codes]
    assert f"greatest({', '.join(f'state.day_{code}' for code in codes)})" in "\n".join(written)
    bits = [line.rpartition("* ")[2] for line in written if "is null)::utinyint" in line]
    assert bits == [str(2**place) for place in range(len(codes))]

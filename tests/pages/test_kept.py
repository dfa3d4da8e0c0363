"""What is worked out once and shared: told apart by content, asked by one for all."""

from __future__ import annotations

from threading import Barrier, Thread

import pandas as pd
import pytest

from etl.definitions import Words, definitions
from pages.kit.kept import kept

TH, EN = definitions().words("th"), definitions().words("en")


def told(name: str) -> tuple[list[str], pd.DataFrame]:
    """What a function was asked for, and a table of one unit."""
    return [], pd.DataFrame({"unit_code": ["03"], "value": [0.5], "name": [name]})


def test_the_same_content_is_asked_for_once_and_any_other_anew() -> None:
    asked, table = told("a")

    @kept
    def share(figures: pd.DataFrame, words: Words, *, factor: int = 1) -> float:
        asked.append(words.lang)
        return float(figures["value"].iloc[0]) * factor

    assert share(table, TH) == 0.5
    assert share(table.copy(), TH) == 0.5  # another table of the same content
    assert asked == ["th"]
    assert share(table.assign(value=0.25), TH) == 0.25
    assert share(table, EN) == 0.5
    assert share(table, TH, factor=2) == 1.0
    assert asked == ["th", "th", "en", "th"]


def test_two_functions_never_share_an_answer() -> None:
    _, table = told("b")

    @kept
    def first(figures: pd.DataFrame) -> str:
        return f"first of {len(figures)}"

    @kept
    def second(figures: pd.DataFrame) -> str:
        return f"second of {len(figures)}"

    assert (first(table), second(table)) == ("first of 1", "second of 1")


def test_readers_who_ask_at_the_same_time_are_given_one_answer() -> None:
    asked, table = told("c")
    start, answers = Barrier(8), list[object]()

    @kept
    def drawn(figures: pd.DataFrame) -> object:
        asked.append(str(figures["name"].iloc[0]))
        return object()

    def reader() -> None:
        start.wait()
        answers.append(drawn(table))

    readers = [Thread(target=reader) for _ in range(8)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert asked == ["c"]
    assert len(answers) == 8 and len({id(answer) for answer in answers}) == 1


def test_a_fault_is_not_kept() -> None:
    asked, table = told("d")

    @kept
    def faulty(figures: pd.DataFrame) -> int:
        asked.append("asked")
        return 1 // (len(asked) - len(figures))

    with pytest.raises(ZeroDivisionError):
        faulty(table)
    assert faulty(table) == 1


def test_what_can_be_changed_and_is_no_table_is_refused() -> None:
    @kept
    def size(names: object) -> int:
        return len(str(names))

    with pytest.raises(TypeError):
        size({"a", "b"})

"""What each page asks of the reader when it is opened first, written down while it runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import local
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.queries import Reader
from pages.kit.sitemap import SITEMAP

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300
"""Seconds a page may take: disclosure control of twenty quarters is worked out on the first one."""
NO_QUESTIONS = ("cursor",)


@dataclass(frozen=True)
class Question:
    """One call of a reader's method."""

    method: str
    words: tuple[Any, ...]
    named: dict[str, Any]

    def ask(self, reader: Reader) -> object:
        """The answer, by a cursor of its own as pages have it."""
        return getattr(reader.cursor(), self.method)(*self.words, **self.named)


def questions(home: Path) -> dict[str, list[Question]]:
    """Every page's questions in their order, by the page's id; RuntimeError where a page fails."""
    os.environ["READINESS_HOME"] = str(home)
    asked: dict[str, list[Question]] = {}
    with listening() as heard:
        for entry in SITEMAP:
            app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE).run()
            st.cache_data.clear()
            st.cache_resource.clear()
            heard.clear()
            app.switch_page(entry.path).run()
            if app.error or app.exception:
                raise RuntimeError(f"{entry.id}: {[fault.value for fault in (*app.error, *app.exception)]}")
            asked[entry.id] = list(heard)
    return asked


@contextmanager
def listening() -> Iterator[list[Question]]:
    """What readers are asked inside, what they ask themselves left out."""
    heard: list[Question] = []
    inside = local()
    methods = {
        name: method
        for owner in (*reversed(Reader.__mro__[:-1]),)
        for name, method in vars(owner).items()
        if callable(method) and not name.startswith("_") and name not in NO_QUESTIONS
    }

    def spying(name: str, method: Callable[..., object]) -> Callable[..., object]:
        def asked(self: Reader, *words: object, **named: object) -> object:
            if getattr(inside, "question", False):
                return method(self, *words, **named)
            heard.append(Question(name, words, named))
            inside.question = True
            try:
                return method(self, *words, **named)
            finally:
                inside.question = False

        return asked

    before = {name: vars(Reader)[name] for name in methods if name in vars(Reader)}
    for name, method in methods.items():
        setattr(Reader, name, spying(name, method))
    try:
        yield heard
    finally:
        for name in methods:
            if name in before:
                setattr(Reader, name, before[name])
            else:
                delattr(Reader, name)

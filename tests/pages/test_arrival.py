"""How a page arrives in a fresh browser: key figures, one chart, the rest; all at once where none looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
CHARTS = 5


@pytest.fixture
def app(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The dashboard on the synthetic home, not yet run."""
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)


def shown(app: AppTest) -> tuple[int, int]:
    """How many key figures and how many charts there are."""
    assert (list(app.error), list(app.exception)) == ([], [])
    return len(app.metric), len(app.get("plotly_chart"))


def test_a_browser_is_given_the_key_figures_then_one_chart_then_the_rest(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "url", property(lambda _: "http://localhost/"))
    figures, charts = shown(app.run())
    assert (figures > 0, charts) == (True, 0)
    assert shown(app.run()) == (figures, 1)
    assert shown(app.run()) == (figures, CHARTS)


def test_a_page_seen_once_is_drawn_whole_at_every_later_run(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "url", property(lambda _: "http://localhost/"))
    for _ in range(3):
        app.run()
    app.query_params["group"] = "TECH"
    assert shown(app.run())[1] == CHARTS


def test_without_a_browser_the_first_run_draws_the_whole_page(app: AppTest) -> None:
    assert shown(app.run())[1] == CHARTS


def test_what_stands_behind_a_chart_is_made_when_it_is_opened(app: AppTest) -> None:
    before = len(app.run().dataframe)
    app.session_state["national.ministries.behind"] = True
    assert len(app.run().dataframe) == before + 1

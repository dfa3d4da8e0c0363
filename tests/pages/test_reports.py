"""What the pages of a released quarter say, how a printed table reads on screen, and bands of ranks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from etl.definitions import Lang, definitions
from etl.publish.typeset.blocks import Bar, Column, Sign, Span, divider, row, table
from etl.queries.tidy import COLUMNS
from pages.kit import papers, robust
from pages.kit.sitemap import SITEMAP, page
from tests.conftest import Once
from tests.pages import seen
from tests.pages.test_pages import LANGS, opened
from tests.releases.samples import CHECKER, PERIOD, PREPARER, released, send


@pytest.fixture
def on_released(own_home: Path, once: Once) -> Path:
    """A home with release 1 of its quarter, after which one ministry corrected its return."""
    shutil.copytree(released(once), own_home)
    send(own_home, "corrected.xlsx", {"03-03": (40, 20)})
    return own_home


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_releases_names_who_made_one_and_offers_its_files_and_causes(
    on_released: Path, lang: Lang
) -> None:
    assert on_released.exists()
    words = definitions().words(lang)
    app = opened(page("releases"), lang, period=str(PERIOD))
    assert [error.value for error in app.error] == []
    told = " ".join(text.value for text in app.markdown)
    assert PREPARER in told
    assert CHECKER in told
    app.toggle(key="releases.bridge.1").set_value(True).run()
    assert [error.value for error in app.error] == []
    causes = app.dataframe[-1].value
    assert words("bridge.cause.corrected") in causes.columns
    ready = causes[causes[words("glossary.measure")] == words.name(definitions().measures["ready_share"])]
    # (30 + 12) of 90 as released, (40 + 12) of 100 now: 40 of 90 and 50 of 100 in public
    assert ready[words("bridge.column.difference")].tolist() == [words("text.points", points="+6.0")]


def test_the_overview_tells_what_became_of_released_figures(on_released: Path) -> None:
    assert on_released.exists()
    words = definitions().words("en")
    app = opened(SITEMAP[0], "en", period=str(PERIOD))
    assert words("releases.since", number=1) in seen.headings(app)
    rows = [row for table in seen.listings(app) for row in table]
    assert ["44%", "50% [r]", "+6.0 percentage points"] in [row[1:] for row in rows]


@pytest.mark.parametrize("lang", LANGS)
def test_before_any_release_the_page_says_how_to_make_one(
    demo_home: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    app = opened(page("releases"), lang)
    assert definitions().words(lang)("releases.none") in seen.texts(app)
    assert any("etl preview" in code.value for code in app.code)


@pytest.mark.parametrize("lang", LANGS)
def test_a_ministry_s_scorecard_is_on_screen_what_it_is_on_paper(
    demo_home: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_HOME", str(demo_home))
    app = opened(page("scorecard"), lang, ministry="03")
    assert [error.value for error in app.error] == []
    assert any(
        definitions().words(lang).name(definitions().ministries["03"]) in one.value for one in app.header
    )
    assert len(app.table) >= 4


def test_a_printed_table_keeps_its_words_on_screen_and_leaves_what_is_drawn() -> None:
    shown = papers.rows(
        table(
            [Column("Group"), Column(""), Column("Share"), Column("Share")],
            [
                divider("All"),
                row("Technical", Span(0.5, 0.2, 0.9), "50.0%", Sign("▲", "on path")),
                row("Executive", Bar(0.1), "10.0%", Sign("?", "cannot tell yet")),
            ],
        )
    )
    assert shown.to_numpy().tolist() == [
        ["All", "", ""],
        ["Technical", "50.0%", "▲ on path"],
        ["Executive", "10.0%", "? cannot tell yet"],
    ]
    assert shown.columns.is_unique


def test_a_rank_is_a_band_and_its_widest_over_all_scenarios_stands_beside_it() -> None:
    columns = ["scenario", "measure", "level", "unit_code", "value", "mark", "rank_best", "rank_worst"]
    rows = [
        ("base", "ready_share", "ministry", "03", 0.6, None, 1.0, 2.0),
        ("base", "ready_share", "ministry", "07", 0.5, None, 1.0, 2.0),
        ("base", "ready_share", "ministry", "15", 0.1, None, 3.0, 3.0),
        ("pass_70", "ready_share", "ministry", "03", 0.4, None, 2.0, 3.0),
        ("pass_70", "ready_share", "ministry", "07", 0.5, None, 1.0, 1.0),
        ("pass_70", "ready_share", "ministry", "15", 0.1, None, 3.0, 3.0),
    ]
    table = pd.DataFrame(rows, columns=columns).reindex(
        columns=["scenario", *COLUMNS, "rank_best", "rank_worst"]
    )
    bands = robust.bands(table, definitions().words("en"))
    assert bands.iloc[:, 1:].to_numpy().tolist() == [
        ["60.0%", "1 to 2", "1 to 3"],
        ["50.0%", "1 to 2", "1 to 2"],
        ["10.0%", "3", "3"],
    ]

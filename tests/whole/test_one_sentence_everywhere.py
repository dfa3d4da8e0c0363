"""The same situation is the same statement, id and arguments, on pages, in workbook, brief and scorecard."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from etl.definitions.calendar import Period
from etl.publish.brief import outcomes
from etl.publish.brief.teller import Teller
from etl.publish.edition import YEAR, Edition
from etl.publish.scorecard.readiness import headline, limits
from etl.publish.scorecard.subject import Subject
from etl.publish.workbook.findings import findings as found_in_the_workbook
from etl.queries import Reader, against_plan, open_reader, statements
from etl.queries.sentence import joined
from etl.queries.view import PUBLIC
from pages.kit import findings

BACK = range(20)
"""Quarters before the last whose units are all compared: all the data speak of."""


def test_every_ministry_s_page_begins_with_the_sentences_of_its_scorecard(demo_home: Path) -> None:
    with open_reader(demo_home) as reader:
        for back in BACK:
            period = Period(2565, 4).shift(-back)
            since = period.shift(-YEAR)
            edition = Edition(reader=reader, period=period, lang="th")
            shown, changes = as_pages_ask(reader, period, since)
            ministries = edition.now.units("ministry")
            assert len(ministries) >= 19
            for ministry in ministries:
                on_page = findings.unit(shown, changes, ministry, period, since)
                subject = Subject(edition, ministry)
                assert on_page == headline(subject)
                silence = findings.submissions(shown, period, unit=ministry)[0].text(edition.words)
                assert (silence in limits(subject)) == bool(subject.silent)
                assert not any(f"[{mark}]" in joined(on_page, edition.words) for mark in "clhxz~")


def test_the_country_s_sentences_are_the_same_on_pages_in_workbook_and_brief(demo_home: Path) -> None:
    with open_reader(demo_home) as reader:
        for back in BACK[::4]:
            period = Period(2565, 4).shift(-back)
            edition = Edition(reader=reader, period=period, lang="en")
            shown, _ = as_pages_ask(reader, period, period.shift(-YEAR))
            on_page = findings.national(shown, period)
            told = {one.id: one.text for one in outcomes.readiness(Teller(edition))}
            assert [told["readiness.nation"], told["readiness.median"]] == [
                one.text(edition.words) for one in on_page
            ]
            assert joined(on_page, edition.words) in found_in_the_workbook(edition)[1].sentence
            of_targets = findings.targets(shown, period)[1:]
            assert of_targets == against_plan.each_target(edition.now)
            assert [one.text for one in outcomes.targets(Teller(edition))] == [
                one.text(edition.words) for one in of_targets
            ]


def as_pages_ask(reader: Reader, period: Period, since: Period) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The figures and changes a page reads for everybody."""
    shown = reader.figures(
        periods=[period],
        measures=[*statements.MEASURES, "T1", "T2", "T3", "T4"],
        levels=["nation", "ministry"],
        view=PUBLIC,
    )
    changes = reader.change(
        period=period, since=since, measures=["ready_share"], levels=["ministry"], view=PUBLIC
    )
    return shown, changes

"""What the pages say first: statements of the figures on them, in the words every other medium uses."""

from collections.abc import Sequence

import pandas as pd

from etl.definitions import Words
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION
from etl.publish.changes import changes_of
from etl.queries import against_plan, statements
from etl.queries.figure import Figures, walk
from etl.queries.sentence import Statement, joined
from etl.queries.statements import Kind
from pages.kit.filters import Choice
from pages.kit.frame import Frame
from pages.kit.kept import kept
from pages.kit.tidy import of_measure


def national(figures: pd.DataFrame, period: Period, *, group: str | None = None) -> list[Statement]:
    """Return what may be said of the nation's ready share, or of a group's, beside the median ministry."""
    return statements.national(Figures(figures, period=period), group=group)


def targets(figures: pd.DataFrame, period: Period) -> list[Statement]:
    """Return how many of the plan's targets are behind, then one sentence a target."""
    found = Figures(figures, period=period)
    return [against_plan.all_targets(found), *against_plan.each_target(found)]


def submissions(figures: pd.DataFrame, period: Period, *, unit: str = NATION) -> list[Statement]:
    """Return how many agencies reported, of how many expected, and how many ministries are complete."""
    found = Figures(figures, period=period)
    made = [statements.reporting(found, unit)]
    if unit == NATION:
        made.append(
            statements.complete([found.at("reporting_rate", code) for code in found.units("ministry")])
        )
    return made


def unit(
    figures: pd.DataFrame, changes: pd.DataFrame, code: str, period: Period, since: Period
) -> list[Statement]:
    """Return what may be said of a ministry or agency: ready share, the median, its change in a year.

    `changes` are those since the earlier quarter (see `Reader.change`).
    """
    ready = changes[(changes["measure"] == "ready_share") & (changes["group"] == ALL)]
    moved = changes_of(ready).get(code)
    told = moved.told(since) if moved else None
    return statements.headline(Figures(figures, period=period), code, told)


def extremes(figures: pd.DataFrame, kind: Kind) -> list[Statement]:
    """Return between which ready shares units or groups lie; named only where their ranges allow."""
    return [statements.extremes(walk(of_measure(figures, "ready_share")), kind)]


def year_of(frame: Frame, *units: str) -> pd.DataFrame:
    """Return the change of units' coverage and ready share in a year (see `Reader.change`)."""
    period = frame.choice.period
    return frame.access.change(
        period=period,
        since=period.shift(-4),
        measures=("coverage", "ready_share"),
        levels=("ministry", "agency"),
        units=units,
        evidence=frame.choice.evidence,
    )


@kept
def headcount(figures: pd.DataFrame, standing: pd.DataFrame, choice: Choice, words: Words) -> list[str]:
    """Return what limits the headcount behind a unit's shares, a sentence each.

    `standing` are the agencies of the quarter; `figures` hold the unit's coverage or ready share.
    """
    due = standing[standing["expected"]]
    if choice.unit != NATION:
        due = due[(due["ministry"] == choice.unit) | (due["agency"] == choice.unit)]
    known, found = int(due["headcount"].notna().sum()), Figures(figures, period=choice.period)
    shares = [found.at(measure, choice.unit) for measure in ("ready_share", "coverage")]
    share = next((one for one in shares if one.status), shares[0])
    return [one.text(words) for one in statements.headcount(known, len(due), share)]


def told(found: Sequence[Statement], words: Words) -> str:
    """Return statements as the sentences of a page."""
    return joined(found, words)

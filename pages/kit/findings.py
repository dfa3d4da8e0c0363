"""One sentence a page, made by rule from the figures on it: no adjective the numbers do not support.

Each function is pure: figures and words in, one sentence out. Where too few persons are judged the sentence
says that nothing can be concluded; the pooled share never stands without the median ministry.
"""

from collections.abc import Iterable
from typing import get_args

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.queries import Verdict, naming
from etl.queries import figure as printed
from pages.kit.filters import Choice
from pages.kit.kept import kept
from pages.kit.tidy import one


def national(figures: pd.DataFrame, period: Period, words: Words, *, group: str | None = None) -> str:
    """Return what may be said of the nation: ready share and its range beside the median ministry."""
    ready = one(figures, "ready_share", period=period)
    median = one(figures, "ministry_median", period=period)
    if ready.value is None:
        return words("findings.nobody_judged")
    needed = definitions().rule("judge_coverage", period)
    if ready.coverage is None or ready.coverage < needed:
        coverage = printed.percent(ready.coverage, ready.mark)
        return words("findings.thin", coverage=coverage, needed=printed.percent(needed))
    sentence = words(
        "findings.national",
        share=printed.percent(ready.value),
        coverage=printed.percent(ready.coverage),
        span=printed.span(ready.low, ready.high, words),
        median=printed.percent(median.value, median.mark),
        ministries=printed.count(median.denominator),
    )
    known = definitions().groups.get(group or "")
    return words("findings.of_group", group=words.name(known), sentence=sentence) if known else sentence


def targets(figures: pd.DataFrame, period: Period, words: Words) -> str:
    """Return how many of the plan's targets stand at which verdict, each named."""
    standing = {
        target: one(figures, target.measure, period=period).status
        for target in definitions().targets.values()
    }
    parts = [
        words(
            "findings.verdict",
            verdict=words(f"charts.verdict.{verdict}"),
            targets=words("findings.and").join(
                words("findings.target", id=target.id, name=words.short(target))
                for target, status in standing.items()
                if status == verdict
            ),
        )
        for verdict in get_args(Verdict)
        if verdict in standing.values()
    ]
    return words("findings.targets", n=len(standing), parts=words("findings.then").join(parts))


def submissions(figures: pd.DataFrame, period: Period, words: Words, *, unit: str = NATION) -> str:
    """Return how many agencies reported, of how many expected, and how many ministries are complete."""
    rate = one(figures, "reporting_rate", period=period, unit=unit)
    if rate.numerator is None or rate.denominator is None:
        return words("findings.nobody_expected")
    complete = _complete(
        figures["value"][(figures["level"] == "ministry") & (figures["period"] == str(period))]
    )
    return words(
        "findings.submissions" if unit == NATION else "findings.submissions_unit",
        unit=naming.unit_name(unit, words),
        reported=printed.count(rate.numerator),
        expected=printed.count(rate.denominator),
        share=printed.percent(rate.value),
        silent=printed.count(rate.denominator - rate.numerator),
        complete=printed.count(complete[0]),
        ministries=printed.count(complete[1]),
    )


@kept
def headcount(figures: pd.DataFrame, standing: pd.DataFrame, choice: Choice, words: Words) -> list[str]:
    """Return what is odd about the headcount behind a unit's shares: known in part only, or exceeded.

    `standing` are the agencies of the quarter; `figures` hold the unit's coverage or ready share. Agencies
    whose headcount nobody sent are in no denominator: a share of the rest must not pass for the whole.
    """
    due = standing[standing["expected"]]
    if choice.unit != NATION:
        due = due[(due["ministry"] == choice.unit) | (due["agency"] == choice.unit)]
    known, whole = int(due["headcount"].notna().sum()), len(due)
    said = []
    if known < whole:
        said.append(
            words(
                "findings.headcount_incomplete" if known else "findings.headcount_unknown",
                known=printed.count(known),
                whole=printed.count(whole),
            )
        )
    shares = (
        one(figures, measure, period=choice.period, unit=choice.unit)
        for measure in ("coverage", "ready_share")
    )
    if any(share.status == "seen_exceeds_headcount" for share in shares):
        said.append(words("findings.seen_exceeds_headcount"))
    return said


def _complete(rates: Iterable[float]) -> tuple[int, int]:
    known = [rate for rate in rates if not printed.is_missing(rate)]
    return sum(rate == 1 for rate in known), len(known)

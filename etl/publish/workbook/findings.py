"""Five findings of a quarter as sentences: which sentence is chosen follows from the figures alone."""

from dataclasses import dataclass

from etl.definitions.codes import NATION
from etl.publish.edition import Edition
from etl.queries.figure import Figure, Number
from etl.queries.stages import movement


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding: what it is about, the sentence, and the sheet that shows more."""

    about: str
    sentence: str
    sheet: str


def findings(edition: Edition) -> list[Finding]:
    """Return five findings: reporting, readiness, change in a year, the widest gap, stages."""
    made = (
        ("reporting", _reporting(edition), "quality"),
        ("readiness", _readiness(edition), "ministries"),
        ("change", _change(edition), "changes"),
        ("gap", _gap(edition), "capabilities"),
        ("stages", _stages(edition), "stages"),
    )
    return [
        Finding(edition.say(f"finding.{about}.about"), sentence, sheet) for about, sentence, sheet in made
    ]


def _reporting(edition: Edition) -> str:
    figure = edition.now.at("reporting_rate")
    return edition.say(
        "finding.reporting.text",
        reported=figure.whole("numerator").text,
        expected=figure.whole("denominator").text,
        share=figure.share().text,
    )


def _readiness(edition: Edition) -> str:
    figure = edition.now.at("ready_share")
    if figure.value is None:
        return edition.say("finding.readiness.none")
    text = edition.say(
        "finding.readiness.text",
        ready=figure.whole("numerator").text,
        judged=figure.whole("denominator").text,
        share=figure.share().text,
        low=figure.share("low").text,
        high=figure.share("high").text,
        coverage=figure.share("coverage").text,
        median=edition.now.at("ministry_median").share().text,
    )
    if figure.status != "headcount_incomplete":
        return text
    expected = edition.expected
    return edition.say(
        "finding.readiness.headcount_incomplete",
        text=text,
        known=f"{expected['headcount'].notna().sum():,}",
        expected=f"{len(expected):,}",
    )


def _change(edition: Edition) -> str:
    now, then = edition.trend.at("ready_share"), edition.trend.at("ready_share", period=edition.year_ago)
    before = edition.year_ago.short(edition.lang)
    if now.value is None or then.value is None:
        return edition.say("finding.change.none", before=before)
    text = edition.say(
        "finding.change.text",
        before=before,
        then=then.share().text,
        now=now.share().text,
        points=Number(now.value - then.value, "points").text,
    )
    panel = edition.changes[edition.year_ago, NATION]
    if panel.panel_moved.value is None:
        return edition.say("finding.change.no_panel", text=text)
    return edition.say("finding.change.panel", text=text, n=f"{panel.panel:,}", points=panel.panel_moved.text)


def _gap(edition: Edition) -> str:
    passing = [
        (edition.by_capability.at("capability_pass", capability=code), code)
        for code in edition.known.capabilities
    ]
    known: list[tuple[float, str, Figure]] = [
        (figure.value, code, figure) for figure, code in passing if figure.value is not None
    ]
    if not known:
        return edition.say("finding.gap.none")
    _, code, figure = min(known, key=lambda entry: entry[0])
    return edition.say(
        "finding.gap.text",
        capability=edition.words.name(edition.known.capabilities[code]),
        share=figure.share().text,
        judged=figure.whole("denominator").text,
        below=edition.by_capability.at("gap_people", capability=code).whole().text,
    )


def _stages(edition: Edition) -> str:
    *_, last = edition.known.stages
    stated = edition.by_stage.at("stage_share")
    if not stated.denominator:
        return edition.say("finding.stages.none")
    moves = edition.moves
    made = [movement(earlier, later) for earlier, later in zip(moves["earlier"], moves["later"], strict=True)]
    return edition.say(
        "finding.stages.text",
        mature=edition.stage_count(edition.by_stage, last).text,
        stated=stated.whole("denominator").text,
        share=Number(edition.by_stage.at("stage_share", stage=last).value or 0.0, "share").text,
        stage=edition.words.name(edition.known.stages[last]),
        before=edition.year_ago.short(edition.lang),
        forward=f"{made.count('up'):,}",
        back=f"{made.count('down'):,}",
    )

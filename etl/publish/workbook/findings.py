"""Five findings of a quarter: what may be said of its figures, in full."""

from dataclasses import dataclass

from etl.definitions.codes import NATION
from etl.publish.edition import Edition
from etl.queries import statements
from etl.queries.number import Number, count
from etl.queries.sentence import joined
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
        ("reporting", [statements.reporting(edition.now)], "quality"),
        ("readiness", [*statements.national(edition.now), *edition.headcount()], "ministries"),
        ("change", [statements.change(edition.moved(NATION, edition.year_ago))], "changes"),
        ("gap", [statements.shortest(edition.by_capability)], "capabilities"),
    )
    found = [
        Finding(edition.say(f"finding.{about}.about"), joined(told, edition.words), sheet)
        for about, told, sheet in made
    ]
    return [*found, Finding(edition.say("finding.stages.about"), _stages(edition), "stages")]


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
        share=Number(edition.by_stage.at("stage_share", stage=last).value or 0.0, "share").prose(
            edition.words
        ),
        stage=edition.words.name(edition.known.stages[last]),
        before=edition.year_ago.short(edition.lang),
        forward=count(made.count("up")),
        back=count(made.count("down")),
    )

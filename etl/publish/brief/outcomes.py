"""Sentences on persons: readiness, targets, change, ministries, groups and capabilities."""

from collections.abc import Iterator

from etl.definitions.codes import NATION
from etl.publish.brief.teller import Sentence, Teller
from etl.queries import against_plan, statements


def readiness(teller: Teller) -> Iterator[Sentence]:
    """Tell the nation's ready share, its range, the median ministry, and what the figures do not cover."""
    edition = teller.edition
    nation, median = statements.national(edition.now)
    yield teller.state("readiness.nation", nation)
    yield teller.state("readiness.median", median)
    for limit in edition.headcount():
        yield teller.state(f"readiness.{limit.id}", limit)


def change(teller: Teller) -> Iterator[Sentence]:
    """Tell the change since last quarter and last year: of all reporters, and of the matched panel."""
    edition = teller.edition
    for name, since in (("quarter", edition.quarter_ago), ("year", edition.year_ago)):
        sources = (teller.source("ready_share"), teller.source("ready_share", period=since))
        yield teller.state(f"change.{name}", statements.change(edition.moved(NATION, since)), *sources)


def targets(teller: Teller) -> Iterator[Sentence]:
    """Tell where each target stands against what is due now, or why nothing can be said."""
    plans = teller.edition.known.targets
    for plan, told in zip(plans, against_plan.each_target(teller.edition.now), strict=True):
        yield teller.state(f"targets.{plan}", told)


def ministries(teller: Teller) -> Iterator[Sentence]:
    """Tell how many ministries can be concluded on, and between which their ready shares lie."""
    now = teller.edition.now
    figures = [now.at("ready_share", unit) for unit in now.units("ministry")]
    yield teller.state("ministries.ends", statements.extremes(figures, "ministry"))


def groups(teller: Teller) -> Iterator[Sentence]:
    """Tell between which groups the ready share lies, and which cannot be concluded on."""
    edition = teller.edition
    figures = [edition.by_group.at("ready_share", group=code) for code in edition.known.groups]
    yield teller.state("groups.ends", statements.extremes(figures, "group"))
    if thin := statements.uncertain(figures, "group", edition.period):
        yield teller.state("groups.thin", thin)


def capabilities(teller: Teller) -> Iterator[Sentence]:
    """Tell in which capability fewest pass, and which closes most gaps."""
    edition = teller.edition
    yield teller.state("capabilities.below", statements.shortest(edition.by_capability))
    figures = {
        code: edition.by_capability.at("one_step", capability=code) for code in edition.known.capabilities
    }
    counts = {code: figure.value for code, figure in figures.items() if figure.value}
    if not counts:
        yield teller.tell("capabilities.one_step", "capabilities.no_one_step")
        return
    most = max(counts, key=lambda code: counts[code])
    passing = edition.by_capability.at("capability_pass", capability=most)
    yield teller.tell(
        "capabilities.one_step",
        "capabilities.one_step",
        teller.source("one_step", capability=most),
        teller.source("capability_pass", capability=most),
        capability=edition.words.name(edition.known.capabilities[most]),
        n=figures[most].whole().text,
        share=passing.share().prose(edition.words),
        judged=passing.whole("denominator").text,
    )

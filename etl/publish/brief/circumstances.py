"""Sentences on what surrounds the figures: stages, training, money, who reported, what cannot be judged."""

from collections.abc import Iterator

from etl.publish.brief.teller import Sentence, Teller
from etl.queries import statements
from etl.queries.number import Number, count
from etl.queries.stages import movement


def stages(teller: Teller) -> Iterator[Sentence]:
    """Tell the agencies at each stage, and how they moved in a year."""
    edition = teller.edition
    stated = edition.by_stage.at("stage_share")
    if not stated.denominator:
        yield teller.tell("stages.counts", "stages.none", teller.source("stage_share"))
        return
    stages = edition.known.stages
    parts = edition.say("separator").join(
        teller.say(
            "stages.part",
            stage=edition.words.name(stages[code]),
            n=edition.stage_count(edition.by_stage, code).text,
        )
        for code in stages
    )
    yield teller.tell(
        "stages.counts",
        "stages.counts",
        *(teller.source("stage_share", stage=code) for code in stages),
        stated=stated.whole("denominator").text,
        parts=parts,
    )
    moves = edition.moves
    made = [movement(earlier, later) for earlier, later in zip(moves["earlier"], moves["later"], strict=True)]
    yield teller.tell(
        "stages.moves",
        "stages.moves",
        before=edition.year_ago.short(edition.lang),
        forward=count(made.count("up")),
        back=count(made.count("down")),
        same=count(made.count("same")),
        stated=count(made.count("stated")),
    )


def training(teller: Teller) -> Iterator[Sentence]:
    """Tell the share of lectures against the most allowed."""
    edition = teller.edition
    lecture, courses = edition.now.at("lecture_share"), edition.now.at("mix_ok")
    sources = (teller.source("lecture_share"), teller.source("mix_ok"))
    if lecture.value is None:
        yield teller.tell("training.mix", "training.none", *sources)
        return
    limit = edition.rule("lecture_max")
    yield teller.tell(
        "training.mix",
        "training.within" if lecture.value <= limit else "training.over",
        *sources,
        share=lecture.share().prose(edition.words),
        hours=lecture.number("denominator", "hours").text,
        limit=Number(limit, "share").prose(edition.words),
        ok=courses.whole("numerator").text,
        courses=courses.whole("denominator").text,
    )


def budget(teller: Teller) -> Iterator[Sentence]:
    """Tell each year of each regime by itself: the two are never added up."""
    edition = teller.edition
    for phase in edition.known.phases.values():
        years = edition.years_of(phase)
        if not years:
            continue
        parts, sources = [], []
        for year in years:
            at = edition.year_end(year)
            amounts = {
                part: edition.money.at(f"budget_{part}", period=at)
                for part in ("requested", "allocated", "disbursed", "disbursed_share")
            }
            sources += [teller.source(f"budget_{part}", period=at) for part in amounts]
            told = {
                part: amounts[part].number().prose(edition.words)
                for part in ("requested", "allocated", "disbursed")
            }
            rate = amounts["disbursed_share"].share().prose(edition.words)
            parts.append(teller.say(f"budget.{phase.source}", year=year, rate=rate, **told))
        yield teller.tell(
            f"budget.{phase.id}",
            "budget.text",
            *sources,
            phase=edition.words.name(phase),
            parts=teller.say("then").join(parts),
        )


def reporting(teller: Teller) -> Iterator[Sentence]:
    """Tell how many agencies reported, and which ministries are silent or incomplete."""
    edition = teller.edition
    yield teller.state("reporting.rate", statements.reporting(edition.now))
    rates = {unit: edition.now.at("reporting_rate", unit) for unit in edition.now.units("ministry")}
    silent = [unit for unit, found in rates.items() if not found.numerator]
    partly = [unit for unit, found in rates.items() if found.numerator and (found.value or 0) < 1]
    for name, units in (("silent", silent), ("partly", partly)):
        key = f"reporting.{name}" if units else f"reporting.no_{name}"
        yield teller.tell(
            f"reporting.{name}",
            key,
            *(teller.source("reporting_rate", unit) for unit in units),
            **({"n": count(len(units)), "names": teller.names(units)} if units else {}),
        )


def unjudged(teller: Teller) -> Iterator[Sentence]:
    """Tell what cannot be concluded on."""
    edition = teller.edition
    open_targets = [
        target.id
        for target in edition.known.targets.values()
        if edition.now.at(target.measure).status in ("cannot_judge", None)
    ]
    facts = {
        "n": count(len(open_targets)),
        "names": edition.say("separator").join(open_targets),
        "needed": edition.needed,
    }
    yield teller.tell("unjudged.targets", f"unjudged.{'targets' if open_targets else 'no_targets'}", **facts)
    ministries = [edition.now.at("ready_share", unit) for unit in edition.now.units("ministry")]
    if thin := statements.uncertain(ministries, "ministry", edition.period):
        yield teller.state("unjudged.ministries", thin)
    else:
        yield teller.tell("unjudged.ministries", "unjudged.no_ministries")
    if edition.illustrative:
        yield teller.tell("unjudged.illustrative", "unjudged.illustrative")

"""Sentences on persons: readiness, targets, change, ministries, groups and capabilities."""

from collections.abc import Iterator

from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.publish.brief.teller import Sentence, Teller
from etl.publish.changes import Change
from etl.queries import path_due
from etl.queries.figure import Figure, Number


def readiness(teller: Teller) -> Iterator[Sentence]:
    """Tell the nation's ready share, its range, the median ministry, and what the figures do not cover."""
    edition = teller.edition
    ready, median = edition.now.at("ready_share"), edition.now.at("ministry_median")
    source = teller.source("ready_share")
    if ready.value is None:
        yield teller.tell("readiness.nation", "readiness.none", source, mark=ready.share().text)
        return
    yield teller.tell(
        "readiness.nation",
        "readiness.nation",
        source,
        ready=ready.whole("numerator").text,
        judged=ready.whole("denominator").text,
        share=ready.share().text,
        low=ready.share("low").text,
        high=ready.share("high").text,
        coverage=ready.share("coverage").text,
    )
    if not ready.firm:
        key = "readiness.unknown" if ready.coverage is None else "readiness.thin"
        yield teller.tell("readiness.thin", key, source, needed=edition.needed)
    yield teller.tell(
        "readiness.median",
        "readiness.median",
        teller.source("ministry_median"),
        median=median.share().text,
        n=median.whole("denominator").text,
    )
    agencies = edition.expected
    known = int(agencies["headcount"].notna().sum())
    if known < len(agencies):
        yield teller.tell(
            "readiness.headcount",
            "readiness.headcount",
            teller.source("headcount"),
            known=f"{known:,}",
            expected=f"{len(agencies):,}",
        )


def change(teller: Teller) -> Iterator[Sentence]:
    """Tell the change since last quarter and last year: of all reporters, and of the matched panel."""
    edition = teller.edition
    for name, period in (("quarter", edition.quarter_ago), ("year", edition.year_ago)):
        found = edition.changes.get((period, NATION), Change())
        sources = (teller.source("ready_share"), teller.source("ready_share", period=period))
        before = period.short(edition.lang)
        for who, then, now, moved in (
            ("all", found.then, found.now, found.moved),
            ("panel", found.panel_then, found.panel_now, found.panel_moved),
        ):
            key = f"change.{who}" if moved.value is not None else f"change.no_{who}"
            yield teller.tell(
                f"change.{name}" if who == "all" else f"change.{name}_panel",
                key,
                *(sources if who == "all" else ()),
                before=before,
                n=f"{found.panel:,}",
                then=found.number(then).text,
                now=found.number(now).text,
                points=moved.text,
            )


def targets(teller: Teller) -> Iterator[Sentence]:
    """Tell where each target stands against what is due now, or why nothing can be said."""
    edition = teller.edition
    for target in edition.known.targets.values():
        figure, due = edition.now.at(target.measure), path_due(target.id, edition.period)
        source = teller.source(target.measure)
        facts = {"id": target.id, "target": edition.words.name(target), "value": figure.share().text}
        if figure.status == "cannot_judge" or figure.value is None or due is None:
            coverage = {"coverage": figure.share("coverage").text, "needed": edition.needed}
            reason = _silence(figure, due)
            more = coverage if reason == "thin" else {}
            yield teller.tell(f"targets.{target.id}", f"targets.{reason}", source, **facts, **more)
            continue
        yield teller.tell(
            f"targets.{target.id}",
            "targets.text",
            source,
            **facts,
            low=figure.share("low").text,
            high=figure.share("high").text,
            due=Number(due, "share").text,
            points=Number(figure.value - due, "points").text,
            verdict=edition.words(f"charts.verdict.{figure.status}"),
        )


def ministries(teller: Teller) -> Iterator[Sentence]:
    """Tell how many ministries can be judged, and between which their ready shares lie."""
    edition = teller.edition
    figures = {unit: edition.now.at("ready_share", unit) for unit in edition.now.units("ministry")}
    firm = _ranked({unit: figure for unit, figure in figures.items() if figure.firm})
    sources = [teller.source("ready_share", unit) for unit in firm]
    counts = {"n": f"{len(firm):,}", "all": f"{len(figures):,}", "needed": edition.needed}
    yield teller.tell("ministries.firm", "ministries.firm", *sources, **counts)
    if len(firm) > 1:
        low, high = firm[0], firm[-1]
        yield teller.tell(
            "ministries.ends",
            "ministries.ends",
            teller.source("ready_share", low),
            teller.source("ready_share", high),
            low=edition.name(low),
            low_share=figures[low].share().text,
            high=edition.name(high),
            high_share=figures[high].share().text,
        )


def groups(teller: Teller) -> Iterator[Sentence]:
    """Tell between which groups the ready share lies, and which cannot be judged."""
    edition = teller.edition
    figures = {code: edition.by_group.at("ready_share", group=code) for code in edition.known.groups}
    firm = _ranked({code: figure for code, figure in figures.items() if figure.firm})
    name = {code: edition.words.name(term) for code, term in edition.known.groups.items()}
    if len(firm) > 1:
        low, high = firm[0], firm[-1]
        yield teller.tell(
            "groups.ends",
            "groups.ends",
            teller.source("ready_share", group=low),
            teller.source("ready_share", group=high),
            low=name[low],
            low_share=figures[low].share().text,
            high=name[high],
            high_share=figures[high].share().text,
            n=f"{len(firm):,}",
        )
    thin = [code for code in figures if code not in firm]
    if thin:
        yield teller.tell(
            "groups.thin",
            "groups.thin",
            *(teller.source("ready_share", group=code) for code in thin),
            names=edition.say("separator").join(name[code] for code in thin),
            needed=edition.needed,
        )


def capabilities(teller: Teller) -> Iterator[Sentence]:
    """Tell which capability most persons fall short in, and which closes most gaps."""
    edition = teller.edition
    for sentence, measure in (("below", "gap_people"), ("one_step", "one_step")):
        figures = {
            code: edition.by_capability.at(measure, capability=code) for code in edition.known.capabilities
        }
        counts = {code: figure.value for code, figure in figures.items() if figure.value}
        if not counts:
            yield teller.tell(f"capabilities.{sentence}", f"capabilities.no_{sentence}")
            continue
        most = max(counts, key=lambda code: counts[code])
        passing = edition.by_capability.at("capability_pass", capability=most)
        yield teller.tell(
            f"capabilities.{sentence}",
            f"capabilities.{sentence}",
            teller.source(measure, capability=most),
            teller.source("capability_pass", capability=most),
            capability=edition.words.name(edition.known.capabilities[most]),
            n=figures[most].whole().text,
            share=passing.share().text,
            judged=passing.whole("denominator").text,
        )


def _silence(figure: Figure, due: float | None) -> str:
    """Return why nothing can be said of a target."""
    if figure.mark == CONFIDENTIAL:
        return "withheld"
    if figure.value is None:
        return "none"
    if due is None:
        return "not_set"
    return "unknown" if figure.coverage is None else "thin"


def _ranked(figures: dict[str, Figure]) -> list[str]:
    """Return the codes whose figure has a value, the lowest first; equal ones in the order of their codes."""
    known = {code: figure.value for code, figure in figures.items() if figure.value is not None}
    return sorted(known, key=lambda code: (known[code], code))

"""How ready the ministry is, against whom, and how far the figure can be trusted."""

from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL
from etl.publish.changes import Change
from etl.publish.scorecard.subject import Subject, diamond_at, mark_at, range_of, span_of
from etl.publish.typeset.blocks import Banner, Column, Paragraph, Row, Section, row, table
from etl.queries.figure import Figure

_GRADES = ("evidence_a", "evidence_b", "evidence_c")


def headline(subject: Subject) -> str:
    """Return the scorecard's one sentence, chosen by the figures: verdict, change, main cause."""
    edition, ready = subject.edition, subject.at("ready_share")
    name = edition.name(subject.unit)
    if ready.mark == CONFIDENTIAL:
        return subject.say("headline.withheld", unit=name)
    if ready.value is None:
        return subject.say("headline.nobody", unit=name)
    if ready.coverage is None:
        return subject.say("headline.unknown", unit=name)
    if not ready.firm:
        return subject.say(
            "headline.thin",
            unit=name,
            coverage=ready.share("coverage").text,
            needed=edition.needed,
        )
    return subject.say(
        "headline.text",
        unit=name,
        share=ready.share().text,
        low=ready.share("low").text,
        high=ready.share("high").text,
        against=_against(subject, ready),
        change=_change(subject),
        cause=_cause(subject),
    )


def standing(subject: Subject) -> Section:
    """Return the ready share with its range, beside nation, median ministry and peers."""
    edition, ready = subject.edition, subject.at("ready_share")
    nation, median = edition.now.at("ready_share"), edition.now.at("ministry_median")
    figure = ready.share().text if ready.firm or ready.value is None else subject.say("cannot_judge")
    if ready.value is None and ready.mark != CONFIDENTIAL:
        figure = subject.say("cannot_judge")
    return Section(
        subject.say("readiness.title"),
        (
            Banner(
                figure=figure,
                caption=_caption(subject, ready),
                span=span_of(ready, mark_at(nation.value), diamond_at(subject.peers_ready.value)),
            ),
            table(
                [
                    Column(subject.say("readiness.against"), share=1),
                    Column(subject.say("column.ready"), "right"),
                    Column(subject.say("readiness.range"), "right"),
                    Column(subject.say("column.coverage"), "right"),
                ],
                [
                    _compared(subject.say("readiness.this"), ready, strong=True),
                    _compared(subject.say("readiness.nation"), nation),
                    row(subject.say("readiness.median", n=median.whole("denominator").text),
                        median.share().text, "", ""),
                    row(_peers_name(subject), subject.peers_ready.text, "", ""),
                ],
            ),
            table(
                [
                    Column(subject.say("readiness.change"), share=1),
                    Column(subject.say("readiness.then"), "right"),
                    Column(subject.say("readiness.points"), "right"),
                    Column(subject.say("readiness.panel"), "right"),
                ],
                [_since(subject, period) for period in (edition.quarter_ago, edition.year_ago)],
            ),
        ),
        place="left",
    )  # fmt: skip


def trust(subject: Subject) -> Section:
    """Return how far the figures can be trusted: who reported, who is judged, on which evidence."""
    reporting, coverage = subject.at("reporting_rate"), subject.at("coverage")
    known = subject.departments["headcount"].notna().sum()
    facts = [
        (
            subject.say("trust.reporting"),
            _of(subject, reporting),
            reporting.share().text,
        ),
        (subject.say("trust.coverage"), _of(subject, coverage), coverage.share().text),
        (
            subject.say("trust.headcount"),
            subject.say("of", n=f"{known:,}", whole=f"{len(subject.departments):,}"),
            "",
        ),
        *((subject.say(f"trust.{grade}"), "", subject.at(grade).share().text) for grade in _GRADES),
    ]
    return Section(
        subject.say("trust.title"),
        (
            table(
                [
                    Column(subject.say("trust.what"), share=1),
                    Column(subject.say("trust.count"), "right"),
                    Column(subject.say("trust.share"), "right"),
                ],
                [row(*fact) for fact in facts],
            ),
            *(Paragraph(limit, "item") for limit in limits(subject)),
        ),
        place="right",
    )


def limits(subject: Subject) -> list[str]:
    """Return what limits the figures, a sentence each, by rule."""
    edition, ready, coverage = subject.edition, subject.at("ready_share"), subject.at("coverage")
    found = []
    if subject.silent:
        found.append(subject.say("limit.silent", n=f"{len(subject.silent):,}"))
    if ready.coverage is not None and not ready.firm:
        found.append(subject.say("limit.thin", coverage=ready.share("coverage").text, needed=edition.needed))
    unknown = int(subject.departments["headcount"].isna().sum())
    if unknown:
        found.append(subject.say("limit.headcount", n=f"{unknown:,}"))
    if "seen_exceeds_headcount" in (ready.status, coverage.status):
        found.append(subject.say("limit.exceeds"))
    self_assessed = subject.at("evidence_c")
    if self_assessed.value:
        found.append(subject.say("limit.self", share=self_assessed.share().text))
    return found


def _against(subject: Subject, ready: Figure) -> str:
    median = subject.edition.now.at("ministry_median")
    if median.value is None or ready.value is None:
        return ""
    side = "above" if ready.value > median.value else "below" if ready.value < median.value else "at"
    return subject.say(f"headline.{side}", median=median.share().text)


def _change(subject: Subject) -> str:
    edition = subject.edition
    change = edition.changes.get((edition.year_ago, subject.unit), Change())
    if change.moved.value is None:
        return ""
    before = edition.year_ago.short(edition.lang)
    return subject.say("headline.change", points=change.moved.text, before=before)


def _cause(subject: Subject) -> str:
    """Return which capability most persons fall short in; nothing where no count may be shown."""
    edition = subject.edition
    counts = {
        code: edition.by_capability.at("gap_people", subject.unit, capability=code)
        for code in edition.known.capabilities
    }
    shown = {code: figure.value for code, figure in counts.items() if figure.value}
    if not shown:
        return ""
    widest = max(shown, key=lambda code: shown[code])
    name = edition.words.name(edition.known.capabilities[widest])
    return subject.say("headline.cause", capability=name, n=counts[widest].whole().text)


def _caption(subject: Subject, ready: Figure) -> str:
    if ready.value is None:
        return subject.say("readiness.no_caption", mark=ready.share().text)
    return subject.say(
        "readiness.caption",
        ready=ready.whole("numerator").text,
        judged=ready.whole("denominator").text,
        low=ready.share("low").text,
        high=ready.share("high").text,
    )


def _compared(name: str, figure: Figure, *, strong: bool = False) -> Row:
    return row(name, figure.share().text, range_of(figure), figure.share("coverage").text, strong=strong)


def _peers_name(subject: Subject) -> str:
    factor = subject.edition.known.threshold("peer_factor")
    return subject.say("readiness.peers", n=f"{len(subject.peers):,}", factor=f"{factor:g}")


def _since(subject: Subject, period: Period) -> Row:
    change = subject.edition.changes.get((period, subject.unit), Change())
    return row(
        period.short(subject.edition.lang),
        change.number(change.then).text,
        change.moved.text,
        change.panel_moved.text,
    )


def _of(subject: Subject, figure: Figure) -> str:
    return subject.say("of", n=figure.whole("numerator").text, whole=figure.whole("denominator").text)

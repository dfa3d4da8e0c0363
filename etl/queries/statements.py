"""What may be said of a figure, by measure and situation: an id and its arguments, the same in every medium.

Each function is pure: figures in, a statement out. A medium chooses language and length, never the sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import (
    CONFIDENTIAL,
    FEW,
    NATION,
    NEARLY_ALL,
    NOT_APPLICABLE,
    WITHIN_ROUNDING,
)
from etl.queries.figure import TOLERANCE, Figure, Figures
from etl.queries.number import Number
from etl.queries.public import quantile
from etl.queries.sentence import End, Listed, Statement, Term, statement

Situation = Literal[
    "withheld", "few", "nearly_all", "silent", "nobody", "incomplete", "thin", "estimate", "whole"
]
"""What stands between a share and a conclusion, the first that holds."""

Kind = Literal["ministry", "agency", "group", "capability", "stage", "role"]
"""What a row of figures is told apart by."""

MEASURES: Final = (
    "reporting_rate",
    "ready_share",
    "ready_share_reporting",
    "reporting_bodies",
    "reporting_posts",
    "ministry_median",
)
"""The measures a unit's first sentences rest on."""
_OF_MARK: Final[Mapping[str | None, Situation]] = {
    CONFIDENTIAL: "withheld",
    FEW: "few",
    NEARLY_ALL: "nearly_all",
}
_REGISTER: Final = "register_estimate"
_EXCEEDS: Final = "seen_exceeds_headcount"


def situation(share: Figure, reporting: Figure | None = None) -> Situation:
    """Return what stands between a share and a conclusion; `reporting` is the rate of who reported.

    A whole that cannot be concluded on comes before how few, or nearly all, of those assessed are ready.
    """
    unshown = None if share.known else _OF_MARK.get(share.mark)
    if not share.known and unshown is None:
        nobody = reporting is not None and not reporting.numerator and bool(reporting.denominator)
        return "silent" if nobody else "nobody"
    if unshown == "withheld":
        return unshown
    if share.incomplete:
        return "incomplete"
    if share.coverage is None or not share.ranged:
        return unshown or "incomplete"
    if share.coverage < share.needed:
        return "thin"
    return unshown or ("estimate" if share.status == _REGISTER else "whole")


def readiness(figures: Figures, unit: str = NATION, *, group: str | None = None) -> Statement:
    """Return what may be said of a unit's ready share, or of a group's in it where rows of it are given.

    Where the whole cannot be judged, the share of the bodies that reported leads, under its own name.
    """
    ready, companion = figures.at("ready_share", unit), figures.at("ready_share_reporting", unit)
    found = situation(ready, figures.at("reporting_rate", unit))
    if found in ("incomplete", "thin") and companion.known:
        made = _of_reporting(figures, unit, found)
    else:
        made = statement(f"ready.{found}", ready, unit=Term("unit", unit), **_facts(ready, figures, found))
    return made if group is None else statement("of_group", ready, group=Term("group", group), sentence=made)


def _facts(ready: Figure, figures: Figures, found: Situation) -> dict[str, object]:
    if found in ("silent", "nobody"):
        return {"period": figures.period}
    facts: dict[str, object] = {"share": ready.share(), "judged": ready.whole("denominator")}
    if found in ("thin", "estimate", "whole"):
        facts |= {"coverage": ready.share("coverage"), "needed": needed(figures.period)}
    if found in ("estimate", "whole"):
        facts |= {"low": ready.share("low"), "high": End(ready.share("high"))}
    if found == "estimate":
        facts |= {"register": register(ready)}
    return facts if found != "withheld" else {}


def _of_reporting(figures: Figures, unit: str, whole: Situation) -> Statement:
    ready, bodies, posts = (
        figures.at(measure, unit)
        for measure in ("ready_share_reporting", "reporting_bodies", "reporting_posts")
    )
    known = "posts" if posts.known else "bodies"
    bounded = situation(ready) in ("whole", "thin") and ready.status not in (_REGISTER, _EXCEEDS)
    ranged = "ranged" if bounded else "plain"
    return statement(
        f"ready.reporting_{known}_{ranged}",
        ready,
        bodies,
        posts,
        unit=Term("unit", unit),
        share=ready.share(),
        n=bodies.whole("numerator"),
        all=bodies.whole("denominator"),
        posts=posts.share(),
        low=ready.share("low"),
        high=End(ready.share("high")),
        because=because(figures, unit, whole),
    )


def because(figures: Figures, unit: str, found: Situation) -> Statement:
    """Return why a unit's ready share allows no conclusion."""
    ready = figures.at("ready_share", unit)
    facts = _facts(ready, figures, "thin") if found == "thin" else {}
    return statement(f"because.{found}", ready, unit=Term("unit", unit), **facts)


def register(share: Figure) -> Statement:
    """Return which register a share's headcount is estimated from: of a year, where one holds most of it."""
    name, _, year = (share.headcount_source or "").partition("-")
    return statement("register.year", year=year) if name == "register" and year else statement("register.any")


def needed(period: Period) -> Number:
    """Return the coverage from which on something may be concluded at a quarter."""
    return Number(definitions().rule("judge_coverage", period), "share")


def ends(share: Figure) -> Statement | None:
    """Return between what a share lies, in truth or by an estimate from a register; None for others."""
    found = situation(share)
    if found == "whole":
        return statement("range.whole", share, **_ends(share))
    if found == "estimate":
        return statement("range.estimate", share, **_ends(share), register=register(share))
    return None


def possible(share: Figure) -> Statement | None:
    """Return what a share's ends leave possible, whatever can be concluded; None where they are not known."""
    return statement("range.possible", share, **_ends(share)) if share.ranged else None


def _ends(share: Figure) -> dict[str, object]:
    return {"low": share.share("low"), "high": End(share.share("high"))}


def against(ready: Figure, median: Figure) -> Statement | None:
    """Return on which side of the ministries' median a share lies: only where its range excludes it.

    None where nothing can be concluded of the share, or there is no median.
    """
    if situation(ready) not in ("whole", "estimate") or median.value is None:
        return None
    side = side_of(ready, median.value)
    return statement(
        f"against.{side}",
        ready,
        median,
        unit=Term("unit", ready.unit_code),
        median=median.share(),
        n=median.whole("denominator"),
    )


def middle(median: Figure) -> Statement:
    """Return the median of the ministries' ready shares, or that there is none."""
    which = "text" if median.known else "none"
    facts = {"median": median.share(), "n": median.whole("denominator")} if median.known else {}
    return statement(f"median.{which}", median, **facts)


def median_of(shares: Sequence[Figure], *, least: float) -> Figure:
    """Return the median of some units' shares as a figure whose denominator is how many it is of.

    Those count that can be concluded on; fewer than `least` of them, or than the part of all units that the
    ministries' median takes, have none.
    """
    used = [one for one in shares if is_concluded(one)]
    period, coarse = (used[0].period if used else ""), any(one.coarse for one in used)
    found = Figure(period, "ministry_median", "", denominator=len(used), coarse=coarse)
    if not used or len(used) < max(
        least, definitions().rule("median_share", Period.parse(period)) * len(shares)
    ):
        return found
    value = quantile(np.array([one.place for one in used]), 0.5)
    return found._replace(mark=CONFIDENTIAL) if np.isnan(value) else found._replace(value=value)


def side_of(share: Figure, mark: float) -> Literal["above", "below", "unclear"]:
    """Return on which side of a mark a share lies whatever those not seen turn out to be."""
    if share.low is None or share.high is None:
        return "unclear"
    if share.low > mark + TOLERANCE:
        return "above"
    return "below" if share.high < mark - TOLERANCE else "unclear"


def apart(figures: Sequence[Figure]) -> tuple[Figure | None, Figure | None]:
    """Return the highest and the lowest of some shares, each only where its range meets no other's.

    Every figure given counts, but those that are not applicable: one without a range, or given in no digits,
    may be any share, so nobody is named beside it.
    """
    firm, others = _firm(figures), [one for one in figures if one.mark != NOT_APPLICABLE]
    if len(firm) < 2:
        return None, None
    top, bottom = firm[-1], firm[0]
    return (
        top if all(_above(top, other) for other in others if other is not top) else None,
        bottom if all(_above(other, bottom) for other in others if other is not bottom) else None,
    )


def _above(one: Figure, other: Figure) -> bool:
    """Return whether a share is the higher one, whatever those not seen turn out to be."""
    return one.known and other.known and one.differs(other) and one.amount > other.amount


def _firm(figures: Sequence[Figure]) -> list[Figure]:
    """Return the shares something can be concluded on, ascending."""
    return sorted((one for one in figures if situation(one) in ("whole", "estimate")), key=_by_value)


def extremes(figures: Sequence[Figure], kind: Kind) -> Statement:
    """Return between which shares some units, groups … lie; highest and lowest named only if set apart."""
    firm = _firm(figures)
    facts: dict[str, object] = {"n": len(firm), "all": len(figures), "of": Term("part", kind)}
    facts["measure"] = Term("measure", figures[0].measure if figures else "ready_share")
    if not firm:
        return statement("extremes.nothing", **facts)
    top, bottom = apart(figures)
    facts |= {"low": firm[0].share(), "high": End(firm[-1].share())}
    for name, one in (("top", top), ("bottom", bottom)):
        if one is not None:
            facts[name] = _term(one, kind)
    which = "both" if top and bottom else "top" if top else "bottom" if bottom else "unclear"
    return statement(f"extremes.{which if len(firm) > 1 else 'one'}", *firm, **facts)


def _term(figure: Figure, kind: Kind) -> Term:
    """Return what tells a row from the others."""
    if kind in ("ministry", "agency"):
        return Term("unit", figure.unit_code)
    if kind == "role":
        return Term("role", f"{figure.group}/{figure.stage}")
    return Term(cast("Literal['group', 'capability', 'stage']", kind), getattr(figure, kind))


def is_open(share: Figure) -> bool:
    """Return whether nothing can be concluded of a share for what is not known, not for what is not shown."""
    return situation(share) in ("silent", "nobody", "incomplete", "thin")


def is_concluded(share: Figure) -> bool:
    """Return whether a share is shown, in digits or not, with enough of its whole to conclude from it."""
    return situation(share) != "withheld" and not is_open(share) and share.ranged


def uncertain(figures: Sequence[Figure], kind: Kind, period: Period) -> Statement | None:
    """Return of which units or groups nothing can be concluded; None where there is none.

    Those whose share is withheld, or given in no digits without a coverage, may well be concluded on.
    """
    names = tuple(_term(one, kind) for one in figures if is_open(one))
    if not names:
        return None
    facts: dict[str, object] = {"n": len(names), "names": Listed(names), "of": Term("part", kind)}
    return statement("uncertain", needed=needed(period), **facts)


@dataclass(frozen=True, slots=True)
class Moved:
    """A share's change since an earlier quarter: of all reporters, of the agencies in both, and of rules."""

    before: Period
    all: Number
    panel: Number
    agencies: int
    rules: Number
    """What of the change is a change of rules."""


def change(moved: Moved) -> Statement:
    """Return how the ready share changed, of all reporters and of the same agencies; withheld is no gap.

    What changed rules make of it is named where they make anything.
    """
    own, panel = _way(moved.all), _way(moved.panel)
    if own in ("none", "withheld"):
        return statement(f"change.{own}", before=moved.before)
    same = statement(f"panel.{panel}", n=moved.agencies, points=moved.panel)
    made = statement(f"change.{own}", before=moved.before, points=moved.all, panel=same)
    rules = _way(moved.rules)
    if rules in ("same", "none", "withheld"):
        return made
    return statement(f"ruled.{rules}", sentence=made, points=moved.rules)


def _way(number: Number) -> str:
    if number.value is not None:
        return number.direction
    if number.mark == WITHIN_ROUNDING:
        return "unclear"
    return "withheld" if number.mark in _OF_MARK else "none"


def reporting(figures: Figures, unit: str = NATION) -> Statement:
    """Return how many agencies have reported of how many expected; a unit all of which are silent says so."""
    rate = figures.at("reporting_rate", unit)
    facts: dict[str, object] = {"unit": Term("unit", unit), "period": figures.period}
    if not rate.denominator:
        return statement("reporting.nobody_expected", rate, **facts)
    silent = int(rate.denominator - (rate.numerator or 0))
    facts |= {
        "reported": rate.whole("numerator"),
        "expected": rate.whole("denominator"),
        "share": rate.share(),
        "silent": silent,
    }
    which = "all" if not silent else "some" if rate.numerator else "silent"
    return statement(f"reporting.{which}", rate, **facts)


def complete(rates: Sequence[Figure]) -> Statement:
    """Return in how many ministries every agency has reported."""
    known = [one for one in rates if one.known]
    return statement(
        "reporting.complete", *known, complete=sum(one.value == 1 for one in known), all=len(known)
    )


def headcount(known: int, expected: int, share: Figure) -> list[Statement]:
    """Return what limits the headcount behind a share: known in part, exceeded, or a register's."""
    found = []
    if known < expected:
        which = "headcount.some" if known else "headcount.none"
        found.append(statement(which, share, known=known, expected=expected))
    if share.status == _EXCEEDS:
        found.append(statement("headcount.exceeded", share))
    if share.status == _REGISTER:
        found.append(statement("headcount.register", share, register=register(share)))
    return found


def shortest(figures: Figures, unit: str = NATION) -> Statement:
    """Return in which capability fewest of those with a score pass, or that they cannot be told apart."""
    passing = [figures.at("capability_pass", unit, capability=code) for code in definitions().capabilities]
    given = [one for one in passing if one.known or one.mark is not None]
    if not any(one.known for one in given):
        return statement("capability.none", period=figures.period)
    _, least = apart(given)
    if least is None:
        return extremes(given, "capability")
    return statement(
        "capability.least",
        least,
        capability=Term("capability", least.capability),
        share=least.share(),
        judged=least.whole("denominator"),
    )


def national(figures: Figures, *, group: str | None = None) -> list[Statement]:
    """Return the sentences of the country's ready share, or of a group's, beside the median ministry."""
    return [readiness(figures, group=group), middle(figures.at("ministry_median"))]


def headline(figures: Figures, unit: str, moved: Moved | None) -> list[Statement]:
    """Return the sentences a ministry's or an agency's page and scorecard begin with."""
    ready = figures.at("ready_share", unit)
    made = [readiness(figures, unit)]
    if situation(ready) not in ("whole", "estimate"):
        return made
    side = against(ready, figures.at("ministry_median"))
    return [*made, *([side] if side else []), *([change(moved)] if moved else [])]


def _by_value(figure: Figure) -> tuple[float, str, str, str]:
    return figure.amount, figure.unit_code, figure.group, figure.capability

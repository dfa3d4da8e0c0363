"""What may be said of the plan's targets: each against its path, and all of them in one sentence."""

from typing import Final

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Target
from etl.queries.figure import Figure, Figures
from etl.queries.number import Number
from etl.queries.sentence import End, Statement, Term, statement
from etl.queries.statements import needed, situation
from etl.queries.targets import path_due, plan_end, verdict_at

_BEHIND: Final = ("behind", "likely_behind")
_OPEN: Final = ("cannot_judge", None)


def target(plan: Target, figure: Figure, period: Period) -> Statement:
    """Return where a target stands against its path, or why nothing can be concluded; closed after the plan.

    Where rounding puts the printed share on the other side of the path the sentence says "about".
    """
    due = path_due(plan.id, period)
    facts: dict[str, object] = {"id": plan.id, "target": Term("target", plan.id)}
    found = situation(figure)
    if found in ("withheld", "silent", "nobody"):
        return statement(f"target.{'none' if found != 'withheld' else found}", figure, **facts)
    facts |= {"value": figure.share()}
    if due is None:
        return statement("target.not_set", figure, **facts)
    facts |= {"verdict": Term("verdict", figure.status or "cannot_judge")}
    if plan_ended(plan.id, period):
        return statement("target.closed", figure, **facts, final=Number(due, "share"))
    facts |= {"due": Number(due, "share")}
    if figure.status in _OPEN:
        reason = _reason(figure)
        if reason == "thin":
            facts |= {"coverage": figure.share("coverage"), "needed": needed(period)}
        return statement(f"target.{reason}", figure, **facts)
    facts |= {"low": figure.share("low"), "high": End(figure.share("high"))}
    return statement(f"target.{'about' if rounds_over(figure, due) else 'verdict'}", figure, **facts)


def plan_ended(plan: str, period: Period) -> bool:
    """Return whether a target's last year is over at a quarter."""
    last = plan_end(plan)
    return last is not None and period > last


def all_targets(figures: Figures) -> Statement:
    """Return how many targets are behind the plan, how many are open, and how many agencies are silent."""
    plans = definitions().targets.values()
    found = [verdict_at(figures.at(plan.measure)) for plan in plans]
    behind, still_open = sum(one in _BEHIND for one in found), sum(one in _OPEN for one in found)
    reporting = figures.at("reporting_rate")
    silent = int((reporting.denominator or 0) - (reporting.numerator or 0))
    which = "silent" if still_open and silent else "open" if still_open else "closed"
    facts = {"n": len(found), "below": behind, "open": still_open, "silent": silent}
    return statement(f"targets.{which}", *(figures.at(plan.measure) for plan in plans), **facts)


def each_target(figures: Figures) -> list[Statement]:
    """Return one statement a target, in the plan's order."""
    plans = definitions().targets.values()
    return [target(plan, figures.at(plan.measure), figures.period) for plan in plans]


def _reason(figure: Figure) -> str:
    """Return why there is no verdict, as far as the figure shows it."""
    if figure.coverage is not None and figure.coverage < figure.needed:
        return "thin"
    return "open" if figure.ranged or not figure.known else "incomplete"


def rounds_over(figure: Figure, due: float) -> bool:
    """Return whether the printed share lies on another side of a value than the verdict says.

    A share printed in no digits lies on neither, and without a verdict there is no side.
    """
    if figure.value is None or figure.status in (*_OPEN, "target_not_set"):
        return False
    reached = figure.status in ("met", "on_path", "likely_on_path")
    printed, path = (float(one.bare.replace(",", "")) for one in (figure.share(), Number(due, "share")))
    return printed < path if reached else printed > path

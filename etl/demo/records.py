"""What an agency reports besides its persons: headcount, stage, training, budget and practices."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.demo.people import capabilities
from etl.demo.roster import POSITION_TYPES_INSTEAD, QUARTERS, YEARS, Profile, stream

STAGE_NEVER_STATED: Final = 0.12
STAGE_SLIPS: Final = 0.08
STAGE_CONFIRMED_IN_A_YEAR: Final = 0.35
LONG_NUMBER_AS_EVIDENCE: Final = 0.05
"""Thirteen digits that are nobody's citizen id (the check digit does not fit)."""
COURSES: Final = 12
COURSE_IN_A_QUARTER: Final = (0.35, 0.45, 0.20)
"""Chances of no, one and two courses in a reported quarter."""
COURSE_FOR_GROUP: Final = (0.05, 0.1, 0.25, 0.2, 0.15, 0.1, 0.15)
"""Chances that a course is for each group; the last: for all."""
BUDGET_MISFIT: Final = 0.04
BUDGET_NOT_REPORTED: Final = 0.10
DISBURSEMENT_NOT_STATED: Final = 0.06
BAHT_STEP: Final = 1_000

HEADCOUNT: Final = ["agency", "period", "category", "headcount"]
STAGE: Final = ["agency", "period", "stage", "effective_on", "assessor", "evidence"]
TRAINING: Final = [
    *("agency", "period", "course", "held_on", "theme", "capability", "group"),
    *("participants", "lecture_hours", "other_hours"),
]
TRAINING_TYPES: Final = {
    "held_on": "datetime64[s]",
    "participants": "int64",
    "lecture_hours": "float64",
    "other_hours": "float64",
}
BUDGET: Final = ["agency", "fiscal_year", "source", "purpose", "requested", "allocated", "disbursed"]
PRACTICE: Final = ["agency", "period", "practice", "status", "evidence"]


def _reported(agency: Profile) -> list[tuple[int, Period]]:
    """Return (place, quarter) of the quarters the agency reported."""
    return [(place, period) for place, period in enumerate(QUARTERS) if agency.reported[place]]


def headcount(agency: Profile) -> pd.DataFrame:
    """Return one row per reported quarter and group (one agency: position type), in persons."""
    counts = agency.positions if agency.code == POSITION_TYPES_INSTEAD else agency.headcount
    rows = [
        (agency.code, str(period), category, count)
        for _, period in _reported(agency)
        for category, count in counts.items()
    ]
    return pd.DataFrame(rows, columns=HEADCOUNT)


def stage(agency: Profile, *, seed: int) -> pd.DataFrame:
    """Return one row per stage record: Early → Developing → Mature, a few slips; some agencies never say."""
    draw = stream(seed, f"{agency.code}/stage")
    words = definitions().words("th")
    moves = _stage_moves(agency, draw)
    rows = []
    for place, period in _reported(agency):
        confirmed = bool(moves) and period.quarter == 4 and draw.random() < STAGE_CONFIRMED_IN_A_YEAR
        if place in moves or (confirmed and min(moves) < place):
            current = moves[max(start for start in moves if start <= place)]
            effective = pd.Timestamp(period.start) + pd.Timedelta(days=int(draw.integers(0, 80)))
            assessor = words(f"demo.assessor_{draw.integers(1, 4)}")
            memo = words("demo.stage_evidence", number=int(draw.integers(1, 90)), year=period.fiscal_year)
            long_number = draw.random() < LONG_NUMBER_AS_EVIDENCE
            evidence = words("demo.stage_evidence_number") if long_number else memo
            rows.append((agency.code, str(period), current, effective, assessor, evidence))
    return pd.DataFrame(rows, columns=STAGE).astype({"effective_on": "datetime64[s]"})


def _stage_moves(agency: Profile, draw: np.random.Generator) -> dict[int, str]:
    """Return the reported quarters at which a stage begins (place in `QUARTERS` → stage)."""
    places = [place for place, _ in _reported(agency)]
    if not places or draw.random() < STAGE_NEVER_STATED:
        return {}
    developing = int(np.clip(draw.normal(10 - agency.level * 0.5, 5.5), 2, 30))
    mature = developing + int(np.clip(draw.normal(9 - agency.level * 0.3, 4), 4, 24))
    wanted = [(int(draw.integers(0, 4)), "EARLY"), (developing, "DEVELOPING"), (mature, "MATURE")]
    if draw.random() < STAGE_SLIPS:
        wanted.append((developing + 3, "EARLY"))
        wanted.append((developing + 6, "DEVELOPING"))
    moves: dict[int, str] = {}
    for place, code in sorted(wanted):
        later = [reported for reported in places if reported >= place]
        if later:
            moves[later[0]] = code
    return moves


def training(agency: Profile, *, seed: int) -> pd.DataFrame:
    """Return one row per course held: persons, lecture hours, other hours; some are exactly 60 % lecture."""
    draw = stream(seed, f"{agency.code}/training")
    words = definitions().words("th")
    habit = draw.uniform(0.5, 0.85)
    groups = [*agency.headcount, None]
    rows: list[tuple[object, ...]] = []
    for place, period in _reported(agency):
        for _ in range(int(draw.choice(3, p=COURSE_IN_A_QUARTER))):
            name = words(f"demo.course_{draw.integers(1, COURSES + 1):02}")
            course = words("demo.course", name=name, number=len(rows) + 1)
            held_on = pd.Timestamp(period.start) + pd.Timedelta(days=int(draw.integers(0, 85)))
            total = int(draw.choice([6, 12, 18, 24, 30]))
            share = float(np.clip(habit - 0.012 * place + draw.normal(0, 0.07), 0.3, 0.85))
            lecture = total * 0.6 if draw.random() < 0.15 else total * share
            theme = str(draw.choice(["1", "2"]))
            capability = str(draw.choice(capabilities()))
            group = groups[int(draw.choice(len(groups), p=COURSE_FOR_GROUP))]
            participants = min(int(draw.integers(12, 80)), agency.persons)
            hours = round(lecture, 1), round(total - lecture, 1)
            rows.append(
                (agency.code, str(period), course, held_on, theme, capability, group, participants, *hours)
            )
    return pd.DataFrame(rows, columns=TRAINING).astype(TRAINING_TYPES)


def budget(agency: Profile, *, seed: int) -> pd.DataFrame:
    """Return one row per fiscal year, source and purpose, in baht: own money first, then direct request.

    A request is at least what was allocated, and that at least what was spent. A few rows do not fit their
    phase, a few years are not reported, a few amounts not stated (null).
    """
    draw = stream(seed, f"{agency.code}/budget")
    rows = []
    for year in YEARS:
        reports = any(period.fiscal_year == year for _, period in _reported(agency))
        misfit, silent = draw.random() < BUDGET_MISFIT, draw.random() < BUDGET_NOT_REPORTED
        per_head = {"development": draw.uniform(400, 1_800), "assessment": draw.uniform(60, 260)}
        kept, spent, unstated = draw.uniform(0.45, 1.0, 2), draw.uniform(0.6, 1.0, 2), draw.random(2)
        if not reports or silent:
            continue
        phase = definitions().phase_of(year)
        fits = [code for code in definitions().sources if phase is None or code == phase.source]
        source = next(code for code in definitions().sources if (code in fits) != misfit)
        size = agency.persons**0.85
        for i, purpose in enumerate(definitions().purposes):
            asked = _baht(size * per_head[purpose])
            allocated = asked if source == "own" else _baht(asked * kept[i])
            disbursed = None if unstated[i] < DISBURSEMENT_NOT_STATED else _baht(allocated * spent[i])
            requested = None if source == "own" else asked
            rows.append((agency.code, year, source, purpose, requested, allocated, disbursed))
    money = {"requested": "Int64", "allocated": "Int64", "disbursed": "Int64"}
    return pd.DataFrame(rows, columns=BUDGET).astype(money)


def _baht(amount: float) -> int:
    """Return the amount as whole thousands of baht, at least one."""
    return max(BAHT_STEP, int(amount // BAHT_STEP) * BAHT_STEP)


def practice(agency: Profile, *, seed: int) -> pd.DataFrame:
    """Return one row per reported quarter and practice: no, then partial, then yes as the years go by."""
    draw = stream(seed, f"{agency.code}/practice")
    words = definitions().words("th")
    codes = list(definitions().practices)
    begun = draw.normal(9 - agency.level * 0.4, 6, len(codes))
    done = begun + draw.uniform(3, 12, len(codes))
    rows = []
    for place, period in _reported(agency):
        for i, code in enumerate(codes):
            status = "yes" if place >= done[i] else "partial" if place >= begun[i] else "no"
            order = words("demo.practice_evidence", practice=code, year=period.fiscal_year)
            evidence = order if status == "yes" else None
            rows.append((agency.code, str(period), code, status, evidence))
    return pd.DataFrame(rows, columns=PRACTICE)

"""The persons of one agency and what they scored: one row a person, date and method.

The story told: scores rise over the years, with noise; technologists and executives stand higher; what people
say of themselves lies above what a test finds; staff come in over time and are assessed again after a while.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from etl.definitions import definitions
from etl.demo.roster import QUARTERS, Profile, stream

ScoreScale = Literal["0-100", "1-5", "pass_fail"]
Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.str_]

AVERAGE_AT_START: Final = 47.0
RISE_PER_YEAR: Final = 3.4
GROUP_EFFECT: Final = {"EXEC": 5.0, "MGMT": 2.0, "ACAD": 2.0, "SERV": -2.0, "TECH": 9.0, "OTHR": -4.0}
CAPABILITY_EFFECT: Final = {
    "DLit": 10.0,
    "DG": -2.0,
    "DT": -3.0,
    "DS": -1.0,
    "SPM": -2.0,
    "DL": 3.0,
    "DTR": 1.0,
}
METHOD_EFFECT: Final = {
    "tpqi": 0.0,
    "icdl": 0.5,
    "ic3": 0.5,
    "supervisor": 3.0,
    "hr_record": 1.0,
    "self": 7.5,
    "attended": 12.0,
}
METHOD_SHARE_FIRST_YEAR: Final = (0.12, 0.03, 0.03, 0.10, 0.05, 0.63, 0.04)
METHOD_SHARE_LAST_YEAR: Final = (0.34, 0.06, 0.05, 0.16, 0.05, 0.31, 0.03)
ABILITY_SPREAD: Final = 7.5
CAPABILITY_SPREAD: Final = 5.5
MEASUREMENT_NOISE: Final = 3.0
REPEATS: Final = 6
SHORTEST_INTERVAL, LONGEST_INTERVAL = 3, 9
NOT_REQUIRED_ALSO_SCORED: Final = 0.35
NOT_ANSWERED: Final = 0.03
LEADERS_JOIN_MORE: Final = 1.25
TESTED_AND_SELF: Final = 0.25
MOVED_TO_POLICY_WORK: Final = 0.015


def capabilities() -> tuple[str, ...]:
    """Return the seven capability codes in their official order."""
    return tuple(definitions().capabilities)


def assessments(agency: Profile, *, seed: int, scale: ScoreScale) -> pd.DataFrame:
    """Return one row per person, date and method, of the quarters the agency reported.

    Columns: person_id, group, period, assessed_on, method, a score per capability on `scale` (pass is 1, fail
    is 0; NaN is "not assessed").
    """
    draw = stream(seed, f"{agency.code}/people")
    group = np.repeat(list(agency.headcount), list(agency.headcount.values()))
    size = len(group)
    starts = np.array([np.datetime64(period.start) for period in QUARTERS])
    names = np.array([str(period) for period in QUARTERS])
    reported = np.array(agency.reported)
    ability = draw.normal(0, ABILITY_SPREAD, size)
    talents = draw.normal(0, CAPABILITY_SPREAD, (size, len(capabilities())))

    person, quarter = _rounds(agency, size, draw)
    method = _methods(quarter, draw)
    day = draw.integers(0, 88, len(person))
    repeated = (method == "tpqi") & (draw.random(len(person)) < TESTED_AND_SELF)
    person = np.concatenate([person, person[repeated]])
    quarter = np.concatenate([quarter, quarter[repeated]])
    method = np.concatenate([method, np.full(repeated.sum(), "self")])
    day = np.concatenate([day, day[repeated] // 2])

    group_then = _groups_over_time(group, person, quarter, draw)
    scores = _scores(agency, group_then, quarter, method, draw) + ability[person, None] + talents[person]
    scores[~_asked(group_then, draw)] = np.nan
    marks = np.array([definitions().rule("pass_mark", one) for one in QUARTERS])
    table = pd.DataFrame(
        {
            "person_id": _numbers(agency.code, size)[person],
            "group": group_then,
            "period": names[quarter],
            "assessed_on": starts[quarter] + day.astype("timedelta64[D]"),
            "method": method,
            **dict(zip(capabilities(), on_scale(scores, scale, marks[quarter]).T, strict=True)),
        }
    )
    return table[reported[quarter]].sort_values(["assessed_on", "person_id", "method"], ignore_index=True)


def on_scale(scores: Numbers, scale: ScoreScale, marks: Numbers) -> Numbers:
    """Return scores of 0-100 as this scale has them: one decimal, whole levels 1-5, or pass 1 and fail 0.

    `marks` are the pass marks of the rows of scores.
    """
    held: Numbers = np.clip(scores, 0, 100)
    if scale == "1-5":
        held = np.clip(np.floor(held / 25 + 1.5), 1, 5)
    elif scale == "pass_fail":
        held = np.where(np.isnan(held), np.nan, held >= marks[:, np.newaxis])
    return np.round(held, 1)


def _numbers(code: str, size: int) -> Codes:
    prefix = code.replace("-", "")
    return np.array([f"E{prefix}-{number:06d}" for number in range(1, size + 1)])


def _rounds(agency: Profile, size: int, draw: np.random.Generator) -> tuple[Places, Places]:
    """Return (person, quarter) of every assessment: a first one, then again after three to nine quarters."""
    leading = np.repeat(
        [code in ("EXEC", "MGMT") for code in agency.headcount], list(agency.headcount.values())
    )
    joins = draw.random(size) < agency.share * np.where(leading, LEADERS_JOIN_MORE, 1.0)
    start = agency.reported.index(True) if any(agency.reported) else 0
    first = start + np.floor(draw.beta(1.1, 2.2, size) * (len(QUARTERS) - start)).astype(int)
    waits = draw.integers(SHORTEST_INTERVAL, LONGEST_INTERVAL, (size, REPEATS))
    quarters = first[:, None] + np.concatenate([np.zeros((size, 1), int), waits.cumsum(axis=1)], axis=1)
    happens = joins[:, None] & (quarters < len(QUARTERS))
    return np.nonzero(happens)[0], quarters[happens]


def _methods(quarter: Places, draw: np.random.Generator) -> Codes:
    """Return the method of each assessment; tests gain on self-assessment over the years."""
    progress = (quarter / (len(QUARTERS) - 1))[:, None]
    shares = np.array(METHOD_SHARE_FIRST_YEAR) * (1 - progress) + np.array(METHOD_SHARE_LAST_YEAR) * progress
    choice = (draw.random(len(quarter))[:, None] > shares.cumsum(axis=1)).sum(axis=1)
    methods: Codes = np.array(list(METHOD_EFFECT))[np.minimum(choice, len(METHOD_EFFECT) - 1)]
    return methods


def _groups_over_time(group: Codes, person: Places, quarter: Places, draw: np.random.Generator) -> Codes:
    """Return the group at each assessment: a few persons of service and other work move to policy work."""
    moves = np.isin(group, ["SERV", "OTHR"]) & (draw.random(len(group)) < MOVED_TO_POLICY_WORK)
    moved_in = np.where(moves, draw.integers(6, len(QUARTERS), len(group)), len(QUARTERS))
    return np.where(quarter >= moved_in[person], "ACAD", group[person])


def _scores(
    agency: Profile, group: Codes, quarter: Places, method: Codes, draw: np.random.Generator
) -> Numbers:
    """Return the expected score plus measurement noise, one column a capability."""
    years = quarter / 4
    level = AVERAGE_AT_START + agency.level + RISE_PER_YEAR * years
    level = level + _looked_up(GROUP_EFFECT, group) + _looked_up(METHOD_EFFECT, method)
    effects = np.array([CAPABILITY_EFFECT[code] for code in capabilities()])
    scores: Numbers = (
        level[:, None] + effects + draw.normal(0, MEASUREMENT_NOISE, (len(quarter), len(effects)))
    )
    return scores


def _looked_up(effects: dict[str, float], codes: Codes) -> Numbers:
    return np.array([effects[code] for code in codes.tolist()])


def _asked(group: Codes, draw: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Return which capabilities were scored: those required, now and then others; a few are left empty."""
    required = np.array(
        [
            [definitions().required(code, "ANY", each, QUARTERS[-1]) for each in capabilities()]
            for code in GROUP_EFFECT
        ]
    )
    place = pd.Series(group).map({code: i for i, code in enumerate(GROUP_EFFECT)}).to_numpy(dtype=int)
    asked: npt.NDArray[np.bool_] = (
        required[place] | (draw.random(len(group)) < NOT_REQUIRED_ALSO_SCORED)[:, None]
    )
    asked &= draw.random(asked.shape) >= NOT_ANSWERED
    asked[:, capabilities().index("DLit")] = True
    return asked

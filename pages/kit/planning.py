"""What the planner's page asks and says: criterion, number of gaps, cards, gaps in order, assumptions."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.codes import CONFIDENTIAL
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.planner import CRITERIA, Criterion, Plan
from pages.kit import blocks
from pages.kit.cards import Card
from pages.kit.frame import Frame

_CLOSED: Final = 10
"""Gaps closed until the reader says otherwise."""
_MOST: Final = 100
"""Most gaps the slider reaches."""
_TIMES: Final = ("before", "after")
_BY: Final = "rank"
_CLOSING: Final = "gaps"
"""Names of both choices in the address, which holds them by code."""


def asked(frame: Frame) -> Plan:
    """Draw the choice of a criterion and of how many gaps are closed, and return the plan that follows."""
    words, choice = frame.words, frame.choice
    units = None if choice.ministry is None else (choice.ministry,)
    cells = frame.access.gaps(choice.period, units=units, group=choice.group)
    criterion = _criterion(words)
    most = min(int((cells[criterion] > 0).sum()), _MOST)
    closing = _closing(most, words)
    return frame.access.plan(
        choice.period, closing=closing, criterion=criterion, units=units, group=choice.group
    )


def finding(plan: Plan, words: Words) -> str:
    """Return what closing the gaps chosen would do, in a sentence."""
    if not plan.rankable:
        return words("planner.finding_nothing")
    before, after = _effect(plan, "T2")
    return words(
        "planner.finding",
        closed=plan.closed,
        persons=printed.count(plan.becoming),
        before=before,
        after=after,
    )


def cards(plan: Plan, words: Words) -> list[Card]:
    """Return what the plan brings and takes: persons, trainings, baht, and both targets of the nation."""
    targets = []
    for target in ("T1", "T2"):
        before, after = _effect(plan, target)
        targets.append(
            Card(
                words("planner.target", target=target),
                after,
                notes=(words("planner.before", value=before),),
                help=words.name(definitions().targets[target]),
            )
        )
    of_gaps = words("planner.of_gaps", closed=plan.closed, all=printed.count(plan.rankable))
    unknown = (words("planner.cost_note", n=plan.cost_unknown),) if plan.cost_unknown else ()
    return [
        Card(words("planner.becoming"), printed.count(plan.becoming), notes=(of_gaps,)),
        Card(
            words("planner.trainings"),
            printed.count(plan.trainings, CONFIDENTIAL if plan.closed else None),
            notes=(words("planner.trainings_note"),),
        ),
        Card(words("planner.cost"), printed.in_million_baht(plan.cost, words), notes=unknown),
        *targets,
    ]


def path(plan: Plan, words: Words) -> pd.DataFrame:
    """Return the table behind the chart: persons ready for each number of gaps closed."""
    table = pd.DataFrame(
        {words("planner.path_axis"): plan.path["closed"], words("planner.becoming"): plan.path["persons"]}
    )
    return table if plan.rankable else table.iloc[:0]


def effects(plan: Plan, words: Words) -> pd.DataFrame:
    """Return both targets before and after, of the nation and of each ministry with a gap closed."""
    rows = plan.effects.to_dict("records")

    def told(row: dict[Hashable, Any], said: str) -> str:
        return printed.bracket(row["mark"]) if printed.is_missing(row["value_before"]) else said

    def spans(time: str) -> list[str]:
        ends = [{end: _share(row, end, time) for end in ("low", "high")} for row in rows]
        return [told(row, words("charts.span", **pair)) for row, pair in zip(rows, ends, strict=True)]

    changes = plan.effects["value_after"] - plan.effects["value_before"]
    columns = {
        "unit": [naming.unit_short(row["unit_code"], words) for row in rows],
        "target": [row["measure"] for row in rows],
        **{f"value_{time}": [_share(row, "value", time) for row in rows] for time in _TIMES},
        "change": [
            told(row, printed.points(change, words)) for row, change in zip(rows, changes, strict=True)
        ],
        "range_before": spans("before"),
        "range_after": spans("after"),
    }
    named = {words(f"planner.column.{name}"): cells for name, cells in columns.items()}
    return pd.DataFrame(
        {**named, words("text.full_name"): [naming.unit_name(row["unit_code"], words) for row in rows]}
    )


def gaps(plan: Plan, words: Words) -> pd.DataFrame:
    """Return the gaps with a rank, the first on top: who, what, how many persons, what it would cost."""
    known = definitions()
    ranked = plan.cells[plan.cells["place"].notna()]
    rows = ranked.astype({"mark": "object"}).to_dict("records")

    def persons(name: str) -> list[str]:
        return [printed.count(row[name], row["mark"]) for row in rows]

    columns = {
        "agency": [naming.unit_short(row["agency"], words) for row in rows],
        "place": [printed.count(row["place"]) for row in rows],
        "group": [words.short(known.groups[row["group"]]) for row in rows],
        "capability": [words.short(known.capabilities[row["capability"]]) for row in rows],
        "one_step": persons("one_step"),
        "gap": persons("gap"),
        "lacking": persons("lacking"),
        "cost_to_close": [_cost(row["cost_to_close"], row["cost_per_person"], row["mark"]) for row in rows],
        "cost_per_person": [printed.count(row["cost_per_person"]) for row in rows],
        "cost_year": [
            "" if printed.is_missing(row["cost_year"]) else f"{row['cost_year']:.0f}" for row in rows
        ],
        "ministry": [naming.unit_short(row["ministry"], words) for row in rows],
    }
    named = {
        words(f"planner.column.{name}"): pd.Series(cells, dtype="str") for name, cells in columns.items()
    }
    full = [naming.agency_in_full(row["agency"], words) for row in rows]
    return pd.DataFrame({**named, words("text.full_name"): pd.Series(full, dtype="str")})


def gaps_note(plan: Plan, words: Words) -> str:
    """Return how the table of gaps is to be read, and how many gaps it leaves out."""
    left = len(plan.cells) - plan.rankable
    note = words("planner.gaps_note")
    return f"{note} · {words('planner.not_ranked', n=printed.count(left))}" if left else note


def assumptions(plan: Plan, words: Words) -> None:
    """Draw what the plan takes for granted, one line each."""
    lines = [
        words("planner.assumption", text=words(f"planner.assume.{assumed}")) for assumed in plan.assumptions
    ]
    blocks.prose(words("planner.assumptions"), "\n".join(lines))


def _criterion(words: Words) -> Criterion:
    names: dict[str, str] = {name: words(f"planner.by.{name}") for name in CRITERIA}
    _from_address(_BY, {name: name for name in CRITERIA}, default=CRITERIA[0])
    chosen = st.radio(
        words("planner.criterion"),
        CRITERIA,
        format_func=names.__getitem__,
        horizontal=True,
        key=_key(_BY),
        persist_state="session",
    )
    _to_address(_BY, chosen, default=CRITERIA[0])
    return chosen


def _closing(most: int, words: Words) -> int:
    """Draw the choice of how many gaps are closed, and return it; nothing to draw without any gap."""
    if not most:
        return 0
    default = min(_CLOSED, most)
    _from_address(_CLOSING, {str(number): number for number in range(most + 1)}, default=default)
    chosen = st.slider(words("planner.closing"), 0, most, key=_key(_CLOSING), persist_state="session")
    _to_address(_CLOSING, chosen, default=default)
    return chosen


def _from_address(name: str, values: Mapping[str, object], *, default: object) -> None:
    """Take a choice from the address where that was changed since the page wrote it, and keep it possible."""
    code = st.query_params.get(name)
    if code is not None and code in values and code != st.session_state.get(_written(name)):
        st.session_state[_key(name)] = values[code]
    elif st.session_state.get(_key(name)) not in values.values():
        st.session_state[_key(name)] = default


def _to_address(name: str, value: object, *, default: object) -> None:
    """Write a choice into the address by its code; the default is left out."""
    code = None if value == default else str(value)
    if code is not None:
        st.query_params[name] = code
    elif name in st.query_params:
        del st.query_params[name]
    st.session_state[_written(name)] = code


def _key(name: str) -> str:
    return f"planner.{name}"


def _written(name: str) -> str:
    return f"planner.{name}.written"


def _effect(plan: Plan, target: str) -> tuple[str, str]:
    """Return a target of the nation before and after."""
    found = plan.effects[(plan.effects["measure"] == target) & (plan.effects["level"] == "nation")]
    if found.empty:
        return printed.bracket(None), printed.bracket(None)
    before, after = (_share(found.iloc[0], "value", time) for time in _TIMES)
    return before, after


def _share(row: "Mapping[Hashable, Any] | pd.Series[Any]", part: str, time: str) -> str:
    """Return a part of a target before or after."""
    return printed.percent(row[f"{part}_{time}"], row["mark"], whole=bool(row[f"whole_{time}"]))


def _cost(baht: float, per_person: float, mark: str | None) -> str:
    """Return what closing a gap costs: not known where the agency's cost is not, else perhaps not told."""
    return printed.count(baht, None if printed.is_missing(per_person) else mark)

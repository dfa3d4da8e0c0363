"""The definitions as tables of the database, schema `reference`: SQL and Python share one set of facts."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, product
from math import ceil, floor
from typing import Final

import pyarrow as pa

from etl.definitions import Definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NOT_STATED
from etl.definitions.dated import id_space
from etl.definitions.models import Model

EVIDENCE: Final = (("ANY", "ALL"), ("BOTH", "ALL"), ("BOTH", "TESTED"), ("TESTED", "TESTED"))
"""Kind of evidence of a person's fact → the readings it counts in: all evidence, or tests alone."""

_TEXT: Final = pa.string()
_WHOLE: Final = pa.int32()
_THRESHOLD: Final = pa.decimal128(18, 6)
_IN_FORCE: Final = {"valid_from_be": _WHOLE, "valid_to_be": _WHOLE}


def reference_tables(found: Definitions) -> dict[str, pa.Table]:
    """Return the tables that do not depend on the data, by name; codes keep the order of their definition."""
    return {
        "ministry": _entries(found.ministries, {"code": _TEXT, **_IN_FORCE}),
        "agency": _entries(
            dict(sorted(found.agencies.items())),
            {"code": _TEXT, "ministry": _TEXT, "kind": _TEXT, **_IN_FORCE, "scope": _TEXT},
        ),
        "id_space": _table({"agency": _TEXT, "id_space": _TEXT, "valid_from": _TEXT}, _id_spaces(found)),
        "register": _table(
            {"agency": _TEXT, "year": _WHOLE, "quarter": _WHOLE, "category": _TEXT, "headcount": _WHOLE},
            [
                (one.code, year, Period(year, 4).index, category, posts)
                for one in found.agencies.values()
                for year, by_category in one.posts.items()
                for category, posts in by_category.items()
            ],
        ),
        "succession": _entries(found.succession, {"agency": _TEXT, "other": _TEXT, "extent": _TEXT}),
        "headcount_bound": _entries(
            found.headcount_bounds,
            {"agency": _TEXT, "first_year_be": _WHOLE, "last_year_be": _WHOLE, "most": _WHOLE},
        ),
        "group": _codes(found.groups),
        "stage": _codes((*found.stages, NOT_STATED)),
        "capability": _codes(found.capabilities),
        "method": _entries(found.methods, {"code": _TEXT, "grade": _TEXT}),
        "status": _table(
            {"code": _TEXT, "score": _THRESHOLD},
            [(one.code, Decimal(str(one.score))) for one in found.statuses.values()],
        ),
        "position": _entries(found.position_types, {"code": _TEXT, "group": _TEXT}),
        "population": _entries(found.populations, {"code": _TEXT, "counted": pa.bool_()}),
        "framework": _entries(found.frameworks, {"code": _TEXT, "counted": pa.bool_()}),
        "evidence": _table({"kind": _TEXT, "evidence": _TEXT}, [*EVIDENCE]),
        "phase": _entries(
            found.phases,
            {
                "id": _TEXT,
                "first_year": _WHOLE,
                "last_year": _WHOLE,
                "source": _TEXT,
                "requests": pa.bool_(),
            },
        ),
    }


def _id_spaces(found: Definitions) -> list[tuple[object, ...]]:
    """Return one row per agency and change of the space its person ids are unique in: at first, its own."""
    changes = sorted({row.valid_from for row in found.id_spaces})
    return [
        *((agency, agency, "") for agency in found.agencies),
        *(
            (agency, id_space(found.id_spaces, agency, change), str(change))
            for agency in found.agencies
            for change in changes
        ),
    ]


def spanned(touched: Set[Period]) -> tuple[Period, ...]:
    """Return every quarter from the first to the last one touched; none where nothing is."""
    if not touched:
        return ()
    return tuple(Period.at(index) for index in range(min(touched).index, max(touched).index + 1))


@dataclass(frozen=True, slots=True)
class Changing:
    """Quarters of what changes by itself later: assessments, stages, headcounts, answers on practices."""

    assessed: Set[Period] = frozenset()
    staged: Set[Period] = frozenset()
    counted: Set[Period] = frozenset()
    answered: Set[Period] = frozenset()


def carried(stated: tuple[Period, ...], changing: Changing, *, found: Definitions) -> tuple[Period, ...]:
    """Return the quarters after the last one stated in which anything changes by itself.

    Assessments, headcounts and practice answers lapse, stages stated beforehand and rules take effect, and
    the distance to a register passes its limit.

    The first quarter after is always among them, for nobody has reported for it yet. What is in force between
    two of these quarters is what was in force at the earlier one.
    """
    if not stated:
        return ()
    changes = {
        quarter.shift(steps)
        for quarter in changing.assessed
        for validity in found.rule_values["validity_months"]
        for steps in (floor(validity.value / 3), ceil(validity.value / 3))
    }
    for quarters, rule in (
        (changing.counted, "headcount_quarters"),
        (changing.answered, "practice_quarters"),
    ):
        limits = {int(row.value) for row in found.rule_values[rule]}
        changes |= {quarter.shift(limit + 1) for quarter, limit in product(quarters, limits)}
    changes |= _register_changes(found)
    changes |= changing.staged | found.rule_changes()
    return tuple(sorted({stated[-1].shift(1), *(one for one in changes if one > stated[-1])}))


def _register_changes(found: Definitions) -> set[Period]:
    """Return the quarters in which another year's register is the nearest, or one comes to be near or far."""
    years = sorted({Period(year, 4) for one in found.agencies.values() for year in one.posts})
    limits = {int(row.value) for row in found.rule_values["register_quarters"]}
    nearer = {Period.at((one.index + other.index) // 2 + 1) for one, other in pairwise(years)}
    near = {year.shift(steps) for year, limit in product(years, limits) for steps in (-limit, limit + 1)}
    return nearer | near


def dated_tables(found: Definitions, quarters: Sequence[Period]) -> dict[str, pa.Table]:
    """Return by name the tables of what holds at quarters: rules of measuring, requirements, practices."""
    cells = list(product(found.groups, (*found.stages, NOT_STATED), found.capabilities))
    required = {
        since: [(of, found.required(*of, since)) for of in cells]
        for since in {found.settled(quarter) for quarter in quarters}
    }
    return {
        "rule": _rules(found, quarters),
        "requirement": _table(
            {"quarter": _WHOLE, "group": _TEXT, "stage": _TEXT, "capability": _TEXT, "required": pa.bool_()},
            [
                (quarter.index, *of, needed)
                for quarter in quarters
                for of, needed in required[found.settled(quarter)]
            ],
        ),
        "practice": _table(
            {"quarter": _WHOLE, "code": _TEXT, "place": _WHOLE},
            [
                (quarter.index, code, place)
                for quarter in quarters
                for place, code in enumerate(found.asked_practices(quarter), start=1)
            ],
        ),
    }


def _rules(found: Definitions, quarters: Iterable[Period]) -> pa.Table:
    """Return one row per quarter: its running number, and the value of each rule of measuring."""
    return _table(
        {"quarter": _WHOLE, **dict.fromkeys(found.rule_values, _THRESHOLD)},
        [
            (quarter.index, *(Decimal(str(found.rule(name, quarter))) for name in found.rule_values))
            for quarter in quarters
        ],
    )


def quarter_table(quarters: Iterable[Period], *, stated: Iterable[Period]) -> pa.Table:
    """Return one row per quarter: name, running number, fiscal year, days, whether data speak of it."""
    spoken_of = set(stated)
    return _table(
        {
            "period": _TEXT,
            "index": _WHOLE,
            "fiscal_year": _WHOLE,
            "start": pa.date32(),
            "end": pa.date32(),
            "stated": pa.bool_(),
        },
        [
            (
                str(quarter),
                quarter.index,
                quarter.fiscal_year,
                quarter.start,
                quarter.end,
                quarter in spoken_of,
            )
            for quarter in quarters
        ],
    )


def _codes(codes: Iterable[str]) -> pa.Table:
    """Return one row per code of a vocabulary, with its place in the order of definition."""
    return _table(
        {"code": _TEXT, "place": _WHOLE}, [(code, place) for place, code in enumerate(codes, start=1)]
    )


def _entries(entries: Mapping[str, Model] | Sequence[Model], columns: Mapping[str, pa.DataType]) -> pa.Table:
    """Return one row per entry: those of its fields that these columns are named like."""
    every = entries.values() if isinstance(entries, Mapping) else entries
    return _table(columns, [tuple(getattr(one, name) for name in columns) for one in every])


def _table(columns: Mapping[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """Return rows as a table of these columns, in their order."""
    by_name = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(by_name, schema=pa.schema(list(columns.items())))

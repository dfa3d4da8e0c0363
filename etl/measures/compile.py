"""From measure definitions to SQL: one statement gives the tidy rows of all measures asked for.

Every measure is summed over the cells of its mart at each level and split, and divided last. Measures that
share a mart, a condition and the same splits are read in one pass.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations
from typing import Final, Literal

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION, NOT_STATED
from etl.definitions.models import Dimension, Level, Measure
from etl.measures import headcount

DIMENSIONS: Final[tuple[Dimension, ...]] = ("group", "capability", "stage")
LEVELS: Final[tuple[Level, ...]] = ("nation", "ministry", "agency")
NUMBERS: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]
"""The numbers of a tidy row."""
WORDS: Final = ["flag", "headcount_source"]
"""What a tidy row says besides: why its range is none or an estimate, what its headcount comes from."""

Evidence = Literal["ALL", "TESTED"]
"""What scores count: all of them, or those of a test (grade A) alone."""

READ_BY_EVIDENCE: Final = frozenset({"outcome", "capability", "agency"})
BY_GROUP: Final = frozenset({"outcome", "capability"})
"""Marts with rows of a group, in which spare posts of an agency count once."""
_NEVER_SILENT: Final = frozenset({"outcome", "agency"})
"""Marts with a cell for every unit expected at a quarter, whatever it sent."""

_UNIT_KEYS: Final[dict[Level, tuple[str, ...]]] = {
    "nation": (),
    "ministry": ("ministry",),
    "agency": ("ministry", "agency"),
}


_NO_ROWS: Final = f"""
    select
        null::varchar as period, null::varchar as measure, null::varchar as level, null::varchar as unit_code,
        {", ".join(f'null::varchar as "{name}"' for name in (*DIMENSIONS, *WORDS))},
        {", ".join(f"null::double as {name}" for name in NUMBERS)},
        false as told_if_not_stated,
    where false
"""
"""What measures give at levels that none of them is of."""

Cut = tuple[Level, frozenset[Dimension]]
"""A level, and the splits whose crossing is told there."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What measures must share to be read in one pass."""

    mart: str
    where: str
    groups: bool
    bodies: str
    per: str
    splits: tuple[Dimension, ...]
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cells are read: their quarters and fiscal years, and whose they are (None: everybody's)."""

    quarters: Mapping[Period, int]
    """Period → running number of the computed quarter that answers for it."""
    evidence: Evidence = "ALL"
    units: Sequence[str] | None = None
    """Ministries and agencies whose cells are summed."""
    among: Sequence[str] | None = None
    """The only agencies counted."""
    shown: Sequence[str] | None = None
    """Units whose rows are kept."""
    scenario: str | None = None
    """Another reading of the rules, its outcomes laid out in a table of their own (see `robust`)."""
    cuts: Collection[Cut] | None = None
    """The only crossings of splits wanted of each level."""

    @property
    def exact(self) -> bool:
        """Whether every quarter asked for was itself computed."""
        return all(period.index == computed for period, computed in self.quarters.items())


def statement(
    measures: Sequence[Measure],
    scope: Scope,
    *,
    levels: Sequence[Level],
    by: Sequence[Dimension],
) -> str:
    """Return the SQL of the tidy rows in order, but for verdicts, marks of disclosure and the snapshot.

    A unit that should have a figure and has none has an empty row.
    Periods and measures are told by their places in what was asked, levels and splits by those in LEVELS and
    `places`. Planning it takes ten times as long as reading the marts: `published` keeps what is asked most.
    """
    passes = [
        _of_whole(shape, group, scope) if group[0].whole else _pass(shape, group, scope)
        for shape, group in _shapes(measures, levels=levels, by=by)
        if shape.levels
    ]
    quantiles = [measure for measure in measures if measure.kind == "quantile" and "nation" in levels]
    passes += [_quantile(measure, scope, by=by) for measure in quantiles]
    told = f"""
        select * from ({" union all by name ".join(passes or [_NO_ROWS])})
        where
            "group" <> '{NOT_STATED}' or (told_if_not_stated and numerator is not null)
    """
    unheard = [
        measure
        for measure in measures
        if set(levels).intersection(measure.levels)
        and (
            not scope.exact
            or measure.condition
            or (measure.mart not in _NEVER_SILENT and measure not in quantiles)
        )
    ]
    if unheard:
        told = f"with told as ({told}) from told union all by name ({_silent(unheard, scope, levels)})"
    codes = vocabulary(list(scope.quarters), measures)
    at = {
        name: f'(list_position({known}, "{name}") - 1)::integer as "{name}"' for name, known in codes.items()
    }
    when, what, level, *splits = at.values()
    return f"""
        select {", ".join([when, what, level, "unit_code", *splits, *NUMBERS, *WORDS])}
        from ({told})
        {among("unit_code", scope.shown, start="where")}
        order by all
    """


def vocabulary(periods: Sequence[Period], measures: Sequence[Measure]) -> dict[str, list[str]]:
    """Return the codes the places in tidy rows stand for, by column."""
    codes = {
        "period": [str(period) for period in periods],
        "measure": [measure.id for measure in measures],
        "level": [str(level) for level in LEVELS],
    }
    for name in DIMENSIONS:
        codes[name] = places(name)
    return codes


def places(dimension: Dimension) -> list[str]:
    """Return what a split's column can hold, in order: ALL, its codes as defined, NOT_STATED."""
    known = {
        "group": definitions().groups,
        "capability": definitions().capabilities,
        "stage": definitions().stages,
    }
    return [ALL, *known[dimension], NOT_STATED]


def among(column: str, codes: Sequence[str] | None, *, start: str = "and") -> str:
    """Return the SQL condition that a column holds one of these codes; nothing where all are welcome."""
    return "" if codes is None else f"{start} {column} in {_listed(codes)}"


def _listed(codes: Iterable[str]) -> str:
    """Return codes as an SQL list that is valid when it is empty, too; quotes in them are doubled."""
    return "(" + ", ".join(["''", *("'" + code.replace("'", "''") + "'" for code in codes)]) + ")"


def _shapes(
    measures: Iterable[Measure], *, levels: Iterable[Level], by: Iterable[Dimension]
) -> list[tuple[Shape, list[Measure]]]:
    shapes: dict[Shape, list[Measure]] = defaultdict(list)
    wanted_levels, wanted = set(levels), set(by)
    for measure in measures:
        if measure.kind != "quantile":
            shape = Shape(
                mart=measure.mart,
                where=measure.condition,
                groups=bool(measure.groups),
                bodies=measure.bodies,
                per=measure.per,
                splits=tuple(name for name in DIMENSIONS if name in wanted and name in measure.splits),
                levels=tuple(level for level in LEVELS if level in wanted_levels and level in measure.levels),
            )
            shapes[shape].append(measure)
    return list(shapes.items())


def _pass(shape: Shape, measures: Sequence[Measure], scope: Scope) -> str:
    """Return the SQL of the long rows of measures of one shape.

    Where ministries and the nation count expected bodies alone, each other one is summed apart, and shown as
    an agency only.
    """
    splits = [f'coalesce("{name}", \'{ALL}\') as "{name}"' for name in shape.splits]
    splits += [f"'{ALL}' as \"{name}\"" for name in DIMENSIONS if name not in shape.splits]
    conditions, having = ["true"], ""
    apart: tuple[str, ...] = ()
    if shape.bodies == "expected" and "agency" not in shape.levels:
        conditions.append("expected")
    elif shape.bodies == "expected" and len(shape.levels) > 1:
        having, apart = "having apart is null or grouping(agency) = 0", ("apart",)
    sets = [
        ("period", *apart, *(f'"{key}"' for key in (*_UNIT_KEYS[level], *chosen)))
        for level in shape.levels
        for chosen in subsets(shape.splits)
        if scope.cuts is None or (level, frozenset(chosen)) in scope.cuts
    ]
    if shape.mart in READ_BY_EVIDENCE and not scope.scenario:  # which counts one evidence alone
        conditions.append(f"evidence = '{scope.evidence}'")
    if scope.units is not None:
        conditions.append(f"(ministry in {_listed(scope.units)} or agency in {_listed(scope.units)})")
    if shape.where:
        conditions.append(shape.where)
    counted, window = "*", ""
    if shape.mart in BY_GROUP:
        counted += f", {headcount.once(shape.groups)} as once"
        window = headcount.WINDOW
    if any("weight" in measure.numerator for measure in measures):
        counted += f", {headcount.WEIGHT} as weight"
    if apart:
        counted += ", case when not expected then agency end as apart"
    sums, parts = {}, {}
    if shape.mart in READ_BY_EVIDENCE:
        sums = headcount.sums(shape.mart, by_group="group" in shape.splits and not shape.groups)
        parts = headcount.parts(partial(_rule, scope=scope))
    return f"""
        select
            period, level, unit_code, "group", capability, stage, measure, told_if_not_stated,
            {_as_columns(_following(measures))}
        from (
            select * exclude (measures), {_as_columns(parts)} unnest(measures, recursive := true)
            from (
                select
                    period,
                    {_level(shape.levels)} as level,
                    {_unit(shape.levels)} as unit_code,
                    {", ".join(splits)},
                    {_as_columns(sums)}
                    [{", ".join(map(_summed, measures))}] as measures,
                from (
                    select {counted}
                    from ({_cells(shape, scope)})
                    where {" and ".join(conditions)} {among("agency", scope.among)}
                    {window}
                )
                group by grouping sets ({", ".join(f"({', '.join(columns)})" for columns in sets)})
                {having}
            )
        )
    """


def _cells(shape: Shape, scope: Scope) -> str:
    """Return the SQL of a mart's cells with the period each is asked for; a cell may answer for several."""
    time = "fiscal_year" if shape.per == "fiscal_year" else "quarter"
    mart = f"mart.{shape.mart}"
    if scope.scenario and shape.mart == "outcome":
        mart = f"(from scenario_outcome where scenario = '{scope.scenario}')"
    asked = [
        (str(period), period.fiscal_year if shape.per == "fiscal_year" else computed)
        for period, computed in scope.quarters.items()
    ]
    if len(asked) == 1:
        ((period, number),) = asked
        return f"select *, '{period}' as period from {mart} where {time} = {number}"
    rows = ", ".join(f"('{period}', {number})" for period, number in asked)
    return f"""
        select cell.*, asked.period
        from {mart} as cell
        join (values {rows}) as asked(period, number) on asked.number = cell.{time}
    """


def _level(levels: Sequence[Level]) -> str:
    """Return the SQL of a row's level; with one level it is known, with more the grouping tells."""
    if len(levels) == 1:
        return f"'{levels[0]}'"
    told = "".join(
        f"when grouping({level}) = 0 then '{level}' " for level in reversed(levels) if level != "nation"
    )
    return f"case {told}else 'nation' end"


def _unit(levels: Sequence[Level]) -> str:
    keys = [level for level in reversed(levels) if level != "nation"]
    return f"coalesce({', '.join((*keys, repr(NATION)))})"


def _rule(name: str, scope: Scope) -> str:
    """Return the SQL of a rule's value at a row's period."""
    values = {str(period): definitions().rule(name, period) for period in scope.quarters}
    if len(set(values.values())) == 1:
        return repr(next(iter(values.values())))
    cases = " ".join(f"when '{period}' then {value!r}" for period, value in values.items())
    return f"(case period {cases} end)"


def _as_columns(found: Mapping[str, str]) -> str:
    return "".join(f"{sql} as {name}, " for name, sql in found.items())


def _summed(measure: Measure) -> str:
    """Return the SQL of what a measure sums over its rows, numbers as doubles; all else is null."""
    sums = {
        name: f"({sql})::double" if (sql := getattr(measure, name)) and "{" not in sql else "null::double"
        for name in NUMBERS
    }
    told = {
        "measure": f"'{measure.id}'",
        **sums,
        "told_if_not_stated": str(not (measure.persons and measure.mart == "outcome")).lower(),
    }
    return f"{{{', '.join(f'{name}: {sql}' for name, sql in told.items())}}}"


def _following(measures: Sequence[Measure]) -> dict[str, str]:
    """Return the SQL of the columns of a tidy row that follow from what was summed."""
    return {
        name: _by_measure([(measure.id, _follows(measure, name)) for measure in measures])
        for name in (*NUMBERS, *WORDS)
    }


def _follows(measure: Measure, name: str) -> str:
    """Return the SQL of one column of a measure's rows: what was summed, or what follows from it."""
    if name == "headcount_source":
        return "source" if measure.of_headcount else "null::varchar"
    if name == "value" and measure.kind == "ratio":
        return f"{_follows(measure, 'numerator')} / nullif({_follows(measure, 'denominator')}, 0)"
    if name == "value" and measure.kind == "count":
        return _follows(measure, "numerator")
    sql: str = getattr(measure, name)
    if "{" not in sql:
        return "null::varchar" if name == "flag" else name
    return f"({sql.replace('{', '').replace('}', '')})"


def _by_measure(found: Sequence[tuple[str, str]]) -> str:
    """Return the SQL that gives each measure's rows what was found for it."""
    measures = defaultdict[str, list[str]](list)
    for measure, sql in found:
        measures[sql].append(measure)
    *others, last = sorted(measures, key=lambda sql: len(measures[sql]))
    cases = " ".join(f"when measure in {_listed(measures[sql])} then {sql}" for sql in others)
    return f"case {cases} else {last} end" if cases else last


def _of_whole(shape: Shape, measures: Sequence[Measure], scope: Scope) -> str:
    """Return the SQL of measures set against their whole, a part nobody is in counted as zero."""
    (part,) = measures[0].whole
    codes = f"select '{ALL}' as code"
    if part in shape.splits:
        codes += f" union all select code from reference.\"{part}\" where code <> '{NOT_STATED}'"
    keys = ["period", "level", "unit_code", "measure", *(f'"{name}"' for name in DIMENSIONS if name != part)]
    return f"""
        select
            {", ".join(f"whole.{key}" for key in keys)},
            code.code as "{part}",
            coalesce(part.numerator, 0) as numerator,
            whole.numerator as denominator,
            coalesce(part.numerator, 0) / nullif(whole.numerator, 0) as value,
            null::double as low, null::double as high, null::double as coverage,
            null::varchar as flag, null::varchar as headcount_source,
            true as told_if_not_stated,
        from ({_pass(shape, measures, scope)}) as whole
        cross join ({codes}) as code
        left join ({_pass(shape, measures, scope)}) as part
            on part."{part}" = code.code
            and {" and ".join(f"part.{key} = whole.{key}" for key in keys)}
        where whole."{part}" = '{ALL}'
    """


def _quantile(measure: Measure, scope: Scope, *, by: Sequence[Dimension]) -> str:
    """Return the SQL of a quantile over the ministries of the measure it is of, at each split of both.

    Only ministries judged at the least coverage count; of too few of them nothing is said but their number.
    """
    of = definitions().measures[measure.of]
    splits = [name for name in by if name in measure.splits]
    ((shape, group),) = _shapes([of], levels=["ministry"], by=splits)
    judged = f"count(value) filter (where coverage >= {_rule('judge_coverage', scope)})"
    enough = f"greatest({_rule('median_ministries', scope)}, {_rule('median_share', scope)} * count(*))"
    return f"""
        select
            period, 'nation' as level, '{NATION}' as unit_code, "group", capability, stage,
            '{measure.id}' as measure,
            null::double as numerator, ({judged})::double as denominator,
            case
                when {judged} >= {enough}
                    then quantile_cont(value, {measure.quantile})
                        filter (where coverage >= {_rule("judge_coverage", scope)})
            end as value,
            null::double as low, null::double as high, null::double as coverage,
            null::varchar as flag, null::varchar as headcount_source,
            false as told_if_not_stated,
        from ({_pass(shape, group, replace(scope, units=None))})
        group by period, "group", capability, stage
    """


def _silent(measures: Sequence[Measure], scope: Scope, levels: Sequence[Level]) -> str:
    """Return the SQL of an empty row for every unit that should have a figure and has none."""
    asked = ", ".join(f"('{period}', {period.fiscal_year})" for period in scope.quarters)
    expected = f"(values {asked}) as asked(period, fiscal_year) join reference.expected using (fiscal_year)"
    nation = f"(values {asked}) as asked(period, fiscal_year)"
    due = {
        "nation": f"select period, 'nation' as level, '{NATION}' as unit_code from {nation}",
        "ministry": f"select distinct period, 'ministry' as level, ministry as unit_code from {expected}",
        "agency": f"select period, 'agency' as level, agency as unit_code from {expected}",
    }
    at = ", ".join(
        f"('{measure.id}', '{level}')" for measure in measures for level in levels if level in measure.levels
    )
    return f"""
        select
            due.period, measured.measure, due.level, due.unit_code,
            '{ALL}' as "group", '{ALL}' as capability, '{ALL}' as stage,
        from ({" union all ".join(due[level] for level in levels)}) as due
        join (values {at}) as measured(measure, level) on measured.level = due.level
        anti join told
            on told.period = due.period
            and told.measure = measured.measure
            and told.level = due.level
            and told.unit_code = due.unit_code
            and told."group" = '{ALL}'
            and told.capability = '{ALL}'
            and told.stage = '{ALL}'
    """


def subsets(splits: Sequence[Dimension]) -> Iterable[tuple[Dimension, ...]]:
    """Return every choice of splits, none and all included: the ALL rows, the splits and their crossings."""
    return chain.from_iterable(combinations(splits, size) for size in range(len(splits) + 1))

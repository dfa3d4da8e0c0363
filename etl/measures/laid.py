"""Figures laid down when a snapshot is published: what is asked most is computed once, then only looked up.

    figure.value    the rows of `compile.statement`: of the nation and the ministries at every quarter, whole
                    and split, and of every agency as a whole
    figure.source   one row: the SHA-256 of the statements they come from

They are what those statements give, nothing else, and no figure needs them: a snapshot without them, or whose
statements are not those this program would ask today, is asked itself. Whatever is narrowed to a panel or a
scenario is always computed.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.measures.compile import (
    DIMENSIONS,
    LEVELS,
    NUMBERS,
    READ_BY_EVIDENCE,
    WORDS,
    Cut,
    Evidence,
    Scope,
    among,
    statement,
    subsets,
)
from etl.warehouse import sql
from etl.warehouse.amend import look_back

if TYPE_CHECKING:
    import duckdb

_LAID: Final[tuple[tuple[tuple[Level, ...], tuple[Dimension, ...]], ...]] = (
    (("nation", "ministry"), ("group", "capability")),
    (("nation", "ministry"), ("group", "stage")),
    (("agency",), ()),
)
"""Levels, and the splits laid down of them with their crossings."""
_CUTS: Final = frozenset(
    (level, frozenset(chosen)) for levels, by in _LAID for level in levels for chosen in subsets(by)
)
"""What is laid down."""

_BIT: Final[Mapping[Dimension, int]] = {name: 1 << place for place, name in enumerate(DIMENSIONS)}
"""The bits by which `cut` tells what a row is split by, its level above them: what is asked together lies
together."""
_LEVEL: Final = 1 << len(DIMENSIONS)
_SPLITS: Final = ", ".join(f'"{name}"' for name in DIMENSIONS)
_NO_QUARTER: Final = -1
_FEWEST: Final = 5
"""Agencies that must speak before figures are laid down: it takes a while, and so few are summed at once."""


def lay_down(connection: "duckdb.DuckDBPyConnection", former: Path | None) -> None:
    """Make the tables of a database being built; quarters whose marts are as in `former` are taken over.

    Where the data speak of no quarter, or hardly any agency has reported, nothing is laid down.
    """
    periods = _periods(connection)
    if not periods or _agencies(connection) < _FEWEST:
        return
    source, tables = _source(periods), list[str]()
    if former:
        look_back(connection, former)
        if _found(connection, "former") == source:
            changed = _changed(connection)
            same = [period.index for period in periods if period.index not in changed]
            periods = [period for period in periods if period.index in changed]
            kept = ", ".join(map(str, [_NO_QUARTER, *same]))
            tables.append(f"from former.figure.value where quarter in ({kept})")
    tables += _statements(periods)
    connection.execute(
        f"""
        create table figure.value as
        from ({" union all by name ".join(tables)})
        order by evidence, cut, quarter, measure, unit_code, {_SPLITS}
        """
    )
    connection.execute("create table figure.source as select $source as sha256", {"source": source})
    if former:
        connection.execute("detach former")


def quarters_of(connection: "duckdb.DuckDBPyConnection") -> frozenset[int]:
    """Return the quarters whose figures a snapshot has as this program would lay them down."""
    periods = _periods(connection)
    found = _found(connection) == _source(periods)
    return frozenset(period.index for period in periods) if found else frozenset()


def has(cuts: Collection[Cut]) -> bool:
    """Return whether figures of all these cuts and what they sum up to are laid down."""
    return _CUTS.issuperset(cuts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rows asked for: numbers of measures by the evidence their rows are kept for, of cuts, and quarters."""

    measures: Mapping[Evidence, Sequence[int]]
    cuts: Sequence[int]
    quarters: Sequence[int]
    units: Sequence[str] | None = None
    """The only units whose rows are kept."""

    @property
    def common(self) -> bool:
        """Whether all are the nation's, or of no split: what most questions are about (see `common_rows`)."""
        return all(cut < _LEVEL or cut % _LEVEL == 0 for cut in self.cuts)


def wanted(measures: Sequence[Measure], scope: Scope, cuts: Iterable[Cut]) -> Wanted:
    """Return the rows of cuts and of what they sum up to."""
    by_evidence: dict[Evidence, list[int]] = {}
    for measure in measures:
        by_evidence.setdefault(_kept_for(measure, scope.evidence), []).append(number_of(measure))
    numbers = {_number(level, chosen) for level, splits in cuts for chosen in subsets(sorted(splits))}
    return Wanted(by_evidence, sorted(numbers), list(scope.quarters.values()), scope.shown)


def looked_up(rows: Wanted) -> str:
    """Return the SQL that finds rows, the measures told by their numbers among all.

    Planning takes longest, so it does nothing else.
    """
    kept = " or ".join(
        f"(evidence = '{evidence}' and measure in {_listed(numbers)})"
        for evidence, numbers in rows.measures.items()
    )
    return f"""
        select quarter, measure, level, unit_code, {_SPLITS}, {", ".join((*NUMBERS, *WORDS))}
        from figure.value
        where
            ({kept or "false"})
            and cut in {_listed(rows.cuts)}
            and quarter in {_listed(rows.quarters)}
            {among("unit_code", rows.units)}
    """


def common_rows() -> str:
    """Return the SQL of the rows most questions are about, with their cut and whether tests alone count."""
    return f"""
        select
            evidence = 'TESTED' as tested, cut, quarter, measure, level, unit_code, {_SPLITS},
            {", ".join((*NUMBERS, *WORDS))},
        from figure.value
        where cut < {_LEVEL} or cut % {_LEVEL} = 0
    """


def number_of(measure: Measure) -> int:
    """Return the number by which a measure's rows are told."""
    return list(definitions().measures).index(measure.id)


def _listed(numbers: Collection[int]) -> str:
    return f"({', '.join(map(str, numbers))})"


def _kept_for(measure: Measure, evidence: Evidence) -> Evidence:
    """Return the evidence a measure's rows are kept for: what reads no scores is the same for all of them."""
    known = definitions().measures
    mart = known[measure.of].mart if measure.kind == "quantile" else measure.mart
    return evidence if mart in READ_BY_EVIDENCE else "ALL"


def _statements(periods: Sequence[Period]) -> list[str]:
    """Return the SQL of the rows to be laid down, a statement for each kind of evidence."""
    if not periods:
        return []
    quarters = [period.index for period in periods]
    split = " + ".join(f'("{name}" > 0)::integer * {bit}' for name, bit in _BIT.items())
    found = []
    for evidence in get_args(Evidence):
        scope = Scope({period: period.index for period in periods}, evidence=evidence, cuts=_CUTS)
        measures = [one for one in definitions().measures.values() if _kept_for(one, evidence) == evidence]
        numbers = [number_of(measure) for measure in measures]
        found.append(
            f"""
            select
                '{evidence}' as evidence,
                (level * {_LEVEL} + {split})::utinyint as cut,
                ({quarters})[period + 1] as quarter,
                ({numbers})[measure + 1] as measure,
                row.* exclude (period, measure),
            from ({statement(measures, scope, levels=LEVELS, by=DIMENSIONS)}) as row
            where cut in {_listed(sorted(_number(level, chosen) for level, chosen in _CUTS))}
            """
        )
    return found


def _number(level: Level, chosen: Iterable[Dimension]) -> int:
    """Return the number by which a cut's rows are told."""
    return LEVELS.index(level) * _LEVEL + sum(_BIT[name] for name in chosen)


def _source(periods: Sequence[Period]) -> str:
    """Return what tells whether rows laid down are those the statements of today would give."""
    return hashlib.sha256("\0".join(_statements(periods)).encode()).hexdigest()


def _found(connection: "duckdb.DuckDBPyConnection", database: str | None = None) -> str | None:
    """Return the source of what is laid down in a snapshot; None where nothing is."""
    tables = connection.execute(
        """
        select 1 from duckdb_tables()
        where database_name = coalesce($database, current_database()) and schema_name = 'figure'
        """,
        {"database": database},
    ).fetchall()
    if not tables:
        return None
    within = f"{database}." if database else ""
    return str(connection.execute(f"from {within}figure.source").fetchall()[0][0])


def _periods(connection: "duckdb.DuckDBPyConnection") -> list[Period]:
    """Return the quarters figures are laid down for: those the data speak of."""
    return [
        Period.parse(text) for (text,) in connection.execute(sql.statement("query", "periods")).fetchall()
    ]


def _agencies(connection: "duckdb.DuckDBPyConnection") -> int:
    """Return how many agencies have ever reported."""
    found = "select count(distinct agency) from mart.agency where reported"
    return int(connection.execute(found).fetchall()[0][0])


def _changed(connection: "duckdb.DuckDBPyConnection") -> set[int]:
    """Return the quarters of which a mart that measures read differs from the one before.

    Rows are compared by the sum of their hashes: setting them side by side takes longer than computing anew.
    """
    found: set[int] = set()
    for mart, per in {(one.mart, one.per) for one in definitions().measures.values() if one.mart}:
        key = '"index"' if per == "quarter" else per
        now, then = (
            f"""
            (
                select {per}, count(*) as cells, sum(hash(cell)) as told
                from {of}mart.{mart} as cell
                group by all
            )
            """
            for of in ("", "former.")
        )
        rows = connection.execute(
            f"""
            select quarter."index"
            from reference.quarter as quarter
            left join {now} as now on now.{per} = quarter.{key}
            left join {then} as before on before.{per} = quarter.{key}
            where (now.cells, now.told) is distinct from (before.cells, before.told)
            """
        ).fetchall()
        found |= {index for (index,) in rows}
    return found

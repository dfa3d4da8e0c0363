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
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import numpy as np
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.queries.compile import DIMENSIONS, LEVELS, NUMBERS, Evidence, Scope, among, statement, subsets
from etl.queries.tidy import Tidy, columns_of
from etl.warehouse import sql

if TYPE_CHECKING:
    import duckdb

_LAID: Final[tuple[tuple[tuple[Level, ...], tuple[Dimension, ...], str], ...]] = (
    (("nation", "ministry"), ("group", "capability"), "true"),
    (("nation", "ministry"), ("group", "stage"), "stage > 0"),
    (("agency",), (), "true"),
)
"""Levels, the splits laid down of them with their crossings, and which rows are not there already."""

_Cut = tuple[Level, frozenset[Dimension]]
"""A level, and the splits a measure is asked for there."""
_BIT: Final[Mapping[Dimension, int]] = {name: 1 << place for place, name in enumerate(DIMENSIONS)}
"""The bits by which `cut` tells what a row is split by, its level above them: what is asked together lies
together."""
_SPLITS: Final = ", ".join(f'"{name}"' for name in DIMENSIONS)
_NO_QUARTER: Final = -1
_FEWEST: Final = 5
"""Agencies that must speak before figures are laid down: it takes a second, and so few are summed at once."""


def lay_down(connection: "duckdb.DuckDBPyConnection", former: Path | None) -> None:
    """Make the tables of a database being built; quarters whose marts are as in `former` are taken over.

    Where the data speak of no quarter, or hardly any agency has reported, nothing is laid down.
    """
    periods = _periods(connection)
    if not periods or _agencies(connection) < _FEWEST:
        return
    source, tables = _source(periods), list[str]()
    if former:
        connection.execute(f"attach '{str(former).replace(chr(39), chr(39) * 2)}' as former (read_only)")
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


class Published:
    """What is laid down in a snapshot; found out when it is first asked, shared by all cursors."""

    def __init__(self, quarters: Collection[int] | None = None) -> None:
        """Start with nothing known, or with the quarters whose figures may be looked up."""
        self._quarters = quarters

    def rows(
        self,
        connection: "duckdb.DuckDBPyConnection",
        measures: Sequence[Measure],
        scope: Scope,
        *,
        levels: Sequence[Level],
        by: Sequence[Dimension],
    ) -> Tidy | None:
        """Return the tidy rows `compile.statement` would give; None where they are not laid down."""
        if scope.among is not None or scope.scenario or not scope.exact:
            return None
        cuts = {
            (level, frozenset(by) & frozenset(measure.splits))
            for measure in measures
            for level in levels
            if level in measure.levels
        }
        if not all(
            any(level in at and splits <= set(laid) for at, laid, _ in _LAID) for level, splits in cuts
        ):
            return None
        if self._quarters is None:
            periods = _periods(connection)
            found = _found(connection) == _source(periods)
            self._quarters = frozenset(period.index for period in periods) if found else frozenset()
        if not all(quarter in self._quarters for quarter in scope.quarters.values()):
            return None
        number = {measure: place for place, measure in enumerate(definitions().measures)}
        asked = [number[measure.id] for measure in measures]
        columns = columns_of(connection.execute(_looked_up(asked, scope, cuts)))
        columns["period"] = _places(columns.pop("quarter"), list(scope.quarters.values()))
        columns["measure"] = _places(columns["measure"], asked)
        units = np.unique(columns["unit_code"].astype(object), return_inverse=True)[1]
        order = np.lexsort(
            [*(columns[name] for name in reversed(DIMENSIONS)), units]
            + [columns[name] for name in ("level", "measure", "period")]
        )
        in_order = {name: column[order] for name, column in columns.items()}
        return Tidy.of(in_order, periods=list(scope.quarters), measures=measures)


def _looked_up(measures: Sequence[int], scope: Scope, cuts: Iterable[_Cut]) -> str:
    """Return the SQL that finds rows of cuts; planning takes longest, so it does nothing else."""
    wanted = {
        LEVELS.index(level) * 8 + sum(_BIT[name] for name in chosen)
        for level, splits in cuts
        for chosen in subsets(sorted(splits))
    }
    return f"""
        select quarter, measure, level, unit_code, {_SPLITS}, {", ".join(NUMBERS)}, status
        from figure.value
        where
            evidence = '{scope.evidence}'
            and cut in ({", ".join(map(str, sorted(wanted)))})
            and quarter in ({", ".join(map(str, scope.quarters.values()))})
            and measure in ({", ".join(map(str, measures))})
            {among("unit_code", scope.shown)}
    """


def _places(numbers: NDArray[np.int64], asked: Sequence[int]) -> NDArray[np.int64]:
    """Return the places of numbers among those asked for, which hold them all."""
    order = np.argsort(asked)
    return order[np.searchsorted(np.asarray(asked)[order], numbers)]


def _statements(periods: Sequence[Period]) -> list[str]:
    """Return the SQL of the rows to be laid down, a statement for each kind of evidence and part."""
    if not periods:
        return []
    measures = list(definitions().measures.values())
    quarters = [period.index for period in periods]
    split = " + ".join(f'("{name}" > 0)::integer * {bit}' for name, bit in _BIT.items())
    found = []
    for evidence in get_args(Evidence):
        scope = Scope({period: period.index for period in periods}, evidence=evidence)
        for levels, by, new in _LAID:
            rows = statement(measures, scope, levels=levels, by=by)
            found.append(
                f"""
                select
                    '{evidence}' as evidence,
                    (level * 8 + {split})::utinyint as cut,
                    ({quarters})[period + 1] as quarter,
                    row.* exclude (period),
                from ({rows}) as row
                where {new}
                """
            )
    return found


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

"""From measure definitions to SQL: one statement answers all measures of a mart at every level and split."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Final

from etl.definitions.models import Dimension, Level, Measure

DIMENSIONS: Final[tuple[Dimension, ...]] = ("group", "capability", "stage")
LEVELS: Final[tuple[Level, ...]] = ("nation", "ministry", "agency")
NATION: Final = "TH"
ALL: Final = "ALL"

_UNIT_KEYS: Final[dict[Level, tuple[str, ...]]] = {
    "nation": (),
    "ministry": ("ministry",),
    "agency": ("ministry", "agency"),
}
PARTS: Final = ("numerator", "denominator", "value", "low", "high", "coverage", "status")


@dataclass(frozen=True, slots=True)
class Shape:
    """What measures must share to be read by one statement."""

    mart: str
    where: str
    per: str
    splits: tuple[Dimension, ...]
    levels: tuple[Level, ...]


def shape_of(measure: Measure, *, levels: Iterable[Level], by: Iterable[Dimension]) -> Shape:
    """Return the statement a measure belongs to; a split it is not defined for is left out."""
    wanted = set(by)
    return Shape(
        mart=measure.mart,
        where=measure.where,
        per=measure.per,
        splits=tuple(name for name in DIMENSIONS if name in wanted and name in measure.splits),
        levels=tuple(level for level in LEVELS if level in levels and level in measure.levels),
    )


def statement(shape: Shape, measures: Sequence[Measure]) -> str:
    """Return the SQL of one row per time, level, unit and split, the parts of measure i as columns part_i.

    Parameters: $times (quarter indexes or fiscal years), $units (codes to keep, or null for all).
    """
    time = "fiscal_year" if shape.per == "fiscal_year" else "quarter"
    columns = [f'coalesce("{name}", \'{ALL}\') as "{name}"' for name in shape.splits]
    columns += [f"'{ALL}' as \"{name}\"" for name in DIMENSIONS if name not in shape.splits]
    for number, measure in enumerate(measures):
        columns += [f"{sql} as {part}_{number}" for part, sql in _parts(measure).items()]
    sets = [
        (time, *_UNIT_KEYS[level], *(f'"{name}"' for name in splits))
        for level in shape.levels
        for splits in _subsets(shape.splits)
    ]
    unit_keys = [
        unit_key
        for unit_key in ("ministry", "agency")
        if any(unit_key in _UNIT_KEYS[level] for level in shape.levels)
    ]
    level = (
        "case "
        + "".join(f"when grouping({unit_key}) = 0 then '{unit_key}' " for unit_key in reversed(unit_keys))
        + "else 'nation' end"
    )
    unit = f"coalesce({', '.join((*reversed(unit_keys), repr(NATION)))})"
    where = f"where {shape.where}" if shape.where else ""
    return f"""
        with cell as (
            select * from mart.{shape.mart} {where}
        )
        select
            {time} as time,
            {level if unit_keys else "'nation'"} as level,
            {unit} as unit_code,
            {", ".join(columns)}
        from cell
        where {time} in (select unnest($times))
        and ($units is null or ministry in (select unnest($units)) or agency in (select unnest($units)))
        group by grouping sets ({", ".join(f"({', '.join(columns)})" for columns in sets)})
    """


def _parts(measure: Measure) -> dict[str, str]:
    """Return the SQL of each part of a measure, all as doubles; a part it has not is null."""
    value = {
        "ratio": f"({measure.numerator}) / nullif(({measure.denominator})::double, 0)",
        "count": measure.numerator,
        "formula": measure.value,
    }[measure.kind]
    written = {
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "value": value,
        "low": measure.low,
        "high": measure.high,
        "coverage": measure.coverage,
    }
    return {
        **{part: f"({sql})::double" if sql else "null::double" for part, sql in written.items()},
        "status": f"({measure.flag})" if measure.flag else "null::varchar",
    }


def _subsets(splits: Sequence[Dimension]) -> Iterable[tuple[Dimension, ...]]:
    """Return every choice of splits, none and all included: the ALL rows, the splits and their crossings."""
    return chain.from_iterable(combinations(splits, size) for size in range(len(splits) + 1))

"""The table behind a chart: names instead of codes, numbers as people read them, marks in words."""

from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from etl.queries.targets import SIGNS, verdict_at
from pages.kit.charts.names import Side, full

_SPLITS: Final[tuple[Side, ...]] = ("group", "capability", "stage")


def table(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return tidy figures for reading, one row a value; columns that say nothing are left out."""
    columns: dict[str, list[str]] = {}
    rows = walk(figures)
    columns["unit"] = [full("unit_code", row.unit_code, words) for row in rows]
    columns["period"] = [Period.parse(row.period).short(words.lang) for row in rows]
    columns["measure"] = [words.name(definitions().measures[row.measure]) for row in rows]
    for side in _SPLITS:
        columns[side] = [full(side, getattr(row, side), words) for row in rows]
    columns["value"] = [row.in_unit(words) for row in rows]
    columns["low"] = [row.number("low").text if row.ranged else "" for row in rows]
    columns["high"] = [row.number("high").text if row.ranged else "" for row in rows]
    columns["numerator"] = [printed.count(row.numerator, row.mark) for row in rows]
    columns["denominator"] = [_denominator(row) for row in rows]
    columns["coverage"] = ["" if row.coverage is None else row.share("coverage").text for row in rows]
    columns["mark"] = [words(f"charts.mark.{row.mark}") if row.mark else "" for row in rows]
    columns["status"] = [_status(row, words) for row in rows]
    kept = {
        name: cells
        for name, cells in columns.items()
        if name in ("value", "unit") or _telling(name, cells, words)
    }
    return pd.DataFrame(
        {words(f"charts.table.{name}"): pd.Series(cells, dtype="str") for name, cells in kept.items()}
    )


def _denominator(row: Figure) -> str:
    ratio = definitions().measures[row.measure].kind in ("ratio", "formula")
    return printed.count(row.denominator, row.mark) if ratio else ""


def _status(row: Figure, words: Words) -> str:
    if not row.status or (row.status in SIGNS and verdict_at(row) is None):
        return ""
    verdict = f"charts.verdict.{row.status}"
    return words(verdict if verdict in words else f"charts.flag.{row.status}")


def _telling(name: str, cells: list[str], words: Words) -> bool:
    """Return whether a column tells rows apart or holds anything at all."""
    if name in ("period", "measure"):
        return len(set(cells)) > 1
    if name in _SPLITS:
        return set(cells) != {words("charts.all")}
    return any(cells)

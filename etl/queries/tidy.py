"""Tidy rows: plain columns while they are worked on, a frame of COLUMNS at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import FRAMEWORK, MISSING, NOT_APPLICABLE, NOT_STATED, POPULATION
from etl.definitions.models import Dimension, Measure
from etl.measures.compile import DIMENSIONS, NUMBERS, places, vocabulary
from etl.queries.targets import Verdict, plan_end, verdict
from etl.queries.view import View

if TYPE_CHECKING:
    import duckdb

COLUMNS: Final = [
    "period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator",
    "value", "low", "high", "coverage", "mark", "status", "snapshot", "framework", "population",
    "headcount_source",
]  # fmt: skip
"""The columns of every tidy export, in this order: whoever reads one may rely on it."""

Numbers = NDArray[np.float64]
Words = NDArray[np.object_]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]

_KEY: Final = ("measure", "level", "unit_code", *DIMENSIONS)
Key = tuple[int, int, str, int, int, int]
"""Places of a row's measure and level, its unit, and the places of its splits."""

Unit = tuple[str, int, str]
"""A measure, the place of a level, and a unit."""

_LARGE: Final = pa.large_string()
_TEXT: Final = pd.StringDtype(na_value=np.nan)


@dataclass(frozen=True)
class Tidy:
    """Tidy rows, one entry of each column a row; codes are told by their places.

    A frame asked row by row, or built and changed column by column, costs more than the marts do.
    """

    periods: Sequence[Period]
    measures: Sequence[Measure]
    at: Mapping[str, Places]
    """Places of `period` and `measure` among those above, of `level` in LEVELS, of splits in `places`."""
    unit: Words
    numbers: Mapping[str, Numbers]
    flag: Words
    """Why a range is none, or no more than an estimate (see `measures.headcount`)."""
    source: Words
    """What most of the headcount comes from."""
    status: Words
    """The verdict of a target's own row, else the flag."""
    mark: Words

    @classmethod
    def of(
        cls,
        columns: Columns,
        *,
        periods: Sequence[Period],
        measures: Sequence[Measure],
    ) -> "Tidy":
        """Return the rows of a statement (see `compile.statement`), marked where no value is available."""
        numbers = {name: _known(columns[name]) for name in NUMBERS}
        return cls(
            periods=periods,
            measures=measures,
            at={
                name: np.asarray(columns[name]).astype(np.int64)
                for name in ("period", "measure", "level", *DIMENSIONS)
            },
            unit=_words(columns["unit_code"]),
            numbers=numbers,
            flag=_words(columns["flag"]),
            source=_words(columns["headcount_source"]),
            status=_words(columns["flag"]),
            mark=_unvalued(np.isnan(numbers["value"]), periods, measures, columns),
        )

    def copy(self) -> "Tidy":
        """Return the same rows, to be changed apart."""
        numbers = {name: column.copy() for name, column in self.numbers.items()}
        return replace(self, numbers=numbers, status=self.status.copy(), mark=self.mark.copy())

    def words(self, split: Dimension, rows: Places) -> list[str]:
        """Return the codes of a split in some rows."""
        known = places(split)
        return [known[place] for place in self.at[split][rows].tolist()]

    def keys(self) -> list[Key]:
        """Return what each row is of, but for its period."""
        at = self.at
        columns = (at["measure"], at["level"], self.unit, *(at[name] for name in DIMENSIONS))
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def frame(self, *, snapshot: str, view: View) -> pd.DataFrame:
        """Return the rows in the columns of COLUMNS; the frame's `attrs` name the view they are of."""
        codes = vocabulary(self.periods, self.measures)
        columns: dict[str, object] = {
            name: _text(pa.array(known, _LARGE).take(pa.array(self.at[name])))
            for name, known in codes.items()
        }
        columns["unit_code"] = _text(pa.array(self.unit, _LARGE))
        columns |= self.numbers
        columns |= {
            "mark": pd.Series(self.mark, dtype="object"),
            "status": pd.Series(self.status, dtype="object"),
        }
        for name, text in (("snapshot", snapshot), ("framework", FRAMEWORK), ("population", POPULATION)):
            columns[name] = _text(pa.repeat(pa.scalar(text, _LARGE), len(self.unit)))
        columns["headcount_source"] = pd.Series(self.source, dtype="object")
        rows = pd.DataFrame({name: columns[name] for name in COLUMNS}, copy=False)
        rows.attrs["view"] = str(view)
        return rows


def marks(rows: "Flags | pd.Series[bool]", mark: str) -> "pd.Series[Any]":
    """Return a mark for these rows, None for all others."""
    return pd.Series(_marked(np.asarray(rows), mark), dtype="object")


def _marked(rows: Flags, mark: str) -> Words:
    """Return a mark for these rows, None for all others."""
    found = np.full(len(rows), None, dtype=object)
    found[rows] = mark
    return found


def coded(keys: Sequence[Key], measures: Sequence[Measure]) -> "dict[str, pd.api.extensions.ExtensionArray]":
    """Return keys as columns of codes."""
    codes = vocabulary((), measures)
    columns = zip(*keys, strict=True) if keys else [()] * len(_KEY)
    return {
        name: _text(pa.array([codes[name][place] for place in column] if name in codes else column, _LARGE))
        for name, column in zip(_KEY, columns, strict=True)
    }


def columns_of(answer: "duckdb.DuckDBPyConnection") -> Columns:
    """Return what a statement gives, by column; masked where something is missing."""
    return cast("Columns", answer.fetchnumpy())


def frame(columns: Columns) -> pd.DataFrame:
    """Return the columns of a statement as a frame, as `df` would in three times the time."""
    return pd.DataFrame({name: _column(column) for name, column in columns.items()}, copy=False)


def _column(column: NDArray[np.generic]) -> "NDArray[np.generic] | pd.api.extensions.ExtensionArray":
    if column.dtype == object:
        words = _words(column)
        return words if all(word is None for word in words) else _text(pa.array(words, _LARGE))
    missing = np.ma.getmaskarray(column)
    if not missing.any():
        return np.ma.getdata(column)
    if column.dtype.kind == "b":
        return pd.arrays.BooleanArray(np.ma.getdata(column), missing)
    if column.dtype.kind in "iu":
        return pd.arrays.IntegerArray(np.ma.getdata(column), missing)
    return np.ma.filled(column, np.datetime64("NaT") if column.dtype.kind == "M" else np.nan)


def empty() -> pd.DataFrame:
    """Return a frame without any row."""
    return pd.DataFrame(columns=COLUMNS)


def judge(tidy: Tidy, closing: Tidy | None = None) -> None:
    """Write the verdict into the status of the targets' own rows.

    After a plan's end the verdict of its last quarter stays: `closing` are the rows of those quarters.
    """
    verdicts = _verdicts(closing) if closing else {}
    for row, (target, period, key) in _targets(tidy).items():
        closed = plan_end(target)
        if closed and period > closed:
            tidy.status[row] = verdicts.get((closed, key), "cannot_judge")
        else:
            tidy.status[row] = _verdict(tidy, row, target, period)


def _verdicts(tidy: Tidy) -> dict[tuple[Period, Unit], Verdict]:
    """Return the verdict of each target's own row, by its period and what it is of."""
    return {
        (period, key): _verdict(tidy, row, target, period)
        for row, (target, period, key) in _targets(tidy).items()
    }


def _targets(tidy: Tidy) -> dict[int, tuple[str, Period, Unit]]:
    """Return the targets' own rows: target, period, and measure, level and unit."""
    targets = {target.measure: target.id for target in definitions().targets.values()}
    whole = np.logical_and.reduce([tidy.at[name] == 0 for name in DIMENSIONS])
    found = {}
    for number, measure in enumerate(tidy.measures):
        if measure.id in targets:
            for row in np.flatnonzero(whole & (tidy.at["measure"] == number)).tolist():
                period = tidy.periods[tidy.at["period"][row]]
                of = (measure.id, int(tidy.at["level"][row]), str(tidy.unit[row]))
                found[row] = (targets[measure.id], period, of)
    return found


def _verdict(tidy: Tidy, row: int, target: str, period: Period) -> Verdict:
    told = {
        name: None if np.isnan(tidy.numbers[name][row]) else float(tidy.numbers[name][row])
        for name in ("value", "low", "high", "coverage")
    }
    return verdict(target, period, flag=tidy.flag[row], **told)


def _unvalued(
    missing: Flags, periods: Sequence[Period], measures: Sequence[Measure], columns: Columns
) -> Words:
    """Return the marks of rows without a value: not applicable, or else not available; None of all others."""
    marks = _marked(missing, MISSING)
    if any(measure.required for measure in measures):
        measure, *cell = (
            np.asarray(columns[name]).astype(np.int64) for name in ("measure", "period", *DIMENSIONS)
        )
        asks = np.array([measure.required for measure in measures])[measure]
        known = definitions()
        required = np.stack([_requirements(known.version, known.settled(period)) for period in periods])
        marks[missing & asks & ~required[tuple(cell)]] = NOT_APPLICABLE
    if any(measure.requests for measure in measures):
        phases = [definitions().phase_of(period.fiscal_year) for period in periods]
        none = np.array([phase is not None and not phase.requests for phase in phases])
        of_requests = np.array([measure.requests for measure in measures])
        when, what = (np.asarray(columns[name]).astype(np.int64) for name in ("period", "measure"))
        marks[missing & none[when] & of_requests[what]] = NOT_APPLICABLE
    return marks


@lru_cache(maxsize=16)
def _requirements(version: str, period: Period) -> Flags:
    """Return, by the places of DIMENSIONS, whether anybody is required at a quarter to have the capability.

    Of a group that nobody stated it cannot be said that none is.
    """
    del version
    known, codes = definitions(), [places(name) for name in DIMENSIONS]
    cells = [dict(zip(DIMENSIONS, cell, strict=True)) for cell in product(*codes)]
    asked = [
        NOT_STATED in (of["group"], of["capability"])
        or known.required(of["group"], of["stage"], of["capability"], period)
        for of in cells
    ]
    return np.reshape(asked, [len(named) for named in codes])


def _known(column: NDArray[np.generic]) -> Numbers:
    """Return numbers of a statement's column, NaN where there is none."""
    return np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan)


def _words(column: NDArray[np.generic]) -> Words:
    """Return the words of a statement's column, None where there is none."""
    words = np.ma.asarray(column)
    found = words.data.astype(object)
    found[np.ma.getmaskarray(words)] = None
    return found


def _text(words: "pa.Array") -> "pd.api.extensions.ExtensionArray":
    """Return text as pandas keeps it, without looking at every word."""
    return pd.arrays.ArrowStringArray(words, dtype=_TEXT)  # type: ignore[call-arg] # stubs lag behind

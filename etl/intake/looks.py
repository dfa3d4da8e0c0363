"""What the values of a column look like, whatever its header says: swapped columns, headers that are missing.

Judges samples of texts against the kinds of columns; nothing here refuses a row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.datasets import NUMBERS, VOCABULARIES, Column
from etl.definitions.problems import Problem, problem
from etl.intake import parse
from etl.intake.agencies import register
from etl.intake.parse import is_missing
from etl.intake.sheets import Table

_SAMPLE: Final = 200
"""Rows looked at: a swap concerns all rows."""
_FEWEST: Final = 3
"""Rows below which single values may be mistyped as well."""
_STRANGE, _FITTING = 0.2, 0.8
"""Share of values a column can read: at most so few are its fault, at least so many its nature."""
_CLOSED: Final = frozenset(
    {"agency", "ministry", "group", "position", "capability", "stage", "source", "purpose", "practice"}
    | {"status", "method", "population", "date", "period", "fiscal_year", "unit"}
)
"""Kinds whose values can hardly be taken for another kind."""
_UNREAD: Final = frozenset({"text", "framework"})
"""Kinds that can hold any text."""


def misplaced(table: Table) -> dict[str, str]:
    """Return each column whose values are another column's: what it is headed → what it looks like.

    A column is misplaced where it can read next to nothing of what it holds and another column of the table
    could; for columns that read nearly everything the two must look like each other.
    """
    if table.body.num_rows < _FEWEST:
        return {}
    kinds = {name: _kind(table.dataset, name) for name in table.columns if name in table.body.column_names}
    samples = {name: sample(table.body[name]) for name in kinds}
    strange = [
        name
        for name, kind in kinds.items()
        if kind not in _UNREAD | {"person"} and samples[name] and share(kind, samples[name]) <= _STRANGE
    ]
    found = {}
    for name in strange:
        others = [
            other
            for other, kind in kinds.items()
            if kind != kinds[name] and samples[other] and share(kind, samples[name]) >= _FITTING
        ]
        mutual = [other for other in others if share(kinds[name], samples[other]) >= _FITTING]
        closed = [other for other in others if kinds[other] in _CLOSED]
        if candidates := [*mutual, *closed]:
            found[name] = candidates[0]
    return found


def exchanged(table: Table, swapped: Mapping[str, str]) -> Table:
    """Return the table with pairs of swapped columns exchanged, so that its other faults can be told too."""
    turn: dict[str, str] = {}
    for name, other in swapped.items():
        fits = _fits(_kind(table.dataset, name), sample(table.body[other]))
        if fits and not {name, other} & turn.keys():
            turn |= {name: other, other: name}
    if not turn:
        return table
    names = [turn.get(name, name) for name in table.body.column_names]
    columns = {turn.get(name, name): place for name, place in table.columns.items()}
    return replace(table, body=table.body.rename_columns(names), columns=columns)


def swap(table: Table, column: str, like: str) -> Problem:
    """Return the fault of a column that holds what belongs into another one."""
    dataset = definitions().dataset(table.dataset)
    known = {item.id: item for item in dataset.columns}
    names = {
        name: known.get(name) or definitions().capabilities[name.removeprefix("score:")]
        for name in (column, like)
    }
    address = table.address(table.columns[column])
    return problem(
        "D-12",
        sheet=table.sheet,
        row=table.header_row,
        column=address,
        found=address,
        expected=names[column].th,
        like_th=names[like].th,
        like_en=f"{names[like].en} ({names[like].th})",
    )


def likeness(column: Column, columns: Sequence[pa.Array], places: Iterable[int]) -> int | None:
    """Return the first of these places whose values are of a column's closed kind; None where none is."""
    if column.kind not in _CLOSED:
        return None
    return next((at for at in places if _fits(column.kind, sample(columns[at]))), None)


def headless(columns: Sequence[pa.Array]) -> tuple[str, dict[str, int]] | None:
    """Return the dataset whose required columns all stand here without a header, and where; None for none."""
    samples = {place: texts for place, column in enumerate(columns) if (texts := sample(column))}
    for dataset in definitions().datasets.values():
        wanted = [column for column in dataset.columns if column.required]
        left = dict(samples)
        found: dict[str, int] = {}
        for column in sorted(wanted, key=lambda column: column.kind not in _CLOSED):
            place = next((at for at, texts in left.items() if _fits(column.kind, texts)), None)
            if place is None:
                break
            found[column.id] = place
            left.pop(place)
        closed = sum(column.kind in _CLOSED and column.id in found for column in wanted)
        if len(found) == len(wanted) and closed > 1:
            return dataset.id, found
    return None


def sample(column: pa.Array) -> list[str]:
    """Return the distinct texts of a column's first rows that state something."""
    texts = column.slice(0, _SAMPLE).unique().to_pylist()
    return [text for text in texts if text and not is_missing(text)]


def share(kind: str, texts: Sequence[str]) -> float:
    """Return the share of texts a kind of column can read; 0 of none."""
    reads = _reader(kind)
    return sum(map(reads, texts)) / len(texts) if texts else 0.0


def _fits(kind: str, texts: Sequence[str]) -> bool:
    return bool(texts) and share(kind, texts) >= _FITTING


def _kind(dataset: str, name: str) -> str:
    known = {column.id: column.kind for column in definitions().dataset(dataset).columns}
    return known.get(name, "score")


@cache
def _reader(kind: str) -> Callable[[str], bool]:
    if kind == "agency":
        return lambda text: (
            (found := register().agency(text, ministry=None, period=None)).value is not None
            or (found.remark is not None and found.remark.rule != "A-01")
        )
    if kind == "ministry":
        return lambda text: register().ministry(text) is not None
    if kind == "score":
        return lambda text: (
            parse.plain_number(text) is not None or bool(definitions().lookup("outcomes", text))
        )
    if kind == "person":
        return lambda text: any(character.isdigit() for character in text)
    if kind in _UNREAD:
        return lambda _: True
    if named := VOCABULARIES.get(kind):
        parser: parse.Parser = parse.term(*named)
    elif kind in NUMBERS:
        parser = parse.number(minimum=None, maximum=None)
    else:
        parser = {"date": parse.day, "fiscal_year": parse.year, "period": parse.quarter}[kind]
    return lambda text: parser(text).value is not None

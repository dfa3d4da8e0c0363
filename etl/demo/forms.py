"""Turns clean rows into the sheet a sender would make of them: headers, spellings, titles, totals, notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.datasets import VOCABULARIES
from etl.demo.dialect import Dialect, digits, spelled, written_agency, written_date, written_period
from etl.demo.people import Numbers, capabilities

SCORE: Final = "score:"
NAME: Final = "name"
MONEY: Final = ("requested", "allocated", "disbursed")
SUMMED: Final = {"headcount": ("headcount",), "training": ("participants",), "budget": MONEY}


HeaderRow = tuple[str, ...]
Column: TypeAlias = "pd.Series[Any]"


@dataclass(frozen=True)
class Form:
    """One sheet as it is sent: lines above, one or two header rows, the body by position, lines below."""

    sheet: str
    above: tuple[str, ...]
    header: tuple[HeaderRow, ...]
    body: pd.DataFrame
    below: tuple[str, ...] = ()
    merged: tuple[str, ...] = field(default=())
    """Merged header ranges, counted from the header's first row: "A1:A2"."""


def assessment_columns(rows: pd.DataFrame, how: Dialect) -> pd.DataFrame:
    """Return assessments (native scores) in this sender's layout: wide, or long with a row per score."""
    codes = list(capabilities())
    scores = rows[codes].to_numpy(dtype=float)
    if how.layout == "wide":
        table = rows.drop(columns=codes)
        for place, code in enumerate(codes):
            table[SCORE + code] = pd.Series(_written_scores(scores[:, place], how), dtype=object)
    else:
        row, scored = np.nonzero(~np.isnan(scores))
        table = rows.drop(columns=codes).iloc[row].reset_index(drop=True)
        table["capability"] = np.array(codes)[scored]
        table["score"] = pd.Series(_written_scores(scores[row, scored], how), dtype=object)
    table["scale"] = how.scale
    if how.personal_column:
        words = definitions().words("th")
        table[NAME] = [words("demo.name", number=number[-6:].lstrip("0")) for number in table["person_id"]]
    return table


def _written_scores(scores: Numbers, how: Dialect) -> list[object]:
    """Return one column of scores as cells: numbers, Thai digits, or words for pass and fail."""
    outcomes = definitions().outcomes
    forms: dict[float, object] = {}
    for score in np.unique(scores[~np.isnan(scores)]).tolist():
        if how.scale == "pass_fail":
            code = "pass" if score else "fail"
            forms[score] = spelled(code, outcomes[code], how)
        else:
            number = int(score) if float(score).is_integer() else score
            forms[score] = digits(str(number), how) if how.thai_digits else number
    return [forms.get(score) for score in scores.tolist()]


def written(rows: pd.DataFrame, how: Dialect) -> pd.DataFrame:
    """Return the rows with every word, date, quarter and amount as this sender writes it."""
    table = rows.copy()
    for name in table.columns:
        if write := _writer(name, how):
            table[name] = _each_once(table[name], write)
        elif name in MONEY:
            table[name] = [None if pd.isna(baht) else _amount(int(baht), how) for baht in table[name]]
    table = table.rename(columns={"category": "group"})
    return table.astype(object).where(table.notna(), None)


def _writer(name: str, how: Dialect) -> Callable[[str], object] | None:
    """Return what writes one value of this column, or None where values stay as they are."""
    if named := VOCABULARIES.get(name):
        terms = getattr(definitions(), named[0])
        return lambda code: spelled(code, terms[code], how)
    if name == "category":
        groups, types = definitions().groups, definitions().position_types
        return lambda code: types[code].th if code in types else spelled(code, groups[code], how)
    if name == "agency":
        return lambda code: written_agency(code, how)
    if name == "period":
        return lambda period: written_period(Period.parse(period), how)
    if name in ("assessed_on", "held_on", "effective_on"):
        return lambda day: written_date(pd.Timestamp(day).date(), how)
    if name == "fiscal_year":
        return lambda year: digits(str(year), how) if how.thai_digits else year
    return None


def _each_once(values: Column, write: Callable[[str], object]) -> Column:
    """Return the values written, each distinct one only once; empty stays empty."""
    places, distinct = pd.factorize(values)
    forms = np.array([*(write(value) for value in distinct), None], dtype=object)
    return pd.Series(forms[places], index=values.index, dtype=object)


def _amount(baht: int, how: Dialect) -> int | float:
    """Return an amount in the sender's unit; exact, as amounts are whole thousands."""
    factor = definitions().units[how.unit].factor
    return baht // factor if baht % factor == 0 else float(Decimal(baht) / factor)


def form(
    dataset: str,
    table: pd.DataFrame,
    how: Dialect,
    *,
    year: int,
    quarter: Period | None = None,
    agency: str | None = None,
    total: bool = False,
) -> Form:
    """Return the sheet for a written table: titles with the synthetic mark above, notes below.

    `quarter` and `agency` put these into the titles instead of columns; `total` adds a total row.
    """
    words = definitions().words("th")
    known = definitions().datasets[dataset]
    heading = {"dataset": known.th, "year": digits(str(year), how)}
    above = [words("demo.title", **heading), words("demo.mark")]
    if quarter:
        above[0] = words("demo.title_quarter", quarter=quarter.quarter, **heading)
        table = table.drop(columns="period", errors="ignore")
    if agency:
        table = table.drop(columns="agency")
        above.append(words("demo.title_agency", agency=definitions().agencies[agency].th))
    if dataset == "budget" and how.spelling % 2 == 0:
        above.append(words("demo.money_unit", unit=definitions().units[how.unit].th))
        table = table.drop(columns="unit")
    if total:
        table = pd.concat([table, _total_row(dataset, table)], ignore_index=True)
    table = table[_ordered(dataset, table.columns)]
    header, merged = _header(dataset, list(table.columns), how)
    below = (words("demo.note", mark=words("demo.mark")), words("demo.source")) if how.spelling % 3 else ()
    sheet = known.en if how.headers == "en" else known.th
    return Form(sheet=sheet, above=tuple(above), header=header, body=table, below=below, merged=merged)


def _total_row(dataset: str, table: pd.DataFrame) -> pd.DataFrame:
    words = definitions().words("th")
    row: dict[str, object] = dict.fromkeys(table.columns)
    for name in SUMMED[dataset]:
        row[name] = sum(value for value in table[name] if isinstance(value, int | float))
    row[_ordered(dataset, table.columns)[0]] = words("demo.total")
    return pd.DataFrame([row], dtype=object)


def _ordered(dataset: str, names: Iterable[str]) -> list[str]:
    """Return the columns as people lay them out: the agency first, then the order of the spec."""
    present = list(names)
    spec = [column.id for column in definitions().datasets[dataset].columns]
    wanted = ["agency", *(name for name in spec if name != "agency")]
    if dataset == "assessment":
        wanted.insert(wanted.index("group"), NAME)
        place = wanted.index("capability")
        wanted[place:place] = [SCORE + code for code in capabilities()]
    return [name for name in wanted if name in present]


def _header(dataset: str, names: list[str], how: Dialect) -> tuple[tuple[HeaderRow, ...], tuple[str, ...]]:
    """Return one header row, or two with the scores under a common heading, and the merged ranges."""
    lowest = tuple(_header_text(dataset, name, how) for name in names)
    scored = [place for place, name in enumerate(names) if name.startswith(SCORE)]
    if not (scored and how.two_row_header):
        return (lowest,), ()
    common = dict.fromkeys(scored, "") | {scored[0]: definitions().words("th")("demo.scores_above")}
    top = tuple(common.get(place, text) for place, text in enumerate(lowest))
    bottom = tuple(text if place in scored else "" for place, text in enumerate(lowest))
    merged = [f"{_letter(place)}1:{_letter(place)}2" for place in range(len(names)) if place not in scored]
    return (top, bottom), (*merged, f"{_letter(scored[0])}1:{_letter(scored[-1])}1")


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _header_text(dataset: str, name: str, how: Dialect) -> str:
    """Return the header this sender uses for a column."""
    words = definitions().words("th")
    if name == NAME:
        return words("demo.name_header")
    if name.startswith(SCORE):
        code = name.removeprefix(SCORE)
        return code if how.headers == "en" else spelled(code, definitions().capabilities[code], how)
    column = definitions().datasets[dataset].column(name)
    thai = [synonym for synonym in column.synonyms if not synonym.isascii()]
    if how.headers == "synonym" and thai:
        return thai[how.spelling % len(thai)]
    return column.en if how.headers == "en" else column.th

"""The columns of an agency's form: headers, lists to choose from, formats, examples and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from openpyxl.worksheet.datavalidation import DataValidation

from etl.definitions import Words, definitions
from etl.definitions.calendar import BE, Period
from etl.definitions.datasets import NUMBERS, VOCABULARIES, Column, Dataset
from etl.intake.parse import cell_rules

DATASETS: Final = ("assessment", "headcount", "stage", "training", "budget", "practice")
"""The sheets of a form, in their order."""

_TITLED: Final = frozenset({"agency", "ministry", "period", "unit", "capability", "score", "line"})
"""Columns stated once above the table, or of other layouts of it."""
_FORMATS: Final = {"integer": "#,##0", "number": "#,##0.0", "money": "#,##0.00", "score": "0.##"}
_AS_TEXT: Final = "@"
_SCORE_SAMPLE, _INTEGER_SAMPLE, _HOURS_SAMPLE, _MONEY_SAMPLE = 75, 25, 6, 100_000
_DAYS_IN: Final = 14


@dataclass(frozen=True)
class Field:
    """One column of a form."""

    id: str
    kind: str
    title: str
    required: bool
    minimum: float | None = None
    maximum: float | None = None


def datasets() -> list[Dataset]:
    """Return the datasets a form asks for."""
    return [definitions().dataset(name) for name in DATASETS]


def fields_of(dataset: Dataset, words: Words) -> list[Field]:
    """Return the columns of a dataset's form in their order; assessments have one per capability."""
    fields = [_field(column, words) for column in dataset.columns if column.id not in _left_out(dataset)]
    if dataset.id == "assessment":
        fields += [
            Field(f"score:{code}", "score", words.name(term), False)
            for code, term in definitions().capabilities.items()
        ]
    return fields


def _left_out(dataset: Dataset) -> frozenset[str]:
    return _TITLED if dataset.id == "assessment" else _TITLED - {"capability"}


def _field(column: Column, words: Words) -> Field:
    return Field(column.id, column.kind, words.name(column), column.required, column.minimum, column.maximum)


def choices(period: Period, words: Words) -> dict[str, list[str]]:
    """Return kind of column → the texts to choose from."""
    listed = {
        kind: [
            spelling(kind, code, words)
            for vocabulary in vocabularies
            for code in getattr(definitions(), vocabulary)
        ]
        for kind, vocabularies in VOCABULARIES.items()
        if kind != "unit"
    }
    years = range(period.fiscal_year - 1, period.fiscal_year + 2)
    return listed | {"fiscal_year": [str(year) for year in years if cell_rules().takes(year)]}


def spelling(kind: str, code: str, words: Words) -> str:
    """Return the name of a term as a column of this kind reads it; its code where the name means another."""
    known = definitions()
    vocabulary = next(name for name in VOCABULARIES[kind] if code in getattr(known, name))
    name = words.name(getattr(known, vocabulary)[code])
    meant = next(filter(None, (known.lookup(vocabulary, name) for vocabulary in VOCABULARIES[kind])), None)
    return name if meant == code else code


def entry_check(field: Field, places: Mapping[str, str], words: Words) -> DataValidation:
    """Return what a spreadsheet checks as a column is filled in, and what it tells about it."""
    kind = field.kind
    own = f"template.prompt.{kind}"
    told = words(own if own in words else f"template.prompt.{'listed' if kind in places else 'text'}")
    must = words("template.required" if field.required else "template.optional")
    stated: dict[str, Any] = {"type": None}
    if kind in places:
        stated = {"type": "list", "formula1": places[kind]}
    elif kind in NUMBERS:
        limits = (field.minimum or 0, field.maximum or 10**12)
        stated = {
            "type": "whole" if kind == "integer" else "decimal",
            "operator": "between",
            "formula1": f"{limits[0]:.0f}",
            "formula2": f"{limits[1]:.0f}",
        }
    return DataValidation(
        **stated,
        allow_blank=True,
        showErrorMessage=stated["type"] is not None,
        showInputMessage=True,
        promptTitle=field.title[:32],
        prompt=f"{must} {told}"[:255],
        errorTitle=field.title[:32],
        error=told[:255],
    )


def sample(field: Field, period: Period, words: Words) -> str | int:
    """Return the example of a column."""
    if named := VOCABULARIES.get(field.kind):
        return spelling(field.kind, next(iter(getattr(definitions(), named[0]))), words)
    if field.kind == "date":
        day = period.start + timedelta(days=_DAYS_IN)
        return f"{day.day}/{day.month}/{day.year + BE}"
    numbers = {
        "score": _SCORE_SAMPLE,
        "integer": _INTEGER_SAMPLE,
        "number": _HOURS_SAMPLE,
        "money": _MONEY_SAMPLE,
        "fiscal_year": period.fiscal_year,
    }
    return numbers.get(field.kind) or words(f"template.sample.{field.id}")


def number_format(field: Field) -> str:
    """Return the format of a column's cells; ids and dates are texts, which no program changes."""
    return _FORMATS.get(field.kind, _AS_TEXT)

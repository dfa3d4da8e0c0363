"""What agencies send, as it is defined: datasets, their columns, and what each kind of column holds."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from pydantic import model_validator

from etl.definitions.models import Model, Term

DatasetId = Literal["assessment", "headcount", "stage", "training", "budget", "practice", "execution"]
Kind = Literal[
    "person", "agency", "ministry", "period", "group", "capability", "stage", "method", "framework", "scale",
    "score", "date", "text", "number", "integer", "money", "theme", "source", "purpose", "unit", "practice",
    "status", "fiscal_year", "position", "population",
]  # fmt: skip

NUMBERS: Final = frozenset({"integer", "number", "money"})
"""Kinds of column that hold plain numbers."""

VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "group": ("groups",),
        "position": ("groups", "position_types"),
        "stage": ("stages",),
        "method": ("methods",),
        "scale": ("scales",),
        "theme": ("themes",),
        "capability": ("capabilities",),
        "source": ("sources",),
        "purpose": ("purposes",),
        "practice": ("practices",),
        "status": ("statuses",),
        "unit": ("units",),
        "population": ("populations",),
    }
)
"""Kind of a column with a closed list of values → its vocabularies."""


class Counted(Term):
    """A population or framework: whether figures are computed of it, or its rows are only stored."""

    counted: bool = False


class Column(Model):
    """A canonical column of a dataset and the headers it is recognised by; the English one is its id."""

    id: str
    kind: Kind
    th: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_its_name(cls, written: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take the kind for the one a column is named like, unless it is given."""
        return {"kind": written["id"], **written}

    @property
    def en(self) -> str:
        """Its English header."""
        return self.id


class Dataset(Model):
    """What agencies send: its canonical columns and the columns that make a row unique."""

    id: DatasetId
    th: str
    en: str
    period: Literal["quarter", "fiscal_year"]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, column_id: str) -> Column:
        """Return a column by its id; KeyError where the dataset has none such."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(f"{self.id} has no column {column_id}")

    @property
    def period_column(self) -> str:
        """What a row is a return for: a column of its accepted rows."""
        return "fiscal_year" if self.period == "fiscal_year" else "period"

    @property
    def unit_column(self) -> Literal["agency", "ministry"]:
        """Whose return a row is: a column of its accepted rows."""
        return "agency" if any(column.kind == "agency" for column in self.columns) else "ministry"

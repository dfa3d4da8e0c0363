"""What each dataset looks like before and after validation: canonical columns in, typed columns out."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.models import Column, Dataset

SCORE: Final = pa.decimal128(9, 6)
HOURS: Final = pa.decimal128(12, 6)
BAHT: Final = pa.decimal128(18, 2)

ADDRESS: Final = ("sheet", "row_no")
"""Columns that tell where a row stood; they are no part of its value."""

_KEY_COLUMNS: Final = MappingProxyType({"assessment": ("person", "assessed_on", "method")})
"""Keys that differ from the dataset's own: a score belongs to person, capability, date and method."""

REJECTS: Final = pa.schema(
    [
        ("row_no", pa.int32()),
        ("sheet", pa.string()),
        ("dataset", pa.string()),
        ("cells", pa.string()),
        (
            "reasons",
            pa.list_(
                pa.struct(
                    [
                        ("column", pa.string()),
                        ("rule", pa.string()),
                        ("message_th", pa.string()),
                        ("message_en", pa.string()),
                    ]
                )
            ),
        ),
    ]
)
"""One row per refused source row; `cells` is JSON: header → text as sent, nothing personal."""


@cache
def shape(dataset: str) -> Dataset:
    """Return what a dataset consists of, columns of published layouts included."""
    raw: dict[str, Any] = tomllib.loads((files("etl.definitions") / "published.toml").read_text("utf-8"))
    extra = tuple(Column(**column) for column in raw.pop("extra").get(dataset, {}).get("columns", ()))
    if dataset in raw:
        return Dataset.model_validate({"id": dataset, **raw[dataset]})
    known = definitions().datasets[dataset]
    return known.model_copy(update={"columns": (*known.columns, *extra)})


@cache
def schemas() -> Mapping[str, pa.Schema]:
    """Return the schema of each dataset's accepted rows, the row's address last."""
    capabilities = tuple(definitions().capabilities)
    text, whole, day = pa.string(), pa.int32(), pa.date32()
    columns: dict[str, dict[str, pa.DataType]] = {
        "assessment": {
            "person": pa.binary(),
            "agency": text,
            "group": text,
            "period": text,
            "assessed_on": day,
            "method": text,
            "grade": text,
            "framework": text,
            "scale": text,
            **{f"score_{capability}": SCORE for capability in capabilities},
            **{f"raw_{capability}": text for capability in capabilities},
        },
        "headcount": {"agency": text, "period": text, "category": text, "headcount": whole},
        "stage": {
            "agency": text,
            "period": text,
            "stage": text,
            "effective_on": day,
            "assessor": text,
            "evidence": text,
        },
        "practice": {"agency": text, "period": text, "practice": text, "status": text, "evidence": text},
        "training": {
            "agency": text,
            "period": text,
            "course": text,
            "held_on": day,
            "theme": text,
            "capability": text,
            "group": text,
            "participants": whole,
            "lecture_hours": HOURS,
            "other_hours": HOURS,
        },
        "budget": {
            "agency": text,
            "fiscal_year": whole,
            "source": text,
            "purpose": text,
            "requested": BAHT,
            "allocated": BAHT,
            "disbursed": BAHT,
            "line": text,
        },
        "execution": {
            "ministry": text,
            "fiscal_year": whole,
            "as_of": day,
            "spending": text,
            **dict.fromkeys(("budget", "allocated", "plan", "reserved", "disbursed"), BAHT),
        },
    }
    address = [("sheet", text), ("row_no", whole)]
    return MappingProxyType({name: pa.schema([*made.items(), *address]) for name, made in columns.items()})


def key_columns(dataset: str) -> tuple[str, ...]:
    """Return the typed columns two rows must share to speak of the same thing; the period belongs to them."""
    period = () if shape(dataset).period == "fiscal_year" else ("period",)
    return _KEY_COLUMNS.get(dataset) or tuple(dict.fromkeys((*shape(dataset).key, *period)))


def value_columns(dataset: str) -> tuple[str, ...]:
    """Return the typed columns in which a row sent twice agrees: all but raw texts and the address."""
    names: list[str] = schemas()[dataset].names
    return tuple(name for name in names if name not in ADDRESS and not name.startswith("raw_"))

"""Typed columns of accepted rows, one Arrow schema a dataset: what intake gives and the warehouse stores."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from etl.definitions.current import definitions

SCORE: Final = pa.decimal128(9, 6)
HOURS: Final = pa.decimal128(12, 6)
BAHT: Final = pa.decimal128(18, 2)

ADDRESS: Final = ("sheet", "row_no")
"""Columns that tell where a row stood; they are no part of its value."""


def schemas() -> Mapping[str, pa.Schema]:
    """Return the schema of each dataset's accepted rows, the row's address last."""
    return _schemas(tuple(definitions().capabilities))


@cache
def _schemas(capabilities: tuple[str, ...]) -> Mapping[str, pa.Schema]:
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
            "population": text,
            "scale": text,
            **{f"score_{capability}": SCORE for capability in capabilities},
            **{f"raw_{capability}": text for capability in capabilities},
        },
        "headcount": {
            "agency": text,
            "period": text,
            "category": text,
            "population": text,
            "headcount": whole,
        },
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

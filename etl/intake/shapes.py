"""What each dataset looks like before and after validation: canonical columns in, typed columns out."""

from types import MappingProxyType
from typing import Final

import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.schemas import ADDRESS, schemas

_KEY_COLUMNS: Final = MappingProxyType({"assessment": ("id_space", "person", "assessed_on", "method")})
"""Keys that differ from the dataset's own: a score belongs to person, capability, date and method.

A person is an id in its space, which `columns` adds: the same id of two agencies is mostly two persons.
"""

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


def key_columns(dataset: str) -> tuple[str, ...]:
    """Return the typed columns two rows must share to speak of the same thing; the period belongs to them."""
    shape = definitions().dataset(dataset)
    return _KEY_COLUMNS.get(dataset) or tuple(dict.fromkeys((*shape.key, shape.period_column)))


def value_columns(dataset: str) -> tuple[str, ...]:
    """Return the typed columns in which a row sent twice agrees: all but raw texts and the address."""
    names: list[str] = schemas()[dataset].names
    return tuple(name for name in names if name not in ADDRESS and not name.startswith("raw_"))

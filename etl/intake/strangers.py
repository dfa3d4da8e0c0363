"""Columns a table's dataset does not know: never taken, but looked at for citizen ids.

A row that carries somebody's citizen id is refused wherever in the row it stands, so that the sender removes
it at home; a whole column of such ids is dropped like one whose header says so. Nothing here returns an id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.intake.headers import Header
from etl.intake.privacy import MASK, holds_citizen_id, is_personal_header, masked
from etl.intake.sheets import CellFault, letter

_MAY_HOLD_ID: Final = r"[0-9๐-๙０-９].{11,}"
"""Texts long enough for an id from their first digit on; others need no second look."""
_MOSTLY: Final = 0.5
"""Share of the rows whose cell is nothing but an id, above which the column is one of ids."""


@dataclass(frozen=True)
class Strangers:
    """What was found in the columns not taken: cells that refuse their row, headers of columns dropped."""

    faults: tuple[CellFault, ...] = ()
    dropped: tuple[str, ...] = ()


def look(columns: Sequence[pa.Array], header: Header, kept: Sequence[int]) -> Strangers:
    """Return the citizen ids in columns not taken, among the `kept` rows (0-based, of the whole sheet)."""
    taken = {*header.columns.values(), *header.fallbacks.values()}
    rows = np.asarray(kept, dtype=np.int64)
    faults: list[CellFault] = []
    dropped: list[str] = []
    for place, column in enumerate(columns):
        text = header.texts[place] if place < len(header.texts) else ""
        if place in taken or (text and is_personal_header(text)):
            continue
        values = column.take(pa.array(rows))
        held, alone = _ids(values)
        if alone > _MOSTLY * len(values):
            dropped.append(text or letter(place))
        else:
            faults += [CellFault(row, letter(place), "citizen_id", MASK) for row in (rows[held] + 1).tolist()]
    return Strangers(tuple(faults), tuple(dropped))


def _ids(values: pa.Array) -> tuple[np.typing.NDArray[np.int64], int]:
    """Return the positions of cells that hold a citizen id, and how many of them hold nothing else."""
    likely = pc.fill_null(pc.match_substring_regex(values, _MAY_HOLD_ID), False)
    positions = np.flatnonzero(likely.to_numpy(zero_copy_only=False))
    texts = values.take(pa.array(positions)).to_pylist()
    held = [holds_citizen_id(text) for text in texts]
    alone = sum(masked(text) == MASK for text, holds in zip(texts, held, strict=True) if holds)
    return positions[held], alone

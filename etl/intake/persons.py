"""Person ids become keyed pseudonyms before anything else is done; no id is kept or shown after that."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.definitions.thai import arabic
from etl.intake.draft import Draft, Flags, encode
from etl.intake.parse import Remark

Pseudonym = Callable[[list[str]], Sequence[bytes | None]]
"""Turns distinct normalised ids into 16 bytes each (None: no such person); the key stays with the caller."""

_BETWEEN: Final = r"[\s\p{Z}\p{Pd}\p{Cf}\x{2212}]+"
_WHOLE_AS_FLOAT: Final = r"^(\d+)\.0+$"
_SOUND: Final = r"^[0-9A-Zก-ฮ./_]*[0-9][0-9A-Zก-ฮ./_]*$"
"""An id holds a digit, and nothing but letters, digits and `. / _`: a name, damage or 1.1E+12 is none."""
_BROKEN: Final = r"^[0-9]+(\.[0-9]+)?E\+?[0-9]+$|_X[0-9A-F]{4}_"


def read_persons(draft: Draft, pseudonym: Pseudonym) -> pa.Array:
    """Return each row's pseudonym (16 bytes); rows without a usable id are noted (V-01, V-22) and null.

    Thai digits, blanks and dashes are no part of an id, case neither; 203.0 of a spreadsheet is 203.
    """
    ids = draft.table.body["person_id"]
    spaced = pc.replace_substring_regex(ids, _BETWEEN, "")
    if pc.any(pc.match_substring_regex(spaced, "[๐-๙]")).as_py():
        spaced = pa.chunked_array(
            [pa.array([text and arabic(text) for text in spaced.to_pylist()], pa.string())]
        )
    plain = pc.utf8_upper(pc.replace_substring_regex(spaced, _WHOLE_AS_FLOAT, r"\1"))
    blank = _flags(pc.equal(pc.fill_null(plain, ""), ""))
    sound = _flags(pc.match_substring_regex(plain, _SOUND)) & ~_flags(
        pc.match_substring_regex(plain, _BROKEN)
    )
    draft.note_blank("person_id", blank)
    draft.findings.add(Remark("V-22"), column="person_id", rows=np.flatnonzero(~blank & ~sound))
    kept = encode(pc.if_else(pa.array(sound), plain, pa.scalar(None, pa.string())))
    distinct = [text for text in kept.values if text is not None]
    tokens = pseudonym(distinct) if distinct else []
    known = np.array([token is not None for token in tokens] + [True])
    draft.findings.add(Remark("V-22"), column="person_id", rows=np.flatnonzero(~known[kept.codes]))
    return pa.array(tokens, pa.binary()).take(pa.array(kept.codes, mask=kept.codes < 0))


def _flags(values: pa.ChunkedArray) -> Flags:
    flags: Flags = pc.fill_null(values, False).combine_chunks().to_numpy(zero_copy_only=False)
    return flags

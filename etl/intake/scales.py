"""The one scale of a table's scores: from its scale column, title or the scores; a mixture is refused.

One column holds one scale: read by two, its numbers could not be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl.definitions import definitions
from etl.intake.draft import Column, Draft, are_plain
from etl.intake.parse import Remark, cell_rules, plain_number, term


@dataclass(frozen=True)
class _Tally:
    """Rows of one score column: numbers, those of 1-5, 0, between 0 and 1; the highest; any words."""

    numbers: int
    small: int
    zeros: int
    fractions: int
    highest: float
    words: bool


def resolve(draft: Draft, columns: Sequence[str]) -> str | None:
    """Return the scale of a table's score columns; where it is not one, refuse the table (D-05, D-06)."""
    tallies = {column: _tally(draft.texts(column)) for column in columns}
    stated = _stated(draft)
    if len(stated) > 1:
        return _refuse(draft, "D-05", " + ".join(stated), column="scale")
    for column, tally in tallies.items():
        if tally.words and (tally.numbers or stated not in ([], ["pass_fail"])):
            return _refuse(draft, "D-05", " + ".join(["pass_fail", *(stated or ["0-100"])]), column=column)
    return stated[0] if stated else _inferred(draft, tallies)


def _stated(draft: Draft) -> list[str]:
    """Return the distinct scales the scale column names, else the one of the title, in a stable order."""
    named: list[str] = []
    if draft.has("scale"):
        column = draft.read("scale", term("scales"))
        named = sorted({column.values[code] for code in np.unique(column.codes).tolist() if code >= 0})
    if not named and draft.table.scale and (title := definitions().lookup("scales", draft.table.scale)):
        named = [title]
    return named


def _inferred(draft: Draft, tallies: Mapping[str, _Tally]) -> str | None:
    guesses = {column: _guess(tally) for column, tally in tallies.items() if tally.words or tally.numbers}
    if not guesses:
        # Nothing is scored at all: any scale will do, every row is refused for that.
        return next(iter(definitions().scales))
    for column, guess in guesses.items():
        if " + " in guess:
            return _refuse(draft, "D-05", guess, column=column)
    column, scale = next(iter(guesses.items()))
    other = next((name for name, guess in guesses.items() if guess != scale), None)
    if other is not None:
        return _refuse(draft, "D-05", " + ".join(dict.fromkeys(guesses.values())), column=other)
    if scale not in definitions().scales:
        return _refuse(draft, "D-06", scale, column=column)
    draft.findings.tell(Remark("D-08" if scale == "1-5" else "D-07", scale, " | ".join(definitions().scales)))
    return scale


def _guess(tally: _Tally) -> str:
    """Return the scale a column speaks for; "1-5 + 0-100" and the like where for two or for none.

    No 1-5 scale has a 0: beside higher scores than 5 it is of 0-100, and so are the low scores around it.
    """
    if tally.words:
        return "pass_fail"
    if tally.fractions:
        return "0-1" if tally.highest <= 1 else "0-1 + 0-100"
    if tally.highest > 5:
        mixed = not tally.zeros and tally.small >= cell_rules().mixed_from * tally.numbers
        return "1-5 + 0-100" if mixed else "0-100"
    return "1-5" if tally.small == tally.numbers else "0-5"


def _tally(column: Column[str]) -> _Tally:
    """Return the tally of a column; floats will do here, as no score is stored from them."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    plain = are_plain(column.values)
    values = np.full(len(column.values), np.nan)
    values[plain] = pa.array(column.values, pa.string()).filter(pa.array(plain)).cast(pa.float64()).to_numpy()
    words = False
    for code in np.flatnonzero(~plain & (counts > 0)).tolist():
        text = column.values[code]
        number = plain_number(text) if text is not None else None
        if number is not None:
            values[code] = float(number)
        elif text is not None and definitions().lookup("outcomes", text) is not None:
            words = True
    stated = ~np.isnan(values) & (counts > 0)
    values, counts = values[stated], counts[stated]
    return _Tally(
        numbers=int(counts.sum()),
        small=int(counts[(values >= 1) & (values <= 5)].sum()),
        zeros=int(counts[values == 0].sum()),
        fractions=int(counts[(values > 0) & (values < 1)].sum()),
        highest=float(values.max(initial=0.0)),
        words=words,
    )


def _refuse(draft: Draft, rule: str, found: str, *, column: str) -> str | None:
    """Refuse the table and return that it has no scale."""
    draft.findings.refuse(Remark(rule, found, " | ".join(definitions().scales)), column=column)
    return None

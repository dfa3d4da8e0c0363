"""Rows that speak of the same thing twice, over all tables of one dataset in one file.

The same row again is ignored with its reason (K-01). Two scores of one person, capability, date and method
are both refused (K-02); so are rows of other datasets that share their key and differ (K-03). A person in two
agencies or groups on one day is told (K-04). Rows refused already do not count.
"""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
import pyarrow as pa

from etl.definitions import definitions
from etl.intake.draft import Draft, Flags, Ints
from etl.intake.parse import Remark
from etl.intake.shapes import key_columns, value_columns


def mark_repeats(drafts: Sequence[Draft]) -> None:
    """Mark the repeated (`Draft.repeated`) and the contradicting rows of these tables of one file."""
    by_dataset = sorted((draft for draft in drafts if draft.findings.refusal is None), key=_dataset)
    for dataset, group in groupby(by_dataset, key=_dataset):
        _mark(dataset, list(group))


def group_ids(columns: Sequence[pa.Array]) -> Ints:
    """Return a number for each row, equal for rows that agree in all columns (null agrees with null)."""
    ids = np.zeros(len(columns[0]), dtype=np.int64)
    distinct = 1
    for column in columns:
        encoded = pa.chunked_array([column]).combine_chunks().dictionary_encode(null_encoding="encode")
        if isinstance(encoded, pa.ChunkedArray):
            encoded = encoded.combine_chunks()
        width = len(encoded.dictionary) or 1
        if distinct * width >= 2**62:
            ids, distinct = _compressed(ids)
        ids = ids * width + encoded.indices.to_numpy(zero_copy_only=False)
        distinct *= width
    return _compressed(ids)[0]


def _mark(dataset: str, drafts: Sequence[Draft]) -> None:
    """Look at the keys of all rows first, at the values only of rows that share theirs: those are few."""
    places = [np.flatnonzero(~draft.findings.rejected) for draft in drafts]
    owner = np.repeat(np.arange(len(drafts)), [len(rows) for rows in places])
    place = np.concatenate(places)
    keys = _keys(dataset, drafts, places)
    shared = np.flatnonzero(np.bincount(keys, minlength=1)[keys] > 1)
    if not len(shared):
        return
    owner, place = owner[shared], place[shared]
    keys, _ = _compressed(keys[shared])
    rows = _rows(
        drafts, [place[owner == number] for number in range(len(drafts))], columns=value_columns(dataset)
    )
    repeated = _repeated(rows)
    for later, first in repeated.items():
        drafts[owner[later]].repeated[place[later]] = True
        told = (
            f"{drafts[owner[first]].table.sheet}: {drafts[owner[first]].findings.row_numbers[place[first]]}"
        )
        drafts[owner[later]].findings.add(Remark("K-01", told), column=None, rows=place[later : later + 1])
    single = np.setdiff1d(np.arange(len(shared)), np.fromiter(repeated, dtype=np.int64, count=len(repeated)))
    for column, rule, at in _contradictions(dataset, rows, keys, single):
        for number, draft in enumerate(drafts):
            cell = "score" if draft.has("score") else f"score:{column}"
            draft.findings.add(Remark(rule, column), column=cell, rows=place[at[owner[at] == number]])
    if dataset == "assessment":
        at = single[_torn(rows, keys, single)]
        for number, draft in enumerate(drafts):
            draft.findings.add(Remark("K-04"), column="person_id", rows=place[at[owner[at] == number]])


def _torn(rows: pa.Table, keys: Ints, at: Ints) -> Flags:
    """Return which of these rows are of a person who is in two agencies or groups on one day."""
    units = group_ids([rows[name].combine_chunks().take(pa.array(at)) for name in ("agency", "group")])
    return _differing(keys[at], units)


def _differing(keys: Ints, values: Ints) -> Flags:
    """Return which rows share their key with a row of another value."""
    width = len(keys) + 1
    opinions = np.bincount(np.unique(keys * width + values) // width, minlength=1)
    return np.asarray(opinions[keys] > 1, dtype=bool)


def _keys(dataset: str, drafts: Sequence[Draft], places: Sequence[Ints]) -> Ints:
    rows = _rows(drafts, places, columns=key_columns(dataset))
    return group_ids([rows[name].combine_chunks() for name in rows.column_names])


def _rows(drafts: Sequence[Draft], places: Sequence[Ints], *, columns: Sequence[str]) -> pa.Table:
    """Return these columns of these rows of each table, one table after the other."""
    return pa.concat_tables(
        [
            pa.table({name: draft.done[name] for name in columns}).take(pa.array(kept))
            for draft, kept in zip(drafts, places, strict=True)
        ]
    ).combine_chunks()


def _repeated(rows: pa.Table) -> dict[int, int]:
    """Return each row that repeats an earlier one in every value → that earlier row."""
    same = group_ids([rows[name].combine_chunks() for name in rows.column_names])
    _, first = np.unique(same, return_index=True)
    later = np.flatnonzero(first[same] != np.arange(len(same)))
    return {at: int(first[same[at]]) for at in later.tolist()}


def _contradictions(dataset: str, rows: pa.Table, keys: Ints, single: Ints) -> list[tuple[str, str, Ints]]:
    """Return (capability or nothing, rule, rows) for rows that share a key and differ."""
    if dataset != "assessment":
        clash = single[np.bincount(keys[single], minlength=1)[keys[single]] > 1]
        return [("", "K-03", clash)]
    found: list[tuple[str, str, Ints]] = []
    for capability in definitions().capabilities:
        scores = rows[f"score_{capability}"].combine_chunks()
        scored: Flags = scores.is_valid().to_numpy(zero_copy_only=False)[single]
        at = single[scored]
        values = group_ids([scores.take(pa.array(at))])
        found.append((capability, "K-02", at[_differing(keys[at], values)]))
    return found


def _compressed(ids: Ints) -> tuple[Ints, int]:
    distinct, codes = np.unique(ids, return_inverse=True)
    return codes.astype(np.int64), len(distinct)


def _dataset(draft: Draft) -> str:
    return draft.table.dataset

"""What a workbook proves of itself before it is written: each check says what it compared and what it found.

Must not: mend anything. One fault, and no file is written (`WorkbookRefused`).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

import pandas as pd
from openpyxl import Workbook

from etl.definitions import Lang, definitions
from etl.measures.compile import NUMBERS
from etl.publish.workbook import sums
from etl.publish.workbook.background import Background
from etl.publish.workbook.proof import KEYS, TOLERANCE, Proof, named
from etl.publish.workbook.tally import Tally
from etl.queries import public
from etl.queries.view import PUBLIC, View
from etl.warehouse.errors import WarehouseError

_OVERFULL: Final = "seen_exceeds_headcount"
"""Status of a coverage that may be above 1: more persons were assessed than the headcount knows."""

_SPENT: Final = "budget_disbursed_share"
"""A share of money: what is disbursed can exceed what was allocated."""


class WorkbookRefused(WarehouseError):
    """A check of the workbook failed, so nothing was written."""

    texts = "workbook.checks"

    def message(self, lang: Lang) -> str:
        """Return the text in one language."""
        words = definitions().words(lang)
        check = words(f"workbook.checks.of.{self.words['check']}.name")
        return words(self.code, check=check, places=self.words["places"])


def prove(
    workbook: Workbook, tally: Tally, background: Background, *, snapshot: str, view: View
) -> list[Proof]:
    """Return the outcome of every check, in the order the last sheet lists them."""
    tables = list(tally.tidy.values())
    whole = pd.concat(tables, ignore_index=True).drop_duplicates(KEYS) if tables else pd.DataFrame()
    return [
        sums.totals(whole),
        equal(tally),
        hidden(tables, view),
        sane(tables),
        revisions(background),
        plain(workbook),
        one_snapshot(tables, snapshot),
    ]


def refuse_unless(proofs: Sequence[Proof]) -> None:
    """Raise WorkbookRefused for the first check that does not hold."""
    for proof in proofs:
        if not proof.holds:
            raise WorkbookRefused("refused", check=proof.id, places=" · ".join(proof.faults))


def equal(tally: Tally) -> Proof:
    """Each figure has the same value in every cell and every tidy row that shows it."""
    known: dict[tuple[tuple[str, ...], str], tuple[float | None, str]] = {}
    faults: list[str] = []
    compared = 0
    for sheet, frame in tally.tidy.items():
        keys = frame[KEYS].itertuples(index=False, name=None)
        for row, (key, values) in enumerate(
            zip(keys, frame[NUMBERS].itertuples(index=False, name=None), strict=True), start=2
        ):
            for part, value in zip(NUMBERS, values, strict=True):
                found = None if pd.isna(value) else float(value)
                before, place = known.setdefault((key, part), (found, f"{sheet}:{row}"))
                compared += 1
                if before != found:
                    faults.append(f"{place} ≠ {sheet}:{row} ({part})")
    for shown in tally.shown:
        value = shown.cell.value
        found = value * shown.scale if isinstance(value, int | float) else None
        before, place = known.setdefault((shown.source.key, shown.source.part), (found, shown.place))
        compared += 1
        if not _same(before, found):
            faults.append(f"{place} ≠ {shown.place}")
    return Proof.of("equal", compared, faults)


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * max(1.0, abs(one))


def hidden(tables: Sequence[pd.DataFrame], view: View = PUBLIC) -> Proof:
    """No tidy row tells more of persons than the public rule allows; units may be exact in a view."""
    faults = [named(row) for frame in tables for row in frame[public.faults(frame, view)].to_dict("records")]
    return Proof.of("hidden", sum(len(frame) for frame in tables), faults)


def sane(tables: Sequence[pd.DataFrame]) -> Proof:
    """Shares lie in 0-1 and within their range, no count is negative, ready ≤ judged ≤ seen."""
    faults: list[str] = []
    kinds = {one.id: one.unit for one in definitions().measures.values()}
    for frame in tables:
        unit = frame["measure"].map(kinds)
        wrong = pd.Series(False, index=frame.index)
        share = (unit == "share") & (frame["status"] != _OVERFULL) & (frame["measure"] != _SPENT)
        for part in ("value", "low", "high"):
            wrong |= share & ~frame[part].between(-TOLERANCE, 1 + TOLERANCE) & frame[part].notna()
        above = frame["value"] > frame["high"] + TOLERANCE
        wrong |= share & (above | (frame["value"] < frame["low"] - TOLERANCE)) & _whole(frame)
        counted = unit.isin(["persons", "agencies", "courses", "hours", "baht", "scores"])
        wrong |= counted & (frame[["value", "numerator"]] < 0).any(axis="columns")
        wrong |= frame["denominator"] < 0
        faults += [named(row) for row in frame[wrong].to_dict("records")]
        faults += _disordered(frame)
    return Proof.of("sane", sum(len(frame) for frame in tables), faults)


def _whole(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Return the rows whose range speaks of the persons judged: not where the headcount is known in part."""
    return frame["coverage"].between(0, 1) & (frame["status"] != "headcount_incomplete")


def _disordered(frame: pd.DataFrame) -> Iterator[str]:
    """Name the units that count more persons ready than judged, or more judged than seen."""
    split = [name for name in KEYS if name != "measure"]
    ready = frame[frame["measure"] == "ready_share"].set_index(split)
    seen = frame[frame["measure"] == "persons_seen"].set_index(split)["numerator"]
    judged = ready["denominator"]
    wrong = (ready["numerator"] > judged) | (judged > seen.reindex(ready.index))
    for key in ready.index[wrong]:
        yield " ".join(map(str, key))


def revisions(background: Background) -> Proof:
    """The parts of every revised figure sum to what it changed by, exactly."""
    rows = [(one.number, row) for one in background.revised for row in one.rows]
    faults = [
        f"{number}: {row.measure} {row.unit} {row.quantity}"
        for number, row in rows
        if row.released is not None and row.now is not None and not _adds_up(row.difference, row.parts)
    ]
    return Proof.of("revisions", len(rows), faults)


def _adds_up(difference: Decimal | None, parts: Sequence[Decimal | None]) -> bool:
    return difference == sum((part for part in parts if part is not None), Decimal(0))


def plain(workbook: Workbook) -> Proof:
    """No cell holds a formula or an error: whatever is written is a number or a text."""
    cells = [(sheet.title, cell) for sheet in workbook.worksheets for cell in sheet._cells.values()]
    return Proof.of(
        "plain",
        len(cells),
        [f"{title}!{cell.coordinate}" for title, cell in cells if cell.data_type not in "ns"],
    )


def one_snapshot(tables: Sequence[pd.DataFrame], snapshot: str) -> Proof:
    """Every tidy row is of the snapshot the cover names."""
    faults = [
        named(row) for frame in tables for row in frame[frame["snapshot"] != snapshot].to_dict("records")
    ]
    return Proof.of("one_snapshot", sum(len(frame) for frame in tables), faults)

"""What intake makes of one damaged file, and what of that would be a fault of intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

import pyarrow as pa

from etl.definitions.problems import Problem
from etl.demo import write
from etl.intake import gate, recognise
from etl.intake.gate import GateResult
from etl.intake.reader import Reader
from etl.intake.sheets import Recognition, SheetSet
from etl.intake.validate import Accepted, accept
from etl.warehouse.key import pseudonyms
from tests.intake.hostile import HEADER, ROWS, pack, parts
from tests.mutation.mutants import KINDS

Fate = Literal["gate", "reader", "recognition", "validation", "part", "all"]
FATES: tuple[Fate, ...] = ("gate", "reader", "recognition", "validation", "part", "all")
"""Where a file ended: refused at one of four steps, taken in part, or taken whole."""

_AGENCIES = ("03-09", "08-05", "12-06")
_LARGEST = 40_000
_STAGES = """รายงานระยะการพัฒนารัฐบาลดิจิทัล,,
ส่วนราชการ,ระยะ,วันที่มีผล
กรมสรรพากร,ระยะเริ่มต้น,1 มกราคม 2564
"สำนักงาน ก.พ.","ระยะกำลังพัฒนา",๑๕/๐๓/๒๕๖๔
กรมที่ดิน,ระยะเริ่มต้น,2 ก.พ. 2564
"""
_PSEUDONYM = pseudonyms(b"the key of the mutation run".ljust(32, b"."))


@dataclass(frozen=True)
class Seed:
    """A good file, and the rows it gives when nobody has touched it."""

    name: str
    content: bytes
    rows: dict[str, pa.Table]

    @property
    def is_workbook(self) -> bool:
        """Whether it is a workbook, not a csv file."""
        return self.name.endswith(".xlsx")


@dataclass(frozen=True)
class Outcome:
    """What became of one mutant, and what intake did wrong with it; nothing, it is hoped."""

    mutant: str
    fate: Fate
    faults: tuple[str, ...]


def seeds(folder: Path, reader: Reader) -> list[Seed]:
    """The smaller files of a few agencies of the demonstration, and a small file of either type by hand."""
    write(folder, scale="small", seed=7, codes=_AGENCIES)
    pack(folder / "by-hand.xlsx", parts())
    table = "\n".join(",".join(map(str, row)) for row in (HEADER, *ROWS))
    (folder / "by-hand.csv").write_text(table, encoding="utf-8")
    (folder / "by-hand-cp874.csv").write_text(_STAGES, encoding="cp874", newline="\r\n")
    paths = [path for path in sorted(folder.iterdir()) if path.stat().st_size < _LARGEST]
    found = [(path, _judged(reader.read(path))) for path in paths]
    return [
        Seed(path.name, path.read_bytes(), rows)
        for path, (_, outcomes) in found
        if (rows := _rows(outcomes)) and all(one.status == "accepted" for one in outcomes)
    ]


def run(
    kind: str, count: int, *, seed: int, good: Sequence[Seed], folder: Path, reader: Reader
) -> Iterator[Outcome]:
    """So many mutants of one kind judged, each told again by its name; two runs of a seed are the same."""
    bases = [one for one in good if one.is_workbook is KINDS[kind].workbooks]
    made: list[tuple[str, Seed, GateResult]] = []
    for number in range(count):
        name = f"{kind}-{seed}-{number}"
        chance = Random(name)
        base = chance.choice(bases)
        path = folder / f"{name}.{'xlsx' if base.is_workbook else 'csv'}"
        path.write_bytes(KINDS[kind].mutate(base.content, chance))
        made.append((f"{name} of {base.name}", base, gate.check(path)))
    cells = reader.read_all((seen.path, seen.sha256) for *_, seen in made if seen.passed)
    for name, base, seen in made:
        read = next(cells) if seen.passed else SheetSet((), seen.problems)
        recognition, outcomes = _judged(read)
        faults = [*_faults(seen, read, recognition, outcomes)]
        if KINDS[kind].harmless and (rows := _rows(outcomes)) and not _same(rows, base.rows):
            faults.append("it was taken, but not with the rows of the good file")
        yield Outcome(name, _fate(seen, read, outcomes), tuple(faults))
        seen.path.unlink()


def _judged(read: SheetSet) -> tuple[Recognition, list[Accepted]]:
    recognition = Recognition(problems=read.problems) if read.problems else recognise.contents(read)
    return recognition, accept(recognition.tables, period=None, pseudonym=_PSEUDONYM)


def _rows(outcomes: Iterable[Accepted]) -> dict[str, pa.Table]:
    """The accepted rows of each sheet and dataset, without the numbers of the rows they stood on."""
    found: dict[str, pa.Table] = {}
    for one in outcomes:
        if one.rows.num_rows:
            found[f"{one.dataset} {one.sheet}"] = one.rows
    return found


def _same(rows: dict[str, pa.Table], before: dict[str, pa.Table]) -> bool:
    if rows.keys() != before.keys():
        return False
    return all(rows[name].equals(before[name]) for name in before)


def _fate(seen: GateResult, read: SheetSet, outcomes: list[Accepted]) -> Fate:
    if not seen.passed:
        return "gate"
    if read.problems:
        return "reader"
    if not outcomes:
        return "recognition"
    if not any(one.accepted for one in outcomes):
        return "validation"
    return "all" if all(one.status == "accepted" for one in outcomes) else "part"


def _faults(
    seen: GateResult, read: SheetSet, recognition: Recognition, outcomes: list[Accepted]
) -> Iterator[str]:
    told: list[Problem] = [*recognition.problems, *(fault for one in outcomes for fault in one.problems)]
    if any(fault.rule == "F-16" for fault in read.problems):
        yield "reading did not end"
    if any(not (fault.message_th and fault.message_en) for fault in told):
        yield "a problem lacks one of its languages"
    if not any(one.accepted for one in outcomes) and not any(fault.severity == "error" for fault in told):
        yield "nothing was taken and nobody says why"
    if not seen.passed and outcomes:
        yield "the gate refused it and yet it was read"
    for one in outcomes:
        if one.rows_read != one.accepted + one.rejected + one.ignored:
            yield f"{one.rows_read} rows read, but {one.accepted} + {one.rejected} + {one.ignored} told"
        if bool(one.accepted) != bool(one.rows.num_rows):
            yield f"{one.accepted} rows accepted, but {one.rows.num_rows} given"
        if one.accepted and one.status not in ("accepted", "partly"):
            yield f"rows accepted from a table that is {one.status}"
        if one.rejected and not any(fault.severity == "error" for fault in one.problems):
            yield "rows were refused and nobody says why"

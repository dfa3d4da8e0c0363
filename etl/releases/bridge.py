"""The revision bridge: from a release's figures to today's, cause by cause, parts that sum exactly.

Substituted in this order: late returns, corrections, withdrawn, rules. Rows are those the intake accepted
when a file came, so a change of intake rules shows only where a file was sent again; all else is rebuilt.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import reduce
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL
from etl.definitions.current import using
from etl.publish.workbook.background import CAUSES, PARTS, Cause
from etl.queries import Reader, public
from etl.queries.reader import SnapshotInfo
from etl.queries.view import ANALYST, View
from etl.releases.reading import figures_of
from etl.warehouse import frozen, sql, store
from etl.warehouse.alternate import alternate, one_with
from etl.warehouse.home import Home
from etl.warehouse.records import Stored
from etl.warehouse.releases import Release, ReleaseError

MEASURES: Final = ("T1", "T2", "T3", "T4", "ready_share", "coverage", "reporting_rate")
QUANTITIES: Final = ("value", "numerator", "denominator")
COLUMNS: Final = [
    "release", "period", "measure", "level", "unit_code", "quantity",
    "released", *PARTS, "now", "difference", "mark",
]  # fmt: skip
"""One row per measure, unit and quantity; numbers are decimals, empty where there is no value."""

_EXACT: Final = Context(prec=80)
_NO_SNAPSHOT: Final = "bridge"

Key = tuple[str, str, str]
"""Measure, level, unit."""
Step = Mapping[Key, Mapping[str, Decimal | None]]
_Public = dict[str, Decimal | None]


@dataclass(frozen=True)
class Bridge:
    """A release against today: the table, and by which definitions its first three steps were computed.

    `own_rules` is False where this program cannot read the release's definitions: today's serve throughout,
    and what they change is all in the part "rules".
    """

    release: Release
    definitions_now: str
    own_rules: bool
    table: pd.DataFrame


def bridge(home: Path, release: Release, *, view: View) -> Bridge:
    """Return how a release's figures became today's, for the nation and each ministry."""
    place = Home(home)
    period = Period.parse(release.period)
    then = frozen.submissions_of(place, release)
    now = store.stored(place, store.read_ledger(place))
    today = definitions()
    try:
        rules, own = frozen.definitions_of(place, release), True
    except ReleaseError:
        rules, own = today, False
    published = _rows(
        figures_of(home, release, view=ANALYST, measures=MEASURES, levels=["nation", "ministry"])
    )
    asked = _Asked(place, period)
    same = release.code_version == sql.version() and rules.version == release.definitions_version
    same = same and not _confirmed_since(place, release)
    base = published if same else asked.under(rules, then)
    late, corrected = _with_late(then, now), _with_all(then, now)
    steps: list[Step] = [base]
    for before, after in ((then, late), (late, corrected), (corrected, now)):
        steps.append(steps[-1] if _equal(before, after) else asked.under(rules, after))
    final = steps[-1] if same and rules.version == today.version else asked.under(today, now)
    rows = [
        row
        for key in sorted(set(published) | set(final))
        for row in _bridged(release, key, published=published, steps=steps, final=final)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS, dtype="object")
    if view != ANALYST:
        table = _public(
            table,
            then=_rows(
                figures_of(home, release, view=view, measures=MEASURES, levels=["nation", "ministry"])
            ),
            now=_rows(asked.seen(today, now, view)),
            happened=[
                *(after is not before for before, after in pairwise(steps)),
                final is not steps[-1] or base is not published,
            ],
            view=view,
        )
    return Bridge(release, today.version, own, table)


@dataclass(frozen=True)
class _Asked:
    """The figures a bridge is made of, computed from any submissions under any definitions."""

    home: Home
    period: Period

    def under(self, rules: Definitions, submissions: Sequence[Stored]) -> Step:
        """Return the figures these submissions give under these definitions."""
        return _rows(self.seen(rules, submissions, ANALYST))

    def seen(self, rules: Definitions, submissions: Sequence[Stored], view: View) -> pd.DataFrame:
        """Return the tidy figures these submissions give under these definitions, in a view."""
        with using(rules), alternate(self.home, submissions) as connection:
            about = SnapshotInfo(
                id=_NO_SNAPSHOT,
                created_at=store.now(),
                synthetic=False,
                submissions=len(submissions),
                definitions_version=rules.version,
                code_version=sql.version(),
                figures="",
            )
            reader = Reader(connection, snapshot=about)
            measures = [name for name in MEASURES if name in rules.measures]
            return reader.figures(
                periods=[self.period], measures=measures, levels=["nation", "ministry"], view=view
            )


def _confirmed_since(home: Home, release: Release) -> bool:
    """Return whether a headcount was confirmed after a release: it counts in whatever is computed today."""
    return any(one.at > release.at for one in store.read_ledger(home).confirmations)


def _with_late(then: Sequence[Stored], now: Sequence[Stored]) -> tuple[Stored, ...]:
    """Return the release's submissions and, of later ones, the parts nothing had been counted for."""
    held = {
        (part.dataset, part.unit, part.period)
        for one in then
        if one.entry.counts
        for part in one.manifest.parts
    }
    late = (
        one_with(
            one,
            tuple(part for part in one.manifest.parts if (part.dataset, part.unit, part.period) not in held),
        )
        for one in _later(then, now)
    )
    return (*then, *(one for one in late if one.manifest.parts))


def _with_all(then: Sequence[Stored], now: Sequence[Stored]) -> tuple[Stored, ...]:
    """Return the release's submissions as they counted then, and everything later that counts now."""
    return (*then, *_later(then, now))


def _later(then: Sequence[Stored], now: Sequence[Stored]) -> list[Stored]:
    known = {one.entry.id for one in then}
    return [one for one in now if one.entry.id not in known and one.entry.counts]


def _equal(before: Sequence[Stored], after: Sequence[Stored]) -> bool:
    """Return whether the same parts of the same submissions count."""
    sets = [
        {(one.entry.id, part) for one in submissions if one.entry.counts for part in one.manifest.parts}
        for submissions in (before, after)
    ]
    return sets[0] == sets[1]


def _rows(figures: pd.DataFrame) -> Step:
    """Return the numbers of tidy figures as the decimals they are written as."""
    return {
        (row["measure"], row["level"], row["unit_code"]): {
            **{name: None if pd.isna(row[name]) else Decimal(repr(float(row[name]))) for name in QUANTITIES},
        }
        for row in figures.to_dict("records")
    }


def _bridged(
    release: Release, key: Key, *, published: Step, steps: Sequence[Step], final: Step
) -> list[dict[str, object]]:
    """Return the rows of one measure and unit; parts are empty where either end has no value.

    A step without a value between two that have one adds nothing: its change falls to the next.
    """
    rows: list[dict[str, object]] = []
    for quantity in QUANTITIES:
        first, *path, last = (step.get(key, {}).get(quantity) for step in (published, *steps, final))
        parts: dict[Cause, Decimal | None] = dict.fromkeys(CAUSES)
        difference = None
        if first is not None and last is not None:
            difference = _EXACT.subtract(last, first)
            level = path[0] if path[0] is not None else first
            for cause, reached in zip(CAUSES, path[1:], strict=False):
                parts[cause] = _EXACT.subtract(reached, level) if reached is not None else Decimal(0)
                level = reached if reached is not None else level
            explained = reduce(_EXACT.add, (part for part in parts.values() if part is not None), Decimal(0))
            parts["rules"] = _EXACT.subtract(difference, explained)
        rows.append(
            {
                "release": release.number,
                "period": release.period,
                "measure": key[0],
                "level": key[1],
                "unit_code": key[2],
                "quantity": quantity,
                "released": first,
                **{str(cause): part for cause, part in parts.items()},
                "joined": None,
                "rounding": None,
                "now": last,
                "difference": difference,
                "mark": None,
            }
        )
    return rows


def _public(
    table: pd.DataFrame, *, then: Step, now: Step, happened: Sequence[bool], view: View
) -> pd.DataFrame:
    """Return a bridge from what a view showed to what it shows; `happened` are the causes that took place."""
    found = list[dict[Hashable, Any]]()
    for key, figure in table.groupby(["measure", "level", "unit_code"], sort=False):
        rows = figure.astype("object").where(figure.notna(), None).to_dict("records")
        if view.exact(str(key[1]), str(key[2])):
            found += rows
            continue
        parts = _parts(rows, np.array(happened)) if definitions().measures[str(key[0])].persons else {}
        for row in rows:
            ends = [step.get(cast("Key", key), {}).get(row["quantity"]) for step in (then, now)]
            found.append(_closed(row, *ends, parts=parts.get(row["quantity"])))
    return pd.DataFrame(found, columns=COLUMNS, dtype="object")


def _closed(
    row: dict[Any, Any], then: Decimal | None, now: Decimal | None, *, parts: _Public | None
) -> dict[Any, Any]:
    """Return a row from what a view showed to what it shows, closed by rounding; no parts without both.

    Where it has no public `parts` it is not on persons, and stays as it is.
    """
    if then is None or now is None:
        mark = CONFIDENTIAL if row["released"] is not None and row["now"] is not None else None
        return row | dict.fromkeys((*PARTS, "difference")) | {"released": then, "now": now, "mark": mark}
    if parts is None:
        return row
    difference = _EXACT.subtract(now, then)
    explained = reduce(_EXACT.add, (part for part in parts.values() if part is not None), Decimal(0))
    rounding = _EXACT.subtract(difference, explained)
    return row | parts | {"released": then, "rounding": rounding, "now": now, "difference": difference}


def _parts(rows: Sequence[Mapping[Hashable, Any]], happened: NDArray[np.bool_]) -> Mapping[str, _Public]:
    """Return by quantity the public parts of a figure on persons, as coarse as public counts.

    Causes that moved few persons are joined: each is empty, and so is their sum where it is few, too. Shares
    move as those of counts so coarse do.
    """
    rule = definitions().coarsest
    counts = [[float(row[name] or 0) for name in ("released", *CAUSES)] for row in rows[1:]]
    moved = np.array(counts)[:, 1:]
    few = happened & (np.abs(moved).max(axis=0) < rule.base)
    told = not few.any() or bool(np.abs(moved[:, few].sum(axis=1)).max() >= rule.base)
    part, whole = public.rounded(np.cumsum(counts, axis=1), rule.base)
    share = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    shares = public.at_decimals(np.minimum(share, 1), public.decimals(whole[-1:]))
    found: dict[str, _Public] = {}
    for quantity, parts in zip(QUANTITIES, (np.nan_to_num(np.diff(shares)), *moved), strict=True):
        numbers = np.append(parts, parts[few].sum())
        written = numbers if quantity == "value" else public.rounded(numbers, rule.base)
        found[quantity] = {
            str(name): None if hidden else Decimal(repr(round(number, 3)))
            for name, number, hidden in zip(
                (*CAUSES, "joined"), written.tolist(), [*few, not told], strict=True
            )
        }
    return found


def as_csv(found: Bridge) -> str:
    """Return a bridge as comma-separated text, its decimals in full."""
    rows = pd.DataFrame(as_records(found), columns=COLUMNS, dtype="object")
    return rows.to_csv(index=False, lineterminator="\n")


def as_records(found: Bridge) -> list[dict[str, object]]:
    """Return a bridge's rows with their decimals as texts in full, so that no reader rounds a part."""
    return [
        {str(name): _written(value) if isinstance(value, Decimal) else value for name, value in row.items()}
        for row in found.table.astype("object").where(found.table.notna(), None).to_dict("records")
    ]


def _written(number: Decimal) -> str:
    return f"{number.normalize(_EXACT):f}"

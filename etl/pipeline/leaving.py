"""Who left force with a return: told in the report of the load that brought it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from etl.definitions import definitions
from etl.definitions.codes import NATION
from etl.definitions.labels import LANGS
from etl.definitions.problems import problem
from etl.pipeline.report import problem_records
from etl.warehouse.snapshot import open_current
from etl.warehouse.sql import statement

if TYPE_CHECKING:
    from etl.warehouse.home import Home
    from etl.warehouse.records import Manifest, ProblemRecord


def left_force(place: Home, received: Iterable[Manifest]) -> Mapping[int, tuple[ProblemRecord, ...]]:
    """Return by submission the agencies whose people of a former id space left force with it (K-05).

    Read from the snapshot just published; nothing is opened where no agency received ever changed its ids or
    succeeded another.
    """
    former: defaultdict[str, set[str]] = defaultdict(set)
    for row in definitions().id_spaces:
        for agency in definitions().agencies if row.agency == NATION else [row.agency]:
            former[agency].add(agency)
    for succession in definitions().succession:
        former[succession.other].add(succession.agency)
    returns: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for manifest in received:
        for part in manifest.parts:
            for agency in former[part.unit] if part.dataset == "assessment" else ():
                returns[agency, part.period].append(manifest.sequence)
    found: defaultdict[int, list[ProblemRecord]] = defaultdict(list)
    if returns:
        with open_current(place) as snapshot:
            rows = snapshot.connection.execute(statement("query", "leaving")).fetchall()
        for agency, period, persons in rows:
            one = definitions().agencies[agency]
            names: dict[str, Any] = {f"agency_{lang}": definitions().words(lang).name(one) for lang in LANGS}
            told = problem_records([problem("K-05", found=f"{persons:,}", expected=period, **names)])
            for sequence in returns[agency, period]:
                found[sequence] += told
    return {sequence: tuple(told) for sequence, told in found.items()}

"""Another process that loads files one after another, and tells what each snapshot says.

Writes one line of JSON after each load on READINESS_HOME: snapshot → the texts a page on it must show.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from etl import pipeline
from etl.queries import number as printed
from etl.queries import open_reader
from etl.queries.view import ANALYST
from tests.whole.senders import PERIOD


def texts(home: Path) -> dict[str, list[str]]:
    """Snapshot id → the values of the national page's key figures, top to bottom."""
    measures = ["reporting_rate", "coverage", "ready_share", "ministry_median", "T1", "T2", "T3", "T4"]
    with open_reader(home) as reader:
        found = reader.figures(periods=[PERIOD], measures=measures, levels=["nation"], view=ANALYST)
        told = found.set_index("measure").to_dict("index")
        reported, expected = (told["reporting_rate"][part] for part in ("numerator", "denominator"))
        shares = [printed.percent(told[name]["value"], told[name]["mark"]) for name in measures[1:]]
        return {reader.snapshot.id: [f"{reported:.0f} / {expected:.0f}", *shares]}


def load_each(names: Sequence[str]) -> None:
    """Load each file by itself."""
    home = Path(os.environ["READINESS_HOME"])
    for name in names:
        pipeline.load([Path(name)], home=home)
        sys.stdout.write(f"{json.dumps(texts(home))}\n")
        sys.stdout.flush()

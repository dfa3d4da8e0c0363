"""The truth of the demonstration: what a faultless intake takes from its files.

Every row told, less what was held for good; worked out from the stories, without the files.
"""

from __future__ import annotations

import pandas as pd

from etl.demo import Scale, agencies
from etl.demo.mishaps import mishaps
from etl.demo.people import capabilities
from etl.demo.story import Story, story


def truth(scale: Scale, seed: int, codes: tuple[str, ...] | None = None) -> dict[str, pd.DataFrame]:
    """Per dataset, the rows a faultless intake accepts; scores normalised to 0-100."""
    codes = codes or agencies(scale)
    lost = mishaps(seed, scale, codes).held_for_good
    parts: dict[str, list[pd.DataFrame]] = {}
    for code in codes:
        told = story(seed, code, scale)
        for dataset, rows in {**told.rows, "assessment": normalised(told)}.items():
            kept = rows
            if dataset == "practice" and lost and lost[0] == code:
                kept = rows[~rows["period"].str.startswith(str(lost[1]))]
            parts.setdefault(dataset, []).append(kept)
    return {dataset: pd.concat(tables, ignore_index=True) for dataset, tables in parts.items()}


def normalised(told: Story) -> pd.DataFrame:
    """The assessments of an agency with scores on 0-100, the way intake must read them."""
    scored = told.rows["assessment"]
    native = scored[list(capabilities())]
    if told.how.scale == "1-5":
        native = (native - 1) * 25
    elif told.how.scale == "pass_fail":
        native = native * 100
    return scored.assign(**native)

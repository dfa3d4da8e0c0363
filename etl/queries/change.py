"""Change since an earlier quarter, given twice: of all reporters, and of the matched panel.

The panel of a measure are the agencies with somebody (or something) counted in both quarters. What the two
changes differ by is who reported. But to an analyst the panel's values are told to a tenth of a percent: a
few persons outside it then show in nothing where it is large; where it is small it is withheld.
"""

from collections.abc import Callable, Iterator
from typing import Final

import pandas as pd

from etl.definitions import definitions
from etl.queries.disclosure import CONFIDENTIAL, Role
from etl.queries.small import few, marks

KEYS: Final = ["measure", "level", "unit_code", "group", "capability", "stage"]
OF_ALL: Final = ["now", "then", "change"]
OF_PANEL: Final = ["panel_now", "panel_then", "panel_change", "who_reported"]
_DECIMALS: Final = 3
_BASES: Final = ["numerator", "denominator"]


def table(
    read: Callable[..., pd.DataFrame], agencies: pd.DataFrame, *, now: str, then: str, role: Role
) -> pd.DataFrame:
    """Return one row per figure; `read` gives figures of both quarters, `agencies` those of every agency."""
    found = []
    shown = read(measures=list(agencies["measure"].unique()))
    for measure, panel in _panels(agencies):
        of_all = _side_by_side(shown[shown["measure"] == measure], now=now, then=then)
        of_panel = _side_by_side(read(measures=[measure], among=panel), now=now, then=then)
        found.append(
            of_all.merge(of_panel, on=KEYS, how="left", suffixes=("", "_panel")).assign(panel=len(panel))
        )
    whole = pd.concat(found, ignore_index=True).rename(
        columns={"now_panel": "panel_now", "then_panel": "panel_then"}
    )
    if role != "analyst":
        whole[OF_PANEL[:2]] = whole[OF_PANEL[:2]].round(_DECIMALS)
    whole["change"] = whole["now"] - whole["then"]
    whole["panel_change"] = whole["panel_now"] - whole["panel_then"]
    whole["who_reported"] = whole["change"] - whole["panel_change"]
    hidden = shown.loc[shown["mark"] == CONFIDENTIAL, KEYS].drop_duplicates()
    confidential = (whole[KEYS].merge(hidden, how="left", indicator=True)["_merge"] == "both").to_numpy()
    for columns, mark, rows in (
        (OF_ALL, "mark", confidential),
        (OF_PANEL, "panel_mark", confidential | _few_outside(whole).to_numpy()),
    ):
        whole[mark] = marks(pd.Series(rows, index=whole.index))
        if role != "analyst":
            whole.loc[rows, columns] = float("nan")
    return whole[[*KEYS, *OF_ALL, *OF_PANEL, "panel", "mark", "panel_mark"]]


def _panels(agencies: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield each measure with the agencies that count in both quarters."""
    base = agencies["denominator"].where(agencies["denominator"].notna(), agencies["numerator"])
    counted = agencies.assign(counts=base > 0)
    for measure, rows in counted.groupby("measure", sort=False):
        both = rows.groupby("unit_code")["counts"].all()
        yield str(measure), list(both.index[both])


def _side_by_side(figures: pd.DataFrame, *, now: str, then: str) -> pd.DataFrame:
    sides = []
    for name, period in (("now", now), ("then", then)):
        rows = figures[figures["period"] == period].set_index(KEYS)[["value", *_BASES]]
        sides.append(rows.set_axis([name, *(f"{base}_{name}" for base in _BASES)], axis="columns"))
    return pd.concat(sides, axis="columns").reset_index()


def _few_outside(whole: pd.DataFrame) -> "pd.Series[bool]":
    """Return the rows in which those outside the panel are so few that the two values would tell on them."""
    persons = {measure.id: measure.persons for measure in definitions().measures.values()}
    found = pd.Series(False, index=whole.index)
    large = definitions().threshold("small_cell") * 10**_DECIMALS
    for time in ("now", "then"):
        for base in _BASES:
            outside = few(whole[f"{base}_{time}"] - whole[f"{base}_{time}_panel"])
            found |= outside & (whole[f"denominator_{time}"] < large)
    return found & whole["measure"].map(persons)

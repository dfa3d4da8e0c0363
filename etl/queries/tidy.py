"""From what the statements give to the tidy table of the command contract: complete, judged, in order."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Dimension, Level, Measure
from etl.queries.compile import ALL, DIMENSIONS, LEVELS, NATION
from etl.queries.targets import verdict

COLUMNS: Final = [
    "period", "measure", "level", "unit_code", "group", "capability", "stage", "numerator", "denominator",
    "value", "low", "high", "coverage", "mark", "status", "snapshot",
]  # fmt: skip
"""The tidy columns of the command contract, in their order."""

NUMBERS: Final = ["numerator", "denominator", "value", "low", "high", "coverage"]
NOT_STATED: Final = "NOT_STATED"
NOT_AVAILABLE: Final = "x"


def gather(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of all frames in the tidy columns, numbers as floats."""
    filled = [frame for frame in frames if len(frame)]
    columns = [name for name in COLUMNS if name not in ("mark", "snapshot")]
    if not filled:
        return pd.DataFrame(
            {name: pd.Series(dtype="float64" if name in NUMBERS else "object") for name in columns}
        )
    tidy = pd.concat(filled, ignore_index=True)[columns]
    tidy[NUMBERS] = tidy[NUMBERS].astype("float64")
    tidy["status"] = tidy["status"].astype("object").where(tidy["status"].notna(), None)
    return tidy


def with_whole(long: pd.DataFrame, measure: Measure, *, splits: Sequence[Dimension]) -> pd.DataFrame:
    """Return the rows with a measure's parts set against their whole, a part nobody is in counted as zero."""
    mine = long["measure"] == measure.id
    keys = ["time", "level", "unit_code", *(name for name in DIMENSIONS if name not in measure.whole)]
    rows = long[mine]
    whole = rows[(rows[list(measure.whole)] == ALL).all(axis="columns")]
    for name in measure.whole:
        if name in splits:
            codes = getattr(definitions(), f"{name}s")
            rows = pd.concat([rows, *(whole.assign(**{name: code}, numerator=0.0) for code in codes)])
    rows = rows.drop_duplicates([*keys, *measure.whole])
    rows = rows.drop(columns="denominator").merge(whole[[*keys, "denominator"]], on=keys)
    rows["value"] = rows["numerator"] / rows["denominator"].where(rows["denominator"] > 0)
    return pd.concat([long[~mine], rows[long.columns]], ignore_index=True)


def without_strangers(tidy: pd.DataFrame) -> pd.DataFrame:
    """Drop the group "not stated" where it holds no figure: it is there for headcount alone."""
    on_persons = tidy["measure"].map(
        {
            measure.id: measure.persons and measure.mart == "outcome"
            for measure in definitions().measures.values()
        }
    )
    return tidy[~((tidy["group"] == NOT_STATED) & (on_persons.astype(bool) | tidy["numerator"].isna()))]


def with_silent_units(
    tidy: pd.DataFrame, measures: Sequence[Measure], *, periods: Sequence[Period], levels: Sequence[Level]
) -> pd.DataFrame:
    """Add an empty row for every unit that should have a figure and has none: silence is shown."""
    known = definitions()
    due: list[tuple[str, str, str, str]] = []
    for period in periods:
        agencies = known.expected_agencies(period)
        units: dict[Level, list[str]] = {
            "nation": [NATION],
            "ministry": sorted({agency.ministry for agency in agencies}),
            "agency": [agency.code for agency in agencies],
        }
        due += [
            (str(period), measure.id, level, unit)
            for measure in measures
            for level in levels
            if level in measure.levels
            for unit in units[level]
        ]
    keys = ["period", "measure", "level", "unit_code"]
    split = (tidy[["group", "capability", "stage"]] == ALL).all(axis="columns")
    silent = pd.MultiIndex.from_tuples(due, names=keys).difference(
        pd.MultiIndex.from_frame(tidy.loc[split, keys])
    )
    if not len(silent):
        return tidy
    rows = silent.to_frame(index=False).assign(
        group=ALL, capability=ALL, stage=ALL, status=None, **dict.fromkeys(NUMBERS, float("nan"))
    )
    return pd.concat([tidy, rows[tidy.columns]], ignore_index=True) if len(tidy) else rows[tidy.columns]


def judge(tidy: pd.DataFrame) -> None:
    """Write the verdict into the status of the targets' own rows."""
    targets = {target.measure: target.id for target in definitions().targets.values()}
    rows = tidy["measure"].isin(targets) & (tidy[["group", "capability", "stage"]] == ALL).all(axis="columns")
    tidy["status"] = tidy["status"].astype("object")
    for index, row in tidy[rows].iterrows():
        numbers = {
            name: None if pd.isna(row[name]) else float(row[name])
            for name in ("value", "low", "high", "coverage")
        }
        tidy.loc[index, "status"] = verdict(targets[row["measure"]], Period.parse(row["period"]), **numbers)


def ordered(tidy: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    """Return rows in the order of period, measure, level, unit and splits as they are defined."""
    known = definitions()
    places: dict[str, dict[str, int]] = {
        "measure": {measure.id: place for place, measure in enumerate(measures)},
        "level": {level: place for place, level in enumerate(LEVELS)},
        **{
            name: {code: place for place, code in enumerate((ALL, *vocabulary, NOT_STATED))}
            for name, vocabulary in (
                ("group", known.groups),
                ("capability", known.capabilities),
                ("stage", known.stages),
            )
        },
    }
    order = pd.DataFrame(
        {name: tidy[name].map(places[name]) if name in places else tidy[name] for name in COLUMNS[:7]}
    )
    return tidy.loc[order.sort_values(COLUMNS[:7], kind="stable").index, COLUMNS].reset_index(drop=True)

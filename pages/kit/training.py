"""What the page of training says: courses within the limit on lecture, hours that would mend the others."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, date_label
from etl.definitions.codes import NOT_STATED
from etl.queries import naming
from etl.queries import number as printed
from pages.kit.cards import Card

MEASURES: Final = ("training_hours", "lecture_share", "mix_ok", "hours_to_fix", "training_participants")
"""What is asked of the units that trained."""


def of_units(figures: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return one row per unit that trained in a quarter, the whole first.

    Columns: level, unit_code, courses, courses_ok, lecture_hours, hours, lecture_share (no hours: null),
    lecture_max, mix_ok, hours_to_fix, participants.
    """
    keyed = figures.set_index(["level", "unit_code", "measure"])
    numerator, denominator, value = (
        keyed[part].unstack("measure", sort=False).reindex(columns=list(MEASURES))
        for part in ("numerator", "denominator", "value")
    )
    found = pd.DataFrame(
        {
            "courses": denominator["mix_ok"],
            "courses_ok": numerator["mix_ok"],
            "lecture_hours": numerator["lecture_share"],
            "hours": value["training_hours"],
            "lecture_share": value["lecture_share"],
            "lecture_max": definitions().rule("lecture_max", period),
            "hours_to_fix": value["hours_to_fix"],
            "participants": value["training_participants"],
        }
    )
    found = found[found["courses"] > 0]
    return found.assign(mix_ok=found["hours_to_fix"] == 0).reset_index()


def finding(units: pd.DataFrame, words: Words) -> str:
    """Return a quarter's courses within the limit and its share of lecture, in a sentence."""
    if units.empty:
        return words("training.finding_nothing")
    whole = units.iloc[0]
    return words(
        "training.finding",
        ok=printed.count(whole["courses_ok"]),
        all=printed.count(whole["courses"]),
        limit=limit(units),
        share=printed.number_of(whole["lecture_share"], "share").prose(words),
    )


def limit(units: pd.DataFrame) -> str:
    """Return the highest share of lecture of a quarter with courses, in percent, as texts name it."""
    return "".join(f"{share * 100:g}" for share in units["lecture_max"].unique())


def cards(units: pd.DataFrame, courses: pd.DataFrame, words: Words) -> list[Card]:
    """Return a quarter's key figures of training; none where there was none."""
    if units.empty:
        return []
    whole = units.iloc[0]
    agencies = units[units["level"] == "agency"]
    fix = courses["hours_to_fix"].sum()
    return [
        Card(
            words("training.share"),
            printed.percent(whole["lecture_share"]),
            notes=(_distance(whole, words),),
        ),
        Card(words("training.courses_ok"), _of(whole["courses_ok"], whole["courses"], words)),
        Card(
            words("training.agencies_ok"),
            _of(agencies["mix_ok"].sum(), len(agencies), words),
            notes=(words("training.agencies_note"),),
        ),
        Card(words("training.fix"), printed.decimal(fix), notes=(words("training.fix_note"),)),
        Card(
            words("training.hours"),
            printed.decimal(whole["hours"]),
            notes=(words("training.hours_note", n=printed.count(whole["participants"])),),
        ),
    ]


def below(units: pd.DataFrame, ministry: str | None) -> pd.DataFrame:
    """Return the units a page compares: ministries, or a chosen ministry's agencies."""
    return units[units["level"] == ("ministry" if ministry is None else "agency")]


def by_unit(units: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the table behind the chart: one row per unit, the highest share of lecture first."""
    rows = units.sort_values("lecture_share", ascending=False, kind="stable").to_dict("records")
    return _named(
        {
            "unit": [naming.unit_short(row["unit_code"], words) for row in rows],
            **_hours(rows, words),
            "courses": [_of(row["courses_ok"], row["courses"], words) for row in rows],
        },
        words,
        in_full=[naming.unit_name(row["unit_code"], words) for row in rows],
    )


def over(courses: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the courses over the limit, each with the hours that would mend it."""
    rows = courses[~courses["mix_ok"].astype(bool)].to_dict("records")
    return _named(
        {
            "course": [row["course"] for row in rows],
            **_hours(rows, words),
            "agency": [naming.unit_short(row["agency"], words) for row in rows],
            "held_on": [date_label(pd.Timestamp(row["held_on"]).date(), words.lang) for row in rows],
            "participants": [printed.count(row["participants"]) for row in rows],
        },
        words,
        in_full=[naming.agency_in_full(row["agency"], words) for row in rows],
    )


def courses_note(courses: pd.DataFrame, words: Words) -> str:
    """Return how the courses are counted, naming those whose rows state different hours."""
    differing = courses[courses["hours_differ"].astype(bool)]
    notes = [words("training.courses_note", limit=limit(courses))]
    if len(differing):
        names = words("term.separator").join(differing["course"])
        notes.append(words("training.hours_differ", n=printed.count(len(differing)), names=names))
    return " · ".join(notes)


def by_theme(mix: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the hours of each development theme and capability."""
    known, rows = definitions(), mix.to_dict("records")
    unnamed = words("training.unnamed")
    return _named(
        {
            "theme": [
                words.name(known.themes[row["theme"]]) if row["theme"] in known.themes else unnamed
                for row in rows
            ],
            "capability": [
                unnamed
                if row["capability"] == NOT_STATED
                else words.short(known.capabilities[row["capability"]])
                for row in rows
            ],
            **_hours(rows, words),
            "participants": [printed.count(row["participants"]) for row in rows],
        },
        words,
    )


def _hours(rows: Iterable[Mapping[Any, Any]], words: Words) -> dict[str, list[str]]:
    """Return the columns every table of hours has: lecture's share, distance from the limit, hours to add."""
    rows = list(rows)
    return {
        "lecture_share": [printed.percent(row["lecture_share"]) for row in rows],
        "distance": [printed.points(row["lecture_share"] - row["lecture_max"], words) for row in rows],
        "hours_to_fix": [printed.decimal(row["hours_to_fix"]) for row in rows],
        "lecture_hours": [printed.decimal(row["lecture_hours"]) for row in rows],
        "hours": [printed.decimal(row["hours"]) for row in rows],
    }


def _named(
    columns: Mapping[str, list[str]], words: Words, *, in_full: list[str] | None = None
) -> pd.DataFrame:
    named = {words(f"training.column.{name}"): cells for name, cells in columns.items()}
    if in_full is not None:
        named[words("text.full_name")] = in_full
    return pd.DataFrame({name: pd.Series(cells, dtype="str") for name, cells in named.items()})


def _of(count: float, whole: float, words: Words) -> str:
    return words("training.of", n=printed.count(count), all=printed.count(whole))


def _distance(whole: "pd.Series[Any]", words: Words) -> str:
    points = printed.points(abs(whole["lecture_share"] - whole["lecture_max"]), words).removeprefix("+")
    return words(f"training.distance_{'within' if whole['mix_ok'] else 'over'}", points=points)

"""What the page of capabilities says: strongest and weakest, what blocks most persons, on what evidence."""

from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.models import Level
from etl.queries import naming, statements
from etl.queries import number as printed
from etl.queries.figure import Figure, walk
from pages.kit.cards import Card
from pages.kit.charts.numbers import by_side, on_card, shown_or_mark, whole
from pages.kit.filters import Choice
from pages.kit.tidy import of_measure

EVIDENCE: Final = ("evidence_a", "evidence_b", "evidence_c")
MEASURES: Final = (
    "capability_pass",
    "capability_score",
    *EVIDENCE,
    "self_tested_gap",
    "gap_people",
    "one_step",
)


def below(choice: Choice) -> tuple[Level, list[str] | None]:
    """Return the level of the units under the one chosen, and whose they are (None: everybody's)."""
    return ("ministry", None) if choice.level == "nation" else ("agency", [choice.unit])


def finding(figures: pd.DataFrame, unit: str, words: Words) -> str:
    """Return between which pass shares capabilities lie, and the one whose gap holds back most persons."""
    passed = statements.extremes(_by_capability(figures, "capability_pass"), "capability").text(words)
    held = [row for row in _by_capability(figures, "one_step") if row.known and row.amount > 0]
    step = max(held, key=_value, default=None)
    if step is None:
        return words("capabilities.finding", unit=naming.unit_name(unit, words), passed=passed, step="")
    name = words.short(definitions().capabilities[step.capability])
    told = words("capabilities.step", name=name, n=step.number().card(words))
    return words("capabilities.finding", unit=naming.unit_name(unit, words), passed=passed, step=told)


def cards(figures: pd.DataFrame, words: Words) -> list[Card]:
    """Return the mean score, what it rests on, the gap to the tests, and how many are one step away."""
    rows = {row.measure: row for row in walk(whole(figures))}

    def card(measure: str, value: str, note: str) -> Card:
        return Card(words(f"capabilities.column.{measure}"), value, notes=(note,))

    def counted(measure: str, note: str) -> Card:
        row = rows.get(measure)
        n = printed.bracket(None) if row is None else printed.count(row.denominator, row.mark)
        return card(measure, on_card(row, words), words(note, n=n))

    gap = rows.get("self_tested_gap")
    paired = printed.bracket(None) if gap is None else printed.count(gap.denominator, gap.mark)
    return [
        counted("capability_pass", "capabilities.of_judged"),
        counted("capability_score", "capabilities.of_scores"),
        counted("evidence_a", "capabilities.of_scores"),
        card(
            "self_tested_gap",
            on_card(gap, words),
            words("capabilities.of_paired", n=paired),
        ),
        card("one_step", on_card(rows.get("one_step"), words), words("capabilities.one_step_note")),
    ]


def table(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per capability with every figure of it; a mark stands where there is no value."""
    found = {
        (row.capability, row.measure): row for measure in MEASURES for row in _by_capability(figures, measure)
    }
    known = definitions()
    return pd.DataFrame(
        [
            {
                words("charts.table.capability"): words.short(term),
                **{
                    words(f"capabilities.column.{measure}"): _cell(found.get((code, measure)), words)
                    for measure in MEASURES
                },
            }
            for code, term in known.capabilities.items()
        ]
    )


def counts(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of persons below the mark and of those one step away, in this order."""
    return pd.concat([of_measure(figures, "gap_people"), of_measure(figures, "one_step")])


def _by_capability(figures: pd.DataFrame, measure: str) -> list[Figure]:
    return walk(by_side(of_measure(figures, measure), "capability"))


def _value(row: Figure) -> float:
    return row.amount


def _cell(row: Figure | None, words: Words) -> str:
    return shown_or_mark(row, words)

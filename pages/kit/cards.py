"""Cards: a row of key figures, and the verdict on a target as sign, word and colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Final, Literal

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, MISSING, NOT_APPLICABLE
from etl.definitions.models import Target
from etl.queries import number as printed
from etl.queries import path_due, statements
from etl.queries.figure import Figure
from etl.queries.sentence import Statement
from etl.queries.targets import verdict_at, verdict_words
from pages.kit.kept import kept
from pages.kit.markup import paragraph
from pages.kit.tidy import one

Colour = Literal["green", "blue", "orange", "red", "gray"]

_ARROWS: Final = MappingProxyType({"up": "↑ ", "down": "↓ ", "same": ""})
_COLOURS: Final = MappingProxyType[str, Colour](
    {
        "met": "green",
        "on_path": "green",
        "likely_on_path": "blue",
        "likely_behind": "orange",
        "behind": "red",
        "cannot_judge": "gray",
        "target_not_set": "gray",
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference in words and its direction as printed: what rounds to nothing points nowhere."""

    text: str
    arrow: Literal["up", "down", "same"]


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure: what it is, its value as text, how it changed, and what must be known beside it.

    `verdict` is the id of one; `help` is told when the reader asks for it.
    """

    label: str
    value: str
    notes: tuple[str, ...] = ()
    change: Change | None = None
    help: str | None = None
    verdict: str | None = None


def row(cards: Sequence[Card], words: Words) -> None:
    """Draw cards beside each other, as many in a line as the page is wide."""
    st.html(f'<dl class="rd-cards">{"".join(_card(card, words) for card in cards)}</dl>')


def _card(card: Card, words: Words) -> str:
    """Return a card as HTML."""
    term = escape(card.label)
    if card.help:
        asked = escape(words("cards.meaning"))
        term += (
            f'<details class="rd-help"><summary aria-label="{asked}" title="{asked}">?</summary>'
            f"<p>{escape(card.help)}</p></details>"
        )
    told = [f'<dd class="rd-value">{escape(card.value)}</dd>']
    if card.change:
        told.append(_badge(f"{_ARROWS[card.change.arrow]}{card.change.text}", "gray"))
    if card.verdict:
        told.append(_badge(verdict_words(card.verdict, words), _COLOURS[card.verdict]))
    if card.notes:
        told.append(f"<dd>{''.join(map(paragraph, card.notes))}</dd>")
    return f'<div class="rd-card"><dt>{term}</dt>{"".join(told)}</div>'


def _badge(said: str, colour: Colour) -> str:
    return f'<dd><span class="rd-badge rd-{colour}">{escape(said)}</span></dd>'


def verdicts(figures: pd.DataFrame, period: Period, words: Words) -> list[Card]:
    """Return one card per target: its name, value, what may be said of it, and the value due by now."""

    def card(target: Target) -> Card:
        at = one(figures, target.measure, period=period)
        due = words("cards.due", due=printed.percent(path_due(target.id, period)))
        return Card(
            f"{target.id} {words.short(target)}",
            at.share().card(words),
            notes=(due, *range_note(statements.possible(at), words)),
            help=words.name(target),
            verdict=verdict_at(at),
        )

    return [card(target) for target in definitions().targets.values()]


@kept
def national(figures: pd.DataFrame, changes: pd.DataFrame, period: Period, words: Words) -> list[Card]:
    """Return the nation's key figures: who reported, coverage, ready share with its range, median ministry.

    Changes are those of `changes` (see `Reader.change`), of all reporters since the same quarter a year
    ago; under them stands what the agencies in both quarters changed by.
    """
    before = period.shift(-4)

    def now(measure: str) -> Figure:
        return one(figures, measure, period=period)

    def change(measure: str) -> Change | None:
        return change_in(changes, measure, words)

    def notes(measure: str, *own: str) -> tuple[str, ...]:
        return (since, *panel_note(changes, measure, words), *own) if change(measure) else own

    reporting, coverage, ready, median = (
        now("reporting_rate"),
        now("coverage"),
        now("ready_share"),
        now("ministry_median"),
    )
    since = words("national.since", period=before.short(words.lang))
    return [
        Card(
            words("national.reporting"),
            words(
                "national.of",
                n=printed.count(reporting.numerator),
                whole=printed.count(reporting.denominator),
            ),
            notes=(words("national.of_expected", share=reporting.share().text),),
        ),
        Card(
            words("national.coverage"),
            coverage.share().card(words),
            notes=notes(
                "coverage",
                words(
                    "national.judged",
                    n=printed.count(coverage.numerator),
                    whole=printed.count(coverage.denominator),
                ),
            ),
            change=change("coverage"),
            help=_meaning("coverage", period, words),
        ),
        Card(
            words("national.ready"),
            ready.share().card(words),
            notes=notes("ready_share", *range_note(statements.ends(ready), words)),
            change=change("ready_share"),
            help=_meaning("ready_share", period, words),
        ),
        Card(
            words("national.median"),
            median.share().card(words),
            notes=notes(
                "ministry_median", words("national.of_ministries", n=printed.count(median.denominator))
            ),
            change=change("ministry_median"),
            help=_meaning("ministry_median", period, words),
        ),
    ]


def reporting(
    figures: pd.DataFrame, history: pd.DataFrame, period: Period, words: Words, *, unit: str
) -> list[Card]:
    """Return who reported for a quarter, and what became of the rows of all files nobody took back."""
    rate = one(figures, "reporting_rate", period=period, unit=unit)
    standing = history[history["withdrawn_at"].isna()]
    reported = Card(
        words("submissions.reporting"),
        words("national.of", n=printed.count(rate.numerator), whole=printed.count(rate.denominator)),
        notes=(words("submissions.of_expected", share=printed.percent(rate.value)),),
    )
    if history["rows_read"].isna().all():  # not counted in this view
        return [reported]
    read, *parts = (int(standing[name].sum()) for name in ("rows_read", "accepted", "rejected", "ignored"))
    accepted, rejected, ignored = parts
    balanced = words("submissions.sum_note" if read == sum(parts) else "submissions.sum_unequal")

    def of_read(rows: int) -> str:
        return words("submissions.of_read", share=printed.percent(rows / read if read else None))

    return [
        reported,
        Card(
            words("submissions.read"),
            printed.count(read),
            notes=(words("submissions.all_files", n=printed.count(len(standing))), balanced),
        ),
        Card(words("submissions.accepted"), printed.count(accepted), notes=(of_read(accepted),)),
        Card(words("submissions.rejected"), printed.count(rejected), notes=(of_read(rejected),)),
        Card(words("submissions.ignored"), printed.count(ignored), notes=(of_read(ignored),)),
    ]


def change_shown(moved: printed.Number, words: Words) -> Change | None:
    """Return a difference of shares in points, or why it is not shown; None without data."""
    if moved.value is not None:
        return Change(printed.points(moved.value, words), moved.direction)
    return None if moved.mark in (MISSING, NOT_APPLICABLE) else Change(moved.card(words), "same")


def change_in(changes: pd.DataFrame, measure: str, words: Words) -> Change | None:
    """Return a measure's change of all reporters, or why it is not shown; None without data."""
    rows = changes[(changes["measure"] == measure) & (changes["group"] == ALL)]
    if rows.empty:
        return None
    moved = printed.number_of(rows["change"].iloc[0], "points", rows["change_mark"].iloc[0])
    return change_shown(moved, words)


def panel_note(changes: pd.DataFrame, measure: str, words: Words) -> tuple[str, ...]:
    """Return the change of the agencies counted in both quarters; nothing where there are none."""
    rows = changes[(changes["measure"] == measure) & (changes["group"] == ALL)]
    if rows.empty or not rows["panel"].iloc[0]:
        return ()
    row = rows.iloc[0]
    moved = printed.number_of(row["panel_change"], "points", row["panel_change_mark"])
    points = moved.card(words) if moved.value is None else printed.points(moved.value, words)
    return (words("national.panel", n=printed.count(row["panel"]), points=points),)


def range_note(said: Statement | None, words: Words) -> tuple[str, ...]:
    """Return what is said of a range as the notes of a card; none where nothing is."""
    return () if said is None else (said.text(words),)


def _meaning(measure: str, period: Period, words: Words) -> str:
    known = definitions()
    return known.formula(known.measures[measure], words.lang, period)

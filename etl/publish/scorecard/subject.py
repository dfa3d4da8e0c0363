"""Whom a scorecard is about: one ministry at a quarter, its departments and the ministries of like size."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from etl.definitions.codes import ALL
from etl.publish.edition import Edition
from etl.publish.typeset.blocks import Mark, Span
from etl.queries import statements
from etl.queries.figure import Figure, Figures


@dataclass(frozen=True)
class Subject:
    """A ministry in an edition; every block of its scorecard asks its figures here."""

    edition: Edition
    unit: str

    def say(self, key: str, **values: object) -> str:
        """Return one of the scorecard's own texts."""
        return self.edition.words(f"scorecard.{key}", **values)

    @property
    def exact(self) -> bool:
        """Whether its persons are shown exactly, those below the mark, too."""
        return self.edition.view.exact("ministry", self.unit)

    def at(self, measure: str) -> Figure:
        """Return the ministry's figure of a measure, not split."""
        return self.edition.now.at(measure, self.unit)

    @cached_property
    def departments(self) -> pd.DataFrame:
        """The departments expected to report, one row each as `standing` gives them."""
        rows = self.edition.expected
        return rows[rows["ministry"] == self.unit]

    @cached_property
    def silent(self) -> list[str]:
        """The names of the departments that have not reported."""
        rows = self.departments
        return [self.edition.name(code) for code in rows.loc[~rows["reported"].astype(bool), "agency"]]

    @cached_property
    def peers(self) -> list[str]:
        """The other ministries whose headcount differs by at most the factor of the definitions."""
        own = self.at("headcount").value
        if not own:
            return []
        factor = self.edition.known.threshold("peer_factor")
        sizes = {
            unit: self.edition.now.at("headcount", unit).value for unit in self.edition.now.units("ministry")
        }
        return [
            unit
            for unit, size in sizes.items()
            if unit != self.unit and size and own / factor <= size <= own * factor
        ]

    def peer_median(self, figures: Figures, measure: str, *, capability: str = ALL) -> Figure:
        """Return the median of a share of the peers; its denominator tells of how many."""
        peers = [figures.at(measure, unit, capability=capability) for unit in self.peers]
        return statements.median_of(peers, least=self.edition.known.threshold("peer_least"))

    @cached_property
    def peers_ready(self) -> Figure:
        """The median ready share of the peers."""
        return self.peer_median(self.edition.now, "ready_share")


def span_of(figure: Figure, *marks: Mark | None, firm: bool | None = None) -> Span:
    """Return a figure as drawn: its value, its range, and what to compare it with."""
    return Span(
        value=figure.value,
        low=figure.low,
        high=figure.high,
        marks=tuple(mark for mark in marks if mark is not None),
        firm=figure.firm if firm is None else firm,
    )


def range_of(figure: Figure) -> str:
    """Return the range the truth can lie in; its mark where there is none."""
    low, high = figure.share("low"), figure.share("high")
    return low.text if low.value is None else f"{low.text} - {high.text}"


def mark_at(value: float | None) -> Mark | None:
    """Return a bar at a value; none where there is no value."""
    return None if value is None else Mark(value)


def diamond_at(value: float | None) -> Mark | None:
    """Return a diamond at a value; none where there is no value."""
    return None if value is None else Mark(value, "diamond")

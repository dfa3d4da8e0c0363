"""One edition: a snapshot, a quarter and a language, and every figure a document of them may show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from etl.definitions import Definitions, Lang, Words, definitions
from etl.definitions.calendar import Period, date_label, local_day
from etl.definitions.codes import NATION
from etl.definitions.models import Dimension, Measure, Phase, Target
from etl.publish.changes import Change, changes_of
from etl.queries import Reader, statements
from etl.queries.figure import Figures
from etl.queries.number import Number
from etl.queries.sentence import Statement, in_a_row
from etl.queries.statements import Moved
from etl.queries.view import PUBLIC, View
from etl.warehouse.releases import Release

TREND: Final = 8
"""Quarters a trend shows."""

YEAR: Final = 4
"""Quarters back to the same quarter of last year."""

_AGENCY_MEASURES: Final = (
    "reporting_rate",
    "headcount",
    "coverage",
    "ready_share",
    "T1",
    "T3",
    "T4",
    "budget_allocated",
    "budget_disbursed",
)
_MONEY: Final = ("budget_requested", "budget_allocated", "budget_disbursed", "budget_disbursed_share")
_LONGEST_SHORT_NAME: Final = 24


def for_whom(view: View, words: Words) -> list[str]:
    """Return what says for whom a document is; nothing where that is everybody."""
    return [] if view.public else [words(f"view.for.{view.kind}", unit=_name(view.code, words))]


def _name(code: str, words: Words) -> str:
    unit = definitions().ministries.get(code) or definitions().agencies.get(code)
    return (words.name(unit) if unit else "") or code


@dataclass(frozen=True)
class Edition:
    """What the workbook, a scorecard and the brief of one quarter and language are made from."""

    reader: Reader
    period: Period
    lang: Lang
    tabs: Mapping[str, str] = field(default_factory=dict)
    """Sheet id → name of its tab, in their order; empty in a document without sheets."""
    release: Release | None = None
    """What it goes out as; None: a preview. Its replies and actions are printed."""
    view: View = PUBLIC
    """For whom it is: everybody, unless made otherwise in so many words."""

    @cached_property
    def known(self) -> Definitions:
        """The definitions."""
        return definitions()

    @cached_property
    def words(self) -> Words:
        """The words of the edition's language."""
        return self.known.words(self.lang)

    def say(self, key: str, **values: object) -> str:
        """Return one of the workbook's own texts."""
        return self.words(f"workbook.{key}", **values)

    def name(self, code: str) -> str:
        """Return the name of the nation, a ministry or an agency; its code where this language has none."""
        return self.say("nation") if code == NATION else _name(code, self.words)

    def short(self, ministry: str) -> str:
        """Return a ministry's name as an axis can bear it."""
        found = self.words.spoken(ministry) or self.words.short(self.known.ministries[ministry])
        if len(found) <= _LONGEST_SHORT_NAME:
            return found
        return found[: _LONGEST_SHORT_NAME - 1].rstrip(" ,") + "…"

    @property
    def as_at(self) -> str:
        """The quarter's last day, and the day the snapshot was made (Bangkok time)."""
        return self.say(
            "head.as_at_value",
            end=date_label(self.period.end, self.lang),
            made=date_label(local_day(self.reader.snapshot.created_at), self.lang),
        )

    @property
    def marks(self) -> list[str]:
        """What every sheet must say of its figures before anything else."""
        return [
            *self.for_whom,
            self._released(self.release) if self.release else self.say("mark.preview"),
            *self._reservations(),
        ]

    @property
    def short_marks(self) -> list[str]:
        """The same in the one line above a sheet of data, but whether it is released."""
        return [*self.for_whom, *self._reservations("_short")]

    @property
    def for_whom(self) -> list[str]:
        """What says for whom the document is; nothing where that is everybody."""
        return for_whom(self.view, self.words)

    def _reservations(self, length: str = "") -> list[str]:
        """Return what speaks against taking the snapshot's figures for the present state of the world."""
        snapshot = self.reader.snapshot
        said = {"synthetic": snapshot.synthetic, "stands_in": snapshot.instead_of is not None}
        return [
            self.say(f"mark.{name}{length}", snapshot=snapshot.instead_of, shown=snapshot.id)
            for name, holds in said.items()
            if holds
        ]

    def _released(self, release: Release) -> str:
        """Return what is said instead of the mark of a preview."""
        return self.words(
            "release.mark",
            number=release.number,
            at=date_label(local_day(release.at), self.lang),
        )

    @property
    def illustrative(self) -> bool:
        """Whether any target value shown was approved by nobody."""
        return any(row.status == "illustrative" for row in self.known.milestones)

    @property
    def needed(self) -> str:
        """The coverage from which on something may be concluded."""
        return Number(self.rule("judge_coverage"), "share").prose(self.words)

    def formula(self, entry: Measure | Target) -> str:
        """Return in words how a measure or a target's proxy is worked out at the quarter."""
        return self.known.formula(entry, self.lang, self.period)

    def rule(self, name: str) -> float:
        """Return the value of a rule at the quarter, today's where it has no dates."""
        return (
            self.known.rule(name, self.period)
            if name in self.known.rule_values
            else self.known.threshold(name)
        )

    @property
    def rules(self) -> Mapping[str, str]:
        """The numbers every document prints of the rules its figures rest on."""
        return {"pass_mark": f"{self.rule('pass_mark'):g}", "coverage": self.needed}

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a list of at most as many as a document bears, and how many more there are."""
        return in_a_row(names, self.words)

    @property
    def year_ago(self) -> Period:
        """The same quarter of the fiscal year before."""
        return self.period.shift(-YEAR)

    @property
    def quarter_ago(self) -> Period:
        """The quarter before."""
        return self.period.shift(-1)

    @property
    def quarters(self) -> list[Period]:
        """The quarters of a trend, ascending, this one last."""
        return [self.period.shift(-back) for back in reversed(range(TREND))]

    @property
    def fiscal_years(self) -> list[int]:
        """The plan's fiscal years up to the quarter's own."""
        phases = self.known.phases.values()
        years = range(min(phase.first_year for phase in phases), max(phase.last_year for phase in phases) + 1)
        return [year for year in years if year <= self.period.fiscal_year] or [self.period.fiscal_year]

    def years_of(self, phase: Phase) -> list[int]:
        """Return the fiscal years of a budget phase up to the quarter's own."""
        return [year for year in self.fiscal_years if phase.first_year <= year <= phase.last_year]

    @cached_property
    def now(self) -> Figures:
        """All measures of the quarter, nation and ministries, not split."""
        return self._figures()

    @cached_property
    def by_group(self) -> Figures:
        """All measures of the quarter, nation and ministries, by personnel group."""
        return self._figures("group")

    @cached_property
    def by_capability(self) -> Figures:
        """All measures of the quarter, nation and ministries, by capability."""
        return self._figures("capability")

    @cached_property
    def by_stage(self) -> Figures:
        """All measures of the quarter, nation and ministries, by stage."""
        return self._figures("stage")

    @cached_property
    def by_role(self) -> Figures:
        """The nation's ready share and coverage by group and stage: the roles."""
        frame = self.reader.figures(
            periods=[self.period],
            measures=["ready_share", "coverage"],
            levels=["nation"],
            by=["group", "stage"],
            view=self.view,
        )
        return Figures(frame, period=self.period)

    @cached_property
    def trend(self) -> Figures:
        """The nation's targets, ready share and stages over the quarters of a trend."""
        measures = [target.measure for target in self.known.targets.values()]
        frame = self.reader.figures(
            periods=self.quarters,
            measures=[*measures, "ready_share", "stage_share"],
            levels=["nation"],
            by=["stage"],
            view=self.view,
        )
        return Figures(frame, period=self.period)

    @cached_property
    def changes(self) -> Mapping[tuple[Period, str], Change]:
        """The change of the ready share since last quarter and last year, nation and ministries."""
        return {
            (since, unit): change
            for since in (self.quarter_ago, self.year_ago)
            for unit, change in changes_of(
                self.reader.change(
                    period=self.period,
                    since=since,
                    measures=["ready_share"],
                    levels=["nation", "ministry"],
                    view=self.view,
                )
            ).items()
        }

    def moved(self, unit: str, since: Period) -> Moved:
        """Return how a unit's ready share moved since last quarter or last year."""
        return self.changes.get((since, unit), Change()).told(since)

    def headcount(self, unit: str = NATION) -> list[Statement]:
        """Return what limits the headcount behind a unit's shares."""
        due = self.expected if unit == NATION else self.expected[self.expected["ministry"] == unit]
        ready, coverage = (self.now.at(measure, unit) for measure in ("ready_share", "coverage"))
        known = int(due["headcount"].notna().sum())
        return statements.headcount(known, len(due), ready if ready.status else coverage)

    @cached_property
    def crossed(self) -> Figures:
        """People below the mark, and one step from ready, by group and capability, nation and ministries."""
        frame = self.reader.figures(
            periods=[self.period],
            measures=["gap_people", "one_step"],
            levels=["nation", "ministry"],
            by=["group", "capability"],
            view=self.view,
        )
        return Figures(frame, period=self.period)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """One row per agency of the quarter: stage, what it reported, headcount known."""
        return self.reader.standing(self.period, view=self.view)

    @property
    def expected(self) -> pd.DataFrame:
        """The rows of `standing` of the agencies expected to report."""
        return self.standing[self.standing["expected"].astype(bool)]

    @cached_property
    def moves(self) -> pd.DataFrame:
        """One row per agency known now and a year ago: its stage then and now."""
        return self.reader.stage_moves(period=self.period, since=self.year_ago)

    @cached_property
    def agencies(self) -> Figures:
        """The main measures of the quarter for each agency."""
        frame = self.reader.figures(
            periods=[self.period], measures=_AGENCY_MEASURES, levels=["agency"], view=self.view
        )
        return Figures(frame, period=self.period)

    @cached_property
    def money(self) -> Figures:
        """The budget measures of each fiscal year, nation and ministries; ask for a year with `year_end`."""
        frame = self.reader.figures(
            periods=[self.year_end(year) for year in self.fiscal_years],
            measures=_MONEY,
            levels=["nation", "ministry"],
            view=self.view,
        )
        return Figures(frame, period=self.period)

    def year_end(self, fiscal_year: int) -> Period:
        """Return the last quarter of a fiscal year that is not after the edition's own."""
        return min(Period(fiscal_year, 4), self.period)

    def stage_count(
        self, figures: Figures, stage: str, *, unit: str = NATION, period: Period | None = None
    ) -> Number:
        """Return the agencies at a stage; zero where stages are stated and nobody is at this one."""
        found = figures.at("stage_share", unit, period=period, stage=stage).whole("numerator")
        stated = figures.at("stage_share", unit, period=period).denominator
        return found if found.value is not None or not stated else Number(0.0, "count")

    def _figures(self, *by: Dimension) -> Figures:
        frame = self.reader.figures(
            periods=[self.period], levels=["nation", "ministry"], by=by, view=self.view
        )
        return Figures(frame, period=self.period)

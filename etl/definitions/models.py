"""Typed shapes of the definition files; frozen, unknown keys refused."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from etl.definitions.calendar import Period
from etl.definitions.labels import Lang

Level = Literal["nation", "ministry", "agency"]
Dimension = Literal["group", "capability", "stage"]

TOTAL: Final = "TOTAL"
"""Category of a headcount that is not broken down."""
_REGISTER: Final = re.compile(r"(?P<category>headcount|general|academic|director|executive)_(?P<year>\d{4})")


class Model(BaseModel):
    """Base of every definition: frozen, and a misspelt key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Term(Model):
    """One entry of a closed vocabulary with the spellings agencies use."""

    code: str
    th: str
    en: str
    short_th: str = ""
    short_en: str = ""
    aliases: tuple[str, ...] = ()


class Method(Term):
    """How a score was found, and how far it can be trusted: grade A (tested) to D (attended only)."""

    grade: Literal["A", "B", "C", "D"]


class Status(Term):
    """State of a practice and what it counts for."""

    score: float


class Unit(Term):
    """A money unit as a multiple of one baht."""

    factor: int


class PositionType(Term):
    """A position type of the civil service; `group` where its personnel group is known."""

    group: str | None
    confidence: str
    source_th: str
    source_en: str


class Ministry(Model):
    """A ministry or a group of bodies outside ministries; code as the Comptroller General writes it."""

    code: str
    th: str
    en: str
    abbr_th: str
    abbr_en: str
    valid_from_be: int | None
    valid_to_be: int | None
    source: str

    @property
    def short_th(self) -> str:
        """Official abbreviation, the code where there is none."""
        return self.abbr_th or self.code

    @property
    def short_en(self) -> str:
        """English name without the leading words all ministries share."""
        return self.abbr_en or self.en.removeprefix("Ministry of ").removeprefix("Office of the ")


class Agency(Model):
    """A department-level body that sends submissions; scope "civil" marks those whose report is expected."""

    code: str
    ministry: str
    th: str
    en: str
    abbr_th: str
    abbr_alt: str
    kind: str
    scope: Literal["civil", ""]
    valid_from_be: int | None
    valid_to_be: int | None
    posts: Mapping[int, Mapping[str, int]]
    """Published posts by fiscal year, and by position type or, where no split is published, as TOTAL."""
    note: str
    source: str

    @model_validator(mode="before")
    @classmethod
    def _gathered(cls, row: Mapping[str, Any]) -> Mapping[str, Any]:
        """Gather the columns of register years, such as `general_2567`."""
        rest: dict[str, Any] = {}
        years: dict[int, dict[str, int]] = {}
        for name, text in row.items():
            if (found := _REGISTER.fullmatch(name)) is None:
                rest[name] = text
            elif text:
                category = found["category"]
                code = TOTAL if category == "headcount" else f"PT_{category.upper()}"
                years.setdefault(int(found["year"]), {})[code] = int(text)
        for posts in years.values():
            if len(posts) > 1:
                posts.pop(TOTAL, None)
        return {"posts": years, **rest}

    @property
    def short_th(self) -> str:
        """Official abbreviation, the full name where there is none."""
        return self.abbr_th or self.th

    @property
    def short_en(self) -> str:
        """English name; the Thai one where no English name is known."""
        return self.en or self.th

    def existed(self, period: Period) -> bool:
        """Return whether the body existed at any time in the period's fiscal year."""
        return (self.valid_from_be or 0) <= period.fiscal_year <= (self.valid_to_be or 9999)

    def expected(self, period: Period) -> bool:
        """Return whether its report is expected: civil service scope, and not yet succeeded by another body.

        Sources give years only: in the year of a change the successor is expected, both names are accepted.
        """
        return self.scope == "civil" and (self.valid_from_be or 0) <= period.fiscal_year < (
            self.valid_to_be or 9999
        )


class Succession(Model):
    """A body whose work another one took over; `extent` part where the other took over more than it."""

    agency: str
    other: str
    relation: Literal["successor", "predecessor"]
    year_be: int
    extent: Literal["whole", "part"]
    source: str


class HeadcountBound(Model):
    """The most posts a body can have that no register lists, in fiscal years; with its source."""

    agency: str
    first_year_be: int | None
    last_year_be: int | None
    most: int
    source: str


class Alias(Model):
    """A spelling that stands for one agency, with where it was seen."""

    alias: str
    agency: str
    ministry: str
    source: str


class Role(Model):
    """One of the 18 expected roles: a group at a stage; names stay empty until supplied with a source."""

    group: str
    stage: str
    th: str
    en: str
    it: str
    confidence: str
    source: str


class FrameworkPart(Model):
    """A named part of the guideline besides groups, stages and capabilities; names stay empty until found."""

    kind: Literal["characteristic", "theme", "component", "competency", "body"]
    code: str
    th: str
    en: str
    note_th: str
    note_en: str
    confidence: Literal["official", "secondary", "unknown"]
    source_th: str
    source_en: str


class Threshold(Model):
    """A number the measures or the intake use, with its unit and what it means.

    `value` is None for a rule of measuring: its values have dates (see `dated.RuleValue`).
    """

    id: str
    value: float | None = None
    unit: str = "share"
    th: str
    en: str


class Crossing(Model):
    """A crossing of splits at a level that is public, and how coarse counts of persons are there.

    `families` are the only measures it is of; a row without any is of all measures that no row names. `base`
    is what counts are rounded to; `few` the least count told apart from zero, `least` the least denominator,
    `share` the least rounded denominator of a share (persons).
    """

    id: str
    level: Level
    splits: tuple[Dimension, ...]
    families: tuple[str, ...] = ()
    base: int
    least: int

    @property
    def few(self) -> int:
        """The least count told apart from zero: what is less, a complement too, could round to none."""
        return self.base

    @property
    def share(self) -> int:
        """The least rounded denominator of a share or mean."""
        return 5 * self.base

    def covers(self, level: Level, splits: Collection[Dimension]) -> bool:
        """Return whether figures of a level split like this are of this crossing."""
        return level == self.level and set(splits) <= set(self.splits)

    def times(self, often: int) -> "Crossing":
        """Return the crossing for counts that hold each person so many times."""
        coarse = {name: often * getattr(self, name) for name in ("base", "least")}
        return self.model_copy(update=coarse)


Treatment = Literal[
    "open", "headcount", "count", "part", "coverage", "mean", "weighted", "difference", "named",
    "recomputed", "withheld",
]  # fmt: skip
"""What the public rule does with a measure (see `etl.queries.public`)."""


class Measure(Model):
    """One figure: how it is computed from a mart, what it means and what it does not measure.

    `numerator`, `denominator`, `low`, `high`, `coverage` and `flag` are SQL over the rows of `mart` that meet
    `where` and, where `groups` are named, are of these; names in braces stand for what all measures share on
    headcounts (see `measures.headcount`). Its value is `value` where that is given, else the `quantile` of
    the measure `of` over the ministries judged well enough, else numerator / denominator, or the numerator.
    `bodies` tells whether ministries and the nation count expected bodies alone.
    `whole` names dimensions the denominator is not split by; `public` tells what the public rule does with
    it; `required` marks figures on people required to have a capability, which do not apply where nobody is.
    `known_as` holds the ids by which other columns of its rows are asked for.
    """

    id: str
    family: str
    terms: tuple[str, ...] = ()
    """The codes of the terms it is of, where its block is a measure for each of a vocabulary."""
    known_as: tuple[str, ...] = ()
    th: str
    en: str
    numerator_th: str
    numerator_en: str
    denominator_th: str = ""
    denominator_en: str = ""
    value_th: str = ""
    value_en: str = ""
    not_measured_th: str
    not_measured_en: str
    unit: Literal["share", "persons", "agencies", "courses", "hours", "baht", "score", "scores"] = "share"
    better: Literal["higher", "lower", "neither"] = "higher"
    of: str = ""
    quantile: float = 0.5
    bodies: Literal["all", "expected"] = "expected"
    mart: str = ""
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    where: str = ""
    groups: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    coverage: str = ""
    flag: str = ""
    splits: tuple[Dimension, ...] = ()
    levels: tuple[Level, ...] = ("nation", "ministry", "agency")
    whole: tuple[Dimension, ...] = ()
    per: Literal["quarter", "fiscal_year"] = "quarter"
    public: Treatment = "open"
    required: bool = False
    requests: bool = False
    """Whether it applies only to phases in which money is requested."""
    signed: bool = False
    owner: str = "OCSC"
    source: str
    version: str = "1"

    @property
    def kind(self) -> Literal["ratio", "count", "formula", "quantile"]:
        """How its value follows: from a formula, of another measure, by division, or as it is counted.

        A count of persons may name the persons it is among, too: the public rule sees both.
        """
        if self.value or self.of:
            return "formula" if self.value else "quantile"
        return "ratio" if self.denominator and self.unit != "persons" else "count"

    def formula(self, lang: Lang) -> str:
        """Return in words how the value follows from numerator and denominator, rules named in braces."""
        numerator, denominator, value = (
            getattr(self, f"{part}_{lang}") for part in ("numerator", "denominator", "value")
        )
        return value or (f"{numerator} ÷ {denominator}" if denominator else numerator)

    @property
    def persons(self) -> bool:
        """Whether its figures are on persons: those the public rule changes, but for posts."""
        return self.public not in ("open", "headcount", "named", "recomputed")

    @property
    def condition(self) -> str:
        """SQL condition on the rows of its mart; empty where all count."""
        conditions = [f"({self.where})"] if self.where else []
        if self.groups:
            conditions.append(f'"group" in ({", ".join(map(repr, self.groups))})')
        return " and ".join(conditions)

    @property
    def of_headcount(self) -> bool:
        """Whether it rests on the headcount, and so has a source of it."""
        return any("{" in part for part in (self.numerator, self.denominator, self.low, self.flag))

    @property
    def adds_up(self) -> bool:
        """Whether a unit's parts are the sums of its agencies', and the value follows from them."""
        return self.kind in {"ratio", "count"} and not self.whole


class Target(Model):
    """One of the plan's four targets and the proxy that stands for it."""

    id: str
    measure: str
    th: str
    en: str
    short_th: str
    short_en: str
    formula_th: str
    formula_en: str
    limits_th: str
    limits_en: str
    approver: str
    version: str

    def formula(self, lang: Lang) -> str:
        """Return in words how its proxy is worked out, rules named in braces."""
        return self.formula_th if lang == "th" else self.formula_en


class Milestone(Model):
    """Value a target should have at the end of a fiscal year (share 0-1), and whether anybody approved it."""

    target: str
    fiscal_year_be: int
    value: float
    status: Literal["illustrative", "approved"]
    source: str


class Phase(Model):
    """A run of fiscal years financed from one source."""

    id: str
    th: str
    en: str
    short_th: str
    short_en: str
    first_year: int
    last_year: int
    source: str
    requests: bool
    """Whether agencies request the money of its years; where not, an amount requested does not apply."""


class Scenario(Model):
    """Another reading of the rules; a rule it does not name is the one in force."""

    id: str
    th: str
    en: str
    pass_mark: float | None = None
    validity_months: int | None = None
    evidence: Literal["ALL", "TESTED"] = "ALL"


class Bilingual(Model):
    """A sentence in both languages."""

    th: str
    en: str


class Rule(Model):
    """An intake rule: its scope and severity, its texts, why it exists and how to mend a breach."""

    id: str
    scope: Literal["row", "dataset", "file"] = "row"
    severity: Literal["error", "warning", "info"] = "error"
    th: str
    en: str
    why: Bilingual
    mend: Bilingual

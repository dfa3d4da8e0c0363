"""Notes: what every figure means and does not measure, thresholds, milestones, rounding and shorthand."""

from etl.definitions.codes import (
    CONFIDENTIAL,
    FEW,
    MISSING,
    NEARLY_ALL,
    NOT_APPLICABLE,
    PROVISIONAL,
    REVISED,
    WITHIN_ROUNDING,
)
from etl.definitions.models import Measure
from etl.publish.edition import Edition
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number, whole_percent
from etl.queries.targets import SIGNS, verdict_words

_MARKS = (
    CONFIDENTIAL,
    FEW,
    NEARLY_ALL,
    WITHIN_ROUNDING,
    MISSING,
    NOT_APPLICABLE,
    PROVISIONAL,
    REVISED,
)
_RULES = ("in_force", "outcomes", "range", "stages", "small_cells", "rounding", "budget", "change")
_DATA = "data_"
_SHAPING = ("score", "months", "share", "persons")
"""Units of the thresholds figures rest on; the others limit what a file may be."""


def build(page: Page) -> None:
    """Draw the notes."""
    page.start([36, 16, 44, 44, 54, 22, 10])
    _marks(page)
    page.gap()
    _rules(page)
    page.gap()
    _verdicts(page)
    page.gap()
    _thresholds(page)
    page.gap()
    _milestones(page)
    page.gap()
    _data_sheets(page)
    page.gap()
    _measures(page)
    page.finish()


def _marks(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("shorthand"))
    page.table(
        [Column(say("mark"), align="centre"), Column(say("meaning"), span=6)],
        [[f"[{mark}]", say(f"marks.{mark}", **_public(edition))] for mark in _MARKS],
    )


def _public(edition: Edition) -> dict[str, str]:
    """Return the numbers of the public rule."""
    rule, coarse = edition.known.finest, edition.known.coarsest
    numbers = {"base": rule.base, "few": rule.few, "least": rule.least, "coarse": coarse.base}
    return {name: str(number) for name, number in numbers.items()}


def _rules(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("rules"))
    numbers = {name: _plain(edition, name) for name in ("pass_mark", "validity_months")} | _public(edition)
    page.table(
        [Column(say("subject")), Column(say("rule"), span=6)],
        [[say(f"rule_of.{rule}.subject"), say(f"rule_of.{rule}.text", **numbers)] for rule in _RULES],
    )


def _verdicts(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("verdicts"))
    page.table(
        [Column(edition.say("column.verdict")), Column(say("when"), span=6)],
        [
            [
                verdict_words(verdict, edition.words),
                say(f"verdict_when.{verdict}", coverage=_percent(edition, "judge_coverage")),
            ]
            for verdict in SIGNS
        ],
    )


def _thresholds(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("thresholds"))
    page.table(
        [Column(say("threshold"), span=5), Column(say("value"), span=2)],
        [
            [
                edition.words.name(threshold),
                Number(edition.rule(threshold.id), "share" if threshold.unit == "share" else "count"),
            ]
            for threshold in edition.known.thresholds.values()
            if threshold.value is None or threshold.unit in _SHAPING
        ],
    )


def _milestones(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("milestones"))
    page.table(
        [
            Column(say("target"), span=3),
            Column(say("year"), align="centre"),
            Column(say("value")),
            Column(say("state"), span=2),
        ],
        [
            [
                edition.words.name(edition.known.targets[row.target]),
                str(row.fiscal_year_be),
                Number(row.value, "share"),
                edition.say(f"milestones.{row.status}"),
            ]
            for row in edition.known.milestones
        ],
    )


def _data_sheets(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("data_sheets"))
    page.table(
        [
            Column(say("data_sheet")),
            Column(say("content"), span=2),
            Column(say("unit_of")),
            Column(say("data_source"), span=3),
        ],
        [
            [tab, *(edition.say(f"{sheet}.{part}") for part in ("title", "unit", "source"))]
            for sheet, tab in edition.tabs.items()
            if sheet.startswith(_DATA)
        ],
    )


def _measures(page: Page) -> None:
    edition, say = page.edition, page.say
    page.heading(say("measures"))
    page.table(
        [
            Column(say("measure")),
            Column(say("unit_of"), align="centre"),
            Column(say("formula"), span=2),
            *(Column(say(name)) for name in ("not_measured", "owner")),
            Column(say("version"), align="centre"),
        ],
        [_measure(page, measure) for measure in edition.known.measures.values()],
        main=True,
    )


def _measure(page: Page, measure: Measure) -> list[str]:
    edition = page.edition
    thai = edition.lang == "th"
    return [
        edition.words.name(measure),
        page.say(f"units.{measure.unit}"),
        edition.formula(measure),
        measure.not_measured_th if thai else measure.not_measured_en,
        page.say(f"owners.{measure.owner}"),
        measure.version,
    ]


def _plain(edition: Edition, threshold: str) -> str:
    return f"{edition.rule(threshold):g}"


def _percent(edition: Edition, threshold: str) -> str:
    return whole_percent(edition.rule(threshold))

"""Stages of agencies: counts over the quarters, movements against last year, and every agency by name."""

import math
from collections import Counter
from collections.abc import Hashable, Mapping

from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL, MISSING, NOT_APPLICABLE, NOT_STATED
from etl.publish.edition import Edition
from etl.publish.workbook import charts
from etl.publish.workbook.page import Column, Page
from etl.publish.workbook.sheets.targets import quarter_mark
from etl.queries.number import Number, number_of
from etl.queries.stages import movement


def build(page: Page) -> None:
    """Draw the stages."""
    edition, say = page.edition, page.say
    page.start([40, 20, 20, 20, 17, 17, 17, 14, 22, 22, 15])
    page.heading(say("counts"))
    _counts(page)
    page.gap()
    for since in (edition.quarter_ago, edition.year_ago):
        page.heading(say("moves", before=since.short(edition.lang)))
        _matrix(page, since)
        page.gap()
    stages = edition.known.stages
    charts.draw_columns(
        page,
        [edition.words.short(stage) for stage in stages.values()],
        [
            (
                quarter_mark(quarter),
                [edition.stage_count(edition.trend, stage, period=quarter) for stage in stages],
            )
            for quarter in edition.quarters
        ],
        across=edition.say("axis.quarter"),
        up=say("axis"),
        kind="count",
        stacked=True,
    )
    page.gap()
    page.heading(say("practices"))
    _practices(page)
    page.new_paper()
    page.heading(say("named"))
    _named(page)
    page.finish()


def _counts(page: Page) -> None:
    edition = page.edition
    rows: list[list[str | Number]] = []
    for quarter in edition.quarters:
        stated = edition.trend.at("stage_share", period=quarter)
        counts = [edition.stage_count(edition.trend, stage, period=quarter) for stage in edition.known.stages]
        rows.append([quarter.label(edition.lang), stated.whole("denominator"), *counts])
    stages = [edition.words.short(stage) for stage in edition.known.stages.values()]
    page.table([Column(edition.say("axis.quarter")), Column(page.say("stated")), *map(Column, stages)], rows)


def _matrix(page: Page, since: Period) -> None:
    edition = page.edition
    moves = edition.reader.stage_moves(period=edition.period, since=since)
    counted = Counter(zip(moves["earlier"], moves["later"], strict=True))
    codes = tuple(edition.known.stages)
    names = {code: _name(edition, code) for code in codes} | {NOT_STATED: page.say("first")}
    page.table(
        [
            Column(page.say("from_to")),
            *(Column(page.say("now_at", stage=names[code])) for code in codes),
        ],
        [
            [name, *(Number(float(counted[earlier, later]), "count") for later in codes)]
            for earlier, name in names.items()
        ],
    )


def _practices(page: Page) -> None:
    """Write one row per practice: agencies by answer."""
    edition, known = page.edition, page.edition.known
    rows: dict[str, list[str | Number]] = {
        code: [f"{code} {edition.words.name(term)}"] for code, term in known.practices.items()
    }
    for measure in known.family("practice_done"):
        rows[known.measures[measure].terms[-1]].append(edition.now.at(measure).number())
    answers = [*map(edition.words.name, known.statuses.values()), edition.words("charts.not_answered")]
    page.table([Column(page.say("practice"), span=2), *map(Column, answers)], list(rows.values()))


def _named(page: Page) -> None:
    """Write one row per agency: its stage then and now, and what most keeps it from the next."""
    edition, say = page.edition, page.say
    earlier = dict(zip(edition.moves["agency"], edition.moves["earlier"], strict=True))
    ledger = edition.reader.stage_ledger(edition.period, view=edition.view)
    blocking = {str(row["agency"]): row for row in ledger.to_dict("records")}
    rows: list[list[str | Number]] = []
    for agency in edition.standing.to_dict("records"):
        code, stage = str(agency["agency"]), str(agency["stage"])
        before = earlier.get(code)
        moved = movement(before or NOT_STATED, stage)
        rows.append(
            [
                edition.name(str(agency["ministry"])),
                edition.name(code),
                _name(edition, before) if before is not None else say("unknown"),
                _name(edition, stage),
                say(f"movement.{moved}"),
                number_of(agency["quarters_in_stage"], "count", NOT_APPLICABLE),
                *_blocking(page, blocking.get(code, {})),
            ]
        )
    page.table(
        [
            Column(edition.say("column.ministry")),
            Column(edition.say("column.agency"), span=3),
            Column(edition.year_ago.short(edition.lang), align="centre"),
            Column(edition.period.short(edition.lang), align="centre"),
            Column(say("movement.title"), align="centre"),
            Column(say("quarters")),
            Column(say("blocking_group")),
            Column(say("blocking_capability")),
            Column(say("lacking")),
        ],
        rows,
        main=True,
    )
    page.paragraph(say("blocking_note"))


def _blocking(page: Page, row: Mapping[Hashable, object]) -> list[str | Number]:
    """Return the group and capability that most keep an agency back, and how many persons lack it."""
    known, words = page.edition.known, page.edition.words
    group, capability = row.get("blocking_group"), row.get("blocking_capability")
    if not isinstance(group, str) or not isinstance(capability, str):
        mark = CONFIDENTIAL if row.get("mark") == CONFIDENTIAL else NOT_APPLICABLE
        return [f"[{mark}]", f"[{mark}]", Number(None, "count", mark)]
    lacking = row["lacking"]
    persons = float(lacking) if isinstance(lacking, float) and not math.isnan(lacking) else None
    return [
        words.short(known.groups[group]),
        words.short(known.capabilities[capability]),
        Number(persons, "count", MISSING),
    ]


def _name(edition: Edition, stage: str) -> str:
    found = edition.known.stages.get(stage)
    return edition.words.short(found) if found else edition.say("not_stated")

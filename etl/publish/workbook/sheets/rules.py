"""How the verdicts and the order of ministries rest on the rules: every figure again under other rules."""

from dataclasses import replace
from typing import Final

import pandas as pd

from etl.definitions.codes import NATION
from etl.publish.workbook.page import Column, Page
from etl.queries.figure import Figure, Figures
from etl.queries.number import Number
from etl.queries.targets import verdict_of

_READY: Final = "ready_share"
_TARGETS: Final = ("T1", "T2")


def build(page: Page) -> None:
    """Draw how figures and ranks rest on the rules."""
    edition, say = page.edition, page.say
    table = edition.reader.robustness(edition.period, view=edition.view)
    scenarios = edition.known.scenarios
    page.start([46, *[15] * len(scenarios)])
    page.heading(say("nation"))
    nation = {
        code: Figures(rows, period=edition.period)
        for code, rows in table[table["unit_code"] == NATION].groupby("scenario", sort=False)
    }
    none = Figures(table.iloc[:0], period=edition.period)
    figures = [nation.get(code, none) for code in scenarios]
    heads = [
        Column(edition.known.with_rules(edition.words.name(one), edition.period), align="centre")
        for one in scenarios.values()
    ]
    rows: list[list[str | Number]] = [
        [edition.words.name(edition.known.measures[measure]), *(_plain(one.at(measure)) for one in figures)]
        for measure in (_READY, "ready_share_weighted")
    ]
    for target in _TARGETS:
        name = edition.words.short(edition.known.targets[target])
        rows.append([say("value", code=target, target=name), *(_plain(one.at(target)) for one in figures)])
        rows.append(
            [
                say("verdict", code=target, target=name),
                *(verdict_of(one.at(target), edition.words) for one in figures),
            ]
        )
    page.table([Column(say("figure")), *heads], rows)
    page.gap()
    page.heading(say("ministries"))
    bands = _bands(table)
    units = edition.now.units("ministry")
    page.table(
        [Column(edition.say("column.ministry")), *heads],
        [
            [edition.name(unit), *(bands.get((code, unit)) or say("no_rank") for code in scenarios)]
            for unit in units
        ],
        main=True,
    )
    page.paragraph(say("note"))
    page.finish()


def _plain(figure: Figure) -> Number:
    """Return a share that is of another rule than the published figure of the same name."""
    return replace(figure.share(), of=None)


def _bands(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return by scenario and ministry the band of ranks its ready share can hold, as words."""
    ranked = table[(table["measure"] == _READY) & table["rank_best"].notna()]
    return {
        (row["scenario"], row["unit_code"]): _band(int(row["rank_best"]), int(row["rank_worst"]))
        for row in ranked.to_dict("records")
    }


def _band(best: int, worst: int) -> str:
    return str(best) if best == worst else f"{best}\N{EN DASH}{worst}"

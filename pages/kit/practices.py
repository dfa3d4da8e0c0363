"""Practices P1-P8 as agencies answer them: by answer and stage, by ministry, and who answers what."""

import pandas as pd

from etl.definitions import Words, definitions
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.figure import walk
from pages.kit import blocks, charts
from pages.kit.charts.names import full
from pages.kit.drawn import drawn
from pages.kit.explore import stage_name
from pages.kit.frame import Frame
from pages.kit.ledger import of_ministry
from pages.kit.tidy import of_measure


def section(frame: Frame) -> None:
    """Draw the answers of the unit chosen, of each ministry where none is, and of each agency."""
    words, period, ministry = frame.words, frame.choice.period, frame.choice.ministry
    done = definitions().family("practice_done")
    answers = frame.figures(done, levels=[frame.choice.level], units=[frame.choice.unit], by=["stage"])
    made = drawn(
        charts.answer_bars, charts.answers.alt, answers, [], {}, lang=frame.lang, theme=frame.look.name
    )
    lasting = printed.count(definitions().rule("practice_quarters", period))
    blocks.chart(
        frame,
        made.plot,
        key="explore.practices",
        alt=made.alt,
        definition=["T4"],
        table=_counted(answers, words),
        name="practice_done",
        title=words("explore.practices"),
        note=words("explore.practices_note", quarters=lasting),
    )
    if ministry is None:
        figures = frame.figures([*done, "reporting_rate"], levels=["ministry"])
        blocks.listing(
            frame,
            _by_ministry(figures, words),
            key="practices_by_ministry",
            title=words("explore.practices_by_ministry"),
            note=words("explore.practices_by_ministry_note"),
        )
    blocks.listing(
        frame,
        _by_agency(of_ministry(frame.access.practice_answers(period), ministry), words),
        key="practice_answers",
        title=words("explore.practices_by_agency"),
    )


def _counted(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per stage and practice of a unit's `practice_done` figures: agencies by answer."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for row in walk(figures):
        *answer, practice = definitions().measures[row.measure].terms
        cells = rows.setdefault((row.stage, practice), {})
        cells[charts.answers.answer("".join(answer), words)] = printed.count(row.value, row.mark)
    return pd.DataFrame(
        [
            {
                words("explore.practice_column.stage"): full("stage", stage, words),
                words("explore.practice_column.practice"): charts.answers.name(practice, words),
                **cells,
            }
            for (stage, practice), cells in rows.items()
        ]
    )


def _by_ministry(figures: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per ministry: how many of its agencies do each practice, of all due to report."""
    known = definitions()
    done = next(iter(known.statuses))
    expected = {
        row.unit_code: printed.count(row.denominator) for row in walk(of_measure(figures, "reporting_rate"))
    }
    rows: dict[str, dict[str, str]] = {}
    for row in walk(figures[figures["measure"] != "reporting_rate"]):
        answer, *practice = known.measures[row.measure].terms
        if answer == done:
            cell = words(
                "charts.of", numerator=printed.count(row.value, row.mark), denominator=expected[row.unit_code]
            )
            rows.setdefault(row.unit_code, {})["".join(practice)] = cell
    return pd.DataFrame(
        [
            {words("explore.ledger_column.ministry"): naming.unit_name(unit, words), **cells}
            for unit, cells in rows.items()
        ]
    )


def _by_agency(answers: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per agency expected: its answer to each practice, its stage and ministry."""
    told = answers["status"].fillna("").map(lambda status: charts.answers.answer(status, words))
    wide = answers.assign(told=told).pivot(
        index=["agency", "stage", "ministry"], columns="practice", values="told"
    )
    return pd.DataFrame(
        [
            {
                words("explore.ledger_column.agency"): naming.unit_short(agency, words),
                **cells,
                words("explore.ledger_column.stage"): stage_name(stage, words, short=True),
                words("explore.ledger_column.ministry"): naming.unit_short(ministry, words),
                words("text.full_name"): naming.agency_in_full(agency, words),
            }
            for (agency, stage, ministry), cells in zip(wide.index, wide.to_dict("records"), strict=True)
        ]
    )

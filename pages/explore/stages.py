"""Which agencies moved up a stage, slipped or stayed, and what blocks them? For OCSC and OPDC."""

from pages.kit import blocks, cards, charts, ledger, plot, practices
from pages.kit.frame import open_page

frame = open_page("stages")
words, period, ministry = frame.words, frame.choice.period, frame.choice.ministry
before = period.shift(-4)

counts = frame.figures(
    ["stage_share", "reporting_rate"],
    periods=ledger.two_years(period),
    levels=[frame.choice.level],
    units=[frame.choice.unit],
    by=["stage"],
)
moves = ledger.of_ministry(frame.access.stage_moves(period=period, since=before), ministry)
standing = ledger.of_ministry(frame.access.standing(period), ministry)
blocked = ledger.of_ministry(frame.access.stage_ledger(period), ministry)

frame.finding(ledger.finding(moves, period, words))
cards.row(ledger.cards(counts, period, words), words)
blocks.draw(frame, charts.stage_columns, charts.stages.alt, counts, key="explore.columns")
blocks.chart(
    frame,
    plot.written(
        charts.stage_flow(
            moves, words, frame.look, then=before.short(words.lang), now=period.short(words.lang)
        )
    ),
    key="explore.flow",
    alt=charts.flow.alt(moves, words),
    definition=["stage_share"],
    table=ledger.flows(moves, words),
    name="stage_moves",
    title=words("explore.flow"),
    note=words("explore.flow_note"),
)
blocks.listing(
    frame,
    ledger.ledger(standing, moves, blocked, period, words),
    key="ledger",
    title=words("explore.ledger"),
    note=ledger.stuck_note(standing, moves, period, words),
)
practices.section(frame)

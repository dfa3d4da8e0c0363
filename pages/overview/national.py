"""Are we ready, and can the number be trusted? For whoever reports to the cabinet."""

from etl.queries import statements
from pages.kit import blocks, cards, charts, findings, markup, notes, releases
from pages.kit.frame import illustrative, open_page
from pages.kit.tidy import of_measure, one

frame = open_page("national")
words, period = frame.words, frame.choice.period

key = frame.figures(
    ["coverage", *statements.MEASURES],
    periods=[*frame.quarters, period.shift(-4)],
)
frame.finding(findings.told(findings.national(key, period, group=frame.choice.group), words))
cards.row(cards.national(key, releases.since_last_year(frame), period, words), words)
blocks.caveats(findings.headcount(key, frame.access.standing(period), frame.choice, words))

releases.changes(frame)
markup.heading(words("national.targets"), words("national.targets_note"))
illustrative(words)
cards.row(cards.verdicts(frame.figures(["T1", "T2", "T3", "T4"]), period, words), words)

blocks.draw(
    frame,
    charts.ranged_dots,
    charts.ranged.alt,
    frame.figures(["ready_share"], levels=["ministry"]),
    key="national.ministries",
    definition=["ministry_median", "coverage"],
    median=one(key, "ministry_median", period=period),
)
blocks.draw(
    frame,
    charts.heat_grid,
    charts.grid.alt,
    frame.figures(["capability_pass"], levels=["ministry"], by=["capability"]),
    "unit_code",
    "capability",
    key="national.capabilities",
)
beside = blocks.beside()
for measure in ("ready_share", "coverage"):
    with beside.cell():
        so_far = of_measure(key, measure)
        notes.trend(frame, so_far, key=f"national.trend_{measure}")
blocks.draw(
    frame,
    charts.evidence_bar,
    charts.evidence.alt,
    frame.figures(["evidence_a", "evidence_b", "evidence_c"]),
    key="national.evidence",
)

"""Which capabilities are there, which are missing, and on what evidence? For those who plan training."""

from pages.kit import blocks, capabilities, cards, charts
from pages.kit.frame import open_page
from pages.kit.tidy import of_measure

frame = open_page("capabilities")
words, choice = frame.words, frame.choice

figures = frame.figures(capabilities.MEASURES, by=["capability"], levels=[choice.level], units=[choice.unit])
level, units = capabilities.below(choice)
below = frame.figures(["capability_pass"], by=["capability"], levels=[level], units=units)

frame.finding(capabilities.finding(figures, choice.unit, words))
cards.row(capabilities.cards(figures, words), words)
blocks.draw(
    frame,
    charts.share_bars,
    charts.groups.share_alt,
    of_measure(figures, "capability_pass"),
    "capability",
    key="capabilities.passes",
)
beside = blocks.beside()
with beside.cell():
    blocks.draw(
        frame,
        charts.count_bars,
        charts.counts.alt,
        capabilities.counts(figures),
        "capability",
        key="capabilities.missing",
    )
with beside.cell():
    mix = of_measure(figures, *capabilities.EVIDENCE)
    blocks.draw(
        frame,
        charts.evidence_bars,
        charts.evidence.bars_alt,
        mix,
        "capability",
        key="capabilities.evidence",
    )
gap = of_measure(figures, "self_tested_gap")
blocks.draw(frame, charts.gap_dots, charts.gaps.alt, gap, "capability", key="capabilities.gap")
blocks.listing(
    frame,
    capabilities.table(figures, words),
    key="capabilities",
    title=words("capabilities.all"),
    note=words("capabilities.all_note"),
)
if choice.agency is None:
    grid = (charts.heat_grid, charts.grid.alt)
    blocks.draw(frame, *grid, below, "unit_code", "capability", key="capabilities.units")

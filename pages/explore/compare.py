"""How do two units, or two quarters, differ? For whoever has to explain a difference."""

from pages.kit import blocks, cards, charts, compare, persons
from pages.kit.frame import open_page

frame = open_page("compare")
words = frame.words

sides = compare.pick(frame)
one, other = (compare.figures(frame, side) for side in sides)

changes = compare.changes(frame, sides)
gaps = compare.gaps(one, other, changes)

frame.finding(compare.finding(one, other, sides, gaps, words))
cards.row(compare.cards(one, other, sides, gaps, words), words)
blocks.listing(
    frame,
    compare.table(one, other, sides, gaps, words),
    key="compare",
    title=words("compare.all"),
    note=words("compare.all_note"),
)
blocks.listing(
    frame,
    compare.panel(changes, words),
    key="panel",
    title=words("compare.panel"),
    note=compare.notes(sides, words),
    empty=words("compare.no_panel"),
)
path = compare.trend(frame, sides)
blocks.draw(frame, charts.trend, charts.trends.alt, path, key="compare.trend")
persons.section(frame, sides)

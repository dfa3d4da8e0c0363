"""Who fills the 18 roles, how ready are they, and what is known of each? For those who plan posts."""

from pages.kit import blocks, cards, charts, findings, roles
from pages.kit.frame import open_page
from pages.kit.tidy import of_measure

frame = open_page("roles")
words, choice = frame.words, frame.choice

figures = frame.figures(roles.MEASURES, by=["group", "stage"], levels=[choice.level], units=[choice.unit])

frame.finding(roles.finding(figures, words))
cards.row(roles.cards(words, choice.period), words)
blocks.caveats(findings.headcount(figures, frame.access.standing(choice.period), choice, words))
blocks.draw(
    frame,
    charts.heat_grid,
    charts.grid.alt,
    of_measure(figures, "ready_share"),
    "group",
    "stage",
    key="roles.ready",
)
blocks.listing(
    frame,
    roles.table(figures, choice.period, words),
    key="roles",
    title=words("roles.all"),
    note=words("roles.all_note"),
)

"""Which personnel groups are ready, and what does each lack? For those who plan their development."""

from pages.kit import blocks, charts, explore, findings
from pages.kit.frame import open_page

frame = open_page("groups")
words, choice = frame.words, frame.choice
levels, units = [choice.level], [choice.unit]

ready = frame.figures(["ready_share"], by=["group"], levels=levels, units=units)
passes = frame.figures(["capability_pass"], by=["group", "capability"], levels=levels, units=units)

frame.finding(findings.told(findings.extremes(explore.of_groups(ready), "group"), words))
blocks.caveats(findings.headcount(ready, frame.access.standing(choice.period), choice, words))
blocks.draw(frame, charts.group_bars, charts.groups.alt, ready, key="explore.groups")
blocks.draw(
    frame,
    charts.heat_grid,
    charts.grid.alt,
    passes,
    "group",
    "capability",
    key="explore.passes",
    required=explore.required(choice.period),
)

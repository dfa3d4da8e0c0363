"""Which gaps should be closed first, and how far would that move the targets? For the Budget Bureau."""

from pages.kit import blocks, cards, charts, planning, plot
from pages.kit.frame import open_page

frame = open_page("planner")
words = frame.words

plan = planning.asked(frame)

frame.finding(planning.finding(plan, words))
cards.row(planning.cards(plan, words), words)
blocks.chart(
    frame,
    plot.written(charts.plan_path(plan.path, plan.closed, plan.rankable, words, frame.look)),
    key="planner.path",
    alt=charts.plan.alt(plan.path, plan.closed, plan.rankable, words),
    definition=("one_step", "gap_people"),
    table=planning.path(plan, words),
    name="planner_path",
    title=words("planner.path"),
    note=words("planner.path_note"),
)
blocks.listing(
    frame,
    planning.effects(plan, words),
    key="planner_effects",
    title=words("planner.effects"),
    note=words("planner.effects_note"),
)
blocks.listing(
    frame,
    planning.gaps(plan, words),
    key="planner_gaps",
    title=words("planner.gaps"),
    note=planning.gaps_note(plan, words),
    empty=words("planner.finding_nothing"),
)
planning.assumptions(plan, words)

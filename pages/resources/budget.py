"""Where does the money for digital skills come from, and was it used? For OPDC and the Budget Bureau."""

from pages.kit import blocks, cards, charts, money, plot
from pages.kit.frame import open_page

frame = open_page("budget")
words, choice = frame.words, frame.choice
access, units = frame.access, money.units(choice.ministry)

figures = frame.figures(money.MEASURES, levels=[choice.level], units=[choice.unit])
budget = access.budget(units=units)
year = money.lines_year(budget, choice.period)
misfits = money.misfits(access, units=units, words=words)

frame.finding(money.finding(figures, choice.period, words, unit=choice.unit))
cards.row(money.cards(figures, misfits, choice.period, words, unit=choice.unit), words)
blocks.chart(
    frame,
    plot.written(charts.budget_phases(budget, words, frame.look)),
    key="budget_page.phases",
    alt=charts.phases.alt(budget, words),
    definition=money.MEASURES,
    table=money.phases(budget, words),
    name="budget",
    title=words("budget_page.phases"),
    note=words("budget_page.phases_note"),
)
blocks.listing(
    frame,
    money.cost_per_ready(access, choice.period, words, level=choice.level, unit=choice.unit),
    key=money.COST,
    title=words("cost.title"),
    note=money.cost_note(words),
    empty=words("cost.none"),
)
blocks.listing(
    frame,
    misfits,
    key="misfits_baht",
    title=words("budget_page.misfits"),
    note=words("budget_page.misfits_note"),
    empty=money.no_misfits(budget, words),
)
blocks.listing(
    frame,
    money.lines(access, fiscal_year=year, units=units, words=words),
    key="lines_baht",
    title=words("budget_page.lines", year=year),
    note=words("budget_page.lines_note"),
    empty=money.no_lines(year, words),
)
blocks.listing(
    frame,
    money.execution(access.execution(), words, ministry=choice.ministry),
    key="execution",
    title=words("budget_page.execution"),
    note=words("budget_page.execution_note"),
    empty=words("budget_page.execution_none"),
)

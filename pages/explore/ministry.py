"""How ready is one ministry, and what holds it back? For its permanent secretary and its CIO."""

from etl.definitions.codes import NATION
from etl.queries import naming, statements
from pages.kit import blocks, cards, charts, explore, findings, markup, notes
from pages.kit.frame import open_page
from pages.kit.tidy import of_measure

frame = open_page("ministry")
words, period, ministry, agency = frame.words, frame.choice.period, frame.choice.ministry, frame.choice.agency
dots, bars, grid = (
    (charts.ranged_dots, charts.ranged.alt),
    (charts.group_bars, charts.groups.alt),
    (charts.heat_grid, charts.grid.alt),
)

if ministry is None:
    frame.finding(words("explore.choose"))
    everybody = frame.figures(["ready_share"], levels=["ministry"])
    blocks.draw(frame, *dots, everybody, key="explore.ministries", on_select=explore.picked("ministry"))
else:
    own = frame.figures(
        ["coverage", *statements.MEASURES],
        periods=explore.years(frame.quarters, period),
        levels=["nation", "ministry", "agency"],
        units=[NATION, ministry],
    )
    departments = explore.departments(own, ministry, period)
    passes = frame.figures(["capability_pass"], levels=["agency"], by=["capability"], units=[ministry])
    groups = frame.figures(["ready_share"], levels=["ministry", "agency"], by=["group"], units=[ministry])

    changes, year_ago = findings.year_of(frame, ministry), period.shift(-4)
    said = findings.unit(own, changes, ministry, period, year_ago)
    frame.finding(findings.told([*said, *findings.extremes(departments, "agency")], words))
    cards.row(explore.unit_cards(own, changes, ministry, period, words), words)
    standing = frame.access.standing(period)
    blocks.caveats(findings.headcount(own, standing, frame.choice.of_ministry, words))
    blocks.draw(frame, *dots, departments, key="explore.departments", on_select=explore.picked("agency"))

    if agency is not None:
        its = findings.unit(own, changes, agency, period, year_ago)
        markup.heading(naming.unit_name(agency, words), findings.told(its, words))
        its_cards = explore.unit_cards(own, changes, agency, period, words)
        cards.row([*its_cards, *explore.stage_card(standing, agency, words)], words)
        blocks.draw(frame, *bars, explore.of_units(groups, agency), key="explore.agency_groups")
        path = explore.of_units(of_measure(own, "ready_share"), agency, ministry)
        notes.trend(frame, path, key="explore.agency_trend")

    blocks.draw(frame, *grid, passes, "unit_code", "capability", key="explore.capabilities")
    blocks.draw(frame, *bars, explore.of_units(groups, ministry), key="explore.ministry_groups")
    path = explore.of_units(of_measure(own, "ready_share"), ministry, NATION)
    notes.trend(frame, path, key="explore.trend")

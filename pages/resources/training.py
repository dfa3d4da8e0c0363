"""Is there too much lecturing, and how many hours of other methods would mend it? For those who train."""

from pages.kit import blocks, cards, charts, money, plot, training
from pages.kit.frame import open_page

frame = open_page("training")
words, choice = frame.words, frame.choice
read = money.units(choice.ministry)

figures = frame.access.figures(
    periods=[choice.period],
    measures=training.MEASURES,
    levels=["nation", "ministry", "agency"],
    units=read,
)
units = training.of_units(figures, choice.period)
courses = frame.access.courses(choice.period, units=read)
compared = training.below(units, choice.ministry)

frame.finding(training.finding(units, words))
cards.row(training.cards(units, courses, words), words)
blocks.chart(
    frame,
    plot.written(charts.mix_dots(compared, words, frame.look)),
    key="training.units",
    alt=charts.mix.alt(compared, words),
    definition=("lecture_share", "mix_ok_agencies", "hours_to_fix"),
    table=training.by_unit(compared, words),
    name="lecture_share",
    title=words("training.units"),
    note=words("training.units_note", limit=training.limit(units)),
)
blocks.listing(
    frame,
    training.over(courses, words),
    key="courses_over",
    title=words("training.courses"),
    note=training.courses_note(courses, words),
    empty=words("training.courses_none") if len(courses) else "",
)
blocks.listing(
    frame,
    training.by_theme(frame.access.training_mix(choice.period, units=read), words),
    key="training_by_theme",
    title=words("training.mix"),
    note=words("training.mix_note"),
)

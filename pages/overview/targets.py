"""Where do the plan's four targets stand, against where they should be? For whoever answers for the plan."""

from etl.definitions import definitions
from etl.queries import number as printed
from pages.kit import blocks, cards, charts, findings, robust, tables
from pages.kit.drawn import drawn
from pages.kit.frame import illustrative, open_page
from pages.kit.tidy import of_measure

frame = open_page("targets")
words, period = frame.words, frame.choice.period

figures = frame.figures(["T1", "T2", "T3", "T4", "reporting_rate"], periods=frame.quarters)

frame.finding(findings.told(findings.targets(figures, period)[:1], words))
illustrative(words)
cards.row(cards.verdicts(figures, period, words), words)

beside = blocks.beside()
for target in definitions().targets.values():
    with beside.cell():
        so_far = of_measure(figures, target.measure)
        look = frame.look.name
        made = drawn(
            charts.target_path, charts.path.alt, so_far, [target.id], {}, lang=frame.lang, theme=look
        )
        blocks.chart(
            frame,
            made.plot,
            key=f"targets.{target.id}",
            alt=made.alt,
            definition=[target.measure],
            table=made.table,
            name=target.id,
            title=f"{target.id} {words.short(target)}",
            note=tables.due(target, figures, period, words),
        )

blocks.listing(
    frame,
    tables.proxies(period, words),
    key="proxies",
    title=words("targets.register"),
    note=words("targets.register_note"),
    wrapped=True,
)
blocks.listing(
    frame,
    tables.potential(frame.access.high_potential(period, evidence=frame.choice.evidence), words),
    key="high_potential",
    title=words("targets.potential"),
    note=words("targets.potential_note", least=printed.count(definitions().threshold("named_headcount"))),
)
robust.section(frame)
blocks.prose(words("targets.verdicts"), tables.verdicts(words, period))

"""Where do the plan's four targets stand, against where they should be? For whoever answers for the plan."""

import streamlit as st

from etl.definitions import definitions
from pages.kit import blocks, cards, charts, findings, markup, robust, tables
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
markup.heading(words("robust.title"), robust.note(words))
if st.toggle(words("robust.show"), key="targets.robust"):
    with st.spinner(words("robust.making")):
        table = frame.access.robustness(period)
    st.markdown(robust.finding(table, words))
    for key, rows in (
        ("scenarios", robust.verdicts(table, period, words)),
        ("bands", robust.bands(table, words)),
    ):
        title, note = words(f"robust.{key}"), words(f"robust.{key}_note")
        blocks.listing(frame, rows, key=f"robust_{key}", title=title, note=note, wrapped=True)
blocks.prose(words("targets.verdicts"), tables.verdicts(words, period))

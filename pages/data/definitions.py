"""What does each figure mean, which rules shape it, what is not known? For whoever has to defend a number."""

from etl.definitions import definitions
from pages.kit import blocks, roles, search, tables
from pages.kit.frame import illustrative, open_page

frame = open_page("definitions")
words = frame.words

frame.finding(words("glossary.finding", version=definitions().version, **tables.knowledge()))
search.found_measure(frame)
blocks.listing(
    frame,
    tables.measures(frame.choice.period, words),
    key="measures",
    title=words("glossary.measures"),
    note=words("glossary.measures_note"),
    wrapped=True,
)
blocks.listing(
    frame,
    tables.thresholds(words),
    key="thresholds",
    title=words("glossary.thresholds"),
    note=words("glossary.thresholds_note"),
    wrapped=True,
)
illustrative(words)
blocks.listing(
    frame,
    tables.proxies(frame.choice.period, words),
    key="proxies",
    title=words("targets.register"),
    note=words("targets.register_note"),
    wrapped=True,
)
for key, table in (("requirements", tables.requirements(words)), ("positions", tables.positions(words))):
    title, note = words(f"glossary.{key}"), words(f"glossary.{key}_note")
    blocks.listing(frame, table, key=key, title=title, note=note, wrapped=True)
blocks.listing(
    frame,
    roles.framework(words),
    key="framework",
    title=words("framework.title"),
    note=words("framework.note"),
    wrapped=True,
)
blocks.listing(frame, tables.glossary(words), key="glossary", title=words("glossary.words"))
blocks.prose(words("disclosure.title"), tables.disclosure(words))
blocks.prose(words("glossary.unknown"), words("glossary.unknown_text", **tables.knowledge()))

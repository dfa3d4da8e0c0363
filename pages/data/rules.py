"""Which rules does every file meet, why, and how is a breach mended? For those who prepare a file."""

from pages.kit import blocks, rules
from pages.kit.frame import open_page

frame = open_page("rules")
words = frame.words

frame.finding(rules.finding(words))
found = rules.table(rules.search(words), words)
blocks.listing(
    frame,
    found,
    key="rules",
    title=words("rules.listed", n=len(found)),
    note=words("rules.listed_note"),
    empty=words("rules.none"),
    wrapped=True,
)

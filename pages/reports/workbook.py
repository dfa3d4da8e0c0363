"""The quarterly cabinet workbook, from the pages' figures. For whoever prepares the cabinet's papers."""

from pages.kit import blocks, documents, filters
from pages.kit.frame import open_page

frame = open_page("workbook")
words, choice = frame.words, frame.choice

frame.finding(
    words("workbook_page.finding", period=choice.period.label(frame.lang), snapshot=frame.snapshot.id)
)
lang = filters.pick_language(words("workbook_page.language"), key="workbook.lang", default=frame.lang)
documents.workbook(frame, lang)

blocks.prose(words("workbook_page.holds"), words("workbook_page.holds_text"))
blocks.commands(
    words("workbook_page.command"),
    words("workbook_page.same"),
    {"": f"python -m etl export --period {choice.period} --lang {lang} --out cabinet_{choice.period}.xlsx"},
)

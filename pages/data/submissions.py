"""Who has reported, what was sent, and how much of it was accepted? For those who run the collection."""

from pages.kit import blocks, cards, findings, intake_ledger, tables
from pages.kit.frame import open_page

frame = open_page("submissions")
words, choice = frame.words, frame.choice

figures = frame.access.figures(
    periods=[choice.period], measures=["reporting_rate"], levels=("nation", "ministry")
)
standing = frame.access.standing(choice.period)
history = frame.access.submissions()

frame.finding(findings.told(findings.submissions(figures, choice.period, unit=choice.unit), words))
cards.row(cards.reporting(figures, history, choice.period, words, unit=choice.unit), words)

blocks.listing(
    frame,
    tables.by_ministry(figures, standing, choice.period, words),
    key="by_ministry",
    title=words("submissions.by_ministry"),
    note=words("submissions.by_ministry_note"),
)
blocks.listing(
    frame,
    tables.by_agency(frame.access.returns(choice.period), standing, words, ministry=choice.ministry),
    key="by_agency",
    title=words("submissions.by_agency"),
    note=words("submissions.by_agency_note"),
)
intake_ledger.draw(frame)
blocks.listing(
    frame,
    tables.history(history, words),
    key="history",
    title=words("submissions.history"),
    note=words("submissions.history_note"),
)
intake_ledger.withdrawal(frame)
blocks.commands(
    words("submissions.how"),
    words("submissions.how_text"),
    {
        words("submissions.how_check"): "python -m etl check PATH",
        words("submissions.how_load"): f"python -m etl load PATH --period {choice.period}",
        words("submissions.how_rejects"): "python -m etl rejects --out rejects.xlsx",
        words(
            "submissions.how_template"
        ): f"python -m etl template --agency CODE --period {choice.period} --out form.xlsx",
    },
)

"""What was released, when, by whom, and what has changed since? For whoever is asked why a figure moved."""

from pages.kit import blocks, markup, released, releases
from pages.kit.frame import open_page

frame = open_page("releases")
words = frame.words
standing = released.journal()

frame.finding(releases.finding(standing, words))
blocks.listing(
    frame,
    releases.stages(standing, words),
    key="stages_of_release",
    title=words("releases.stages"),
    note=words("releases.stages_note"),
    empty=words("releases.stages_none"),
    wrapped=True,
)
if standing.releases:
    markup.heading(words("releases.one"), words("releases.one_note"))
    release = releases.pick(standing, words)
    releases.detail(release, words)
    releases.files(release, words)
    releases.bridge(frame, release)
    blocks.listing(
        frame,
        releases.actions(standing, words),
        key="actions",
        title=words("releases.actions"),
        note=words("releases.actions_note"),
        empty=words("releases.actions_none"),
        wrapped=True,
    )
blocks.commands(
    words("releases.how"),
    words("releases.how_text"),
    {
        words("releases.how_preview"): f"python -m etl preview --period {frame.choice.period}",
        words("releases.how_release"): (
            f"python -m etl release --period {frame.choice.period} --prepared-by NAME --checked-by NAME"
        ),
    },
)

"""Cover: what this workbook is, of when, by whom, in which state, and where it is signed."""

from etl.definitions.calendar import date_label
from etl.publish.workbook.obstacles import asks
from etl.publish.workbook.page import Column, Page

_SIGNERS = ("prepared", "checked", "approved")


def build(page: Page) -> None:
    """Draw the cover."""
    edition, say = page.edition, page.say
    release = edition.release
    following = edition.period.shift(1)
    page.start([24, 28, 28, 28, 20])
    if edition.illustrative:
        page.paragraph(edition.say("mark.illustrative"), bold=True)
        page.gap()
    lines = (
        ("quarter", edition.period.label(edition.lang)),
        ("as_at", edition.as_at),
        ("snapshot", edition.reader.snapshot.id),
        ("definitions", edition.reader.snapshot.definitions_version),
        ("figures", edition.reader.snapshot.figures),
        ("release", str(release.number) if release else say("release_value")),
        ("purpose", say("purpose_decide" if asks(edition) else "purpose_value")),
        ("classification", say("classification_value")),
        ("filters", say("filters_value", quarter=edition.period.label(edition.lang))),
        ("issuer", say("issuer_value")),
        ("contact", say("contact_value")),
        (
            "next",
            say(
                "next_value",
                quarter=following.short(edition.lang),
                end=date_label(following.end, edition.lang),
            ),
        ),
    )
    page.table(
        [Column(say("item")), Column(say("detail"), span=4)],
        [[say(key), value] for key, value in lines],
    )
    page.gap()
    page.heading(say("sign_off"))
    names = {"prepared": release.prepared_by, "checked": release.checked_by} if release else {}
    page.table(
        [Column(say(name)) for name in ("duty", "name", "position", "signature", "date")],
        [[say(f"signer.{signer}"), names.get(signer, ""), "", "", ""] for signer in _SIGNERS],
        row_lines=2,
    )
    if release is None:
        page.paragraph(say("not_signed"))
    else:
        page.paragraph(say("sha256", sha256=release.snapshot_sha256))
    page.finish(one_paper=True)

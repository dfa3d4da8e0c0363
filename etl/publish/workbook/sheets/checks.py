"""Checks, the last sheet: what this workbook proves of itself, of which figures, made by which program."""

import hashlib

from etl.publish.figures import as_csv
from etl.publish.workbook import proofs
from etl.publish.workbook.page import Column, Page
from etl.queries.number import Number, count


def build(page: Page) -> None:
    """Prove the workbook and draw the outcome; WorkbookRefused where a check fails."""
    edition, say, snapshot = page.edition, page.say, page.edition.reader.snapshot
    page.start([36, 70, 13, 13, 34])
    book, view = page.book, edition.view
    found = proofs.prove(book.workbook, book.tally, book.background, snapshot=snapshot.id, view=view)
    proofs.refuse_unless(found)
    page.heading(say("outcome"))
    page.table(
        [
            Column(say("check")),
            Column(say("means")),
            Column(say("compared")),
            Column(say("result"), align="centre"),
            Column(say("where")),
        ],
        [
            [
                say(f"of.{one.id}.name"),
                say(f"of.{one.id}.text"),
                Number(float(one.compared), "count"),
                say("holds" if one.holds else "fails"),
                " · ".join(one.faults) or f"[{say('none')}]",
            ]
            for one in found
        ],
        main=True,
    )
    page.gap()
    page.heading(say("identity"))
    release = edition.release
    facts = {
        "snapshot": snapshot.id,
        "figures": snapshot.figures,
        "definitions": snapshot.definitions_version,
        "program": snapshot.code_version,
        "submissions": count(snapshot.submissions),
        "release": say("release_of", number=release.number, sha256=release.snapshot_sha256)
        if release
        else edition.say("cover.release_value"),
        "tidy": hashed(page),
    }
    page.table(
        [Column(say("fact")), Column(say("detail"), span=4)],
        [[say(name), value] for name, value in facts.items()],
    )
    page.paragraph(say("note"))
    page.finish()


def hashed(page: Page) -> str:
    """Return the SHA-256 of the tidy sheets' figures as comma-separated text, in their order."""
    digest = hashlib.sha256()
    for frame in page.book.tally.tidy.values():
        digest.update(as_csv(frame).encode())
    return digest.hexdigest()

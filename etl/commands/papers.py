"""`scorecard` and `brief`: the documents leaders read, of the present figures or of a release."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from etl.commands.line import (
    ALL_ACCEPTED,
    Command,
    Parser,
    Progress,
    WrongUsage,
    add_out,
    add_period,
    add_release,
    add_view,
    form_of,
    tell,
    tell_written,
)
from etl.definitions import Words
from etl.queries import open_reader

if TYPE_CHECKING:
    from etl.publish.edition import Edition


def _scorecard_options(parser: Parser, words: Words) -> None:
    from etl.publish.scorecard import FORMS

    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--ministry", metavar="CODE", help=words("scorecard.option.ministry"))
    whose.add_argument("--all", action="store_true", help=words("scorecard.option.all"))
    add_period(parser, words("cli.option.period_required"), required=True)
    add_out(parser, words("scorecard.option.out"))
    parser.add_argument("--format", choices=FORMS, default="pdf", help=words("scorecard.option.format"))
    add_release(parser, words("release.option.number"))
    add_view(parser, words("cli.option.role_own"))


def _scorecard(options: argparse.Namespace, words: Words) -> int:
    """Write one ministry's scorecard, or everybody's into a folder."""
    from etl.publish import scorecard

    with _edition(options, words) as edition:
        result: dict[str, object] = {
            "snapshot": edition.reader.snapshot.id, "period": str(options.period),
        }  # fmt: skip
        known = edition.now.units("ministry")
        if not options.all:
            if options.ministry not in known:
                raise WrongUsage("scorecard.no_ministry", ministry=options.ministry, known=", ".join(known))
            form = form_of(options.out, scorecard.FORMS)
            own = _seen_by(options, edition, options.ministry)
            scorecard.write(own, options.ministry, form=form, path=options.out)
            tell_written(result, options.out, options, words, for_whom=own.for_whom)
            return ALL_ACCEPTED
        options.out.mkdir(parents=True, exist_ok=True)
        progress = Progress(sys.stderr, words("scorecard.progress"))
        paths = []
        for number, ministry in enumerate(known, start=1):
            own = _seen_by(options, edition, ministry)
            parts = ("scorecard", str(options.period), ministry, words.lang, *own.view.file_name)
            paths.append(options.out / f"{'-'.join(parts)}.{options.format}")
            scorecard.write(own, ministry, form=options.format, path=paths[-1])
            progress(number, len(known))
    lines = [words("scorecard.written", n=f"{len(paths):,}", path=options.out)]
    tell({**result, "paths": [str(path) for path in paths]}, lines, options)
    return ALL_ACCEPTED


def _brief_options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    add_out(parser, words("brief.option.out"))
    parser.add_argument("--edits", type=Path, metavar="FILE", help=words("brief.option.edits"))
    add_release(parser, words("release.option.number"))
    add_view(parser, words("cli.option.role_public"))


def _brief(options: argparse.Namespace, words: Words) -> int:
    """Write the brief, its sentences as a person edited them; every edit is logged before it is printed."""
    from etl.publish import brief
    from etl.publish.brief import edits
    from etl.publish.brief.sentences import sentences
    from etl.publish.files import replace_file
    from etl.warehouse.home import Home

    form = form_of(options.out, brief.FORMS)
    with _edition(options, words) as edition:
        told = sentences(edition)
        changed: list[edits.Edit] = []
        if options.edits:
            told, changed = edits.apply(edition, told, options.edits)
            edits.record(Home(options.home), changed)
        if form == "json":
            content = edits.sheet(edition, told, by=changed[0].by if changed else "")
        else:
            content = brief.encode(brief.document(edition, told, changed), form=form)
        replace_file(options.out, content)
        written = {
            "snapshot": edition.reader.snapshot.id, "period": str(options.period), "edited": len(changed),
        }  # fmt: skip
        tell_written(written, options.out, options, words, for_whom=edition.for_whom)
    return ALL_ACCEPTED


def _seen_by(options: argparse.Namespace, edition: Edition, ministry: str) -> Edition:
    """Return the edition a ministry's scorecard is made of: the ministry's own view where none is named."""
    from etl.queries.view import View

    return edition if options.role else replace(edition, view=View("own", ministry))


@contextmanager
def _edition(options: argparse.Namespace, words: Words) -> Iterator[Edition]:
    """Open the edition asked for: of the published snapshot, or of the release with its own figures.

    Where no view is named it is the public's.
    """
    from etl.publish.edition import Edition
    from etl.queries.view import PUBLIC

    view = options.role or PUBLIC
    if options.release is None:
        with open_reader(options.home) as reader:
            yield Edition(reader=reader, period=options.period, lang=words.lang, view=view)
        return
    from etl.releases.reading import reader_of, release_of

    release = release_of(options.home, options.release, period=options.period)
    with reader_of(options.home, release) as reader:
        yield Edition(reader=reader, period=options.period, lang=words.lang, release=release, view=view)


COMMANDS: Final = {
    "scorecard": Command(_scorecard_options, _scorecard),
    "brief": Command(_brief_options, _brief),
}

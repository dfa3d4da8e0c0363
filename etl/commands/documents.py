"""`export`: the documents that leave the building."""

from __future__ import annotations

import argparse
from typing import Final

from etl.commands.line import (
    ALL_ACCEPTED,
    Command,
    Parser,
    WrongUsage,
    add_out,
    add_period,
    add_release,
    add_view,
    form_of,
    period_of,
    tell_written,
)
from etl.definitions import Words
from etl.definitions.calendar import local_day
from etl.queries import open_reader
from etl.queries.view import PUBLIC


def _options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    add_out(parser, words("cli.option.out_required"))
    add_release(parser, words("release.option.number"))
    add_view(parser, words("cli.option.role_public"))


def _export(options: argparse.Namespace, words: Words) -> int:
    """Write the quarterly cabinet workbook: of the present figures, or the very file a release holds."""
    form_of(options.out, ("xlsx",))
    view = options.role or PUBLIC
    if options.release is not None and not view.public:
        raise WrongUsage("cli.release_is_public")
    if options.release is not None:
        from etl.publish.files import replace_file
        from etl.releases.reading import release_of, workbook_of

        release = release_of(options.home, options.release, period=options.period)
        replace_file(options.out, workbook_of(options.home, release, words.lang))
        result = {"snapshot": release.snapshot, "period": release.period, "release": release.number}
        tell_written(result, options.out, options, words)
        return ALL_ACCEPTED

    from etl.publish import workbook
    from etl.publish.edition import for_whom
    from etl.releases.background import background

    with open_reader(options.home) as reader:
        period = period_of(reader, options.period)
        known = background(options.home, period=period, day=local_day(reader.snapshot.created_at), view=view)
        workbook.write(reader, period=period, lang=words.lang, path=options.out, background=known, view=view)
        written = {"snapshot": reader.snapshot.id, "period": str(period)}
    tell_written(written, options.out, options, words, for_whom=for_whom(view, words))
    return ALL_ACCEPTED


COMMANDS: Final = {"export": Command(_options, _export)}

"""`export`: the documents that leave the building."""

from __future__ import annotations

import argparse
from typing import Final

from etl.commands.line import ALL_ACCEPTED, Command, Parser, add_out, add_period, period_of, tell_written
from etl.definitions import Words
from etl.queries import open_reader


def _options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    add_out(parser, words("cli.option.out_required"))


def _export(options: argparse.Namespace, words: Words) -> int:
    """Write the quarterly cabinet workbook."""
    from etl.publish import workbook

    with open_reader(options.home) as reader:
        period = period_of(reader, options.period, words)
        workbook.write(reader, period=period, lang=words.lang, path=options.out)
        written = {"snapshot": reader.snapshot.id, "period": str(period)}
    tell_written(written, options.out, options, words)
    return ALL_ACCEPTED


COMMANDS: Final = {"export": Command(_options, _export)}

"""`opendata`: a quarter's public figures, explained, for everybody."""

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
    tell_written,
)
from etl.definitions import Words
from etl.releases import opendata


def _options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"))
    add_release(parser, words("release.option.number"))
    add_out(parser, words("opendata.folder"))


def _run(options: argparse.Namespace, words: Words) -> int:
    """Write the package to a folder."""
    if options.period is None and options.release is None:
        raise WrongUsage("release.option.one_source")
    result: dict[str, object] = {"period": str(options.period), "release": options.release}
    if options.release is None:
        result["snapshot"] = opendata.write_preview(options.home, period=options.period, folder=options.out)
    else:
        found = opendata.write_release(
            options.home, number=options.release, period=options.period, folder=options.out
        )
        result |= {"period": found.period, "snapshot": found.snapshot}
    tell_written(result, options.out, options, words)
    return ALL_ACCEPTED


COMMANDS: Final = {"opendata": Command(_options, _run)}

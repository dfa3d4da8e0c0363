"""`load` and `check`: files in, a report out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from etl.commands import told
from etl.commands.line import ALL_ACCEPTED, SOMETHING_REFUSED, Command, Parser, Progress, add_period, tell
from etl.definitions import Words


def _options(parser: Parser, words: Words) -> None:
    parser.add_argument("path", type=Path, nargs="+", metavar="PATH", help=words("cli.option.path"))
    add_period(parser, words("cli.option.period_of_load"))


def _load(options: argparse.Namespace, words: Words) -> int:
    """Take files in and publish; 1 where something was refused, held or partly accepted."""
    from etl import pipeline

    bar = Progress(sys.stderr, words("cli.progress.loading"))
    report = pipeline.load(options.path, home=options.home, period=options.period, progress=bar)
    tell(report.as_json(), told.load_lines(report, words, stored=True), options)
    return ALL_ACCEPTED if report.complete else SOMETHING_REFUSED


def _check(options: argparse.Namespace, words: Words) -> int:
    """Report as `load` would, and store nothing."""
    from etl import pipeline

    bar = Progress(sys.stderr, words("cli.progress.loading"))
    report = pipeline.check(options.path, home=options.home, period=options.period, progress=bar)
    tell(report.as_json(), told.load_lines(report, words, stored=False), options)
    return ALL_ACCEPTED if report.complete else SOMETHING_REFUSED


COMMANDS: Final = {"load": Command(_options, _load), "check": Command(_options, _check)}

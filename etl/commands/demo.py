"""`demo`: synthetic exports, written and loaded."""

from __future__ import annotations

import argparse
import sys
from typing import Final, get_args

from etl.commands import told
from etl.commands.line import ALL_ACCEPTED, Command, Parser, Progress, tell
from etl.definitions import Words
from etl.demo import Scale


def _options(parser: Parser, words: Words) -> None:
    parser.add_argument("--scale", choices=get_args(Scale), default="small", help=words("cli.option.scale"))
    parser.add_argument("--seed", type=int, default=7, help=words("cli.option.seed"))


def _run(options: argparse.Namespace, words: Words) -> int:
    """Write and load synthetic exports; 0 although some are refused, for that is what they are made for."""
    from etl.demo import run

    report = run.load(
        options.home,
        scale=options.scale,
        seed=options.seed,
        writing=Progress(sys.stderr, words("cli.progress.writing")),
        loading=Progress(sys.stderr, words("cli.progress.loading")),
    )
    folder = run.folder_of(options.home, scale=options.scale, seed=options.seed)
    wrote = words("demo.written", files=f"{len(report.files):,}", folder=folder)
    tell(report.as_json(), [wrote, *told.summary_lines(report, words)], options)
    return ALL_ACCEPTED


COMMANDS: Final = {"demo": Command(_options, _run)}

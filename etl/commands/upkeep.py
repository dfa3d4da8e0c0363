"""`rebuild`, `withdraw`, `history`, `status`: looking after a home."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Final

from etl import pipeline
from etl.commands import told
from etl.commands.line import ALL_ACCEPTED, Command, Parser, no_options, tell
from etl.definitions import Words
from etl.pipeline import Publication


def _submission(parser: Parser, words: Words) -> None:
    parser.add_argument("submission", metavar="ID", help=words("cli.option.submission"))


def _restate(parser: Parser, words: Words) -> None:
    parser.add_argument("--restate", action="store_true", help=words("cli.option.restate"))


def _rebuild(options: argparse.Namespace, words: Words) -> int:
    """Publish the database anew from the stored submissions."""
    _tell_published(pipeline.rebuild(options.home, restate=options.restate), options, words)
    return ALL_ACCEPTED


def _withdraw(options: argparse.Namespace, words: Words) -> int:
    """Take one submission back."""
    _tell_published(pipeline.withdraw(options.submission, home=options.home), options, words)
    return ALL_ACCEPTED


def _history(options: argparse.Namespace, words: Words) -> int:
    """List every submission."""
    received = pipeline.history(options.home)
    lines = told.history_lines(received, words) if received else [words("cli.history.none")]
    tell({"submissions": told.history_rows(received)}, lines, options)
    return ALL_ACCEPTED


def _status(options: argparse.Namespace, words: Words) -> int:
    """Tell how the home stands."""
    found = pipeline.status(options.home)
    tell(asdict(found), told.status_lines(found, words), options)
    return ALL_ACCEPTED


def _tell_published(done: Publication, options: argparse.Namespace, words: Words) -> None:
    outcome = {"snapshot": done.snapshot, "figures": done.figures, "same_figures": done.same_figures}
    tell(outcome, told.publication_lines(done, words), options)


COMMANDS: Final = {
    "rebuild": Command(_restate, _rebuild),
    "withdraw": Command(_submission, _withdraw),
    "history": Command(no_options, _history),
    "status": Command(no_options, _status),
}

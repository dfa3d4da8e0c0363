"""`reference`: what analysts add to the facts on file; so far, headcounts they vouch for."""

from __future__ import annotations

import argparse
from typing import Final

from etl import pipeline
from etl.commands import told
from etl.commands.line import ALL_ACCEPTED, Command, Parser, WrongUsage, add_period, tell
from etl.definitions import Words, definitions

_CONFIRM_HEADCOUNT: Final = "confirm-headcount"


def _options(parser: Parser, words: Words) -> None:
    parser.add_argument("task", choices=[_CONFIRM_HEADCOUNT], help=words("cli.option.task"))
    parser.add_argument("agency", metavar="AGENCY", help=words("mending.option.agency"))
    add_period(parser, words("cli.option.period_required"), required=True)
    parser.add_argument("--reason", required=True, help=words("cli.option.reason"))
    parser.add_argument("--restate", action="store_true", help=words("cli.option.restate"))


def _run(options: argparse.Namespace, words: Words) -> int:
    """Let an agency's own headcount far below the register's count, and publish."""
    agency = definitions().agencies.get(options.agency)
    if agency is None or not agency.existed(options.period):
        raise WrongUsage("template.unknown_agency", code=options.agency, period=options.period)
    reason = options.reason.strip()
    if not reason:
        raise WrongUsage("cli.reason_missing")
    done = pipeline.confirm_headcount(
        agency.code, options.period, reason=reason, home=options.home, restate=options.restate
    )
    confirmed = {"agency": agency.code, "period": str(options.period), "snapshot": done.snapshot}
    tell({**confirmed, "same_figures": done.same_figures}, told.publication_lines(done, words), options)
    return ALL_ACCEPTED


COMMANDS: Final = {"reference": Command(_options, _run)}

"""The command line, `python -m etl COMMAND`: parses words, calls the library, prints.

Thai by default, `--lang en` for English; `--json` prints one JSON object and nothing else. Exit status: 0 all
accepted, 1 finished with something refused, held or partly accepted, 2 wrong usage, 3 nothing could be done.

A command is a name in `MODULES` and an entry in the `COMMANDS` of that module. The module is imported only
when the line names it: the processes that read files import this package too, and need none.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from etl.commands.line import ALL_ACCEPTED, NOT_DONE, WRONG_USAGE, Command, Parser, WrongUsage
from etl.definitions import Lang, Words, definitions
from etl.definitions.load import DefinitionFaults
from etl.warehouse.errors import WarehouseError

HOME: Final = "READINESS_HOME"
DEFAULT_HOME: Final = Path(__file__).resolve().parents[2] / "data"

MODULES: Final = {
    "load": "intake",
    "check": "intake",
    "figures": "figures",
    "export": "documents",
    "scorecard": "papers",
    "brief": "papers",
    "preview": "releases",
    "comment": "releases",
    "resolve": "releases",
    "reply": "releases",
    "action": "releases",
    "release": "releases",
    "releases": "releases",
    "verify": "releases",
    "bridge": "bridge",
    "opendata": "opendata",
    "template": "mending",
    "rejects": "mending",
    "demo": "demo",
    "rebuild": "upkeep",
    "withdraw": "upkeep",
    "history": "upkeep",
    "status": "upkeep",
}
"""Command → module of this package, in the order `--help` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console's own code page cannot hold every Thai text
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        words = definitions().words(_language(given))
    except DefinitionFaults as faults:
        print(faults, file=sys.stderr)
        return NOT_DONE
    options = _parser(words, given).parse_args(given)
    try:
        return _run(options, words)
    except KeyboardInterrupt:
        print(words("cli.stopped"), file=sys.stderr)
        return NOT_DONE


def _run(options: argparse.Namespace, words: Words) -> int:
    """Run the chosen command; every known error ends in one line and its status."""
    command: Command = options.command
    try:
        done = command.run(options, words)
        sys.stdout.flush()
        return done
    except WrongUsage as fault:
        print(words("cli.wrong_usage", reason=fault), file=sys.stderr)
        return WRONG_USAGE
    except WarehouseError as fault:
        from etl.pipeline import NoSuchPath

        if isinstance(fault, NoSuchPath):
            print(words("cli.wrong_usage", reason=fault.message(words.lang)), file=sys.stderr)
            return WRONG_USAGE
        print(fault.message(words.lang), file=sys.stderr)
    except BrokenPipeError:  # whoever read our output has seen enough: nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_ACCEPTED
    except OSError as fault:
        path = getattr(options, "out", None) or fault.filename
        reason = fault.strerror or type(fault).__name__
        print(words("cli.cannot_write", path=path, reason=reason), file=sys.stderr)
    return NOT_DONE


def _language(given: Sequence[str]) -> Lang:
    """Return the language asked for anywhere on the line: help and complaints need it before parsing."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--lang", default="th")
    try:
        found, _ = early.parse_known_args(given)
    except argparse.ArgumentError:
        return "th"
    return "en" if found.lang == "en" else "th"


def _parser(words: Words, given: Sequence[str]) -> Parser:
    """Return the parser of the whole line; options of every command may stand before or after it.

    Only a command the line names gets its own options: they come from its module.
    """
    Parser.words = words
    parser = Parser(prog="python -m etl", description=words("cli.about"), epilog=words("cli.exits"))
    common = Parser(add_help=False)
    for target, default in ((parser, None), (common, argparse.SUPPRESS)):
        home = Path(os.environ.get(HOME) or DEFAULT_HOME) if default is None else default
        target.add_argument("--home", type=Path, metavar="DIR", default=home, help=words("cli.home"))
        lang = "th" if default is None else default
        target.add_argument("--lang", choices=("th", "en"), default=lang, help=words("cli.lang"))
        quiet = False if default is None else default
        target.add_argument("--json", action="store_true", default=quiet, help=words("cli.json"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in MODULES.items():
        told = words(f"cli.command.{name}")
        one: Parser = commands.add_parser(
            name, parents=[common], help=told, description=told, epilog=words("cli.exits")
        )
        if name in given:
            command: Command = import_module(f"etl.commands.{module}").COMMANDS[name]
            command.options(one, words)
            one.set_defaults(command=command)
    return parser

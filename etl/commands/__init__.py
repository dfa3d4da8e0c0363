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
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from etl.commands.line import (
    ALL_ACCEPTED,
    NOT_DONE,
    WRONG_USAGE,
    Command,
    Help,
    Parser,
    WrongUsage,
    tell_failure,
)
from etl.definitions import Lang, Words, definitions
from etl.definitions.files import DefinitionFaults
from etl.definitions.labels import LANGS
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
    "attack": "attack",
    "template": "mending",
    "rejects": "mending",
    "demo": "demo",
    "rebuild": "upkeep",
    "withdraw": "upkeep",
    "history": "upkeep",
    "status": "upkeep",
    "reference": "reference",
}
"""Command → module of this package, in the order `--help` lists them."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console's own code page cannot hold every Thai text
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _foreseen(given)
    try:
        words = definitions().words(options.lang)
    except DefinitionFaults as faults:
        every = str(faults)
        return tell_failure(options, NOT_DONE, "definitions", lambda _: every)
    try:
        return _run(given, options, words)
    except KeyboardInterrupt:
        return _not_done(options, "cli.stopped")


def _run(given: Sequence[str], options: argparse.Namespace, words: Words) -> int:
    """Parse the line and run its command; every known error ends in one line and its status."""
    try:
        _parser(words, given).parse_args(given, options)
        command: Command = options.command
        done = command.run(options, words)
        sys.stdout.flush()
        return done
    except WrongUsage as fault:
        return tell_failure(options, WRONG_USAGE, fault.code, fault.message)
    except WarehouseError as fault:
        from etl.pipeline import NoSuchPath

        status = WRONG_USAGE if isinstance(fault, NoSuchPath) else NOT_DONE
        return tell_failure(options, status, fault.code, fault.message)
    except BrokenPipeError:  # whoever read our output has seen enough: nothing may be written at exit either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_ACCEPTED
    except OSError as fault:
        path = getattr(options, "out", None) or fault.filename
        reason = fault.strerror or type(fault).__name__
        return _not_done(options, "cli.cannot_write", path=path, reason=reason)


def _not_done(options: argparse.Namespace, key: str, **values: object) -> int:
    return tell_failure(options, NOT_DONE, key, lambda lang: definitions().words(lang)(key, **values))


def _foreseen(given: Sequence[str]) -> argparse.Namespace:
    """Return what holds where the line says nothing else, and --lang and --json from anywhere on it.

    Help and complaints need these two before parsing. Neither can fail here, whatever follows it: the parser
    of the whole line does the complaining.
    """
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    early.add_argument("--lang", nargs="?")
    early.add_argument("--json", nargs="?", const=True, default=False)
    found, _ = early.parse_known_args(given)
    lang: Lang = "en" if found.lang == "en" else "th"
    home = Path(os.environ.get(HOME) or DEFAULT_HOME)
    return argparse.Namespace(home=home, lang=lang, json=bool(found.json))


def _parser(words: Words, given: Sequence[str]) -> Parser:
    """Return the parser of the whole line; options of every command may stand before or after it.

    Only a command the line names gets its own options: they come from its module.
    """
    own: dict[str, Any] = {
        "add_help": False,
        "formatter_class": partial(Help, words),
        "epilog": words("cli.exits"),
    }
    # No defaults here: those of a command would undo what stands before it.
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("-h", "--help", action="help", help=words("cli.help.help"))
    common.add_argument("--home", type=Path, metavar="DIR", help=words("cli.home"))
    common.add_argument("--lang", choices=LANGS, help=words("cli.lang"))
    common.add_argument("--json", action="store_true", help=words("cli.json"))
    parser = Parser(prog="python -m etl", parents=[common], description=words("cli.about"), **own)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, module in MODULES.items():
        told = words(f"cli.command.{name}")
        one: Parser = commands.add_parser(name, parents=[common], help=told, description=told, **own)
        if name in given:
            command: Command = import_module(f"etl.commands.{module}").COMMANDS[name]
            command.options(one, words)
            one.set_defaults(command=command)
    return parser

"""The command line, `python -m etl COMMAND`: parses words, calls the library, prints.

Thai by default, `--lang en` for English; `--json` prints one JSON object and nothing else. Exit status: 0 all
accepted, 1 finished with something refused, held or partly accepted, 2 wrong usage, 3 nothing could be done.

Each command imports its own library: the processes that read files import this module too, and need none.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, get_args

from etl import cli
from etl.definitions import Lang, Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.load import DefinitionFaults
from etl.definitions.models import Dimension, Level
from etl.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from etl.pipeline import Publication
    from etl.queries import Reader

ALL_ACCEPTED: Final = 0
SOMETHING_REFUSED: Final = 1
WRONG_USAGE: Final = 2
NOT_DONE: Final = 3

HOME: Final = "READINESS_HOME"
DEFAULT_HOME: Final = Path(__file__).resolve().parent.parent / "data"

Command = Callable[[argparse.Namespace, Words], int]


class WrongUsage(Exception):
    """The words given make no sense together; the text says why, in the user's language."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are in the user's language, on one line, and end with status 2."""

    words: Words

    def error(self, message: str) -> NoReturn:
        """End the program with the complaint."""
        say = self.words
        self.exit(WRONG_USAGE, f"{say('cli.wrong_usage', reason=message)} {say('cli.try_help')}\n")


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
        done = command(options, words)
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


def load(options: argparse.Namespace, words: Words) -> int:
    """Take files in and publish; 1 where something was refused, held or partly accepted."""
    from etl import pipeline

    bar = cli.Progress(sys.stderr, words("cli.progress.loading"))
    report = pipeline.load(options.path, home=options.home, period=options.period, progress=bar)
    _tell(report.as_json(), cli.load_lines(report, words, stored=True), options)
    return ALL_ACCEPTED if report.complete else SOMETHING_REFUSED


def check(options: argparse.Namespace, words: Words) -> int:
    """Report as `load` would, and store nothing."""
    from etl import pipeline

    bar = cli.Progress(sys.stderr, words("cli.progress.loading"))
    report = pipeline.check(options.path, home=options.home, period=options.period, progress=bar)
    _tell(report.as_json(), cli.load_lines(report, words, stored=False), options)
    return ALL_ACCEPTED if report.complete else SOMETHING_REFUSED


def make_demo(options: argparse.Namespace, words: Words) -> int:
    """Write and load synthetic exports; 0 although some are refused, for that is what they are made for."""
    from etl.demo import run

    report = run.load(
        options.home,
        scale=options.scale,
        seed=options.seed,
        writing=cli.Progress(sys.stderr, words("cli.progress.writing")),
        loading=cli.Progress(sys.stderr, words("cli.progress.loading")),
    )
    folder = options.home / "demo" / f"{options.scale}-{options.seed}"
    wrote = words("demo.written", files=f"{len(report.files):,}", folder=folder)
    _tell(report.as_json(), [wrote, *cli.summary_lines(report, words)], options)
    return ALL_ACCEPTED


def figures(options: argparse.Namespace, words: Words) -> int:
    """Print or write the tidy table."""
    from etl.publish import figures as tidy
    from etl.queries import open_reader

    with open_reader(options.home) as reader:
        table = reader.figures(
            periods=[_period(reader, options.period, words)],
            measures=_measures(options.measure, words),
            levels=options.level or get_args(Level),
            by=_splits(options.by, words),
            role=options.role,
        )
        snapshot = reader.snapshot.id
    if options.out:
        tidy.write(table, form=options.format, path=options.out)
        written = {"snapshot": snapshot, "path": str(options.out), "rows": len(table)}
        _tell(written, [words("cli.written", path=options.out)], options)
    elif options.json:
        _tell({"snapshot": snapshot, "figures": json.loads(tidy.as_json(table))}, (), options)
    else:
        sys.stdout.write(tidy.as_csv(table) if options.format == "csv" else tidy.as_json(table))
    return ALL_ACCEPTED


def export(options: argparse.Namespace, words: Words) -> int:
    """Write the quarterly cabinet workbook."""
    from etl.publish import workbook
    from etl.queries import open_reader

    with open_reader(options.home) as reader:
        period = _period(reader, options.period, words)
        workbook.write(reader, period=period, lang=words.lang, path=options.out)
        written = {"snapshot": reader.snapshot.id, "period": str(period), "path": str(options.out)}
    _tell(written, [words("cli.written", path=options.out)], options)
    return ALL_ACCEPTED


def rebuild(options: argparse.Namespace, words: Words) -> int:
    """Publish the database anew from the stored submissions."""
    from etl import pipeline

    _tell_published(pipeline.rebuild(options.home), options, words)
    return ALL_ACCEPTED


def withdraw(options: argparse.Namespace, words: Words) -> int:
    """Take one submission back."""
    from etl import pipeline

    _tell_published(pipeline.withdraw(options.submission, home=options.home), options, words)
    return ALL_ACCEPTED


def history(options: argparse.Namespace, words: Words) -> int:
    """List every submission."""
    from etl import pipeline

    received = pipeline.history(options.home)
    lines = cli.history_lines(received, words) if received else [words("cli.history.none")]
    _tell({"submissions": cli.history_rows(received)}, lines, options)
    return ALL_ACCEPTED


def status(options: argparse.Namespace, words: Words) -> int:
    """Tell how the home stands."""
    from etl import pipeline

    found = pipeline.status(options.home)
    _tell(cli.status_object(found), cli.status_lines(found, words), options)
    return ALL_ACCEPTED


def _tell_published(done: Publication, options: argparse.Namespace, words: Words) -> None:
    told = {"snapshot": done.snapshot, "figures": done.figures, "same_figures": done.same_figures}
    _tell(told, cli.publication_lines(done, words), options)


def _tell(told: Mapping[str, object], lines: Iterable[str], options: argparse.Namespace) -> None:
    """Print the object where --json asks for it, else the lines."""
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for line in lines:
            print(line)


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

    Options whose words come from a command's own library are made only where the line names the command.
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

    def command(name: str, does: Command) -> Parser:
        told = words(f"cli.command.{name}")
        made: Parser = commands.add_parser(
            name, parents=[common], help=told, description=told, epilog=words("cli.exits")
        )
        made.set_defaults(command=does)
        return made

    for name, does in (("load", load), ("check", check)):
        one = command(name, does)
        one.add_argument("path", type=Path, nargs="+", metavar="PATH", help=words("cli.option.path"))
        _add_period(one, words("cli.option.period_of_load"))
    one = command("figures", figures)
    if "figures" in given:
        _add_figures_options(one, words)
    one = command("export", export)
    _add_period(one, words("cli.option.period_required"), required=True)
    one.add_argument("--out", type=Path, required=True, metavar="FILE", help=words("cli.option.out_required"))

    one = command("demo", make_demo)
    if "demo" in given:
        _add_demo_options(one, words)
    command("rebuild", rebuild)
    one = command("withdraw", withdraw)
    one.add_argument("submission", metavar="ID", help=words("cli.option.submission"))
    command("history", history)
    command("status", status)
    return parser


def _add_period(target: Parser, told: str, *, required: bool = False) -> None:
    target.add_argument("--period", type=_quarter, metavar="2564Q2", required=required, help=told)


def _add_figures_options(target: Parser, words: Words) -> None:
    from etl.publish.figures import FORMS
    from etl.queries.disclosure import Role

    _add_period(target, words("cli.option.period"))
    add, levels, roles = target.add_argument, get_args(Level), get_args(Role)
    add("--measure", nargs="+", action="extend", metavar="ID", help=words("cli.option.measure"))
    add("--level", nargs="+", action="extend", choices=levels, help=words("cli.option.level"))
    add("--by", default="", metavar="SPLITS", help=words("cli.option.by"))
    add("--role", choices=roles, default="analyst", help=words("cli.option.role"))
    add("--format", choices=FORMS, default="csv", help=words("cli.option.format"))
    add("--out", type=Path, metavar="FILE", help=words("cli.option.out"))


def _add_demo_options(target: Parser, words: Words) -> None:
    from etl.demo import Scale

    target.add_argument("--scale", choices=get_args(Scale), default="small", help=words("cli.option.scale"))
    target.add_argument("--seed", type=int, default=7, help=words("cli.option.seed"))


def _quarter(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(Parser.words("cli.not_a_period", text=text)) from fault


def _period(reader: Reader, asked: Period | None, words: Words) -> Period:
    """Return the quarter asked for, or the latest one reported; WrongUsage where there is none to take."""
    if asked:
        return asked
    reported = reader.reported_periods()
    if not reported:
        raise WrongUsage(words("cli.no_period"))
    return reported[-1]


def _measures(asked: Sequence[str] | None, words: Words) -> list[str] | None:
    """Return the measures named, by id or family; None for all."""
    if asked is None:
        return None
    for name in asked:
        if not definitions().family(name):
            known = ", ".join(definitions().measures)
            raise WrongUsage(words("cli.unknown_measure", measure=name, known=known))
    return list(dict.fromkeys(measure for name in asked for measure in definitions().family(name)))


def _splits(asked: str, words: Words) -> list[Dimension]:
    known: tuple[Dimension, ...] = get_args(Dimension)
    chosen = [name.strip() for name in asked.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise WrongUsage(words("cli.not_a_split", text=name, known=", ".join(known)))
    return [name for name in known if name in chosen]


if __name__ == "__main__":
    gc.set_threshold(50_000, 20, 100)  # columns of a file are many objects and no cycles
    ended = main()
    gc.freeze()  # the end of the process frees all at once; looking for cycles first takes 0.2 seconds
    sys.exit(ended)

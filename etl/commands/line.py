"""The words of a command line: what every command shares. Parses words and prints; decides nothing."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from string import Formatter
from typing import TYPE_CHECKING, Final, NoReturn, TextIO, TypeVar

from etl.definitions import Lang, Words, definitions
from etl.definitions.calendar import Period
from etl.warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from etl.queries import Reader
    from etl.queries.view import View

ALL_ACCEPTED: Final = 0
SOMETHING_REFUSED: Final = 1
WRONG_USAGE: Final = 2
NOT_DONE: Final = 3
BAR_WIDTH: Final = 30
VIEWS: Final = "analyst|own:CODE|public"

F = TypeVar("F", bound=str)


class WrongUsage(Exception):
    """The words given make no sense together; `code` names the text that says why, `values` fill it."""

    def __init__(self, code: str, /, **values: object) -> None:
        """Keep the key of the text and its values; the English text is the exception's own."""
        self.code = code
        self.values = values
        super().__init__(self.message("en"))

    def message(self, lang: Lang) -> str:
        """Return the text in one language."""
        return definitions().words(lang)(self.code, **self.values)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are wrong usage like any other, told where all of it is told."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as WrongUsage, in either language where the labels know argparse's English."""
        for key, text in definitions().words("en").texts.items():
            if key.startswith("cli.argparse.") and (found := _filled(text).fullmatch(message)):
                raise WrongUsage(key, **found.groupdict())
        raise WrongUsage("cli.not_parsed", complaint=message)


def _filled(text: str) -> re.Pattern[str]:
    """Return what a text looks like once its values stand in it."""
    parts = Formatter().parse(text)
    seen = (re.escape(told) + (f"(?P<{value}>.*)" if value else "") for told, value, _, _ in parts)
    return re.compile("".join(seen), re.DOTALL)


class Help(argparse.HelpFormatter):
    """Help whose headings are in the user's language."""

    def __init__(self, words: Words, prog: str) -> None:
        """Lay out the help of `prog` in these words."""
        super().__init__(prog)
        self._words = words

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with the usage; argparse gives a prefix where it wants none."""
        told = self._words("cli.help.usage") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, told)

    def start_section(self, heading: str | None) -> None:
        """Begin the options, or the words that are no options."""
        super().start_section(self._words("cli.help.options" if heading == "options" else "cli.help.words"))


@dataclass(frozen=True)
class Command:
    """One command: the options it takes, and what it does with them, returning the exit status."""

    options: Callable[[Parser, Words], None]
    run: Callable[[argparse.Namespace, Words], int]


class Progress:
    """A bar on a terminal's error stream; silent where the stream is not a terminal."""

    def __init__(self, stream: TextIO, label: str) -> None:
        """Draw on `stream` if it is a terminal, with `label` in front of the bar."""
        self._stream = stream if stream.isatty() else None
        self._label = label

    def __call__(self, done: int, total: int, *_: object) -> None:
        """Show that `done` of `total` steps are done; the last one ends the line."""
        if self._stream is None or not total:
            return
        bar = "#" * (BAR_WIDTH * done // total)
        end = "\n" if done >= total else ""
        self._stream.write(f"\r{self._label} [{bar:<{BAR_WIDTH}}] {done}/{total}{end}")
        self._stream.flush()


def tell(result: Mapping[str, object], lines: Iterable[str], options: argparse.Namespace) -> None:
    """Print the object where --json asks for it, else the lines."""
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for line in lines:
            print(line)


def tell_written(
    result: Mapping[str, object],
    path: Path,
    options: argparse.Namespace,
    words: Words,
    *,
    for_whom: Sequence[str] = (),
) -> None:
    """Print the `result`, where it was written, and for whom the file is where not for everybody."""
    tell({**result, "path": str(path)}, [words("cli.written", path=path), *for_whom], options)


def tell_failure(options: argparse.Namespace, status: int, code: str, message: Callable[[Lang], str]) -> int:
    """Say on the error stream why the command failed, and as the one object of --json; return the status.

    The object is {"error": {"status", "code", "message_th", "message_en"}}; `code` stays when texts change.
    """
    told = message(options.lang)
    if status == WRONG_USAGE:
        told = definitions().words(options.lang)("cli.wrong_usage", reason=told)
    print(told, file=sys.stderr)
    texts = {"message_th": message("th"), "message_en": message("en")}
    tell({"error": {"status": status, "code": code, **texts}}, (), options)
    return status


def no_options(parser: Parser, words: Words) -> None:
    """Add nothing: the command takes no words of its own."""
    del parser, words


def add_period(target: Parser, told: str, *, required: bool = False) -> None:
    """Add `--period`, told in the words given."""
    target.add_argument("--period", type=_quarter, metavar="2564Q2", required=required, help=told)


def add_out(target: Parser, told: str, *, required: bool = True) -> None:
    """Add `--out`, told in the words given."""
    target.add_argument("--out", type=Path, required=required, metavar="FILE", help=told)


def add_release(target: Parser, told: str, *, required: bool = False) -> None:
    """Add `--release`, told in the words given."""
    target.add_argument("--release", type=int, metavar="N", required=required, help=told)


def add_view(target: Parser, told: str) -> None:
    """Add `--role`, the view asked for, told in the words given; None where none is named."""
    target.add_argument("--role", type=_view, metavar=VIEWS, help=told)


def view_of(options: argparse.Namespace) -> View:
    """Return the view asked for, else the public's for what goes to a file, the analyst's for all else."""
    from etl.queries.view import ANALYST, PUBLIC

    kept = options.out is not None or _redirected(sys.stdout)
    asked: View | None = options.role
    return asked or (PUBLIC if kept else ANALYST)


def _redirected(stream: TextIO) -> bool:
    """Return whether what is printed goes to a file, and not to a terminal or another program."""
    try:
        return S_ISREG(os.fstat(stream.fileno()).st_mode)
    except OSError:  # no file at all: caught by another program
        return False


def _view(text: str) -> View:
    from etl.queries.view import View

    try:
        return View.parse(text)
    except ValueError as fault:
        raise WrongUsage("cli.not_a_view", text=text, known=VIEWS) from fault


def _quarter(text: str) -> Period:
    from etl.intake.parse import cell_rules

    try:
        period = Period.parse(text)
    except ValueError as fault:
        raise WrongUsage("cli.not_a_period", text=text) from fault
    if not cell_rules().takes(period.fiscal_year):  # no file of such a quarter would be taken in either
        raise WrongUsage("cli.year_not_taken", text=text, years=cell_rules().years)
    return period


def form_of(path: Path, forms: tuple[F, ...]) -> F:
    """Return the form a file's ending names; WrongUsage where it names none of them."""
    for form in forms:
        if path.suffix.lower() == f".{form}":
            return form
    raise WrongUsage("cli.no_form", path=path, known=", ".join(f".{form}" for form in forms))


def period_of(reader: Reader, asked: Period | None) -> Period:
    """Return the quarter asked for, or the latest one reported; WarehouseError where there is none."""
    if asked:
        return asked
    reported = reader.reported_periods()
    if not reported:
        raise WarehouseError("no_period")
    return reported[-1]

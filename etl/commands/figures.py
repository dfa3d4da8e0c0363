"""`figures`: the tidy table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, get_args

from etl.commands.line import (
    ALL_ACCEPTED,
    Command,
    Parser,
    WrongUsage,
    add_out,
    add_period,
    add_release,
    add_view,
    period_of,
    tell,
    tell_written,
    view_of,
)
from etl.definitions import Words, definitions
from etl.definitions.models import Dimension, Level
from etl.measures.compile import Evidence
from etl.publish import figures as tidy
from etl.publish.edition import for_whom
from etl.publish.figures import FORMS
from etl.publish.files import replace_file
from etl.queries import open_reader

if TYPE_CHECKING:
    import pandas as pd


def _options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period"))
    add, levels = parser.add_argument, get_args(Level)
    add("--measure", nargs="+", action="extend", metavar="ID", help=words("cli.option.measure"))
    add("--level", nargs="+", action="extend", choices=levels, help=words("cli.option.level"))
    add("--by", default="", metavar="SPLITS", help=words("cli.option.by"))
    add("--evidence", choices=get_args(Evidence), default="ALL", help=words("cli.option.evidence"))
    add_view(parser, words("cli.option.role"))
    add("--format", choices=FORMS, default="csv", help=words("cli.option.format"))
    add_release(parser, words("release.option.number"))
    add_out(parser, words("cli.option.out"), required=False)


def _run(options: argparse.Namespace, words: Words) -> int:
    """Print or write the tidy table."""
    table, about = _present(options) if options.release is None else _released(options)
    written = tidy.as_csv(table) if options.format == "csv" else tidy.as_json(table)
    if options.out:
        replace_file(options.out, written.encode())
        known = for_whom(view_of(options), words)
        tell_written({**about, "rows": len(table)}, options.out, options, words, for_whom=known)
    elif options.json:
        tell({**about, "figures": json.loads(tidy.as_json(table))}, (), options)
    else:
        sys.stdout.write(written)
    return ALL_ACCEPTED


def _present(options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the table asked for, and its snapshot and the rules of its quarter."""
    with open_reader(options.home) as reader:
        period = period_of(reader, options.period)
        table = reader.figures(
            periods=[period],
            measures=_measures(options.measure),
            levels=options.level or get_args(Level),
            by=_splits(options.by),
            evidence=options.evidence,
            view=view_of(options),
        )
        return table, {"snapshot": reader.snapshot.id, "rules": definitions().rules_at(period)}


def _released(options: argparse.Namespace) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the table asked for of a release, as it was frozen, with its snapshot and rules."""
    from etl.releases.reading import figures_of, release_of, rules_of

    if options.evidence != "ALL":
        raise WrongUsage("cli.no_evidence_of_release")
    release = release_of(options.home, options.release, period=options.period)
    table = figures_of(
        options.home,
        release,
        measures=_measures(options.measure),
        levels=options.level,
        by=_splits(options.by),
        view=view_of(options),
    )
    return table, {"snapshot": release.snapshot, "rules": rules_of(options.home, release)}


def _measures(asked: Sequence[str] | None) -> list[str] | None:
    """Return the measures named, by id or family; None for all."""
    if asked is None:
        return None
    for name in asked:
        if not definitions().family(name):
            known = ", ".join(definitions().measures)
            raise WrongUsage("cli.unknown_measure", measure=name, known=known)
    return list(dict.fromkeys(measure for name in asked for measure in definitions().family(name)))


def _splits(asked: str) -> list[Dimension]:
    known: tuple[Dimension, ...] = get_args(Dimension)
    chosen = [name.strip() for name in asked.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise WrongUsage("cli.not_a_split", text=name, known=", ".join(known))
    return [name for name in known if name in chosen]


COMMANDS: Final = {"figures": Command(_options, _run)}

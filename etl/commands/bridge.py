"""`bridge`: why a release's figures are others today."""

from __future__ import annotations

import argparse
import sys
from typing import Final

from etl.commands.line import (
    ALL_ACCEPTED,
    Command,
    Parser,
    add_out,
    add_release,
    add_view,
    tell,
    tell_written,
    view_of,
)
from etl.definitions import Words
from etl.publish.edition import for_whom
from etl.publish.figures import FORMS
from etl.publish.files import replace_file
from etl.releases.bridge import as_csv, as_records, bridge
from etl.releases.reading import release_of


def _options(parser: Parser, words: Words) -> None:
    add_release(parser, words("release.option.number_required"), required=True)
    add = parser.add_argument
    add_view(parser, words("cli.option.role"))
    add("--format", choices=FORMS, default="csv", help=words("cli.option.format"))
    add_out(parser, words("cli.option.out"), required=False)


def _run(options: argparse.Namespace, words: Words) -> int:
    """Print or write the bridge; what it rests on is told on the error stream."""
    import json

    view = view_of(options)
    found = bridge(options.home, release_of(options.home, options.release), view=view)
    rules = "bridge.own_rules" if found.own_rules else "bridge.todays_rules"
    result = {
        "release": found.release.number,
        "own_rules": found.own_rules,
        "definitions": found.definitions_now,
    }
    if not options.json:
        said = words(rules, then=found.release.definitions_version, now=found.definitions_now)
        print(words("bridge.order"), said, words("bridge.intake"), sep="\n", file=sys.stderr)
    written = (
        as_csv(found)
        if options.format == "csv"
        else json.dumps(as_records(found), ensure_ascii=False, indent=1) + "\n"
    )
    if options.out:
        encoding = "utf-8-sig" if options.format == "csv" else "utf-8"
        replace_file(options.out, written.encode(encoding))
        tell_written(
            {**result, "rows": len(found.table)}, options.out, options, words, for_whom=for_whom(view, words)
        )
    elif options.json:
        tell({**result, "bridge": as_records(found)}, (), options)
    else:
        sys.stdout.write(written)
    return ALL_ACCEPTED


COMMANDS: Final = {"bridge": Command(_options, _run)}

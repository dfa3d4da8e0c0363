"""`attack`: what everybody can work out of the public figures."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Final

from etl.commands.line import (
    ALL_ACCEPTED,
    SOMETHING_REFUSED,
    Command,
    Parser,
    add_period,
    period_of,
    tell,
)
from etl.definitions import Words
from etl.queries import open_reader


def _options(parser: Parser, words: Words) -> None:
    add_period(parser, words("attack.period"))


def _run(options: argparse.Namespace, words: Words) -> int:
    """Attack a quarter with the one before, by all evidence and by tests alone; print what came out.

    Something is refused where a count comes out, or more than the aim are known to within two values.
    """
    from etl.queries.attack import AIM, figures_of, found

    with open_reader(options.home) as reader:
        period = period_of(reader, options.period)
        reported = reader.reported_periods()
        periods = [one for one in (period.shift(-1), period) if one in reported or one == period]
        finding = found(figures_of(reader, periods))
    lines = [
        words(
            "attack.hidden",
            hidden=f"{finding.hidden:,}",
            near=f"{finding.near:,}",
            share=f"{finding.share:.2%}",
            aim=f"{AIM:.0%}",
        )
    ]
    lines += [words("attack.pinned", **asdict(one)) for one in finding.pinned]
    lines += (
        [words("attack.rows", rows=", ".join(finding.rows))] if finding.pinned else [words("attack.none")]
    )
    result = {"periods": [str(one) for one in periods], **asdict(finding), "share": finding.share, "aim": AIM}
    tell(result, lines, options)
    return ALL_ACCEPTED if finding.passed else SOMETHING_REFUSED


COMMANDS: Final = {"attack": Command(_options, _run)}

"""`rejects` and `template`: the workbooks that go to agencies, to be mended or filled in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from etl import pipeline
from etl.commands.line import (
    ALL_ACCEPTED,
    Command,
    Parser,
    WrongUsage,
    add_out,
    add_period,
    form_of,
    tell,
    tell_written,
)
from etl.definitions import Words, definitions

if TYPE_CHECKING:
    from etl.definitions.calendar import Period
    from etl.definitions.models import Agency
    from etl.publish.template import Known


def _rejects_options(parser: Parser, words: Words) -> None:
    parser.add_argument("--submission", metavar="ID", help=words("mending.option.submission"))
    add_out(parser, words("cli.option.out_required"))


def _rejects(options: argparse.Namespace, words: Words) -> int:
    """Write what waits to be mended; where nothing does, say so and write nothing."""
    from etl.publish import rejects
    from etl.warehouse.store import now

    form_of(options.out, ("xlsx",))
    files = pipeline.refused(options.home, options.submission)
    submissions = [file.submission for file in files]
    if not any(rejects.has_faults(file) for file in files):
        result = {"submissions": submissions, "faults": 0, "path": None}
        tell(result, [words("mending.nothing")], options)
        return ALL_ACCEPTED
    faults = rejects.write(files, words=words, path=options.out, saved_at=now())
    if not options.json:
        tell({}, [words("mending.written", faults=f"{faults:,}", files=f"{len(files):,}")], options)
    tell_written({"submissions": submissions, "faults": faults}, options.out, options, words)
    return ALL_ACCEPTED


def _template_options(parser: Parser, words: Words) -> None:
    parser.add_argument("--agency", metavar="CODE", required=True, help=words("mending.option.agency"))
    add_period(parser, words("cli.option.period_required"), required=True)
    add_out(parser, words("cli.option.out_required"))


def _template(options: argparse.Namespace, words: Words) -> int:
    """Write an agency's form, what is known filled in."""
    from etl.publish import template
    from etl.warehouse.store import now

    form_of(options.out, ("xlsx",))
    agency = definitions().agencies.get(options.agency)
    if agency is None or not agency.existed(options.period):
        raise WrongUsage("template.unknown_agency", code=options.agency, period=options.period)
    known = _known(options.home, agency, options.period, words)
    template.write(agency, options.period, known=known, words=words, path=options.out, saved_at=now())
    result = {"agency": agency.code, "period": str(options.period), "headcount": dict(known.persons)}
    tell_written(result, options.out, options, words)
    return ALL_ACCEPTED


def _known(home: Path, agency: Agency, period: Period, words: Words) -> Known:
    """Return the agency's latest headcount: from the published snapshot, else from the register."""
    from etl.publish import template
    from etl.queries import NothingPublished, open_reader

    try:
        with open_reader(home) as reader:
            known = template.published_headcount(reader, agency, period, words)
    except NothingPublished:
        known = None
    return known or template.headcount_of(agency, period, words)


COMMANDS: Final = {
    "rejects": Command(_rejects_options, _rejects),
    "template": Command(_template_options, _template),
}

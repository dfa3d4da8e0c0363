"""`preview`, `comment`, `resolve`, `reply`, `action`, `release`, `releases`, `verify`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Final

from etl.commands.line import (
    ALL_ACCEPTED,
    SOMETHING_REFUSED,
    Command,
    Parser,
    WrongUsage,
    add_period,
    add_release,
    no_options,
    tell,
)
from etl.definitions import Words
from etl.definitions.calendar import today
from etl.releases import saying
from etl.releases.reading import Soundness, release_of, verify
from etl.releases.standing import Draft, standing
from etl.releases.texts import word_count
from etl.warehouse.releases import ActionAtRelease, JournalEntry, Release


def _preview_options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    _add_by(parser, words)


def _preview(options: argparse.Namespace, words: Words) -> int:
    """Put a quarter's figures up for comment."""
    entry = saying.preview(options.home, period=options.period, by=options.by)
    snapshot = entry.event.snapshot if entry.event.kind == "preview" else None
    return _said(entry, words("release.line.previewed", period=options.period, snapshot=snapshot), options)


def _comment_options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    parser.add_argument("--text", required=True, help=words("release.option.text"))
    _add_by(parser, words)


def _comment(options: argparse.Namespace, words: Words) -> int:
    """Record a comment on a preview."""
    entry = saying.comment(options.home, period=options.period, text=options.text, by=options.by)
    return _said(entry, words("release.line.commented", number=entry.number), options)


def _resolve_options(parser: Parser, words: Words) -> None:
    parser.add_argument("comment", type=int, metavar="ID", help=words("release.option.comment"))
    parser.add_argument("--text", required=True, help=words("release.option.text"))
    _add_by(parser, words)


def _resolve(options: argparse.Namespace, words: Words) -> int:
    """Record the answer to a comment."""
    entry = saying.resolve(options.home, comment=options.comment, text=options.text, by=options.by)
    return _said(entry, words("release.line.resolved", comment=options.comment), options)


def _reply_options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    add = parser.add_argument
    add("--ministry", required=True, metavar="CODE", help=words("release.option.ministry"))
    add("--text", required=True, help=words("release.option.text"))
    add("--name", required=True, help=words("release.option.name"))
    add("--date", type=_day, metavar="YYYY-MM-DD", help=words("release.option.dated"))
    _add_by(parser, words)


def _reply(options: argparse.Namespace, words: Words) -> int:
    """Record a ministry's reply."""
    entry = saying.reply(
        options.home,
        period=options.period,
        ministry=options.ministry,
        text=options.text,
        name=options.name,
        dated=options.date,
        by=options.by,
    )
    told = words("release.line.replied", ministry=options.ministry, words=word_count(options.text))
    return _said(entry, told, options)


def _action_options(parser: Parser, words: Words) -> None:
    add = parser.add_argument
    add("id", type=int, nargs="?", metavar="ID", help=words("release.option.action"))
    add_period(parser, words("cli.option.period_required"))
    add("--text", help=words("release.option.text"))
    add("--owner", help=words("release.option.owner"))
    add("--due", type=_day, metavar="YYYY-MM-DD", help=words("release.option.due"))
    add("--ministry", metavar="CODE", help=words("release.option.ministry"))
    add("--instruction", action="store_true", help=words("release.option.instruction"))
    state = parser.add_mutually_exclusive_group()
    state.add_argument("--done", action="store_true", help=words("release.option.done"))
    state.add_argument("--reopen", action="store_true", help=words("release.option.reopen"))
    _add_by(parser, words)


def _action(options: argparse.Namespace, words: Words) -> int:
    """Record a new action, or the state of one recorded before."""
    if options.id is not None:
        if not (options.done or options.reopen):
            raise WrongUsage("release.option.moved_action")
        entry = saying.move(
            options.home, action=options.id, done=options.done, note=options.text, by=options.by
        )
        return _said(entry, words("release.line.moved", action=options.id), options)
    if not (options.period and options.text and options.owner and options.due):
        raise WrongUsage("release.option.new_action")
    entry = saying.act(
        options.home,
        period=options.period,
        text=options.text,
        owner=options.owner,
        due=options.due,
        origin="instruction" if options.instruction else "action",
        ministry=options.ministry,
        by=options.by,
    )
    return _said(entry, words("release.line.acted", number=entry.number), options)


def _release_options(parser: Parser, words: Words) -> None:
    add_period(parser, words("cli.option.period_required"), required=True)
    add = parser.add_argument
    add("--prepared-by", required=True, metavar="NAME", help=words("release.option.prepared_by"))
    add("--checked-by", required=True, metavar="NAME", help=words("release.option.checked_by"))


def _release(options: argparse.Namespace, words: Words) -> int:
    """Freeze a quarter's figures under the next number."""
    from etl.releases.making import release

    made = release(
        options.home,
        period=options.period,
        prepared_by=options.prepared_by,
        checked_by=options.checked_by,
    )
    checks = [words("release.line.check", check=words(f"release.check.{check}")) for check in made.checks]
    tell({"release": made.number, **_as_json(made)}, [_line(made, words), *checks], options)
    return ALL_ACCEPTED


def _releases(options: argparse.Namespace, words: Words) -> int:
    """List everything the journal tells."""
    stands = standing(options.home)
    actions = stands.carried(today())
    result = {
        "releases": [_as_json(release) for release in stands.releases],
        "drafts": [_draft_json(draft) for draft in stands.drafts],
        "actions": [action.model_dump(mode="json") for action in actions],
    }
    lines = [_line(release, words) for release in stands.releases] or [words("release.line.none")]
    lines += [line for draft in stands.drafts for line in _draft_lines(draft, words)]
    lines += [line for action in actions for line in _action_lines(action, words)]
    tell(result, lines, options)
    return ALL_ACCEPTED


def _verify_options(parser: Parser, words: Words) -> None:
    add_release(parser, words("release.option.number_of_all"))
    parser.add_argument("--regenerate", action="store_true", help=words("release.option.regenerate"))


def _verify(options: argparse.Namespace, words: Words) -> int:
    """Tell whether releases are what was released; 1 where one is not."""
    asked = (
        standing(options.home).releases
        if options.release is None
        else (release_of(options.home, options.release),)
    )
    found = [verify(options.home, release, regenerate=options.regenerate) for release in asked]
    result = {
        "releases": [
            {
                "release": one.release.number,
                "sound": one.sound,
                "faults": one.faults,
                "regenerated": one.regenerated,
            }
            for one in found
        ]
    }
    lines = [line for one in found for line in _soundness_lines(one, options.regenerate, words)]
    tell(result, lines or [words("release.line.none")], options)
    return ALL_ACCEPTED if all(one.sound for one in found) else SOMETHING_REFUSED


def _said(entry: JournalEntry, told: str, options: argparse.Namespace) -> int:
    tell(entry.model_dump(mode="json"), [told], options)
    return ALL_ACCEPTED


def _line(release: Release, words: Words) -> str:
    shown = release.model_dump(include={"number", "period", "snapshot", "prepared_by", "checked_by"})
    return words("release.line.released", at=release.at.isoformat(timespec="seconds"), **shown)


def _as_json(release: Release) -> dict[str, object]:
    return release.model_dump(mode="json", exclude={"files"}) | {"files": dict(sorted(release.files.items()))}


def _draft_json(draft: Draft) -> dict[str, object]:
    dated = {"previewed_at": draft.previewed_at.isoformat() if draft.previewed_at else None}
    comments = [
        asdict(one)
        | {"at": one.at.isoformat(), "resolved_at": one.resolved_at.isoformat() if one.resolved_at else None}
        for one in draft.comments
    ]
    replies = [reply.model_dump(mode="json") for reply in draft.replies]
    return {
        "period": draft.period,
        "stage": draft.stage,
        "snapshot": draft.snapshot,
        "previewed_by": draft.previewed_by,
        **dated,
        "comments": comments,
        "replies": replies,
    }


def _draft_lines(draft: Draft, words: Words) -> Iterator[str]:
    yield words("release.line.draft", period=draft.period, stage=words(f"release.stage.{draft.stage}"))
    for one in draft.comments:
        at = one.at.isoformat(timespec="seconds")
        yield words("release.line.comment", id=one.id, by=one.by, at=at, text=one.text)
        if one.resolved_by:
            yield words("release.line.answer", by=one.resolved_by, text=one.answer)
        else:
            yield words("release.line.unanswered")
    for reply in draft.replies:
        yield words("release.line.reply", **reply.model_dump(exclude={"period"}))


def _action_lines(action: ActionAtRelease, words: Words) -> Iterator[str]:
    shown = action.model_dump(include={"id", "owner", "due", "text"})
    origin, state = words(f"release.origin.{action.origin}"), words(f"release.state.{action.state}")
    yield words("release.line.action", origin=origin, state=state, **shown)
    if action.note:
        yield words("release.line.noted", note=action.note)


def _soundness_lines(found: Soundness, regenerate: bool, words: Words) -> Iterator[str]:
    number = found.release.number
    if found.faults:
        yield words("release.line.damaged", number=number, files=", ".join(found.faults))
        return
    yield words("release.line.sound", number=number, files=len(found.release.files))
    if regenerate:
        outcome = {True: "regenerated", False: "not_regenerated", None: "other_program"}[found.regenerated]
        yield words(f"release.line.{outcome}")


def _add_by(parser: Parser, words: Words) -> None:
    parser.add_argument("--by", metavar="NAME", help=words("release.option.by"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise WrongUsage("release.option.not_a_date", text=text) from fault


COMMANDS: Final = {
    "preview": Command(_preview_options, _preview),
    "comment": Command(_comment_options, _comment),
    "resolve": Command(_resolve_options, _resolve),
    "reply": Command(_reply_options, _reply),
    "action": Command(_action_options, _action),
    "release": Command(_release_options, _release),
    "releases": Command(no_options, _releases),
    "verify": Command(_verify_options, _verify),
}

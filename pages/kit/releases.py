"""Releases on pages: what changed since the last, how each came about, its files and bridge to today."""

from functools import partial
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period, date_label, local_day
from etl.definitions.codes import CONFIDENTIAL, NATION, REVISED
from etl.definitions.labels import LANGS
from etl.publish.workbook.background import PARTS
from etl.queries import number as printed
from etl.releases.bridge import as_csv
from etl.releases.files import OPEN_DATA, workbook_file
from etl.releases.standing import Draft, Standing
from pages.kit import blocks, markup, released
from pages.kit.downloads import XLSX
from pages.kit.frame import Frame
from pages.kit.tidy import of_group, one

if TYPE_CHECKING:
    from etl.warehouse.releases import Release

_YEAR: Final = 4
_CHANGING: Final = ("coverage", "ready_share", "ministry_median")
_RELEASED: Final = ("reporting_rate", "coverage", "ready_share", "T1", "T2", "T3", "T4")


def since_last_year(frame: Frame) -> pd.DataFrame:
    """Return the nation's change in a year, all reporters and the panel, of the group chosen."""
    period, group = frame.choice.period, frame.choice.group
    changes = frame.access.change(
        period=period,
        since=period.shift(-_YEAR),
        measures=_CHANGING,
        levels=("nation",),
        units=(NATION,),
        by=() if group is None else ("group",),
        evidence=frame.choice.evidence,
    )
    return changes if group is None else of_group(changes, group)


def changes(frame: Frame) -> None:
    """Draw what became of the figures last released for the quarter; nothing before its first release."""
    release = released.journal().latest(str(frame.choice.period))
    if release is None or frame.choice.group is not None:
        return
    now = frame.figures(_RELEASED)
    blocks.listing(
        frame,
        since_release(released.figures(frame.access, release), now, frame.choice.period, frame.words),
        key="national.since_release",
        title=frame.words("releases.since", number=release.number),
        note=frame.words("releases.since_note", day=_day(release, frame.words)),
        wrapped=True,
    )


def since_release(before: pd.DataFrame, now: pd.DataFrame, period: Period, words: Words) -> pd.DataFrame:
    """Return one row per key measure of the nation: as released, as it is now, the difference."""
    rows = []
    for name in _RELEASED:
        measure = definitions().measures[name]
        then, today = one(before, name, period=period), one(now, name, period=period)
        moved = None
        if then.value is not None and today.value is not None:
            moved = today.value - then.value
        rows.append(
            {
                words("glossary.measure"): words.name(measure),
                words("bridge.column.released"): then.share().text,
                words("bridge.column.now"): today.share().text
                + (f" {printed.bracket(REVISED)}" if moved else ""),
                words("bridge.column.difference"): printed.points(moved, words),
            }
        )
    return pd.DataFrame(rows)


def finding(standing: Standing, words: Words) -> str:
    """Return how many releases there are, of how many quarters, and what waits to be released."""
    waiting = [draft for draft in standing.drafts if draft.stage != "released"]
    if not standing.releases:
        return words("releases.none" if not waiting else "releases.none_yet", n=len(waiting))
    last = standing.releases[-1]
    return words(
        "releases.finding",
        n=printed.count(len(standing.releases)),
        quarters=printed.count(len({release.period for release in standing.releases})),
        number=last.number,
        period=Period.parse(last.period).short(words.lang),
        day=_day(last, words),
        waiting=printed.count(len(waiting)),
    )


def stages(standing: Standing, words: Words) -> pd.DataFrame:
    """Return one row per quarter ever put up for comment: stage, comments, replies, latest release."""

    def number(draft: Draft) -> str:
        found = standing.latest(draft.period)
        return words("releases.number", number=found.number) if found else printed.bracket(None)

    return pd.DataFrame(
        [
            {
                words("releases.period"): Period.parse(draft.period).short(words.lang),
                words("releases.stage"): words(f"release.stage.{draft.stage}"),
                words("releases.comments"): printed.count(len(draft.comments)),
                words("releases.open"): printed.count(len(draft.open)),
                words("releases.replies"): printed.count(len(draft.replies)),
                words("releases.latest"): number(draft),
            }
            for draft in reversed(standing.drafts)
        ]
    )


def actions(standing: Standing, words: Words) -> pd.DataFrame:
    """Return one row per action or Cabinet instruction: what, who, until when, how it stands."""
    if not standing.releases:
        return pd.DataFrame()
    return pd.DataFrame(
        [
            {
                words("releases.action"): action.text,
                words("releases.owner"): action.owner,
                words("releases.due"): date_label(action.due, words.lang),
                words("releases.state"): words(f"release.state.{action.state}"),
                words("releases.origin"): words(f"release.origin.{action.origin}"),
            }
            for action in standing.releases[-1].actions
        ]
    )


def pick(standing: Standing, words: Words) -> "Release":
    """Draw the choice of a release, the latest first, and return it."""
    number = st.selectbox(
        words("releases.pick"),
        [release.number for release in reversed(standing.releases)],
        format_func=lambda chosen: _named(standing.releases[chosen - 1], words),
        key="releases.pick",
    )
    return standing.releases[number - 1]


def detail(release: "Release", words: Words) -> None:
    """Draw who prepared and checked a release, from which snapshot, and what it passed."""
    st.markdown(
        words(
            "releases.detail",
            prepared=release.prepared_by,
            checked=release.checked_by,
            snapshot=release.snapshot,
            definitions=release.definitions_version,
            hash=release.snapshot_sha256[:16],
        )
    )
    st.markdown("\n".join(f"- ✓ {words(f'release.check.{check}')}" for check in release.checks))


def files(release: "Release", words: Words) -> None:
    """Offer a release's public files: the very bytes that were released, checked when they are asked for."""
    with st.container(horizontal=True):
        for lang in LANGS:
            _file(release, workbook_file(lang), words(f"releases.workbook_{lang}"), XLSX)
        for name in sorted(release.files):
            if name.startswith(OPEN_DATA):
                label = name.removeprefix(OPEN_DATA)
                _file(release, name, label, "application/octet-stream")


def bridge(frame: Frame, release: "Release") -> None:
    """Draw on demand the parts by which the nation's released figures became today's; they sum exactly."""
    words = frame.words
    markup.heading(words("releases.bridge"), words("bridge.order"))
    if not st.toggle(words("releases.bridge_show"), key=f"releases.bridge.{release.number}"):
        return
    with st.spinner(words("releases.bridge_making")):
        found = released.bridged(frame.access, release)
    table = found.table[(found.table["level"] == "nation") & (found.table["quantity"] == "value")]
    rows = [
        {
            words("glossary.measure"): words.name(definitions().measures[row["measure"]]),
            words("bridge.column.released"): _share(row["released"], row["mark"]),
            **{
                words(f"bridge.cause.{part}"): _points(
                    row[part], words, None if row["rounding"] is None else CONFIDENTIAL
                )
                for part in PARTS
            },
            words("bridge.column.now"): _share(row["now"], row["mark"]),
            words("bridge.column.difference"): _points(row["difference"], words),
        }
        for row in table.to_dict("records")
    ]
    blocks.rows(pd.DataFrame(rows))
    st.caption(words("bridge.intake"))
    st.download_button(
        words("releases.bridge_csv"),
        partial(_bridge_bytes, as_csv(found)),
        file_name=f"bridge_{release.number:03d}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"releases.bridge_csv.{release.number}",
    )


def _bridge_bytes(written: str) -> bytes:
    return written.encode("utf-8-sig")


def _file(release: "Release", name: str, label: str, mime: str) -> None:
    st.download_button(
        label,
        partial(released.file, release, name),
        file_name=f"release_{release.number:03d}_{name.rpartition('/')[2]}",
        mime=mime,
        icon=":material/download:",
        on_click="ignore",
        key=f"releases.{release.number}.{name}",
    )


def _share(amount: object, mark: object) -> str:
    return printed.percent(
        float(str(amount)) if amount is not None else None, mark if isinstance(mark, str) else None
    )


def _points(amount: object, words: Words, mark: str | None = None) -> str:
    return printed.points(float(str(amount)) if amount is not None else None, words, mark)


def _day(release: "Release", words: Words) -> str:
    return date_label(local_day(release.at), words.lang)


def _named(release: "Release", words: Words) -> str:
    return words(
        "releases.named",
        number=release.number,
        period=Period.parse(release.period).short(words.lang),
        day=_day(release, words),
    )

"""What became of each person between two quarters, and the scores that lapse next; for exact readers."""

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries import naming
from etl.queries import number as printed
from pages.kit import blocks, charts, plot
from pages.kit.compare import Side
from pages.kit.frame import Frame


def section(frame: Frame, sides: tuple[Side, Side]) -> None:
    """Draw the persons of one unit at two quarters, the earlier first, and its scores that lapse next.

    Two units have no persons in common to follow, and an agency's are its ministry's.
    """
    words, unit = frame.words, sides[0].unit
    then, now = sorted(side.period for side in sides)
    if unit != sides[1].unit or then == now or sides[0].level == "agency":
        return
    if not frame.access.view.exact(sides[0].level, unit):
        closed = words("compare.exact_only")
        blocks.listing(frame, pd.DataFrame(), key="persons", title=words("compare.persons"), empty=closed)
        return
    flow = frame.access.person_flow(period=now, since=then, unit=unit)
    heads = {"then": then.short(words.lang), "now": now.short(words.lang)}
    blocks.chart(
        frame,
        plot.written(charts.person_flow(flow, words, frame.look, **heads)),
        key="compare.persons",
        alt=charts.flow.person_alt(flow, words),
        definition=["persons_ready"],
        table=_cells(flow, then, now, words),
        name="person_flow",
        title=words("compare.persons"),
        note=words("compare.persons_note", rules=printed.count(flow["by_rules"].sum())),
    )
    lapsing = frame.access.lapsing(now)
    own = lapsing if sides[0].level == "nation" else lapsing[lapsing["ministry"] == unit]
    blocks.listing(
        frame,
        _lapsing(own, words),
        key="lapsing",
        title=words("compare.lapsing"),
        note=words("compare.lapsing_note"),
        empty=words("compare.lapsing_none"),
    )


def _cells(flow: pd.DataFrame, then: Period, now: Period, words: Words) -> pd.DataFrame:
    """Return one row per state then and now with anybody in it."""
    states = {
        words("compare.column.then", period=period.short(words.lang)): [
            words(f"charts.state.{state}") for state in flow[name]
        ]
        for name, period in (("state_then", then), ("state", now))
    }
    counts = {
        words(f"compare.column.{name}"): [printed.count(number) for number in flow[name]]
        for name in ("persons", "by_rules")
    }
    return pd.DataFrame(states | counts)


def _lapsing(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per ministry: how many scores of each capability lapse."""
    wide = rows.pivot(index="ministry", columns="capability", values="scores").fillna(0)
    named = {code: words.short(term) for code, term in definitions().capabilities.items()}
    return pd.DataFrame(
        [
            {words("charts.table.unit"): naming.unit_name(ministry, words)}
            | {name: printed.count(cells.get(code, 0)) for code, name in named.items()}
            for ministry, cells in zip(wide.index, wide.to_dict("records"), strict=True)
        ]
    )

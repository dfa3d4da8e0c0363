"""How far verdicts and the ministries' order rest on the rules: the same persons under other rules."""

import pandas as pd
import streamlit as st

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import CONFIDENTIAL, NATION
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.figure import walk
from etl.queries.robust import MEASURES
from etl.queries.targets import SIGNS, verdict_words
from pages.kit import blocks, markup
from pages.kit.frame import Frame

_RANKED = "ready_share"


def section(frame: Frame) -> None:
    """Draw verdicts and the ministries' order under every scenario, once the reader asks for them."""
    words, period = frame.words, frame.choice.period
    markup.heading(words("robust.title"), _note(words))
    if not st.toggle(words("robust.show"), key="targets.robust"):
        return
    with st.spinner(words("robust.making")):
        table = frame.access.robustness(period)
    st.markdown(finding(table, words))
    for key, rows in (("scenarios", verdicts(table, period, words)), ("bands", bands(table, words))):
        title, note = words(f"robust.{key}"), words(f"robust.{key}_note")
        blocks.listing(frame, rows, key=f"robust_{key}", title=title, note=note, wrapped=True)


def _note(words: Words) -> str:
    """Return which pass marks and validities are tried."""
    tried = definitions().scenarios.values()
    marks = sorted(one.pass_mark for one in tried if one.pass_mark is not None)
    months = sorted(one.validity_months for one in tried if one.validity_months is not None)
    return words("robust.note", marks=f"{marks[0]:g}-{marks[-1]:g}", months=f"{months[0]}-{months[-1]}")


def verdicts(table: pd.DataFrame, period: Period, words: Words) -> pd.DataFrame:
    """Return one row per scenario: the nation's shares under it, targets with their verdict."""
    known = definitions()
    nation = table[table["unit_code"] == NATION]
    found = {
        (scenario, row.measure): row for scenario, row in zip(nation["scenario"], walk(nation), strict=True)
    }
    rows = []
    for scenario in known.scenarios.values():
        cells = {words("robust.scenario"): known.with_rules(words.name(scenario), period)}
        for measure in MEASURES:
            row = found[scenario.id, measure]
            value = row.share().text
            if row.status and row.status in SIGNS and row.mark != CONFIDENTIAL:
                value = f"{value} {verdict_words(row.status, words)}"
            cells[words.name(known.measures[measure])] = value
        rows.append(cells)
    return pd.DataFrame(rows)


def bands(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per ministry: its ready share, its band of ranks, and the widest over all scenarios."""
    shares = table[(table["measure"] == _RANKED) & (table["level"] == "ministry")]
    base = next(iter(definitions().scenarios))
    best, worst = (
        shares.groupby("unit_code")["rank_best"].min(),
        shares.groupby("unit_code")["rank_worst"].max(),
    )
    own = shares[shares["scenario"] == base].sort_values(["rank_best", "rank_worst", "unit_code"])
    return pd.DataFrame(
        [
            {
                words("robust.ministry"): naming.unit_name(str(row["unit_code"]), words),
                words.name(definitions().measures[_RANKED]): share.share().text,
                words("robust.band"): _band(row["rank_best"], row["rank_worst"], words),
                words("robust.widest"): _band(best[row["unit_code"]], worst[row["unit_code"]], words),
            }
            for row, share in zip(own.to_dict("records"), walk(own), strict=True)
        ]
    )


def finding(table: pd.DataFrame, words: Words) -> str:
    """Return in one sentence how many verdicts hold under every scenario, and how far ranks can be told."""
    targets = table[(table["unit_code"] == NATION) & table["measure"].isin(["T1", "T2"])]
    firm = int((targets.groupby("measure")["status"].nunique() == 1).sum())
    base = table[(table["scenario"] == next(iter(definitions().scenarios))) & table["rank_best"].notna()]
    ranked = base[base["measure"] == _RANKED]
    alone = int((ranked["rank_best"] == ranked["rank_worst"]).sum())
    return words(
        "robust.finding",
        firm=firm,
        targets=targets["measure"].nunique(),
        n=len(definitions().scenarios),
        alone=alone,
        ranked=len(ranked),
    )


def _band(best: float, worst: float, words: Words) -> str:
    if printed.is_missing(best) or printed.is_missing(worst):
        return printed.bracket(None)
    if best == worst:
        return printed.count(best)
    return words("robust.from_to", best=printed.count(best), worst=printed.count(worst))

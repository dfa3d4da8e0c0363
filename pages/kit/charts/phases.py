"""Money for digital skills in two panels, one a phase: requested, allocated and disbursed each fiscal year.

The panels share a scale and nothing else: no line and no bar crosses the break between them.
"""

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from etl.definitions import Words, definitions
from etl.definitions.codes import MISSING, NOT_APPLICABLE
from etl.definitions.models import Phase
from etl.queries import number as printed
from pages.kit.charts.canvas import canvas, hover, nothing
from pages.kit.theme import PATTERNS, SMALL, Look

KINDS: Final = ("requested", "allocated", "disbursed")

_BAR: Final = 24
_HEAD: Final = 46
_BREAK: Final = 40

Sums = dict[tuple[int, str], float | None]
"""Baht by fiscal year and kind; None where nobody stated it."""


def budget_phases(budget: pd.DataFrame, words: Words, look: Look) -> go.Figure:
    """Return `Reader.budget` as million baht per fiscal year, all sources; what is not stated is marked."""
    sums = _sums(budget)
    if not sums:
        return nothing(look, words)
    phases = list(definitions().phases.values())
    rows = [len(_years(phase)) * len(KINDS) for phase in phases]
    height = sum(rows) * _BAR + len(phases) * _HEAD + (len(phases) - 1) * _BREAK + 56
    largest = max((baht for baht in sums.values() if baht is not None), default=0.0) / printed.MILLION or 1.0
    figure = canvas(look, height=height, margin={"t": 0, "b": 56, "r": 16}, bargap=0.22, bargroupgap=0.06)
    inner, top = height - 56, 1.0
    for number, phase in enumerate(phases, start=1):
        upper = top - _HEAD / inner
        lower = upper - rows[number - 1] * _BAR / inner
        _panel(figure, phase, number, (max(lower, 0.0), upper), largest, words, last=number == len(phases))
        _fill(figure, phase, number, sums, largest, words, look)
        _head(figure, words.short(phase), upper)
        if number < len(phases):
            _break(figure, lower - _BREAK / 2 / inner, words, look)
        top = lower - _BREAK / inner
    return figure


def alt(budget: pd.DataFrame, words: Words) -> str:
    """Return the finding in one sentence: the latest fiscal year's three amounts."""
    sums = _sums(budget)
    stated = [year for (year, _), baht in sums.items() if baht is not None]
    if not stated:
        return words("charts.alt.nothing")
    year = max(stated)
    phase = definitions().phase_of(year)
    parts = [
        words(
            "charts.bar",
            kind=words(f"charts.money.{kind}"),
            value=printed.in_million_baht(sums[year, kind], words, mark_of(phase, kind)),
        )
        for kind in KINDS
    ]
    return words(
        "charts.alt.phases", year=year, phase=words.short(phase) if phase else "", parts=", ".join(parts)
    )


def _sums(budget: pd.DataFrame) -> Sums:
    sums: Sums = {}
    for row in budget[budget["phase"].notna()].to_dict("records"):
        for kind in KINDS:
            before, more = sums.get((row["fiscal_year"], kind)), row[kind]
            sums[row["fiscal_year"], kind] = before if pd.isna(more) else (before or 0.0) + float(more)
    return sums


def _years(phase: Phase) -> list[int]:
    return list(range(phase.first_year, phase.last_year + 1))


def _axes(number: int) -> dict[str, str]:
    mark = "" if number == 1 else str(number)
    return {"xaxis": f"x{mark}", "yaxis": f"y{mark}"}


def _panel(
    figure: go.Figure,
    phase: Phase,
    number: int,
    domain: tuple[float, float],
    largest: float,
    words: Words,
    *,
    last: bool,
) -> None:
    """Give a phase its own axes; all panels have the same scale, the last one its title."""
    mark = "" if number == 1 else str(number)
    years = [str(year) for year in _years(phase)]
    across: dict[str, Any] = {
        "range": [0, largest * 1.04],
        "anchor": f"y{mark}",
        "showticklabels": last,
        "nticks": 6,
        "tickformat": ",~f",
    }
    if last:
        across["title"] = {"text": words("charts.million_axis")}
    down = {
        "type": "category",
        "categoryarray": years,
        "range": [len(years) - 0.5, -0.5],
        "tickvals": years,
        "ticktext": years,
        "domain": list(domain),
        "anchor": f"x{mark}",
        "showgrid": False,
        "ticklen": 8,
    }
    figure.update_layout({f"xaxis{mark}": across, f"yaxis{mark}": down})


def _fill(
    figure: go.Figure, phase: Phase, number: int, sums: Sums, largest: float, words: Words, look: Look
) -> None:
    """Draw a phase's bars, each named: inside a long bar, else at its end, so that a telephone holds both."""
    years = _years(phase)
    for kind in KINDS:
        amounts = [sums.get((year, kind)) for year in years]
        name = words(f"charts.money.{kind}")
        figure.add_bar(
            x=[0 if baht is None else baht / printed.MILLION for baht in amounts],
            y=[str(year) for year in years],
            orientation="h",
            **_axes(number),
            name=name,
            offsetgroup=kind,
            marker={
                "color": look.money[kind],
                "cornerradius": 2,
                "pattern": {
                    "shape": PATTERNS[kind],
                    "fgcolor": look.page,
                    "size": 6,
                    "solidity": 0.12,
                    "fillmode": "overlay",
                },
            },
            text=[words("charts.bar", kind=name, value=_amount(phase, kind, baht)) for baht in amounts],
            textposition=[
                "inside" if (baht or 0) / printed.MILLION >= largest / 2 else "outside" for baht in amounts
            ],
            insidetextanchor="end",
            textangle=0,
            constraintext="none",
            cliponaxis=False,
            insidetextfont={"size": SMALL, "color": look.on(look.money[kind])},
            outsidetextfont={
                "size": SMALL,
                "color": [look.muted if baht is None else look.text for baht in amounts],
            },
            hovertext=[
                hover(words("charts.year", year=year), {name: _told(phase, kind, baht, words)}, words)
                for year, baht in zip(years, amounts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )


def mark_of(phase: Phase | None, kind: str) -> str:
    """Return the mark of a missing amount: nothing is requested where agencies use their own money."""
    return NOT_APPLICABLE if phase and kind == "requested" and not phase.requests else MISSING


def _amount(phase: Phase | None, kind: str, baht: float | None) -> str:
    return printed.million(baht, mark_of(phase, kind))


def _told(phase: Phase, kind: str, baht: float | None, words: Words) -> str:
    value = _amount(phase, kind, baht)
    return (
        words(f"charts.mark.{mark_of(phase, kind)}") if baht is None else words("charts.million", value=value)
    )


def _head(figure: go.Figure, name: str, top: float) -> None:
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=top,
        yref="paper",
        yanchor="bottom",
        yshift=6,
        text=f"<b>{name}</b>",
    )


def _break(figure: go.Figure, at: float, words: Words, look: Look) -> None:
    """Draw the break between two sources of money."""
    figure.add_shape(
        type="line",
        x0=0,
        x1=1,
        xref="paper",
        y0=at,
        y1=at,
        yref="paper",
        line={"color": look.muted, "width": 1.5, "dash": "dot"},
    )
    figure.add_annotation(
        x=0.5,
        xref="paper",
        y=at,
        yref="paper",
        text=words("charts.break"),
        bgcolor=look.page,
        borderpad=4,
        font={"color": look.muted, "size": SMALL},
    )

"""The look of every chart, for a light and a dark page: colours named by what they mean and one template.

The colours themselves stand in .streamlit/config.toml, so that pages and charts cannot drift apart.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import orjson
import plotly.graph_objects as go
import plotly.io as pio

from etl.definitions.codes import NOT_STATED

_CONFIG: Final = Path(__file__).parents[2] / ".streamlit" / "config.toml"
_THEME: Final[dict[str, Any]] = tomllib.loads(_CONFIG.read_text(encoding="utf-8"))["theme"]

FONT: Final[str] = _THEME["font"]
CLEAR: Final = "rgba(0,0,0,0)"
WHITE: Final = "#FFFFFF"
INK: Final[str] = _THEME["light"]["textColor"]

SIZE: Final = 14
"""Size of chart text in pixels: Thai marks stay apart from 14 up."""
SMALL: Final = 13
"""Size of numbers and of headings in narrow columns."""

ThemeName = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of one theme by what they mean."""

    name: ThemeName
    page: str
    text: str
    muted: str
    grid: str
    value: str
    """A measured value."""
    bar: str
    """A measured value as a bar, pale enough for a whisker on it."""
    span: str
    """What the truth can be: from all not seen unready to all ready."""
    ready: str
    not_ready: str
    incomplete: str
    target: str
    """The path due."""
    target_text: str
    median: str
    missing: str
    """Outline of what was not reported."""
    confidential: str
    """Ground of a suppressed cell."""
    classes: tuple[str, ...]
    """Five classes of a share, lowest first."""
    series: tuple[str, ...]
    """Six units side by side."""
    stages: Mapping[str, str]
    evidence: Mapping[str, str]
    money: Mapping[str, str]
    moves: Mapping[str, str]
    """Ground of a movement between stages: see `etl.queries.stages`."""
    verdicts: Mapping[str, str]
    badges: Mapping[str, tuple[str, str]]
    """Text and ground of a badge, by the name of its colour."""

    @property
    def template(self) -> str:
        """Name of the plotly template of this theme."""
        return f"readiness_{self.name}"

    def on(self, ground: str) -> str:
        """Return the text colour that reads better on a ground: white or ink."""
        return WHITE if contrast(WHITE, ground) >= contrast(INK, ground) else INK


PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NOT_STATED: "/",
        "A": "",
        "B": "/",
        "C": ".",
        "requested": "",
        "allocated": "/",
        "disbursed": "",
        "doubt": "/",
    }
)
"""Plotly fill patterns by meaning."""

SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "star")
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def look(theme: str) -> "Look":
    """Return the look of a theme; light where the theme is unknown."""
    return LOOKS.get(theme, LIGHT)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours #RRGGBB, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _look(name: ThemeName, *, classes: tuple[int, ...], stages: tuple[int, ...], span: int, bar: int) -> Look:
    """Return a theme's colours by meaning; the numbers are steps of its sequential scale."""
    theme = _THEME[name]
    navy, teal, clay, crimson, sky, olive = theme["chartCategoricalColors"]
    steps: list[str] = theme["chartSequentialColors"]
    grey: str = theme["grayTextColor"]
    return Look(
        name=name,
        page=theme["backgroundColor"],
        text=theme["textColor"],
        muted=grey,
        grid=theme["borderColor"],
        value=navy,
        bar=steps[bar],
        span=steps[span],
        ready=teal,
        not_ready=clay,
        incomplete=grey,
        target=crimson,
        target_text=theme["redTextColor"],
        median=olive,
        missing=grey,
        confidential=theme["grayBackgroundColor"],
        classes=tuple(steps[step] for step in classes),
        series=(navy, clay, teal, crimson, sky, olive),
        stages=MappingProxyType(
            {
                **dict(zip(("EARLY", "DEVELOPING", "MATURE"), (steps[at] for at in stages), strict=True)),
                NOT_STATED: grey,
            }
        ),
        evidence=MappingProxyType({"A": teal, "B": navy, "C": olive}),
        money=MappingProxyType(
            {"requested": steps[stages[0]], "allocated": steps[stages[1]], "disbursed": teal}
        ),
        moves=MappingProxyType(
            {"up": teal, "down": clay, "same": steps[stages[0]]}
            | dict.fromkeys(("stated", "lost", "never"), grey)
        ),
        verdicts=MappingProxyType(
            {
                "met": theme["greenTextColor"],
                "on_path": theme["greenTextColor"],
                "likely_on_path": theme["blueTextColor"],
                "likely_behind": theme["orangeTextColor"],
                "behind": theme["redTextColor"],
                "cannot_judge": grey,
                "target_not_set": grey,
            }
        ),
        badges=MappingProxyType(
            {
                colour: (theme[f"{colour}TextColor"], theme[f"{colour}BackgroundColor"])
                for colour in ("green", "blue", "orange", "red", "gray")
            }
        ),
    )


LIGHT: Final = _look("light", classes=(0, 2, 4, 6, 9), stages=(4, 6, 9), span=3, bar=5)
DARK: Final = _look("dark", classes=(0, 2, 5, 7, 9), stages=(5, 7, 9), span=4, bar=4)
LOOKS: Final[Mapping[str, Look]] = MappingProxyType({"light": LIGHT, "dark": DARK})


def _template(shade: Look) -> go.layout.Template:
    """Return the template of a look: see-through grounds, quiet grid, no legend unless asked for."""
    axis = {
        "gridcolor": shade.grid,
        "linecolor": shade.grid,
        "zerolinecolor": shade.grid,
        "tickfont": {"color": shade.text, "size": SIZE},
        "title": {"font": {"color": shade.muted, "size": SIZE}, "standoff": 12},
        "automargin": True,
        "tickangle": 0,
        "ticks": "outside",
        "tickcolor": CLEAR,
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": SIZE, "color": shade.text},
            "paper_bgcolor": shade.page,
            "plot_bgcolor": CLEAR,
            "margin": {"l": 4, "r": 8, "t": 8, "b": 8},
            "xaxis": axis,
            "yaxis": {**axis, "zeroline": False},
            "showlegend": False,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
                "font": {"size": SMALL, "color": shade.text},
                "itemclick": False,
                "itemdoubleclick": False,
                "bgcolor": CLEAR,
            },
            "hoverlabel": {
                "bgcolor": shade.page,
                "bordercolor": shade.muted,
                "font": {"family": FONT, "size": SIZE, "color": shade.text},
                "align": "left",
                "namelength": -1,
            },
            "modebar": {"bgcolor": CLEAR, "color": shade.muted, "activecolor": shade.text},
            "separators": ".,",
            "dragmode": False,
            "annotationdefaults": {"font": {"color": shade.text, "size": SIZE}, "showarrow": False},
        }
    )


pio.json.config.default_engine = orjson.__name__  # writes a chart several times faster than Python's own
for _each in LOOKS.values():
    pio.templates[_each.template] = _template(_each)

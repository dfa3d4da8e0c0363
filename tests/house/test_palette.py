"""The palette of .streamlit/config.toml: readable text, and chart colours everybody can tell apart."""

from __future__ import annotations

from itertools import combinations, product
from typing import Any

import pytest

from pages.kit.theme import contrast
from tests.house.tree import ROOT, toml

THEME: dict[str, Any] = toml(".streamlit/config.toml")["theme"]
SHADES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")


def lightness(colour: str) -> float:
    """L* of a colour, 0 to 100: what is left of it in grey."""
    luminance = 0.05 * (contrast(colour, "#000000") - 1)
    return float(116 * luminance ** (1 / 3) - 16) if luminance > 0.008856 else 903.3 * luminance


def grounds(theme: dict[str, Any]) -> list[str]:
    """The colours text is set on: page, boxes, sidebar, boxes in the sidebar."""
    keys = ("backgroundColor", "secondaryBackgroundColor")
    return [place[key] for place in (theme, theme["sidebar"]) for key in keys]


def test_contrast_is_that_of_the_accessibility_guideline() -> None:
    assert contrast("#000000", "#FFFFFF") == 21
    assert round(contrast("#767676", "#FFFFFF"), 2) == 4.54  # the lightest grey that passes on white


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_text_colour_is_readable_on_every_ground(name: str) -> None:
    theme = THEME[name]
    inks = ["textColor", "linkColor", *(f"{shade}TextColor" for shade in SHADES)]
    pairs = product(inks, grounds(theme))
    faint = [(ink, ground) for ink, ground in pairs if contrast(theme[ink], ground) < 4.5]
    assert faint == []
    boxes = [s for s in SHADES if contrast(theme[f"{s}TextColor"], theme[f"{s}BackgroundColor"]) < 4.5]
    assert boxes == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_main_colour_carries_white_words_and_stands_out_from_the_page(name: str) -> None:
    theme = THEME[name]
    assert contrast(theme["primaryColor"], "#FFFFFF") >= 4.5
    assert contrast(theme["primaryColor"], theme["backgroundColor"]) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_six_chart_colours_stand_out_from_the_page_and_stay_apart_in_grey(name: str) -> None:
    theme = THEME[name]
    colours = theme["chartCategoricalColors"]
    assert len(colours) == 6
    assert [c for c in colours if contrast(c, theme["backgroundColor"]) < 3] == []
    assert [(a, b) for a, b in combinations(colours, 2) if abs(lightness(a) - lightness(b)) < 5] == []


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_sequential_scale_moves_one_way_from_the_page_s_own_lightness(name: str) -> None:
    theme = THEME[name]
    steps = [abs(lightness(c) - lightness(theme["backgroundColor"])) for c in theme["chartSequentialColors"]]
    assert len(steps) == 10
    assert steps == sorted(steps)


def test_every_face_and_icon_the_pages_name_is_shipped_with_its_licence() -> None:
    for face in THEME["fontFaces"]:
        assert (ROOT / face["url"].removeprefix("app/")).is_file()
    assert (ROOT / "static" / "noto-sans-thai-OFL.txt").is_file()
    assert (ROOT / "static" / "favicon.png").is_file()

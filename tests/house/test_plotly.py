"""plotly.js as browsers get it: the one the charts are made for, as it was made, and all they need of it."""

from __future__ import annotations

import hashlib
import re

from plotly.offline import get_plotlyjs_version

from pages.kit.plot import LIBRARY
from tests.house.tree import ROOT

BUNDLE = ROOT / LIBRARY.removeprefix("app/")


def test_it_is_the_version_the_charts_are_checked_against() -> None:
    assert BUNDLE.name == f"plotly-{get_plotlyjs_version()}.min.js"
    assert f'"{get_plotlyjs_version()}"' in BUNDLE.read_text(encoding="utf-8")


def test_it_is_the_file_its_instructions_made() -> None:
    told = (BUNDLE.parent / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"SHA-256: `([0-9a-f]{64})`", told) == [hashlib.sha256(BUNDLE.read_bytes()).hexdigest()]
    assert (BUNDLE.parent / "plotly-LICENSE.txt").is_file()


def test_it_draws_every_kind_of_chart_we_make() -> None:
    made = {
        kind.lower()
        for path in (ROOT / "pages" / "kit" / "charts").glob("*.py")
        for kind in re.findall(r"\bgo\.([A-Z]\w+)\(", path.read_text(encoding="utf-8"))
    } - {"figure"}
    known = set(
        re.findall(r"plotly\.js/lib/(\w+)\.js", (BUNDLE.parent / "entry.js").read_text(encoding="utf-8"))
    )
    assert made <= (known - {"core"}) | {"scatter"}

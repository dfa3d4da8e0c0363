"""A page kept open while others load shows one published snapshot at a time, whole, and never an error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import count, islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from etl import pipeline
from etl.definitions import definitions
from etl.definitions.labels import LANGS
from tests.browser.server import serve
from tests.browser.sight import DRAWN, FAULTS, PATIENCE, assert_no_error, reader, visit
from tests.conftest import ROOT
from tests.whole.loader import texts
from tests.whole.senders import agencies, people, posts

LOADS = 20
LOOKS = 2
"""How often the page is run again for each load told."""
LOADER = "import sys; from tests.whole.loader import load_each; load_each(sys.argv[1:])"
RELOADED = 5
"""Every so many looks the page is loaded anew instead of being run again."""
GLANCE = f"""faults => ({DRAWN})(faults) && {{
    faults: [...document.querySelectorAll(faults)].map(box => box.innerText),
    values: [...document.querySelectorAll('.rd-value')].map(value => value.innerText),
    captions: [...document.querySelectorAll('.rd-note')].map(text => text.innerText),
}}"""
"""What stands on the page in the moment it is drawn; nothing can change between waiting and reading."""

MARKS = {definitions().words(lang)(f"figure.mark.{mark}"): f"[{mark}]" for lang in LANGS for mark in "clhxz"}
"""What a card says in either language where there is no value, and the mark it says so for."""

AS_OF = re.compile(r"(\d+)/(\d+) .*(\d{6}-[0-9a-f]{8})$")


def glance(page: Page) -> tuple[str, list[str]]:
    """The snapshot the page names and its key figures, which must agree with its as-of line."""
    seen: dict[str, Any] = page.wait_for_function(GLANCE, arg=FAULTS, timeout=PATIENCE).json_value()
    assert seen["faults"] == []
    [(reported, expected, snapshot)] = [
        found.groups() for caption in seen["captions"] if (found := AS_OF.search(caption))
    ]
    assert seen["values"][0] == f"{reported} / {expected}"
    return snapshot, [MARKS.get(value, value) for value in seen["values"]]


def run_again(page: Page, turn: int) -> None:
    """Make the dashboard run the page again: a click on the other language, now and then a reload."""
    if turn % RELOADED == 0:
        page.reload()
    else:
        page.get_by_role("radio", name="English" if turn % 2 else "ไทย").click()


def test_a_page_open_during_twenty_loads_shows_each_snapshot_whole_and_never_an_error(
    own_home: Path, tmp_path: Path, browser: Browser
) -> None:
    first, *others = agencies(LOADS + 1)
    pipeline.load([posts(tmp_path / "posts.csv", [first, *others])], home=own_home)
    pipeline.load([people(tmp_path / "first.csv", first, ready=20, others=20)], home=own_home)
    published = texts(own_home)
    files = [
        people(tmp_path / f"{code}.csv", code, ready=12 + number, others=40 - number)
        for number, code in enumerate(others)
    ]
    command = [sys.executable, "-c", LOADER, *map(str, files)]
    seen: list[tuple[str, list[str]]] = []
    with serve(os.environ) as address, reader(browser) as page:
        visit(page, f"{address}/?lang=th")
        seen.append(glance(page))
        turns = count(1)
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as loading:
            assert loading.stdout is not None
            for line in loading.stdout:  # told of one load while the next is under way
                published |= json.loads(line)
                for turn in islice(turns, LOOKS if loading.poll() is None else 0):
                    run_again(page, turn)
                    seen.append(glance(page))
        assert loading.returncode == 0
        page.reload()
        seen.append(glance(page))
        assert_no_error(page)
    assert len(published) == LOADS + 1
    assert [values for snapshot, values in seen] == [published[snapshot] for snapshot, _ in seen]
    order = [list(published).index(snapshot) for snapshot, _ in seen]
    assert order == sorted(order)
    assert (order[0], order[-1]) == (0, LOADS)
    assert len(set(order)) > 2

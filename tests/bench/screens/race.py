"""How long the overview takes to show itself and to follow a filter, beside a bare page and Dash."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from statistics import median

from playwright.sync_api import Browser, Page

from etl.definitions import definitions
from tests.bench.screens.content import GROUPS
from tests.browser.server import PATIENCE, ROOT, answers, free_port, serve
from tests.browser.sight import chromium, reader

CONTENDERS = ("ours", "bare", "dash")
CHANGE_BAR = 1.4
"""A change of filter may take so many times as long as on the bare page."""
FIRST_CHART_BAR = 1.4
"""The first chart may take so many times as long as in Dash."""
MILLISECONDS = PATIENCE * 1000

WATCH = """
const KEYS = '.key b, .rd-value';
const PLOTS = '.js-plotly-plot';
window.said = () => {
    const plots = [...document.querySelectorAll(PLOTS)];
    const words = plot => {  // an empty chart has axes and numbers, but no word
        const texts = [...plot.querySelectorAll('text')].map(text => text.textContent).join('|');
        return /[\u0e01-\u0e2e]/.test(texts) ? texts : '';
    };
    return [
        [...document.querySelectorAll(KEYS)].map(key => key.textContent).join('|'),
        plots.length ? words(plots[0]) : '',
        plots.length > 4 ? words(plots[plots.length - 1]) : '',
    ];
};
window.times = {};
const look = () => {
    const [keys, chart, last] = window.said();
    if (keys && !window.times.row) window.times.row = performance.now();
    if (chart && !window.times.chart) window.times.chart = performance.now();
    if (last && !window.times.whole) window.times.whole = performance.now();
    requestAnimationFrame(look);
};
requestAnimationFrame(look);
new MutationObserver(() => { window.times.moved = performance.now(); })
    .observe(document, {childList: true, subtree: true});
for (const deed of ['click', 'change'])
    document.addEventListener(deed, () => { window.times.click = performance.now(); }, true);
"""
"""Notes when the key figures, the first and the last chart can be read, and when the reader last chose."""

SETTLED = "() => performance.now() - window.times.moved > 800"
"""Nothing has moved on the page for a while."""

CHANGED = """before => {
    const now = window.said();
    return now.every((said, part) => said && said !== before[part]) && performance.now() - window.times.click;
}"""


def report(environment: Mapping[str, str], *, rounds: int) -> bool:
    """Print the medians and the ratios with their bars; whether every bar was kept."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTENDERS}
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        places = {
            "ours": stack.enter_context(serve(environment)),
            "bare": stack.enter_context(served("tests.bench.screens.bare", environment)),
            "dash": stack.enter_context(served("tests.bench.screens.in_dash", environment)),
        }
        for number in range(rounds + 1):
            for name in CONTENDERS:
                timed = visited(browser, places[name], name)
                if number:  # the first round warms the servers
                    runs[name].append(timed)
    took = {
        name: {part: median(run[part] for run in found) for part in ("row", "chart", "whole", "change")}
        for name, found in runs.items()
    }
    for name, parts in took.items():
        told = "   ".join(f"{part} {spent:7.0f}" for part, spent in parts.items())
        print(f"{name:5} {told}   milliseconds, median of {rounds}")
    ours, bare, dash = (took[name] for name in CONTENDERS)
    bars = {
        f"filter change, times the bare page (bar {CHANGE_BAR})": (
            ours["change"] / bare["change"],
            CHANGE_BAR,
        ),
        "filter change, times Dash (bar 1)": (ours["change"] / dash["change"], 1.0),
        "key figures, times Dash's first chart (bar 1)": (ours["row"] / dash["chart"], 1.0),
        f"first chart, times Dash (bar {FIRST_CHART_BAR})": (ours["chart"] / dash["chart"], FIRST_CHART_BAR),
    }
    for what, (ratio, bar) in bars.items():
        print(f"{what}: {ratio:.2f}{'' if ratio <= bar else '   MISSED'}")
    return all(ratio <= bar for ratio, bar in bars.values())


def visited(browser: Browser, address: str, name: str) -> dict[str, float]:
    """Milliseconds an empty browser takes to the key figures, the first chart, the last, and a change."""
    with reader(browser) as page:
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_function("window.times.whole", timeout=MILLISECONDS)
        page.wait_for_function(
            SETTLED, timeout=MILLISECONDS
        )  # what is still drawn must not count as the change
        before = page.evaluate("window.said()")
        choose(page, name)
        changed = page.wait_for_function(CHANGED, arg=before, timeout=MILLISECONDS, polling="raf")
        times: dict[str, float] = page.evaluate("window.times")
        return {**times, "change": float(changed.json_value())}


def choose(page: Page, name: str) -> None:
    """Narrow the page to one group, with a click or a pick as a reader's last deed."""
    if name == "bare":
        page.evaluate(
            "group => { const box = document.getElementById('group'); box.click(); box.value = group;"
            " box.dispatchEvent(new Event('change')); }",
            GROUPS[1],
        )
    elif name == "dash":
        page.get_by_text(GROUPS[1], exact=True).click()
    else:
        words = definitions().words("th")
        page.get_by_label(words("filters.group")).select_option(GROUPS[1])


@contextmanager
def served(module: str, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a contender that serves until the block ends."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", module, str(port)], cwd=ROOT, env=dict(environment))
    try:
        address = f"http://127.0.0.1:{port}"
        if not answers(address, process):
            raise RuntimeError(f"{module} did not start")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)

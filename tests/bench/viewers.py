"""Fifty readers at once: how long a page takes to be made anew, over the dashboard's own websocket."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from contextlib import suppress
from statistics import median, quantiles

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol

from tests.browser.server import serve

BAR = 150.0
"""Milliseconds the median rerun may take."""
LANGS = ("th", "en")
WARMING = 2.0
"""Seconds one reader has the pages before the many come: both languages have been shown once by then."""


def report(environment: Mapping[str, str], *, viewers: int, seconds: float, think: float) -> bool:
    """Print the median and the slowest of the reruns; whether the bar was kept."""
    with serve(environment) as address:
        place = address.replace("http://", "ws://") + "/_stcore/stream"
        asyncio.run(_viewer(place, 0, seconds=WARMING, think=0))
        took = asyncio.run(_all(place, viewers=viewers, seconds=seconds, think=think))
    spent = sorted(took)
    slow = quantiles(spent, n=20)[-1]
    print(f"{viewers} viewers, {think:g} s between two deeds, {seconds:g} s, {len(spent)} reruns")
    print(f"rerun: median {median(spent):.0f} ms (bar {BAR:.0f}), of twenty the slowest {slow:.0f} ms")
    return median(spent) <= BAR


async def _all(address: str, *, viewers: int, seconds: float, think: float) -> list[float]:
    """The milliseconds of every rerun of every viewer, who start one after another and think unevenly."""
    async with asyncio.TaskGroup() as group:
        found = [
            group.create_task(_viewer(address, number, seconds=seconds, think=think))
            for number in range(viewers)
        ]
    return [spent for one in found for spent in one.result()]


async def _viewer(address: str, number: int, *, seconds: float, think: float) -> list[float]:
    """The milliseconds of one viewer's reruns: the overview, its language changed to and fro."""
    chance = random.Random(number)
    await asyncio.sleep(think * chance.random() * 2)
    took: list[float] = []
    async with websockets.connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as socket:
        await _rerun(socket, "lang=th")  # the first run of a session is not a rerun
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await asyncio.sleep(think * (0.5 + chance.random()))
            started = time.perf_counter()
            await _rerun(socket, f"lang={LANGS[len(took) % 2]}")
            took.append((time.perf_counter() - started) * 1000)
    return took


async def _rerun(socket: websockets.ClientConnection, query: str) -> None:
    """Ask for the page and take everything until its script has ended."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    await socket.send(asked.SerializeToString())
    while True:
        said = ForwardMsg()
        received = await socket.recv()
        with suppress(UnicodeEncodeError):
            said.ParseFromString(received if isinstance(received, bytes) else received.encode())
        if said.WhichOneof("type") == "script_finished":
            return

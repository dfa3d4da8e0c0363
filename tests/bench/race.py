"""Runs commands one after another in turns, each in its own process, and notes their time and memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from etl.commands.line import SOMETHING_REFUSED

Command = Callable[[Path], Sequence[str]]
"""The words behind `python` of one run, given an empty folder it may write to."""

PAGE = 4096
GLANCE = 0.02
"""Seconds between two looks at the memory of a running process."""


@dataclass(frozen=True)
class Run:
    """One run: what it printed, and wall seconds from start to end."""

    output: str
    seconds: float


@dataclass(frozen=True)
class Result:
    """All runs of one contender, and its peak resident MB with its children (0: the system does not tell)."""

    runs: tuple[Run, ...]
    megabytes: float

    @property
    def seconds(self) -> float:
        """The median of the wall seconds."""
        return median(run.seconds for run in self.runs)


def race(commands: Mapping[str, Command], *, rounds: int) -> dict[str, Result]:
    """The results by contender, who take turns (A B C A B C), so that a noisy minute hits all alike.

    Memory is watched in a run of its own: watching takes a processor from those who use more than one.
    """
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(timed(command))
    return {name: Result(tuple(done), peak(commands[name])) for name, done in runs.items()}


def timed(command: Command) -> Run:
    """One run of a Python command in a folder of its own; RuntimeError with its output where it fails."""
    with TemporaryDirectory() as folder:
        words = command(Path(folder))
        started = time.perf_counter()
        done = subprocess.run([sys.executable, *words], capture_output=True, text=True, env=_environment())
        seconds = time.perf_counter() - started
    if done.returncode > SOMETHING_REFUSED:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr}")
    return Run(done.stdout, seconds)


def _environment() -> dict[str, str]:
    """The environment of a run: compiled modules are kept, as where the program is used daily."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def peak(command: Command) -> float:
    """The peak resident MB of a Python command and its children."""
    highest = 0
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen([sys.executable, *command(Path(folder))], stdout=subprocess.DEVNULL) as process,
    ):
        while process.returncode is None:
            highest = max(highest, _resident(process.pid))
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=GLANCE)
    return highest / 1e6


def _resident(pid: int) -> int:
    """The resident bytes of a process and its descendants, shared pages counted twice; 0 without /proc."""
    own = Path(f"/proc/{pid}")
    try:
        total = int((own / "statm").read_text().split()[1]) * PAGE
        lists = [task.joinpath("children").read_text() for task in (own / "task").iterdir()]
    except OSError:  # it has just ended, or this is not Linux
        return 0
    return total + sum(_resident(int(child)) for listed in lists for child in listed.split())

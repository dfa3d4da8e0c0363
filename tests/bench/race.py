"""Runs commands one after another in turns, each in its own process, and notes their time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PAGE = 4096
GLANCE = 0.02
"""Seconds between two looks at the memory of a running process."""


@dataclass(frozen=True)
class Run:
    """One run: what it printed, wall seconds from start to end, peak resident MB with its children."""

    output: str
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Result:
    """All runs of one contender."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        """The median of the wall seconds."""
        return median(run.seconds for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The highest peak; 0 where the system does not tell."""
        return max(run.megabytes for run in self.runs)


def race(commands: Mapping[str, Sequence[str]], *, rounds: int) -> dict[str, Result]:
    """The results by contender, who take turns (A B C A B C), so that a noisy minute hits all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(timed(command))
    return {name: Result(tuple(done)) for name, done in runs.items()}


def timed(command: Sequence[str]) -> Run:
    """One run of a Python command; RuntimeError with its output where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    peak = 0
    while True:
        try:
            output, errors = process.communicate(timeout=GLANCE)
            break
        except subprocess.TimeoutExpired:
            peak = max(peak, _resident(process.pid))
    seconds = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{errors}")
    return Run(output, seconds, peak / 1e6)


def _resident(pid: int) -> int:
    """The resident bytes of a process and its descendants, shared pages counted twice; 0 without /proc."""
    own = Path(f"/proc/{pid}")
    try:
        total = int((own / "statm").read_text().split()[1]) * PAGE
        lists = [task.joinpath("children").read_text() for task in (own / "task").iterdir()]
    except OSError:  # it has just ended, or this is not Linux
        return 0
    return total + sum(_resident(int(child)) for listed in lists for child in listed.split())

"""A dashboard server of one's own: fresh process, free port, given data home."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60
"""Seconds a server may take until it answers."""


@contextmanager
def serve(environment: Mapping[str, str], script: Path = ROOT / "dashboard.py") -> Iterator[str]:
    """The address of a running dashboard without a closing slash; the server ends with the block."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.fileWatcherType=none"]
    with TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*command, *options], cwd=script.parent, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not answers(f"{address}/_stcore/health", process):
                log.seek(0)
                raise RuntimeError(f"The dashboard did not start:\n{log.read()}")
            yield address
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the address answers before the process ends or patience does."""
    for _ in range(PATIENCE * 4):
        try:
            with urlopen(address, timeout=PATIENCE):
                return True
        except URLError:
            try:
                process.wait(timeout=0.25)
            except subprocess.TimeoutExpired:
                continue
            return False
    return False

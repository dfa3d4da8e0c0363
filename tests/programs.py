"""The programs the tests use but Python does not bring: found where people have them, or installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One program: what people call it, the names it goes by, and the Debian package that holds it."""

    name: str
    commands: tuple[str, ...]
    package: str

    def find(self) -> str | None:
        """The path of the first of its names that this machine has, or None."""
        return next(filter(None, map(shutil.which, map(os.path.expandvars, self.commands))), None)

    def obtain(self) -> str | None:
        """Its path, after installing it with apt-get where that is allowed without asking; else None."""
        if self.find() is None and (root := _as_root()) is not None:
            print(f"{self.name} is not here: installing Debian's {self.package} with apt-get.", flush=True)
            quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for words in (["update"], ["install", "-y", "--no-install-recommends", self.package]):
                command = [*root, "apt-get", "-qq", *words]
                if subprocess.run(command, env=quietly, stdout=subprocess.DEVNULL).returncode:
                    return None
        return self.find()


def _as_root() -> list[str] | None:
    """The words before apt-get that make it run as root without a password, or None."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    granted = shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    return sudo if granted else None


_WINDOWS = ("${ProgramFiles}", "${ProgramFiles(x86)}", "${LocalAppData}")

CHROMIUM = Program(
    name="Chromium",
    commands=(
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "microsoft-edge",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        *(rf"{folder}\Google\Chrome\Application\chrome.exe" for folder in _WINDOWS),
        *(rf"{folder}\Microsoft\Edge\Application\msedge.exe" for folder in _WINDOWS),
    ),
    package="chromium",
)

LIBREOFFICE = Program(
    name="LibreOffice",
    commands=(
        "soffice",
        "libreoffice",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"${ProgramFiles}\LibreOffice\program\soffice.exe",
    ),
    package="libreoffice-calc",
)


def as_root_on_linux() -> bool:
    """Whether Chromium must run without its sandbox, which it refuses to build for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and Path("/proc").exists()

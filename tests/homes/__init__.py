"""Data homes made by the program of the first edition, packed: later programs must open them."""

from __future__ import annotations

import tarfile
from pathlib import Path

PACKED = Path(__file__).resolve().parent
KEY = PACKED / "pseudonym.key"
NAMES = tuple(sorted(path.name.partition(".")[0] for path in PACKED.glob("*.tar.xz")))


def unpacked(name: str, folder: Path) -> Path:
    """Unpack a home into a folder and return where it lies; `figures.csv` lies beside it."""
    with tarfile.open(PACKED / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "home"

"""The repository's own files, as the rules look at them."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
BINARY = {".png", ".woff2", ".xlsx", ".parquet", ".pdf", ".ttf", ".xz"}


def files(pattern: str = "**") -> list[Path]:
    """Every file git knows or would take that matches the pattern (`etl/**/*.sql`), sorted."""
    known = ["--cached", "--others", "--exclude-standard"]
    command = ["git", "ls-files", "-z", *known, "--", f":(glob){pattern}"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def texts(pattern: str = "**") -> dict[str, str]:
    """The content of every text file that matches, by its path from the root."""
    readable = (path for path in files(pattern) if path.suffix not in BINARY)
    return {name(path): path.read_text(encoding="utf-8") for path in readable}


def name(path: Path) -> str:
    """The path from the root, with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def toml(path: str) -> dict[str, Any]:
    """The content of one TOML file of the repository."""
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))

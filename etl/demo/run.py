"""Writes the synthetic exports into a data home and loads them like any other files."""

from __future__ import annotations

from pathlib import Path

from etl import pipeline
from etl.demo import plan
from etl.demo.roster import Scale
from etl.warehouse.errors import WarehouseError


class HoldsRealData(WarehouseError):
    """The home holds submissions that are not synthetic; nothing was written and nothing loaded."""

    texts = "demo"


def folder_of(home: Path, *, scale: Scale, seed: int) -> Path:
    """Return where the exports are written."""
    return home / "demo" / f"{scale}-{seed}"


def load(
    home: Path,
    *,
    scale: Scale,
    seed: int,
    writing: plan.Progress | None = None,
    loading: pipeline.Progress | None = None,
) -> pipeline.LoadReport:
    """Write the files to the folder of the demonstration, load them and return the report of the load.

    HoldsRealData where real submissions count in this home: made-up figures never mix with true ones.
    """
    if any(one.entry.counts and not one.manifest.receipt.synthetic for one in pipeline.history(home)):
        raise HoldsRealData("real_home", home=home)
    paths = plan.write(folder_of(home, scale=scale, seed=seed), scale=scale, seed=seed, progress=writing)
    return pipeline.load(paths, home=home, progress=loading)

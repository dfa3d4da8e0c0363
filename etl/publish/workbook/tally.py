"""What was written where: every figure put into a cell of this workbook, for the last sheet to prove."""

from dataclasses import dataclass, field

import pandas as pd
from openpyxl.cell import Cell

from etl.queries.number import Number, Source


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure in a cell; `scale` is what the cell's value is multiplied with to give the figure's unit."""

    source: Source
    cell: Cell
    scale: float

    @property
    def place(self) -> str:
        """The cell's address, with its sheet."""
        return f"{self.cell.parent.title}!{self.cell.coordinate}"


@dataclass(slots=True)
class Tally:
    """Every figure the sheets for print show, and every tidy table behind them."""

    shown: list[Shown] = field(default_factory=list)
    tidy: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Sheet id → the figures written on it."""
    whole_million: float = 1.0

    def note(self, cell: Cell, number: Number) -> None:
        """Remember that a number was put into a cell, if it is part of a figure."""
        if number.of is not None:
            scale = self.whole_million if number.kind == "million" else 1.0
            self.shown.append(Shown(number.of, cell, scale))

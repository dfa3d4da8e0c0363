"""Charts: pure functions from figures, words and a look to a plotly figure; one module a family.

`charts.ranged_dots(figures, words, look)` draws, `charts.ranged.alt(figures, words)` says the finding in a
sentence and `charts.table(figures, words)` is the table behind it.
"""

from pages.kit.charts import evidence, flow, grid, groups, path, phases, ranged, stages, tables, trends
from pages.kit.charts.evidence import evidence_bar
from pages.kit.charts.flow import stage_flow
from pages.kit.charts.grid import heat_grid
from pages.kit.charts.groups import group_bars
from pages.kit.charts.path import target_path
from pages.kit.charts.phases import budget_phases
from pages.kit.charts.ranged import ranged_dots
from pages.kit.charts.stages import stage_columns
from pages.kit.charts.tables import table
from pages.kit.charts.trends import trend

__all__ = [
    "budget_phases",
    "evidence",
    "evidence_bar",
    "flow",
    "grid",
    "group_bars",
    "groups",
    "heat_grid",
    "path",
    "phases",
    "ranged",
    "ranged_dots",
    "stage_columns",
    "stage_flow",
    "stages",
    "table",
    "tables",
    "target_path",
    "trend",
    "trends",
]

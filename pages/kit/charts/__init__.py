"""Charts: pure functions from figures, words and a look to a plotly figure; one module a family.

`charts.ranged_dots(figures, words, look)` draws, `charts.ranged.alt(figures, words)` says the finding in a
sentence and `charts.table(figures, words)` is the table behind it.
"""

from pages.kit.charts import (
    answers,
    counts,
    evidence,
    flow,
    gaps,
    grid,
    groups,
    mix,
    path,
    phases,
    plan,
    ranged,
    stages,
    tables,
    trends,
)
from pages.kit.charts.answers import answer_bars
from pages.kit.charts.counts import count_bars
from pages.kit.charts.evidence import evidence_bar, evidence_bars
from pages.kit.charts.flow import person_flow, stage_flow
from pages.kit.charts.gaps import gap_dots
from pages.kit.charts.grid import heat_grid
from pages.kit.charts.groups import group_bars, share_bars
from pages.kit.charts.mix import mix_dots
from pages.kit.charts.path import target_path
from pages.kit.charts.phases import budget_phases
from pages.kit.charts.plan import plan_path
from pages.kit.charts.ranged import ranged_dots
from pages.kit.charts.stages import stage_columns
from pages.kit.charts.tables import table
from pages.kit.charts.trends import trend

__all__ = [
    "answer_bars",
    "answers",
    "budget_phases",
    "count_bars",
    "counts",
    "evidence",
    "evidence_bar",
    "evidence_bars",
    "flow",
    "gap_dots",
    "gaps",
    "grid",
    "group_bars",
    "groups",
    "heat_grid",
    "mix",
    "mix_dots",
    "path",
    "person_flow",
    "phases",
    "plan",
    "plan_path",
    "ranged",
    "ranged_dots",
    "share_bars",
    "stage_columns",
    "stage_flow",
    "stages",
    "table",
    "tables",
    "target_path",
    "trend",
    "trends",
]

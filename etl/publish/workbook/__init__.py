"""The quarterly cabinet workbook: sheets for print in front, the same numbers as tidy data behind.

To add a sheet: a builder in `sheets/`, one line in SHEETS, its words in definitions/labels/workbook.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from etl.definitions import Lang, definitions
from etl.definitions.calendar import Period
from etl.publish import xlsx
from etl.publish.edition import Edition
from etl.publish.workbook import style
from etl.publish.workbook.chart_data import ChartData
from etl.publish.workbook.page import Page
from etl.publish.workbook.sheets import (
    budget,
    capabilities,
    chart_data,
    contents,
    cover,
    data,
    groups,
    ministries,
    notes,
    quality,
    stages,
    summary,
    targets,
)
from etl.queries import Reader
from etl.warehouse.releases import Release

_CHARTS: Final = "chart_data"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook: its id, which is also the key of its words, and what draws it."""

    id: str
    build: Callable[[Page], None]


SHEETS: Final = (
    Sheet("cover", cover.build),
    Sheet("contents", contents.build),
    Sheet("summary", summary.build),
    Sheet("targets", targets.build),
    Sheet("ministries", ministries.build),
    Sheet("groups", groups.build),
    Sheet("capabilities", capabilities.build),
    Sheet("stages", stages.build),
    Sheet("budget", budget.build),
    Sheet("quality", quality.build),
    Sheet("notes", notes.build),
    Sheet(_CHARTS, chart_data.build),
    Sheet("data_targets", data.targets),
    Sheet("data_ministries", data.ministries),
    Sheet("data_groups", data.groups),
    Sheet("data_capabilities", data.capabilities),
    Sheet("data_stages", data.stages),
    Sheet("data_agencies", data.agencies),
    Sheet("data_budget", data.budget),
)
"""Every sheet in the order of the tabs, the same in both languages; the chart sheet after those that draw."""


def write(reader: Reader, *, period: Period, lang: Lang, path: Path, release: Release | None = None) -> None:
    """Write a quarter's workbook in one step; same snapshot, quarter, language and release, same bytes.

    Without a release it is marked a preview.
    """
    words = definitions().words(lang)
    tabs = {sheet.id: words(f"workbook.{sheet.id}.tab") for sheet in SHEETS}
    edition = Edition(reader=reader, period=period, lang=lang, tabs=tabs, release=release)
    workbook = Workbook()
    workbook.remove(workbook.active)
    style.speak_thai(workbook)
    workbook.properties.title = edition.say(
        "head.title", title=edition.say("cover.title"), quarter=period.label(lang)
    )
    workbook.properties.creator = edition.say("cover.issuer_value")
    workbook.properties.language = lang
    drawn = {sheet.id: workbook.create_sheet(tabs[sheet.id]) for sheet in SHEETS}
    charts = ChartData(drawn[_CHARTS])
    for sheet in SHEETS:
        sheet.build(Page(drawn[sheet.id], sheet_id=sheet.id, edition=edition, charts=charts))
    xlsx.save(workbook, path, saved_at=reader.snapshot.created_at)

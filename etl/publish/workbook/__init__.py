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
from etl.publish.workbook.background import Background
from etl.publish.workbook.chart_data import ChartData
from etl.publish.workbook.page import Book, Page
from etl.publish.workbook.sheets import (
    budget,
    capabilities,
    changes,
    chart_data,
    checks,
    contents,
    cover,
    data,
    follow_up,
    groups,
    issues,
    ministries,
    notes,
    quality,
    revisions,
    roles,
    rules,
    stages,
    summary,
    targets,
    training,
)
from etl.publish.workbook.tally import Tally
from etl.queries import Reader
from etl.queries.view import PUBLIC, View
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
    Sheet("revisions", revisions.build),
    Sheet("targets", targets.build),
    Sheet("ministries", ministries.build),
    Sheet("changes", changes.build),
    Sheet("groups", groups.build),
    Sheet("capabilities", capabilities.build),
    Sheet("roles", roles.build),
    Sheet("stages", stages.build),
    Sheet("rules", rules.build),
    Sheet("budget", budget.build),
    Sheet("training", training.build),
    Sheet("follow_up", follow_up.build),
    Sheet("issues", issues.build),
    Sheet("quality", quality.build),
    Sheet("notes", notes.build),
    Sheet(_CHARTS, chart_data.build),
    Sheet("data_targets", data.targets),
    Sheet("data_ministries", data.ministries),
    Sheet("data_groups", data.groups),
    Sheet("data_capabilities", data.capabilities),
    Sheet("data_roles", data.roles),
    Sheet("data_stages", data.stages),
    Sheet("data_agencies", data.agencies),
    Sheet("data_budget", data.budget),
    Sheet("checks", checks.build),
)
"""Every sheet in the order of the tabs, the same in both languages.

The chart sheet comes after those that draw; the last one proves the others.
"""


def write(
    reader: Reader,
    *,
    period: Period,
    lang: Lang,
    path: Path,
    release: Release | None = None,
    background: Background | None = None,
    view: View = PUBLIC,
) -> None:
    """Write a quarter's workbook in one step; the same arguments give the same bytes.

    Without a release it is marked a preview; in another view than the public it says for whom it is.
    WorkbookRefused, and no file, where a check of the last sheet fails.
    """
    words = definitions().words(lang)
    tabs = {sheet.id: words(f"workbook.{sheet.id}.tab") for sheet in SHEETS}
    edition = Edition(reader=reader, period=period, lang=lang, tabs=tabs, release=release, view=view)
    workbook = Workbook()
    workbook.remove(workbook.active)
    style.speak_thai(workbook)
    _describe(workbook, edition)
    drawn = {sheet.id: workbook.create_sheet(tabs[sheet.id]) for sheet in SHEETS}
    tally = Tally(whole_million=edition.known.units["million_baht"].factor)
    charts = ChartData(drawn[_CHARTS], tally)
    book = Book(workbook, charts, tally, background or Background(), style.Looks())
    for sheet in SHEETS:
        sheet.build(Page(drawn[sheet.id], sheet_id=sheet.id, edition=edition, book=book))
    xlsx.save(workbook, path, saved_at=reader.snapshot.created_at)


def _describe(workbook: Workbook, edition: Edition) -> None:
    """Write the file's properties: title, subject, author, keywords, state and what it was made from."""
    say, snapshot, known = edition.say, edition.reader.snapshot, workbook.properties
    known.title = say("head.title", title=say("cover.title"), quarter=edition.period.label(edition.lang))
    known.subject = say("cover.question")
    known.creator = known.lastModifiedBy = say("cover.issuer_value")
    known.description = " · ".join((edition.as_at, *edition.marks))
    known.keywords = ", ".join(
        (str(edition.period), snapshot.id, snapshot.definitions_version, snapshot.figures)
    )
    known.category = say("cover.purpose_value")
    known.contentStatus = say("mark.preview") if edition.release is None else str(edition.release.number)
    known.language = edition.lang

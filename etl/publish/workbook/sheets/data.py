"""Tidy data: the contract's columns and the names of what they code, one header row, no merges, no totals.

A withheld or missing number is an empty cell here, as in every tidy export; the column `mark` says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo

from etl.definitions.calendar import date_label
from etl.definitions.codes import ALL, NOT_STATED
from etl.definitions.labels import LANGS, Named
from etl.definitions.models import Dimension
from etl.publish import xlsx
from etl.publish.edition import Edition
from etl.publish.workbook import style
from etl.publish.workbook.cells import length_of
from etl.publish.workbook.page import Page, print_on_a4
from etl.queries.figure import Figures
from etl.queries.tidy import COLUMNS

_NAME_WIDTH: Final = 22.0
_WIDEST: Final = 110.0
_MARGIN: Final = 3.0
_LONG_CODES: Final = ("measure", "status", "snapshot")
_LONG_WIDTH: Final = 24.0
_WIDTH: Final = 15.0
_HEADER_INCHES: Final = 0.8


def targets(page: Page) -> None:
    """Write the nation's targets over the quarters of the trend."""
    measures = [target.measure for target in page.edition.known.targets.values()]
    _write(page, page.edition.trend.where(measure=measures, stage=[ALL]))


def ministries(page: Page) -> None:
    """Write every measure of the quarter for nation and ministries, not split."""
    _write(page, page.edition.now)


def groups(page: Page) -> None:
    """Write the quarter's measures by personnel group."""
    known = page.edition.known
    _write(page, page.edition.by_group.where(group=[*known.groups, NOT_STATED]), splits=["group"])


def capabilities(page: Page) -> None:
    """Write the quarter's measures by capability."""
    known = page.edition.known
    _write(
        page,
        page.edition.by_capability.where(capability=[*known.capabilities, NOT_STATED]),
        splits=["capability"],
    )


def roles(page: Page) -> None:
    """Write the nation's ready share and coverage by group and stage."""
    known = page.edition.known
    kept = page.edition.by_role.where(group=[*known.groups, NOT_STATED], stage=[*known.stages, NOT_STATED])
    _write(page, kept, splits=["group", "stage"])


def stages(page: Page) -> None:
    """Write agencies by stage: the nation over the quarters of the trend, ministries at the quarter."""
    edition = page.edition
    nation = edition.trend.where(measure=["stage_share"]).frame
    ministries = edition.by_stage.where(measure=["stage_share"], level=["ministry"]).frame
    _write(page, Figures(pd.concat([nation, ministries]), period=edition.period), splits=["stage"])


def agencies(page: Page) -> None:
    """Write the main measures of the quarter for each agency."""
    _write(page, page.edition.agencies)


def budget(page: Page) -> None:
    """Write the budget measures of every fiscal year of the plan up to the quarter's, in baht."""
    _write(page, page.edition.money)


def _write(page: Page, figures: Figures, *, splits: Sequence[Dimension] = ()) -> None:
    """Write figures as an Excel table, with a filter on every column."""
    sheet, edition = page.sheet, page.edition
    named = ["measure", "unit_code", *splits]
    names = _names(edition, figures.frame, named)
    header = [*COLUMNS, *names]
    for column, name in enumerate(header, start=1):
        cell = sheet.cell(row=1, column=column)
        xlsx.text(cell, name)
        cell.font, cell.fill, cell.border = style.BOLD, style.HEAD, style.HEAD_BORDER
        sheet.column_dimensions[get_column_letter(column)].width = (
            _named_width(names[name]) if name in names else _width(name)
        )
    page.book.tally.tidy[page.id] = figures.frame
    frame = figures.frame
    cells = zip(*(frame[name] for name in COLUMNS), *names.values(), strict=True)
    for row, values in enumerate(cells, start=2):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str):
                xlsx.text(sheet.cell(row=row, column=column), value)
            elif not pd.isna(value):
                sheet.cell(row=row, column=column).value = int(value) if float(value).is_integer() else value
    _paper(page, last=f"{get_column_letter(len(header))}{len(frame) + 1}", filled=len(frame) > 0)


def _named_width(names: Sequence[str]) -> float:
    """Return the width the longest name needs, for nothing is wrapped here."""
    return min(max([_NAME_WIDTH, *(length_of(name) + _MARGIN for name in set(names))]), _WIDEST)


def _width(column: str) -> float:
    return _LONG_WIDTH if column in _LONG_CODES else _WIDTH


def _paper(page: Page, *, last: str, filled: bool) -> None:
    """Make the written range a table; its title is printed above, unit and source stand in the notes."""
    sheet, edition = page.sheet, page.edition
    print_on_a4(sheet, edition)
    sheet.row_dimensions[1].height = style.ROW_POINTS
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    if filled:
        table = Table(displayName=sheet.title, ref=f"A1:{last}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
        sheet.add_table(table)
    heading = edition.say("head.title", title=page.say("title"), quarter=edition.period.label(edition.lang))
    sheet.oddHeader.left.text = " ".join((heading, *edition.short_marks)).replace("&", "&&")
    sheet.oddHeader.right.text = edition.say(
        "head.as_at_short", end=date_label(edition.period.end, edition.lang)
    )
    for part in (sheet.oddHeader.left, sheet.oddHeader.right):
        part.font, part.size = f"{style.TYPEFACE},Regular", style.POINTS
    sheet.page_margins.top = _HEADER_INCHES


def _names(edition: Edition, frame: pd.DataFrame, columns: Sequence[str]) -> Mapping[str, list[str]]:
    """Return Thai and English names of the codes in some columns, as further columns.

    Plain lists: a column of a frame cannot hold every text an agency may send.
    """
    editions = {lang: replace(edition, lang=lang) for lang in LANGS}
    made: dict[str, list[str]] = {}
    for column in columns:
        codes = frame[column].tolist()
        for lang, speaking in editions.items():
            named = {code: _name(speaking, column, code) for code in set(codes)}
            made[f"{column.removesuffix('_code')}_{lang}"] = [named[code] for code in codes]
    return made


def _name(edition: Edition, column: str, code: str) -> str:
    known = edition.known
    if code == ALL:
        return edition.say("all")
    if code == NOT_STATED:
        return edition.say("not_stated")
    if column == "unit_code":
        return edition.name(code)
    terms: dict[str, Mapping[str, Named]] = {
        "measure": known.measures,
        "group": known.groups,
        "capability": known.capabilities,
        "stage": known.stages,
    }
    return edition.words.name(terms[column][code])

"""Which files the demonstration consists of: one agency or ministry, one year or quarter, a few mishaps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import BE, Period
from etl.demo import files, spoil
from etl.demo.dialect import Dialect, ministry_dialect
from etl.demo.files import Parcel
from etl.demo.forms import Form, assessment_columns, form, written
from etl.demo.mishaps import Mishaps, mishaps
from etl.demo.people import capabilities
from etl.demo.roster import YEARS, Scale, agencies, profile, stream
from etl.demo.story import Story, story

OWN_DATE: Final = ("stage", "training")
"""Datasets whose quarter follows from each row's date; most senders leave the period column out."""
TOTALLED: Final = ("headcount", "budget")
COMMON: Final = ("headcount", "stage", "training", "budget", "practice")
"""What a ministry's common workbook holds."""
SPOILED_SHEETS: Final = 0.4
CORRECTED_AFTER: Final = timedelta(days=45)
LATE_BY: Final = timedelta(days=75)
WEB_PAGE: Final = "<html><body><table><tr><td>{mark}</td></tr></table></body></html>"

Progress = Callable[[int, int], None]
Tables = dict[str, pd.DataFrame]


def write(
    folder: Path,
    *,
    scale: Scale,
    seed: int,
    codes: tuple[str, ...] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write all files of the demonstration and return their paths; the same seed gives the same bytes."""
    codes = tuple(sorted(codes or agencies(scale)))
    folder.mkdir(parents=True, exist_ok=True)
    troubles = mishaps(seed, scale, codes)
    paths: list[Path] = []
    ministries = [
        (name, tuple(members)) for name, members in groupby(codes, lambda code: profile(seed, code).ministry)
    ]
    writing = partial(_written, folder, seed, scale, troubles)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for done, written in enumerate(pool.map(writing, ministries), start=1):
            paths += written
            if progress:
                progress(done, len(ministries))
    return (*paths, *(_strays(folder) if scale == "small" else ()))


def _written(
    folder: Path, seed: int, scale: Scale, troubles: Mishaps, ministry: tuple[str, tuple[str, ...]]
) -> list[Path]:
    """Write the files of one ministry (its code, its agencies) and return their paths."""
    return [files.write(parcel, folder) for parcel in _of_ministry(seed, scale, *ministry, troubles)]


def _of_ministry(
    seed: int, scale: Scale, ministry: str, members: tuple[str, ...], troubles: Mishaps
) -> Iterator[Parcel]:
    """Yield a ministry's files: each agency's own, then the common workbooks of those that consolidate."""
    consolidated: list[Story] = []
    for code in members:
        told = story(seed, code, scale)
        if told.how.consolidated or told.how.file != "xlsx":
            yield from _assessment_files(seed, told)
            told = told.without_people()
        if told.how.consolidated:
            consolidated.append(told)
        else:
            for year in YEARS:
                yield from _own_workbooks(seed, told, year, troubles)
    for year in YEARS:
        yield from _common_workbook(seed, ministry, consolidated, year)


def _own_workbooks(seed: int, told: Story, year: int, troubles: Mishaps) -> Iterator[Parcel]:
    """Yield an agency's workbook of one year (or of each quarter), and what follows from its mishap."""
    rows, mine = told.year(year), (told.profile.code, year)
    quarters = sorted(rows["headcount"]["period"].unique())
    if not quarters:
        return
    if told.how.quarterly:
        for name in quarters:
            of_quarter = _of_quarters(rows, [name], budget=name == quarters[-1])
            yield _workbook(seed, told, year, of_quarter, quarter=Period.parse(name))
    elif mine == troubles.late:
        yield _workbook(seed, told, year, _of_quarters(rows, quarters[:-1], budget=True))
        last = _of_quarters(rows, quarters[-1:], budget=False)
        yield _workbook(seed, told, year, last, suffix="-late", later=LATE_BY)
    elif mine == troubles.held_then_corrected:
        yield _workbook(seed, told, year, rows, held="assessment")
        scored = {"assessment": rows["assessment"]}
        yield _workbook(seed, told, year, scored, suffix="-corrected", later=CORRECTED_AFTER)
    elif mine == troubles.held_for_good:
        yield _workbook(seed, told, year, rows, held="practice")
    elif mine == troubles.resubmitted:
        yield _workbook(seed, told, year, {**rows, "assessment": _first_try(rows["assessment"])})
        yield _workbook(seed, told, year, rows, suffix="-corrected", later=CORRECTED_AFTER)
    else:
        yield _workbook(seed, told, year, rows)
        if mine == troubles.copied:
            yield _workbook(seed, told, year, rows, suffix="-copy")
        if mine == troubles.without_period:
            yield _without_period(told, year, rows["assessment"])


def _of_quarters(rows: Tables, periods: list[str], *, budget: bool) -> Tables:
    """Return the rows of these quarters; the budget, which is yearly, only where asked for."""
    kept = {name: table[table["period"].isin(periods)] for name, table in rows.items() if name != "budget"}
    return {**kept, "budget": rows["budget"]} if budget else kept


def _first_try(scored: pd.DataFrame) -> pd.DataFrame:
    """Return assessments as first sent by mistake: a fifth of the rows missing, one capability shifted."""
    first = capabilities()[0]
    return scored[scored.index % 5 != 0].assign(**{first: scored[first].min()})


def _workbook(
    seed: int,
    told: Story,
    year: int,
    rows: Tables,
    *,
    suffix: str = "",
    later: timedelta = timedelta(),
    held: str | None = None,
    quarter: Period | None = None,
) -> Parcel:
    """Return an agency's workbook; `held` names the dataset with more faults than intake bears."""
    code, how = told.profile.code, told.how
    name = f"{year}-{code}" + (f"-Q{quarter.quarter}" if quarter else "")
    draw = stream(seed, f"{name}/faults")
    forms = [_cover()]
    for dataset, table in rows.items():
        if table.empty:
            continue
        cells = _cells(dataset, table, how)
        if dataset == held:
            cells = spoil.held(dataset, cells, how)
        elif draw.random() < SPOILED_SHEETS and not later:
            cells = spoil.spoiled(dataset, cells, how, draw)
        in_title = quarter if dataset != "budget" else None
        total = dataset in TOTALLED and how.spelling % 2 == 1 and not _titled(told)
        forms.append(
            form(dataset, cells, how, year=year, quarter=in_title, agency=_titled(told), total=total)
        )
    return Parcel(f"{name}{suffix}", "xlsx", tuple(forms), _saved(seed, code, year, quarter) + later)


def _assessment_files(seed: int, told: Story) -> Iterator[Parcel]:
    """Yield an agency's assessments alone: one file a year, or one a quarter that its title names."""
    code, how = told.profile.code, told.how
    for year in YEARS:
        scored = told.year(year)["assessment"]
        parts: list[tuple[Period | None, pd.DataFrame]] = [(None, scored)] if len(scored) else []
        if how.quarterly:
            parts = [(Period.parse(str(name)), part) for name, part in scored.groupby("period")]
        for quarter, part in parts:
            name = f"{year}-{code}-people" + (f"-Q{quarter.quarter}" if quarter else "")
            draw = stream(seed, f"{name}/faults")
            cells = _cells("assessment", part, how)
            if draw.random() < SPOILED_SHEETS:
                cells = spoil.spoiled("assessment", cells, how, draw)
            sheet = form("assessment", cells, how, year=year, quarter=quarter, agency=_titled(told))
            yield Parcel(name, how.file, (sheet,), _saved(seed, code, year, quarter))


def _common_workbook(seed: int, ministry: str, members: list[Story], year: int) -> Iterator[Parcel]:
    """Yield a ministry's workbook of one year: its departments under a row with the ministry's name."""
    how = ministry_dialect(seed, ministry)
    name = f"{year}-ministry-{ministry}"
    draw = stream(seed, f"{name}/faults")
    years = [told.year(year) for told in members]
    forms = [_cover()]
    for dataset in COMMON:
        tables = [rows[dataset] for rows in years if len(rows[dataset])]
        if not tables:
            continue
        cells = _cells(dataset, pd.concat(tables, ignore_index=True), how)
        if draw.random() < SPOILED_SHEETS:
            cells = spoil.spoiled(dataset, cells, how, draw)
        heading = dict.fromkeys(cells.columns) | {"agency": definitions().ministries[ministry].th}
        cells = pd.concat([pd.DataFrame([heading], dtype=object), cells], ignore_index=True)
        forms.append(form(dataset, cells, how, year=year, total=dataset in TOTALLED))
    if len(forms) > 1:
        yield Parcel(name, "xlsx", tuple(forms), _saved(seed, ministry, year, None))


def _cells(dataset: str, rows: pd.DataFrame, how: Dialect) -> pd.DataFrame:
    """Return clean rows as the sender's cells."""
    table = rows.reset_index(drop=True)
    if dataset == "assessment":
        table = assessment_columns(table, how)
    if dataset in OWN_DATE and not how.thai_period:
        table = table.drop(columns="period")
    if dataset == "budget":
        table = table.assign(unit=how.unit)
    return written(table, how)


def _titled(told: Story) -> str | None:
    """Return the agency where the sender names it in the title instead of a column."""
    return told.profile.code if told.how.agency_as == "title" else None


def _without_period(told: Story, year: int, scored: pd.DataFrame) -> Parcel:
    """Return a csv that intake must refuse: assessments of several quarters, and none is named."""
    cells = _cells("assessment", scored, told.how).drop(columns="period")
    sheet = form("assessment", cells, told.how, year=year, agency=_titled(told))
    return Parcel(f"{year}-{told.profile.code}-no-period", "csv", (sheet,), datetime(year - BE, 12, 1))


def _strays(folder: Path) -> tuple[Path, ...]:
    """Write a web page that calls itself a workbook, and a workbook without any table; return their paths."""
    words = definitions().words("th")
    page = folder / "2564-web-page.xlsx"
    page.write_text(WEB_PAGE.format(mark=words("demo.mark")), encoding="utf-8")
    notes = Form(words("demo.codes_sheet"), (words("demo.mark"), words("demo.codes")), (), pd.DataFrame())
    return page, files.write(Parcel("2564-codes", "xlsx", (notes,), datetime(2021, 10, 20)), folder)


def _cover() -> Form:
    words = definitions().words("th")
    return Form(words("demo.cover_sheet"), (words("demo.cover"), words("demo.mark")), (), pd.DataFrame())


def _saved(seed: int, sender: str, year: int, quarter: Period | None) -> datetime:
    """Return when a sender saved its file: within six weeks of the end of what it reports."""
    end = (quarter or Period(year, 4)).end
    minutes = int(stream(seed, f"{sender}/saved/{year}").integers(24 * 60, 42 * 24 * 60))
    return datetime(end.year, end.month, end.day) + timedelta(minutes=minutes)

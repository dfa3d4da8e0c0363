"""Making a release: check everything, freeze it under the next number, and only then say so in the journal.

Until the journal is replaced nothing has happened; a run that dies before leaves the home as it was.
"""

from pathlib import Path

from etl.definitions.calendar import Period, local_day
from etl.definitions.labels import LANGS
from etl.publish import opendata as opendata_writer
from etl.publish import workbook
from etl.publish.figures import as_parquet
from etl.queries import Reader, open_reader
from etl.queries.attack import Figures, figures_of
from etl.queries.view import ANALYST, PUBLIC
from etl.releases import checks, opendata
from etl.releases.background import background
from etl.releases.figures import fingerprint, frozen_figures
from etl.releases.files import ANALYST_FIGURES, BACKGROUND, OPEN_DATA, program, published_home, workbook_file
from etl.releases.standing import Standing, fold
from etl.releases.texts import checked
from etl.warehouse import frozen, journal, store
from etl.warehouse.home import Home
from etl.warehouse.records import Ledger
from etl.warehouse.releases import Release, Released, ReleaseError
from etl.warehouse.snapshot import open_current, snapshot_path


def release(home: Path, *, period: Period, prepared_by: str, checked_by: str) -> Release:
    """Freeze a quarter's figures under the next number.

    ReleaseError where the signers are one person, a comment is open, the figures changed since the preview,
    or a check fails: nothing changed then.
    """
    prepared, second = checked(prepared_by, of="name"), checked(checked_by, of="name")
    if prepared.casefold() == second.casefold():
        raise ReleaseError("one_person")
    place = published_home(home)
    with store.changing(place) as ledger, open_reader(home) as reader:
        stands = fold(journal.read(place))
        if period not in reader.reported_periods():
            raise ReleaseError("no_figures", period=period)
        figures = frozen_figures(reader, period=period, view=ANALYST)
        _ready(stands, period, fingerprint(figures))
        public = frozen_figures(reader, period=period, view=PUBLIC)
        failures = [
            *_source_failures(place, ledger),
            *checks.disclosure_faults(public),
            *checks.attack_faults(
                [
                    Figures(period, reader.standing(period, view=ANALYST), {"ALL": public}, {"ALL": figures}),
                    *figures_of(reader, _released_beside(stands, period), evidence=["ALL"]),
                ]
            ),
            *checks.sum_faults(figures),
        ]
        if failures:
            raise ReleaseError("check_failed", check=failures[0].check, example=failures[0].example)
        told = background(home, period=period, day=local_day(store.now()))
        record = _described(reader, ledger, stands, period=period, prepared_by=prepared, checked_by=second)

        def write(folder: Path) -> None:
            (folder / BACKGROUND).write_text(told.model_dump_json(), encoding="utf-8")
            (folder / ANALYST_FIGURES).write_bytes(as_parquet(figures))
            open_files = opendata.package(reader, public, period=period, release=record.number)
            opendata_writer.write(open_files, folder=folder / OPEN_DATA)
            for lang in LANGS:
                path = folder / workbook_file(lang)
                workbook.write(reader, period=period, lang=lang, path=path, release=record, background=told)

        kept = frozen.keep(
            place,
            record.number,
            snapshot=snapshot_path(place, record.snapshot),
            ledger=ledger,
            write=write,
        )
        record = record.model_copy(update={"files": kept})
        if kept[frozen.SNAPSHOT] != record.snapshot_sha256:
            raise ReleaseError("check_failed", check="snapshot_sound", example=record.snapshot)
        journal.append(place, Released(release=record), by=store.operator())
        return record


def _ready(stands: Standing, period: Period, figures: str) -> None:
    """Refuse where what was said of the preview is not settled, or was said of other figures."""
    draft = stands.draft(str(period))
    if draft is None or draft.stage == "released":
        return
    if draft.open:
        numbers = ", ".join(str(comment.id) for comment in draft.open)
        raise ReleaseError("comments_open", period=period, comments=numbers)
    if draft.figures != figures:
        raise ReleaseError("preview_outdated", period=period, snapshot=draft.snapshot)


def _released_beside(stands: Standing, period: Period) -> list[Period]:
    """Return the adjoining quarters that are released: who reads one of them reads this one, too."""
    return [one for one in (period.shift(-1), period.shift(1)) if stands.latest(str(one))]


def _source_failures(place: Home, ledger: Ledger) -> list[checks.Failure]:
    with open_current(place) as opened:
        failures = checks.snapshot_faults(opened, ledger.snapshots[-1])
    return failures or checks.rebuilt_faults(place, store.stored(place, ledger), ledger.snapshots[-1])


def _described(
    reader: Reader, ledger: Ledger, stands: Standing, *, period: Period, prepared_by: str, checked_by: str
) -> Release:
    """Return the record of a release whose files are not yet written."""
    at = store.now()
    draft = stands.draft(str(period))
    return Release(
        number=len(stands.releases) + 1,
        period=str(period),
        snapshot=reader.snapshot.id,
        snapshot_sha256=ledger.snapshots[-1].sha256,
        figures=reader.snapshot.figures,
        synthetic=reader.snapshot.synthetic,
        definitions_version=reader.snapshot.definitions_version,
        code_version=reader.snapshot.code_version,
        program=program(),
        prepared_by=prepared_by,
        checked_by=checked_by,
        at=at,
        checks=checks.CHECKS,
        replies=draft.replies if draft else (),
        actions=stands.carried(local_day(at)),
        files={},
    )

"""What a workbook tells besides figures: earlier releases as they would read today, replies and actions."""

from datetime import date
from pathlib import Path

from etl.definitions.calendar import Period
from etl.publish.workbook.background import PARTS, Background, Revised, Revision
from etl.queries.view import PUBLIC, View
from etl.releases.bridge import Bridge, bridge
from etl.releases.standing import Standing, standing
from etl.warehouse.releases import Release


def background(home: Path, *, period: Period, day: date, view: View = PUBLIC) -> Background:
    """Return the background of a quarter's workbook as things stand on a day, in a view.

    Bridged are the newest releases of the quarter itself and of the one before. ReleaseError where the
    journal or a release's files were tampered with.
    """
    stands = standing(home)
    draft = stands.draft(str(period))
    return Background(
        revised=tuple(_revised(bridge(home, release, view=view)) for release in _earlier(stands, period)),
        replies=draft.replies if draft else (),
        actions=stands.carried(day),
    )


def _earlier(stands: Standing, period: Period) -> list[Release]:
    newest = (stands.latest(str(one)) for one in (period.shift(-1), period))
    return [release for release in newest if release is not None]


def _revised(found: Bridge) -> Revised:
    release = found.release
    return Revised(
        number=release.number,
        period=release.period,
        at=release.at,
        definitions_then=release.definitions_version,
        definitions_now=found.definitions_now,
        rows=tuple(
            Revision(
                measure=row["measure"],
                unit=row["unit_code"],
                quantity=row["quantity"],
                released=row["released"],
                parts=tuple(row[part] for part in PARTS),
                now=row["now"],
                difference=row["difference"],
                mark=row["mark"],
            )
            for row in found.table.astype("object").where(found.table.notna(), None).to_dict("records")
        ),
    )

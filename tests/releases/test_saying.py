"""The way to a release: preview, comments and answers, replies, actions carried from quarter to quarter."""

from datetime import date
from pathlib import Path

import pytest

from etl.definitions.calendar import Period
from etl.queries import NothingPublished
from etl.releases import saying
from etl.releases.standing import fold, standing
from etl.warehouse import journal
from etl.warehouse.home import Home
from etl.warehouse.releases import Release, Released, ReleaseError
from tests.releases.samples import PERIOD, send

QUARTER = str(PERIOD)


def test_a_quarter_goes_from_preview_to_comment_to_resolved(home: Path) -> None:
    stages = []

    def note() -> None:
        draft = standing(home).draft(QUARTER)
        stages.append(draft.stage if draft else None)

    note()
    saying.preview(home, period=PERIOD, by="ก")
    note()
    first = saying.comment(home, period=PERIOD, text="ตัวเลขกระทรวง 03 สูงไป", by="ข").number
    second = saying.comment(home, period=PERIOD, text="ขอที่มา", by="ค").number
    saying.resolve(home, comment=first, text="ตรวจแล้ว ถูกต้อง", by="ก")
    note()
    saying.resolve(home, comment=second, text="ดูบัญชีไฟล์", by="ก")
    note()
    assert stages == [None, "preview", "comment", "resolved"]
    draft = standing(home).draft(QUARTER)
    assert draft is not None
    assert [(one.by, one.text, one.resolved_by, one.answer) for one in draft.comments] == [
        ("ข", "ตัวเลขกระทรวง 03 สูงไป", "ก", "ตรวจแล้ว ถูกต้อง"),
        ("ค", "ขอที่มา", "ก", "ดูบัญชีไฟล์"),
    ]


def test_a_new_preview_keeps_the_comments_nobody_answered(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    saying.comment(home, period=PERIOD, text="why")
    send(home, "late.xlsx", {"07-04": (10, 10)})
    saying.preview(home, period=PERIOD)
    draft = standing(home).draft(QUARTER)
    assert draft is not None
    assert (draft.stage, [one.text for one in draft.open]) == ("comment", ["why"])


def test_after_a_release_the_next_preview_begins_without_the_old_comments(
    released: tuple[Path, Release],
) -> None:
    home, _ = released
    before = standing(home).draft(QUARTER)
    saying.preview(home, period=PERIOD)
    after = standing(home).draft(QUARTER)
    assert before is not None
    assert after is not None
    assert (before.stage, after.stage, after.comments) == ("released", "preview", ())


@pytest.mark.parametrize("period", [PERIOD, Period(2563, 1)])
def test_nothing_can_be_said_of_a_quarter_without_an_open_preview(home: Path, period: Period) -> None:
    with pytest.raises(ReleaseError, match="No draft"):
        saying.comment(home, period=period, text="why")
    with pytest.raises(ReleaseError, match="No draft"):
        saying.reply(home, period=period, ministry="03", text="agreed", name="ปลัด")


def test_a_quarter_nobody_reported_for_has_no_preview(home: Path) -> None:
    with pytest.raises(ReleaseError, match="No agency has reported for 2563Q1"):
        saying.preview(home, period=Period(2563, 1))


def test_an_empty_folder_is_not_made_a_home_by_talking_of_it(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        saying.act(tmp_path / "none", period=PERIOD, text="do", owner="OCSC", due=date(2021, 9, 30))
    assert not (tmp_path / "none").exists()


def test_a_comment_is_answered_once_and_only_if_it_exists(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    number = saying.comment(home, period=PERIOD, text="why").number
    saying.resolve(home, comment=number, text="so", by="ก")
    with pytest.raises(ReleaseError, match="already answered by ก"):
        saying.resolve(home, comment=number, text="again")
    with pytest.raises(ReleaseError, match="There is no comment 99"):
        saying.resolve(home, comment=99, text="so")


def test_a_ministry_s_later_reply_takes_the_place_of_its_earlier_one(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    day = date(2021, 5, 1)
    saying.reply(home, period=PERIOD, ministry="07", text="ไม่เห็นด้วย", name="ปลัดกระทรวง", dated=day)
    saying.reply(home, period=PERIOD, ministry="03", text="รับทราบ", name="รองปลัด", dated=day)
    saying.reply(home, period=PERIOD, ministry="07", text="เห็นด้วย", name="ปลัดกระทรวง", dated=day)
    draft = standing(home).draft(QUARTER)
    assert draft is not None
    assert [(one.ministry, one.text, one.name, one.dated) for one in draft.replies] == [
        ("03", "รับทราบ", "รองปลัด", day),
        ("07", "เห็นด้วย", "ปลัดกระทรวง", day),
    ]


def test_a_reply_of_no_ministry_is_refused(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    with pytest.raises(ReleaseError, match="no ministry ZZ"):
        saying.reply(home, period=PERIOD, ministry="ZZ", text="agreed", name="ปลัด")


def test_actions_are_carried_until_done_overdue_first_and_shown_once_more_when_done(
    released: tuple[Path, Release],
) -> None:
    home, made = released
    late = saying.act(home, period=PERIOD, text="อบรม", owner="สำนักงาน ก.พ.", due=date(2021, 6, 30)).number
    far = saying.act(
        home, period=PERIOD, text="รายงาน ครม.", owner="OPDC", due=date(2999, 1, 1), origin="instruction"
    ).number
    done = saying.act(home, period=PERIOD, text="ประเมิน", owner="TPQI", due=date(2021, 3, 31)).number
    saying.move(home, action=done, done=True, note="เสร็จตามแผน")
    day, entries = date(2021, 7, 1), journal.read(Home(home))
    carried = fold(entries).carried(day)
    assert [(one.id, one.state) for one in carried] == [(late, "overdue"), (far, "open"), (done, "done")]
    assert (carried[1].origin, carried[2].note) == ("instruction", "เสร็จตามแผน")
    later = Released(release=made.model_copy(update={"number": 2, "at": entries[-1].at}))
    again = entries[-1].model_copy(update={"number": len(entries) + 1, "event": later})
    assert [one.id for one in fold((*entries, again)).carried(day)] == [late, far]
    saying.move(home, action=done, done=False)
    assert [one.id for one in standing(home).carried(day)] == [done, late, far]
    with pytest.raises(ReleaseError, match="There is no action 99"):
        saying.move(home, action=99, done=True)


@pytest.mark.usefixtures("after_midnight")
def test_a_reply_without_a_date_is_of_the_day_it_is_in_thailand(home: Path) -> None:
    saying.preview(home, period=PERIOD)
    saying.reply(home, period=PERIOD, ministry="03", text="noted", name="A. B.")
    draft = standing(home).draft(QUARTER)
    assert draft is not None
    assert [reply.dated for reply in draft.replies] == [date(2021, 10, 1)]

"""Small files as agencies send them, to be loaded one after another."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from etl.definitions import definitions
from etl.definitions.calendar import Period

PERIOD = Period(2564, 2)
CAPABILITIES = tuple(definitions().capabilities)
PEOPLE = ",".join(("รหัสบุคลากร", "ส่วนราชการ", "กลุ่มบุคลากร", "วันที่ประเมิน", "วิธีประเมิน", "มาตรวัด", *CAPABILITIES))
POSTS = "ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน),ไตรมาส"
POSTS_EACH = 80


def agencies(number: int) -> list[str]:
    """The first so many agencies of which a report is expected, by code."""
    expected = sorted(agency.code for agency in definitions().expected_agencies(PERIOD))
    return list(islice(expected, number))


def posts(path: Path, codes: list[str]) -> Path:
    """A csv of headcounts: 80 specialists in each of these agencies."""
    rows = [f"{code},TECH,{POSTS_EACH},{PERIOD}" for code in codes]
    path.write_text("\n".join((POSTS, *rows)), encoding="utf-8")
    return path


def people(path: Path, agency: str, *, ready: int, others: int) -> Path:
    """A csv of one agency's specialists: so many ready, the others below the mark in everything."""
    marks = [70] * ready + [40] * others
    rows = [
        f"{agency}-{number},{agency},TECH,15/2/2564,tpqi,0-100{f',{mark}' * len(CAPABILITIES)}"
        for number, mark in enumerate(marks)
    ]
    path.write_text("\n".join((PEOPLE, *rows)), encoding="utf-8")
    return path

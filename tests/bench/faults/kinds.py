"""The kinds of faults: what is put into a sound table, and where the product must tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from etl.definitions import definitions
from tests.bench.faults.clean import SCORES, Layout, Value

TOLD = "any row"


@dataclass(frozen=True)
class Spot:
    """A place where one of these rules must be told: body row (None: anywhere), column (None: none)."""

    row: int | None
    column: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """A kind of fault; `alone` where it concerns the whole table and nothing else can be told beside it."""

    name: str
    dataset: str
    sow: Callable[[Layout, int, Random], list[Spot]]
    alone: bool = False
    formats: tuple[bool, ...] = (True, False)
    """Whether it can stand in a workbook (True), in a csv file (False)."""


def _cell(
    name: str,
    dataset: str,
    column: str,
    rule: str,
    *values: Value,
    xlsx_only: bool = False,
    csv_only: bool = False,
) -> Kind:
    def sow(layout: Layout, row: int, chance: Random) -> list[Spot]:
        place = column
        if column == "score":
            place = next(score for score in layout.columns if score in SCORES)
        layout.rows[row][place] = chance.choice(values)
        return [Spot(row, place, (rule,))]

    return Kind(name, dataset, sow, formats=(True,) if xlsx_only else (False,) if csv_only else (True, False))


def _table(name: str, dataset: str, sow: Callable[[Layout, int, Random], list[Spot]]) -> Kind:
    return Kind(name, dataset, sow, alone=True)


def _no_scores(layout: Layout, row: int, chance: Random) -> list[Spot]:
    for score in layout.columns:
        if score in SCORES:
            layout.rows[row][score] = chance.choice((None, "-", "n/a"))
    return [Spot(row, TOLD, ("V-12",))]


def _swapped_cells(layout: Layout, row: int, chance: Random) -> list[Spot]:
    cells = layout.rows[row]
    cells["group"], cells["method"] = (
        definitions().methods["self"].th,
        chance.choice(("EXEC", "TECH", "OTHR")),
    )
    return [Spot(row, "group", ("V-03",)), Spot(row, "method", ("V-03",))]


def _twice(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows.append(dict(layout.rows[row]))
    return [Spot(len(layout.rows) - 1, None, ("K-01",))]


def _other_score(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    score = next(score for score in layout.columns if score in SCORES and layout.rows[row][score] is not None)
    layout.rows.append({**layout.rows[row], score: 12})
    layout.rows[row][score] = 88
    return [Spot(row, score, ("K-02",)), Spot(len(layout.rows) - 1, score, ("K-02",))]


def _two_groups(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row]["group"] = "EXEC"
    layout.rows.append({**layout.rows[row], "group": "TECH"})
    return [Spot(at, "person_id", ("K-04",)) for at in (row, len(layout.rows) - 1)]


def _other_count(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row]["headcount"] = 3
    layout.rows.append({**layout.rows[row], "headcount": 4})
    return [Spot(row, None, ("K-03",)), Spot(len(layout.rows) - 1, None, ("K-03",))]


def _no_hours(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row] |= {"lecture_hours": 0, "other_hours": "0"}
    return [Spot(row, "lecture_hours", ("V-17",))]


def _overspent(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row] |= {"allocated": 1000, "disbursed": "1,000.01"}
    return [Spot(row, "disbursed", ("V-26",))]


def _no_amount(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row] |= {"requested": None, "allocated": "-", "disbursed": "n/a"}
    return [Spot(row, TOLD, ("V-25",))]


def _million(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row] |= {"unit": "ล้านบาท", "requested": 2_476_000, "allocated": None, "disbursed": None}
    return [Spot(row, "requested", ("V-16",))]


def _other_ministry(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    own = layout.rows[row]["ministry"]
    layout.rows[row]["ministry"] = next(
        ministry.th
        for ministry in definitions().ministries.values()
        if ministry.th != own and ministry.code > "02"
    )
    return [Spot(row, "agency", ("A-03", "A-01"))]


def _beyond(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.extra[row] = "12"
    return [Spot(row, TOLD, ("V-21",))]


def _without(*columns: str, rule: str = "S-13") -> Callable[[Layout, int, Random], list[Spot]]:
    def sow(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
        for column in columns:
            layout.columns.remove(column)
        return [Spot(None, None, (rule,))]

    return sow


def _personal(layout: Layout, _row: int, chance: Random) -> list[Spot]:
    layout.columns.append("name")
    layout.headers["name"] = chance.choice(("ชื่อ-สกุล", "เลขประจำตัวประชาชน", "อีเมล", "เบอร์โทรศัพท์"))
    for cells in layout.rows:
        cells["name"] = "นายสมชาย ใจดี"
    return [Spot(None, None, ("N-02",))]


def _strange(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.columns.append("room")
    layout.headers["room"] = "ห้อง"
    for cells in layout.rows:
        cells["room"] = "ชั้น 3"
    return [Spot(None, None, ("S-10",))]


def _several_quarters(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.titles = [["แบบรายงาน"], ["มาตรวัด 0-100"]]
    layout.columns.remove("period")
    layout.rows[row]["assessed_on"] = "15/12/2563"
    return [Spot(None, TOLD, ("P-08",))]


def _no_unit(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles = [[TITLE_ONLY]]
    layout.columns.remove("unit")
    return [Spot(None, None, ("D-11",))]


def _no_scale(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles = [[TITLE_ONLY]]
    return [Spot(None, None, ("D-07",))]


def _levels(layout: Layout, _row: int, chance: Random) -> list[Spot]:
    layout.titles = [[TITLE_ONLY]]
    for cells in layout.rows:
        for score in layout.columns:
            if score in SCORES:
                cells[score] = chance.randint(1, 5)
    return [Spot(None, None, ("D-08",))]


def _renamed(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.headers["group"] = "ประเภทบุคคล"
    return [Spot(None, None, ("S-18",))]


def _doubled(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.headers["evidence"] = layout.headers["stage"] = "ระยะ"
    return [Spot(None, None, ("S-08",))]


def _early(layout: Layout, row: int, _chance: Random) -> list[Spot]:
    layout.rows[row] |= {"period": "2559Q2", "assessed_on": "15/1/2559"}
    return [Spot(row, "period", ("P-06",))]


def _swapped(first: str, second: str, *, both: bool = True) -> Callable[[Layout, int, Random], list[Spot]]:
    def sow(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
        headers = layout.headers
        headers[first], headers[second] = headers[second], headers[first]
        # The header of `first` now stands above the values of `second`.
        return [Spot(None, name, ("D-12",)) for name in ((first, second) if both else (second,))]

    return sow


def _headless(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.with_header = False
    layout.titles, layout.notes = [], []
    return [Spot(None, None, ("S-16",))]


def _two_quarters(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles.append(["เปรียบเทียบกับ ไตรมาสที่ 1 ปีงบประมาณ 2564"])
    return [Spot(None, None, ("S-15",))]


def _no_quarter(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles = [["แบบรายงาน"]]
    return [Spot(None, TOLD, ("P-01",))]


def _mixed(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles = [[TITLE_ONLY]]
    score = next(score for score in layout.columns if score in SCORES)
    for place, cells in enumerate(layout.rows):
        cells[score] = 4 if place % 2 else 85
    return [Spot(None, score, ("D-05",))]


def _shares(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    layout.titles = [[TITLE_ONLY]]
    for cells in layout.rows:
        for score in layout.columns:
            if score in SCORES:
                cells[score] = 0.85
    return [Spot(None, TOLD, ("D-06",))]


def _held(layout: Layout, _row: int, _chance: Random) -> list[Spot]:
    rows = range(0, 60, 4)
    for place in rows:
        layout.rows[place]["stage"] = "ระยะที่ 9"
    return [Spot(None, None, ("D-03",)), *(Spot(place, "stage", ("V-03",)) for place in rows)]


TITLE_ONLY = "รายงาน ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564"
BAD_DATES = ("31/2/2564", "29 ก.พ. 2566", "32 มกราคม 2564", "15/13/2564", "เมื่อวาน", "๓๑ เม.ย. ๒๕๖๔")

KINDS: tuple[Kind, ...] = (
    _cell("person id is blank", "assessment", "person_id", "V-01", None, " "),
    _cell("person id lost its digits", "assessment", "person_id", "V-22", "1.23E+12", "3.1E+12"),
    _cell("person id is a name", "assessment", "person_id", "V-22", "สมชาย ใจดี"),
    _cell("group is blank", "assessment", "group", "V-01", None, "-"),
    _cell("group is unknown", "assessment", "group", "V-03", "ผู้บริหารระดับกลาง", "กลุ่ม 9", "EXE"),
    Kind("group and method swapped in a row", "assessment", _swapped_cells),
    _cell("date does not exist", "assessment", "assessed_on", "V-04", *BAD_DATES),
    _cell("year is impossible", "assessment", "assessed_on", "V-05", "15/1/2654", "15 ม.ค. 1564"),
    _cell("date in C.E.", "assessment", "assessed_on", "V-06", "15/1/2021", "3 ก.พ. 2021"),
    _cell("B.E. in a date cell", "assessment", "assessed_on", "V-07", datetime(2564, 1, 15), xlsx_only=True),
    _cell("date after the quarter", "assessment", "assessed_on", "P-03", "15/4/2564"),
    _cell("method is unknown", "assessment", "method", "V-03", "สัมภาษณ์", "ทดสอบด้วยวาจา"),
    _cell("method is blank", "assessment", "method", "V-23", None, "-"),
    _cell("score above the scale", "assessment", "score", "V-11", 105, "100.5", "๑๐๑"),
    _cell("score below zero", "assessment", "score", "V-11", -5, "(5)"),
    _cell("score with a percent sign", "assessment", "score", "V-09", "85%", "๘๕ %"),
    _cell("score is no number", "assessment", "score", "V-08", "8o", "ดีมาก", "NaN", "1e308"),
    _cell("score with a comma for a point", "assessment", "score", "V-10", "85,5"),
    _cell("score is a fraction", "assessment", "score", "V-24", 0.85),
    _cell("formula error", "assessment", "score", "V-18", "#REF!", "#DIV/0!", "#N/A", xlsx_only=True),
    _cell("formula without a value", "assessment", "score", "V-19", "=SUM(A1:A2)", xlsx_only=True),
    Kind("no score at all", "assessment", _no_scores),
    Kind("row sent twice", "assessment", _twice),
    Kind("two scores of one person", "assessment", _other_score),
    Kind("one person in two groups", "assessment", _two_groups),
    Kind("agency of another ministry", "assessment", _other_ministry),
    _cell("ministry is unknown", "assessment", "ministry", "A-04", "กระทรวงดิจิตอล"),
    _cell("period is no quarter", "assessment", "period", "P-02", "ไตรมาส 5/2564", "ครึ่งปีแรก"),
    _cell("period of a year not taken", "assessment", "period", "P-09", "ไตรมาส 4/2599", "2549Q1"),
    Kind("period before the programme", "assessment", _early),
    _cell("period in C.E.", "assessment", "period", "P-04", "2021Q2"),
    _cell("agency is misspelt", "headcount", "agency", "A-01", "กรมสรรพกรณ์", "กรมทีดิน", "กรมการค่าต่างประเทศ"),
    _cell("agency repeats in every ministry", "headcount", "agency", "A-02", "สำนักงานปลัดกระทรวง"),
    _cell("agency by abbreviation alone", "headcount", "agency", "A-07", "สป.กค."),
    _cell("agency of another time", "headcount", "agency", "A-06", "กรมการเปลี่ยนแปลงสภาพภูมิอากาศและสิ่งแวดล้อม"),
    _cell("agency is blank", "headcount", "agency", "V-01", None),
    _cell("code and name disagree", "headcount", "agency", "A-01", "03-07 กรมศุลกากร"),
    _cell("headcount is negative", "headcount", "headcount", "V-11", -3, "(12)"),
    _cell("headcount is not whole", "headcount", "headcount", "V-13", 12.5, "3.25"),
    _cell("headcount is words", "headcount", "headcount", "V-08", "ห้าคน", "12 คน"),
    _cell("headcount is impossible", "headcount", "headcount", "V-11", 12_345_678),
    _cell("headcount is blank", "headcount", "headcount", "V-01", None, "ไม่มีข้อมูล"),
    Kind("two headcounts of one group", "headcount", _other_count),
    _cell("escape left in text", "stage", "evidence", "V-02", "รายงาน_x001F_ฉบับที่ 3"),
    _cell("glyph numbers of a PDF", "stage", "evidence", "V-02", "(cid:12)รายงาน"),
    _cell("text of another encoding", "stage", "evidence", "V-02", "เธเธฃเธกเธชเธฃ", "\ufffdายงาน"),
    _cell("mark doubled", "stage", "evidence", "V-02", "หนังสือที่่ 3"),
    _cell("citizen id in a text", "stage", "evidence", "N-01", "เลข 1-1017-00203-45-0", "๑๑๐๑๗๐๐๒๐๓๔๕๐"),
    _cell("telephone in a text", "stage", "evidence", "N-04", "โทร 081-234-5678"),
    _cell("name of a person", "stage", "assessor", "N-03", "นายสมชาย ใจดี"),
    _cell("stage is unknown", "stage", "stage", "V-03", "ระยะที่ 4", "ปานกลาง"),
    _cell("participants are words", "training", "participants", "V-08", "สามสิบ"),
    _cell("theme is unknown", "training", "theme", "V-03", "3"),
    _cell("capability is unknown", "training", "capability", "V-03", "ความสามารถด้านบัญชี"),
    _cell("course is blank", "training", "course", "V-01", None),
    _cell("hours are negative", "training", "lecture_hours", "V-11", -2),
    Kind("no hours", "training", _no_hours),
    _cell("amount is negative", "budget", "requested", "V-14", "(1,200)", -500),
    _cell("amount has a broken comma", "budget", "requested", "V-10", "18,250,00", "4,840,0"),
    _cell("amount finer than a satang", "budget", "requested", "V-15", "1200.555"),
    _cell("amount is words", "budget", "requested", "V-08", "หนึ่งล้าน", "1.2 ล้าน"),
    _cell("fiscal year is no year", "budget", "fiscal_year", "P-07", "25655", "ปีที่แล้ว"),
    _cell("fiscal year in C.E.", "budget", "fiscal_year", "P-04", 2022),
    _cell("source is unknown", "budget", "source", "V-03", "เงินกู้"),
    _cell("money unit is unknown", "budget", "unit", "V-03", "ดอลลาร์"),
    Kind("baht called million baht", "budget", _million),
    Kind("more spent than given", "budget", _overspent),
    Kind("no amount at all", "budget", _no_amount),
    _cell("practice is unknown", "practice", "practice", "V-03", "P9"),
    _cell("status is unknown", "practice", "status", "V-03", "อยู่ระหว่างพิจารณา"),
    _cell("text without end", "practice", "evidence", "V-20", "ก" * 33_000, csv_only=True),
    Kind("cell beyond the header", "practice", _beyond, formats=(False,)),
    _table("group and method swapped", "assessment", _swapped("group", "method")),
    _table("person and date swapped", "assessment", _swapped("assessed_on", "person_id", both=False)),
    _table("group and headcount swapped", "headcount", _swapped("group", "headcount")),
    _table("practice and status swapped", "practice", _swapped("practice", "status")),
    _table("date column missing", "stage", _without("effective_on")),
    _table("status column missing", "practice", _without("status")),
    _table("no method", "assessment", _without("method", rule="D-09")),
    _table("no agency", "assessment", _without("agency", "ministry", rule="D-10")),
    _table("no agency for headcounts", "headcount", _without("agency")),
    _table("column of personal data", "assessment", _personal),
    _table("column nobody knows", "training", _strange),
    _table("dates of several quarters", "assessment", _several_quarters),
    _table("no money unit", "budget", _no_unit),
    _table("no scale", "assessment", _no_scale),
    _table("levels without a scale", "assessment", _levels),
    _table("header of a column unknown", "headcount", _renamed),
    _table("header twice", "stage", _doubled),
    _table("no header", "stage", _headless),
    _table("no header of headcount", "headcount", _headless),
    _table("two quarters in the title", "practice", _two_quarters),
    _table("no quarter", "headcount", _no_quarter),
    _table("two scales in a column", "assessment", _mixed),
    _table("shares for scores", "assessment", _shares),
    _table("too many faulty rows", "stage", _held),
)
"""Every kind; a row of the second and third blocks concerns the whole table."""

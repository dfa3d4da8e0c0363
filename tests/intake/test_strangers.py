"""Columns nobody knows are not taken, but a citizen id in one of them never passes unseen."""

from etl.intake import recognise
from etl.intake.sheets import CellFault, Table
from tests.intake.books import Cell, sheet

HEADER = ["ส่วนราชการ", "ระยะ", "วันที่มีผล", "บันทึกย่อ"]
REVENUE = ["กรมสรรพากร", "ระยะเริ่มต้น", "1 ม.ค. 2564"]
CUSTOMS = ["กรมศุลกากร", "ระยะสมบูรณ์", "1 ก.พ. 2564"]
EXCISE = ["กรมสรรพสามิต", "ระยะสมบูรณ์", "1 มี.ค. 2564"]


def with_notes(*notes: Cell, header: list[str] = HEADER) -> Table:
    rows = [[*row, note] for row, note in zip((REVENUE, CUSTOMS, EXCISE), notes, strict=True)]
    (table,) = recognise.tables(sheet(["บัญชีระยะ"], header, *rows)).tables
    return table


def test_a_citizen_id_in_a_column_not_taken_refuses_its_row_without_its_value() -> None:
    table = with_notes("ครบ", "บัตร ๑-๑๐๑๗-๐๐๒๐๓-๔๕-๐", None)
    assert table.faults == (CellFault(4, "D", "citizen_id", "***"),)
    assert table.unknown == ("บันทึกย่อ",)


def test_a_citizen_id_under_no_header_at_all_refuses_its_row() -> None:
    assert with_notes(None, None, "1101700203450", header=HEADER[:3]).faults == (
        CellFault(5, "D", "citizen_id", "***"),
    )


def test_a_column_of_nothing_but_citizen_ids_is_dropped_whatever_its_header_says() -> None:
    table = with_notes("1101700203450", "1101700203450", None)
    assert (table.dropped, table.unknown, table.faults) == (("บันทึกย่อ",), (), ())


def test_thirteen_digits_that_are_nobodys_citizen_id_harm_nothing() -> None:
    assert with_notes("1101700203451", "0994000160097", None).faults == ()

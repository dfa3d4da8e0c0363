"""Workbooks no spreadsheet program would write, or only an odd one: read in full, or refused by name."""

from __future__ import annotations

import hashlib
import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from etl.intake import recognise, workbook
from etl.intake.limits import Limits
from etl.intake.reader import Reader
from etl.intake.sheets import CellFault, Merge, SheetSet
from tests.intake.hostile import GOOD, HEADER, MAIN, ROWS, cell, pack, parts, sheet_data, strict, worksheet

pytestmark = pytest.mark.own_processes

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EXPECTED = [HEADER[2], *(str(row[2]) for row in ROWS)]
"""What stands in column C of the good workbook."""
BODY = GOOD.removeprefix("<sheetData>").removesuffix("</sheetData>")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reading:
        yield reading


def read(members: dict[str, str | bytes], folder: Path, limits: Limits | None = None) -> SheetSet:
    return workbook.read(pack(folder / "a.xlsx", members).read_bytes(), limits or Limits())


def with_rows(extra: str, before: str = "") -> dict[str, str | bytes]:
    """The good workbook with something after its rows and before them."""
    return parts(worksheet(f"{before}<sheetData>{BODY}{extra}</sheetData>"))


def linked(members: dict[str, str | bytes], link: str) -> dict[str, str | bytes]:
    """The workbook with one more relationship."""
    path = "xl/_rels/workbook.xml.rels"
    return {**members, path: str(members[path]).replace("</Relationships>", f"{link}</Relationships>")}


def shared(index: str, strings: str) -> dict[str, str | bytes]:
    """The good workbook with its first agency in the table of shared texts."""
    own = cell("A2", "01-10")
    members = parts(worksheet(GOOD.replace(own, f'<c r="A2" t="s"><v>{index}</v></c>')))
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    return linked(
        members, f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    )


READ_IN_FULL: dict[str, dict[str, str | bytes]] = {
    "strict": strict(parts()),
    "formatting to the last column": parts(
        worksheet(
            '<cols><col min="1" max="16384" width="9"/></cols>'
            + GOOD.replace("</row>", '<c r="XFD1"/></row>', 1)
        )
    ),
    "formatting to the last row": with_rows('<row r="1048576"><c r="A1048576"/><c r="XFD1048576"/></row>'),
    "a dimension too small": with_rows("", '<dimension ref="A1"/>'),
    "a dimension too large": with_rows("", '<dimension ref="A1:XFD1048576"/>'),
    "a dimension that is none": with_rows("", '<dimension ref="ZZZZ99999999999"/>'),
    "prefixes": parts(re.sub(r"<(/?)", r"<\1x:", worksheet().replace("xmlns=", "xmlns:x="))),
    "cells without addresses": parts(worksheet(re.sub(r' r="[A-Z]*\d+"', "", GOOD))),
    "single quotes": parts(worksheet(GOOD.replace('"', "'"))),
    "a comment in a text": parts(worksheet(GOOD.replace("01-10", "01<!-- of a kind -->-10"))),
    "CDATA": parts(worksheet(GOOD.replace("01-10", "<![CDATA[01-10]]>"))),
    "a character by its number": parts(worksheet(GOOD.replace("01-10", "&#48;1-10"))),
    "rich text and its pronunciation": shared(
        "0", "<si><r><rPr><b/></rPr><t>01-</t></r><r><t>10</t></r><rPh sb='0' eb='1'><t>zero</t></rPh></si>"
    ),
    "rich text in place": parts(
        worksheet(GOOD.replace("<t>01-10</t>", "<r><t>01-</t></r><r><t>10</t></r><rPh><t>zero</t></rPh>"))
    ),
    "no styles, no list of contents": {
        name: part for name, part in parts().items() if name != "[Content_Types].xml"
    },
    "rows from the last to the first": parts(
        worksheet(f"<sheetData>{''.join(re.findall(r'<row.*?</row>', GOOD)[::-1])}</sheetData>")
    ),
    "an external link": linked(
        parts(),
        f'<Relationship Id="r9" Type="{OFFICE}/externalLink" Target="http://127.0.0.1:9/" '
        'TargetMode="External"/>',
    ),
    "an absolute path": {
        name: str(part).replace('"worksheets/', '"/xl/worksheets/') for name, part in parts().items()
    },
}


@pytest.mark.parametrize("oddity", READ_IN_FULL)
def test_an_odd_workbook_that_says_the_same_is_read_in_full(oddity: str, tmp_path: Path) -> None:
    found = read(READ_IN_FULL[oddity], tmp_path)
    assert found.problems == ()
    assert found.sheets[0].cells["A"].to_pylist() == [HEADER[0], *["01-10"] * 6]
    assert found.sheets[0].cells["C"].to_pylist() == EXPECTED
    assert found.sheets[0].faults == ()


MALFORMED: dict[str, dict[str, str | bytes]] = {
    "two values at one address": parts(worksheet(GOOD.replace("</row>", cell("A1", 5) + "</row>", 1))),
    "two rows of one number": with_rows(BODY),
    "a shared text that is not there": shared("7", "<si><t>01-10</t></si>"),
    "a shared text below nought": shared("-1", "<si><t>01-10</t></si>"),
    "a shared text by no number": shared("x", "<si><t>01-10</t></si>"),
    "no table of shared texts": {
        name: part for name, part in shared("0", "").items() if name != "xl/sharedStrings.xml"
    },
    "an entity nobody declared": parts(worksheet(GOOD.replace("01-10", "&agency;"))),
    "bytes that are no UTF-8": {**parts(), "xl/worksheets/sheet1.xml": worksheet().encode("cp874")},
    "an address that is none": parts(worksheet(GOOD.replace('r="A2"', 'r="?"'))),
    "an end in the middle": parts(worksheet()[:-60]),
    "an empty sheet part": {**parts(), "xl/worksheets/sheet1.xml": b""},
    "no sheet part": {name: part for name, part in parts().items() if "sheet1" not in name},
    "no relationships": {name: part for name, part in parts().items() if "workbook.xml.rels" not in name},
    "a sheet outside the workbook": {
        name: str(part).replace('"worksheets/sheet1.xml"', '"../../etc/passwd"')
        for name, part in parts().items()
    },
    "a sheet on the network": {
        name: str(part).replace('"worksheets/sheet1.xml"', '"http://127.0.0.1:9/" TargetMode="External"')
        for name, part in parts().items()
    },
    "two sheets of one part": {
        name: str(part).replace("</sheets>", '<sheet name="ข้อมูล 2" sheetId="2" r:id="r1"/></sheets>')
        for name, part in parts().items()
    },
    "merged cells one over the other": parts(
        worksheet(GOOD + '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="A3:A6"/></mergeCells>')
    ),
}


@pytest.mark.parametrize("fault", MALFORMED)
def test_a_workbook_two_programs_would_read_differently_is_refused_as_malformed(
    fault: str, reader: Reader, tmp_path: Path
) -> None:
    found = reader.read(pack(tmp_path / "a.xlsx", MALFORMED[fault]))
    assert [problem.rule for problem in found.problems] == ["F-18"]
    assert found.sheets == ()


TOO_MUCH = {
    "a row number beyond all": GOOD.replace('r="A2"', 'r="A99999999999"'),
    "a column beyond all": GOOD.replace('r="A2"', 'r="ZZZZZZ2"'),
}


@pytest.mark.parametrize("claim", TOO_MUCH)
def test_a_parser_that_asks_for_all_memory_dies_alone_and_without_a_word(
    claim: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bomb = pack(tmp_path / "a.xlsx", parts(worksheet(TOO_MUCH[claim])))
    good = pack(tmp_path / "b.xlsx", parts())
    with Reader() as reader:
        found = list(reader.read_all([(bomb, None), (good, None)]))
    assert [problem.rule for problem in found[0].problems] == ["F-17"]
    assert found[1].sheets[0].cells.num_rows == 7
    assert capfd.readouterr().err == ""


def test_a_reading_process_the_system_kills_is_told_and_the_next_file_is_read(tmp_path: Path) -> None:
    waiting = tmp_path / "a.csv"
    os.mkfifo(waiting)
    good = pack(tmp_path / "b.xlsx", parts())
    with Reader() as reader:
        coming = reader.read_all([(waiting, None), (good, None)])
        with waiting.open("wb"):  # opens when the reading process has come to it
            os.kill(_reading(waiting), signal.SIGKILL)
            found = list(coming)
    assert [problem.rule for problem in found[0].problems] == ["F-17"]
    assert found[1].sheets[0].cells.num_rows == 7


def _reading(path: Path) -> int:
    """Id of the process, other than this one, that holds the file open."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            with suppress(OSError):
                if any(link.readlink() == path for link in (process / "fd").iterdir()):
                    return int(process.name)
    raise LookupError(path)


def test_bytes_other_than_those_the_gate_saw_are_not_read(reader: Reader, tmp_path: Path) -> None:
    path = pack(tmp_path / "a.xlsx", parts())
    seen = hashlib.sha256(path.read_bytes()).hexdigest()
    assert reader.read(path, seen).problems == ()

    pack(path, parts(worksheet(GOOD.replace("<v>4</v>", "<v>5</v>"))))
    changed = reader.read(path, seen)
    path.unlink()
    removed = reader.read(path, seen)

    assert [problem.rule for problem in (*changed.problems, *removed.problems)] == ["F-20", "F-20"]
    assert changed.sheets == removed.sheets == ()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_of_hidden_sheets_gives_their_names_and_no_cell(state: str, tmp_path: Path) -> None:
    found = read(parts(state=state), tmp_path)
    assert [(sheet.name, sheet.visible) for sheet in found.sheets] == [("ข้อมูล", False)]
    assert found.sheets[0].cells.num_columns == 0


@pytest.mark.parametrize("mark", ['hidden="1"', "hidden='true'", 'ht="0" hidden="1"'])
def test_hidden_rows_are_read_and_counted_however_they_are_written(mark: str, tmp_path: Path) -> None:
    (sheet,) = read(parts(worksheet(GOOD.replace('<row r="3"', f'<row r="3" {mark}'))), tmp_path).sheets
    assert (sheet.hidden_rows, sheet.cells.num_rows) == (1, 7)


def dated(value: str, epoch: str = "") -> dict[str, str | bytes]:
    """A workbook whose B1 holds this number in the format of a date."""
    place = f'<c r="B1" s="1"><v>{value}</v></c></row>'
    members = parts(worksheet(sheet_data([["วันที่"]]).replace("</row>", place)), properties=epoch)
    members["xl/styles.xml"] = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>"
    )
    return linked(members, f'<Relationship Id="r3" Type="{OFFICE}/styles" Target="styles.xml"/>')


@pytest.mark.parametrize(("epoch", "day"), [("", "2021-01-02"), ('<workbookPr date1904="1"/>', "2025-01-03")])
def test_dates_count_from_the_day_the_workbook_says(epoch: str, day: str, tmp_path: Path) -> None:
    (sheet,) = read(dated("44198", epoch), tmp_path).sheets
    assert sheet.cells["B"].to_pylist() == [f"{day} 00:00:00"]


def test_a_number_too_large_for_the_date_it_is_shown_as_is_a_fault_and_no_empty_cell(tmp_path: Path) -> None:
    (sheet,) = read(dated("812345678901"), tmp_path).sheets
    assert sheet.faults == (CellFault(1, "B", "error_value", "#####"),)


def test_a_parser_that_panics_is_a_malformed_workbook_and_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Reader() as reader:
        found = reader.read(pack(tmp_path / "a.xlsx", dated("-1e300")))
    assert [problem.rule for problem in found.problems] == ["F-18"]
    assert capfd.readouterr().err == ""


def test_each_error_and_each_formula_without_its_value_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    errors = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?")
    cells = "".join(
        f'<c r="{place}8" t="e"><v>{error}</v></c>' for place, error in zip("ABCDE", errors, strict=True)
    )
    formulas = (
        '<c r="F8"><f>SUM(C2:C7)</f></c><c r="G8"><f t="array" ref="G8">A1</f><v/></c>'
        '<c r="H8"><f>1</f><v>1</v></c>'
    )
    (sheet,) = read(with_rows(f'<row r="8">{cells}{formulas}</row>'), tmp_path).sheets
    assert sheet.faults == (
        *(CellFault(8, place, "error_value", error) for place, error in zip("ABCDE", errors, strict=True)),
        CellFault(8, "F", "formula_without_value", ""),
        CellFault(8, "G", "formula_without_value", ""),
    )
    assert sheet.cells["H"][7].as_py() == "1"


def test_a_row_that_holds_nothing_but_a_formula_without_its_value_is_refused_and_not_lost(
    tmp_path: Path,
) -> None:
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{place}{row}"><f>Sheet2!{place}{row}</f></c>' for place in "ABCD")
        + "</row>"
        for row in (8, 9)
    )
    (table,) = recognise.contents(read(with_rows(rows), tmp_path)).tables
    assert table.body["row_no"].to_pylist() == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [(fault.row, fault.column, fault.kind) for fault in table.faults] == [
        (row, place, "formula_without_value") for row in (8, 9) for place in "ABCD"
    ]


def test_a_value_beyond_the_last_column_read_is_told_with_its_place(tmp_path: Path) -> None:
    wide = parts(worksheet(sheet_data([["a"] * 250])))
    (fault,) = read(wide, tmp_path).problems
    assert (fault.rule, fault.found, fault.expected) == ("S-02", "250", "200")


@pytest.mark.parametrize(("columns", "rule"), [(26, "S-02"), (27, None), (702, None)])
def test_the_limit_of_columns_is_the_last_one_read(columns: int, rule: str | None, tmp_path: Path) -> None:
    found = read(parts(worksheet(sheet_data([["a"] * 27]))), tmp_path, Limits(columns=columns))
    assert [problem.rule for problem in found.problems] == ([rule] if rule else [])


def test_a_million_rows_are_refused_with_their_number(reader: Reader, tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(8, 1_000_001))
    (fault,) = reader.read(pack(tmp_path / "a.xlsx", with_rows(rows))).problems
    assert (fault.rule, fault.found, fault.expected) == ("S-01", "1,000,000", "300,000")


def test_fifty_thousand_merged_ranges_are_read(reader: Reader, tmp_path: Path) -> None:
    ranges = "".join(f'<mergeCell ref="F{row}:F{row + 1}"/>' for row in range(1, 100_001, 2))
    (sheet,) = reader.read(
        pack(tmp_path / "a.xlsx", parts(worksheet(f"{GOOD}<mergeCells>{ranges}</mergeCells>")))
    ).sheets
    assert (len(sheet.merges), sheet.merges[-1]) == (50_000, Merge("F", 99_999, 100_000))
    assert sheet.cells["C"].to_pylist() == EXPECTED


def test_every_row_of_the_grid_formatted_costs_nothing_but_the_formats(
    reader: Reader, tmp_path: Path
) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"/></row>' for row in range(8, 1_048_577))
    (sheet,) = reader.read(pack(tmp_path / "a.xlsx", with_rows(rows))).sheets
    assert sheet.cells["C"].to_pylist() == EXPECTED


def test_a_cell_longer_than_excel_allows_is_named_and_not_cut(tmp_path: Path) -> None:
    longest, longer = "x" * 32_767, "x" * 32_768
    (sheet,) = read(with_rows(f'<row r="8">{cell("A8", longest)}{cell("B8", longer)}</row>'), tmp_path).sheets
    assert (sheet.cells["A"][7].as_py(), sheet.cells["B"][7].as_py()) == (longest, None)
    assert sheet.faults == (CellFault(8, "B", "cell_too_long", "32,768"),)

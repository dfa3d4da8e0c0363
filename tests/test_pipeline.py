"""Loading as its users see it: reports, history, what is replaced, and that nothing else ever changes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import openpyxl
import pytest

from etl import pipeline
from etl.definitions.current import using
from etl.pipeline import FileReport, LoadReport, NoSuchPath
from etl.publish.xlsx import save
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current
from tests.ruled import spaced

PEOPLE = "รหัสบุคลากร,ส่วนราชการ,กลุ่มบุคลากร,วันที่ประเมิน,วิธีประเมิน,มาตรวัด,DLit,DG"
POSTS = "ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน),ไตรมาส"
PERSON = "SECRET7781234"


def people(path: Path, *rows: str) -> Path:
    """Write a csv of assessments: person,agency,group,date,method,scale,DLit,DG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((PEOPLE, *rows)), encoding="utf-8")
    return path


def posts(path: Path, *rows: str) -> Path:
    """Write a csv of headcounts: agency,group,number,period."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join((POSTS, *rows)), encoding="utf-8")
    return path


def workbook(path: Path, sheets: Mapping[str, Sequence[str]], *, saved: datetime) -> Path:
    """Write a workbook of such sheets, with a saved time of its own."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(
                [int(text) if text.isdecimal() and len(text) < 4 else text for text in line.split(",")]
            )
    save(book, path, saved_at=saved)
    return path


def load(home: Path, *paths: Path) -> LoadReport:
    return pipeline.load(paths, home=home)


def statuses(report: LoadReport) -> dict[str, str]:
    return {file.path.name: file.status for file in report.files}


def in_force(home: Path) -> list[tuple[object, ...]]:
    with open_current(Home(home)) as snapshot:
        return snapshot.connection.execute(
            "select agency, period, category, headcount from accepted.headcount order by all"
        ).fetchall()


def only(report: LoadReport) -> FileReport:
    (file,) = report.files
    return file


def test_a_report_is_exactly_the_contracts_json(own_home: Path, tmp_path: Path) -> None:
    sent = people(
        tmp_path / "a.csv",
        *(f"p{number},01-01,TECH,15/2/2564,tpqi,0-100,70,50" for number in range(9)),
        "p9,01-01,NOBODY,15/2/2564,tpqi,0-100,70,50",
    )
    report = load(own_home, sent)
    file = only(report).as_json()
    assert list(file) == ["path", "sha256", "status", "problems", "datasets"]
    assert (file["path"], file["status"], file["problems"]) == (str(sent), "partly", [])
    dataset = only(report).datasets[0].as_json()
    dataset.pop("problems")
    problem = only(report).datasets[0].problems[0].model_dump()
    assert dataset == {
        "dataset": "assessment",
        "sheet": "csv",
        "agency_count": 1,
        "period": "2564Q2",
        "rows_read": 10,
        "accepted": 9,
        "rejected": 1,
        "ignored": 0,
        "superseded": 0,
    }
    assert list(problem) == [
        "rule",
        "sheet",
        "row",
        "column",
        "found",
        "expected",
        "message_th",
        "message_en",
    ]
    assert (problem["rule"], problem["row"], problem["found"]) == ("V-03", 11, "NOBODY")
    assert not report.complete


def test_check_gives_the_report_of_load_and_stores_nothing(own_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    people(folder / "a.csv", "p1,01-01,TECH,15/2/2564,tpqi,0-100,70,50")
    posts(folder / "b.csv", "01-01,TECH,10,2564Q2")
    posts(folder / "c.csv", "01-01,TECH,11,2564Q2")
    checked = pipeline.check([folder], home=own_home)
    assert not own_home.exists()
    loaded = load(own_home, folder)
    assert checked.as_json()["files"] == loaded.as_json()["files"]
    assert (checked.snapshot, statuses(checked)) == (
        None,
        dict.fromkeys(("a.csv", "b.csv", "c.csv"), "loaded"),
    )
    assert sorted(dataset.superseded for file in loaded.files for dataset in file.datasets) == [0, 0, 1]


def test_the_same_bytes_again_are_a_duplicate_and_change_nothing(own_home: Path, tmp_path: Path) -> None:
    sent = posts(tmp_path / "a.csv", "01-01,TECH,10,2564Q2")
    first = load(own_home, sent)
    copy = posts(tmp_path / "copy.csv", "01-01,TECH,10,2564Q2")
    again = load(own_home, sent, copy)
    assert statuses(again) == {"a.csv": "duplicate", "copy.csv": "duplicate"}
    assert (again.snapshot, again.complete, len(pipeline.history(own_home))) == (first.snapshot, True, 1)


def test_of_two_files_with_the_same_bytes_in_one_call_one_is_loaded(own_home: Path, tmp_path: Path) -> None:
    sent = [posts(tmp_path / name, "01-01,TECH,10,2564Q2") for name in ("a.csv", "b.csv")]
    assert statuses(load(own_home, *sent)) == {"a.csv": "loaded", "b.csv": "duplicate"}


def test_neither_the_order_of_the_files_of_a_call_nor_their_names_matter(tmp_path: Path) -> None:
    scored = "1,01-01,TECH,15/2/2564,tpqi,0-100"
    published = set()
    for number, names in enumerate(permutations("abc")):
        folder = tmp_path / f"sent{number}"
        sent = [
            posts(folder / f"{names[0]}.csv", "01-01,TECH,10,2564Q2"),
            posts(folder / f"{names[1]}.csv", "01-01,TECH,11,2564Q2"),
            people(folder / f"{names[2]}.csv", f"{scored},70,40"),
            people(folder / "d.csv", f"{scored},50,60"),
        ]
        home = tmp_path / f"home{number}"
        published.add(load(home, *(sent if number % 2 else reversed(sent))).snapshot)
    assert len(published) == 1


def test_a_workbook_saved_later_replaces_one_saved_earlier_whatever_their_names(
    own_home: Path, tmp_path: Path
) -> None:
    early = workbook(
        tmp_path / "z.xlsx", {"x": [POSTS, "01-01,TECH,10,2564Q2"]}, saved=datetime(2021, 4, 1, tzinfo=UTC)
    )
    late = workbook(
        tmp_path / "a.xlsx", {"x": [POSTS, "01-01,TECH,20,2564Q2"]}, saved=datetime(2021, 4, 2, tzinfo=UTC)
    )
    load(own_home, late, early)
    assert in_force(own_home) == [("01-01", "2564Q2", "TECH", 20)]


def test_a_correction_replaces_and_taking_it_back_restores(own_home: Path, tmp_path: Path) -> None:
    # near the register's headcount, so that each return counts
    load(own_home, posts(tmp_path / "a.csv", "01-01,TECH,400,2564Q2", "01-01,SERV,50,2564Q2"))
    correction = posts(tmp_path / "b.csv", "01-01,TECH,420,2564Q2")
    corrected = only(load(own_home, correction))
    assert [dataset.superseded for dataset in corrected.datasets] == [2]
    assert in_force(own_home) == [("01-01", "2564Q2", "TECH", 420)]
    taken_back = pipeline.withdraw(str(corrected.submission), home=own_home, by="checker")
    assert not taken_back.same_figures
    assert in_force(own_home) == [("01-01", "2564Q2", "SERV", 50), ("01-01", "2564Q2", "TECH", 400)]
    withdrawn = pipeline.history(own_home)[-1].entry.withdrawn
    assert withdrawn is not None
    assert withdrawn.by == "checker"
    assert only(load(own_home, correction)).status == "loaded"
    assert in_force(own_home) == [("01-01", "2564Q2", "TECH", 420)]


def test_a_refused_file_is_recorded_once_and_a_rebuild_changes_no_figure(
    own_home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "sent"
    posts(folder / "a.csv", "01-01,TECH,10,2564Q2")
    (folder / "broken.xlsx").write_bytes(b"not a workbook")
    (folder / "readme.txt").write_text("a note", encoding="utf-8")
    (folder / "~$a.xlsx").write_bytes(b"lock of an open workbook")
    first = load(own_home, folder)
    assert statuses(first) == {"a.csv": "loaded", "broken.xlsx": "refused", "readme.txt": "ignored"}
    (reason,) = next(one for one in first.files if one.path.name == "readme.txt").problems
    assert (reason.rule, reason.expected) == ("F-24", ".csv .ods .xls .xlsb .xlsm .xlsx")
    again = load(own_home, folder)
    assert statuses(again) == {"a.csv": "duplicate", "broken.xlsx": "refused", "readme.txt": "ignored"}
    assert sorted((one.entry.status, one.entry.counts) for one in pipeline.history(own_home)) == [
        ("loaded", True),
        ("refused", False),
    ]
    assert again.snapshot == first.snapshot
    assert pipeline.rebuild(own_home).same_figures


def test_what_is_named_and_does_not_exist_is_wrong_usage_and_makes_no_home(
    own_home: Path, tmp_path: Path
) -> None:
    with pytest.raises(NoSuchPath, match=r"There is no file or folder .*nothing\.xlsx"):
        load(own_home, tmp_path / "nothing.xlsx")
    assert not own_home.exists()


def test_a_held_sheet_counts_for_nothing_while_the_others_of_its_file_do(
    own_home: Path, tmp_path: Path
) -> None:
    sent = workbook(
        tmp_path / "a.xlsx",
        {
            "posts": [POSTS, "01-01,TECH,10,2564Q2", "01-01,SERV,20,2564Q2"],
            "people": [
                PEOPLE,
                "p1,01-01,TECH,15/2/2564,tpqi,0-100,70,50",
                "p2,01-01,NOBODY,15/2/2564,tpqi,0-100,70,50",
            ],
        },
        saved=datetime(2021, 4, 1, tzinfo=UTC),
    )
    file = only(load(own_home, sent))
    assert file.status == "partly"
    assert [
        (one.dataset, one.rows_read, one.accepted, one.rejected, one.ignored) for one in file.datasets
    ] == [
        ("headcount", 2, 2, 0, 0),
        ("assessment", 2, 0, 2, 0),
    ]
    with open_current(Home(own_home)) as snapshot:
        assert snapshot.connection.execute("select count(*) from fact.person_quarter").fetchall() == [(0,)]
    folder = Home(own_home).submissions / str(file.submission)
    assert sorted(path.name for path in folder.iterdir()) == [
        "headcount.parquet",
        "manifest.json",
        "rejects.parquet",
        "returned.parquet",
    ]


def test_no_person_id_is_found_anywhere_in_the_home(own_home: Path, tmp_path: Path) -> None:
    sent = people(
        tmp_path / "a.csv",
        *(f"{PERSON}{number},01-01,TECH,15/2/2564,tpqi,0-100,70,50" for number in range(9)),
        f"{PERSON},01-01,NOBODY,15/2/2564,tpqi,0-100,70,50",
    )
    assert only(load(own_home, sent)).status == "partly"
    holding = [
        path.name for path in own_home.rglob("*") if path.is_file() and PERSON.encode() in path.read_bytes()
    ]
    assert holding == []


def test_progress_tells_how_many_files_are_done(own_home: Path, tmp_path: Path) -> None:
    sent = [posts(tmp_path / f"{name}.csv", f"01-01,TECH,{ord(name)},2564Q2") for name in "ab"]
    told: list[tuple[int, int, str]] = []
    pipeline.load(
        sent, home=own_home, progress=lambda done, total, path: told.append((done, total, path.name))
    )
    assert told == [(1, 2, "a.csv"), (2, 2, "b.csv")]


def test_status_accounts_for_the_rows_of_what_was_not_taken_back(own_home: Path, tmp_path: Path) -> None:
    load(own_home, posts(tmp_path / "a.csv", "01-01,TECH,10,2564Q2", "01-01,NOBODY,1,2564Q2"))
    load(own_home, posts(tmp_path / "b.csv", "01-02,TECH,10,2564Q2", "01-02,SERV,10,2564Q2"))
    first, _ = pipeline.history(own_home)
    pipeline.withdraw(first.entry.id, home=own_home)
    found = pipeline.status(own_home)
    assert found.submissions == {"loaded": 1, "withdrawn": 1}
    assert found.rows == {"rows_read": 2, "accepted": 2, "rejected": 0, "ignored": 0}


def test_status_tells_who_has_not_reported_and_accounts_for_every_row(own_home: Path, tmp_path: Path) -> None:
    empty = pipeline.status(own_home)
    assert (empty.snapshot, empty.submissions, empty.rows["rows_read"]) == (None, {}, 0)
    sent = people(
        tmp_path / "a.csv",
        *(f"p{number},01-01,TECH,15/2/2564,tpqi,0-100,70,50" for number in range(5)),
        "p5,01-01,NOBODY,15/2/2564,tpqi,0-100,70,50",
    )
    loaded = load(own_home, sent)
    found = pipeline.status(own_home)
    assert (found.snapshot, found.damaged, found.period) == (loaded.snapshot, None, "2564Q2")
    assert found.rows == {"rows_read": 6, "accepted": 5, "rejected": 1, "ignored": 0}
    assert found.submissions == {"partly": 1}
    assert found.expected == len(found.not_reported) + 1
    assert "01-01" not in found.not_reported
    assert "01-02" in found.not_reported


def test_the_report_counts_who_left_force_with_the_first_return_under_other_ids(
    own_home: Path, tmp_path: Path
) -> None:
    first = people(tmp_path / "a.csv", *(f"{n},01-01,TECH,15/2/2564,tpqi,0-100,70,50" for n in range(1, 4)))
    second = people(tmp_path / "b.csv", "1,01-01,TECH,15/5/2564,tpqi,0-100,70,50")
    with using(spaced(("01-01", "new numbers", "2564Q3"))):
        assert only(load(own_home, first)).datasets[0].problems == ()
        (told,) = only(load(own_home, second)).datasets[0].problems
    assert (told.rule, told.found, told.expected) == ("K-05", "3", "2564Q3")

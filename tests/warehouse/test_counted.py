"""People of another population, or assessed under another framework: stored, told, and in no figure."""

from pathlib import Path

import pyarrow.parquet as pq

from etl import pipeline
from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import FRAMEWORK, POPULATION
from etl.queries import open_reader
from etl.queries.view import ANALYST
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.records import SHAPE

HEADER = "รหัสบุคลากร,ส่วนราชการ,กลุ่มบุคลากร,วันที่ประเมิน,วิธีประเมิน,มาตรวัด,ประเภทการจ้าง,กรอบทักษะ,DLit"
ROWS = (
    "1,03-03,TECH,15/2/2564,tpqi,0-100,ข้าราชการ,ว6/2561,70",
    "2,03-03,TECH,15/2/2564,tpqi,0-100,,,70",
    "3,03-03,TECH,15/2/2564,tpqi,0-100,,กรอบของกรมเอง,70",
    "4,03-03,TECH,15/2/2564,tpqi,0-100,พนักงานราชการ,,70",
    "5,03-03,TECH,15/2/2564,tpqi,0-100,ลูกจ้างประจำ,,70",
    "6,03-03,TECH,15/2/2564,tpqi,0-100,ข้าราชการ,dev_2566,70",
    "7,03-03,TECH,15/2/2564,tpqi,0-100,นักบินอวกาศ,,70",
)
POSTS = "ส่วนราชการ,กลุ่มบุคลากร,จำนวน (คน),ไตรมาส,ประเภทการจ้าง"


def test_only_civil_servants_under_the_first_framework_are_counted(own_home: Path, tmp_path: Path) -> None:
    people, posts = tmp_path / "people.csv", tmp_path / "posts.csv"
    people.write_text("\n".join((HEADER, *ROWS)), encoding="utf-8")
    heads = ("03-03,TECH,2000,2564Q2,ข้าราชการ", "03-03,TECH,700,2564Q2,พนักงานราชการ")
    posts.write_text("\n".join((POSTS, *heads)), encoding="utf-8")
    report = pipeline.load([people, posts], home=own_home)
    (assessed,), (counted,) = (file.datasets for file in report.files)
    assert (assessed.rows_read, assessed.accepted, assessed.rejected) == (7, 6, 1)
    assert [(one.rule, one.row, one.column) for one in assessed.problems] == [
        ("V-27", 5, "ประเภทการจ้าง"),
        ("V-27", 7, "กรอบทักษะ"),
        ("V-03", 8, "ประเภทการจ้าง"),
    ]
    assert (counted.accepted, [one.rule for one in counted.problems]) == (2, ["V-27"])
    with open_reader(own_home) as reader:
        figures = reader.figures(
            periods=[Period(2564, 2)],
            measures=["persons_seen", "headcount"],
            levels=["agency"],
            view=ANALYST,
        )
    own = figures[figures["unit_code"] == "03-03"]
    assert dict(zip(own["measure"], own["value"], strict=True)) == {"persons_seen": 3, "headcount": 2000}


def test_a_submission_states_the_version_of_its_shape_and_whose_rows_it_holds(
    own_home: Path, tmp_path: Path
) -> None:
    people = tmp_path / "people.csv"
    people.write_text("\n".join((HEADER, *ROWS[:6])), encoding="utf-8")
    pipeline.load([people], home=own_home)
    (one,) = pipeline.history(own_home)
    assert one.manifest.version == SHAPE
    (path,) = store.dataset_files(Home(own_home), [one.manifest], "assessment")
    rows = pq.read_table(path).select(["population", "framework"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        *[("civil_servants", "w6_2561")] * 3,
        ("government_employees", "w6_2561"),
        ("other_employees", "w6_2561"),
        ("civil_servants", "dev_2566"),
    ]


def test_the_counted_population_and_framework_are_those_figures_state() -> None:
    counted = [
        [code for code, term in terms.items() if term.counted]
        for terms in (definitions().populations, definitions().frameworks)
    ]
    assert counted == [[POPULATION], [FRAMEWORK]]

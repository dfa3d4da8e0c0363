"""The definition files agree with each other, and every fault is told at once."""

import shutil
from pathlib import Path

import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.files import DefinitionFaults, alike
from etl.definitions.load import FOLDER, REFERENCE, read_definitions


def test_the_frame_has_six_groups_three_stages_seven_capabilities_and_eighteen_roles() -> None:
    known = definitions()
    assert (len(known.groups), len(known.stages), len(known.capabilities), len(known.roles)) == (6, 3, 7, 18)


def test_the_register_expects_173_agencies_of_414_088_people_at_the_end_of_fiscal_year_2567() -> None:
    expected = definitions().expected_agencies(Period.parse("2567Q4"))
    assert len(expected) == 173
    assert sum(sum(agency.posts[2567].values()) for agency in expected if agency.posts) == 414_088


def test_a_successor_is_expected_from_the_year_of_the_change_and_both_names_exist_in_it() -> None:
    known = definitions()
    for text, science, higher_education in (
        ("2561Q4", True, False),
        ("2562Q1", False, True),
        ("2563Q1", False, True),
    ):
        expected = {agency.code for agency in known.expected_agencies(Period.parse(text))}
        assert ("19-02" in expected, "23-03" in expected) == (science, higher_education)
    assert known.agencies["19-02"].existed(Period.parse("2562Q4"))
    assert known.agencies["23-03"].existed(Period.parse("2562Q1"))


def test_the_stages_own_requirement_row_serves_where_filled_and_the_any_row_elsewhere() -> None:
    known = definitions()
    assert known.required("EXEC", "EARLY", "DL", Period(2564, 2))
    assert known.required("EXEC", "NOT_STATED", "DL", Period(2564, 2))
    assert not known.required("EXEC", "EARLY", "DT", Period(2564, 2))


@pytest.mark.parametrize(
    ("vocabulary", "spelling", "code"),
    [
        ("groups", "ผู้บริหารระดับสูง", "EXEC"),
        ("groups", "กลุ่มผู้ปฏิบัติงานเฉพาะด้านเทคโนโลยีดิจิทัล (Technology)", "TECH"),
        ("groups", "ผู้ปฏิบัติงานอื่น ๆ", "OTHR"),
        ("stages", "Early Stage (ระยะเริ่มแรก)", "EARLY"),
        ("capabilities", "กลุ่มที่ ๗", "DTR"),
        ("capabilities", "dlit", "DLit"),
        ("methods", "ประเมินตนเอง", "self"),
        ("scales", "1 – 5", "1-5"),
        ("groups", "คนทั่วไป", None),
    ],
)
def test_a_spelling_stands_for_its_code_or_for_nothing(
    vocabulary: str, spelling: str, code: str | None
) -> None:
    assert definitions().lookup(vocabulary, spelling) == code


def test_every_fault_of_the_files_is_reported_at_once(tmp_path: Path) -> None:
    folder, reference = tmp_path / "definitions", tmp_path / "reference"
    shutil.copytree(FOLDER, folder)
    shutil.copytree(REFERENCE, reference)
    targets = folder / "targets.toml"
    targets.write_text(
        targets.read_text(encoding="utf-8").replace('measure = "T1"', 'measure = "T9"'), encoding="utf-8"
    )
    aliases = reference / "aliases.csv"
    aliases.write_text(aliases.read_text(encoding="utf-8") + "ที่อื่น,99-99,99,nowhere\n", encoding="utf-8")
    phases = folder / "phases.toml"
    phases.write_text(
        phases.read_text(encoding="utf-8").replace("first_year = 2561", 'first_year = "soon"'),
        encoding="utf-8",
    )
    with pytest.raises(DefinitionFaults) as told:
        read_definitions(folder, reference)
    assert told.value.faults == (
        "phases.toml own_money: first_year: Input should be a valid integer, "
        "unable to parse string as an integer",
        "aliases.csv ที่อื่น: no agency 99-99",
        "targets.toml T1: no measure T9",
    )


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ('groups = ["EXEC", "BOSS"]', "measures.toml T1: no groups BOSS"),
        (
            """where = "\\"group\\" = 'EXEC'\"""",
            "measures.toml T1: the groups it counts are named by `groups`",
        ),
    ],
)
def test_the_groups_a_measure_counts_are_known_and_stand_where_disclosure_control_reads_them(
    tmp_path: Path, written: str, fault: str
) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(FOLDER, folder)
    measures = folder / "measures.toml"
    text = measures.read_text(encoding="utf-8").replace('groups = ["EXEC", "MGMT"]', written)
    measures.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionFaults) as told:
        read_definitions(folder, REFERENCE)
    assert told.value.faults == (fault,)


def test_what_an_entry_does_not_say_is_as_in_the_one_it_is_like_or_the_first_column_of_its_id() -> None:
    written = {"a": {"th": "ก", "en": "a"}, "b": {"like": "a", "en": "b"}, "c": {"like": "b", "th": "ค"}}
    assert alike(written, "c") == {"th": "ค", "en": "b"}
    with pytest.raises(DefinitionFaults, match="d: like what is not there, e"):
        alike({"d": {"like": "e"}}, "d")
    known = definitions()
    leaders, everybody = known.measures["T1"], known.measures["T2"]
    assert (leaders.low, leaders.groups) == (everybody.low, ("EXEC", "MGMT"))
    first, later = (known.datasets[name].column("agency") for name in ("assessment", "practice"))
    assert (later.th, later.required, first.required) == (first.th, True, False)


def test_a_measure_is_found_by_its_own_name_and_by_its_familys() -> None:
    known = definitions()
    assert known.family("T1") == ("T1",)
    assert known.family("evidence_mix") == ("evidence_a", "evidence_b", "evidence_c", "self_tested_gap")
    assert known.family("nothing") == ()


def test_a_formula_in_words_is_the_quotient_or_says_what_else_it_is() -> None:
    measures = definitions().measures
    assert measures["ready_share"].formula("en").count(" ÷ ") == 1
    assert measures["hours_to_fix"].formula("en") == (
        "lecture hours ÷ {lecture_max}% − all hours (0 if within the limit)"
    )
    for measure in measures.values():
        assert bool(measure.value_th) == bool(measure.value_en)
        quotient = measure.value in ("", f"{measure.numerator} / {measure.denominator}")
        assert quotient or measure.value_en, measure.id


def test_every_id_of_the_specification_names_a_measure() -> None:
    known = definitions()
    assert known.family("ready_low") == known.family("ready_high") == ("ready_share",)
    assert known.family("stage_moves") == ("stage_moves", "stage_first")
    assert known.family("budget_*") == (
        "budget_requested",
        "budget_allocated",
        "budget_disbursed",
        "budget_disbursed_share",
    )


@pytest.mark.parametrize("name", ["thresholds.toml", "labels/cli.toml"])
def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "definitions"
    shutil.copytree(FOLDER, folder)
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + "\nthis is no entry\n", encoding="utf-8")
    with pytest.raises(DefinitionFaults, match=rf"{path.name}: .*line \d+"):
        read_definitions(folder, REFERENCE)

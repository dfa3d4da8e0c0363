"""Rules of measuring are rows with a first quarter: which value holds when, and which rows are refused."""

import shutil
from pathlib import Path

import pytest

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.files import DefinitionFaults
from etl.definitions.load import FOLDER, REFERENCE, read_definitions
from etl.warehouse.reference import dated_tables


def with_row(folder: Path, row: str, *, table: str = "rules") -> Definitions:
    """Return the definitions with one more row of a reference table."""
    reference = folder / "reference"
    shutil.copytree(REFERENCE, reference)
    path = reference / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    return read_definitions(FOLDER, reference)


def test_a_fiscal_year_means_its_first_quarter_and_the_rows_hold_until_the_next(tmp_path: Path) -> None:
    found = with_row(tmp_path, "pass_mark,70,2564,2563-09-01,a letter,the board")
    marks = [found.rule("pass_mark", Period(*at)) for at in ((2555, 1), (2563, 4), (2564, 1), (2580, 1))]
    assert marks == [60, 60, 70, 70]
    assert found.rule_changes() - definitions().rule_changes() == {Period(2564, 1)}


def test_a_rule_may_begin_in_a_quarter(tmp_path: Path) -> None:
    found = with_row(tmp_path, "judge_coverage,0.6,2564Q3,,,")
    assert [found.rule("judge_coverage", Period(2564, quarter)) for quarter in (2, 3)] == [0.5, 0.6]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("pass_mark,70,2561Q1,,,", "rules.csv pass_mark: two rows from 2561Q1 on"),
        ("mark_of_passing,70,2564,,,", "rules.csv 70.0: no rule mark_of_passing"),
        (
            "pass_mark,70,2564Q5,,,",
            "rules.csv row 22: valid_from: Value error, not a quarter such as 2564Q2: '2564Q5'",
        ),
        (
            "max_file_mb,5,2564,,,",
            "thresholds.toml max_file_mb: its value stands there or in rules.csv, and only in one of them",
        ),
    ],
)
def test_a_row_that_contradicts_another_or_names_no_rule_is_refused(
    tmp_path: Path, row: str, fault: str
) -> None:
    with pytest.raises(DefinitionFaults) as refused:
        with_row(tmp_path, row)
    assert refused.value.faults == (fault,)


def test_a_rule_with_dates_is_asked_for_a_quarter_only() -> None:
    with pytest.raises(KeyError):
        definitions().threshold("pass_mark")


def test_texts_name_rules_as_they_are_at_the_quarter(tmp_path: Path) -> None:
    found = with_row(tmp_path, "lecture_max,0.555,2564,,,")
    hours = found.measures["hours_to_fix"]
    earlier, later = (found.formula(hours, "en", Period(year, 4)) for year in (2563, 2564))
    assert (earlier.count("÷ 60%"), later.count("÷ 55.5%")) == (1, 1)
    base = next(iter(found.scenarios.values()))
    assert found.with_rules(base.en, Period(2564, 1)) == (
        "Rule of the quarter: pass mark 60, validity 24 months"
    )


def test_a_requirement_holds_from_its_quarter_on_for_the_stages_that_have_no_row_of_their_own(
    tmp_path: Path,
) -> None:
    row = "EXEC,ANY,DT,1,2564Q3,2564-01-05,official,,a letter,the board"
    found = with_row(tmp_path, row, table="requirements")
    before, after = Period(2564, 2), Period(2564, 3)
    assert [found.required("EXEC", "EARLY", "DT", period) for period in (before, after)] == [False, True]
    assert found.settled(Period(2566, 1)) == after
    rows = dated_tables(found, [before, after])["requirement"].to_pylist()
    asked = {(one["quarter"], one["stage"]) for one in rows if one["required"] and one["capability"] == "DT"
             and one["group"] == "EXEC"}  # fmt: skip
    assert asked == {(after.index, stage) for stage in (*found.stages, "NOT_STATED")}


def test_a_practice_is_asked_for_until_its_row_says_no_more(tmp_path: Path) -> None:
    found = with_row(tmp_path, "P8,0,2564,,a letter,", table="practices")
    asked = [len(found.asked_practices(Period(year, 4))) for year in (2563, 2564)]
    assert asked == [8, 7]
    counted = dated_tables(found, [Period(2563, 4), Period(2564, 1)])["practice"]
    assert counted.column("quarter").to_pylist().count(Period(2564, 1).index) == 7

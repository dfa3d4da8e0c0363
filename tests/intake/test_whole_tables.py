"""What concerns a table as a whole: swapped columns, rows that were not counted, amounts that clash."""

import pytest

from etl.definitions import definitions
from etl.definitions.current import using
from tests.intake.test_validate import MONEY, PERSON, Row, assessed, outcome, people, table, told
from tests.ruled import NATIONAL, spaced


def test_swapped_columns_refuse_the_table_and_say_which_looks_like_which() -> None:
    swapped = {"group": PERSON["method"], "method": PERSON["group"]}
    item = assessed(*people(4, swapped))
    assert (item.status, item.rejected, told(item)) == ("refused", 4, [("D-12", 4, "C"), ("D-12", 4, "E")])
    assert [fault.expected for fault in item.problems] == ["กลุ่มบุคลากร", "วิธีประเมิน"]
    assert "วิธีประเมิน" in item.problems[0].message_th


def test_other_faults_of_a_table_with_swapped_columns_are_told_in_the_same_pass() -> None:
    swapped = {"group": PERSON["method"], "method": PERSON["group"]}
    item = assessed(*people(4, swapped), {**PERSON, **swapped, "assessed_on": "31/2/2564"})
    assert told(item) == [("D-12", 4, "C"), ("D-12", 4, "E"), ("V-04", 9, "D")]


def test_a_person_column_swapped_with_the_dates_is_known_by_its_dates() -> None:
    item = assessed(
        *[{**row, "person_id": "15/1/2564", "assessed_on": row["person_id"]} for row in people(4)]
    )
    assert (item.status, told(item)[0]) == ("refused", ("D-12", 4, "D"))


def test_a_column_that_looks_like_another_one_which_is_sound_is_named_alone() -> None:
    item = assessed(*people(4, {"group": "ประเมินตนเอง"}))
    assert told(item)[0] == ("D-12", 4, "C")
    assert [fault.rule for fault in item.problems].count("D-12") == 1


def test_few_rows_or_single_mistyped_cells_are_faults_of_the_row() -> None:
    one = assessed({**PERSON, "group": "ประเมินตนเอง", "method": "EXEC"})
    assert ("V-03", 5, "C") in told(one) and "D-12" not in [rule for rule, _, _ in told(one)]


def test_rows_that_were_not_counted_are_told_once_a_reason_with_their_numbers() -> None:
    item = outcome(
        table(
            "headcount", HEADS, ignored=[(6, "total_row"), (7, "total_row"), (9, "note_row")], period="2564Q2"
        )
    )
    assert told(item) == [("S-17", 6, None), ("S-17", 9, None)]
    assert item.problems[0].message_th == (
        "ข้าม 2 แถวเพราะเป็นแถวยอดรวมหรือร้อยละ: แถวที่ 6, 7 หากถูกต้องแล้วไม่ต้องแก้ไข"
    )
    assert item.problems[1].message_en == (
        "Ignored as note or source: 1 (row 9). If that is right, nothing needs to be done."
    )


def test_of_many_rows_not_counted_the_first_are_listed() -> None:
    item = outcome(
        table("headcount", HEADS, ignored=[(row, "blank_row") for row in range(6, 26)], period="2564Q2")
    )
    assert item.problems[0].found == "6, 7, 8, 9, 10, 11, 12, 13, …"


HEADS: Row = {"agency": "03-07", "group": "EXEC", "headcount": "12"}


def test_the_same_number_of_two_agencies_is_one_person_only_in_one_register() -> None:
    there = {**PERSON, "agency": "03-03", "score:DLit": "10"}
    item = assessed(PERSON, there, *people(3))
    assert (item.accepted, told(item)) == (5, [])
    with using(spaced(NATIONAL)):
        item = assessed(*people(9), PERSON, there)
    clash = [(rule, row, column) for row in (14, 15) for rule, column in (("K-04", "A"), ("K-02", "F"))]
    assert (item.accepted, told(item)) == (9, clash)


def test_a_person_in_two_groups_on_one_day_is_told_on_both_rows_and_kept() -> None:
    item = assessed(PERSON, {**PERSON, "group": "TECH"}, *people(3))
    assert (item.accepted, told(item)) == (5, [("K-04", 5, "A"), ("K-04", 6, "A")])


def test_a_person_who_moved_between_two_days_is_no_fault() -> None:
    moved = {**PERSON, "group": "TECH", "assessed_on": "16/1/2564"}
    assert told(assessed(PERSON, moved)) == []


def test_money_that_was_spent_without_being_given_is_told_and_kept() -> None:
    item = outcome(table("budget", {**MONEY, "allocated": "10", "disbursed": "10.01"}, unit="baht"))
    assert (item.status, told(item)) == ("accepted", [("V-26", 5, "G")])
    assert (item.problems[0].found, item.problems[0].expected) == ("10.01", "10.00")


@pytest.mark.parametrize("allocated", ["10.01", "-"])
def test_money_within_what_was_given_is_no_fault(allocated: str) -> None:
    row = {**MONEY, "allocated": allocated, "disbursed": "10.01"}
    assert told(outcome(table("budget", row, unit="baht"))) == []


def test_a_row_without_any_amount_is_kept_as_not_reported() -> None:
    item = outcome(table("budget", {**MONEY, "requested": "-"}, {**MONEY, "source": "own"}, unit="baht"))
    assert (told(item), item.rows["requested"].to_pylist()[0]) == ([("V-25", 5, "E")], None)


def test_the_agency_of_the_title_fills_blank_cells_only_where_no_row_names_another() -> None:
    same = [HEADS, {**HEADS, "group": "TECH", "agency": None}]
    other = [{**HEADS, "agency": "03-05"}, {**HEADS, "group": "TECH", "agency": None}]
    assert told(outcome(table("headcount", *same, period="2564Q2", agency="กรมสรรพากร"))) == []
    found = outcome(
        table(
            "headcount",
            *other,
            *[{**HEADS, "agency": f"03-0{n}"} for n in (1, 2, 3, 4)],
            period="2564Q2",
            agency="กรมสรรพากร",
        )
    )
    assert told(found) == [("V-01", 6, "A")]


def test_every_rule_says_in_both_languages_what_to_do_next() -> None:
    for rule in definitions().rules.values():
        for text in (rule.th, rule.en, rule.why.th, rule.why.en, rule.mend.th, rule.mend.en):
            assert text.strip()


def test_of_very_many_faults_of_one_kind_the_first_thousand_are_told_singly_and_all_rows_go_back() -> None:
    rows = people(1500, {"score:DLit": "101"})
    item = assessed(*rows, {**PERSON, "group": "?"})
    above = [fault for fault in item.problems if fault.rule == "V-11"]
    assert [fault.row for fault in above] == list(range(5, 1006))
    assert above[-1].message_en.endswith("(and 500 more rows with the same problem in this column)")
    assert ("V-03", 1505, "C") in told(item)
    reasons = item.rejects["reasons"].to_pylist()
    assert [[reason["rule"] for reason in row] for row in reasons] == [["V-11"]] * 1500 + [["V-03"]]


def test_a_refused_row_has_its_reasons_in_the_order_of_its_cells_and_a_sound_one_that_of_the_table() -> None:
    faulty = {**PERSON, "person_id": "", "assessed_on": "31/2/2564", "score:DLit": "101"}
    item = assessed(PERSON, faulty)
    assert item.status == "held"
    assert [
        [(reason["column"], reason["rule"]) for reason in row] for row in item.rejects["reasons"].to_pylist()
    ] == [[(None, "D-03")], [("A", "V-01"), ("D", "V-04"), ("F", "V-11")]]

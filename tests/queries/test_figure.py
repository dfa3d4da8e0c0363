"""One way to print a number: rounding half up, last, the same for every medium."""

from __future__ import annotations

from math import nan

import pytest

from etl.definitions import definitions
from etl.queries import naming
from etl.queries import number as printed
from etl.queries.figure import Figure
from etl.queries.number import FORMATS, Kind, Number

TH, EN = definitions().words("th"), definitions().words("en")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (printed.percent(0.6125), "61.3%"),
        (printed.percent(0.8125), "81.3%"),  # half up, not half to even
        (printed.percent(0.285), "28.5%"),  # whatever the double is: 28.499999999999996 %
        (printed.percent(0.0), "0.0%"),
        (printed.percent(nan), "[x]"),
        (printed.percent(None, "c"), "[c]"),
        (printed.count(1234567.0), "1,234,567"),
        (printed.decimal(1234.55), "1,234.6"),
        (printed.in_million_baht(12_345_678.0, EN), "12.35 million baht"),
        (printed.in_million_baht(12_345_678.0, TH), "12.35 ล้านบาท"),
        (printed.in_million_baht(None, TH, "z"), "[z]"),
        (printed.whole_percent(0.6), "60%"),
        (naming.unit_name("03", EN), "Ministry of Finance"),
        (naming.unit_name("TH", TH), "ทั้งประเทศ"),
    ],
)
def test_a_number_is_rounded_once_and_named_as_people_read_it(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (0.0123, "points", "+1.2"),
        (-0.0125, "points", "\N{MINUS SIGN}1.3"),
        (-0.00049, "points", "0.0"),  # never "-0.0"
        (0.6125 - 0.5, "points", "+11.3"),  # 0.11249999999999999 is noise of the subtraction
        (-3.25, "difference", "\N{MINUS SIGN}3.3"),
        (-0.04, "difference", "0.0"),
    ],
)
def test_a_difference_has_its_sign_once_and_nothing_is_no_minus_nothing(
    value: float, kind: Kind, expected: str
) -> None:
    shown = Number(value, kind)
    assert shown.text == expected
    assert shown.direction == {"+": "up", "\N{MINUS SIGN}": "down"}.get(expected[0], "same")
    assert (shown.cell == 0) == (expected == "0.0")
    assert shown.prose(TH) == expected.lstrip("+\N{MINUS SIGN}")


def test_a_sentence_says_percent_in_words_and_a_missing_number_in_words() -> None:
    share = Number(0.508, "share")
    assert (share.text, share.card(TH), share.prose(TH), share.prose(EN)) == (
        "50.8%",
        "50.8%",
        "ร้อยละ 50.8",
        "50.8%",
    )
    for mark in "clhxz":
        hidden = Number(None, "share", mark)
        assert hidden.text == hidden.cell == f"[{mark}]"
        assert hidden.card(TH) == hidden.prose(TH) == TH(f"figure.mark.{mark}")


def test_a_figure_s_parts_are_numbers_of_its_measure_s_unit() -> None:
    ready = Figure("2564Q2", "ready_share", "TH", numerator=1240, denominator=2000, value=0.62, coverage=0.7)
    assert [ready.number(part).text for part in printed.PARTS] == [
        "62.0%",
        "1,240",
        "2,000",
        "[x]",
        "[x]",
        "70.0%",
    ]
    assert (ready.firm, ready.thin, ready.ranged) == (True, False, False)
    money = Figure("2564Q2", "budget_allocated", "TH", value=12_345_678)
    assert (money.number().text, money.number().cell) == ("12.35", 12.345678)
    assert money.in_unit(EN) == "12.35 million baht"
    gap = Figure("2564Q2", "self_tested_gap", "TH", value=4.26)
    assert gap.number().text == "+4.3"
    few = Figure("2564Q2", "ready_share", "03", denominator=20, mark="l")  # few ready, not a low coverage
    assert [few.number(part).text for part in printed.PARTS] == ["[l]", "[l]", "20", "[c]", "[c]", "[c]"]


def test_two_figures_differ_only_where_their_ranges_do_not_meet() -> None:
    def ranged(low: float | None, high: float | None) -> Figure:
        return Figure("2564Q2", "ready_share", "TH", value=0.5, low=low, high=high)

    assert ranged(0.5, 0.6).differs(ranged(0.3, 0.4))
    assert ranged(0.3, 0.4).differs(ranged(0.5, 0.6))
    assert not ranged(0.3, 0.5).differs(ranged(0.5, 0.6))
    assert not ranged(0.1 + 0.2, 0.5).differs(ranged(0.1, 0.3))  # by the last bit of a double alone
    assert not ranged(None, None).differs(ranged(0.5, 0.6))


def test_every_kind_s_cell_shows_as_many_decimals_as_its_text() -> None:
    for kind, form in FORMATS.items():
        shown = Number(0.5, kind).text
        assert len(shown.rstrip("%").partition(".")[2]) == form.decimals
        assert form.cell.split(";")[0].count("0", form.cell.find(".")) == form.decimals or not form.decimals

"""The path a target should be on and the words a figure may be given."""

import pytest

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.queries.figure import Figure
from etl.queries.targets import path_due, verdict, verdict_at, verdict_of


@pytest.mark.parametrize(
    ("quarter", "due"),
    [
        ("2560Q4", 0.0),
        ("2561Q2", 0.10),  # half way from nothing to the first milestone, 20 %
        ("2561Q4", 0.20),
        ("2564Q2", 0.575),  # half way from 50 % to 65 %
        ("2565Q4", 0.80),
        ("2567Q1", 0.80),
    ],
)
def test_the_path_is_linear_between_the_ends_of_fiscal_years(quarter: str, due: float) -> None:
    assert path_due("T1", Period.parse(quarter)) == pytest.approx(due)


@pytest.mark.parametrize(
    ("value", "low", "high", "coverage", "word"),
    [
        (0.90, 0.80, 0.95, 0.8, "met"),  # final target 80 %
        (0.70, 0.60, 0.95, 0.8, "on_path"),  # due 57.5 %
        (0.70, 0.575, 0.95, 0.8, "on_path"),
        (0.58, 0.50, 0.95, 0.8, "likely_on_path"),
        (0.57, 0.50, 0.60, 0.8, "likely_behind"),
        (0.40, 0.30, 0.57, 0.8, "behind"),
        (0.90, 0.85, 0.95, 0.49, "met"),  # proven, whatever the coverage
        (0.40, 0.30, 0.57, 0.1, "behind"),
        (0.90, 0.50, 0.95, 0.49, "cannot_judge"),
        (0.90, 0.50, 0.95, 0.50, "likely_on_path"),
        (0.575, 0.50, 0.575, 0.8, "likely_on_path"),  # what equals the path has reached it
        (None, 0.0, 1.0, 0.0, "cannot_judge"),
        (None, None, None, 0.8, "cannot_judge"),
        (0.90, None, None, None, "cannot_judge"),
    ],
)
def test_the_range_decides_the_verdict(
    value: float | None, low: float | None, high: float | None, coverage: float | None, word: str
) -> None:
    assert verdict("T1", Period.parse("2564Q2"), value=value, low=low, high=high, coverage=coverage) == word


@pytest.mark.parametrize("flag", ["register_estimate", "seen_exceeds_headcount"])
@pytest.mark.parametrize(
    ("value", "low", "high", "coverage", "word"),
    [
        (0.90, 0.85, 0.95, 0.49, "likely_on_path"),
        (0.90, 0.60, 0.95, 0.49, "likely_on_path"),
        (0.40, 0.30, 0.57, 0.1, "likely_behind"),
        (0.90, 0.50, 0.95, 0.49, "cannot_judge"),
        (0.57, 0.50, 0.60, 0.8, "likely_behind"),
    ],
)
def test_nothing_is_more_than_likely_on_a_headcount_estimated_or_exceeded(
    flag: str, value: float, low: float, high: float, coverage: float, word: str
) -> None:
    judged = verdict(
        "T1", Period.parse("2564Q2"), value=value, low=low, high=high, coverage=coverage, flag=flag
    )
    assert judged == word


def test_a_target_without_milestones_is_said_to_be_not_set() -> None:
    assert (
        verdict("T9", Period.parse("2564Q2"), value=0.9, low=0.9, high=0.9, coverage=1.0) == "target_not_set"
    )


@pytest.mark.parametrize(
    ("value", "mark", "status", "found", "said"),
    [
        (None, "c", "behind", None, "[c]"),
        (0.3, "c", "behind", "behind", "▼ behind"),  # exact, with the mark others see
        (None, "l", "behind", "behind", "▼ behind"),
        (None, "x", None, "cannot_judge", "? cannot tell yet"),
    ],
)
def test_a_withheld_figure_has_no_verdict(
    value: float | None, mark: str, status: str | None, found: str | None, said: str
) -> None:
    figure = Figure("2564Q2", "T2", "TH", value=value, mark=mark, status=status)
    assert verdict_at(figure) == found
    assert verdict_of(figure, definitions().words("en")).startswith(said)

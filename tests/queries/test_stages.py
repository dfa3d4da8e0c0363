"""What a change of stage is called, in the order the definitions give the stages."""

import pytest

from etl.queries.stages import movement


@pytest.mark.parametrize(
    ("earlier", "later", "called"),
    [
        ("EARLY", "MATURE", "up"),
        ("MATURE", "DEVELOPING", "down"),
        ("DEVELOPING", "DEVELOPING", "same"),
        ("NOT_STATED", "EARLY", "stated"),
        ("EARLY", "NOT_STATED", "lost"),
    ],
)
def test_a_change_of_stage_goes_up_or_down_or_is_none_to_compare(
    earlier: str, later: str, called: str
) -> None:
    assert movement(earlier, later) == called

"""Changes as documents take them: the earlier value as it was printed at its own quarter."""

import pandas as pd
import pytest

from etl.publish.changes import changes_of
from etl.queries.change import MARKS, OF_ALL, OF_PANEL
from etl.queries.view import ANALYST, PUBLIC, View


@pytest.mark.parametrize(
    ("measure", "persons", "view", "text"),
    [
        ("ready_share", 150, PUBLIC, "41%"),
        ("ready_share", 12_000, PUBLIC, "41.0%"),
        ("ready_share", 150, ANALYST, "41.0%"),
        ("T3", 43, PUBLIC, "41.0%"),  # of agencies, which are not rounded
    ],
)
def test_the_earlier_value_has_the_decimals_of_its_own_denominator(
    measure: str, persons: int, view: View, text: str
) -> None:
    row = {
        "measure": measure,
        "unit_code": "TH",
        **dict.fromkeys((*OF_ALL, *OF_PANEL, "rule_changed"), 0.41),
        **dict.fromkeys((*MARKS, "rule_mark"), None),
        "then_of": persons,
        "panel": 3,
    }
    table = pd.DataFrame([row])
    table.attrs["view"] = str(view)
    assert changes_of(table)["TH"].earlier.text == text

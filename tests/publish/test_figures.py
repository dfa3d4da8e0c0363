"""Tidy figures as files: the contract's columns, nulls empty, numbers exact."""

import csv
import json

import pandas as pd

from etl.publish import figures
from etl.queries.tidy import COLUMNS

KEYS = ["2564Q2", "ready_share", "ministry"]
OF = ["w6_2561", "civil_servants", "own"]
ROWS = pd.DataFrame(
    [
        [*KEYS, "03", "ALL", "ALL", "ALL", 1.0, 3.0, 1 / 3, 0.1, 0.9, 0.25, None, None, "s", *OF],
        [*KEYS, "07", "ALL", "ALL", "ALL", *[float("nan")] * 6, "c", None, "s", *OF],
    ],
    columns=COLUMNS,
)


def test_csv_has_exactly_the_contract_s_columns_from_its_first_byte_on() -> None:
    written = figures.encode(ROWS, form="csv")
    assert written.startswith(b"period,measure,level,unit_code,")
    assert next(csv.reader(written.decode("utf-8").splitlines())) == COLUMNS


def test_csv_keeps_every_digit_and_leaves_nulls_empty() -> None:
    shown, withheld = list(csv.DictReader(figures.as_csv(ROWS).splitlines()))
    assert (shown["unit_code"], shown["numerator"], shown["value"]) == ("03", "1.0", "0.3333333333333333")
    assert (withheld["value"], withheld["numerator"], withheld["mark"], withheld["status"]) == (
        "",
        "",
        "c",
        "",
    )


def test_json_is_an_array_of_rows_with_null_for_what_is_not_there() -> None:
    shown, withheld = json.loads(figures.as_json(ROWS))
    assert list(shown) == COLUMNS
    assert (shown["value"], shown["mark"]) == (1 / 3, None)
    assert (withheld["value"], withheld["mark"]) == (None, "c")


def test_a_table_without_rows_is_a_header_or_an_empty_array() -> None:
    assert figures.as_csv(ROWS.head(0)) == ",".join(COLUMNS) + "\n"
    assert json.loads(figures.as_json(ROWS.head(0))) == []

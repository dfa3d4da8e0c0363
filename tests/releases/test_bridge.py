"""The bridge names why a released figure is another one today, and its parts sum exactly."""

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.current import using
from etl.pipeline import confirm_headcount, rebuild
from etl.publish.workbook.background import CAUSES, PARTS
from etl.queries import open_reader
from etl.queries.view import ANALYST, PUBLIC, View
from etl.releases.bridge import QUANTITIES, Bridge, as_csv, as_records, bridge
from etl.releases.making import release
from etl.warehouse import frozen
from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home
from etl.warehouse.releases import Release
from etl.warehouse.store import read_ledger
from tests.releases.samples import CHECKER, PERIOD, PREPARER, Counts, entries, judged, send, take_back
from tests.ruled import ruled
from tests.warehouse.samples import headcount, load

Released = tuple[Path, Release]
UNMOVED: dict[str, object] = {"late": "0", "corrected": "0", "withdrawn": "0", "rules": "0"}
UNKNOWN: dict[str, object] = dict.fromkeys(UNMOVED)
AGENCIES = ("03-03", "03-04", "07-03", "07-04")


def row(found: Bridge, measure: str, unit: str, quantity: str) -> dict[str, object]:
    """The one row of a measure, unit and quantity, decimals as texts."""
    (one,) = [
        row
        for row in as_records(found)
        if (row["measure"], row["unit_code"], row["quantity"]) == (measure, unit, quantity)
    ]
    return {name: one[name] for name in ("released", *CAUSES, "now", "difference")}


def assert_sums_exactly(found: Bridge) -> None:
    """In every row the parts, as written, sum to the difference, as written."""
    rows = [row for row in as_records(found) if row["difference"] is not None]
    assert rows
    for one in rows:
        parts = sum(Decimal(str(one[cause])) for cause in CAUSES)
        assert parts == Decimal(str(one["difference"]))
        assert Decimal(str(one["released"])) + parts == Decimal(str(one["now"]))


def test_nothing_happened_nothing_changed(released_pattern: Released) -> None:
    found = bridge(*released_pattern, view=ANALYST)
    assert found.own_rules
    assert row(found, "ready_share", "TH", "numerator") == {
        "released": "42",
        **UNMOVED,
        "now": "42",
        "difference": "0",
    }
    assert_sums_exactly(found)


def test_late_returns_corrections_and_withdrawals_are_told_apart(released: Released) -> None:
    home, made = released
    send(home, "late.xlsx", {"07-04": (10, 10)})
    send(home, "mixed.xlsx", {"03-03": (40, 10), "03-04": (5, 0)})
    found = bridge(home, made, view=ANALYST)
    assert row(found, "ready_share", "TH", "numerator") == {
        "released": "42",
        "late": "15",
        "corrected": "10",
        "withdrawn": "0",
        "rules": "0",
        "now": "67",
        "difference": "25",
    }
    assert row(found, "ready_share", "03", "denominator") == {
        "released": "50",
        "late": "5",
        "corrected": "0",
        "withdrawn": "0",
        "rules": "0",
        "now": "55",
        "difference": "5",
    }
    take_back(home, entries(home)[0])
    later = bridge(home, made, view=ANALYST)
    assert row(later, "ready_share", "07", "denominator") == {
        "released": "40",
        "late": "20",
        "corrected": "0",
        "withdrawn": "-40",
        "rules": "0",
        "now": "20",
        "difference": "-20",
    }
    assert_sums_exactly(later)


def test_a_change_of_rule_is_the_last_part_and_the_steps_before_use_the_release_s_own(
    released: Released,
) -> None:
    home, made = released
    send(home, "late.xlsx", {"07-04": (10, 10)})
    with using(ruled("pass_mark", 80, version="stricter")):
        found = bridge(home, made, view=ANALYST)
    assert found.definitions_now == "stricter"
    assert row(found, "ready_share", "TH", "numerator") == {
        "released": "42",
        "late": "10",
        "corrected": "0",
        "withdrawn": "0",
        "rules": "-52",
        "now": "0",
        "difference": "-42",
    }
    assert_sums_exactly(found)


def test_where_the_release_s_definitions_cannot_be_read_today_s_serve_and_the_bridge_says_so(
    released: Released,
) -> None:
    home, made = released
    (frozen.path_of(Home(home), 1) / "definitions" / "measures.toml").unlink()
    send(home, "late.xlsx", {"07-04": (10, 10)})
    found = bridge(home, made, view=ANALYST)
    assert not found.own_rules
    assert row(found, "ready_share", "TH", "numerator")["late"] == "10"
    assert_sums_exactly(found)


def test_now_is_what_the_published_figures_say(released: Released) -> None:
    home, made = released
    send(home, "late.xlsx", {"07-04": (11, 10)})
    found = bridge(home, made, view=ANALYST)
    with open_reader(home) as reader:
        share = reader.figures(periods=[PERIOD], measures=["ready_share"], levels=["nation"], view=ANALYST)
    assert row(found, "ready_share", "TH", "value")["now"] == repr(float(share["value"].iloc[0]))


def parts_of(found: Bridge, unit: str, quantity: str = "numerator") -> dict[str, object]:
    """The parts of a unit's ready share, the joined and the closing one among them."""
    (one,) = [
        row
        for row in as_records(found)
        if (row["measure"], row["unit_code"], row["quantity"]) == ("ready_share", unit, quantity)
    ]
    return {name: one[name] for name in ("released", *PARTS, "now", "difference")}


def test_the_public_sees_parts_of_few_persons_joined_and_rounding_close_the_sum(released: Released) -> None:
    home, made = released
    send(home, "correction.xlsx", {"03-03": (33, 20)})
    exact, public = bridge(home, made, view=ANALYST), bridge(home, made, view=PUBLIC)
    assert row(exact, "ready_share", "03", "numerator")["corrected"] == "3"
    few = {"late": "0", "corrected": None, "withdrawn": "0", "rules": "0", "joined": None, "rounding": "0"}
    assert parts_of(public, "03") == {"released": "30", **few, "now": "30", "difference": "0"}
    send(home, "late.xlsx", {"03-04": (8, 0)})
    together = {"late": None, "corrected": None, "withdrawn": "0", "rules": "0", "joined": "10"}
    assert parts_of(bridge(home, made, view=PUBLIC), "03") == {
        "released": "30", **together, "rounding": "0", "now": "40", "difference": "10",
    }  # fmt: skip
    own = bridge(home, made, view=View.parse("own:03"))
    assert row(own, "ready_share", "03", "numerator") == row(
        bridge(home, made, view=ANALYST), "ready_share", "03", "numerator"
    )


def assert_nothing_few_is_shown(exact: Bridge, public: Bridge) -> None:
    """A cause that moved under ten persons is empty, or zero where none took place; all sums close."""
    truth = {(row["measure"], row["unit_code"], row["quantity"]): row for row in as_records(exact)}
    for shown in as_records(public):
        measure, unit, quantity = (str(shown[name]) for name in ("measure", "unit_code", "quantity"))
        if shown["difference"] is None:
            assert {shown[part] for part in PARTS} == {None}
            continue
        if not definitions().measures[measure].persons:
            assert shown == truth[measure, unit, quantity]
            continue
        parts = [Decimal(str(shown[part])) for part in PARTS if shown[part] is not None]
        assert sum(parts) == Decimal(str(shown["difference"]))
        few = []
        for cause in CAUSES:
            moved = [abs(Decimal(str(truth[measure, unit, name][cause] or 0))) for name in QUANTITIES[1:]]
            if max(moved) < 10:
                assert shown[cause] in (None, "0")
                few.append(cause)
        if any(shown[cause] is None for cause in few):
            assert all(shown[cause] is None for cause in few if truth[measure, unit, quantity][cause] != "0")
        else:
            assert shown["joined"] == "0"


def test_a_figure_that_did_not_exist_at_release_has_no_parts(released: Released) -> None:
    home, made = released
    send(home, "late.xlsx", {"05-03": (10, 10)})
    found = row(bridge(home, made, view=ANALYST), "ready_share", "05", "value")
    assert found == {"released": None, **UNKNOWN, "now": "0.5", "difference": None}


def test_csv_and_json_hold_the_same_texts(released_pattern: Released) -> None:
    found = bridge(*released_pattern, view=ANALYST)
    header, *lines = as_csv(found).splitlines()
    assert header == (
        "release,period,measure,level,unit_code,quantity,"
        "released,late,corrected,withdrawn,rules,joined,rounding,now,difference,mark"
    )
    assert len(lines) == len(as_records(found)) == len(json.loads(json.dumps(as_records(found))))


@dataclass(frozen=True)
class Sent:
    """A return, as plain Python keeps it."""

    counts: Counts
    counting: bool


def in_force(sent: Iterable[Sent]) -> dict[str, tuple[int, int]]:
    """The latest counting return of each agency."""
    return {agency: found for one in sent if one.counting for agency, found in one.counts.items()}


def by_hand(then: Sequence[Sent], now: Sequence[Sent]) -> list[dict[str, tuple[int, int]]]:
    """What is in force at the release, with late returns, with corrections, with withdrawals."""
    held = in_force(then)
    new = [one for one in now[len(then) :] if one.counting]
    late = [Sent({a: n for a, n in one.counts.items() if a not in held}, True) for one in new]
    return [held, in_force([*then, *late]), in_force([*then, *new]), in_force(now)]


counts = st.dictionaries(
    st.sampled_from(AGENCIES), st.tuples(st.integers(0, 15), st.integers(1, 15)), min_size=1, max_size=3
)


@settings(
    max_examples=5, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(later=st.lists(counts, min_size=1, max_size=3), withdrawn=st.sets(st.integers(0, 3), max_size=2))
def test_any_later_returns_and_withdrawals_are_bridged_as_plain_python_does(
    released_pattern: Released, later: list[Counts], withdrawn: set[int]
) -> None:
    source, made = released_pattern
    with TemporaryDirectory() as folder:
        home = Path(shutil.copytree(source, Path(folder) / "home"))
        then = [Sent({"03-03": (30, 20), "07-03": (12, 28)}, True)]
        for number, one in enumerate(later):
            send(home, f"later {number}.xlsx", one)
        sent = [*then, *(Sent(one, True) for one in later)]
        for place in sorted(place for place in withdrawn if place < len(sent)):
            take_back(home, entries(home)[place])
            sent[place] = Sent(sent[place].counts, False)
        found = bridge(home, made, view=ANALYST)
        assert_nothing_few_is_shown(found, bridge(home, made, view=PUBLIC))
    assert_sums_exactly(found)
    for unit in ("TH", "03", "07"):
        steps = [
            [value for agency, value in step.items() if unit in ("TH", agency[:2])]
            for step in by_hand(then, sent)
        ]
        for quantity, totals in (
            ("numerator", [sum(ready for ready, _ in step) for step in steps]),
            ("denominator", [sum(ready + rest for ready, rest in step) for step in steps]),
        ):
            told = row(found, "ready_share", unit, quantity)
            if not steps[-1]:
                assert told["difference"] is None
                continue
            parts = [after - before for before, after in pairwise(totals)]
            assert [told["released"], told["now"]] == [str(totals[0]), str(totals[-1])]
            assert [told[cause] for cause in CAUSES] == [*map(str, parts), "0"]


def test_a_rule_that_reaches_behind_a_release_is_refused_unless_figures_are_to_be_restated(
    released: Released,
) -> None:
    home, made = released
    with using(ruled("pass_mark", 80, since=Period(2564, 1), version="stricter")):
        for publish in (lambda: rebuild(home), lambda: send(home, "late.xlsx", {"07-04": (10, 10)})):
            with pytest.raises(WarehouseError, match="Quarter 2564Q2 has been released, and its pass_mark"):
                publish()
        rebuild(home, restate=True)
        assert rebuild(home).same_figures  # once restated, it is the published rule
        found = bridge(home, made, view=ANALYST)
    assert row(found, "ready_share", "TH", "numerator")["rules"] == "-42"
    assert_sums_exactly(found)


def test_a_rule_that_begins_after_the_released_quarters_needs_no_word(released: Released) -> None:
    home, _ = released
    with using(ruled("pass_mark", 80, since=Period(2564, 3), version="later")):
        assert rebuild(home).snapshot


def test_a_headcount_confirmed_since_the_release_counts_today(tmp_path: Path) -> None:
    home = Home(tmp_path)
    posts, persons = [headcount("03-03", "TECH", 79)], judged({"03-03": (30, 20)})
    load(home, ("first.xlsx", {"assessment": persons, "headcount": posts}), confirmed=False)
    made = release(home.root, period=PERIOD, prepared_by=PREPARER, checked_by=CHECKER)
    before = row(bridge(home.root, made, view=ANALYST), "coverage", "03", "denominator")
    assert before["difference"] == "0"
    with pytest.raises(WarehouseError, match="its confirmed_headcount"):
        confirm_headcount("03-03", PERIOD, reason="posts moved", home=home.root)
    assert read_ledger(home).confirmations == ()
    confirm_headcount("03-03", PERIOD, reason="posts moved", home=home.root, restate=True)
    found = bridge(home.root, made, view=ANALYST)
    assert row(found, "coverage", "03", "denominator")["difference"] != "0"
    with open_reader(home.root) as reader:
        figures = reader.figures(
            periods=[PERIOD], measures=["coverage"], levels=["ministry"], units=["03"], view=ANALYST
        )
    [now] = figures.loc[figures["unit_code"] == "03", "denominator"].tolist()
    assert float(str(row(found, "coverage", "03", "denominator")["now"])) == now
    assert_sums_exactly(found)

"""Rivals of the marts: the same cells counted from persons on every question, and ten times the persons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.definitions import definitions
from etl.measures.laid import lay_down
from etl.queries import Reader
from etl.queries.published import Published
from etl.warehouse.home import Home
from etl.warehouse.snapshot import open_current, snapshot_path

NOTHING = Published(())
"""Nothing laid down beforehand: every question is computed."""

MORE = 10
"""How many persons stand where one stood."""

COUNTED = {
    "outcome": (
        "headcount", "posts", "spare", "seen", "ready", "not_ready", "incomplete", "no_requirement", "high",
        "under_high",
    ),
    "capability": (
        "posts", "spare", "scored", "score_sum", "over_mark", "under_mark", "judged", "passed", "below",
        "one_step", "grade_a", "grade_b", "grade_c", "paired", "gap_sum",
    ),
    "lacking": ("persons",),
    "agency": ("headcount", "posts", "flagged_posts"),
}  # fmt: skip
"""The columns of the marts that count persons or add up their scores."""


class OnPersons(Reader):
    """Counts the cells of `mart.outcome` and `mart.capability` from the persons; all else is from the marts.

    Headcount, and of the scores one step and self against test, stay those of the marts, which favours it.
    """

    def _execute(self, query: str, **parameters: object) -> duckdb.DuckDBPyConnection:
        for mart, counted in (("mart.outcome", _outcome()), ("mart.capability", _capability())):
            query = query.replace(f"from {mart} ", f"from ({counted}) ")
        return super()._execute(query, **parameters)

    def cursor(self) -> OnPersons:
        """A reader of the same kind."""
        return OnPersons(
            self._connection.cursor(),
            snapshot=self.snapshot,
            quarters=self._quarters,
            published=NOTHING,
        )


@contextmanager
def tenfold(home: Path) -> Iterator[Reader]:
    """A reader of the same home with every person ten times, in the person table and in the marts' counts."""
    with open_current(Home(home)) as opened, TemporaryDirectory() as folder:
        with duckdb.connect(str(Path(folder) / "more.duckdb")) as more:
            more.execute(f"attach '{snapshot_path(Home(home), opened.id)}' as one (read_only)")
            more.execute("copy from database one to more")
            more.execute("detach one")
            more.execute(
                f"insert into fact.person_state select state.* replace (hash(person, copy) as person) "
                f"from fact.person_state as state cross join range(1, {MORE}) as copies(copy)"
            )
            for mart, columns in COUNTED.items():
                more.execute(
                    f"update mart.{mart} set "
                    + ", ".join(f"{column} = {column} * {MORE}" for column in columns)
                )
            more.execute("drop schema figure cascade")
            more.execute("create schema figure")
            lay_down(more, None)
        with duckdb.connect(str(Path(folder) / "more.duckdb"), read_only=True) as connection:
            yield Reader(connection)


def _state() -> str:
    """The SQL of one row per person, quarter and evidence with a score in force, and what is required."""
    codes = list(definitions().capabilities)
    scores = ", ".join(
        f"case when state.day_{code} > lapsed_on then state.score_{code} end as score_{code}, "
        f"state.grade_{code} as grade_{code}"
        for code in codes
    )
    days = ", ".join(f"state.day_{code}" for code in codes)
    needed = ", ".join(f"bool_or(required and capability = '{code}') as need_{code}" for code in codes)
    return f"""
        select quarter."index" as quarter, state.agency::varchar as agency, state."group"::varchar as "group",
            kind.evidence, quarter.pass_mark, quarter.high_mark,
            required.* exclude (quarter, "group", stage), {scores},
        from fact.person_state as state
        join (
            select *, ("end" - to_months(validity_months::integer))::date as lapsed_on
            from reference.quarter
            join reference.rule on rule.quarter = quarter."index"
        ) as quarter
            on quarter."index" >= state.since and quarter."index" < coalesce(state.until, 2147483647)
            and lapsed_on < greatest({days})
        join reference.evidence as kind on kind.kind = state.evidence
        join mart.agency as standing
            on standing.quarter = quarter."index" and standing.agency = state.agency::varchar
            and standing.evidence = kind.evidence
        join (select quarter, "group", stage, {needed} from reference.requirement group by all) as required
            on required.quarter = quarter."index" and required."group" = state."group"::varchar
            and required.stage = standing.stage
    """


def _outcome() -> str:
    """The SQL of the cells of `mart.outcome`, counted from the persons."""
    codes = list(definitions().capabilities)
    asked = " or ".join(f"need_{code}" for code in codes)
    failed = " or ".join(f"(need_{code} and score_{code} < pass_mark)" for code in codes)
    absent = " or ".join(f"(need_{code} and score_{code} is null)" for code in codes)
    high = " and ".join(f"(not need_{code} or score_{code} >= high_mark)" for code in codes)
    kinds = {
        "ready": f"({asked}) and not coalesce({failed}, false) and not ({absent})",
        "not_ready": f"coalesce({failed}, false)",
        "incomplete": f"({asked}) and not coalesce({failed}, false) and ({absent})",
        "no_requirement": f"not ({asked})",
        "high": f"({asked}) and coalesce({high}, false)",
    }
    counts = ", ".join(f"count(*) filter (where {told}) as {name}" for name, told in kinds.items())
    names = ("seen", *kinds)
    kept = ", ".join(
        f"case when cell.seen is not null then coalesce(persons.{name}, 0) end as {name}" for name in names
    )
    return f"""
        select cell.* replace ({kept}),
        from mart.outcome as cell
        left join (
            select quarter, agency, "group", evidence, count(*) as seen, {counts}
            from ({_state()})
            group by all
        ) as persons using (quarter, agency, "group", evidence)
    """


def _capability() -> str:
    """The SQL of the cells of `mart.capability`, counted from the persons."""
    rows = ", ".join(
        f"{{capability: '{code}', need: need_{code}, score: score_{code}, grade: grade_{code}}}"
        for code in definitions().capabilities
    )
    kinds = {
        "over_mark": "score >= pass_mark",
        "under_mark": "score < pass_mark",
        "judged": "need",
        "passed": "need and score >= pass_mark",
        "below": "need and score < pass_mark",
        **{f"grade_{grade.lower()}": f"grade = '{grade}'" for grade in "ABC"},
    }
    counts = ", ".join(f"count(*) filter (where {told}) as {name}" for name, told in kinds.items())
    kept = ", ".join(f"persons.{name} as {name}" for name in ("scored", "score_sum", *kinds))
    return f"""
        select cell.* replace ({kept}),
        from mart.capability as cell
        left join (
            select quarter, agency, "group", evidence, capability,
                count(*) as scored, sum(score) as score_sum, {counts},
            from (
                select quarter, agency, "group", evidence, pass_mark, unnest([{rows}], recursive := true),
                from ({_state()})
            )
            where score is not null
            group by all
        ) as persons using (quarter, agency, "group", evidence, capability)
    """

-- One row per reading of the rules at a quarter, person and kind of evidence with any score in force: agency, group, each capability's score, grade and day, and which scores are absent, under the pass mark and at or above the high mark (one bit each).
-- `states` names the table of what was known of persons (see fact.person_state), `readings` that of quarters with their
-- last day and their rules: a quarter's own, or what a scenario tries. The bits are in the order of the
-- capabilities' definition.
create macro reference.in_force(states, readings) as table
with

reading as (
    select
        *,
        ("end" - to_months(validity_months::integer))::date as lapsed_on,
    from query_table(readings)
),

known as (
    select
        reading.*,
        state.person,
        state.evidence,
        state.agency,
        state."group",
        case when state.day_{capability} > reading.lapsed_on then state.score_{capability} end as score_{capability},
        case when state.day_{capability} > reading.lapsed_on then state.grade_{capability} end as grade_{capability},
        state.day_{capability},
    from query_table(states) as state
    inner join reading
        on reading.quarter >= state.since
        and reading.quarter < coalesce(state.until, 2147483647)
        and reading.lapsed_on < greatest({each: state.day_{capability}})
)

select
    * exclude ("end", validity_months, lapsed_on, pass_mark, high_mark),
    0
        + (score_{capability} is null)::utinyint * {bit}
        as absent,
    0
        + (coalesce(score_{capability} < pass_mark, false))::utinyint * {bit}
        as under,
    0
        + (coalesce(score_{capability} >= high_mark, false))::utinyint * {bit}
        as top,
from known

-- One row per reading of the rules at a quarter, person and kind of evidence with any score in force: agency, group, each capability's score, grade and day, and which scores are absent, under the pass mark and at or above the high mark (one bit each).
-- `states` names the table of what was known of persons (see fact.person_state), `readings` that of quarters with their
-- last day and their rules: a quarter's own, or what a scenario tries. The bits are in the order of the capabilities:
-- DLit 1, DG 2, DT 4, DS 8, SPM 16, DL 32, DTR 64.
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
        case when state.day_DLit > reading.lapsed_on then state.score_DLit end as score_DLit,
        case when state.day_DG > reading.lapsed_on then state.score_DG end as score_DG,
        case when state.day_DT > reading.lapsed_on then state.score_DT end as score_DT,
        case when state.day_DS > reading.lapsed_on then state.score_DS end as score_DS,
        case when state.day_SPM > reading.lapsed_on then state.score_SPM end as score_SPM,
        case when state.day_DL > reading.lapsed_on then state.score_DL end as score_DL,
        case when state.day_DTR > reading.lapsed_on then state.score_DTR end as score_DTR,
        case when state.day_DLit > reading.lapsed_on then state.grade_DLit end as grade_DLit,
        case when state.day_DG > reading.lapsed_on then state.grade_DG end as grade_DG,
        case when state.day_DT > reading.lapsed_on then state.grade_DT end as grade_DT,
        case when state.day_DS > reading.lapsed_on then state.grade_DS end as grade_DS,
        case when state.day_SPM > reading.lapsed_on then state.grade_SPM end as grade_SPM,
        case when state.day_DL > reading.lapsed_on then state.grade_DL end as grade_DL,
        case when state.day_DTR > reading.lapsed_on then state.grade_DTR end as grade_DTR,
        state.day_DLit,
        state.day_DG,
        state.day_DT,
        state.day_DS,
        state.day_SPM,
        state.day_DL,
        state.day_DTR,
    from query_table(states) as state
    inner join reading
        on reading.quarter >= state.since
        and reading.quarter < coalesce(state.until, 2147483647)
        and reading.lapsed_on < greatest(state.day_DLit, state.day_DG, state.day_DT, state.day_DS, state.day_SPM, state.day_DL, state.day_DTR)
)

select
    * exclude ("end", validity_months, lapsed_on, pass_mark, high_mark),
    (score_DLit is null)::utinyint
        + (score_DG is null)::utinyint * 2
        + (score_DT is null)::utinyint * 4
        + (score_DS is null)::utinyint * 8
        + (score_SPM is null)::utinyint * 16
        + (score_DL is null)::utinyint * 32
        + (score_DTR is null)::utinyint * 64 as absent,
    (coalesce(score_DLit < pass_mark, false))::utinyint
        + (coalesce(score_DG < pass_mark, false))::utinyint * 2
        + (coalesce(score_DT < pass_mark, false))::utinyint * 4
        + (coalesce(score_DS < pass_mark, false))::utinyint * 8
        + (coalesce(score_SPM < pass_mark, false))::utinyint * 16
        + (coalesce(score_DL < pass_mark, false))::utinyint * 32
        + (coalesce(score_DTR < pass_mark, false))::utinyint * 64 as under,
    (coalesce(score_DLit >= high_mark, false))::utinyint
        + (coalesce(score_DG >= high_mark, false))::utinyint * 2
        + (coalesce(score_DT >= high_mark, false))::utinyint * 4
        + (coalesce(score_DS >= high_mark, false))::utinyint * 8
        + (coalesce(score_SPM >= high_mark, false))::utinyint * 16
        + (coalesce(score_DL >= high_mark, false))::utinyint * 32
        + (coalesce(score_DTR >= high_mark, false))::utinyint * 64 as top,
from known

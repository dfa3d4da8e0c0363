-- One row per scenario, agency and group at a quarter, in the columns of `mart.outcome`: persons by outcome under other rules.
with

scenario as (
    select stated.*, rule.high_mark
    from (
        select
            unnest($scenarios) as scenario,
            unnest($marks)::decimal(18, 6) as pass_mark,
            unnest($months)::integer as months,
            unnest($evidences) as evidence,
    ) as stated
    inner join reference.rule as rule
        on rule.quarter = $quarter
),

known as (
    select
        scenario.scenario,
        scenario.pass_mark,
        scenario.high_mark,
        state.agency,
        state."group",
        case when state.day_DLit > quarter."end" - to_months(scenario.months) then state.score_DLit end as score_DLit,
        case when state.day_DG > quarter."end" - to_months(scenario.months) then state.score_DG end as score_DG,
        case when state.day_DT > quarter."end" - to_months(scenario.months) then state.score_DT end as score_DT,
        case when state.day_DS > quarter."end" - to_months(scenario.months) then state.score_DS end as score_DS,
        case when state.day_SPM > quarter."end" - to_months(scenario.months) then state.score_SPM end as score_SPM,
        case when state.day_DL > quarter."end" - to_months(scenario.months) then state.score_DL end as score_DL,
        case when state.day_DTR > quarter."end" - to_months(scenario.months) then state.score_DTR end as score_DTR,
    from fact.person_state as state
    inner join reference.quarter as quarter
        on quarter."index" = $quarter
        and quarter."index" >= state.since
        and quarter."index" < coalesce(state.until, 2147483647)
    inner join reference.evidence as kind
        on kind.kind = state.evidence
    inner join scenario
        on scenario.evidence = kind.evidence
),

marked as (
    select
        scenario,
        agency,
        "group",
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
    where
        coalesce(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) is not null
),

judged as (
    select
        marked.scenario,
        marked.agency::varchar as agency,
        marked."group"::varchar as "group",
        count(*) as seen,
        count(*) filter (where bits > 0 and bits & (under | absent) = 0) as ready,
        count(*) filter (where bits & under > 0) as not_ready,
        count(*) filter (where bits > 0 and bits & under = 0 and bits & absent > 0) as incomplete,
        count(*) filter (where bits = 0) as no_requirement,
        count(*) filter (where bits > 0 and bits & top = bits) as high,
    from marked
    inner join mart.agency as standing
        on standing.quarter = $quarter
        and standing.evidence = 'ALL'
        and standing.agency = marked.agency::varchar
    inner join reference.required as required
        on required."group" = marked."group"::varchar
        and required.stage = standing.stage
    group by marked.scenario, marked.agency, marked."group"
)

select
    scenario.scenario,
    cell.* replace (
        case when cell.seen is not null then coalesce(judged.seen, 0) end as seen,
        case when cell.seen is not null then coalesce(judged.ready, 0) end as ready,
        case when cell.seen is not null then coalesce(judged.not_ready, 0) end as not_ready,
        case when cell.seen is not null then coalesce(judged.incomplete, 0) end as incomplete,
        case when cell.seen is not null then coalesce(judged.no_requirement, 0) end as no_requirement,
        case when cell.seen is not null then coalesce(judged.high, 0) end as high
    ),
from mart.outcome as cell
cross join scenario
left join judged
    on judged.scenario = scenario.scenario
    and judged.agency = cell.agency
    and judged."group" = cell."group"
where
    cell.quarter = $quarter
    and cell.evidence = 'ALL'

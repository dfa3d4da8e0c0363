-- One row per scenario, agency and group at a quarter, in the columns of `mart.outcome`: persons by outcome under other rules.
-- A rule that a scenario does not name is that of the quarter $rules_of.
with

reading as (
    select
        tried.scenario,
        quarter."index" as quarter,
        quarter."end",
        rule.ruled_by,
        coalesce(tried.validity_months, rule.validity_months) as validity_months,
        coalesce(tried.pass_mark, rule.pass_mark) as pass_mark,
        rule.high_mark,
        tried.evidence as counted,
    from reference.reading as rule
    cross join (
        select
            unnest($scenarios) as scenario,
            unnest($marks::decimal(18, 6)[]) as pass_mark,
            unnest($months::integer[]) as validity_months,
            unnest($evidences) as evidence,
    ) as tried
    inner join reference.quarter as quarter
        on quarter."index" = $quarter
    where rule.quarter = $rules_of
),

known as (
    select person.* exclude (evidence, counted, person),
    from reference.in_force('fact.person_state', 'reading') as person
    inner join reference.evidence as kind
        on kind.kind = person.evidence
        and kind.evidence = person.counted
),

standing as (
    select quarter, agency, stage from mart.agency where quarter = $quarter and evidence = 'ALL'
),

persons as (
    select scenario, agency, "group", required, below, missing, high,
    from reference.required_of('known', 'standing')
)

select
    tried.scenario,
    cell.* replace (
        greatest(cell.posts, coalesce(judged.seen, 0)) as posts,
        case when cell.seen is not null then coalesce(judged.seen, 0) end as seen,
        case when cell.seen is not null then coalesce(judged.ready, 0) end as ready,
        case when cell.seen is not null then coalesce(judged.not_ready, 0) end as not_ready,
        case when cell.seen is not null then coalesce(judged.incomplete, 0) end as incomplete,
        case when cell.seen is not null then coalesce(judged.no_requirement, 0) end as no_requirement,
        case when cell.seen is not null then coalesce(judged.high, 0) end as high
    ),
from mart.outcome as cell
cross join (select scenario from reading) as tried
left join reference.judged('persons') as judged using (scenario, agency, "group")
where
    cell.quarter = $quarter
    and cell.evidence = 'ALL'

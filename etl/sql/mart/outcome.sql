-- One row per quarter, agency, group and evidence (ALL, or TESTED: tests alone): headcount, and persons with an assessment in force by outcome.
-- Group NOT_STATED holds headcount known only by position type, and agencies that are expected and wholly silent.
with

known as (
    select quarter, agency, "group" from fact.judgement
    union
    select quarter, agency, "group" from staging.headcount_quarter
),

strata as (
    select quarter, agency, "group", false as silent from known
    union all
    select standing.quarter, standing.agency, 'NOT_STATED', true
    from staging.standing as standing
    anti join known
        on known.quarter = standing.quarter
        and known.agency = standing.agency
    where standing.expected
)

select
    strata.quarter,
    standing.ministry,
    strata.agency,
    strata."group",
    standing.stage,
    variant.evidence,
    headcount.headcount,
    standing.expected
    and count(headcount.headcount) over (partition by strata.quarter, strata.agency) = 0 as headcount_unknown,
    case when not strata.silent then coalesce(persons.seen, 0) end as seen,
    case when not strata.silent then coalesce(persons.ready, 0) end as ready,
    case when not strata.silent then coalesce(persons.not_ready, 0) end as not_ready,
    case when not strata.silent then coalesce(persons.incomplete, 0) end as incomplete,
    case when not strata.silent then coalesce(persons.no_requirement, 0) end as no_requirement,
    case when not strata.silent then coalesce(persons.high, 0) end as high,
from strata
cross join (select distinct evidence from reference.evidence) as variant
inner join staging.standing as standing
    on standing.quarter = strata.quarter
    and standing.agency = strata.agency
left join fact.judgement as persons
    on persons.quarter = strata.quarter
    and persons.agency = strata.agency
    and persons."group" = strata."group"
    and persons.evidence = variant.evidence
left join staging.headcount_quarter as headcount
    on headcount.quarter = strata.quarter
    and headcount.agency = strata.agency
    and headcount."group" = strata."group"
order by variant.evidence, strata.quarter, standing.ministry, strata.agency, strata."group"

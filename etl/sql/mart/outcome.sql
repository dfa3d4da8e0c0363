-- One row per quarter, agency and group: headcount, and persons with an assessment in force by outcome.
-- Group NOT_STATED holds headcount known only by position type.
with

persons as (
    select
        quarter,
        agency::varchar as agency,
        "group"::varchar as "group",
        count(*) as seen,
        count(*) filter (where required > 0 and below = 0 and missing = 0) as ready,
        count(*) filter (where below > 0) as not_ready,
        count(*) filter (where required > 0 and below = 0 and missing > 0) as incomplete,
        count(*) filter (where required = 0) as no_requirement,
        count(*) filter (where required > 0 and high = required) as high,
    from staging.person_outcome
    group by all
),

strata as (
    select quarter, agency, "group" from persons
    union
    select quarter, agency, "group" from staging.headcount_quarter
)

select
    strata.quarter,
    standing.ministry,
    strata.agency,
    strata."group",
    standing.stage,
    headcount.headcount,
    coalesce(persons.seen, 0) as seen,
    coalesce(persons.ready, 0) as ready,
    coalesce(persons.not_ready, 0) as not_ready,
    coalesce(persons.incomplete, 0) as incomplete,
    coalesce(persons.no_requirement, 0) as no_requirement,
    coalesce(persons.high, 0) as high,
from strata
inner join staging.standing as standing
    on standing.quarter = strata.quarter
    and standing.agency = strata.agency
left join persons
    on persons.quarter = strata.quarter
    and persons.agency = strata.agency
    and persons."group" = strata."group"
left join staging.headcount_quarter as headcount
    on headcount.quarter = strata.quarter
    and headcount.agency = strata.agency
    and headcount."group" = strata."group"
order by strata.quarter, standing.ministry, strata.agency, strata."group"

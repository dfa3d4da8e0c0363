-- One row per quarter in which the persons counted are not all in `mart.outcome`, each in exactly one outcome.
with

persons as (
    select
        quarter,
        count(*) as persons,
    from staging.person_outcome
    where evidence in ('ANY', 'BOTH')
    group by quarter
),

outcomes as (
    select
        quarter,
        sum(seen)::bigint as seen,
        sum(ready + not_ready + incomplete + no_requirement)::bigint as judged,
    from mart.outcome
    where evidence = 'ALL'
        and agency in (select agency from staging.touched_agency)
    group by quarter
)

select
    persons.quarter,
    persons.persons,
    outcomes.seen,
    outcomes.judged,
from persons
left join outcomes using (quarter)
where outcomes.seen is distinct from persons.persons
    or outcomes.judged is distinct from persons.persons

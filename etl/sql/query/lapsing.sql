-- One row per ministry and capability: scores in force at a quarter that will not be in force at the end of the next unless somebody is assessed anew.
with

reading as (
    select * from reference.reading where quarter = $quarter
),

person as (
    select agency.ministry, columns('^day_'),
    from reference.in_force('fact.person_state', 'reading') as person
    inner join reference.evidence as kind
        on kind.kind = person.evidence
        and kind.evidence = 'ALL'
    inner join mart.agency as agency
        on agency.quarter = person.quarter
        and agency.agency = person.agency
        and agency.evidence = 'ALL'
        and agency.expected
)

select
    score.ministry,
    replace(score.capability, 'day_', '') as capability,
    count(*) as scores,
from (unpivot person on columns('^day_') into name capability value day) as score
cross join reading
where
    score.day > (reading."end" - to_months(reading.validity_months::integer))::date
    and score.day <= ($next_end::date - to_months($next_months::integer))::date
group by all
order by all

-- One row per quarter, agency, group and evidence (ALL, or TESTED: tests alone) with a person seen: persons by outcome.
select
    person.quarter,
    person.agency::varchar as agency,
    person."group"::varchar as "group",
    kind.evidence,
    count(*) as seen,
    count(*) filter (where person.required > 0 and person.below = 0 and person.missing = 0) as ready,
    count(*) filter (where person.below > 0) as not_ready,
    count(*) filter (where person.required > 0 and person.below = 0 and person.missing > 0) as incomplete,
    count(*) filter (where person.required = 0) as no_requirement,
    count(*) filter (where person.required > 0 and person.high = person.required) as high,
from staging.person_outcome as person
inner join reference.evidence as kind
    on kind.kind = person.evidence
group by person.quarter, person.agency, person."group", kind.evidence

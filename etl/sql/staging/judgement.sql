-- One row per quarter, agency, group and evidence (ALL, or TESTED: tests alone) with a person seen: persons by outcome.
with

persons as (
    select
        person.quarter,
        person.agency,
        person."group",
        kind.evidence,
        person.required,
        person.below,
        person.missing,
        person.high,
    from staging.person_outcome as person
    inner join reference.evidence as kind
        on kind.kind = person.evidence
)

select * replace (agency::varchar as agency, "group"::varchar as "group"),
from reference.judged('persons')

-- One row per quarter, person (unnamed) and kind of evidence with a score in force: which capabilities are required, failed, missing and high, one bit each.
with

persons as (
    select * exclude (person),
    from staging.person_fact
    where evidence <> 'SELF'
)

from reference.required_of('persons', 'staging.standing')

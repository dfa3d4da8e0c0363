-- One row per quarter and agency with a person whose score is in force.
select distinct
    quarter,
    agency::varchar as agency,
from staging.person_fact
where
    evidence <> 'SELF'

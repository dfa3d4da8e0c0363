-- One row per quarter and kind of evidence in which somebody is counted twice.
select
    quarter,
    evidence,
    count(*) as "rows",
    count(distinct person) as persons,
from staging.person_fact
group by quarter, evidence
having count(*) <> count(distinct person)

-- One row per quarter in which somebody is counted twice.
select
    quarter,
    count(*) as "rows",
    count(distinct person) as persons,
from fact.person_quarter
group by quarter
having count(*) <> count(distinct person)

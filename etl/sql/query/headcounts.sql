-- One row per group or position type of an agency's latest headcount at or before a quarter, and who sent it: of the same quarter, its own.
with

earlier as (
    select headcount.*
    from accepted.headcount as headcount
    inner join reference.quarter as quarter using (period)
    left join reference.population as population
        on population.code = headcount.population
    where
        headcount.agency = $agency
        and coalesce(population.counted, true)
        and quarter."index" <= $quarter
)

select
    category,
    sum(headcount)::bigint as headcount,
    any_value(period) as period,
    any_value(publisher) as publisher,
from earlier
where (period, publisher = 'agency') = (select max((period, publisher = 'agency')) from earlier)
group by category
order by category

-- One row per quarter a return is for (period) and per quarter somebody was assessed in (its first day as day).
-- Fiscal years of budgets add no quarter.
with

stated as (
    select period from fact.assessed
    union
    select period from accepted.headcount
    union
    select period from accepted.stage
    union
    select period from accepted.training
    union
    select period from accepted.practice
)

select
    period,
    null::date as day,
from stated
union all
select distinct
    null::varchar as period,
    day,
from fact.assessed

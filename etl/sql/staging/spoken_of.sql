-- One row per quarter a return is for (period), per quarter somebody was assessed in (its first day as day) and per day an agency's stage takes effect.
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
    null::date as effective_on,
from stated
union all
select distinct
    null::varchar as period,
    day,
    null::date as effective_on,
from fact.assessed
union all
select distinct
    null::varchar as period,
    null::date as day,
    effective_on,
from accepted.stage

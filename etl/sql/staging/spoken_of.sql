-- One row per dataset and quarter a return is for (period), per quarter somebody was assessed in (its first day) and per day an agency's stage takes effect.
-- Fiscal years of budgets add no quarter.
with

stated as (
    select 'assessment' as dataset, period from fact.assessed
    union
    select 'headcount', period from accepted.headcount
    union
    select 'stage', period from accepted.stage
    union
    select 'training', period from accepted.training
    union
    select 'practice', period from accepted.practice
)

select
    dataset,
    period,
    null::date as day,
from stated
union all
select distinct
    'assessment' as dataset,
    null::varchar as period,
    day,
from fact.assessed
union all
select distinct
    'stage' as dataset,
    null::varchar as period,
    effective_on as day,
from accepted.stage

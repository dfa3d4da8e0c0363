-- One row: the first and last quarter stated, and the first and last day assessed; null where nothing is.
-- Fiscal years of budgets add no quarter.
with

stated as (
    select period from accepted.assessment
    union all
    select period from accepted.headcount
    union all
    select period from accepted.stage
    union all
    select period from accepted.training
    union all
    select period from accepted.practice
),

assessed as (
    select
        min(assessed_on) as first_day,
        max(assessed_on) as last_day,
    from accepted.assessment
)

select
    (select min(period) from stated) as first_period,
    (select max(period) from stated) as last_period,
    assessed.first_day,
    assessed.last_day,
from assessed

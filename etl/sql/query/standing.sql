-- One row per agency at a quarter: its stage, for how many quarters (null: not stated), whether it reported, its headcount.
select
    ministry,
    agency,
    stage,
    quarter - stage_since + 1 as quarters_in_stage,
    expected,
    reported,
    headcount::bigint as headcount,
from mart.agency
where
    quarter = $quarter
    and evidence = 'ALL'
order by agency

-- One row per agency at a quarter: its stage, for how many quarters, whether it reported, its headcount.
with

history as (
    select
        quarter,
        agency,
        stage is distinct from lag(stage) over (partition by agency order by quarter) as changed,
    from mart.agency
    where quarter <= $quarter
        and evidence = 'ALL'
),

since as (
    select
        agency,
        max(quarter) as quarter,
    from history
    where changed
    group by all
)

select
    agency.ministry,
    agency.agency,
    agency.stage,
    $quarter - since.quarter + 1 as quarters_in_stage,
    agency.expected,
    agency.reported,
    agency.headcount::bigint as headcount,
from mart.agency as agency
inner join since
    on since.agency = agency.agency
where
    agency.quarter = $quarter
    and agency.evidence = 'ALL'
order by agency.agency

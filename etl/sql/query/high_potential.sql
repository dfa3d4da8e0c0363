-- One row per agency expected at a quarter: whether it has a high-potential group (has, none, or open), and its headcount (null: not known).
select
    ministry,
    agency,
    potential,
    headcount::bigint as headcount,
from mart.agency
where
    quarter = $quarter
    and evidence = $evidence
    and expected
order by agency

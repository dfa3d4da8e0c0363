-- One row per agency and group of a quarter, for disclosure control: headcount, persons by outcome, and those who count only without the evidence asked for.
select
    ministry,
    agency,
    stage,
    "group",
    headcount,
    seen,
    ready,
    not_ready,
    incomplete,
    no_requirement,
    max(seen) filter (where evidence = 'ALL') over (partition by agency, "group") - seen as untested,
from mart.outcome
where
    quarter = $quarter
qualify evidence = $evidence
order by ministry, agency, "group"

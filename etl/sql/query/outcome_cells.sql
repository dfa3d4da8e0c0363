-- One row per quarter, agency and group for disclosure control: headcount, persons by outcome, and those who count only without the evidence asked for.
select
    quarter,
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
    max(seen) filter (where evidence = 'ALL') over (partition by quarter, agency, "group") - seen as untested,
from mart.outcome
where
    quarter between $first and $last
qualify evidence = $evidence
order by quarter, ministry, agency, "group"

-- One row per quarter, agency, group and capability for disclosure control: scores by result and grade, and those that count only without the evidence asked for.
select
    quarter,
    agency,
    "group",
    capability,
    scored,
    scored - judged as unasked,
    passed,
    below,
    one_step,
    grade_a,
    grade_b,
    grade_c,
    paired,
    max(scored) filter (where evidence = 'ALL') over (partition by quarter, agency, "group", capability) - scored as untested,
from mart.capability
where
    quarter between $first and $last
qualify evidence = $evidence
order by quarter, agency, "group", capability
